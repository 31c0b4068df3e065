"""The Bernoulli law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..numeric.ball import evaluate_ball, is_positive
from ..numeric.exact import to_integer
from ..numeric.kinds import Array, Record
from .discrete import DiscreteLaw, MassCounts, at_integers, rarest_first
from .parameter import Parameter
from .twin import Twin


class Bernoulli(DiscreteLaw):
    """P(1) = p, P(0) = 1 - p, 0 <= p <= 1.

    >>> Bernoulli("1/4").mass_of(0)
    3/4
    """

    parameters = (Parameter("p", "p", sp.Interval(0, 1), ("1/10", "1/2", "9/10")),)
    scipy = Twin("bernoulli")
    sympy = Twin("Bernoulli", parameters=lambda p, success, failure: (p,) if (success, failure) == (1, 0) else None)

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        if k.is_Integer:
            return self.p if k == 1 else 1 - self.p
        return self.p**k * (1 - self.p) ** (1 - k)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.S.One

    @property
    def atom_count(self) -> sp.Expr:
        return sp.S.One if self.p in (0, 1) else sp.Integer(2)

    def table(self) -> MassCounts | None:
        return positive_masses(self)

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        return rarest_of(self, count)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return (rng.random(size) < float(self.p)).astype(int)


def positive_masses(law: DiscreteLaw) -> MassCounts:
    """The table of a short law from its masses, zeros left out."""
    masses = [evaluate_ball(mass) for mass in law.mass_exprs()]
    return [(mass, 1) for mass in masses if is_positive(mass) is not False]


def rarest_of(law: DiscreteLaw, count: int) -> list[tuple[Record, sp.Expr]]:
    """The rarest atoms of a short law with a formula, by their masses."""
    count = to_integer(count, "count")
    low, high = (int(end) for end in law.index_range)
    assert law.pmf is not None
    pairs = [(k, law.pmf(sp.Integer(k))) for k in range(low, high + 1)]
    positive = [(k, mass) for k, mass in pairs if mass != 0]
    return rarest_first(positive)[:count]
