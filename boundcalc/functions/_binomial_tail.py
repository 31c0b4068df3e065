r"""Sums over the upper tail of a binomial law, in balls: ``sum_{j >= 0} (a + c j) b(k+j)``, b the masses of Bin(n, p).

Short ones term by term, with a geometric bound on what is left out. Long ones by the trapezoidal rule on a circle: with
f(z) = E z^B = (q + p z)^n and g(z) = sum_j (a + c j) z^-j, |z| = r > 1, the mean of z^-k f(z) g(z) over the N points
z = r e^{2 pi i m/N} is

    sum_l r^(N l) sum_{j >= 0} (a + c j) b(k + j + N l)          (l any integer),

whose term l = 0 is wanted. As b(i) <= f(R) R^-i, the others are below f(R) R^-k g(R) (r/R)^(N l): R > r for l > 0, and
1 < R < r for l < 0; there the sum over j is at most a + c (E(B-k)_+ - N l), too. Few points matter, as |f| falls like a
normal density along the circle. What is left out there:

    |f(r e^{iu})| = f(r) (1 - 4 t sin^2(u/2))^(n/2) <= f(r) exp(-2 n t sin^2(u/2)),    t = p q r/(q + p r)^2.
"""

from __future__ import annotations

import math
from functools import lru_cache

from flint import acb, arb, fmpq

from ..numeric.ball import PrecisionTooLow
from ..numeric.contradiction import nonnegative
from ..numeric.precision import current_bits

_TERMS = 600  # beyond this the points of the circle are fewer


def upper_sum(k: int, n: int, p: arb, q: arb, first: arb, a: arb, c: int) -> arb:
    """``sum_{j >= 0} (a + c j) b(k+j)``, 0 <= k <= n, q = 1-p > 0, first = b(k), a >= 0 and c = 0 or 1."""
    spread = k * (n - k) / n
    if n - k > _TERMS and spread > _TERMS and not n * p > k + 2:
        log = max(float((k * q / (arb(n - k) * p)).log().mid()), 0.0)  # of b(k+j)/b(k+j+1), about
        terms = spread * (math.sqrt(log * log + 2 * _size() / spread) - log)
        if terms > _TERMS:
            return _circle(k, n, p, q, a, c, math.sqrt(spread), log)
    return first * _series(k, n, p / q, a, c)


def _size() -> float:
    return (current_bits() + 12) * math.log(2)


def _series(k: int, n: int, odds: arb, a: arb, c: int) -> arb:
    """``sum_{j >= 0} (a + c j) b(k+j)/b(k)``."""
    weight, total = arb(1), a
    small = arb(2) ** (-current_bits() - 8)
    for j in range(1, n - k + 1):
        weight = weight * (n - k - j + 1) / (k + j) * odds
        total += (a + c * j) * weight
        if j % 16 == 0 or j > 64:
            r = odds * (n - k - j) / (k + j + 1)
            if r < 1:
                # Later ratios are smaller than r, so the rest is below a geometric series.
                rest = weight * ((a + c * j) * r / (1 - r) + c * r / (1 - r) ** 2)
                if rest < small * total:
                    return total + arb(0).union(rest.upper())
    return total


def _circle(k: int, n: int, p: arb, q: arb, a: arb, c: int, deviation: float, log: float) -> arb:
    size = _size()
    # Beyond 5 deviations |z| = r would cost more bits by cancellation than it saves in points.
    tilt, apart = max(log, 5.0 / deviation), math.sqrt(2 * size) / deviation
    far_out = tilt > 2 * apart
    count = math.ceil(deviation * math.sqrt(2 * size)) + 2
    if not far_out:
        count = max(count, math.ceil(size / tilt + deviation**2 * tilt / 2))
    count = _grid(count)
    last = math.ceil(count * math.sqrt(2 * size + 25) / (2 * math.pi * deviation))
    if 2 * last >= count:
        raise PrecisionTooLow("the tail is too short for points on a circle")
    whole = arb(count)

    def weight(w: arb | acb) -> arb | acb:  # g(z) from w = 1/(z - 1)
        return (1 + w) * (a + c * w)

    def level(d: arb) -> arb:  # log f(r) r^-k, r = 1 + d
        return n * (p * d).log1p() - k * d.log1p()

    def others(d: arb, ratio: arb) -> arb:
        fall = (-whole * ratio).exp()
        return level(d).exp() * weight(1 / d) * fall / (1 - fall)

    d = arb(math.expm1(tilt))
    r, log_r, top = 1 + d, d.log1p(), level(d)
    total = top.exp() * weight(1 / d)
    base, rest, turn = -k * log_r, k % count, 2 * arb.pi() / whole
    for m, (short, sine) in enumerate(_points(count, last, current_bits()), 1):
        step = acb(d - r * short, r * sine)  # z - 1
        log_point = n * (p * step).log1p() + acb(base, -(turn * (rest * m % count)))
        total += 2 * (log_point.exp() * weight(1 / step)).real
    # Points that were left out: sin(u/2) >= 0.958 u/2 for u <= 1, and sin(u/2) >= sin(1/2) beyond.
    rate = 2 * n * p * q * r / (q + p * r) ** 2
    u, gap = 2 * arb.pi() * (last + 1) / whole, 2 * arb.pi() / whole
    near = (top - rate * u**2 * arb("0.229")).exp() / (1 - (-2 * rate * u * gap * arb("0.229")).exp())
    far = whole / 2 * (top - rate * (arb(1) / 2).sin() ** 2).exp()
    error = 2 * (near + far) * weight(1 / d) / whole
    # The terms with l > 0, and with l < 0.
    outer = arb(math.expm1(tilt + apart))
    error += others(outer, outer.log1p() - log_r)
    if far_out:
        inner = arb(math.expm1(tilt - apart))
        error += others(inner, log_r - inner.log1p())
    else:
        fall = (-whole * log_r).exp()
        excess = (n * p - k).max(arb(0)) + (n * p * q).sqrt() / 2
        error += (a + c * excess) * fall / (1 - fall) + c * whole * fall / (1 - fall) ** 2
    return nonnegative(total / whole + arb(0, error.upper()), "a sum over a binomial tail", k, n, p, a)


def _grid(count: int) -> int:
    """A number of points at most 1/16 larger, so that terms share the points."""
    unit = 1 << max(count.bit_length() - 5, 0)
    return -(-count // unit) * unit


@lru_cache(maxsize=128)
def _points(count: int, last: int, bits: int) -> list[tuple[arb, arb]]:
    """(1 - cos u, sin u) at u = 2 pi m/count, m = 1, ..., last, with so many bits."""
    return [(2 * arb.sin_pi_fmpq(fmpq(m, count)) ** 2, arb.sin_pi_fmpq(fmpq(2 * m, count))) for m in range(1, last + 1)]


__all__ = ["upper_sum"]
