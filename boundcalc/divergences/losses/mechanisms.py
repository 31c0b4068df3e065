"""Pairs that dominate the mechanisms of differential privacy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb

import sympy as sp
from flint import arb

from ...functions.normal_cdf import upper_tail
from ...functions.privacy.laplace import composed_tails
from ...numeric.enclose import enclose
from .pair import Atoms, Pair, Tails, ball


@dataclass(frozen=True)
class Gaussian(Pair):
    """(N(mu, 1), N(0, 1)), mu > 0: ln L = mu x - mu^2/2. Its own reverse."""

    mu: sp.Expr

    def tails(self) -> Tails:
        mu = ball(self.mu)

        def above(c: arb) -> tuple[arb, arb]:
            x = c.log() / mu
            return upper_tail(x - mu / 2), upper_tail(x + mu / 2)

        return above

    def reversed(self) -> Pair:
        return self


@dataclass(frozen=True)
class Laplace(Pair):
    """Laplace noise of scale 1 on values epsilon > 0 apart: |ln L| <= epsilon, with atoms at both ends."""

    epsilon: sp.Expr

    def tails(self) -> Tails:
        epsilon = ball(self.epsilon)
        low, high = (-epsilon).exp() / 2, arb(1) / 2

        def above(c: arb) -> tuple[arb, arb]:
            # Between the two centres, y from P's: ln L = epsilon - 2 y, P(beyond) = (1 - e^-y)/2.
            y = ((epsilon - c.log()) / 2).max(arb(0)).min(epsilon)
            return high - (-y).exp() / 2, (y - epsilon).exp() / 2 - low

        return above

    def atoms(self) -> Atoms:
        low, high = (-ball(self.epsilon)).exp() / 2, arb(1) / 2
        return [(low, high), (high, low)]

    def reversed(self) -> Pair:
        return self


@dataclass(frozen=True)
class ManyLaplace(Pair):
    """Laplace noise of scale 1 on `count` values epsilon > 0 apart each. Its own reverse."""

    epsilon: sp.Expr
    count: int

    def tails(self) -> Tails:
        epsilon = ball(self.epsilon)
        return lambda c: composed_tails(epsilon, self.count, c)

    def atoms(self) -> Atoms:
        # k of the steps at the one end, the others at the other.
        epsilon, n = ball(self.epsilon), self.count
        masses = [arb(comb(n, k)) / arb(2) ** n * (-k * epsilon).exp() for k in range(n + 1)]
        return list(zip(reversed(masses), masses, strict=True))

    def reversed(self) -> Pair:
        return self


@dataclass(frozen=True)
class Lattice(Pair):
    """Losses k `unit`, k an integer: `masses` lists (k, mass under Q), k increasing."""

    unit: sp.Expr
    masses: tuple[tuple[int, sp.Expr], ...]
    outside: sp.Expr = sp.S.Zero
    """P(L = infinity)."""
    missing: sp.Expr = sp.S.Zero
    """Q(L = 0)."""

    def atoms(self) -> Atoms:
        unit = ball(self.unit)
        return [((unit * k).exp() * ball(q), ball(q)) for k, q in self.masses]

    @property
    def lattice(self) -> sp.Expr | None:
        return self.unit

    @property
    def infinite(self) -> sp.Expr:
        return self.outside

    @property
    def zero(self) -> sp.Expr:
        return self.missing

    def reversed(self) -> Pair:
        masses = tuple((-k, q * sp.exp(self.unit * k)) for k, q in reversed(self.masses))
        return Lattice(self.unit, masses, self.missing, self.outside)


@dataclass(frozen=True)
class Finite(Pair):
    """Two laws on finitely many values: `masses` lists (mass under P, mass under Q)."""

    masses: tuple[tuple[sp.Expr, sp.Expr], ...]

    def atoms(self) -> Atoms:
        both = [(ball(p), ball(q)) for p, q in self.masses if p != 0 and q != 0]
        return sorted(both, key=lambda pair: float((pair[0] / pair[1]).log().mid()))

    @property
    def flat(self) -> bool:
        return len([p for p, q in self.masses if p != 0 and q != 0]) <= 1

    @property
    def infinite(self) -> sp.Expr:
        return sp.Add(*(p for p, q in self.masses if q == 0))

    @property
    def zero(self) -> sp.Expr:
        return sp.Add(*(q for p, q in self.masses if p == 0))


def finite(masses: Iterable[tuple[sp.Expr, sp.Expr]]) -> Pair:
    """Values with one ratio of their masses are one value."""
    sums: dict[sp.Expr, tuple[sp.Expr, sp.Expr]] = {}
    for p, q in masses:
        ratio = p / q if q != 0 else sp.oo
        a, b = sums.get(ratio, (sp.S.Zero, sp.S.Zero))
        sums[ratio] = (a + p, b + q)
    return Finite(tuple(sums.values()))


def curve(corners: Sequence[tuple[sp.Expr, sp.Expr]]) -> Pair:
    """The pair with a given trade-off function: corners (FPR, FNR) in order, from FPR 0 to 1; convex, falling."""
    parts = [(y0 - y1, x1 - x0) for (x0, y0), (x1, y1) in pairwise(corners)]
    return finite([(1 - corners[0][1], sp.S.Zero), *parts])


def profile(points: Sequence[tuple[sp.Expr, sp.Expr]]) -> Pair:
    """The pair with the largest profile that has E_c <= delta at c = e^epsilon for every (epsilon, delta) given, and
    the same with the roles exchanged."""
    spots = [(sp.exp(e), d) for e, d in points]
    spots += [(1 / c, 1 - (1 - d) / c) for c, d in spots if c != 1]
    spots = [(sp.S.Zero, sp.S.One), *sorted(spots, key=lambda spot: sp.N(spot[0], 60))]
    hull: list[tuple[sp.Expr, sp.Expr]] = []
    for spot in spots:
        while hull and hull[-1][0] == spot[0] and not hull[-1][1] < spot[1]:
            hull.pop()
        if hull and hull[-1][0] == spot[0]:
            continue
        # A corner is kept where it certainly lies below the line of its neighbours: without one more is allowed.
        while len(hull) >= 2 and not _below(hull[-2], hull[-1], spot):
            hull.pop()
        hull.append(spot)
    while len(hull) >= 2 and not _certain(hull[-2][1] - hull[-1][1]):  # it never rises
        hull.pop()
    slopes = [(d0 - d1) / (c1 - c0) for (c0, d0), (c1, d1) in pairwise(hull)] + [sp.S.Zero]
    masses = [(c * (s0 - s1), s0 - s1) for (c, _), s0, s1 in zip(hull[1:], slopes[:-1], slopes[1:], strict=True)]
    return Finite(((hull[-1][1], sp.S.Zero), *masses, (sp.S.Zero, 1 - slopes[0])))


def _below(x: tuple[sp.Expr, sp.Expr], y: tuple[sp.Expr, sp.Expr], z: tuple[sp.Expr, sp.Expr]) -> bool:
    return _certain((z[1] - x[1]) * (y[0] - x[0]) - (y[1] - x[1]) * (z[0] - x[0]))


def _certain(x: sp.Expr) -> bool:
    """Whether x is certainly positive."""
    return bool(enclose(x, 10).lower > 0)


def budget(epsilon: sp.Expr, delta: sp.Expr = sp.S.Zero) -> Pair:
    """The pair that dominates every (epsilon, delta) guarantee; for delta = 0 randomised response. epsilon > 0."""
    low = (1 - delta) / (1 + sp.exp(epsilon))
    return Lattice(epsilon, ((-1, low * sp.exp(epsilon)), (1, low)), delta, delta)


def geometric(epsilon: sp.Expr, sensitivity: int = 1) -> Pair:
    """Discrete Laplace noise, P(k) ~ e^(-epsilon |k|), on integers `sensitivity` apart."""
    norm = sp.tanh(epsilon / 2)
    tail = norm / (1 - sp.exp(-epsilon))
    # At distance j from Q's centre, towards P's.
    inner = [(2 * j - sensitivity, norm * sp.exp(-epsilon * j)) for j in range(1, sensitivity)]
    ends = (-sensitivity, tail), (sensitivity, tail * sp.exp(-epsilon * sensitivity))
    return Lattice(epsilon, (ends[0], *inner, ends[1]))


@dataclass(frozen=True)
class Exchanged(Pair):
    r"""((1-q) N(0, s^2) + q N(1, s^2), (1-q) N(0, s^2) + q N(-1, s^2)), q = `rate`, s = `sigma` > 0.

    It dominates the exchange of one record in a Gaussian release of a Poisson sample, where a record moves the sum by
    at most 1 (Euclidean norm): of all directions of the two records opposite ones are told apart best. Its own reverse.
    """

    sigma: sp.Expr
    rate: sp.Expr

    def threshold(self, c: arb) -> arb:
        """The x beyond which L > c: k t^2 + (1-q)(1-c) t - c k > 0, t = e^(x/s^2), beyond its positive root."""
        s, q = ball(self.sigma), ball(self.rate)
        k = q * (-1 / (2 * s * s)).exp()
        b = (1 - q) * (1 - c)
        big = (b * b + 4 * c * k * k).sqrt()
        t = 2 * c * k / (b + big) if b > 0 else (big - b) / (2 * k)
        return s * s * t.log()

    def tails(self) -> Tails:
        s, q = ball(self.sigma), ball(self.rate)

        def above(c: arb) -> tuple[arb, arb]:
            x = self.threshold(c)
            plain = (1 - q) * upper_tail(x / s)
            return plain + q * upper_tail((x - 1) / s), plain + q * upper_tail((x + 1) / s)

        return above

    def reversed(self) -> Pair:
        return self
