r"""The fixed-point system of an M-estimator with many features, in balls.

Records: w = y g, g ~ N(0, signal^2), of density 2 k(w) phi_signal(w), k the link; the score without the record is
v = a w + s Z, with it u, the proximal point: u + lam l'(u) = v. For p/n -> c and penalty n mu/2 |theta|^2 the numbers
a, s, lam solve

    E w l'(u) + mu a signal^2 = 0,   lam^2 E l'(u)^2 = c s^2,   E 1/(1 + lam l''(u)) = 1 - c + mu lam.

v is a function of u that needs no root, so u is the variable of integration; given v, w has the density of
N(m, tau^2) times 2 k(w), m = a signal^2 v/(a^2 signal^2 + s^2), and what is needed of that are its moments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from flint import acb, acb_mat, arb

from ...numeric.complex_ball import NOT_ANALYTIC
from ...numeric.integrate import finite
from ...numeric.kinds import Array
from ...numeric.krawczyk import krawczyk
from ...numeric.number import PrecisionTooLow
from ...numeric.precision import working_precision
from .losses.loss import Link, Loss, imaginary

BITS = 80
_GOAL = 2.0**-48
_MOMENTS = 4

Given = Callable[[Sequence[acb], acb, acb, acb], acb]
"""A mean given u: of the moments of w, v, l'(u) and l''(u)."""


def disc(radius: arb) -> acb:
    """All complex numbers of at most this modulus."""
    return acb(arb(0, radius), arb(0, radius))


class Moments:
    r"""z -> E z^k k(m + tau z), k = 0..3, z ~ N(0, 1), for complex m: the trapezoidal rule.

    |f| on the lines Im z = +-b is at most B e^{b^2/2} phi(x) (|x| + b)^k: the error is at most 2M/(e^{2 pi b/h} - 1)
    with M the integral of that (Trefethen and Weideman 2014, theorem 5.1).
    """

    def __init__(self, link: Link, tau: arb, reach: float = 10.5) -> None:
        self.link, self.tau = link, tau
        size = float(tau.upper())
        # Im m takes up to half of the strip of the link
        self.b = min(7.5, link.strip / 2 / size)
        self.step = 2 * math.pi * self.b / (self.b**2 / 2 + BITS * math.log(2))
        count = math.ceil(reach / self.step)
        self.end = count * self.step
        nodes = [arb(j * self.step) for j in range(-count, count + 1)]
        front = arb(self.step) / (2 * arb.pi()).sqrt()
        self.values = link.at_shifts([tau * x for x in nodes])
        weights = [front * (-x * x / 2).exp() for x in nodes]
        rows = [w * x**k for k in range(_MOMENTS) for w, x in zip(weights, nodes, strict=True)]
        self.weights = acb_mat(_MOMENTS, len(nodes), rows)
        self.absolute = [arb(1), (2 / arb.pi()).sqrt(), arb(1), 2 * (2 / arb.pi()).sqrt()]
        self.errors = self._errors()

    def _errors(self) -> list[arb]:
        b, h = arb(self.b), arb(self.step)
        top = arb(self.end - self.step)  # what is left out beyond: at most the integral from here, decreasing there
        density = (-top * top / 2).exp() / (2 * arb.pi()).sqrt()
        mass = (top / arb(2).sqrt()).erfc() / 2
        left = [mass, density, top * density + mass, (top**2 + 2) * density]
        out = []
        for k in range(_MOMENTS):
            moment = sum((math.comb(k, i) * self.absolute[i] * b ** (k - i) for i in range(k + 1)), arb(0))
            inside = 2 * (b * b / 2).exp() * moment / ((2 * arb.pi() * b / h).exp() - 1)
            out.append((inside + 2 * left[k]).upper())
        return out

    def __call__(self, m: acb) -> list[acb]:
        """The moments at a ball m; wide where m is wide, not finite where it is far from the line."""
        if self.link.moments is not None and m.rad() < self.tau / 4096:
            return self.link.moments(m, self.tau)
        lines = acb(m.real, arb(0, imaginary(m) + self.tau.upper() * self.b))
        near = self.link.bound(lines)
        narrow = near.is_finite() and imaginary(m) <= self.link.strip / 2 and m.rad() < self.tau / 4096
        if not narrow:
            bound = self.link.bound(m)
            return [disc((bound * self.absolute[k]).upper()) for k in range(_MOMENTS)]
        values = self.values(m)
        totals = self.weights * acb_mat(len(values), 1, values)
        return [totals[k, 0] + disc((near * self.errors[k]).upper()) for k in range(_MOMENTS)]


@dataclass(frozen=True)
class Problem:
    """An M-estimator on labels of a link: c = p/n, signal = |theta*|, and the penalty over n."""

    loss: Loss
    link: Link
    c: arb
    signal: arb
    mu: arb

    @property
    def unit(self) -> float:
        """The size of the first equation, at most 1."""
        return min(1.0, float(self.signal.mid()) ** 2)


@dataclass(frozen=True)
class State:
    """The numbers a, s, lam that describe an estimator, and what follows from them."""

    problem: Problem
    a: arb
    s: arb
    lam: arb

    @cached_property
    def kappa2(self) -> arb:
        """The variance of v."""
        return self.a**2 * self.problem.signal**2 + self.s**2

    @cached_property
    def slope(self) -> arb:
        """m = slope v."""
        return self.a * self.problem.signal**2 / self.kappa2

    @cached_property
    def tau(self) -> arb:
        """The standard deviation of w given v, without the label."""
        return self.problem.signal * self.s / self.kappa2.sqrt()

    @cached_property
    def moments(self) -> Moments:
        """Of w given v."""
        return Moments(self.problem.link, self.tau)

    def without(self, u: acb) -> tuple[acb, acb, acb]:
        """(v, l'(u), l''(u)) of a score u."""
        first, second = self.problem.loss.slopes(u)
        return u + self.lam * first, first, second

    def density(self, v: acb) -> acb:
        """phi_kappa(v)."""
        return (-v * v / (2 * self.kappa2)).exp() / (2 * arb.pi() * self.kappa2).sqrt()

    def outside(self, end: arb, member: bool) -> arb:
        """A bound on P(|u| > end): the density of v is at most 2 phi_kappa."""
        ends = [end, end]
        if member:
            ends = [self.without(acb(end))[0].real, -self.without(acb(-end))[0].real]
        return sum(((x / (2 * self.kappa2).sqrt()).erfc() for x in ends), arb(0))

    def end(self, goal: arb, member: bool = True) -> arb:
        """Where P(|u| > end) is at most goal."""
        x = 2 * self.kappa2.sqrt().mid()
        for _ in range(200):
            if self.outside(x, member) <= goal:
                return x
            x *= arb("1.1")
        raise PrecisionTooLow("no end of an integral was found")


def solve(problem: Problem) -> State:
    """The system's root, proved; PrecisionTooLow where none was found, as where no estimate exists."""
    start = suggestion(problem)
    if start is None:
        raise PrecisionTooLow("no root of the system was found")
    with working_precision(BITS):
        radii = [1e-9 * abs(x) for x in start]
        found = krawczyk(lambda x: _equations(problem, x), lambda x: _jacobian(problem, x), start, radii)
        if not all(x > 0 for x in found):
            raise PrecisionTooLow("a root that describes no estimate")
        return State(problem, *found)


def _cuts(end: arb) -> list[arb]:
    return [end * arb(j) / 4 for j in range(-4, 5)]


def _means(state: State, integrands: Sequence[Given], goal: float, spread: arb) -> list[arb]:
    """Means over the members of functions f(w-moments, v, l', l'') of density: the front phi_kappa(v) 2 (1 + lam l'').

    `spread`: a bound on the root of the mean square of each; what lies beyond the ends is at most that times the root
    of the probability.
    """
    small = (arb(goal) / spread / 4) ** 2
    end = state.end(small)
    tail = arb(0, (spread * state.outside(end, True).sqrt()).upper())
    out = []
    for f in integrands:

        def integrand(u: acb, analytic: bool, f: Given = f) -> acb:
            v, first, second = state.without(u)
            if not (v.is_finite() and second.is_finite()):
                return NOT_ANALYTIC
            moments = state.moments(state.slope * v)
            return 2 * state.density(v) * (1 + state.lam * second) * f(moments, v, first, second)

        out.append(sum((finite(integrand, a, b, arb(goal) / 16) for a, b in pairwise(_cuts(end))), tail))
    return out


def _w(state: State, v: acb, z: Sequence[acb], power: int, others: int = 0) -> acb:
    """E w^power Z^others k(w) given v, Z = (v - a w)/s, from the moments of x = (w - m)/tau: w = m + tau x and
    Z = s v/kappa^2 - (a signal/kappa) x."""
    a, s, kappa = state.a, state.s, state.kappa2.sqrt()
    factors = [(state.slope * v, acb(state.tau))] * power
    factors += [(s * v / state.kappa2, acb(-a * state.problem.signal / kappa))] * others
    polynomial = [acb(1)]
    for constant, slope in factors:
        raised = [acb(0), *(slope * x for x in polynomial)]
        polynomial = [constant * x + y for x, y in zip([*polynomial, acb(0)], raised, strict=True)]
    return sum((x * moment for x, moment in zip(polynomial, z, strict=False)), acb(0))


def _spread(state: State, degree: int, factor: arb) -> arb:
    """A bound on the root mean square of a product of `degree` of the numbers w, Z, l' and a bounded factor.

    With T = 1 + |w/signal| + |Z|: each is at most its scale times T, T^(2k) <= 3^(2k-1) (1 + N^(2k) + Z^(2k)), and the
    density of (w, Z) is at most twice the normal one.
    """
    k = 2 * degree
    double_factorial = math.prod(range(k - 1, 0, -2))
    return factor * (2 * arb(3) ** (k - 1) * (1 + 2 * double_factorial)).sqrt()


def _scales(state: State) -> arb:
    """The largest of 1 and the scales of w, Z and l'."""
    p, q = state.problem.loss.steepest
    reach = abs(state.a) * state.problem.signal + state.s
    return arb(1).max(state.problem.signal).max(p + q * reach).upper()


def _equations(problem: Problem, x: Sequence[arb]) -> list[arb]:
    state = State(problem, *x)
    a, s, lam = x
    spread = _spread(state, 2, _scales(state) ** 2)
    mean = _means(
        state,
        [
            lambda z, v, first, second: _w(state, v, z, 1) * first,
            lambda z, v, first, second: z[0] * first**2,
            lambda z, v, first, second: z[0] / (1 + lam * second),
        ],
        _GOAL * problem.unit,
        spread,
    )
    return [
        mean[0] + problem.mu * a * problem.signal**2,
        lam**2 * mean[1] - problem.c * s**2,
        mean[2] - (1 - problem.c + problem.mu * lam),
    ]


def _jacobian(problem: Problem, x: Sequence[arb]) -> list[list[arb]]:
    """By the scores of the law of (w, u), Z = (v - a w)/s: d/da log = Z w/s, d/ds log = (Z^2 - 1)/s, d/dlam log =
    -Z l'/s + l''/(1 + lam l'')."""
    state = State(problem, *x)
    _, s, lam = x

    def score(z: Sequence[acb], v: acb, first: acb, second: acb, power: int) -> tuple[acb, acb, acb]:
        """E w^power (score) k(w) given v."""
        bend = second / (1 + lam * second)
        whole = _w(state, v, z, power)
        first_order = _w(state, v, z, power, 1)
        return (
            _w(state, v, z, power + 1, 1) / s,
            (_w(state, v, z, power, 2) - whole) / s,
            -first_order * first / s + bend * whole,
        )

    def entry(row: int, column: int) -> Given:
        def f(z: Sequence[acb], v: acb, first: acb, second: acb) -> acb:
            found = score(z, v, first, second, 1 if row == 0 else 0)[column]
            return found * (first, first**2, 1 / (1 + lam * second))[row]

        return f

    # each score is at most (1/s)(1 + 1/lam) times squares of the scales
    factor = _scales(state) ** 4 * (1 + 1 / s) ** 2 * (1 + 1 / lam)
    spread = _spread(state, 4, factor)
    square = lambda z, v, first, second: z[0] * first**2  # noqa: E731
    bent = lambda z, v, first, second: z[0] * second / (1 + lam * second) ** 2  # noqa: E731
    found = _means(
        state, [*(entry(i, j) for i in range(3) for j in range(3)), square, bent], 1e-7 * problem.unit, spread
    )
    rows = [found[0:3], found[3:6], found[6:9]]
    rows[0][0] += problem.mu * problem.signal**2
    rows[1] = [lam**2 * value for value in rows[1]]
    rows[1][1] -= 2 * problem.c * s
    rows[1][2] += 2 * lam * found[9]
    rows[2][2] -= found[10] + problem.mu
    return rows


def suggestion(problem: Problem) -> list[float] | None:
    """Floats near the root, by following it from few features on; None where it is lost."""
    return suggested(problem.loss, problem.link, *(float(x.mid()) for x in (problem.c, problem.signal, problem.mu)))


def suggested(loss: Loss, link: Link, c: float, signal: float, mu: float = 0.0) -> list[float] | None:
    """The same for floats."""
    from scipy.optimize import root

    step = 0.6 / max(1.0, signal)
    z = np.arange(-math.ceil(8.5 / step), math.ceil(8.5 / step) + 1) * step
    weight = step * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

    def equations(x: Array, c: float) -> Array:
        a, s, lam = x[0], np.exp(x[1]), np.exp(x[2])
        variance = a * a * signal**2 + s * s
        end = 9 * np.sqrt(variance) + lam
        u, h = np.linspace(-end, end, 801, retstep=True)
        first, second = loss.slopes_float(u)
        v = u + lam * first
        w = (a * signal**2 * v / variance)[:, None] + signal * s / np.sqrt(variance) * z
        k = 2 * link.value_float(w) * weight
        density = np.exp(-v * v / 2 / variance) / np.sqrt(2 * np.pi * variance) * h
        front = density * (1 + lam * second)
        zeroth = k.sum(axis=1)
        return np.array(
            [
                (front * (w * k).sum(axis=1) * first).sum() / signal**2 + mu * a,
                lam**2 * (front * zeroth * first**2).sum() / s**2 - c,
                (density * zeroth).sum() - 1 + c - mu * lam,
            ]
        )

    with np.errstate(all="ignore"):
        now, step = 0.0, min(c, 0.02)
        # with few features the estimate is the truth with normal errors; E l'' is about 1/5
        x = np.array([1.0, np.log(5 * step) / 2, np.log(5 * step)])
        while now < c:
            ahead = min(c, now + step)
            found = root(equations, x, args=(ahead,), tol=1e-13)
            if np.abs(found.fun).max() < 1e-9:
                now, x, step = ahead, found.x, step * 1.5
            elif step > 1e-4:
                step /= 4
            else:
                return None
    return [float(x[0]), math.exp(x[1]), math.exp(x[2])]


__all__ = ["BITS", "Moments", "Problem", "State", "disc", "solve", "suggested"]
