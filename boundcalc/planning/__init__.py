"""Inverse questions: which n, which number of atoms, for a wanted security."""

from .sample_size import sample_size, uniform_atoms

__all__ = ["sample_size", "uniform_atoms"]
