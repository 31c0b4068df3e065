"""Draws whose law is right at any size of the parameters; numpy's samplers lose it at large ones.

numpy accepts or rejects a draw of Gamma(shape) or Poisson(rate) by a difference of terms of size shape log shape: from
about 10^12 on the law of the draws is visibly another.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions._log_pmf import log_poisson
from ..numeric.kinds import Array, Floats

_LARGE = 1e6
"""Up to here numpy's samplers err by less than 1e-9 in total variation."""
_BLURRED = 1e-12
"""A spacing of float64, in standard deviations of a law, at which its atoms would run together."""


def gamma(rng: np.random.Generator, shape: float, size: int) -> Array:
    """Gamma(shape) of rate 1: for large shapes Marsaglia and Tsang (2000), their condition written out in powers."""
    if shape <= _LARGE:
        return rng.gamma(shape, size=size)
    d = shape - 1 / 3
    out, done = np.empty(size), 0
    while done < size:
        t = rng.standard_normal(size - done) / (3 * np.sqrt(d))
        # d (1 - V + ln V) + X^2/2 for V = (1+t)^3, X = 3 t sqrt d: all powers of t below the fourth cancel
        excess = d * t**4 * (-0.75 + t * (0.6 + t * (-0.5 + t * 3 / 7)))
        kept = t[np.log(rng.random(size - done)) < excess]
        out[done : done + len(kept)] = d * (1 + kept) ** 3
        done += len(kept)
    return out


def chi_square(rng: np.random.Generator, df: float, size: int) -> Array:
    """Chi-square with df degrees of freedom."""
    return 2 * gamma(rng, df / 2, size)


def beta(rng: np.random.Generator, a: float, b: float, size: int) -> Array:
    """Beta(a, b): for large parameters the share of one gamma variable in the sum of two."""
    if max(a, b) <= _LARGE:
        return rng.beta(a, b, size)
    first, second = gamma(rng, a, size), gamma(rng, b, size)
    return first / (first + second)


def poisson(rng: np.random.Generator, rate: Floats, size: int) -> Array:
    """Poisson(rate), one rate or one for each draw: for large rates the transformed rejection of Hormann (1993)."""
    rates = np.broadcast_to(np.asarray(rate, dtype=np.float64), (size,))
    large = rates > _LARGE
    out = rng.poisson(np.where(large, 0.0, rates)).astype(np.float64)
    todo = np.flatnonzero(large)
    while len(todo):
        mean = rates[todo]
        b = 0.931 + 2.53 * np.sqrt(mean)
        a = -0.059 + 0.02483 * b
        u, v = rng.random(len(todo)) - 0.5, rng.random(len(todo))
        us = 0.5 - np.abs(u)
        with np.errstate(divide="ignore"):
            k = np.floor((2 * a / us + b) * u + mean + 0.43)
            bar = np.log(v * (1.1239 + 1.1328 / (b - 3.4)) / (a / us**2 + b))
        quick = (us >= 0.07) & (v <= 0.9277 - 3.6224 / (b - 2))
        slow = (k >= 0) & ((us >= 0.013) | (v <= us)) & np.isfinite(k)
        slow[slow] = bar[slow] <= log_poisson(k[slow], mean[slow])
        taken = quick | slow
        out[todo[taken]] = k[taken]
        todo = todo[~taken]
    return as_integers(out)


def negative_binomial(rng: np.random.Generator, r: float, q: float, size: int) -> Array:
    """NB(r, q), failures before the r-th success: Poisson with a gamma rate."""
    check_spacing(r * (1 - q) / q, np.sqrt(r * (1 - q)) / q, "mean")
    return poisson(rng, gamma(rng, r, size) * ((1 - q) / q), size)


def geometric(rng: np.random.Generator, q: float, size: int) -> Array:
    """Geometric(q) on 1, 2, ...; numpy's draws stop at 2^63."""
    if q > 2.0**-50:
        return rng.geometric(q, size)
    if not q > 1e-300:
        raise ValueError("q is too small to be drawn in float64")
    return np.floor(rng.exponential(size=size) / -np.log1p(-q)) + 1


def divided(values: Array, rate: sp.Expr) -> Array:
    """Draws of rate 1 as draws of another rate."""
    if not 1e-290 < float(rate) < 1e290:
        raise ValueError(f"rate is beyond what can be drawn in float64, got {float(rate):.6g}")
    return values / float(rate)


def as_integers(values: Array) -> Array:
    """Whole numbers as int64 where they fit, else float64."""
    return values.astype(np.int64) if values.max(initial=0) < 2.0**53 else values


def check_spacing(mean: float, sd: float, name: str) -> None:
    """ValueError when float64 numbers near the mean lie too far apart for the law."""
    if mean > 2.0**53 and np.spacing(mean) > _BLURRED * sd:
        raise ValueError(f"{name} is too large to be drawn in float64, got {mean:.6g}")
