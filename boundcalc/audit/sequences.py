"""The sequences of T-COUNT, T-COUNT-VAR and T-COUNT-LOW, in balls at the working precision.

A sequence turns a table into a number: F = sum over distinct values of a(times seen). Notation of the theorems:
f(k) = sqrt((k + 2/5)/(2 pi)), kappa_l = -ln(1 - l)/l.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from ..numeric.contradiction import nonnegative
from ..numeric.exact import to_fmpq

Counts = Mapping[int, int]
"""Counts of counts: how many distinct values were seen k times, for each k >= 1."""
Sequence = Callable[[int], arb]

_NEGLIGIBLE = 1e-25


def records(counts: Counts) -> int:
    """n, the number of records."""
    return sum(k * number for k, number in counts.items())


def total(sequence: Sequence, counts: Counts) -> arb:
    """F = sum_j a(T_j), equal counts grouped."""
    return sum((number * sequence(k) for k, number in counts.items()), arb(0))


def smooth(k: int | arb) -> arb:
    """f(k) = sqrt((k + 2/5)/(2 pi)), what every sequence follows for often-seen values."""
    return ((k + arb(fmpq(2, 5))) / (2 * arb.pi())).sqrt()


def sharp(k: int) -> arb:
    """a*(k) of T-COUNT: 0, 1, then f(k)."""
    return smooth(k) if k >= 2 else arb(k)


def line_then_smooth(start: arb) -> Sequence:
    """The line from (1, start) tangent to f, and f beyond, for k >= 1.

    It touches where f(k) - start = f'(k)(k - 1): at k = r^2 - 2/5, r = t + sqrt(t^2 - 7/5), t = sqrt(2 pi) start.
    """
    tau = (2 * arb.pi()).sqrt()
    r = tau * start + ((tau * start) ** 2 - arb(fmpq(7, 5))).sqrt()
    touch, slope = r * r - arb(fmpq(2, 5)), 1 / (2 * tau * r)
    # Where the ball cannot tell, the line: a tangent lies above a concave curve.
    return lambda k: smooth(k) if k > touch else start + (k - 1) * slope


def tangent(k: int) -> arb:
    """The concave sequence of Theorem A: 0, then the line from (1, 1) tangent to f, then f."""
    return line_then_smooth(arb(1))(k) if k else arb(0)


def variance_sensitive(weight: Fraction) -> Sequence:
    """A_l of T-COUNT-VAR for l = `weight` in (0, 1): E exp(l (n Delta_n - F_l)) <= 1."""
    if not 0 < weight < 1:
        raise ValueError(f"weight must be in (0, 1), got {weight}")
    ell = arb(to_fmpq(weight))
    offset = ell / 38
    curve = line_then_smooth(-(1 - ell).log() / ell - offset)
    return lambda k: offset + curve(k) if k else arb(0)


def thinned(theta: Fraction) -> Sequence:
    """a_theta(k) = E a*(Bin(k, theta)), or slightly more: what k records are worth in a training set thinned by theta.

    Above 100 expected records a* is replaced by what Jensen's inequality for the concave f allows.
    """
    if not 0 < theta <= 1:
        raise ValueError(f"theta must be in (0, 1], got {theta}")
    if theta == 1:
        return sharp
    t = arb(to_fmpq(theta))
    odds = t / (1 - t)

    def sequence(k: int) -> arb:
        mean = k * t
        once = mean * (1 - t) ** (k - 1)
        if mean > 100:
            return smooth(mean) + (1 - smooth(1)) * once
        weight, out, left = (1 - t) ** k, arb(0), arb(1)
        for i in range(min(k, 400) + 1):
            out += weight * sharp(i)
            left -= weight
            if left < _NEGLIGIBLE:
                break
            weight = weight * (k - i) / (i + 1) * odds
        # What is left counts as the most that any number of kept records is worth.
        return out + nonnegative(left, "a binomial tail", k, theta) * sharp(k).max(arb(1))

    return sequence


def kept(theta: Fraction) -> Sequence:
    """What k equal records are worth for count-distinct: the probability 1 - (1 - theta)^k that thinning keeps one."""
    t = arb(to_fmpq(theta))
    return lambda k: 1 - (1 - t) ** k


def harmonic(theta: Fraction) -> Sequence:
    """E[1/B; B >= 1], B ~ Bin(k, theta), or slightly more: what k equal records are worth for count-harmonic.

    Above 100 expected records by 1/k <= 1/(k+1) + 3/((k+1)(k+2)), whose means are at most 1/((k+1) theta) and
    3/((k+1)(k+2) theta^2).
    """
    if theta == 1:
        return lambda k: arb(fmpq(1, k)) if k else arb(0)
    t = arb(to_fmpq(theta))

    def sequence(k: int) -> arb:
        if not k * t <= 100:
            return 1 / ((k + 1) * t) + 3 / ((k + 1) * (k + 2) * t**2)
        weight, out, left = (1 - t) ** k, arb(0), arb(1)
        for i in range(min(k, 400) + 1):
            out += weight / i if i else 0
            left -= weight
            if left < _NEGLIGIBLE:
                break
            weight = weight * (k - i) / (i + 1) * (t / (1 - t))
        return out + nonnegative(left, "a binomial tail", k, theta)

    return sequence


RARE = (
    Fraction(0),
    Fraction(1),
    Fraction("0.5"),
    Fraction("0.2257081149"),
    Fraction("0.08228302531"),
    Fraction("0.01962816046"),
    Fraction("0.001888230657"),
    Fraction("0.00002431916242"),
    Fraction("0.000000004729533173"),
)
"""a(k) of count-unique up to k = 8, constant beyond: each the smaller root x of k (x - a(k-1))^2 = x, rounded up.

They are the least that the concentration of count allows, k d(k)^2 <= a(k). Less, even below 0, has the mean for large
gamma (a(2) >= 2 - 2 gamma), but needs another concentration, which pays for many records alone: count-turing.
"""


def rare(theta: Fraction) -> Sequence:
    """E a(Bin(k, theta)) for the sequence of count-unique: what k equal records are worth for gamma >= e."""
    if theta == 1:
        return lambda k: arb(to_fmpq(RARE[min(k, len(RARE) - 1)]))
    t = arb(to_fmpq(theta))
    last = arb(to_fmpq(RARE[-1]))
    above = [arb(to_fmpq(a)) - last for a in RARE]

    def sequence(k: int) -> arb:
        weight, out = (1 - t) ** k, last
        for i in range(min(k, len(RARE) - 2) + 1):
            out += weight * above[i]
            weight = weight * (k - i) / (i + 1) * (t / (1 - t))
        return out

    return sequence


@dataclass(frozen=True)
class LowerSequence:
    """b(k) = ((n-2)/(n-1)) (1 - k/n) k g(k) of T-COUNT-LOW, from a convex non-increasing g."""

    name: str
    shape: Sequence
    n: int

    def __call__(self, k: int) -> arb:
        n = self.n
        return arb(fmpq((n - 2) * (n - k), (n - 1) * n)) * k * self.shape(k) if k else arb(0)

    def deviation(self) -> tuple[arb, arb, arb]:
        """(a, C, beta): Z = sum b(T_j) is at most v + sqrt(2(a v + C) L) + (a/2 + beta) L, v = E Z.

        a = max over k <= n/3 of k d(k)^2/b(k), C = max over k > n/3 of n d(k)^2, beta = max(0, -min d)/3 with
        d(k) = b(k) - b(k-1). For n > 2000 only k <= 1000 is listed. Beyond, b is a constant c < 1 times
        (1 - k/n) sqrt(k/(2 pi)), whose slope falls from below 1/(2 sqrt(2 pi k)) to -1/sqrt(2 pi n): so k d^2/b is
        below 1/100, d is above -1/sqrt(2 pi n), and n d^2 at most 1/(2 pi).
        """
        n, listed = self.n, self.n if self.n <= 2000 else 1000
        a, c, steepest = arb(0), arb(0), arb(0)
        if listed < n:
            a, c, steepest = arb(fmpq(1, 100)), 1 / (2 * arb.pi()), 1 / (2 * arb.pi() * n).sqrt()
        before = arb(0)
        for k in range(1, listed + 1):
            here = self(k)
            d, before = here - before, here
            steepest = steepest.max(-d)
            if 3 * k <= n:
                a = a.max(k * d**2 / here)
            else:
                c = c.max(n * d**2)
        return a, c, steepest / 3


def heavy_shape(k: int) -> arb:
    """g_A(k) = 1/sqrt(2 pi k): sharp for heavy atoms."""
    return 1 / (2 * arb.pi() * k).sqrt()


def light_shape(k: int) -> arb:
    """g_B: .724, then the line (36 - k)/(24 sqrt(24 pi)) up to k = 12, then 1/sqrt(2 pi k)."""
    if k == 1:
        return arb(fmpq(724, 1000))
    if k <= 12:
        return (36 - k) / (24 * (24 * arb.pi()).sqrt())
    return heavy_shape(k)
