"""The mean of lattice data with Laplace or Gaussian noise, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions.means.lattice import on_integers
from ...learners.privacy.additive_noise import LAPLACE
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ..conditions import LATTICE
from ..privacy.additive_noise import log_densities, noise_of, noisy_mean
from ..theorem import Condition, LogRatios, Setting, Theorem

_CELLS = 1 << 20  # densities held at once


def _expr(game: Setting, target: sp.Expr | None = None) -> sp.Expr:
    noise, scale = noise_of(game) or (LAPLACE, sp.oo)
    return noisy_mean(noise, game.law, scale, game.n, game.gamma, target)


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    noise, scale = noise_of(game) or (LAPLACE, sp.oo)
    unit = float(scale) * n / float(on_integers(game.law)[2])
    (values, chance), log_ratio = log_densities(game.law, n, unit, noise)
    labels = [value for value, _ in game.law.value_masses()]
    if z is not None and to_expr(z, "target") not in labels:
        raise ValueError(f"target must be an atom of {game.law}, got {z}")
    fixed = None if z is None else values[labels.index(to_expr(z, "target"))]
    step = max(1, _CELLS // (n * int(values.max()) + 1))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        out = np.empty(size)
        for start in range(0, size, step):
            part = min(step, size - start)
            point = values[rng.choice(len(values), size=part, p=chance)] if fixed is None else np.full(part, fixed)
            total = rng.multinomial(n - 1 if member else n, chance, size=part) @ values + (point if member else 0)
            added = rng.laplace(size=part) if noise == LAPLACE else rng.standard_normal(part)
            out[start : start + part] = log_ratio(total + unit * added, point)
        return out

    return log_ratios


THEOREM = Theorem(
    id="mean-noise",
    title="Mean of lattice data with noise, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"When the mean of $n$ data on a lattice is released with independent Laplace or Gaussian noise $W$, "
        r"$\Delta_\gamma = \sum_z p_z D_\gamma(\mathrm{law}((z + S_{n-1})/n + W), \mathrm{law}(S_n/n + W))$, two "
        r"mixtures of shifted noise laws; between neighbouring atoms a difference of Laplace mixtures is elementary."
    ),
    as_stated=r"\sum_{z} p_{z} D_{\gamma}((z + S_{n-1})/n + W, S_{n}/n + W)",
    expr=_expr,
    conditions=(
        LATTICE,
        Condition(
            "the mean is released with Laplace or Gaussian noise",
            lambda game: (noise := noise_of(game)) is not None and noise[1] != 0,
        ),
    ),
    reference="aubinais2025",
    uses=("cond",),
    target=lambda game, z: _expr(game, to_expr(z, "target")),
    sampler=_sampler,
)
