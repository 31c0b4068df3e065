"""The command line: one command a file."""

from .main import main

__all__ = ["main"]
