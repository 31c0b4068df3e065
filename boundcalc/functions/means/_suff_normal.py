r"""The fitted mean and variance of normal data in float64: two independent quadratures of the game.

In standard units, with m the mean of the n records, Q their sum of squared deviations, d = z - m,
r = d (n/((n-1) Q))^(1/2) and Q' = Q (1 - r^2):

    log LR = c + (n-4)/2 log Q' - (n-3)/2 log Q + z^2/2 = c + (n-4)/2 log(1 - r^2) - (log Q)/2 + z^2/2   for |r| < 1,

and LR = 0 elsewhere. Members: m ~ N(0, 1/n), Q ~ chi-square(n-1) and r are independent; d ~ N(0, 1 - 1/n) and
Q' ~ chi-square(n-2) are too. Outsiders: m, Q and z are independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ...numeric.kinds import Array
from ...numeric.multiprecision import mpmath
from ..least_squares._exact_quadrature import Rates, gauss_legendre

_FAR = 9.3  # N(0, 1) beyond it is below the rounding of the integrals
_RARE = 1e-19


@cache
def log_constant(n: int) -> float:
    """c, the logarithm of (2 pi n/(n-1))^(1/2) / Beta(1/2, (n-2)/2)."""
    with mpmath.workdps(40):
        half = mpmath.mpf(1) / 2
        value = mpmath.log(2 * mpmath.pi * mpmath.mpf(n) / (n - 1)) / 2 - mpmath.log(mpmath.beta(half, (n - 2) * half))
        return float(value)


def log_ratio(n: int, mean: Array, square: Array, z: Array) -> Array:
    """log LR of the release (mean, square) and the record z; standard units, arrays."""
    share = n * (z - mean) ** 2 / ((n - 1) * square)
    inside = share < 1
    value = log_constant(n) - np.log(square) / 2 + z**2 / 2
    value = value + (n - 4) / 2 * np.log1p(-np.where(inside, share, 0.5))
    return np.where(inside, value, -np.inf)


def _panels(edges: Array, nodes: int) -> tuple[Array, Array]:
    """Nodes and weights on the panels between the edges (last axis), clustered at both ends of every panel."""
    x, weight = gauss_legendre(nodes)
    share, density = np.sin(np.pi / 4 * (1 + x)) ** 2, np.pi / 4 * np.sin(np.pi / 2 * (1 + x)) * weight
    low, width = edges[..., :-1, None], np.diff(edges)[..., None]
    shape = (*edges.shape[:-1], -1)
    return (low + width * share).reshape(shape), (width * density).reshape(shape)


def release_first(n: int, gamma: float, nodes: int) -> Rates:
    """Over the angle arcsin r and the release Q; the record, normal given both, in closed form.

    The test is |z| > tau with Q = Q0 e^(tau^2), and always passed for Q < Q0.
    """
    from scipy.special import chdtr, chdtri, gammainc, gammaln, ndtr

    widest = np.arcsin(np.sqrt(min(1.0, np.expm1(84 / n))))
    steps = np.array([0, 0.0005, 0.002, 0.008, 0.03, 0.08, 0.15, 0.25, 0.35, 0.5, 0.7, 0.85, 1])
    angle, step = _panels(widest * steps, nodes)
    r, cosine = np.sin(angle), np.cos(angle)
    # both signs of r
    member = 2 * step * np.exp((n - 3) * np.log(cosine) + log_constant(n)) / np.sqrt(2 * np.pi * n / (n - 1))
    outsider = 2 * step * cosine * np.sqrt((n - 1) / (n + 1) / (2 * np.pi))
    tilt = 1 + r**2 * (n - 1) / (n + 1)
    with mpmath.workdps(40):
        root = float(mpmath.sqrt(2) * mpmath.gammaprod([mpmath.mpf(n) / 2], [mpmath.mpf(n - 1) / 2]))
    always = 2 * (log_constant(n) - np.log(gamma)) + 2 * (n - 4) * np.log(cosine)  # log Q0
    q0 = np.exp(np.clip(always, -600, 600))
    tpr = np.sum(member * chdtr(n - 1, q0))
    fpr = np.sum(outsider * root * tilt ** (-n / 2) * gammainc(n / 2, tilt * q0 / 2))
    least = np.log(np.minimum(_low(n - 1), _low(n) / tilt))
    most = np.log(max(chdtri(n - 1, _RARE), chdtri(n, _RARE)))
    low, high = (np.sqrt(np.maximum(end - always, 0)) for end in (least, most))
    tau, width = _panels(low[:, None] + (high - low)[:, None] * np.linspace(0, 1, 13), nodes)
    log_q = always[:, None] + tau**2
    q = np.exp(log_q)
    d = np.abs(r)[:, None] * np.sqrt(q * (n - 1) / n)
    log_density = (n - 1) / 2 * (log_q - np.log(2)) - q / 2 - gammaln((n - 1) / 2)  # of log Q
    mass = width * 2 * tau * np.exp(log_density)

    def beyond(mean: Array, count: int) -> Array:
        scale = np.sqrt(count)
        return ndtr((mean - tau) * scale) + ndtr((-mean - tau) * scale)

    tpr += np.sum(member[:, None] * mass * beyond(d, n))
    outside = np.exp(-(d**2) * n / (2 * (n + 1))) * np.sqrt(q)
    fpr += np.sum(outsider[:, None] * mass * outside * beyond(d * n / (n + 1), n + 1))
    return Rates(float(tpr - gamma * fpr), float(tpr), float(fpr))


def _low(k: int) -> float:
    """A point below which chi-square(k) has negligible mass."""
    from scipy.special import gammaincinv

    return 2 * float(gammaincinv(k / 2, _RARE))


def record_first(n: int, gamma: float, nodes: int) -> Rates:
    """Over the record and d; Q', chi-square given both, in closed form. Shares only the constant with the other."""
    from scipy.special import lambertw

    # where the largest d that is ever above gamma equals the record
    level = _log_widest(n, gamma)
    cuts = [0.0, 0.02, 0.1, 0.3, 0.6, 0.8, 1, 1.2, 1.5, 2, 2.6, 3.3, 4.1, 5, 6.5, 8, _FAR]
    if level < -1:
        for branch in (0, -1):
            place = float(np.sqrt(max(-lambertw(-np.exp(level), branch).real, 0.0)))
            cuts += [place + k / np.sqrt(n) for k in (-6, -3, -1, 0, 1, 3, 6)]
    edges = np.unique(np.clip(cuts, 0, _FAR))
    z, weight = _panels(edges, nodes)
    weight = weight * 2 * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    parts = [  # in portions, for memory
        weight[i : i + 64] @ np.column_stack(one_record(n, gamma, z[i : i + 64], nodes)) for i in range(0, len(z), 64)
    ]
    tpr, fpr = np.sum(parts, axis=0)
    return Rates(float(tpr - gamma * fpr), float(tpr), float(fpr))


def _log_widest(n: int, gamma: float) -> float:
    """log of the largest n d^2/(n-1) with a ratio above gamma, less z^2; for n = 3 of the largest Q'."""
    shape = (n - 4) * np.log((n - 4) / (n - 3)) if n > 4 else 0.0
    return 2 * (log_constant(n) - float(np.log(gamma))) + shape - float(np.log(max(n - 3, 1)))


def one_record(n: int, gamma: float, at: Sequence[float] | Array, nodes: int) -> tuple[Array, Array]:
    """(P(LR > gamma | z_1 = z), P0(LR > gamma | z)) for each z >= 0 of `at`: over d, with Q' in closed form."""
    z = np.asarray(at, dtype=float)[:, None]
    root = np.sqrt(n)
    low, high = z - z / n - _FAR / root, z + _FAR / root
    log_widest = _log_widest(n, gamma) + z**2  # of h = n d^2/(n-1)
    widest = np.exp(np.minimum(log_widest if n > 3 else 600.0 + 0 * z, 600) / 2) * np.sqrt((n - 1) / n)
    fractions = np.array([0, 0.2, 0.32, 0.42, 0.5, 0.58, 0.68, 0.8, 1])
    edges = np.concatenate([low + (high - low) * fractions, -widest, widest, 0 * z], axis=1)
    edges = np.sort(np.clip(edges, np.maximum(low, -widest), np.minimum(high, widest)), axis=1)
    edges = np.where(low >= widest, 0.0, edges)
    d, weight = _panels(edges, nodes)
    h = np.maximum(n * d**2 / (n - 1), 1e-250)
    first, last = _above(n, h, log_widest)
    mean, spread = z * (1 - 1 / n), np.sqrt((1 - 1 / n) / n)
    member = weight * np.exp(-(((d - mean) / spread) ** 2) / 2) / (spread * np.sqrt(2 * np.pi))
    outsider = weight * np.exp(-n * (d - z) ** 2 / 2) * root / np.sqrt(2 * np.pi)
    tpr = np.sum(member * _mass(n - 2, first, last), axis=1)
    fpr = np.sum(outsider * _mass(n - 1, first + h, last + h), axis=1)
    return tpr, fpr


def _mass(k: int, low: Array, high: Array) -> Array:
    from scipy.special import chdtr, chdtrc

    return np.where(low > k, chdtrc(k, low) - chdtrc(k, high), chdtr(k, high) - chdtr(k, low))


def _above(n: int, h: Array, log_widest: Array) -> tuple[Array, Array]:
    """The interval of Q' on which the ratio is above gamma.

    With Q' = (n-4) h e^t it is where -t/2 - (n-3)/2 log(1 + (e^-t - 1)/(n-3)), concave, is above -(gap). Newton's
    steps from outside stay outside.
    """
    if n == 3:  # log Q' < 2 (c - log gamma) + z^2
        return np.zeros_like(h), np.broadcast_to(np.exp(np.minimum(log_widest, 600)), h.shape)
    if n == 4:  # log Q < the same
        return np.zeros_like(h), np.maximum(np.exp(np.minimum(log_widest, 600)) - h, 0)
    gap = np.maximum(log_widest - np.log(h), 0) / 2
    count = n - 3
    ends = []
    for t in (
        (-gap - count / 2 * np.log(count)) / ((n - 4) / 2),
        2 * gap + count * np.log(count / (n - 4)),
    ):
        for _ in range(80):
            falling = np.exp(-np.maximum(t, -600))
            bend = np.log1p((falling - 1) / count)
            slope = -0.5 + falling / (2 * (1 + (falling - 1) / count))
            move = (-t / 2 - count / 2 * bend + gap) / np.where(slope == 0, 1.0, slope)
            t = t - move
            if np.all(np.abs(move) <= 1e-15 * (1 + np.abs(t))):
                break
        ends.append((n - 4) * np.exp(np.minimum(np.log(h) + t, 600)))
    return ends[0], ends[1]


def one_record_by_release(n: int, gamma: float, z: float, nodes: int) -> float:
    """E_gamma(law(m, Q | z_1 = z) || law(m, Q)) = E_P0 (LR - gamma)_+ over Q and d, split where the ratio is gamma."""
    from scipy.special import chdtri, gammaln

    root = np.sqrt(n)
    low, high = z - z / n - _FAR / root, z + _FAR / root
    least = np.sqrt(_low(n - 2))
    most = np.sqrt(chdtri(n - 1, _RARE) + n / (n - 1) * max(low**2, high**2))
    log_split = 2 * (log_constant(n) - np.log(gamma)) + z**2  # of the Q at which the ratio at r = 0 is gamma
    split = np.clip(np.exp(min(log_split, 600) / 2), least, most)
    grid = least + (most - least) * np.linspace(0, 1, 17)
    s, step = _panels(np.unique(np.append(grid, split)), nodes)  # s^2 = Q
    log_q = 2 * np.log(s)
    reach = s * np.sqrt((n - 1) / n)
    inner = np.zeros_like(s)  # |d| above it ...
    outer = reach  # ... and below it where the ratio is above gamma
    if n == 3:
        inner = reach * np.sqrt(np.maximum(-np.expm1(log_split - log_q), 0))
    elif n == 4:
        outer = np.where(log_q < log_split, reach, 0)
    else:
        outer = reach * np.sqrt(np.maximum(-np.expm1((log_q - log_split) / (n - 4)), 0))
    fractions = np.array([0, 0.2, 0.32, 0.42, 0.5, 0.58, 0.68, 0.8, 1])
    total = 0.0
    for start, end in ((-outer, -inner), (inner, outer)):
        edges = np.clip(low + (high - low) * fractions, start[:, None], end[:, None])
        d, weight = _panels(edges, nodes)
        share = np.minimum((d / reach[:, None]) ** 2, 1 - 1e-16)
        log_lr = log_constant(n) + (n - 4) / 2 * np.log1p(-share) - log_q[:, None] / 2 + z**2 / 2
        log_density = (
            np.log(2 * s)[:, None]
            + ((n - 3) / 2 * log_q - (n - 1) / 2 * np.log(2) - s**2 / 2 - gammaln((n - 1) / 2))[:, None]
            + np.log(n / (2 * np.pi)) / 2
            - n * (d - z) ** 2 / 2
        )
        total += float(np.sum(step[:, None] * weight * (np.exp(log_density + log_lr) - gamma * np.exp(log_density))))
    return total
