"""How often the optimal test against a Gaussian mean says "member"."""

from __future__ import annotations

import sympy as sp
from flint import arb

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, hull, power, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node, check_member, exceeds, need_int
from . import _variance_gamma

MAX_DIMENSION = 10**15


class GaussianMeanTest(Node):
    r"""``P(LR > t)`` for the vectors of `GaussianMean`: the TPR (member = 1) or FPR (member = 0) of the best test.

    LR > t iff S > (log t - c)/rho, in the notation of `GaussianMean`; for even d a finite sum of incomplete gamma
    functions (``rewrite(uppergamma)``).
    Integer d >= 1; 0 < rho < 1; t > 0; member 0 or 1.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> half = sp.Rational(1, 2)
    >>> evaluate(GaussianMeanTest(2, half, 1, 1) - GaussianMeanTest(2, half, 1, 0)).exact
    Fraction(9, 32)
    """

    nargs = 4
    known_range = (0, 1)

    @classmethod
    def eval(cls, d: sp.Expr, rho: sp.Expr, t: sp.Expr, member: sp.Expr) -> sp.Expr | None:
        check_member(member)
        return sp.S.One if t == 0 else None

    def _eval_rewrite_as_uppergamma(
        self, d: sp.Expr, rho: sp.Expr, t: sp.Expr, member: sp.Expr, **_: object
    ) -> sp.Expr:
        if not d.is_Integer or d % 2:
            return self
        k = int(d) // 2
        weights = [sp.Rational(sp.binomial(2 * k - j - 1, k - j), 2 ** (2 * k - j)) for j in range(1, k + 1)]
        s = (sp.log(t) + k * sp.log(1 - rho**2)) / rho

        def tail(x: sp.Expr, tilt: sp.Expr) -> sp.Expr:
            # P(S > x) for x > 0: each Gamma(j, 1) component tilted by e^{-tilt S}.
            scale = 1 if tilt == 0 else (1 - rho**2) ** k
            return sum(
                b * scale / (1 + tilt) ** j * sp.uppergamma(j, (1 + tilt) * x) / sp.factorial(j - 1)
                for j, b in enumerate(weights, 1)
            )

        tilt = sp.S.Zero if member == 1 else rho
        right, left = tail(s, tilt), 1 - tail(-s, -tilt)
        height = t * (1 - rho**2) ** k  # e^{rho s}: decided without logarithms
        if height.is_number:
            return right if height >= 1 else left
        return sp.Piecewise((right, s >= 0), (left, True))

    def _text(self, printer: Printer) -> str:
        d, rho, t, member = self.args
        return exceeds(printer, r"\mathcal{N}", (d, rho), t, member)

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, d: Number, rho: Number, t: Number, member: Number) -> Number:
        dimension, under_p1 = checked_dimension(d), need_int(member) == 1
        check_rho(rho)
        if dimension == 2:
            return _planar(rho, t, under_p1)
        rate = to_arb(rho)
        s = threshold(dimension, rate, to_arb(t))
        tail = _variance_gamma.member_tail if under_p1 else _variance_gamma.outsider_tail
        return tail(dimension, rate, s)

    def _mpmath(self, d: MpNumber, rho: MpNumber, t: MpNumber, member: MpNumber) -> MpNumber:
        # One integral over Y, the law of X being taken from the incomplete gamma function; v = y^2 removes the
        # singularity of the density at 0 for d = 1.
        k = mpmath.mpf(d) / 2
        s = (mpmath.log(t) + k * mpmath.log1p(-(rho**2))) / rho
        up, down = (1, 1) if member else (1 + rho, 1 - rho)

        def inner(y: MpNumber) -> MpNumber:
            edge = up * (s + y**2 / down)
            above = mpmath.gammainc(k, edge, mpmath.inf, regularized=True) if edge > 0 else 1
            return 2 * y ** (2 * k - 1) * mpmath.exp(-(y**2)) * above

        root, spread = mpmath.sqrt(k), mpmath.mpf(1) / mpmath.sqrt(2)
        marks = {root + j * spread for j in (-12, -4, 0, 4, 12)} | {mpmath.sqrt(max(-s * down, 0)), mpmath.mpf(0)}
        cuts = [*sorted(x for x in marks if x >= 0), mpmath.inf]
        return mpmath.quad(inner, cuts) / mpmath.gamma(k)


def _planar(rho: Number, t: Number, under_p1: bool) -> Number:
    """d = 2, elementary: S has the density e^{-|x|}/2 under P1, tilted by e^{-rho x} under P0; e^{rho s} = `base`."""
    base = t * (1 - rho * rho)

    def above() -> Number:
        tail = power(base, -1 / rho) / 2
        return tail if under_p1 else tail * (1 - rho * rho) / base / (1 + rho)

    def below() -> Number:
        tail = power(base, 1 / rho) / 2
        return 1 - (tail if under_p1 else tail * (1 - rho * rho) / base / (1 - rho))

    if base >= 1:
        return above()
    if base < 1:
        return below()
    return hull([above(), below()])  # the two forms meet at 1, where an irrational rho leaves the side open


def checked_dimension(d: Number) -> int:
    """The dimension as an int from 1 to 10^15."""
    dimension = need_int(d)
    if not 1 <= dimension <= MAX_DIMENSION:
        raise NoBallEvaluation(f"d must be an integer from 1 to {MAX_DIMENSION}, got {dimension}")
    return dimension


def check_rho(rho: Number) -> None:
    """Raise unless 0 < rho < 1."""
    if rho <= 0 or rho >= 1:
        raise NoBallEvaluation(f"rho must be in (0, 1), got {rho}")
    if not (rho > 0 and rho < 1):
        raise PrecisionTooLow("rho is not certainly between 0 and 1")


def threshold(d: int, rho: arb, gamma: arb) -> arb:
    """(log gamma - c)/rho: where S makes the likelihood ratio gamma."""
    return (gamma.log() + (-rho * rho).log1p() * d / 2) / rho
