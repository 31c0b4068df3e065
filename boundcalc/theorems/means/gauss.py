"""The mean of Gaussian data, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions import GaussianMean, GaussianMeanTest, GaussianTarget
from ...functions._binomial import deviance
from ...laws import MultivariateNormal
from ...laws.draws import chi_square
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import Array, Record
from ..theorem import LogRatios, Setting, Theorem
from .released import GAUSSIAN_MEAN, correlation, dimension


def mahalanobis(game: Setting, z: Record) -> sp.Expr:
    """||S^{-1/2}(z - mean)|| of a record."""
    if isinstance(game.law, MultivariateNormal):
        if game.law.is_standard:
            point = [to_expr(x, "target") for x in z] if isinstance(z, list | tuple | sp.Tuple) else None
            if point is None or len(point) != game.law.dim:
                raise ValueError(f"target must be a list of {game.law.dim} numbers, got {shown(z)}")
            return sp.sqrt(sp.Add(*(x**2 for x in point)))
        return game.law.mahalanobis(z)
    return sp.Abs((to_expr(z, "target") - game.law.mean) / game.law.sd)


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    d, rho = dimension(game), correlation(game)
    if rho == 1:
        return sp.S.Zero, sp.S.One  # the release is the training point
    fpr, tpr = (GaussianMeanTest(d, rho, t, member) for member in (0, 1))
    return fpr, tpr


def _sampler(game: Setting, z: Record) -> LogRatios:
    d, rho = int(dimension(game)), float(correlation(game))
    fixed = None if z is None else float(mahalanobis(game, z)) ** 2
    rest = 1 - rho**2

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        # Standardised, and rotated so that the test point lies on the first axis at distance r; what is released is
        # rho z + sqrt(1 - rho^2) g for a member and g for another point, g standard normal.
        r = np.sqrt(chi_square(rng, d, size) if fixed is None else np.full(size, fixed))
        first = rng.standard_normal(size)
        others = chi_square(rng, d - 1, size) if d > 1 else np.zeros(size)
        if member:
            first, others = rho * r + np.sqrt(rest) * first, rest * others
        if rest == 0:
            return np.full(size, np.inf if member else -np.inf)
        # what is of size d is in the last term: ln(1 - rho^2) + rho^2/(1 - rho^2), of order rho^4
        along = first**2 / 2 - (first - rho * r) ** 2 / (2 * rest)
        return along - rho**2 / (2 * rest) * (others - d) - d / 2 * float(deviance(1.0, np.float64(1 / rest)))

    return log_ratios


THEOREM = Theorem(
    id="mean-gauss",
    title="Mean of Gaussian data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"When the mean of $n$ Gaussian data in $\mathbb{R}^d$ (any covariance $S$) is released with independent "
        r"$\mathcal{N}(0, s^2 S)$ noise, the release and a record are, in standard units, normal with correlation "
        r"$\rho$ in every coordinate, $\rho^2 = 1/(n(1+ns^2))$. The log likelihood ratio is $c + \rho V$, $c = "
        r"-\frac{d}{2}\log(1-\rho^2)$, and $V$ the difference of two independent $\mathrm{Gamma}(d/2)$ variables for "
        r"members: $\Delta_\gamma = \mathbb{E}(1 - e^{-\rho(V-t)})_+$, $t = (\log\gamma - c)/\rho$, for $\gamma \geq "
        r"1$. For $d = 2$ and $\gamma = 1$ it is $\frac{\rho}{2(1-\rho)}(1-\rho^2)^{1/\rho}$."
    ),
    as_stated=(
        r"\mathbb{E}_{z \sim \mathcal{N}(0, I_d)} D_\gamma(\mathcal{N}(\rho z, (1-\rho^2) I_d), \mathcal{N}(0, I_d))"
    ),
    expr=lambda game: GaussianMean(dimension(game), correlation(game), game.gamma),
    conditions=(GAUSSIAN_MEAN,),
    reference="aubinais2025",
    uses=("cond", "dpi"),
    target=lambda game, z: GaussianTarget(dimension(game), correlation(game), mahalanobis(game, z), game.gamma),
    roc=_roc,
    sampler=_sampler,
)
