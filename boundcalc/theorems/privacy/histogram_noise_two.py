"""Gaussian noise on the counts of two cells, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions import GaussianLatticeMean
from ...laws import Bernoulli
from ...learners.privacy.additive_noise import GAUSSIAN
from ...numeric.kinds import Array, Record
from ..theorem import Condition, LogRatios, Setting, Theorem
from .additive_noise import PRIVATE_HISTOGRAM

_CELLS = 1 << 20  # densities held at once


def _expr(game: Setting, mass: sp.Expr | None = None) -> sp.Expr:
    p = next(p for p in game.law.mass_exprs() if p != 0) if mass is None else mass
    scale = game.learner.scale / (sp.sqrt(2) * game.n)
    return GaussianLatticeMean(Bernoulli(p), scale, game.n, game.gamma, None if mass is None else 1)


def _sampler(game: Setting, z: Record) -> LogRatios:
    from scipy.special import logsumexp
    from scipy.stats import binom

    n, scale = int(game.n), float(game.learner.scale)
    p = float(next(p for p in game.law.mass_exprs() if p != 0) if z is None else game.law.mass_of(z))
    counts = np.arange(n + 1)
    before, after = binom.pmf(np.arange(n), n - 1, p), binom.pmf(counts, n, p)
    step = max(1, _CELLS // (n + 1))

    def log_density(x: Array, y: Array, weights: Array, size: int) -> Array:
        b = np.arange(len(weights))
        return logsumexp(-((x[:, None] - b) ** 2 + (y[:, None] - size + b) ** 2) / (2 * scale**2), b=weights, axis=1)

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        out = np.empty(size)
        for start in range(0, size, step):
            part = min(step, size - start)
            here = rng.random(part) < p if z is None else np.full(part, True)
            count = rng.binomial(n - 1, p, part) + here if member else rng.binomial(n, p, part)
            x, y = (c + scale * rng.standard_normal(part) for c in (count, n - count))
            others = log_density(x - here, y - ~here, before, n - 1)
            out[start : start + part] = others - log_density(x, y, after, n)
        return out

    return log_ratios


THEOREM = Theorem(
    id="histogram-noise-two",
    title="Gaussian noise on two counts, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"The counts of two cells with independent $N(0, s^2)$ noise are, after a rotation, their sum, which says "
        r"nothing, and their difference: $\Delta_\gamma$ is that of one count with $N(0, s^2/2)$ noise, the mean of "
        r"$\mathrm{Bernoulli}(p_1)$ data with noise of standard deviation $s/(\sqrt2 n)$."
    ),
    as_stated=r"\Delta_\gamma(\mathrm{Bernoulli}(p_1), \mathrm{mean} + N(0, s^2/(2n^2)), n)",
    expr=_expr,
    conditions=(
        PRIVATE_HISTOGRAM,
        Condition("the noise is Gaussian", lambda game: getattr(game.learner, "noise", None) == GAUSSIAN),
        Condition("two atoms", lambda game: bool(game.law.is_discrete and game.law.atom_count == 2)),
    ),
    uses=("dpi", "mean-noise"),
    target=lambda game, z: _expr(game, game.law.mass_of(z)),
    sampler=_sampler,
)
