"""T-DISC: the worst case on discrete data, exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ...functions import MASS, AtomSum, BinomialPMF, CountTest, HockeyStick
from ...laws import Law
from ...numeric import evaluate
from ...numeric.ball import NoBallEvaluation
from ...numeric.kinds import Array, Record
from ..conditions import DISCRETE, WORST_CASE
from ..theorem import Draws, LogRatios, Points, Setting, Theorem

_CELLS = 1 << 20  # counts held at once
_MOST_LISTED = 4000  # likelihood ratios that are listed one by one
_LONGEST_HEAD = 1 << 14  # a longer one would take longer than it saves


def _leakage(game: Setting, mass: sp.Expr) -> sp.Expr:
    return HockeyStick(game.n, mass, game.gamma) / mass


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    # The likelihood ratio at (P_n, u_j) is B_j/(n p_j); a member adds itself to the count of its atom.
    fpr, tpr = (AtomSum(MASS * CountTest(game.n, MASS, t, member), game.law) for member in (0, 1))
    return fpr, tpr


def _roc_float(game: Setting) -> Callable[[float], tuple[float, float]] | None:
    if game.n > 2**53:
        return None
    table = game.law.float64_table()
    if table is None:
        return _roc_of_sequence(game)
    n, mass, weight = int(game.n), table[0], table[0] if table[2] is None else table[0] * table[2]
    return lambda t: _rates(t, n, mass, weight)


def _rates(t: float, n: int, mass: Array, weight: Array) -> tuple[float, float]:
    from scipy.stats import binom

    k = (t * n * mass) // 1
    return float((weight * binom.sf(k, n, mass)).sum()), float((weight * binom.sf(k - 1, n - 1, mass)).sum())


def _roc_of_sequence(game: Setting) -> Callable[[float], tuple[float, float]]:
    """Atoms with t n p < 1 need one count only: their rates are what all atoms have then, less that of the head."""
    n = int(game.n)
    law: Any = getattr(game.law, "unlabelled", game.law)
    first, _ = law.head_start(64, fmpq(1))

    @cache
    def seen() -> float:
        return 1.0 - float(evaluate(AtomSum(MASS * (1 - MASS) ** game.n, law), 20))

    def rates(t: float) -> tuple[float, float]:
        last = min(law.last_above(1 / (arb(t) * n)), first + _LONGEST_HEAD)
        mass = law.float_pmf(np.arange(first, last + 1))
        fpr, tpr = _rates(t, n, mass, mass)
        return seen() + fpr + float((mass * np.expm1(n * np.log1p(-mass))).sum()), 1.0 + tpr - float(mass.sum())

    return rates


def _listed(game: Setting) -> Points | None:
    """Every (LR, P1 mass, P0 mass) as exact rationals, largest LR first, when there are few enough."""
    if game.n > 200 or game.law.atom_count.is_finite is not True:
        return None
    n = int(game.n)
    if game.law.atom_count * (n + 1) > _MOST_LISTED:
        return None
    merged: dict[Fraction, list[Fraction]] = {}
    for mass, count in game.law.table() or []:
        if not hasattr(mass, "p"):
            return None
        p = sp.Rational(int(mass.p), int(mass.q))
        for b in range(n + 1):
            outsider = evaluate(p * BinomialPMF(b, n, p)).exact
            member = evaluate(p * BinomialPMF(b - 1, n - 1, p)).exact
            if outsider is None or member is None:
                return None
            cell = merged.setdefault(Fraction(b, n) / Fraction(int(p.p), int(p.q)), [Fraction(0), Fraction(0)])
            cell[0] += count * member
            cell[1] += count * outsider
    return tuple((ratio, *merged[ratio]) for ratio in sorted(merged, reverse=True))  # type: ignore[misc]


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    if n > 2**62:
        raise ValueError(f"n must be at most 2^62 for a simulation, got {n}")
    fixed = None if z is None else float(game.law.mass_of(z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        # At (P_n, u_j) the ratio depends on the data through the count of atom j only.
        mass = game.law.sample_masses(rng, size) if fixed is None else np.full(size, fixed)
        count = 1 + rng.binomial(n - 1, mass) if member else rng.binomial(n, mass)
        with np.errstate(divide="ignore"):
            return np.log(count / (n * mass))

    return log_ratios


def _leakage_sampler(game: Setting) -> Draws:
    from scipy.stats import binom

    n, gamma = int(game.n), float(game.gamma)
    if n > 2**53:
        raise ValueError(f"n must be at most 2^53 for a simulation of leakages, got {n}")

    def leakages(rng: np.random.Generator, size: int) -> Array:
        mass, which = np.unique(game.law.sample_masses(rng, size), return_inverse=True)
        k = np.floor(gamma * n * mass)
        # P(LR > gamma) under P1 and P0: the hockey-stick divergence is their gap.
        member, outsider = binom.sf(k - 1, n - 1, mass), binom.sf(k, n, mass)
        gap = member - gamma * outsider
        value = gap if gamma >= 1 else (gap - 1) / gamma + 1
        return np.clip(value, 0.0, 1.0)[which]

    return leakages


def _release_sampler(game: Setting) -> tuple[int, Draws] | None:
    law, n, gamma = game.law, int(game.n), float(game.gamma)
    masses = _atoms(law)
    if n > _CELLS or (masses is None and not hasattr(law, "float_pmf")):
        return None

    def of_table(rng: np.random.Generator, size: int) -> Array:
        assert masses is not None
        share = rng.multinomial(n, masses, size=size) / n
        gap = share - gamma * masses if gamma >= 1 else masses - share / gamma
        return np.maximum(gap, 0.0).sum(axis=1)

    def of_records(rng: np.random.Generator, size: int) -> Array:
        # Atoms that are not released count through the mass of the others only.
        records = np.sort(np.asarray(law.sample(rng, size * n)).reshape(size, n), axis=1)
        first = np.ones((size, n), dtype=bool)
        first[:, 1:] = records[:, 1:] != records[:, :-1]
        start = np.flatnonzero(first)
        share = np.diff(np.append(start, size * n)) / n
        mass = law.float_pmf(records.ravel()[start])
        gap = np.maximum(share - gamma * mass, 0.0) if gamma >= 1 else -np.minimum(mass, share / gamma)
        total = np.bincount(start // n, weights=gap, minlength=size)
        return total if gamma >= 1 else 1 + total

    play, held = (of_records, n) if masses is None else (of_table, max(n, len(masses)))

    def divergences(rng: np.random.Generator, size: int) -> Array:
        step = max(1, _CELLS // held)
        parts = [play(rng, min(step, size - start)) for start in range(0, size, step)]
        return np.clip(np.concatenate(parts), 0.0, 1.0)

    return n if masses is None else min(n, len(masses)), divergences


@lru_cache(maxsize=8)
def _atoms(law: Law) -> Array | None:
    """The mass of every single atom in float64, or None when they are too many."""
    try:
        table = law.float64_table()
    except NoBallEvaluation:
        return None
    if table is None:
        return None
    times = np.ones(len(table[0])) if table[2] is None else table[2]
    return np.repeat(table[0], times.astype(np.int64)) / (table[0] @ times) if times.sum() <= _CELLS else None


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
    listed=_listed,
    sampler=_sampler,
    leakage_sampler=_leakage_sampler,
    release_sampler=_release_sampler,
)
