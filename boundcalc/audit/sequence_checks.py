"""The numerical parts of the proofs behind T-COUNT, T-COUNT-VAR and T-COUNT-LOW, checked in balls over whole intervals.

Each check covers its interval by cells, halved until the inequality certainly holds on every cell. With
x = np: H(x) = E|Pois(x) - x|/2, M(x) = H(x)/x the largest Poisson probability, f(k) = sqrt((k+2/5)/(2 pi)).
H, E f(Pois x) and x are non-decreasing and M, E g(1 + Pois y) (g non-increasing) non-increasing in x, so the two ends
of a cell bound them on all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from flint import arb, fmpq

from ..numeric.contradiction import nonnegative
from ..numeric.precision import working_precision
from ..theorems.counts.count_distinct import FROM
from .sequences import RARE, Sequence, heavy_shape, light_shape, sharp, smooth, tangent, variance_sensitive

_BITS = 80
_SMALLEST_CELL = fmpq(1, 1 << 20)


@dataclass(frozen=True)
class Inequality:
    """One inequality: its text, whether it certainly holds, and over how many cells or cases it was checked."""

    id: str
    text: str
    holds: bool
    cells: int


@cache
def check_sequences() -> tuple[Inequality, ...]:
    """Every ball check of the proofs; all must hold.

    >>> all(check.holds for check in check_sequences())
    True
    """
    with working_precision(_BITS):
        return tuple(check() for check in _CHECKS)


# -- what is compared --------------------------------------------------------------------------------------------------


def half_deviation(x: arb | fmpq) -> arb:
    """H(x) at a rational x: x^(m+1) e^(-x)/m!, m = floor(x)."""
    return _largest_probability(x) * x


def _largest_probability(x: arb | fmpq) -> arb:
    m = int(fmpq(x).floor())
    return (m * arb(x).log() - arb(x) - arb(m + 1).lgamma()).exp() if x else arb(1)


def _poisson(x: fmpq) -> list[arb]:
    """P(Pois(x) = k) for k = 0, 1, ..., far enough for what is left out to be below 2^-60."""
    last = int(x.floor()) + 12 * (int(x.floor()) + 1).bit_length() * 2 + int(10 * float(x) ** 0.5)
    out = [(-arb(x)).exp()]
    for k in range(1, last):
        out.append(out[-1] * x / k)
    return out


_SMOOTH: list[arb] = []


def _mean_smooth(x: fmpq) -> arb:
    """A lower bound on E f(Pois x): f >= 0, so a sum cut short."""
    weights = _poisson(x)
    while len(_SMOOTH) < len(weights):
        _SMOOTH.append(smooth(len(_SMOOTH)))
    return sum((w * f for w, f in zip(weights, _SMOOTH, strict=False)), arb(0))


def _mean_shape(y: fmpq, shape: Sequence) -> arb:
    """An upper bound on E g(1 + Pois y): what is cut has weight 1 minus the rest, and g falls."""
    weights = _poisson(y)
    inside = sum((w * shape(k + 1) for k, w in enumerate(weights)), arb(0))
    return inside + nonnegative(1 - sum(weights, arb(0)), "a Poisson tail", y) * shape(len(weights))


def _cover(
    low: int | Fraction, high: int | Fraction, holds: Callable[[fmpq, fmpq], bool], first: int
) -> tuple[bool, int]:
    """Whether `holds` on cells that cover [low, high], halving a cell that does not; and how many cells it took."""
    a, b = fmpq(low.numerator, low.denominator), fmpq(high.numerator, high.denominator)
    todo = [(a + (b - a) * i / first, a + (b - a) * (i + 1) / first) for i in reversed(range(first))]
    cells = 0
    while todo:
        x0, x1 = todo.pop()
        cells += 1
        if holds(x0, x1):
            continue
        if x1 - x0 < _SMALLEST_CELL:
            return False, cells
        middle = (x0 + x1) / 2
        todo += [(middle, x1), (x0, middle)]
    return True, cells


# -- the checks --------------------------------------------------------------------------------------------------------


def _small_masses() -> Inequality:
    """Theorem A, x <= 6: on [m, m+1] H(x) <= H(m+1) <= 1 - e^(-m)."""
    holds = all(half_deviation(fmpq(m + 1)) <= 1 - (-arb(m)).exp() for m in range(1, 6))
    return Inequality("count-small", "H(m+1) <= 1 - exp(-m) for m = 1, ..., 5", holds, 5)


def _smooth_beats() -> Inequality:
    """Theorems A, B and C, x in [6, 60]: D = E f(Pois x) - H(x) is enough to pay for the value at 0.

    With s = min(D, .14): s (1 - s/2) >= .2787 e^(H-x), and D >= .30 e^(H-x).
    """

    def holds(x0: fmpq, x1: fmpq) -> bool:
        h = half_deviation(x1)
        d = _mean_smooth(x0) - h
        price = (h - x0).exp()
        s = d.min(arb(fmpq(14, 100)))
        return bool(d >= price * 3 / 10 and s * (1 - s / 2) >= price * arb(fmpq(2787, 10000)))

    ok, cells = _cover(6, 60, holds, 200)
    return Inequality("count-middle", "E f(Pois x) - H(x) pays for the value at 0, 6 <= x <= 60", ok, cells)


def _sharp_poisson() -> Inequality:
    """Theorem B, np = x in [1, 6], n >= 12: E f(Pois x) - f(0) e^(-x) + (1 - f(1)) x (1 - x/n)^(n-1) >= H(x).

    (1 - x/n)^(n-1) >= exp(-x - x^2/12) for x <= 3.6; beyond, that term is left out.
    """
    f0, gap = smooth(0), 1 - smooth(1)

    def holds(x0: fmpq, x1: fmpq) -> bool:
        value = _mean_smooth(x0) - f0 * (-arb(x0)).exp()
        if x1 <= fmpq(36, 10):
            # x exp(-x - x^2/12) rises, then falls: on a cell its minimum is at an end.
            value += gap * min(
                (x * (-arb(x) - arb(x) ** 2 / 12).exp() for x in (x0, x1)), key=lambda v: float(v.lower())
            )
        return bool(value >= half_deviation(x1))

    ok, cells = _cover(1, Fraction(36, 10), holds, 100)
    more, others = _cover(Fraction(36, 10), 6, holds, 100)
    return Inequality("count-sharp", "E a*(Bin(n, x/n)) >= n h, 1 <= x <= 6, n >= 12", ok and more, cells + others)


def _no_large_power() -> Inequality:
    """(1 - x/n)^(n-1) >= exp(-x - x^2/12), n >= 12, x <= 3.6.

    With t = 1/n, ln(1 - xt) >= -xt - (xt)^2/2 - (xt)^3/(3(1 - xt)). Times n - 1 = (1-t)/t, with x + x^2/12 added
    and divided by xt, it is enough that 1 - x (1-t)/2 - (1-t) x^2 t/(3(1 - xt)) + x/(12 t) >= 0. That falls in t on
    (0, 1/12], where the slope of the last term is at most -12 x and of the second x/2: t = 1/12 decides.
    """
    holds_at = []
    for i in range(361):
        x, t = arb(fmpq(i, 100)).union(arb(fmpq(i + 1, 100))), arb(fmpq(1, 12))
        holds_at.append(bool(1 + x * (1 - (1 - t) / 2) - (1 - t) * x**2 * t / (3 * (1 - x * t)) >= 0))
    return Inequality("count-power", "(1 - x/n)^(n-1) >= exp(-x - x^2/12), x <= 3.6, n >= 12", all(holds_at), 361)


def _sharp_small_samples() -> Inequality:
    """Theorem B, n = 2..11 and np >= 1: E a*(Bin(n, p)) >= n h(n, p) = n p (1-p) P(Bin(n-1, p) = floor(np))."""
    from math import comb

    cells, ok = 0, True
    for n in range(2, 12):

        def holds(p0: fmpq, p1: fmpq, n: int = n) -> bool:
            p = arb(p0).union(arb(p1))
            q = nonnegative(1 - p, "1 - p", p)
            mean = sum((comb(n, k) * p**k * q ** (n - k) * sharp(k) for k in range(1, n + 1)), arb(0))
            return all(
                mean >= n * comb(n - 1, m) * p ** (m + 1) * q ** (n - m)
                for m in range(int((n * p0).floor()), min(int((n * p1).floor()), n - 1) + 1)
            )

        good, used = _cover(Fraction(1, n), 1, holds, 64)
        ok, cells = ok and good, cells + used
    return Inequality("count-binomial", "E a*(Bin(n, p)) >= n h(n, p), n = 2, ..., 11, np >= 1", ok, cells)


def _steps() -> Inequality:
    """Lemma 1's conditions for a*: d(k) = a*(k) - a*(k-1) <= 1 and k d(k)^2 <= a*(k).

    Beyond 200: d(k) <= 1/(2 sqrt(2 pi (k - 3/5))), so k d^2 <= k/(8 pi (k - 3/5)) < 1 < a*(k).
    """
    steps = [(k, sharp(k) - sharp(k - 1)) for k in range(1, 201)]
    holds = all(d <= 1 and (k == 1 or k * d**2 <= sharp(k)) for k, d in steps)
    return Inequality("count-steps", "d(k) <= 1 and k d(k)^2 <= a*(k)", holds, 200)


def _concave_steps() -> Inequality:
    """count-survey: 0 < d(k) <= 1 and k d(k)^2 <= a(k) for the concave sequence; beyond 200 it is f, as in `_steps`."""
    steps = [(k, tangent(k) - tangent(k - 1)) for k in range(1, 201)]
    # d(1) = 1 exactly; at k = 1 both sides are 1.
    holds = all(k == 1 or (0 < d <= 1 and k * d**2 <= tangent(k)) for k, d in steps)
    return Inequality("count-survey", "0 < d(k) <= 1 and k d(k)^2 <= a(k), a concave", holds, 200)


def _variance_constants() -> Inequality:
    """Theorem C: the constants of the log-Sobolev step, and A_l >= f + l/38 with kappa_l <= A_l for k >= 1."""
    steps = [(k, smooth(k) - smooth(k - 1)) for k in range(1, 201)]
    d1, worst = steps[0][1], max((k * d**2 for k, d in steps), key=lambda v: float(v.upper()))
    # Beyond 200 k d^2 <= k/(8 pi (k - 3/5)) < .0400.
    holds = d1 <= arb(fmpq(2198, 10000)) and worst <= arb(fmpq(4829, 100000))
    rise = arb(fmpq(2414, 100000)) / (1 - arb(fmpq(733, 10000)))
    holds = holds and bool(rise <= arb(fmpq(1, 38)) and smooth(0) + arb(fmpq(1, 38)) <= arb(fmpq(2787, 10000)))
    for i in range(1, 20):
        weight = Fraction(i, 20)
        sequence, ell = variance_sensitive(weight), arb(fmpq(i, 20))
        kappa = -(1 - ell).log() / ell
        small = arb(fmpq(1, 1 << 40))
        holds = holds and all(
            sequence(k) >= smooth(k) + ell / 38 - small and sequence(k) >= kappa - small for k in range(1, 60)
        )
    return Inequality("count-var-constants", "constants of the variance-sensitive family", bool(holds), 200 + 19 * 60)


def _distinct_values() -> Inequality:
    """count-distinct, x in [6, 200], g = 9/8, N ~ Pois(x): E(N - g x)_+ and E(x - g N)_+ are at most 1 - e^(-6).

    E(N - t)_+ rises with the mean of N and falls with t, E(t - g N)_+ falls with the mean of N and rises with t.
    """
    g, limit = fmpq(FROM.numerator, FROM.denominator), 1 - (-arb(6)).exp()

    def holds(x0: fmpq, x1: fmpq) -> bool:
        k, t = int((g * x0).floor()) + 1, g * x0
        over = arb(x1) * _at_least(k - 1, x1) - t * _at_least(k, x1)
        k = int((x1 / g).floor())
        under = arb(x1) * (1 - _at_least(k + 1, x0)) - g * arb(x0) * (1 - _at_least(k, x0))
        return bool(over <= limit and under <= limit)

    with working_precision(4 * _BITS):  # the incomplete gamma function cancels
        ok, cells = _cover(6, 200, holds, 200)
    return Inequality("count-distinct", "E(N - gx)_+, E(x - gN)_+ <= 1 - exp(-6), g = 9/8, 6 <= x <= 200", ok, cells)


def _at_least(k: int, x: fmpq) -> arb:
    """P(Pois(x) >= k), the regularised lower incomplete gamma function at k."""
    return arb(x).gamma_lower(k, regularized=1) if k >= 1 else arb(1)


def _rare_values() -> Inequality:
    """count-unique: d(k) <= 1, k d(k)^2 <= a(k) and a(k) >= 1{k = 1}; beyond the last d = 0."""
    steps = [(k, RARE[k] - RARE[k - 1]) for k in range(1, len(RARE))]
    holds = RARE[0] == 0 and RARE[1] == 1 and all(d <= 1 and 0 < k * d**2 <= RARE[k] for k, d in steps)
    return Inequality("count-unique", "d(k) <= 1, k d(k)^2 <= a(k) and a(k) >= 1{k = 1}", holds, len(steps))


HARMONIC_FROM = 32
"""From this n on the Poisson law stands in for the binomial one in the proof of count-harmonic."""


def _harmonic_samples() -> Inequality:
    """count-harmonic, n < 32, 1 <= 3np/2 < n: E(B - 3np/2)_+ <= E[1/B; B >= 1].

    On a cell the left side is taken at its largest, with B at the right end and the mean in the threshold at the left.
    """
    from math import comb

    cells, ok = 0, True
    for n in range(2, HARMONIC_FROM):
        ways = [comb(n, k) for k in range(n + 1)]

        def holds(p0: fmpq, p1: fmpq, n: int = n, ways: list[int] = ways) -> bool:
            p, threshold = arb(p0).union(arb(p1)), 3 * n * arb(p0) / 2
            here, there = _binomial(n, p, ways), _binomial(n, arb(p1), ways)
            mean = sum((here[k] / k for k in range(1, n + 1)), arb(0))
            first = int((3 * n * p0 / 2).floor()) + 1
            return bool(sum(((k - threshold) * there[k] for k in range(first, n + 1)), arb(0)) <= mean)

        good, used = _cover(Fraction(2, 3 * n), Fraction(2, 3), holds, 4 * n)
        ok, cells = ok and good, cells + used
    return Inequality("count-harmonic-samples", "E(B - 3np/2)_+ <= E[1/B; B >= 1], n < 32", ok, cells)


def _binomial(n: int, p: arb, ways: list[int]) -> list[arb]:
    q = 1 - p
    powers, others = [arb(1)], [arb(1)]
    for _ in range(n):
        powers.append(powers[-1] * p)
        others.append(others[-1] * q)
    return [ways[k] * powers[k] * others[n - k] for k in range(n + 1)]


def _harmonic_poisson() -> Inequality:
    """count-harmonic, n >= 32, x = np in [2/3, 40], N ~ Pois(x): E(N - 3x/2)_+ <= E[1/B; B >= 1].

    1/k = sum_i i!/((k+1)...(k+i+1)), and (x+p)...(x+(i+1)p) E[1/((B+1)...(B+i+1))] = P(Bin(n+i+1, p) > i) is at least
    1 - e^(-x) sum_(j <= i) (x+(i+1)p)^j/j!, or 0; the value at B = 0, 1/(i+1)!, comes with a chance of at most e^(-x).
    All fall as p grows: p = x/32 decides. The left side is taken at its largest, as for count-distinct.
    """

    def holds(x0: fmpq, x1: fmpq) -> bool:
        x, t = arb(x0).union(arb(x1)), 3 * x0 / 2
        k, e, p = int(t.floor()) + 1, (-x).exp(), x / HARMONIC_FROM
        over = arb(x1) * _at_least(k - 1, x1) - t * _at_least(k, x1)
        total, below, factor = arb(0), arb(1), 1
        for i in range(6):
            y = x + (i + 1) * p
            below = below * y
            poly, term = arb(1), arb(1)
            for j in range(1, i + 1):
                term = term * y / j
                poly += term
            total += factor * (1 - e * poly).max(arb(0)) / below - e / (i + 1)
            if over <= total:
                return True
            factor *= i + 1
        return False

    with working_precision(2 * _BITS):
        ok, cells = _cover(Fraction(2, 3), 40, holds, 200)
    return Inequality("count-harmonic", "E(N - 3x/2)_+ <= E[1/B; B >= 1], n >= 32, 2/3 <= x <= 40", ok, cells)


def _lower_shapes() -> Inequality:
    """Theorem D: E g(1 + Pois y) <= M(y) for g_A and g_B on [0, 60].

    On [0, 1] M = e^(-y), and e^y E g(1 + Pois y) = sum g(k+1) y^k/k! rises: y = 1 decides.
    """
    cells, ok = 0, True
    for shape in (heavy_shape, light_shape):
        listed = [shape(k) for k in range(1, 400)]

        def value(k: int, listed: list[arb] = listed) -> arb:
            return listed[k - 1]

        ok = ok and bool(_mean_shape(fmpq(1), value) <= _largest_probability(fmpq(1)))

        def holds(y0: fmpq, y1: fmpq, value: Sequence = value) -> bool:
            return bool(_mean_shape(y0, value) <= _largest_probability(y1))

        good, used = _cover(1, 60, holds, 200)
        ok, cells = ok and good, cells + used
    return Inequality("count-low-shapes", "E g(1 + Pois y) <= M(y), 0 <= y <= 60", ok, cells)


_CHECKS = (
    _small_masses,
    _smooth_beats,
    _no_large_power,
    _sharp_poisson,
    _sharp_small_samples,
    _steps,
    _concave_steps,
    _variance_constants,
    _distinct_values,
    _rare_values,
    _harmonic_samples,
    _harmonic_poisson,
    _lower_shapes,
)
