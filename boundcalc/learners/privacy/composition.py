"""Several private releases of the same data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import mul
from typing import Any

import sympy as sp

from ...divergences.losses import MAX_STEPS, PrivacyLoss
from ...numeric.exact import listed, shown, to_integer
from ..learner import Learner
from .gaussian_mechanism import GaussianMechanism
from .guarantee import Privacy
from .laplace_mechanism import LaplaceMechanism


@dataclass(frozen=True, repr=False)
class Composition(Privacy):
    r"""All of the `learners` on the same records, one after the other, each free to look at what the others released.

    Each has a privacy guarantee of its own, all for the same neighbours. `times`: how often each is run, a list of
    integers >= 1 (once unless given). A schedule of noise or of sampling rates is a composition of its stretches.
    Raises ValueError for anything else.

    >>> from boundcalc.learners import LaplaceMechanism
    >>> str(Composition([LaplaceMechanism(scale=10), LaplaceMechanism(scale=20)]))
    'Composition([LaplaceMechanism(scale=10), LaplaceMechanism(scale=20)])'
    >>> str(Composition([LaplaceMechanism(4)], times=[3]))
    'Composition([LaplaceMechanism(scale=4)], times=[3])'
    """

    learners: Any
    times: Any = None
    neighbours: str = field(default="", kw_only=True)

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls([LaplaceMechanism(4), GaussianMechanism(3)])]

    def __post_init__(self) -> None:
        if not isinstance(self.learners, list | tuple) or not self.learners:
            raise ValueError(f"learners must be a list of private learners, got {shown(self.learners)}")
        for learner in self.learners:
            if not isinstance(learner, Privacy):
                raise ValueError(f"learners must be private learners, got {shown(learner)}")
        times = [1] * len(self.learners) if self.times is None else self.times
        if not isinstance(times, list | tuple) or len(times) != len(self.learners):
            raise ValueError(f"times must be a list of one integer for each learner, got {shown(self.times)}")
        counts = tuple(to_integer(count, "times", 1) for count in times)
        if sum(counts) > MAX_STEPS:
            raise ValueError(f"times must be at most {MAX_STEPS} in all, got {sum(counts)}")
        object.__setattr__(self, "times", counts)
        relations = sorted({learner.neighbours for learner in self.learners})
        if len(relations) > 1 or self.neighbours not in ("", relations[0]):
            raise ValueError(f"all learners must have the same neighbours, got {', '.join(relations)}")
        object.__setattr__(self, "neighbours", relations[0])
        object.__setattr__(self, "learners", tuple(self.learners))
        super().__post_init__()

    def __str__(self) -> str:
        repeated = f", times=[{listed(self.times, 'numbers')}]" if max(self.times) > 1 else ""
        return f"Composition([{listed(self.learners, 'learners')}]{repeated})"

    __repr__ = __str__

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {symbol for learner in self.learners for symbol in learner.free_symbols}

    @property
    def loss(self) -> PrivacyLoss | None:
        return _product([learner.loss for learner in self.learners], self.times)

    @property
    def exchange(self) -> PrivacyLoss | None:
        return _product([learner.exchange for learner in self.learners], self.times)

    @property
    def claim(self) -> str:
        claims = (
            learner.claim if count == 1 else f"{count} times: {learner.claim}"
            for learner, count in zip(self.learners, self.times, strict=True)
        )
        return "; ".join(claims)


def _product(losses: list[PrivacyLoss | None], times: tuple[int, ...]) -> PrivacyLoss | None:
    """All of them; None where one is not known, or they are more than a loss counts."""
    known = [(loss, count) for loss, count in zip(losses, times, strict=True) if loss is not None]
    steps = sum(count * n for loss, count in known for _, n in loss.parts)
    if len(known) < len(losses) or steps > MAX_STEPS:
        return None
    return reduce(mul, (loss**count for loss, count in known))
