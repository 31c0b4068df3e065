"""The exact leakage of releasing the mean of Gaussian data, with or without Gaussian noise."""

from __future__ import annotations

from itertools import pairwise

import sympy as sp

from ...numeric.ball import Number, hull, power, to_arb
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node, at_least_one, indexed
from . import _variance_gamma
from .gauss_rates import GaussianMeanTest, check_rho, checked_dimension, threshold


class GaussianMean(Node):
    r"""``Delta_gamma`` of two Gaussian vectors in R^d with correlation rho in each coordinate, against independence.

    The release and a training point are such a pair when the data are Gaussian (any known covariance S) and their mean
    is released: rho = 1/sqrt(n), and rho^2 = 1/(n (1 + n s^2)) when N(0, s^2 S) noise is added. With X, Y independent
    Gamma(d/2, 1), c = -(d/2) log(1-rho^2) and S = X - Y under P1, S = X/(1+rho) - Y/(1-rho) under P0, the log
    likelihood ratio is c + rho S; with t = (log gamma - c)/rho,

        Delta_gamma = E_1 (1 - e^{-rho (S-t)})_+  (gamma >= 1),   E_1 (e^{-rho (S-t)} - 1)_+ / gamma  (gamma < 1).

    For even d a finite sum of incomplete gamma functions of integer order (``rewrite(uppergamma)``), elementary
    (``rewrite(exp)``); for d = 2 and gamma = 1 it is rho/(2(1-rho)) (1-rho^2)^(1/rho).
    Integer d >= 1; 0 <= rho <= 1; gamma > 0 (default 1). Theorem mean-gauss.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GaussianMean(2, sp.Rational(1, 2))).exact
    Fraction(9, 32)
    >>> evaluate(GaussianMean(1, sp.Rational(1, 10)), 18).to_string(18)
    '0.0320691104920982692...'
    """

    nargs = (2, 3)
    known_range = (0, 1)

    def __new__(cls, d: NumberLike, rho: NumberLike, gamma: NumberLike = 1, **options: bool) -> sp.Expr:
        return super().__new__(cls, d, rho, gamma, **options)

    @classmethod
    def eval(cls, d: sp.Expr, rho: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        if rho in (sp.S.Zero, sp.S.One):
            return rho
        return None

    # -- closed forms --------------------------------------------------------------------------------------------------

    def _eval_rewrite_as_uppergamma(self, d: sp.Expr, rho: sp.Expr, gamma: sp.Expr, **_: object) -> sp.Expr:
        if not d.is_Integer or d % 2:
            return self
        # Partial fractions of (1 - z^2)^{-k}: S is a mixture of +-Gamma(j, 1), j = 1..k, with these weights.
        k = int(d) // 2
        weights = [sp.Rational(sp.binomial(2 * k - j - 1, k - j), 2 ** (2 * k - j)) for j in range(1, k + 1)]
        c = -sp.Rational(k) * sp.log(1 - rho**2)
        t = (sp.log(gamma) - c) / rho

        def above(j: int, x: sp.Expr) -> sp.Expr:
            return sp.uppergamma(j, x) / sp.factorial(j - 1)

        right = sum(
            b * (above(j, t) - gamma * (1 - rho**2) ** k / (1 + rho) ** j * above(j, (1 + rho) * t))
            for j, b in enumerate(weights, 1)
        )
        left = sum(
            b * (gamma * (1 - rho**2) ** k / (1 - rho) ** j * above(j, -(1 - rho) * t) - above(j, -t))
            for j, b in enumerate(weights, 1)
        )
        if gamma == 1:
            return sp.sympify(left)
        if gamma.is_number and gamma < 1:
            return sp.sympify(left) / gamma
        below = left + 1 - gamma
        height = gamma * (1 - rho**2) ** k  # e^{rho t}: decided without logarithms
        if height.is_number:
            return sp.sympify(right if height >= 1 else below)
        return sp.Piecewise((left / gamma, gamma < 1), (below, t < 0), (right, True))

    def _eval_rewrite_as_exp(self, d: sp.Expr, rho: sp.Expr, gamma: sp.Expr, **hints: bool) -> sp.Expr:
        return self._eval_rewrite_as_uppergamma(d, rho, gamma).replace(sp.uppergamma, _elementary)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative in gamma: -FPR of the test LR > gamma for gamma >= 1."""
        d, rho, gamma = self.args
        if argindex != 3:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        above = -GaussianMeanTest(d, rho, gamma, 0)
        below = (1 - GaussianMeanTest(d, rho, gamma, 1)) / gamma**2
        if gamma.is_number:
            return above if gamma >= 1 else below
        return sp.Piecewise((above, gamma >= 1), (below, True))

    def _text(self, printer: Printer) -> str:
        d, rho = map(printer._print, self.args[:2])
        name = indexed(printer, r"\Delta", self.args[2])
        return rf"{name}^{{\mathcal{{N}}}}\left({d}, {rho}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True

    # -- evaluation ----------------------------------------------------------------------------------------------------

    def _ball(self, d: Number, rho: Number, gamma: Number) -> Number:
        dimension = checked_dimension(d)
        check_rho(rho)
        if dimension == 2:
            return _planar(rho, gamma)
        rate, g = to_arb(rho), to_arb(gamma)
        t = threshold(dimension, rate, g)
        if at_least_one(gamma):
            return _variance_gamma.excess(dimension, rate, t, g)
        return _variance_gamma.shortfall(dimension, rate, t, g)

    def _mpmath(self, d: MpNumber, rho: MpNumber, gamma: MpNumber) -> MpNumber:
        k = mpmath.mpf(d) / 2
        t = (mpmath.log(gamma) + k * mpmath.log1p(-(rho**2))) / rho
        log_scale = mpmath.log(mpmath.pi) / 2 + mpmath.loggamma(k) + (k - 0.5) * mpmath.log(2)

        def density(x: MpNumber) -> MpNumber:
            y = abs(x)
            return y ** (k - 0.5) * mpmath.besselk(k - 0.5, y) * mpmath.exp(-log_scale)

        def payoff(x: MpNumber) -> MpNumber:
            return -mpmath.expm1(-rho * abs(x - t)) if gamma >= 1 else mpmath.expm1(rho * abs(x - t)) / gamma

        spread = mpmath.sqrt(2 * k)
        marks = {mpmath.mpf(0), t} | {side * spread * j for j in (1, 4, 12, 40) for side in (1, -1)}
        if gamma >= 1:
            cuts = [t, *sorted(x for x in marks if x > t), mpmath.inf]
        else:
            cuts = [-mpmath.inf, *sorted(x for x in marks if x < t), t]
        total = mpmath.mpf(0)
        for low, high in pairwise(cuts):
            total += mpmath.quad(lambda x: density(x) * payoff(x), [low, high])
        return total


def _elementary(order: sp.Expr, x: sp.Expr) -> sp.Expr:
    """The upper incomplete gamma function of integer order: (j-1)! e^{-x} sum x^i/i!."""
    j = int(order)
    return sp.factorial(j - 1) * sp.exp(-x) * sum(x**i / sp.factorial(i) for i in range(j))


def _planar(rho: Number, gamma: Number) -> Number:
    """d = 2, elementary: e^{rho t} = gamma (1-rho^2) is `base`, and the two tails combine to one term."""
    base = gamma * (1 - rho * rho)
    if base > 1:
        return _planar_above(base, rho)
    below = power(base, 1 / rho) * rho / (2 * (1 - rho))
    value = 1 - gamma + below if at_least_one(gamma) else below / gamma
    # Both sides of the threshold meet at base = 1, where an irrational rho leaves the side open.
    return value if base <= 1 else hull([value, _planar_above(base, rho)])


def _planar_above(base: Number, rho: Number) -> Number:
    return power(base, -1 / rho) * rho / (2 * (1 + rho))


__all__ = ["GaussianMean"]
