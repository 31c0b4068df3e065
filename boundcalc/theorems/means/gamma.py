"""The mean of gamma data, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions import GammaMean, GammaMeanTest, GammaTarget
from ...functions._binomial import deviance
from ...functions._gamma_ratio import log_gamma_ratio
from ...laws import ChiSquare, Exponential, Gamma, Law, Normal
from ...laws.draws import gamma
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ..theorem import LogRatios, Setting, Theorem
from .released import GAMMA_MEAN, gamma_shape


def _standard(law: Law, z: Record) -> sp.Expr:
    """A record in units in which the rate is 1."""
    x = to_expr(z, "target")
    if isinstance(law, Normal):
        return (x - law.mean) ** 2 / (2 * law.sd**2)
    if x.is_positive is False:
        raise ValueError(f"target must be positive, got {z}")
    return x * law.rate if isinstance(law, Exponential | Gamma) else x / 2


def target(game: Setting, z: Record) -> sp.Expr:
    """The leakage of one record."""
    return GammaTarget(gamma_shape(game), game.n, _standard(game.law, z), game.gamma)


def sampler(game: Setting, z: Record) -> LogRatios:
    """Draws of log(dP1/dP0) at (sum, test point), gamma data of rate 1."""
    assert isinstance(game.law, Exponential | Gamma | ChiSquare | Normal)
    shape = gamma_shape(game)
    assert shape is not None
    a, n = float(shape), int(game.n)
    fixed = None if z is None else float(_standard(game.law, z))

    others, all_of_them = (n - 1) * a, n * a

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        if n == 1:
            return np.full(size, np.inf if member else -np.inf)
        if others < 1:
            return _of_small_shape(rng, size, member)
        point = gamma(rng, a, size) if fixed is None else np.full(size, fixed)
        total = gamma(rng, others, size) + point if member else gamma(rng, all_of_them, size)
        u = np.minimum(point / total, 1.0)
        # ln[(1-u)^(M-1) e^z / S^a], M the shape of the others: what is of size M log M is in the constant
        with np.errstate(divide="ignore", invalid="ignore"):
            power = (others - 1) * -deviance(1.0, 1 - u) if others != 1 else np.zeros(size)
            value = power + point * ((total - others + 1) / total) - a * np.log1p((total - all_of_them) / all_of_them)
        return np.where(u < 1, value + log_gamma_ratio(all_of_them, others, a), -np.inf)

    def _of_small_shape(rng: np.random.Generator, size: int, member: bool) -> Array:
        # In logarithms: draws of a small shape lie below the smallest float64.
        point = _log_gamma_draws(rng, a, size) if fixed is None else np.full(size, np.log(fixed))
        rest = _log_gamma_draws(rng, others, size)
        total = np.logaddexp(rest, point) if member else _log_gamma_draws(rng, all_of_them, size)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = rest - total if member else np.log(-np.expm1(np.minimum(point - total, 0.0)))
            value = (others - 1) * left + np.exp(point) - a * total
        return np.where(member | (point < total), value + log_gamma_ratio(all_of_them, others), -np.inf)

    return log_ratios


def _log_gamma_draws(rng: np.random.Generator, shape: float, size: int) -> Array:
    """ln of Gamma(shape): a draw of shape + 1 times U^(1/shape)."""
    return np.log(rng.gamma(shape + 1, size=size)) - rng.exponential(size=size) / shape


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
