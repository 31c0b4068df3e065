"""The negative binomial law."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions._log_pmf import log_negative_binomial
from ..functions.log_gamma import choose
from ..functions.real_power import RealPower
from ..numeric.ball import Number, as_int, evaluate_ball, power, to_arb
from ..numeric.exact import to_fmpq
from ..numeric.kinds import Array
from .discrete import at_integers
from .draws import negative_binomial
from .parameter import Parameter
from .ratio import NEGATIVE_BINOMIAL, RatioLaw, RatioShape
from .sequence import SequenceLaw
from .twin import Twin


class NegativeBinomial(RatioLaw, SequenceLaw):
    r"""``P(k) = C(k+r-1, k) q^r (1-q)^k``, k = 0, 1, ...: failures before the r-th success; r > 0, 0 < q < 1.

    >>> NegativeBinomial(2, "1/2").mass_of(1)
    1/4
    """

    parameters = (
        Parameter("r", "r", sp.Interval.open(0, sp.oo), ("1/2", "1", "5")),
        Parameter("q", "q", sp.Interval.open(0, 1), ("1/20", "1/3", "9/10")),
    )
    scipy = Twin("nbinom")
    sympy = Twin("NegativeBinomial", lambda r, q: (r, _of_success(q)), lambda r, p: (r, _of_success(p)))

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return choose(k + self.r - 1, k) * RealPower(self.q, self.r) * RealPower(1 - self.q, k)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def mode(self) -> int:
        # p(k+1)/p(k) = (k+r)(1-q)/(k+1) <= 1 from k = (r(1-q) - 1)/q on.
        return max(0, int(sp.ceiling((self.r * (1 - self.q) - 1) / self.q)))

    def mass(self, k: int) -> Number:
        r, q = evaluate_ball(self.r), evaluate_ball(self.q)
        whole = as_int(r)
        if whole is not None and k <= 64:
            return power(q, r) * power(1 - q, to_fmpq(sp.Integer(k))) * int(sp.binomial(k + whole - 1, k))
        return self.log_mass(k).exp()

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(NEGATIVE_BINOMIAL, -self.r, 1 - self.q)

    def log_mass(self, k: int) -> arb:
        r, q = (to_arb(evaluate_ball(x)) for x in (self.r, self.q))
        return (r + k).lgamma() - r.lgamma() - arb(k + 1).lgamma() + r * q.log() + k * (-q).log1p()

    def log_ratio(self, k: int) -> arb:
        r, q = (to_arb(evaluate_ball(x)) for x in (self.r, self.q))
        return ((r + k) * (1 - q) / (k + 1)).log()

    def upto(self, k: int) -> Number:
        r, q = (to_arb(evaluate_ball(x)) for x in (self.r, self.q))
        return q.beta_lower(r, arb(k + 1), regularized=1) if k >= 0 else fmpq(0)

    def beyond(self, k: int) -> Number:
        r, q = (to_arb(evaluate_ball(x)) for x in (self.r, self.q))
        return (1 - q).beta_lower(arb(k + 1), r, regularized=1) if k >= 0 else fmpq(1)

    def masses(self, first: int, last: int) -> Iterator[Number]:
        r, other, mass = (
            to_arb(evaluate_ball(self.r)),
            to_arb(1 - evaluate_ball(self.q)),
            to_arb(self.mass(first)),
        )
        for k in range(first, last + 1):
            yield mass
            mass = mass * (r + k) * other / (k + 1)

    def ratio_bound(self, k: int) -> arb:
        other, r = to_arb(1 - evaluate_ball(self.q)), to_arb(evaluate_ball(self.r))
        # The ratio falls to 1-q for r >= 1 and rises to it for r < 1.
        return other * ((r + k) / (k + 1)).max(arb(1))

    def ratio_floor(self, k: int) -> arb:
        other, r = to_arb(1 - evaluate_ball(self.q)), to_arb(evaluate_ball(self.r))
        return other * ((r + k) / (k + 1)).min(arb(1))

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return negative_binomial(rng, float(self.r), float(self.q), size)

    def float_pmf(self, values: Array) -> Array:
        return np.exp(log_negative_binomial(values, float(self.r), float(self.q)))


def _of_success(p: sp.Expr) -> sp.Expr:
    """The probability of success of a negative binomial law of SymPy with parameter p, and the other way round.

    SymPy counts failures before the r-th success of probability p; before 1.14 p was that of a failure. Its own mass
    at 0 says which it is.
    """
    from sympy.stats.drv_types import NegativeBinomialDistribution

    third = sp.Rational(1, 3)
    return p if NegativeBinomialDistribution(sp.S.One, third).pdf(sp.S.Zero) == third else 1 - p
