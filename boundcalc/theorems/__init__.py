"""The catalog: one theorem a file, by subject."""

import copyreg
from pickle import PicklingError
from typing import Any

from . import counts, discrete, general, information, least_squares, means, overfitting, privacy
from .theorem import Condition, Kind, Label, Setting, Theorem

SUBJECTS = (general, discrete, means, least_squares, privacy, information, overfitting, counts)

CATALOG: dict[str, Theorem] = {theorem.id: theorem for subject in SUBJECTS for theorem in subject.THEOREMS}
"""Every theorem by its permanent id."""


def _named(theorem: Theorem) -> Any:
    if CATALOG.get(theorem.id) is not theorem:
        raise PicklingError(f"a theorem pickles by its place in the catalog, where {theorem.id} is not")
    return _of_catalog, (theorem.id,)


def _of_catalog(name: str) -> Theorem:
    return CATALOG[name]


copyreg.pickle(Theorem, _named)  # by its id: it comes back as the one that is there

__all__ = ["CATALOG", "SUBJECTS", "Condition", "Kind", "Label", "Setting", "Theorem"]
