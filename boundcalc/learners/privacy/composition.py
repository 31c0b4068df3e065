"""Several private releases of the same data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import mul
from typing import Any

import sympy as sp

from ...divergences.losses import PrivacyLoss
from ..learner import Learner
from .gaussian_mechanism import GaussianMechanism
from .guarantee import Privacy
from .laplace_mechanism import LaplaceMechanism


@dataclass(frozen=True, repr=False)
class Composition(Privacy):
    r"""All of the `learners` on the same records, one after the other, each free to look at what the others released.

    Each has a privacy guarantee of its own, all for the same neighbours. Raises ValueError for anything else.

    >>> from boundcalc.learners import DPSGD, LaplaceMechanism
    >>> str(Composition([LaplaceMechanism(scale=10), LaplaceMechanism(scale=20)]))
    'Composition([LaplaceMechanism(scale=10), LaplaceMechanism(scale=20)])'
    """

    learners: Any
    neighbours: str = field(default="", kw_only=True)

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls([LaplaceMechanism(4), GaussianMechanism(3)])]

    def __post_init__(self) -> None:
        if not isinstance(self.learners, list | tuple) or not self.learners:
            raise ValueError(f"learners must be a list of private learners, got {self.learners!r}")
        for learner in self.learners:
            if not isinstance(learner, Privacy):
                raise ValueError(f"learners must be private learners, got {learner!r}")
        relations = sorted({learner.neighbours for learner in self.learners})
        if len(relations) > 1 or self.neighbours not in ("", relations[0]):
            raise ValueError(f"all learners must have the same neighbours, got {', '.join(relations)}")
        object.__setattr__(self, "neighbours", relations[0])
        object.__setattr__(self, "learners", tuple(self.learners))
        super().__post_init__()

    def __str__(self) -> str:
        return f"Composition([{', '.join(map(str, self.learners))}])"

    __repr__ = __str__

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {symbol for learner in self.learners for symbol in learner.free_symbols}

    @property
    def loss(self) -> PrivacyLoss | None:
        return _product([learner.loss for learner in self.learners])

    @property
    def exchange(self) -> PrivacyLoss | None:
        return _product([learner.exchange for learner in self.learners])

    @property
    def claim(self) -> str:
        return "; ".join(learner.claim for learner in self.learners)


def _product(losses: list[PrivacyLoss | None]) -> PrivacyLoss | None:
    known = [loss for loss in losses if loss is not None]
    return reduce(mul, known) if known and len(known) == len(losses) else None
