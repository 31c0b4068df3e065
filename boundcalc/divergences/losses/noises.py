"""Pairs of discrete Gaussian noise, mixtures of shifts, exchanges in a sample without replacement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp
from flint import arb

from ...functions.normal_cdf import upper_tail
from ...numeric.ball import NoBallEvaluation, PrecisionTooLow
from ...numeric.precision import current_bits
from .pair import Atoms, Pair, Tails, ball

_MAX_ATOMS = 1 << 14
_LEFTMOST = -(2**40)


@dataclass(frozen=True)
class DiscreteGaussian(Pair):
    """Noise P(k) ~ e^(-k^2/(2 sigma^2)) on the integers |k| <= `bound`, or on all of them (None), on integers
    `sensitivity` apart. Of all of them those in a window are taken; what lies outside counts as infinite, or not at
    all."""

    sigma: sp.Expr
    sensitivity: int
    bound: int | None = None

    def _reach(self) -> tuple[int, arb]:
        """(last integer that is taken, what the weights beyond it, on both sides, add up to)."""
        if self.bound is not None:
            return self.bound, arb(0)
        rate, bits = 1 / (2 * ball(self.sigma) ** 2), current_bits()
        last = 1 + int((arb(2).log() * bits / rate).sqrt().upper().ceil().unique_fmpz())
        if last > _MAX_ATOMS:
            raise NoBallEvaluation(f"more than {_MAX_ATOMS} atoms of noise of sigma = {self.sigma} would be taken")
        return last, 2 * (-rate * (last + 1) ** 2).exp() / (1 - (-rate * (2 * last + 3)).exp())

    def _masses(self, beyond: int = 0) -> list[arb]:
        rate, (last, rest) = 1 / (2 * ball(self.sigma) ** 2), self._reach()
        weights = [(-rate * k * k).exp() for k in range(last + beyond + 1)]
        total = weights[0] + 2 * sum(weights[1 : last + 1], arb(0)) + arb(0).union(rest.upper())
        return [weight / total for weight in weights]

    def atoms(self) -> Atoms:
        d, (last, _) = self.sensitivity, self._reach()
        if self.bound is None:
            masses = self._masses(d)
            return [(masses[abs(k - d)], masses[abs(k)]) for k in range(-last, last + d + 1)]
        masses = self._masses()
        return [(masses[abs(k - d)], masses[abs(k)]) for k in range(d - last, last + 1)]

    @property
    def lattice(self) -> sp.Expr:
        # ln L = d (2k - d)/(2 sigma^2).
        return sp.Integer(self.sensitivity) / (2 * self.sigma**2)

    @property
    def flat(self) -> bool:
        return self.bound is not None and 2 * self.bound == self.sensitivity

    @property
    def infinite(self) -> sp.Expr:
        """P's values beyond those of Q."""
        if self.bound is None:
            return NoiseRest(self.sigma)
        weights = [sp.exp(-(sp.Integer(k) ** 2) / (2 * self.sigma**2)) for k in range(self.bound + 1)]
        beyond = range(self.bound + 1 - self.sensitivity, self.bound + 1)
        return sp.Add(*(weights[abs(k)] for k in beyond)) / (weights[0] + 2 * sp.Add(*weights[1:]))

    @property
    def zero(self) -> sp.Expr:
        return sp.S.Zero if self.bound is None else self.infinite

    @property
    def lost(self) -> sp.Expr:
        return sp.S.Zero if self.bound is not None else self.infinite

    def reversed(self) -> Pair:
        return self

    def power_sum(self, s: arb) -> arb:
        """E_Q L^s of the noise on all integers: the weights about s times the shift, in a window, and the rest."""
        rate, (last, rest) = 1 / (2 * ball(self.sigma) ** 2), self._reach()
        centre = s * self.sensitivity
        middle = int(centre.mid().floor().unique_fmpz())
        # Beyond the window |k - centre| is larger than `last` on either side.
        sums = sum(((-rate * (k - centre) ** 2).exp() for k in range(middle - last, middle + last + 2)), arb(0))
        total = 1 / self._masses()[0]
        return (rate * (s * s - s) * self.sensitivity**2).exp() * (sums + arb(0).union(rest.upper())) / total


class NoiseRest(sp.Expr):
    """The mass of discrete Gaussian noise outside the window that is taken of it: a ball from 0."""

    is_commutative = True
    is_real = True

    def __new__(cls, sigma: sp.Expr) -> NoiseRest:
        return sp.Expr.__new__(cls, sigma)

    def _ball_closure(self, variables: object) -> Callable[..., arb]:
        noise = DiscreteGaussian(self.args[0], 1)
        rest = noise._masses()[0] * noise._reach()[1]
        return lambda *_: arb(0).union(rest.upper())


@dataclass(frozen=True)
class Shifts(Pair):
    """(sum_i w_i N(m_i, 1), N(0, 1)), m_i >= 0: the ratio rises in x. `parts` lists (m_i, w_i), an m_i positive."""

    parts: tuple[tuple[sp.Expr, sp.Expr], ...]

    def tails(self) -> Tails:
        parts = [(ball(m), ball(w)) for m, w in self.parts]
        least = sum((ball(w) for m, w in self.parts if m == 0), arb(0))

        def ratio(x: arb) -> arb:
            return sum((w * (m * x - m * m / 2).exp() for m, w in parts), arb(0))

        def slope(x: arb) -> arb:
            return sum((m * w * (m * x - m * m / 2).exp() for m, w in parts), arb(0))

        def beyond(x: arb) -> tuple[arb, arb]:
            return sum((w * upper_tail(x - m) for m, w in parts), arb(0)), upper_tail(x)

        def level(c: arb) -> arb | None:
            """A ball that contains the x with ratio c > least: found by bisection and Newton's rule, then proved; None
            where it lies beyond -2^40, as with shifts next to 0."""
            low, high = arb(-1), arb(1)
            while not ratio(low) < c:
                low *= 2
                if low < _LEFTMOST:
                    return None
            while not ratio(high) > c:
                high *= 2
            for _ in range(12):
                middle = arb(((low + high) / 2).mid())
                found = ratio(middle)
                if not (found < c or found > c):
                    break
                low, high = (middle, high) if found < c else (low, middle)
            x = arb(((low + high) / 2).mid())
            for _ in range(current_bits().bit_length() + 6):
                step = (ratio(x).log() - c.log()) * ratio(x) / slope(x)
                x = arb((x - step).mid())
            for bits in (current_bits() - 12, current_bits() // 2, 8):
                reach = arb(2) ** -bits * (1 + abs(x)) + c.rad() * 2 / slope(x)
                first, last = arb((x - reach).mid()), arb((x + reach).mid())
                if ratio(first) < c and ratio(last) > c:
                    return first.union(last)
            return low.union(high)

        def above(c: arb) -> tuple[arb, arb]:
            if c <= least:
                return arb(1), arb(1)
            decided = bool(c > least)
            x = level(c if decided else arb(c.upper()))
            if x is None:  # the ratio is certainly larger from some x on, and all but nothing lies beyond it
                x = next((x for k in range(40) if ratio(x := arb(_LEFTMOST) / 2**k) > c), None)
                decided = False
                if x is None:
                    raise PrecisionTooLow(f"no ratio certainly above {c}")
            p, q = beyond(x)
            return (p, q) if decided else (p.union(arb(1)), q.union(arb(1)))

        return above


@dataclass(frozen=True)
class Exchange(Pair):
    """The pair whose profile is that of `pair` for c >= 1, and the same with the roles exchanged: it dominates what
    `pair` bounds at c >= 1 in both directions. Its own reverse."""

    pair: Pair

    def _ones(self) -> tuple[arb, arb]:
        """(P(L > 1), Q(L > 1)) of the pair, infinity included."""
        p, q = ball(self.pair.infinite), arb(0).union(ball(self.pair.lost))
        for a, b in self.pair.atoms():
            if a > b:
                p, q = p + a, q + b
            elif not a <= b:  # undecided: it is at 1, but for the ball
                p, q = p + arb(0).union(a), q + arb(0).union(b)
        tails = self.pair.tails()
        if tails is not None:
            a, b = tails(arb(1))
            p, q = p + a, q + b
        return p, q

    def atoms(self) -> Atoms:
        up = [(p, q) for p, q in self.pair.atoms() if p > q]
        p, q = self._ones()
        middle = 1 - p - q
        if not middle > 0:
            raise ValueError(f"no exchange follows from {self.pair}: its profile is too steep at 1")
        return [*((q, p) for p, q in reversed(up)), (middle, middle), *up]

    def tails(self) -> Tails | None:
        tails = self.pair.tails()
        if tails is None:
            return None
        everything = tails(arb(1))

        def above(c: arb) -> tuple[arb, arb]:
            if c >= 1:
                return tails(c)
            if c <= 1:
                p, q = tails(1 / c)
                (p1, q1) = everything
                return p1 + (q1 - q), q1 + (p1 - p)
            x, y = (tails(arb(c.upper()).max(arb(1))), tails(1 / arb(c.lower())))
            low = everything[0] + everything[1] - y[1], everything[1] + everything[0] - y[0]
            return x[0].union(low[0]), x[1].union(low[1])

        return above

    def continuous(self) -> tuple[arb, arb]:
        tails = self.pair.tails()
        if tails is None:
            return arb(0), arb(0)
        p, q = tails(arb(1))
        return p + q, p + q

    @property
    def infinite(self) -> sp.Expr:
        return self.pair.infinite

    @property
    def zero(self) -> sp.Expr:
        return self.pair.infinite if self.pair.lost == 0 else sp.S.Zero

    @property
    def lost(self) -> sp.Expr:
        return self.pair.infinite if self.pair.lost != 0 else sp.S.Zero

    def reversed(self) -> Pair:
        return self
