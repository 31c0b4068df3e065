r"""Least squares on Gaussian data in float64: the likelihood ratio, and two independent quadratures of the game.

Everything in standard units (x ~ N(0, I_p), y ~ N(0, 1)). With t the estimate, u = x't = |x| tan(phi), r = y - u,
a = |x|^2 + u^2, s = r sqrt(a), w = |t_perp|^2/(1 + tan^2 phi) for the part of t across x, mu = (n-p+1)/2:

    LR = C sqrt(1+w) (e^{s sin phi}/cos phi) (A(s) + a B(s)),

A(s) = |s|^mu K_mu(|s|) and B(s) = |s|^(mu-1) K_(mu-1)(|s|), both over 2^(mu-1) Gamma(mu). For members phi, w and (s, a)
are independent; for outsiders they are independent given s.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ...numeric.kinds import Array, Floats
from ...numeric.multiprecision import mpmath

_NEGLIGIBLE = 42.0  # e^-42 of a density is below the rounding of its integral


class Constants(NamedTuple):
    """What depends on (n, p) alone: C, the beta parameters of w, and the normalisations."""

    n: int
    p: int
    mu: float
    ratio: float
    """C, the likelihood ratio at t = 0, x = 0."""
    b1: float
    b2: float
    """1/(1+w) is Beta(b1, b2) for members and Beta(b1 + 1/2, b2) for outsiders."""
    mean_root: float
    """E (1+w)^(-1/2) for members."""
    angle: float
    """The integral of cos^(n-1)."""
    log_member: float
    """Logarithm of the constant of the members' density of (s, a)."""
    log_outsider: float
    """Logarithm of the constant of the outsiders' density of (phi, s, a)."""
    log_w: float
    """log Beta(b2, b1 + 1/2), for p > 1."""


@cache
def constants(n: int, p: int) -> Constants:
    """The constants, computed with 40 digits: gamma functions of large n would lose digits in float64."""
    with mpmath.workdps(40):
        half, gamma = mpmath.mpf(1) / 2, mpmath.gamma
        mu, b1, b2 = (n - p + 1) * half, (n - p + 1) * half, (p - 1) * half
        ratio = gamma(n * half) * gamma(mu) / (gamma((n - p) * half) * gamma((n + 1) * half))
        mean_root = gamma(b1 + half) * gamma(b1 + b2) / (gamma(b1) * gamma(b1 + b2 + half))
        angle = mpmath.sqrt(mpmath.pi) * gamma(n * half) / gamma((n + 1) * half)
        outsider = (
            gamma((n - p + 2) * half)
            / (mpmath.sqrt(mpmath.pi) * gamma((n - p + 1) * half))
            * mpmath.power(2, 1 - p * half)
            / gamma(p * half)
            / mpmath.sqrt(2 * mpmath.pi)
            / 2
        )
        return Constants(
            n,
            p,
            float(mu),
            float(ratio),
            float(b1),
            float(b2),
            float(mean_root),
            float(angle),
            float(mpmath.log(outsider * ratio * angle / mean_root)),
            float(mpmath.log(outsider)),
            0.0 if p == 1 else float(mpmath.log(mpmath.beta(b2, b1 + half))),
        )


def scaled_bessel(order: float, s: Floats) -> Array:
    """e^s s^m K_m(s) / (2^(m-1) Gamma(m)) for m = order in {1/2, 1, 3/2, ...}.

    By K_(m+1) = K_(m-1) + (2m/s) K_m, all of whose terms are positive: no overflow, no cancellation.
    """
    from scipy.special import k0e, k1e

    s = np.asarray(s, dtype=float)
    if order % 1:
        m, before, now = 0.5, np.ones_like(s), np.ones_like(s)
        if order > m:
            m, before, now = 1.5, now, 1 + s
    else:
        m, before, now = 1.0, np.zeros_like(s), np.where(s > 0, s * k1e(np.maximum(s, 1e-300)), 1.0)
        if order > m:
            m, before, now = 2.0, now, now + s**2 * k0e(np.maximum(s, 1e-300)) / 2
    while m < order:
        before, now = now, now + s**2 * before / (4 * m * (m - 1))
        m += 1
    return now


def bessel_pair(c: Constants, s: Floats) -> tuple[Array, Array]:
    """(A(s), B(s)) e^s for s > 0."""
    from scipy.special import k0e

    second = k0e(s) if c.mu == 1 else scaled_bessel(c.mu - 1, s) / (2 * (c.mu - 1))
    return scaled_bessel(c.mu, s), second


def log_ratio(n: int, p: int, length: Floats, square: Floats, u: Floats, y: Floats) -> Array:
    """log LR of the estimate: `length` = |t|^2, `square` = |x|^2, `u` = x't, y; standard units, arrays."""
    c = constants(n, p)
    r = y - u
    a = square + u * u
    s = np.maximum(np.abs(r) * np.sqrt(a), 1e-290)
    first, second = bessel_pair(c, s)
    # r u - s without cancellation where r and u have the same sign
    exponent = np.where(r * u > 0, -np.abs(r) * square / (np.sqrt(a) + np.abs(u) + 1e-300), r * u - s)
    return np.log(c.ratio) + np.log1p(length) / 2 + exponent + np.log(first + a * second)


class Rates(NamedTuple):
    """E_gamma(P1||P0) and the rates of the test LR > gamma."""

    divergence: float
    tpr: float
    fpr: float


@cache
def gauss_legendre(nodes: int) -> tuple[Array, Array]:
    """Nodes and weights on [-1, 1]."""
    x, weight = np.polynomial.legendre.leggauss(nodes)
    return x, weight


def _legendre(low: Floats, high: Floats, nodes: int) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on [low, high], along a new last axis."""
    x, weight = gauss_legendre(nodes)
    low, high = np.asarray(low)[..., None], np.asarray(high)[..., None]
    return (low + high + (high - low) * x) / 2, (high - low) / 2 * weight


def _graded(low: float, high: float, nodes: int) -> tuple[Array, Array]:
    """tanh-sinh nodes on [low, high]: for integrands that change quickly at both ends."""
    x = np.linspace(-3.1, 3.1, nodes)
    v = np.pi / 2 * np.sinh(x)
    # the distance to the nearer end keeps its digits
    share = 1 / (1 + np.exp(2 * np.abs(v)))
    points = np.where(v < 0, low + (high - low) * share, high - (high - low) * share)
    weight = (high - low) * np.pi / 4 * np.cosh(x) / np.cosh(v) ** 2 * (x[1] - x[0])
    return points, weight


def _s_nodes(c: Constants, gamma: float, nodes: int) -> tuple[Array, Array]:
    """Nodes for s in (0, oo), double exponential at 0, where the density may have a logarithm, and where the ratio
    stops being above gamma at every angle, if there is such a place."""
    scale = np.sqrt(c.p * max(c.n - c.p, 1) / c.n)
    x = np.linspace(-4.2, np.log(12 + 40 / scale) + 0.02, nodes)
    s = scale * np.exp(x - np.exp(-x))
    weight = (x[1] - x[0]) * s * (1 + np.exp(-x))
    if gamma >= c.ratio:
        return s, weight
    from scipy.optimize import brentq

    def gap(point: float) -> float:
        return float(np.log(c.ratio / gamma * bessel_pair(c, point)[0]) - point - _height(point, _peak(point)))

    if gap(s[-1]) >= 0:
        return s, weight
    start = brentq(gap, 1e-290, s[-1], xtol=1e-15)
    before, before_weight = _graded(0.0, start, nodes)
    live = before > 0
    return np.concatenate([before[live], start + s]), np.concatenate([before_weight[live], weight])


def _angle_limit(power: float) -> float:
    """Where cos^power is negligible."""
    return float(np.arccos(np.exp(-_NEGLIGIBLE / max(power, 1.0))))


def _peak(s: float) -> float:
    """The angle at which cos(phi) e^{-s sin phi} is largest."""
    return float(np.arcsin(-2 * s / (1 + np.sqrt(1 + 4 * s * s))))


def _height(s: float, angle: Floats) -> Array:
    return np.log(np.cos(angle)) - s * np.sin(angle)


def _crossing(s: float, level: Array, side: int) -> Array:
    """The angle on that side of the peak at which cos(phi) e^{-s sin phi} falls to e^level: bisection, then Newton."""
    inside = np.full(np.shape(level), _peak(s))
    outside = np.full(np.shape(level), side * np.pi / 2)
    for _ in range(14):
        middle = (inside + outside) / 2
        above = _height(s, middle) > level
        inside, outside = np.where(above, middle, inside), np.where(above, outside, middle)
    root = (inside + outside) / 2
    for _ in range(6):
        slope = -np.tan(root) - s * np.cos(root)
        step = (_height(s, root) - level) / np.where(slope == 0, 1.0, slope)
        root = np.clip(root - step, np.minimum(inside, outside), np.maximum(inside, outside))
    return root


def _log_density(c: Constants, s: float, tau: Array) -> Array:
    """Log of a^{(p-1)/2} e^{-(a + s^2/a)/2}, a = e^tau, times e^s."""
    return (c.p - 1) / 2 * tau - (np.exp(tau / 2) - s * np.exp(-tau / 2)) ** 2 / 2


def _range(c: Constants, s: float) -> tuple[float, float]:
    """The range of tau = log a outside which the density is negligible."""
    top = np.log((c.p + 1 + np.sqrt((c.p + 1.0) ** 2 + 4 * s * s)) / 2)
    offsets = np.concatenate([[0.0], np.geomspace(1e-3, 80 + 4 * abs(np.log(s)), 400)])
    ends = []
    for side in (-1, 1):
        values = _log_density(c, s, top + side * offsets)
        # the factor A + a B changes the density by at most a power of a
        dead = np.flatnonzero(values + np.maximum(side * offsets, 0) < values.max() - _NEGLIGIBLE - 3)
        ends.append(top + side * offsets[dead[0] if len(dead) else -1])
    return ends[0], ends[1]


def members_first(n: int, p: int, gamma: float, nodes: tuple[int, int, int]) -> Rates:
    """E_gamma = E_P1 (1 - gamma/LR)_+: over s, phi, then a split where the ratio at w = 0 is gamma; w in closed form.

    `nodes`: numbers of nodes for s and for every piece of phi and a.
    """
    from scipy.special import betainc

    c = constants(n, p)
    limit = _angle_limit(n - 1)
    total = np.zeros(3)
    x, weight = gauss_legendre(nodes[2])
    x, weight = (x + 1) / 2, weight / 2
    points, point_weights = _s_nodes(c, gamma, nodes[0])
    firsts, seconds = bessel_pair(c, points)
    for s, step, first, second in zip(points, point_weights, firsts, seconds, strict=True):
        low, high = _range(c, s)
        # the split in a passes through the whole range of a between these angles
        cuts, inside = {-limit, limit}, (0.0, 0.0)
        for end in (low, high):
            level = np.log(c.ratio / gamma * (first + np.exp(end) * second)) - s
            if _height(s, _peak(s)) > level:
                pair = float(_crossing(s, level, -1)), float(_crossing(s, level, 1))
                inside = pair if end == low else inside
                cuts |= {cut for cut in (*pair, _peak(s)) if -limit < cut < limit}
        edges = sorted(cuts)
        pieces = [
            _graded(a, b, 2 * nodes[1]) if p < 4 and inside[0] <= a and b <= inside[1] else _legendre(a, b, nodes[1])
            for a, b in pairwise(edges)
        ]
        angle = np.concatenate([piece[0] for piece in pieces])
        density = np.exp((n - 1) * np.log(np.cos(angle))) / c.angle * np.concatenate([piece[1] for piece in pieces])
        # the ratio at w = 0 is gamma where A + a B = bar
        bar = np.exp(np.minimum(np.log(gamma / c.ratio) + _height(s, angle) + s, 700.0))
        start = (bar - first) / second
        cut = np.clip(np.log(np.maximum(start, 1e-300)), low, high)[:, None]
        for above in (True, False):
            if not above and p == 1:
                continue  # w = 0: no ratio above gamma on this side
            width = high - cut if above else cut - low
            some = width[:, 0] > 0
            width = width[some]
            tau = cut[some] + width * x**2 if above else cut[some] - width * x**2
            a = np.exp(tau)
            level_a = first + a * second
            mass = 2 * step * density[some, None] * 2 * width * x * weight
            mass = mass * level_a * np.exp(_log_density(c, s, tau) - 2 * s + c.log_member)
            needed = bar[some, None] / level_a  # gamma over the ratio at w = 0
            if above:
                tpr, fpr = np.ones_like(needed), c.mean_root * needed
            else:
                share = np.minimum(1 / needed**2, 1.0)
                tpr = betainc(c.b1, c.b2, share)
                fpr = c.mean_root * needed * betainc(c.b1 + 0.5, c.b2, share)
            total += [np.sum(mass * (tpr - fpr)), np.sum(mass * tpr), np.sum(mass * fpr) / gamma]
    return Rates(*map(float, total))


def angle_last(n: int, p: int, gamma: float, nodes: tuple[int, int, int, int]) -> float:
    """E_gamma = int (p1 - gamma p0)_+ over s, a, w, and last over phi outside the interval where LR < gamma.

    Shares only the constants with `members_first`: another order, other splits. `nodes`: for s, a, w and phi.
    """
    from scipy.special import betainc

    c = constants(n, p)
    limit = _angle_limit(n - 1)
    total = 0.0
    points, point_weights = _s_nodes(c, gamma, nodes[0])
    firsts, seconds = bessel_pair(c, points)
    for s, step, first, second in zip(points, point_weights, firsts, seconds, strict=True):
        low, high = _range(c, s)
        peak = _height(s, _peak(s))
        top = np.log(gamma / c.ratio) + peak + s  # largest log(sqrt(1+w) (A + a B)) + s with a crossing
        closing = (np.exp(min(top, 700.0)) - first) / second
        end = min(max(np.log(closing), low), high) if closing > 0 else low
        # every angle wins: gamma int cos^n e^{-s sin phi} is one number
        angle, angle_weight = _legendre(np.array([-np.pi / 2, _peak(s)]), np.array([_peak(s), np.pi / 2]), 3 * nodes[3])
        whole = float(np.sum(np.exp(n * np.log(np.cos(angle)) - s * np.sin(angle) - s) * angle_weight))
        x, weight = _legendre(0.0, np.sqrt(end - low), nodes[1])
        over, over_weight = _legendre(end, high, nodes[1])
        # quadratic clustering at the end, where the interval of phi closes
        tau, weight = np.concatenate([end - x**2, over]), np.concatenate([2 * x * weight, over_weight])
        level_a = first + np.exp(tau) * second
        mass = 2 * step * weight * np.exp(_log_density(c, s, tau) + c.log_outsider)
        room = np.expm1(np.clip(2 * (top - np.log(level_a)), 0.0, 600.0))
        if p > 1:
            above = betainc(c.b1, c.b2, 1 / (1 + room)) / c.mean_root, betainc(c.b1 + 0.5, c.b2, 1 / (1 + room))
        else:
            above = ((room == 0) * 1.0,) * 2
        gain = c.ratio * level_a * np.exp(-2 * s) * c.angle * above[0] - gamma * whole * above[1]
        total += float(np.sum(mass * gain))
        crossing = room > 1e-14
        if not crossing.any():
            continue
        room, level_a, mass = room[crossing], level_a[crossing], mass[crossing]
        if p > 1:
            w, w_mass = _w_nodes(c, room, nodes[2])
        else:
            w, w_mass = np.zeros((len(room), 1)), np.ones((len(room), 1))
        ratio = c.ratio * np.sqrt(1 + w) * level_a[:, None]  # times e^-s
        level = np.minimum(np.log(ratio / gamma) - s, peak)
        for side in (-1, 1):
            start = np.clip(_crossing(s, level, side), -limit, limit)
            angle, angle_weight = _legendre(start, np.full(start.shape, side * limit), nodes[3])
            log_cos = np.log(np.cos(angle))
            inside = ratio[..., None] * np.exp((n - 1) * log_cos - 2 * s)
            outside = gamma * np.exp(n * log_cos - s * np.sin(angle) - s)
            gained = side * np.sum((inside - outside) * angle_weight, axis=-1)
            total += float(np.sum(mass[:, None] * w_mass * gained))
    return total


def _w_nodes(c: Constants, room: Array, nodes: int) -> tuple[Array, Array]:
    """Nodes and masses for w in [0, room], outsiders: v = w/(1+w) is Beta(b2, b1 + 1/2), v = top sin^2 psi."""
    from scipy.special import betaincinv

    least, most = betaincinv(c.b2, c.b1 + 0.5, 1e-18), 1 - betaincinv(c.b1 + 0.5, c.b2, 1e-18)
    top = room / (1 + room)
    first = np.arcsin(np.sqrt(np.minimum(least / top, 1.0)))
    last = np.arcsin(np.sqrt(np.minimum(most / top, 1.0)))
    psi, weight = _legendre(first, last, nodes)
    v = top[:, None] * np.sin(psi) ** 2
    log_mass = (
        c.b2 * np.log(top)[:, None] + (2 * c.b2 - 1) * np.log(np.sin(psi)) + (c.b1 - 0.5) * np.log1p(-v) - c.log_w
    )
    return v / (1 - v), 2 * weight * np.cos(psi) * np.exp(log_mass)


def one_record(n: int, p: int, gamma: float, square: float, y: float, nodes: int) -> tuple[float, float]:
    """E_gamma(law(t | z_1 = (x, y)) || law(t)) for |x|^2 = `square`, from the wins and from the losses.

    Over phi, with w in closed form; split where the ratio at w = 0 crosses gamma and where the residual is 0.
    """
    from scipy.optimize import brentq
    from scipy.special import betainc, betaincc

    c = constants(n, p)
    root = np.sqrt(square)
    limit = min(_angle_limit(n - p), np.pi / 2 - 1e-9)

    def level(angle: Floats) -> Array:
        """log(LR / gamma) at w = 0."""
        tangent = np.tan(angle)
        return log_ratio(n, p, tangent**2, square, root * tangent, y) - np.log(gamma)

    kink = float(np.arctan2(y, root)) if root > 0 else 0.0
    grid = np.unique(np.concatenate([np.linspace(-limit, limit, 4001), [kink]]))
    grid = grid[(grid >= -limit) & (grid <= limit)]
    values = level(grid)
    crossings = np.flatnonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)
    cuts = [float(brentq(level, grid[i], grid[i + 1], xtol=1e-15)) for i in crossings]
    # the ratio peaks at the kink; its scale falls with n
    around = kink + np.concatenate([[0.0], np.geomspace(1e-6, 2, 32), -np.geomspace(1e-6, 2, 32)])
    edges = np.unique(np.clip(np.concatenate([np.linspace(-limit, limit, 33), cuts, around]), -limit, limit))
    # quadratic clustering at both ends of every panel
    x, weight = gauss_legendre(nodes)
    share, density = np.sin(np.pi / 4 * (1 + x)) ** 2, np.pi / 4 * np.sin(np.pi / 2 * (1 + x)) * weight
    width = np.diff(edges)[:, None]
    angle, weight = (edges[:-1, None] + width * share).ravel(), (width * density).ravel()
    height = level(angle)
    with mpmath.workdps(30):
        norm = float(mpmath.gamma((n - p + 2) / mpmath.mpf(2)) / mpmath.gamma((n - p + 1) / mpmath.mpf(2)))
    mass = weight * np.exp((n - p) * np.log(np.cos(angle))) * norm / np.sqrt(np.pi)
    ratio = np.exp(np.minimum(height, 690.0))  # LR / gamma
    if p == 1:
        return gamma * float(np.sum(mass * np.maximum(ratio - 1, 0))), (
            1 - gamma + gamma * float(np.sum(mass * np.maximum(1 - ratio, 0)))
        )
    share = np.minimum(ratio, 1.0) ** 2
    mean = ratio / c.mean_root
    wins = np.sum(mass * (mean * betainc(c.b1, c.b2, share) - betainc(c.b1 + 0.5, c.b2, share)))
    losses = np.sum(mass * (betaincc(c.b1 + 0.5, c.b2, share) - mean * betaincc(c.b1, c.b2, share)))
    return gamma * float(wins), 1 - gamma + gamma * float(losses)
