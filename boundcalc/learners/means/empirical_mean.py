"""The mean of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...laws import Law
from ..learner import Learner


@dataclass(frozen=True)
class EmpiricalMean(Learner):
    """Releases the mean (1/n) sum z_i of data on numbers, or any function of it (T-DPI)."""

    released: ClassVar[str] = "the mean of the data"

    def check(self, law: Law) -> None:
        if getattr(law, "is_discrete", False) and not law.is_lattice:
            raise ValueError(f"law must have rational values for a released mean, got {law} with other labels")
