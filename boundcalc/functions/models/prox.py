"""M-estimators with many features: what the limit leaks."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

import numpy as np
from flint import acb, arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.complex_ball import NOT_ANALYTIC
from ...numeric.contradiction import positive_part
from ...numeric.integrate import Integrand, finite
from ...numeric.kinds import Array, Printer
from ...numeric.precision import working_precision
from ...numeric.work import remembered
from ..node import Node, at_least_one, exceeds
from .losses.loss import Link, Loss, imaginary
from .prox_system import BITS, Problem, State, disc, solve

_GOAL = 2.0**-40
_NODES = 16
_RHO = 4
_REACH = 8.5
_NAMES = ("p/n", "signal", "penalty/n")
_POINT = arb(2) ** -12
"""A ball of more than this radius is no point of a rule, but asked for a bound: a rough one serves as well."""

Quantity = Literal["excess", "tpr", "fpr", "gain"]


class Partial:
    r"""(w*, m) -> the mean of k(w) over w < w*, w ~ N(m, tau^2), for complex balls w*, m.

    With e = (w* - m)/tau: towards the side where the normal law is small, e - x or e + x, x from 0 to 8.5, by
    Gauss-Legendre rules of N nodes, whose error on a panel of half length r is at most 64/15 M r rho^-2N/(1 - rho^-2),
    M a bound on the ellipse (Trefethen, Approximation Theory and Approximation Practice, Theorem 19.3).
    """

    def __init__(self, state: State) -> None:
        self.state, self.link, self.tau = state, state.problem.link, state.tau
        semi = (_RHO - 1 / _RHO) / 2
        # |Im w| grows by at most tau r semi; a third of the strip is left to w* itself
        half = min(1.0, 2 * self.link.strip / 3 / float(self.tau.upper()) / semi)
        self.count = int(_REACH / (2 * half)) + 1
        self.half = half
        self.spill = arb(half * semi)
        roots = [arb.legendre_p_root(_NODES, j, weight=True) for j in range(_NODES)]
        self.nodes = [half * (2 * i + 1 + x) for i in range(self.count) for x, _ in roots]
        front = arb(half) / (2 * arb.pi()).sqrt()
        self.weights = [front * w for _ in range(self.count) for _, w in roots]
        self.left, self.right = (self.link.at_shifts([side * self.tau * x for x in self.nodes]) for side in (-1, 1))
        self.error = arb(64) / 15 * half * arb(_RHO) ** (-2 * _NODES) / (1 - arb(_RHO) ** -2) * self.count

    def __call__(self, end: acb, m: acb) -> acb:
        """Not finite where the ball is too wide or too far from the line."""
        e = (end - m) / self.tau
        below = bool(e.real.mid() <= 0)
        side = -1 if below else 1
        part = self._side(end, e, side)
        return part if below else self.state.moments(m)[0] - part

    def _side(self, end: acb, e: acb, side: int) -> acb:
        """The integral from e outwards, to the left (-1) or the right (1)."""
        bound = self.link.beyond(end, side)
        out = arb(0).max(side * e.real).lower()  # e lies at least so far out
        if not (bound.is_finite() and imaginary(e).is_finite()):
            return NOT_ANALYTIC
        most = bound * (imaginary(e) ** 2 / 2).exp() * (out / arb(2).sqrt()).erfc() / 2
        if side * e.real < 0:
            most = bound * (imaginary(e) ** 2 / 2).exp()
        if most <= arb(2) ** -60 or max(end.rad(), e.rad(), key=float) > _POINT or 3 * imaginary(end) > self.link.strip:
            return disc(most.upper())
        ellipse = self.link.bound(acb(end.real, arb(0, imaginary(end) + self.tau.upper() * self.spill)))
        if not ellipse.is_finite():
            return disc(most.upper())
        values = (self.left if side < 0 else self.right)(end)
        total = acb(0)
        for x, weight, value in zip(self.nodes, self.weights, values, strict=True):
            z = e + side * x
            total += weight * value * (-z * z / 2).exp()
        # on the ellipses |phi| is at most phi(0) exp(Im^2/2); beyond the last panel the tail
        error = self.error * ellipse * ((imaginary(e) + self.spill) ** 2 / 2).exp() / (2 * arb.pi()).sqrt()
        last = 2 * self.half * self.count + (side * e.real).lower()
        rest = bound * (imaginary(e) ** 2 / 2).exp() * (last / arb(2).sqrt()).erfc() / 2
        return total + disc((error + rest).upper())


class Proximal:
    """Members and outsiders of a solved system."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.partial = Partial(state)

    def boundary(self, u: acb, log_t: arb) -> acb:
        """w* with: LR > t exactly for w < w*; log LR is linear in w for given u."""
        a, s, lam = self.state.a, self.state.s, self.state.lam
        _, first, second = self.state.without(u)
        if not (1 + lam * second).real > 0:
            return NOT_ANALYTIC
        curved = (lam * second).log1p()
        return ((log_t - curved) * s**2 / (lam * first) + (2 * u + lam * first) / 2) / a

    def excess(self, gamma: Number) -> arb:
        """E_gamma(P1||P0)."""
        return self._rates(gamma, arb(1), to_arb(gamma))

    def rate(self, t: Number, member: bool) -> arb:
        """P(LR > t), of members or outsiders."""
        return self._rates(t, arb(1), arb(0)) if member else -self._rates(t, arb(0), arb(1))

    def _rates(self, t: Number, member: arb, outsider: arb) -> arb:
        """member P1(LR > t) - outsider P0(LR > t)."""
        state = self.state
        log_t = arb(0) if t == 1 else to_arb(t).log()

        def integrand(u: acb, analytic: bool) -> acb:
            v, _, second = state.without(u)
            if not (v.is_finite() and second.is_finite()):
                return NOT_ANALYTIC
            end = self.boundary(u, log_t)
            if not end.is_finite():
                return NOT_ANALYTIC
            total = acb(0)
            if not member.is_zero():
                total += member * state.density(v) * (1 + state.lam * second) * self.partial(end, state.slope * v)
            if not outsider.is_zero():
                total -= outsider * state.density(u) * self.partial(end, state.slope * u)
            return 2 * total

        return self._total(integrand, member, outsider)

    def _total(self, integrand: Integrand, member: arb, outsider: arb) -> arb:
        state = self.state
        goal = arb(_GOAL) / (abs(member) + abs(outsider)).upper()
        end = state.end(goal).max(state.end(goal, False))
        tail = abs(member) * state.outside(end, True) + abs(outsider) * state.outside(end, False)
        total = arb(0, tail.upper())
        for j in range(-4, 4):
            total += finite(integrand, end * j / 4, end * (j + 1) / 4, arb(_GOAL) / 16)
        return total

    def passes(self, low: arb, member: bool) -> arb:
        """P(u > low): a loss of less than l(low)."""
        state = self.state
        end = state.end(arb(_GOAL), member).max(abs(low).upper() + 1)
        start = state.without(acb(low))[0].real if member else low

        def integrand(v: acb, analytic: bool) -> acb:
            if not v.is_finite():
                return NOT_ANALYTIC
            return 2 * state.density(v) * state.moments(state.slope * v)[0]

        return finite(integrand, start, end, arb(_GOAL) / 16) + arb(0, state.outside(end, False).upper())

    def gain(self, gamma: Number) -> arb:
        """What the best threshold of the loss gains, as far as floats find it: any threshold is a lower bound."""
        low = arb(self._threshold(float(to_arb(gamma).mid())))
        member, outsider = self.passes(low, True), self.passes(low, False)
        above = at_least_one(gamma)
        return positive_part(member - gamma * outsider if above else (1 - outsider) - (1 - member) / gamma)

    def _threshold(self, gamma: float) -> float:
        state, problem = self.state, self.state.problem
        lam, scale, slope, tau = (float(x.mid()) for x in (state.lam, state.kappa2.sqrt(), state.slope, state.tau))
        u, step = np.linspace(-8 * scale - lam, 8 * scale + lam, 2001, retstep=True)
        first, second = problem.loss.slopes_float(u)
        nodes, weights = np.polynomial.hermite_e.hermegauss(40)

        def density(v: Array) -> Array:
            k = problem.link.value_float((slope * v)[:, None] + tau * nodes) @ weights
            found: Array = k * np.exp(-v * v / 2 / scale**2)
            return found

        gap = density(u + lam * first) * (1 + lam * second) - gamma * density(u)
        return float(u[np.argmax(np.cumsum(gap[::-1])[::-1])] - step / 2)


class _Prox(Node):
    """A number of the limit: of c = p/n, the signal, the penalty over n, ...

    A subclass names the loss that is minimised and the link that the labels follow.
    """

    loss: ClassVar[Loss]
    link: ClassVar[Link]
    known_range = (0, 1)

    def _number(self, quantity: Quantity, *values: Number) -> arb:
        return _number(self.loss, self.link, quantity, *(_ends(x) for x in values))


class ProxDelta(_Prox):
    r"""``Delta_gamma`` of an M-estimator with p/n -> c (T-PROX): (c, signal, mu, gamma).

    The divergence of the laws of (w, u), w = y x'theta* the signal of the record and u its score: with v = a w + s Z,
    an outsider has u = v and a member u + lam l'(u) = v. log LR is linear in w for given u. About 9 digits.
    """

    nargs = 4

    def _text(self, printer: Printer) -> str:
        c, signal, mu, gamma = map(printer._print, self.args)
        return rf"\Delta^{{\mathrm{{{self.loss.name}}}}}_{{{gamma}}}\left({c}, {signal}, {mu}\right)"

    def _ball(self, c: Number, signal: Number, mu: Number, gamma: Number) -> Number:
        value = self._number("excess", c, signal, mu, gamma)
        return value if at_least_one(gamma) else (value - 1 + gamma) / gamma


class ProxTest(_Prox):
    """P(LR > t) there, for members (1) or outsiders (0): (c, signal, mu, t, member)."""

    nargs = 5

    def _text(self, printer: Printer) -> str:
        *sizes, t, member = self.args
        return exceeds(printer, rf"\mathrm{{{self.loss.name}}}", sizes, t, member)

    def _ball(self, c: Number, signal: Number, mu: Number, t: Number, member: Number) -> Number:
        if t <= 0:
            return fmpq(1)
        return self._number("tpr" if member == 1 else "fpr", c, signal, mu, t)


class ProxLoss(_Prox):
    """What the attack gains there that compares the loss with a threshold, the best one: (c, signal, mu, gamma)."""

    nargs = 4

    def _text(self, printer: Printer) -> str:
        c, signal, mu, gamma = map(printer._print, self.args)
        return rf"L^{{\mathrm{{{self.loss.name}}}}}_{{{gamma}}}\left({c}, {signal}, {mu}\right)"

    def _ball(self, c: Number, signal: Number, mu: Number, gamma: Number) -> Number:
        return self._number("gain", c, signal, mu, gamma)


Ends = tuple[tuple[int, int], tuple[int, int]]


def _ends(x: Number) -> Ends:
    """Both ends of a number, exactly: what its values are kept by."""
    if isinstance(x, fmpq):
        return ((int(x.p), int(x.q)),) * 2

    def exact(end: arb) -> tuple[int, int]:
        mantissa, exponent = (int(part) for part in end.man_exp())
        return Fraction(mantissa * Fraction(2) ** exponent).as_integer_ratio()

    return exact(x.lower()), exact(x.upper())


def _within(ends: Ends) -> Number:
    low, high = (fmpq(*end) for end in ends)
    return low if low == high else arb(low).union(arb(high))


@remembered(maxsize=32)
def _proximal(loss: Loss, link: Link, c: Ends, signal: Ends, mu: Ends) -> Proximal:
    values = [to_arb(_within(x)) for x in (c, signal, mu)]
    try:
        return Proximal(solve(Problem(loss, link, *values)))
    except PrecisionTooLow:  # more bits would not help: the accuracy is limited
        sizes = ", ".join(f"{name} = {x.str(6, radius=False)}" for name, x in zip(_NAMES, values, strict=True))
        raise NoBallEvaluation(f"the fixed point of {loss.name} regression could not be proved for {sizes}") from None


@remembered(maxsize=512)
def _number(loss: Loss, link: Link, quantity: Quantity, c: Ends, signal: Ends, mu: Ends, last: Ends) -> arb:
    with working_precision(BITS):
        limit, value = _proximal(loss, link, c, signal, mu), _within(last)
        if quantity == "excess":
            return limit.excess(value)
        if quantity == "gain":
            return limit.gain(value)
        return limit.rate(value, quantity == "tpr")


__all__ = ["Partial", "ProxDelta", "ProxLoss", "ProxTest", "Proximal"]
