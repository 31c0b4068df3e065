"""The mean of uniform data, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions import UniformMean
from ...laws import Uniform
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ..theorem import Condition, LogRatios, Setting, Theorem
from .released import is_plain_mean


def _position(game: Setting, z: Record) -> sp.Expr:
    """The record as a fraction of the interval."""
    law, x = game.law, to_expr(z, "target")
    place = (x - law.a) / (law.b - law.a)
    if place.is_number and not 0 < place < 1:
        raise ValueError(f"target must lie between {law.a} and {law.b}, got {z}")
    return place


def log_density(k: int, s: Array) -> Array:
    """log f_k, the density of the sum of k uniform data, by the recurrence of splines, which has positive terms only:

    (m - 1) f_m(x) = x f_{m-1}(x) + (m - x) f_{m-1}(x - 1). Source: de Boor (1972).
    """
    places = s[:, None] - np.arange(k)
    values = ((places >= 0) & (places < 1)).astype(np.float64)  # f_1 at s, s - 1, ...
    for m in range(2, k + 1):
        here = places[:, : k - m + 1]
        values = (here * values[:, :-1] + (m - here) * values[:, 1:]) / (m - 1)
    with np.errstate(divide="ignore"):
        return np.log(values[:, 0])


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    if n < 3 or n > 40:
        raise ValueError(f"the mean of uniform data is simulated for n from 3 to 40, got {n}")
    fixed = None if z is None else float(_position(game, z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        point = rng.random(size) if fixed is None else np.full(size, fixed)
        total = point + rng.random((size, n - 1)).sum(axis=1) if member else rng.random((size, n)).sum(axis=1)
        first, second = log_density(n - 1, total - point), log_density(n, total)
        with np.errstate(invalid="ignore"):
            return np.where(np.isneginf(first), -np.inf, first - second)

    return log_ratios


THEOREM = Theorem(
    id="mean-uniform",
    title="Mean of uniform data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"When the mean of $n$ uniform data is released, $\Delta_\gamma = \mathbb{E}_z D_\gamma(f_{n-1}(\cdot - z), "
        r"f_n)$, $f_k$ the Irwin-Hall density of the sum of $k$ of them on $(0,1)$. Given the sum $s$ the ratio "
        r"exceeds $\gamma$ on an interval of $s - z$ around $(n-1)/2$. For $\gamma \ge n - 1$ it is "
        r"$2 (n-1)^{n+1} / ((n+1)! (n^2-n-1) \gamma^n)$; for $n = 2$ and $\gamma = 1$ this is $1/3$."
    ),
    as_stated=r"\mathbb{E}_z D_\gamma(f_{n-1}(\cdot - z), f_n)",
    expr=lambda game: UniformMean(game.n, game.gamma),
    conditions=(
        Condition(
            "uniform data whose mean is released", lambda game: isinstance(game.law, Uniform) and is_plain_mean(game)
        ),
    ),
    uses=("cond",),
    target=lambda game, z: UniformMean(game.n, game.gamma, _position(game, z)),
    sampler=_sampler,
)
