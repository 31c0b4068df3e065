"""Least squares with Gaussian design, by direct quadrature and by simulation of the game.

x ~ N(0, I_p), y = sigma e, the estimate t minimises the sum of (y_i - x_i' t)^2 over n > p training points.
The true coefficients are zero and sigma is one, which is no loss.
"""

from itertools import pairwise
from typing import NamedTuple

import mpmath as mp
import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, k0e, k1e


class TwoSides(NamedTuple):
    """Delta estimated under P1 and under P0, and the mean of LR under P0 (which is one), with errors."""

    under_p1: float
    error_p1: float
    under_p0: float
    error_p0: float
    mean_lr: float
    error_lr: float


def scaled_bessel(mu: float, s: np.ndarray) -> np.ndarray:
    """e^s s^mu K_mu(s) / (2^(mu-1) Gamma(mu)) for mu = 1/2, 1, 3/2, ...

    By the recurrence K_(mu+1) = K_(mu-1) + (2 mu / s) K_mu, all of whose terms are positive, from K_(1/2) and
    K_(3/2) (elementary) or from K_0 and K_1.
    """
    if mu % 1:
        order, before, now = 0.5, np.ones_like(s), np.ones_like(s)
        if mu > order:
            order, before, now = 1.5, now, 1 + s
    else:
        order, before, now = 1.0, np.zeros_like(s), s * k1e(s)
        if mu > order:
            order, before, now = 2.0, now, now + s**2 * k0e(s) / 2
    while order < mu:
        before, now = now, now + s**2 * before / (4 * order * (order - 1))
        order += 1
    return now


def log_ratio_formula(n: int, t: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The logarithm of T-OLS's likelihood ratio; ``t`` and ``x`` have shape (..., p), ``y`` shape (...).

    LR = K sqrt(1+|t|^2) e^{ru} [s^mu K_mu(s) + a s^(mu-1) K_(mu-1)(s)], u = x't, r = y-u, a = |x|^2 + u^2,
    s = |r| sqrt(a), mu = (n-p+1)/2, K = 2^(1-mu) Gamma(n/2) / (Gamma((n-p)/2) Gamma((n+1)/2)).
    """
    p = t.shape[-1]
    mu = (n - p + 1) / 2
    u = np.sum(x * t, axis=-1)
    r = y - u
    a = np.sum(x * x, axis=-1) + u * u
    s = np.maximum(np.abs(r) * np.sqrt(a), 1e-12)
    # r u - s, without cancellation when r and u have the same sign
    exponent = np.where(r * u > 0, -np.abs(r) * np.sum(x * x, axis=-1) / (np.sqrt(a) + np.abs(u) + 1e-300), r * u - s)
    second = k0e(s) if mu == 1 else scaled_bessel(mu - 1, s) / (2 * (mu - 1))
    log_norm = gammaln(n / 2) + gammaln(mu) - gammaln((n - p) / 2) - gammaln((n + 1) / 2)
    bracket = scaled_bessel(mu, s) + a * second
    return log_norm + np.log1p(np.sum(t * t, axis=-1)) / 2 + exponent + np.log(bracket)


def estimate_density(n: int, t: mp.mpf) -> mp.mpf:
    """p = 1: the density of the estimate, as a mixture of N(0, 1/w) over w chi-square with n degrees."""
    half = mp.mpf(n) / 2

    def part(w: mp.mpf) -> mp.mpf:
        chi = w ** (half - 1) * mp.exp(-w / 2) / (2**half * mp.gamma(half))
        return chi * mp.sqrt(w / (2 * mp.pi)) * mp.exp(-w * t**2 / 2)

    return mp.quad(part, [0, 1, n, 5 * n + 20, mp.inf])


def estimate_density_given_target(n: int, t: mp.mpf, x: mp.mpf, y: mp.mpf) -> mp.mpf:
    """p = 1: the density of the estimate given z_1 = (x, y), from the definition.

    With w the sum of squares of the other n - 1 inputs (chi-square), the numerator of the estimate is x y
    plus an independent N(0, w), so that t = (x y + N(0, w)) / (x^2 + w).
    """
    half = mp.mpf(n - 1) / 2

    def part(w: mp.mpf) -> mp.mpf:
        chi = w ** (half - 1) * mp.exp(-w / 2) / (2**half * mp.gamma(half))
        scale = x**2 + w
        return chi * scale / mp.sqrt(2 * mp.pi * w) * mp.exp(-((t * scale - x * y) ** 2) / (2 * w))

    return mp.quad(part, [0, mp.mpf("0.1"), 1, n, 5 * n + 20, mp.inf])


def ols_delta_quadrature(n: int = 3, gamma: float = 1.0, nodes: int = 16) -> float:
    """Delta for p = 1 and gamma >= 1 by quadrature over (t, x, y), double precision, no bound on the error.

    Delta = E_P0 (LR - gamma)_+. With t = tan(phi), phi has density proportional to cos(phi)^(n-1) under P0,
    and x and y are standard normal; two of the three signs can be changed at once, so t, x > 0 suffice. In y
    the ratio is unimodal, so {LR > gamma} is an interval; it is found by a maximisation and bisections, and
    cut at y = x t where LR has a kink. The integral over x is cut where that interval vanishes, the one over
    t where that happens at 0.
    """
    if gamma < 1:
        raise ValueError("gamma must be at least one")
    gl, wl = leggauss(nodes)
    far = 9.0

    def level(y: float, x: float, t: float) -> float:
        return float(log_ratio_formula(n, np.array([t]), np.array([x]), np.array(y))) - np.log(gamma)

    def mode(x: float, t: float) -> tuple[float, float]:
        """The place in [-far, far] of the largest ratio, and its level there."""
        sides = [(-far, x * t), (x * t, far)] if x * t < far else [(-far, far)]
        found = [
            minimize_scalar(lambda y: -level(y, x, t), bounds=side, method="bounded", options={"xatol": 1e-9})
            for side in sides
        ]
        best = min(found, key=lambda result: result.fun)
        return float(best.x), -float(best.fun)

    def over_y(x: float, t: float) -> float:
        peak, height = mode(x, t)
        if height <= 0:
            return 0.0
        ends = [brentq(level, peak, end, (x, t), xtol=1e-13) if level(end, x, t) < 0 else end for end in (-far, far)]
        cuts = sorted({*ends, *(c for c in (x * t, peak) if ends[0] < c < ends[1])})
        total = 0.0
        for low, high in pairwise(cuts):
            y = ((high - low) * gl + high + low) / 2
            log_ratio = log_ratio_formula(n, np.full((nodes, 1), t), np.full((nodes, 1), x), y)
            excess = (np.exp(log_ratio) - gamma) * np.exp(-(y**2) / 2) / np.sqrt(2 * np.pi)
            total += float(excess @ wl) * (high - low) / 2
        return total

    def over_x(t: float) -> float:
        grid = [1e-6, 0.02, 0.1, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 5.0, far]
        heights = [mode(x, t)[1] for x in grid]
        cuts = {0.0, 0.5, 1.5, 3.0, far}
        for (low, left), (high, right) in pairwise(zip(grid, heights, strict=True)):
            if (left > 0) != (right > 0):
                cuts.add(brentq(lambda x: mode(x, t)[1], low, high, xtol=1e-8))
        total = 0.0
        for low, high in pairwise(sorted(cuts)):
            x = ((high - low) * gl + high + low) / 2
            values = np.array([over_y(point, t) for point in x])
            total += float((values * np.exp(-(x**2) / 2)) @ wl) * (high - low) / np.sqrt(2 * np.pi)
        return total

    # at x = 0 the ratio is that at t = 0 times sqrt(1 + t^2), whatever y
    start = level(0.0, 0.0, 0.0)
    edges = {0.0, 0.5, 1.0, 1.4, np.pi / 2, *([np.arccos(np.exp(start))] if start < 0 else [])}
    log_norm = gammaln((n + 1) / 2) - gammaln(n / 2) - np.log(np.pi) / 2
    total = 0.0
    for low, high in pairwise(sorted(edges)):
        phi = ((high - low) * gl + high + low) / 2
        values = np.array([over_x(point) for point in np.tan(phi)])
        total += float((values * np.exp(log_norm + (n - 1) * np.log(np.cos(phi)))) @ wl) * (high - low)
    return total


def simulate_ols(n: int, p: int, repeats: int, seed: int, gamma: float = 1.0) -> TwoSides:
    """Play the game ``repeats`` times: draw X and y, fit, test a training point and a fresh point.

    For gamma >= 1, Delta = E_P1 (1 - gamma/LR)_+ = E_P0 (LR - gamma)_+; for gamma < 1, Delta =
    E_P1 (1/LR - 1/gamma)_+ = E_P0 (1 - LR/gamma)_+. The two sides agree only if LR is the density ratio.
    """
    rng = np.random.default_rng(seed)
    design = rng.standard_normal((repeats, n, p))
    response = rng.standard_normal((repeats, n))
    gram = np.einsum("rni,rnj->rij", design, design)
    moment = np.einsum("rni,rn->ri", design, response)
    estimate = np.linalg.solve(gram, moment[..., None])[..., 0]
    fresh_x, fresh_y = rng.standard_normal((repeats, p)), rng.standard_normal(repeats)
    member = np.exp(log_ratio_formula(n, estimate, design[:, 0], response[:, 0]))
    fresh = np.exp(log_ratio_formula(n, estimate, fresh_x, fresh_y))
    if gamma >= 1:
        side1, side0 = np.maximum(1 - gamma / member, 0), np.maximum(fresh - gamma, 0)
    else:
        side1, side0 = np.maximum(1 / member - 1 / gamma, 0), np.maximum(1 - fresh / gamma, 0)
    root = np.sqrt(repeats)
    return TwoSides(
        float(side1.mean()),
        float(side1.std() / root),
        float(side0.mean()),
        float(side0.std() / root),
        float(fresh.mean()),
        float(fresh.std() / root),
    )


def ols_limit_delta(c: object, dps: int = 20) -> mp.mpf:
    """The limit for p/n -> c: TV(N(0, diag(1, k)), N(0, [[1, c], [c, c]])), k = c/(1-c), in (y, u).

    y is standard normal under both laws; given y, u is N(0, k) or N(c y, c - c^2). The inner TV is taken
    between the two crossings of these normal densities, the outer integral is over y.
    """
    with mp.workdps(dps + 5):
        c = mp.mpf(c)
        sd0, sd1 = mp.sqrt(c / (1 - c)), mp.sqrt(c - c**2)

        def inner(y: mp.mpf) -> mp.mpf:
            # member density above: -A u^2 + B u + C > 0
            quadratic = (1 / sd1**2 - 1 / sd0**2) / 2
            linear = c * y / sd1**2
            constant = -((c * y) ** 2) / (2 * sd1**2) + mp.log(sd0 / sd1)
            root = mp.sqrt(linear**2 + 4 * quadratic * constant)
            low, high = (linear - root) / (2 * quadratic), (linear + root) / (2 * quadratic)
            inside1 = mp.ncdf(high, c * y, sd1) - mp.ncdf(low, c * y, sd1)
            return inside1 - (mp.ncdf(high, 0, sd0) - mp.ncdf(low, 0, sd0))

        return +(2 * mp.quad(lambda y: mp.npdf(y) * inner(y), [0, 1, 3, 7, 14]))
