"""Any procedure at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .learner import Learner


@dataclass(frozen=True)
class WorstCase(Learner):
    """Any learning procedure at all: the worst releases the empirical law P_n (T-WORST).

    What is said of this learner bounds every other one on the same data.
    """

    stands_for_all: ClassVar[bool] = True
    released: ClassVar[str] = "the empirical law of the data (the worst that any procedure can release)"
