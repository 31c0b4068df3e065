"""The catalogue: one theorem a file, by subject."""

from . import counts, discrete, general, information, least_squares, means, overfitting, privacy
from .theorem import Condition, Kind, Label, Setting, Theorem

SUBJECTS = (general, discrete, means, least_squares, privacy, information, overfitting, counts)

CATALOG: dict[str, Theorem] = {theorem.id: theorem for subject in SUBJECTS for theorem in subject.THEOREMS}
"""Every theorem by its permanent id."""

__all__ = ["CATALOG", "SUBJECTS", "Condition", "Kind", "Label", "Setting", "Theorem"]
