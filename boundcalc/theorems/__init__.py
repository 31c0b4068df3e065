"""The catalog: one theorem a file, by subject."""

from . import counts, discrete, general, information, knowledge, least_squares, means, models, overfitting, privacy
from .theorem import CATALOG, Condition, Kind, Label, Setting, Theorem

SUBJECTS = (general, discrete, knowledge, means, least_squares, models, privacy, information, overfitting, counts)

CATALOG.update((theorem.id, theorem) for subject in SUBJECTS for theorem in subject.THEOREMS)

__all__ = ["CATALOG", "SUBJECTS", "Condition", "Kind", "Label", "Setting", "Theorem"]
