"""The mean of gamma data, exactly."""

from __future__ import annotations

from math import lgamma
from typing import Any

import numpy as np
import sympy as sp

from ..functions import GammaMean, GammaMeanTest, GammaTarget
from ..laws import ChiSquare, Exponential, Gamma, Normal
from ..numeric.exact import to_expr
from .released_mean import GAMMA_MEAN, gamma_shape
from .theorem import LogRatios, Setting, Theorem


def _standard(law: Any, z: Any) -> sp.Expr:
    """A record in units in which the rate is 1."""
    x = to_expr(z, "target")
    if isinstance(law, Normal):
        return (x - law.mean) ** 2 / (2 * law.sd**2)
    if x.is_positive is False:
        raise ValueError(f"target must be positive, got {z}")
    return x * law.rate if isinstance(law, Exponential | Gamma) else x / 2


def target(game: Setting, z: Any) -> sp.Expr:
    """The leakage of one record."""
    return GammaTarget(gamma_shape(game), game.n, _standard(game.law, z), game.gamma)


def sampler(game: Setting, z: Any) -> LogRatios:
    """Draws of log(dP1/dP0) at (sum, test point), gamma data of rate 1."""
    assert isinstance(game.law, Exponential | Gamma | ChiSquare | Normal)
    shape = gamma_shape(game)
    assert shape is not None
    a, n = float(shape), int(game.n)
    fixed = None if z is None else float(_standard(game.law, z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Any:
        point = rng.gamma(a, size=size) if fixed is None else np.full(size, fixed)
        if n == 1:
            return np.full(size, np.inf if member else -np.inf)
        total = rng.gamma((n - 1) * a, size=size) + point if member else rng.gamma(n * a, size=size)
        u = point / total
        with np.errstate(divide="ignore", invalid="ignore"):
            power = ((n - 1) * a - 1) * np.log1p(-u) if (n - 1) * a != 1 else np.zeros(size)
            value = lgamma(n * a) - lgamma((n - 1) * a) + power + point - a * np.log(total)
        return np.where(u < 1, value, -np.inf)

    return log_ratios


THEOREM = Theorem(
    id="mean-gamma",
    title="Mean of gamma data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"For $\mathrm{Gamma}(a)$ data (any scale; chi-square; $(z-\mu)^2$ of Gaussian data with known mean) with sum "
        r"$S$ and $u = z/S$ the likelihood ratio is $c(u) e^{uS}/S^a$, $c(u) = (1-u)^{(n-1)a-1} "
        r"\Gamma(na)/\Gamma((n-1)a)$: it exceeds $\gamma$ outside $[s_-, s_+]$, given by Lambert's $W$."
    ),
    as_stated=r"\mathbb{E}_S D_\gamma(S \cdot \mathrm{Beta}(a, (n-1)a), \mathrm{Gamma}(a))",
    expr=lambda game: GammaMean(gamma_shape(game), game.n, game.gamma),
    conditions=(GAMMA_MEAN,),
    uses=("suff",),
    target=target,
    roc=lambda game, t: (
        GammaMeanTest(gamma_shape(game), game.n, t, 0),
        GammaMeanTest(gamma_shape(game), game.n, t, 1),
    ),
    sampler=sampler,
)
