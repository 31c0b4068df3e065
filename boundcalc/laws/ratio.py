"""Laws on the integers whose ratios of successive masses can be compared with those of others."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import Number, to_arb
from ..numeric.sign import order

BINOMIAL, POISSON, NEGATIVE_BINOMIAL, POWER = range(4)


@dataclass(frozen=True)
class RatioShape:
    r"""How r(k) = p(k+1)/p(k) falls: the slope of ``log((k+1) r(k))`` in k, by rank and parameter.

    -1/(n-k) for a binomial law (parameter n), 0 for a Poisson law, 1/(k+a) for a negative binomial law (parameter -a;
    a = 1 for geometric and uniform laws), and (k+s)/(k(k+1)) for a power law (parameter s): larger ranks, then larger
    parameters, have larger slopes.
    """

    rank: int
    parameter: sp.Expr
    limit: sp.Expr
    """The limit of r(k) for k -> oo."""

    def compare(self, other: RatioShape) -> int | None:
        """The sign of (this slope - that of the other), the same at every k; None where it is not known to be."""
        if self.rank != other.rank:
            low, high = sorted((self, other), key=lambda shape: shape.rank)
            # (s + a - 1) k + s a >= 0 for every k
            mixed = (low.rank, high.rank) == (NEGATIVE_BINOMIAL, POWER)
            if mixed and order(high.parameter - low.parameter, sp.S.One) < 0:
                return None
            return 1 if self is high else -1
        return order(self.parameter, other.parameter)


class RatioLaw:
    """Mixin of a discrete law on consecutive integers with a `RatioShape` and closed tails."""

    @property
    def ratio_shape(self) -> RatioShape:
        """How the ratios of successive masses fall."""
        raise NotImplementedError

    def log_mass(self, k: int) -> arb:
        """log p(k)."""
        raise NotImplementedError

    def log_ratio(self, k: int) -> arb:
        """log p(k+1) - log p(k)."""
        raise NotImplementedError

    def upto(self, k: int) -> Number:
        """P(X <= k)."""
        raise NotImplementedError

    def beyond(self, k: int) -> Number:
        """P(X > k)."""
        raise NotImplementedError

    def interval_mass(self, first: int, last: int | None) -> Number:
        """P(first <= X <= last) from the shorter tails; last = None: no end."""
        if last is None:
            return self.beyond(first - 1)
        below = self.upto(first - 1)
        if below > fmpq(1, 2):
            return self.beyond(first - 1) - self.beyond(last)
        return self.upto(last) - below


def log_of(x: Number) -> arb:
    """The logarithm of a number as a ball."""
    return to_arb(x).log()


__all__ = ["BINOMIAL", "NEGATIVE_BINOMIAL", "POISSON", "POWER", "RatioLaw", "RatioShape", "log_of"]
