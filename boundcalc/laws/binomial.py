"""The binomial law as a law of data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions._binomial import is_small, log_factorial, log_pmf_ball
from ..functions._binomial import pmf as binomial_pmf
from ..functions._binomial import sf as binomial_sf
from ..functions._log_pmf import log_binomial
from ..functions.atomic_law import Block
from ..functions.binomial_pmf import BinomialPMF
from ..numeric.ball import Number, evaluate_ball, to_arb
from ..numeric.exact import shown
from ..numeric.kinds import Array, Record
from .bernoulli import positive_masses, rarest_of
from .discrete import DiscreteLaw, MassCounts, at_integers
from .parameter import Parameter
from .ratio import BINOMIAL, RatioLaw, RatioShape
from .sequence import SequenceLaw
from .twin import Twin

_SHORT = 2000
_WRITTEN_OUT = 64


class Binomial(RatioLaw, SequenceLaw):
    """P(k) = C(n, k) p^k (1-p)^(n-k), k = 0..n; integer n >= 1 (the law's own n), 0 <= p <= 1.

    >>> Binomial(2, "1/2").mass_of(1)
    1/2
    """

    parameters = (
        Parameter("n", "N", sp.S.Naturals, ("1", "5", "40")),
        Parameter("p", "p", sp.Interval(0, 1), ("1/10", "1/2", "2/3")),
    )
    scipy = Twin("binom")
    sympy = Twin("Binomial", parameters=lambda n, p, success, failure: (n, p) if (success, failure) == (1, 0) else None)

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        if self.n.is_Integer and self.n > _WRITTEN_OUT and k.is_Integer:
            return BinomialPMF(k, self.n, self.p)
        return sp.binomial(self.n, k) * self.p**k * (1 - self.p) ** (self.n - k)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, self.n

    @property
    def atom_count(self) -> sp.Expr:
        return sp.S.One if self.p in (0, 1) else self.n + 1

    @property
    def is_short(self) -> bool:
        """Whether all atoms are taken, not a window."""
        return bool(self.n <= _SHORT) or self.p in (0, 1)

    def table(self) -> MassCounts | None:
        if self.p in (0, 1):
            return [(fmpq(1), 1)]
        return positive_masses(self) if self.is_short else None

    def float64_table(self) -> Block | None:
        return DiscreteLaw.float64_table(self) if self.is_short else None

    def mass(self, k: int) -> Number:
        return binomial_pmf(k, int(self.n), evaluate_ball(self.p))

    def masses(self, first: int, last: int) -> Iterator[Number]:
        n, p = int(self.n), evaluate_ball(self.p)
        if p in (0, 1) or is_small(n, p):
            yield from super().masses(first, last)
            return
        odds, mass = to_arb(p / (1 - p)), to_arb(self.mass(first))
        for k in range(first, last + 1):
            yield mass
            mass = mass * (n - k) * odds / (k + 1)

    def value_masses(self) -> list[tuple[sp.Rational, Number]]:
        return list(zip(map(sp.Integer, range(int(self.n) + 1)), self.masses(0, int(self.n)), strict=True))

    def mode(self) -> int:
        return min(int(sp.floor((self.n + 1) * self.p)), int(self.n))

    def ratio_bound(self, k: int) -> arb:
        p = to_arb(evaluate_ball(self.p))
        return max(int(self.n) - k, 0) * p / ((k + 1) * (1 - p))

    def power_tail(self, last: int, a: Number) -> arb:
        return arb(0) if last >= int(self.n) else super().power_tail(last, a)

    def mass_bound(self, last: int) -> arb:
        return arb(0) if last >= int(self.n) else super().mass_bound(last)

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(BINOMIAL, self.n, sp.S.Zero)

    def log_mass(self, k: int) -> arb:
        n, p = int(self.n), evaluate_ball(self.p)
        return log_pmf_ball(log_factorial(n), k, n, to_arb(p), to_arb(1 - p))

    def log_ratio(self, k: int) -> arb:
        p = to_arb(evaluate_ball(self.p))
        return ((int(self.n) - k) * p / ((k + 1) * (1 - p))).log()

    def upto(self, k: int) -> Number:
        n = int(self.n)
        return binomial_sf(n - k, n, 1 - evaluate_ball(self.p))

    def beyond(self, k: int) -> Number:
        return binomial_sf(k + 1, int(self.n), evaluate_ball(self.p))

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        if not self.is_short:
            raise ValueError(f"the rarest of {self.atom_count} atoms are out of reach for {self}")
        return rarest_of(self, count)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        if self.n > 2**62:
            raise ValueError(f"n must be at most 2^62 to be drawn, got {shown(self.n)}")
        return rng.binomial(int(self.n), float(self.p), size)

    def float_pmf(self, values: Array) -> Array:
        return np.exp(log_binomial(values, int(self.n), float(self.p)))
