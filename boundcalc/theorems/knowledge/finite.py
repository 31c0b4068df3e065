"""T-FINITE: a known table split at random, exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from ...functions import MASS, AtomSum, SplitHockeyStick, SplitTest
from ...numeric.kinds import Array
from ..conditions import KNOWN_TABLE, WORST_CASE
from ..theorem import LogRatios, Setting, Theorem


def everybody(game: Setting) -> int:
    """1 when outsiders are drawn from all records, 0 when from those left out."""
    return int(game.law.outsider == "everybody")


def total(game: Setting) -> sp.Expr:
    """Delta of the worst procedure: the sum over the cells."""
    law = game.law
    return AtomSum(SplitHockeyStick(law.size, game.n, MASS, game.gamma, everybody(game)), law.frequencies)


def _leakage(game: Setting, z: Any) -> sp.Expr:
    mass = game.law.mass_of(z)
    return SplitHockeyStick(game.law.size, game.n, mass, game.gamma, everybody(game)) / mass


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    law = game.law
    fpr, tpr = (
        AtomSum(MASS * SplitTest(law.size, game.n, MASS, t, member, everybody(game)), law.frequencies)
        for member in (0, 1)
    )
    return fpr, tpr


def _roc_float(game: Setting) -> Callable[[float], tuple[float, float]]:
    from scipy.stats import hypergeom

    size, n, of_all = int(game.law.size), int(game.n), everybody(game)
    table = game.law.frequencies.float64_table()
    share, times = table[0], 1.0 if table[2] is None else table[2]
    cell = np.rint(share * size)

    def rates(t: float) -> tuple[float, float]:
        k = np.floor(t * n * cell / (size if of_all else size - n + t * n))
        outsider = hypergeom.sf(k, size, cell, n) if of_all else hypergeom.sf(k, size - 1, cell - 1, n)
        member = hypergeom.sf(k - 1, size - 1, cell - 1, n - 1) if n > 1 else (k < 1).astype(float)
        return float((times * share * outsider).sum()), float((times * share * member).sum())

    return rates


def _sampler(game: Setting, z: Any) -> LogRatios:
    law, size, n, of_all = game.law, int(game.law.size), int(game.n), everybody(game)
    if size > 10**9:
        raise ValueError(f"a simulation takes tables of up to 10^9 records, got {size}")
    fixed = None if z is None else float(law.mass_of(z))

    def log_ratios(rng: np.random.Generator, count: int, member: bool) -> Array:
        share = law.frequencies.sample_masses(rng, count) if fixed is None else np.full(count, fixed)
        cell = np.rint(share * size).astype(np.int64)
        if member:  # the target is drawn; n - 1 of the others with it
            drawn = 1 + rng.hypergeometric(cell - 1, size - cell, n - 1)
        elif of_all:
            drawn = rng.hypergeometric(cell, size - cell, n)
        else:
            drawn = rng.hypergeometric(cell - 1, size - cell, n)
        outsider = cell / size if of_all else (cell - drawn) / (size - n)
        with np.errstate(divide="ignore"):
            return np.log(drawn / n) - np.log(outsider)

    return log_ratios


THEOREM = Theorem(
    id="finite",
    title="A known table, split at random",
    kind="exact",
    label="proved",
    statement=(
        r"$N$ known records in cells of $M_j$, those that the attacker cannot tell apart; the training set is a "
        r"simple random sample of $n$, $T_j$ of them in cell $j$ (hypergeometric). The worst-case $\Delta_\gamma$ is "
        r"$\sum_j \mathbb{E}(T_j/n - \gamma Q_j)_+$ for $\gamma \geq 1$ and $\sum_j \mathbb{E}(Q_j - T_j/(\gamma "
        r"n))_+$ for $\gamma < 1$, with $Q_j = (M_j - T_j)/(N-n)$ for an outsider drawn from the records left out, "
        r"and $Q_j = M_j/N$ for one drawn from everybody. At $\gamma = 1$ that is $(N-n)/N$ times the other. No law "
        r"is assumed, and there is no level of confidence."
    ),
    as_stated=r"\sum_{j} \mathbb{E}\left(\frac{T_{j}}{n} - \gamma Q_{j}\right)_+",
    says=lambda game: game.gamma >= 1,
    expr=total,
    conditions=(KNOWN_TABLE, WORST_CASE),
    uses=("worst",),
    target=_leakage,
    roc=_roc,
    roc_float=_roc_float,
    sampler=_sampler,
)
