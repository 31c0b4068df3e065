"""Learner: the procedure A that turns n data into what is released."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Learner:
    """A learning procedure theta = A(z_1, ..., z_n), randomised and symmetric in the data."""

    released: ClassVar[str] = "theta"
    """What is released, in words."""

    def __str__(self) -> str:
        return type(self).__name__

    def check(self, law: Any) -> None:
        """Raise ValueError when the learner cannot work on data of this law."""


@dataclass(frozen=True)
class WorstCase(Learner):
    """Any learning procedure at all: the worst releases the empirical law P_n (T-WORST).

    What is said of this learner bounds every other one on the same data.
    """

    released: ClassVar[str] = "the empirical law of the data (the worst that any procedure can release)"


@dataclass(frozen=True)
class EmpiricalMean(Learner):
    """Releases the mean (1/n) sum z_i of data on numbers, or any function of it (T-DPI)."""

    released: ClassVar[str] = "the mean of the data"

    def check(self, law: Any) -> None:
        if getattr(law, "is_discrete", False) and not law.is_lattice:
            raise ValueError(f"law must have rational values for a released mean, got {law} with other labels")
