"""The exact leakage of releasing the mean of Cauchy data."""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.complex_ball import NOT_ANALYTIC, off_cut
from ...numeric.contradiction import positive_part
from ...numeric.integrate import finite
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from ..node import at_least_one, need_int
from .released import Released


class CauchyMean(Released):
    r"""``CauchyMean(n, gamma=1)``: Delta_gamma when the mean of n Cauchy data is released.

    The law is stable: given z_1 = z the mean is Cauchy(z/n, b), b = (n-1)/n, and Cauchy(0, 1) otherwise (in standard
    units). The ratio exceeds gamma between, or outside, the roots of a quadratic; for gamma = 1 they are
    z -+ sqrt(b (1 + z^2)). One
    integral of arc tangents over z = tan phi. Integer n >= 1; gamma > 0. Theorem mean-cauchy.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(CauchyMean(2), 15).to_string(15)
    '0.387128710599889...'
    """

    symbol = "Cauchy"

    def _ball(self, n: Number, gamma: Number, *target: Number) -> Number:
        count = need_int(n)
        if count < 2:
            raise NoBallEvaluation(f"n must be an integer of at least 2, got {count}")
        bits = current_bits()
        with working_precision(bits + 40 + count.bit_length()):
            if gamma == fmpq(count - 1, count):
                return _half_lines(count, None if not target else to_arb(target[0]), arb(2) ** (-bits - 4))
            if gamma == fmpq(count, count - 1):
                # Both roots meet at z = 0. D_gamma is continuous: E_gamma has slopes between -1 and 0.
                near = gamma * (1 + fmpq(1, 2 ** (bits + 8)))
                return CauchyMean(count, 2)._ball(n, near, *target) + arb(0).union(to_arb(near - gamma).upper())
            if target:
                return _one(count, to_arb(gamma), to_arb(target[0]))
            return _average(count, to_arb(gamma), arb(2) ** (-bits - 4))

    def _mpmath(self, n: MpNumber, gamma: MpNumber, *target: MpNumber) -> MpNumber:
        b = 1 - mpmath.mpf(1) / n

        def inner(z: MpNumber) -> MpNumber:
            lead, half = gamma - b, gamma * z / n
            root = b * (gamma * z**2 / n**2 - lead * (gamma * b - 1))
            if root <= 0:
                p1 = p0 = mpmath.mpf(0)
            else:
                ends = sorted((half + side * mpmath.sqrt(root)) / lead for side in (1, -1))
                p1, p0 = (
                    (mpmath.atan((ends[1] - c) / w) - mpmath.atan((ends[0] - c) / w)) / mpmath.pi
                    for c, w in ((z / n, b), (mpmath.mpf(0), mpmath.mpf(1)))
                )
            if gamma >= 1:
                return p1 - gamma * p0
            return p0 - p1 / gamma if lead < 0 else (1 - p0) - (1 - p1) / gamma

        if target:
            return inner(target[0])
        edge = n * mpmath.sqrt(max((gamma - b) * (gamma * b - 1) / gamma, 0))
        cuts = sorted(
            {mpmath.mpf(0), mpmath.atan(edge), mpmath.pi / 4, mpmath.pi / 2 - mpmath.mpf(1) / n, mpmath.pi / 2}
        )
        return 2 * mpmath.quad(lambda phi: inner(mpmath.tan(phi)), cuts) / mpmath.pi


def _average(n: int, gamma: arb, goal: arb) -> arb:
    b = 1 - arb(1) / n
    lead, drop = gamma - b, (gamma - b) * (gamma * b - 1)
    if not (lead > 0 or lead < 0):
        raise PrecisionTooLow("gamma is not certainly different from (n-1)/n")
    start = arb(0)
    if drop > 0:
        start = (n * (drop / gamma).sqrt()).atan()
    elif not (drop <= 0 or gamma == 1):
        raise PrecisionTooLow("gamma is not certainly on one side of n/(n-1)")
    inside = _weights(gamma)
    half = arb.pi() / 2
    # The mass below `start` has no root: there the ratio stays on one side of gamma, which counts as inside = 0.
    value = finite(_angles(n, gamma, b, lead, drop, inside), start.upper() if drop > 0 else start, half, goal)
    edge = (arb(2) * start.rad() if drop > 0 else arb(0)).upper() * 4 * (1 + gamma + 1 / gamma)
    return 2 * (value + arb(0, edge.upper())) / arb.pi()


def _one(n: int, gamma: arb, z: arb) -> arb:
    """The leakage of one record."""
    b, centre = 1 - arb(1) / n, z / n
    lead = gamma - b
    square = b * (gamma * centre**2 - lead * (gamma * b - 1))
    if not (lead > 0 or lead < 0):
        raise PrecisionTooLow("gamma is not certainly different from (n-1)/n")
    inside, flipped = _weights(gamma), _outside(gamma, bool(lead > 0))
    if square < 0:
        return inside(acb(0), acb(0)).real
    root = positive_part(square).sqrt() / abs(lead)
    low, high = (gamma * centre / lead + side * root for side in (-1, 1))
    p1, p0 = ((((high - c) / w).atan() - ((low - c) / w).atan()) / arb.pi() for c, w in ((centre, b), (arb(0), arb(1))))
    if flipped:
        p1, p0 = 1 - p1, 1 - p0
    return inside(acb(p1), acb(p0)).real


def _half_lines(n: int, z: arb | None, goal: arb) -> arb:
    """D_gamma at gamma = b, where the quadratic is linear: the ratio is below gamma on x < ((z/n)^2 - 1 + b^2)/(2z/n).

    z >= 0 by symmetry; None averages over z = tan phi.
    """
    b = 1 - arb(1) / n

    def at(sine: acb, cosine: acb, analytic: bool) -> acb:
        centre = sine / n
        end = centre**2 - (1 - b * b) * cosine**2

        def below(place: acb, width: acb) -> acb:
            """P(x < end) from the angle of (2 centre width, place), which lies to the right."""
            right, up = 2 * centre * width, acb(0, 1) * place
            one, other = right + up, right - up
            if analytic and not (off_cut(one) and off_cut(other)):
                return NOT_ANALYTIC
            return acb(1) / 2 + (one.log() - other.log()) / (2 * acb(0, 1) * arb.pi())

        return below(end, cosine) - below(end - 2 * centre**2, b * cosine) / b

    if z is not None:
        return at(acb(abs(z)), acb(1), False).real
    value = finite(lambda phi, analytic: at(phi.sin(), phi.cos(), analytic), arb(0), arb.pi() / 2, goal)
    return 2 * value / arb.pi()


def _outside(gamma: arb, between: bool) -> bool:
    """Whether masses are taken outside the roots: where the ratio exceeds gamma on nearly the whole line."""
    return bool(gamma < 1) and between


def _weights(gamma: arb) -> Callable[[acb, acb], acb]:
    """What to average of P1 and P0 between the roots, or outside them where `_outside`."""
    if at_least_one(gamma):
        return lambda p1, p0: p1 - gamma * p0
    return lambda p1, p0: p0 - p1 / gamma  # of the points where the ratio is below gamma


def _angles(
    n: int, gamma: arb, b: arb, lead: arb, drop: arb, weight: Callable[[acb, acb], acb]
) -> Callable[[acb, bool], acb]:
    flipped = _outside(gamma, bool(lead > 0))

    def angle(low: acb, high: acb, unit: acb, analytic: bool) -> acb:
        """(atan(high/unit) - atan(low/unit))/pi as the argument of a product; 1 less it outside."""
        i = acb(0, 1)
        one, other = (unit + i * high) * (unit - i * low), (unit - i * high) * (unit + i * low)
        if flipped:
            one, other = -other, -one
        if analytic and not (off_cut(one) and off_cut(other)):
            return NOT_ANALYTIC
        return (one.log() - other.log()) / (2 * i * arb.pi())

    def f(phi: acb, analytic: bool) -> acb:
        sine, cosine = phi.sin(), phi.cos()
        root = (b * (gamma * sine**2 / n**2 - drop * cosine**2)).sqrt(analytic=analytic)
        # the root that stays finite as lead -> 0 by the product of both: no cancellation
        outer = gamma * sine / n + root
        far, near = outer / lead, (gamma * sine**2 / n**2 + b * (gamma * b - 1) * cosine**2) / outer
        low, high = (near, far) if lead > 0 else (far, near)
        p1 = angle(low - sine / n, high - sine / n, b * cosine, analytic)
        return weight(p1, angle(low, high, cosine, analytic))

    return f
