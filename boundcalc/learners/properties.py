"""Several descriptions of one learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .learner import Learner
from .worst_case import WorstCase


@dataclass(frozen=True, init=False, repr=False)
class Properties(Learner):
    """One learner of which every given description holds; also written ``first & second``.

    Raises ValueError for an empty list, anything that is not a learner, or `WorstCase()`: it stands for all learners,
    so it is no description of one (what holds in the worst case holds of every learner anyway).

    >>> from boundcalc.learners import BitBudget, GaussianDP
    >>> str(GaussianDP("1/2") & BitBudget(8))
    'Properties(GaussianDP(mu=1/2), BitBudget(bits=8))'
    """

    learners: tuple[Learner, ...]

    def __init__(self, *learners: Any) -> None:
        if not learners or not all(isinstance(learner, Learner) for learner in learners):
            raise ValueError("Properties takes learners, for example Properties(BitBudget(8), GaussianDP(1))")
        if any(isinstance(learner, WorstCase) for learner in learners):
            raise ValueError("WorstCase() stands for every learner and describes none; leave it out of Properties")
        object.__setattr__(self, "learners", tuple(part for learner in learners for part in learner.parts))

    def __str__(self) -> str:
        return f"Properties({', '.join(map(str, self.learners))})"

    __repr__ = __str__

    @property
    def released(self) -> str:  # type: ignore[override]
        return "; ".join(part.released for part in self.learners)

    @property
    def parts(self) -> tuple[Learner, ...]:
        return self.learners

    @property
    def free_symbols(self) -> Any:
        return set().union(*(part.free_symbols for part in self.learners))

    def check(self, law: Any) -> None:
        for part in self.learners:
            part.check(law)

    def check_size(self, law: Any, n: Any) -> None:
        for part in self.learners:
            part.check_size(law, n)
