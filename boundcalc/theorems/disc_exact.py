"""T-DISC: the worst case on discrete data, exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from ..functions import MASS, AtomSum, CountTest, HockeyStick
from .conditions import DISCRETE, WORST_CASE
from .theorem import LogRatios, Setting, Theorem


def _leakage(game: Setting, mass: sp.Expr) -> sp.Expr:
    return HockeyStick(game.n, mass, game.gamma) / mass


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    # The likelihood ratio at (P_n, u_j) is B_j/(n p_j); a member adds itself to the count of its atom.
    fpr, tpr = (AtomSum(MASS * CountTest(game.n, MASS, t, member), game.law) for member in (0, 1))
    return fpr, tpr


def _roc_float(game: Setting) -> Callable[[float], tuple[float, float]] | None:
    from scipy.stats import binom

    table = game.law.float64_table()
    if table is None or game.n > 2**53:
        return None
    n, mass, count = int(game.n), table[0], 1.0 if table[2] is None else table[2]

    def rates(t: float) -> tuple[float, float]:
        k = (t * n * mass) // 1
        weight = mass * count
        return float((weight * binom.sf(k, n, mass)).sum()), float((weight * binom.sf(k - 1, n - 1, mass)).sum())

    return rates


def _sampler(game: Setting, z: Any) -> LogRatios:
    n = int(game.n)
    if n > 2**62:
        raise ValueError(f"n must be at most 2^62 for a simulation, got {n}")
    fixed = None if z is None else float(game.law.mass_of(z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Any:
        # At (P_n, u_j) the ratio depends on the data through the count of atom j only.
        mass = game.law.sample_masses(rng, size) if fixed is None else np.full(size, fixed)
        count = 1 + rng.binomial(n - 1, mass) if member else rng.binomial(n, mass)
        with np.errstate(divide="ignore"):
            return np.log(count / (n * mass))

    return log_ratios


def _leakage_sampler(game: Setting) -> Callable[[Any, int], Any]:
    from scipy.stats import binom

    n, gamma = int(game.n), float(game.gamma)
    if n > 2**53:
        raise ValueError(f"n must be at most 2^53 for a simulation of leakages, got {n}")

    def leakages(rng: np.random.Generator, size: int) -> Any:
        mass, which = np.unique(game.law.sample_masses(rng, size), return_inverse=True)
        k = np.floor(gamma * n * mass)
        # P(LR > gamma) under P1 and P0: the hockey-stick divergence is their gap.
        member, outsider = binom.sf(k - 1, n - 1, mass), binom.sf(k, n, mass)
        gap = member - gamma * outsider
        value = gap if gamma >= 1 else (gap - 1) / gamma + 1
        return np.clip(value, 0.0, 1.0)[which]

    return leakages


THEOREM = Theorem(
    id="disc-exact",
    title="Discrete data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"For $P = \sum_j p_j \delta_{u_j}$ the worst-case $\Delta_\gamma$ is $\sum_j h_\gamma(n, p_j)$ with "
        r"$h_\gamma(n,p) = \mathbb{E}(B/n - \gamma p)_+$ for $\gamma \geq 1$ and $\mathbb{E}(p - B/(\gamma n))_+$ for "
        r"$\gamma < 1$, $B \sim \mathrm{Bin}(n, p)$."
    ),
    as_stated=r"\sum_{j} h_{\gamma}(n, p_{j})",
    expr=lambda game: AtomSum(HockeyStick(game.n, MASS, game.gamma), game.law),
    conditions=(DISCRETE, WORST_CASE),
    reference="aubinais2025",
    uses=("worst", "cond"),
    target=lambda game, z: _leakage(game, game.law.mass_of(z)),
    roc=_roc,
    roc_float=_roc_float,
    sampler=_sampler,
    leakage_sampler=_leakage_sampler,
)
