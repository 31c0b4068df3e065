"""Histograms, and classification trees with public splits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...laws import DiscreteLaw, Law
from ..learner import Learner


@dataclass(frozen=True)
class Histogram(Learner):
    """How many records fall into each cell: a bin, or a leaf and a class of a tree whose splits do not depend on the
    data. The law is that of the cells.

    Raises ValueError for a law that is not discrete.
    """

    released: ClassVar[str] = "the counts of the cells"

    def check(self, law: Law) -> None:
        if not isinstance(law, DiscreteLaw):
            raise ValueError(f"law must be discrete, that of the cells, for {self}, got {law}")
