"""The mean of Cauchy data, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions import CauchyMean
from ...laws import Cauchy
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ..theorem import Condition, LogRatios, Setting, Theorem
from .released import is_plain_mean


def _position(game: Setting, z: Record) -> sp.Expr:
    """A record in standard units."""
    return (to_expr(z, "target") - game.law.location) / game.law.scale


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    b = 1 - 1 / n
    fixed = None if z is None else float(_position(game, z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        if n == 1:
            return np.full(size, np.inf if member else -np.inf)
        point = rng.standard_cauchy(size) if fixed is None else np.full(size, fixed)
        # The mean of the other n-1 data is again Cauchy.
        theta = point / n + b * rng.standard_cauchy(size) if member else rng.standard_cauchy(size)
        return np.log(b) + np.log1p(theta**2) - np.log(b**2 + (theta - point / n) ** 2)

    return log_ratios


THEOREM = Theorem(
    id="mean-cauchy",
    title="Mean of Cauchy data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"The mean of $n$ Cauchy data is Cauchy again, and given $z_1 = z$ it is $\mathrm{Cauchy}(z/n, 1 - 1/n)$ in "
        r"standard units: $\Delta_\gamma = \mathbb{E}_z D_\gamma(\mathrm{Cauchy}(z/n, 1-1/n), \mathrm{Cauchy}(0, "
        r"1))$, although no moment exists."
    ),
    as_stated=r"\mathbb{E}_z D_\gamma(\mathrm{Cauchy}(z/n, 1-1/n), \mathrm{Cauchy}(0, 1))",
    expr=lambda game: CauchyMean(game.n, game.gamma),
    conditions=(
        Condition(
            "Cauchy data whose mean is released", lambda game: isinstance(game.law, Cauchy) and is_plain_mean(game)
        ),
    ),
    uses=("cond",),
    target=lambda game, z: CauchyMean(game.n, game.gamma, _position(game, z)),
    sampler=_sampler,
)
