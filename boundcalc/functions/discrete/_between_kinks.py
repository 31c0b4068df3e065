"""h_gamma(n, p) in float64 for many atoms of one law: polynomials between the kinks, and a bound where h vanishes."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from ...numeric.float64 import UNIT
from ...numeric.kinds import Array
from .. import _binomial
from ._hockey_stick_float64 import de_moivre, general, growth

_FEW = 1 << 11  # fewer atoms than this are not worth a table
_BLOCK = 1 << 14  # doubles that stay in cache
_LARGEST = 0.4  # the cells end at 0.45: 1 - p stays accurate
_MAX_PARTS = 32
_MAX_DEGREE = 24
_RADII = (2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0)
_MARGIN = 1e-9  # covers the rounding of the error bounds themselves


def many(n: float, p: Array, slack: Array, gamma: float, gamma_error: float) -> tuple[Array, Array]:
    """(h_gamma(n, p), absolute error bound) for an array of masses; `slack` bounds the relative error of each.

    1 <= n <= 2^53, gamma certainly not 1, `slack` at most 1e-3. Atoms whose mass is beyond `negligible` get the value 0
    and the bound found there; where there are more atoms than kinks they share polynomials; the others are summed one
    by one.
    """
    loosest = float(slack.max(initial=0.0))
    if p.size < _FEW or loosest > 1e-6 or n < 64 or gamma * n < 64:
        return _one_by_one(n, p, slack, gamma, gamma_error)
    cut, beyond = negligible(n, p, slack, gamma, gamma_error)
    limit = min(cut, _LARGEST, (n - 4.0) / (gamma * n))
    near = p <= limit
    if near.all():
        return _polynomial(n, p, slack, gamma, gamma_error)
    value, error = np.zeros_like(p), np.full_like(p, beyond)
    for chosen, method in ((near, _polynomial), ((p > limit) & (p < cut), _one_by_one)):
        index = np.flatnonzero(chosen)
        if index.size:
            value[index], error[index] = method(n, p[index], slack[index], gamma, gamma_error)
    return value, error


def h_one(n: float, p: Array, slack: Array) -> tuple[Array, Array]:
    """`many` for gamma = 1, where nothing vanishes; `slack` at most 1e-3."""
    low, high, loosest = float(p.min(initial=1.0)), float(p.max(initial=0.0)), float(slack.max(initial=0.0))
    shared = p.size >= _FEW and n >= 64 and loosest <= 1e-6 and high <= _LARGEST
    if shared and 256.0 * (n * (high - low) + 2.0) <= p.size:  # many more atoms than kinks
        return _polynomial(n, p, slack, 1.0, 0.0)
    value, relative = de_moivre(int(n), p)
    # d log h / d log p lies within 1/(1-p).
    if high < 0.5 and loosest < 1e-6:
        return value, value * (1.001 * (relative + 2.6 * loosest))
    return value, value * growth(relative + 1.25 * slack / np.maximum(1.0 - p - p * slack, 1e-300))


def _one_by_one(n: float, p: Array, slack: Array, gamma: float, gamma_error: float) -> tuple[Array, Array]:
    blocks = [slice(i, i + _BLOCK) for i in range(0, max(p.size, 1), _BLOCK)]
    if gamma == 1.0:
        value, relative = de_moivre(int(n), p)
        return value, value * ((relative + 2.5 * slack) * (1.0 + _MARGIN))  # d log h / d log p is within 1/(1-p)
    parts = [general(n, p[block], slack[block], gamma, gamma_error) for block in blocks]
    value, error = (np.concatenate(column) for column in zip(*parts, strict=True))
    return value, error


def negligible(n: float, p: Array, slack: Array, gamma: float, gamma_error: float) -> tuple[float, float]:
    """(cut, bound): h_gamma(n, p) <= bound for every p >= cut (1 - 1e-6), with bound below 2^-100 of the largest term.

    With (x)_+ <= exp(t x - 1)/t at t = |ln gamma|, and E exp(s B) <= exp(np (e^s - 1)) for B ~ Bin(n, p),

        h_gamma(n, p) <= exp(-n p phi)/(n e |ln gamma| min(1, gamma)),   phi = gamma ln gamma - gamma + 1 > 0.

    (inf, 0) where nothing can be left out. 2^-100: atoms may be counted up to 2^53 times.
    """
    nothing = math.inf, 0.0
    rate, factor = _decay(n, gamma, gamma_error)
    if rate <= 0.0:
        return nothing
    i = int(np.abs(p - 1.0 / rate).argmin())  # h is largest near 1/rate
    value, error = general(n, p[i : i + 1], slack[i : i + 1], gamma, gamma_error)
    largest = float(value[0] - error[0])
    if not largest > 0.0:
        return nothing
    exponent = max(100 * math.log(2.0) - math.log(factor) - math.log(largest), 0.0)
    return exponent / (rate * (1.0 - 2e-6)), math.exp(-exponent) / factor


def _decay(n: float, gamma: float, gamma_error: float) -> tuple[float, float]:
    """(n phi, n e |ln gamma| min(1, gamma)), both rounded down; (0, 1) for a gamma too near 1 for that."""
    log = math.log(gamma)
    phi = gamma * log - gamma + 1.0 - 32 * UNIT * (1.0 + gamma) * (1.0 + abs(log))
    if phi <= 0.0 or gamma_error > 4 * UNIT * gamma:
        return 0.0, 1.0
    return n * phi, n * math.e * abs(log) * min(1.0, gamma) * (1.0 - 1e-6)


def cap(n: float, p: Array, radius: Array, gamma: float, gamma_error: float) -> Array:
    """A bound on h_gamma(n, p') for all p' within `radius` of p: min(p, 1-p, sqrt(p(1-p)/n)/2), or as `negligible`."""
    most, rest = p + radius, np.maximum(1.0 - p, 0.0) + radius
    out = np.minimum(np.minimum(most, rest), 0.5 * np.sqrt(most * rest / n))
    rate, factor = _decay(n, gamma, gamma_error)
    if rate > 0.0:
        out = np.minimum(out, np.exp(-rate * (1.0 - 1e-9) * np.maximum(p - radius, 0.0)) / factor)
    return out * (1.0 + 16 * UNIT) + 1e-300


def _polynomial(n: float, p: Array, slack: Array, gamma: float, gamma_error: float) -> tuple[Array, Array]:
    scaled = (gamma * n) * p
    low, high = float(scaled.min()), float(scaled.max())
    kinks = high - low + 2.0
    parts = 1
    while parts * gamma < 1.0:  # h falls by less than a factor e in a cell
        parts *= 2
    if 4.0 * kinks * parts > p.size or high * parts * (float(slack.max()) + 8 * UNIT) > 0.01:
        return _one_by_one(n, p, slack, gamma, gamma_error)
    while parts < _MAX_PARTS and 64.0 * kinks * parts <= p.size:
        parts *= 2
    first, last = math.floor(low * parts), math.floor(high * parts) + 1
    grain = 1 << max((last - first).bit_length() - 3, 0)  # so that blocks of a law share a table
    wide = -(-last // grain) * grain
    last = wide if wide / parts <= min(_LARGEST * gamma * n, n - 4.0) else last
    first = first // grain * grain
    start, coefficients, fixed, sensitive = _table(n, gamma, gamma_error, parts, first, last)
    error = fixed + sensitive * float(slack.max())
    values, errors = np.empty_like(p), np.empty_like(p)
    for i in range(0, p.size, _BLOCK):
        block = slice(i, i + _BLOCK)
        u = scaled[block] * parts
        floor = np.floor(u)
        u -= floor
        u -= 0.5
        u += u
        cell = floor.astype(np.intp)
        cell -= start
        total = coefficients[-1].take(cell)
        for row in coefficients[-2::-1]:
            total *= u
            total += row.take(cell)
        np.multiply(total, p[block], out=values[block])
        np.multiply(error.take(cell), p[block], out=errors[block])
    return values, errors


@lru_cache(maxsize=4)
def _table(
    n: float, gamma: float, gamma_error: float, parts: int, first: int, last: int
) -> tuple[int, Array, Array, Array]:
    """(first cell, coefficients, error, sensitivity) of y(p) = h_gamma(n, p)/p on cells of kappa = gamma n p.

    Cell j is j <= kappa parts < j+1, and there y = sum_m coefficients[m][j] u^m, u = 2 (kappa parts - j) - 1, within
    error[j] + sensitivity[j] * (the relative error of p). Between kinks, where k = floor(kappa) + 1 is constant, y =
    P(Bin(n-1, p) >= k-1) - gamma P(Bin(n, p) >= k) for gamma > 1, and d P(Bin(n, p) >= k)/dp = n b_{n-1}(k-1; p) gives

        dy/dp = -frac(kappa) b_{n-1}(k-1; p)/p,

    divided by gamma for gamma < 1, as E(p - B/(gamma n))_+ = E(B/n - gamma p)_+/gamma - p (1/gamma - 1). Hence tails
    are needed in the middle of a cell only. Around it, p = c (1 + v), v = eps u, z = c/(1-c), s = max(k-2, 0) and
    G(v) = (1+v)^s (1 - z v)^(n-k),

        dy/dv = -b_{n-1}(k-1; c) (f + [k > 1] kappa_c v) G(v),   f = frac(kappa_c).

    Rounding: the coefficients of G come from those of its logarithm, so that they err by no more than a relative
    (14 + degree) m 2^-53 of those of (1-v)^-s (1 - z v)^-(n-k), all positive. What the polynomial leaves out: Cauchy's
    estimate on |v| = R eps, where ln |G| <= |s - (n-k) z| |v| + s |v|^2/(2(1 - |v|)) + (n-k) |z v|^2/(2(1 - |z v|)).
    """
    start = max(first - 1, 0)
    middle = (np.arange(start, last + 1) + 0.5) / parts
    c = middle / (gamma * n)
    k = np.floor(middle) + 1.0
    f = middle - (k - 1.0)
    h, h_error = _one_by_one(n, c, np.full_like(c, 4 * UNIT), gamma, 0.0)
    y = h / c
    b, relative = _edge_pmf(n, k, c)
    if gamma < 1.0:
        b = b / gamma
    z, s, w = c / (1.0 - c), np.maximum(k - 2.0, 0.0), n - k
    eps = 0.5 / (parts * middle)
    lead, follow = b * f * eps, np.where(k > 1.0, b * eps * (0.5 / parts), 0.0)

    drift = np.abs(s - w * z) * eps
    degree, rest = _degree(drift, s, eps, w, z * eps, lead, follow, y)
    g: list[Array | float] = [np.ones_like(c)]
    powers: list[Array | float] = []
    signs, zs = eps, z * eps
    for m in range(1, degree):
        powers.append(s * signs - w * zs)
        g.append(sum(power * g[m - 1 - i] for i, power in enumerate(powers)) / m)
        signs, zs = -eps * signs, z * eps * zs
    rows = [y]
    for m in range(1, degree + 1):
        rows.append((lead * g[m - 1] + (follow * g[m - 2] if m > 1 else 0.0)) * (-1.0 / m))

    at_eps = np.minimum(eps, 0.5)  # s = 0 in a first cell with eps = 1
    size = np.exp(-s * np.log1p(-at_eps) - w * np.log1p(-z * eps))
    depth = s * at_eps / (1.0 - at_eps) + w * z * eps / (1.0 - z * eps)
    steps = (lead + follow) * size
    error = h_error / c + steps * (relative + (12 + (14 + degree) * depth) * UNIT) + rest
    error += (2 * degree + 8) * UNIT * (y + steps)
    # |dy/d log p| <= b(p) in this cell and, across a kink, the next: the polynomial serves a p that belongs there.
    steep = (
        b * (1.0 + eps) * np.exp(drift + 0.5 * (s * at_eps**2 / (1.0 - at_eps) + w * (z * eps) ** 2 / (1.0 - z * eps)))
    )
    steep = np.maximum(steep, np.maximum(np.append(steep[1:], 0.0), np.append(0.0, steep[:-1])))
    sensitive = (y + 2.0 * steep) * (1.0 + _MARGIN)
    error += 8 * UNIT * sensitive
    # |dy/d gamma| = P(B >= k) <= b(p)/(gamma - 1), as 0 <= y = (1-p) b(p) - (gamma - 1) P(B >= k); likewise below 1.
    error += gamma_error * steep / abs(gamma - 1.0) if gamma_error else 0.0
    return start, np.array(rows), error * (1.0 + _MARGIN) + 1e-300, sensitive


def _edge_pmf(n: float, k: Array, c: Array) -> tuple[Array, Array]:
    """(P(Bin(n-1, c) = k-1), relative error bound), 1 <= k < n, for a c known within 4 units."""
    m = n - 1.0
    value, relative = _binomial.pmf_float64(np.maximum(k - 1.0, 1.0), m, c)
    relative = relative + 5 * UNIT * np.abs(k - 1.0 - m * c) / (1.0 - c)
    none = k <= 1.0
    if none.any():
        value = np.where(none, np.exp(m * np.log1p(-np.where(none, c, 0.0))), value)
        relative = np.where(none, (16 + 24 * m * c) * UNIT, relative)
    return value, relative


def _degree(
    drift: Array, s: Array, eps: Array, w: Array, zeps: Array, lead: Array, follow: Array, y: Array
) -> tuple[int, Array]:
    """(degree, bound on what it leaves out): the least one whose rest is a rounding of y, as far as that goes."""
    bounds = []
    for radius in _RADII:
        a, e = zeps * radius, np.where(s > 0, eps * radius, 0.0)
        known = (a < 0.9) & (e < 0.9)
        a, e = np.minimum(a, 0.9), np.minimum(e, 0.9)
        log = drift * radius + 0.5 * (s * e * e / (1.0 - e) + w * a * a / (1.0 - a))
        known &= log < 600.0
        scale = (lead + follow * radius) * np.exp(np.minimum(log, 600.0)) / (1.0 - 1.0 / radius)
        bounds.append(np.where(known, scale, np.inf))
    for degree in range(2, _MAX_DEGREE + 1):
        rest = np.min([scale * radius**-degree for scale, radius in zip(bounds, _RADII, strict=True)], axis=0) / (
            degree + 1
        )
        if (rest <= 0.5 * UNIT * y).all():
            break
    return degree, rest * (1.0 + _MARGIN)
