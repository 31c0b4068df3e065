"""The discrete Gaussian law."""

from __future__ import annotations

import numpy as np
import sympy as sp
from flint import arb

from ..functions.gaussian_sum import GaussianSum
from ..numeric.ball import evaluate_ball, to_arb
from ..numeric.kinds import Array
from .discrete import at_integers
from .parameter import Parameter
from .two_sided import TwoSidedLaw


class DiscreteGaussian(TwoSidedLaw):
    r"""``P(k) = e^(-k^2/(2 sigma^2)) / sum_j e^(-j^2/(2 sigma^2))``, k any integer; sigma > 0 (Canonne, Kamath, Steinke
    2020). Its variance is a little below sigma^2.

    >>> DiscreteGaussian(2).mass_of(1)
    exp(-1/8)/GaussianSum(2)
    """

    parameters = (Parameter("sigma", r"\sigma", sp.Interval.open(0, sp.oo), ("1/3", "1", "8")),)
    scipy = None
    sympy = None

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return sp.exp(-(k**2) / (2 * self.sigma**2)) / GaussianSum(self.sigma)

    @property
    def exponents(self) -> tuple[sp.Expr, sp.Expr]:
        return 1 / (2 * self.sigma**2), sp.S.Zero

    def centre(self) -> arb:
        return 1 / to_arb(evaluate_ball(GaussianSum(self.sigma)))

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        """Rejection from the discrete Laplace law of rate 1/t, t = floor(sigma) + 1 (Canonne, Kamath, Steinke 2020)."""
        sigma = float(self.sigma)
        t = np.floor(sigma) + 1
        out, done = np.empty(size), 0
        while done < size:
            q = -np.expm1(-1 / t)
            y = rng.geometric(q, 2 * (size - done)) - rng.geometric(q, 2 * (size - done))
            kept = y[rng.random(len(y)) <= np.exp(-((np.abs(y) - sigma**2 / t) ** 2) / (2 * sigma**2))][: size - done]
            out[done : done + len(kept)] = kept
            done += len(kept)
        return out

    def float_pmf(self, values: Array) -> Array:
        sigma = float(self.sigma)
        return np.exp(-(np.asarray(values, dtype=float) ** 2) / (2 * sigma**2)) / _total(sigma)


def _total(sigma: float) -> float:
    """The sum of the weights: the faster one of its two series."""
    k = np.arange(1, 40)
    if sigma > 1:
        return float(sigma * np.sqrt(2 * np.pi) * (1 + 2 * np.exp(-2 * (np.pi * sigma * k) ** 2).sum()))
    return float(1 + 2 * np.exp(-(k**2) / (2 * sigma**2)).sum())
