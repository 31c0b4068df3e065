"""A nearest-neighbour model, asked at the target's features."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ...laws import Bernoulli, Law, Normal
from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ..learner import Learner
from ..property import Property, need_no_law


@dataclass(frozen=True, repr=False)
class NearestNeighbours(Property):
    """The `k` nearest neighbours of the target's features vote, or give their mean label; the model is asked once.

    `labels`: the law of a label at the target, the same all over its neighbourhood: a finite law of classes, or
    Normal(mean, sd) (the default). A member is one of its own neighbours. The game has no law of its own; 1 <= k <= n.

    Raises ValueError for k below 1 or above n, other labels, or a game with a law.

    >>> import boundcalc as bc
    >>> str(bc.Game(None, NearestNeighbours(5), n=1000).delta(digits=5))
    '0.16039...'
    """

    k: Any
    labels: Law = field(default_factory=lambda: Normal(0, 1))

    parameters = (Parameter("k", "k", sp.S.Naturals, ("2", "5")),)

    def __post_init__(self) -> None:
        super().__post_init__()
        law = self.labels
        if not (isinstance(law, Normal) or (isinstance(law, Law) and law.is_discrete and law.atom_count.is_finite)):
            raise ValueError(f"labels must be Normal(mean, sd) or a finite law, got {shown(law)}")

    @property
    def claim(self) -> str:
        return f"theta is the answer of a {self.k}-nearest-neighbour model at the target, with labels {self.labels}"

    @classmethod
    def examples(cls) -> list[Learner]:
        return [*super().examples(), cls(6, Bernoulli("1/3"))]

    def check(self, law: Law) -> None:
        need_no_law(self, law)

    def check_size(self, law: Law, n: sp.Expr) -> None:
        if (n < self.k) == True:  # noqa: E712 - a symbolic comparison
            raise ValueError(f"n must be at least k = {self.k}, got {n}")
