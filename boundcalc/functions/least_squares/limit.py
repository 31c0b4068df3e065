"""The hockey-stick divergence of two centred normal laws in the plane: the limit of least squares."""

from __future__ import annotations

from typing import Literal

from flint import acb, arb, fmpq

from ...numeric.ball import Number, PrecisionTooLow, power, to_arb
from ...numeric.integrate import integrate
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node, at_least_one, exceeds

Weight = Literal["divergence", "fpr", "tpr"]


class PlanarGaussian(Node):
    r"""``Delta_gamma(N(0, S), N(0, I_2))`` for a 2 x 2 covariance S of given trace and determinant.

    For two centred normal laws with covariances S_0, S_1 take the trace and the determinant of S_0^{-1} S_1. The
    eigenvalues must lie on both sides of 1, that is 1 - trace + det < 0; gamma > 0.

    With eigenvalues l+ > 1 > l-, q(th) = (1/l+ - 1) cos^2 th + (1/l- - 1) sin^2 th and eta = gamma sqrt(det), the ratio
    exceeds gamma where eta < exp(-q R^2/2), so that for eta <= 1

        Delta_gamma = (1/2pi) int_{q > 0} eta^{1/q} q/(1+q) dth   (gamma <= 1; gamma >= 1: 1 - gamma + gamma times that)

    and for eta >= 1 the same over q < 0, with |q| and a factor gamma. The substitution 1/q = 1/q_max + s^2 makes
    the integrand analytic with a Gaussian tail: certified at any number of digits.

    >>> import sympy as sp
    >>> PlanarGaussian(sp.Rational(3, 2), sp.Rational(1, 4), 1).evalf(15)  # least squares, p/n -> 1/2
    0.383018236687107
    """

    nargs = 3
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        trace, det, gamma = map(printer._print, self.args)
        return (
            rf"\Delta_{{{gamma}}}\left(\mathcal{{N}}(0, \Sigma), \mathcal{{N}}(0, I_2); "
            rf"\operatorname{{tr}}\Sigma = {trace}, \det\Sigma = {det}\right)"
        )

    def _ball(self, trace: Number, det: Number, gamma: Number) -> Number:
        below, value = angular(trace, det, gamma, "divergence")
        value = to_arb(value)
        if not below:  # E_gamma(P1||P0) / gamma
            return gamma * value if at_least_one(gamma) else value + 1 - 1 / to_arb(gamma)
        return 1 - gamma + gamma * value if at_least_one(gamma) else value

    def _mpmath(self, trace: MpNumber, det: MpNumber, gamma: MpNumber) -> MpNumber:
        return planar_mpmath(trace, det, gamma)


class PlanarGaussianTest(Node):
    r"""The error rates of the likelihood-ratio test between N(0, I_2) and N(0, S): P(dP1/dP0 > t) under P0 or P1.

    ``PlanarGaussianTest(trace, det, t, member)``: member = 0 for the false-positive rate, 1 for the true-positive rate;
    trace and determinant as in `PlanarGaussian`; t > 0.

    >>> import sympy as sp
    >>> PlanarGaussianTest(sp.Rational(3, 2), sp.Rational(1, 4), 2, 0).evalf(10)
    0.1475836177
    """

    nargs = 4
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        trace, det, t, member = self.args
        return exceeds(printer, r"\Sigma", (trace, det), t, member)

    def _ball(self, trace: Number, det: Number, t: Number, member: Number) -> Number:
        if isinstance(t, fmpq) and t <= 0:
            return fmpq(1)
        below, value = angular(trace, det, t, "tpr" if member == 1 else "fpr")
        if member == 1:
            value = t * value
        return 1 - value if below else value

    def _mpmath(self, trace: MpNumber, det: MpNumber, t: MpNumber, member: MpNumber) -> MpNumber:
        return planar_mpmath(trace, det, t, "tpr" if member == 1 else "fpr")


def angular(trace: Number, det: Number, gamma: Number, weight: Weight) -> tuple[bool, Number]:
    r"""(eta <= 1, mean over the angle), eta = gamma sqrt(det), at the working precision.

    For eta <= 1 the mean over q > 0 of eta^{1/q} w(q), for eta >= 1 that over q < 0 of eta^{1/q} w(q); w(q) is 1 for
    fpr, 1/(1+q) for tpr and |q|/(1+q) for divergence.
    """
    eta = gamma * power(det, fmpq(1, 2))
    if not (eta <= 1 or eta >= 1):
        raise PrecisionTooLow("cannot tell on which side of 1 the threshold lies")
    below = bool(eta <= 1)
    trace_, det_ = to_arb(trace), to_arb(det)
    larger = (trace_ + (trace_**2 - 4 * det_).sqrt()) / 2
    smaller = det_ / larger
    if not (larger > 1 and smaller < 1 and smaller > 0):
        raise PrecisionTooLow("the eigenvalues must lie on both sides of 1")
    q_plus, q_minus = 1 / smaller - 1, 1 - 1 / larger  # the range of q is [-q_minus, q_plus]
    top, other, sign = (q_plus, q_minus, 1) if below else (q_minus, q_plus, -1)
    rate = abs(to_arb(eta).log()) if eta != 1 else arb(0)
    start = 1 / top

    # dth = ds/..., 1/|q| = v = start + s^2; 1/(1+q) = v/(v + sign), |q|/(1+q) = 1/(v + sign)
    def integrand(s: acb, analytic: bool) -> acb:
        v = start + s * s
        below_line = {"fpr": v, "tpr": v + sign, "divergence": v * (v + sign)}[weight]
        return (-rate * s * s).exp() * (1 + other * v).rsqrt(analytic=analytic) / below_line

    order = 4 if weight == "divergence" else 2

    def tail(s: arb) -> arb:
        # v and v + sign are at least s^2, and 1 + other v at least other s^2
        return (-rate * s * s).exp() / (order * other.sqrt() * s**order)

    value = integrate(integrand, 0, None, above=tail)
    return below, 2 * (-rate * start).exp() * value / (arb.pi() * top.sqrt())


def planar_mpmath(trace: MpNumber, det: MpNumber, gamma: MpNumber, quantity: Weight = "divergence") -> MpNumber:
    """The same by the angular formula as it stands."""
    root = mpmath.sqrt(trace**2 - 4 * det)
    larger = (trace + root) / 2
    high, low = larger / det - 1, 1 / larger - 1
    eta = gamma * mpmath.sqrt(det)
    zero = mpmath.atan(mpmath.sqrt(-low / high))  # q = 0

    def rates(th: MpNumber) -> tuple[MpNumber, MpNumber]:
        q = low * mpmath.cos(th) ** 2 + high * mpmath.sin(th) ** 2
        if eta < 1:
            fpr = 1 - eta ** (1 / q) if q > 0 else mpmath.mpf(1)
            inside = 1 - eta ** ((1 + q) / q) if q > 0 else mpmath.mpf(1)
        else:
            fpr = eta ** (1 / q) if q < 0 else mpmath.mpf(0)
            inside = eta ** ((1 + q) / q) if q < 0 else mpmath.mpf(0)
        return fpr, inside / (mpmath.sqrt(det) * (1 + q))

    def mean(position: int) -> MpNumber:
        return mpmath.quad(lambda th: rates(th)[position], [0, zero, mpmath.pi / 2]) * 2 / mpmath.pi

    if quantity != "divergence":
        return mean(0 if quantity == "fpr" else 1)
    value = mean(1) - gamma * mean(0)
    return value if gamma >= 1 else (value - 1 + gamma) / gamma


__all__ = ["PlanarGaussian", "PlanarGaussianTest", "angular", "planar_mpmath"]
