"""Minimum-norm interpolation leaves no security."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...numeric.kinds import Array, Record
from ..theorem import LogRatios, Setting, Theorem
from .conditions import AT_MOST_P, INTERPOLATES


def _target(game: Setting, z: Record) -> sp.Expr:
    game.law.record(z)
    return sp.S.One


def _sampler(game: Setting, z: Record) -> LogRatios:
    n, p = int(game.n), int(game.law.p)
    point = None if z is None else np.array([float(part) for part in (*game.law.record(z)[0], game.law.record(z)[1])])

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        out = np.empty(size)
        for i in range(size):
            data = game.law.sample(rng, n)
            if member and point is not None:
                data[0] = point
            test = data[0] if member else (game.law.sample(rng, 1)[0] if point is None else point)
            estimate = np.linalg.lstsq(data[:, :p], data[:, p], rcond=None)[0]
            # a member has residual 0 up to rounding; that of an outsider has a density
            gap = abs(test[:p] @ estimate - test[p])
            out[i] = np.inf if gap <= 1e-7 * (1 + np.linalg.norm(estimate) * np.linalg.norm(test[:p])) else -np.inf
        return out

    return log_ratios


THEOREM = Theorem(
    id="ols-minimum-norm",
    title="Minimum-norm interpolation",
    kind="exact",
    label="proved",
    statement=(
        r"For $p \geq n$ the minimum-norm least-squares estimate interpolates: $y_1 = x_1't$ for members, an event of "
        r"probability 0 for a fresh record, whose noise has a density. So $\Delta_\gamma = 1$ for every $\gamma$: "
        r"security 0."
    ),
    as_stated="1",
    expr=lambda game: sp.S.One,
    conditions=(INTERPOLATES, AT_MOST_P),
    uses=("interpolation",),
    target=_target,
    roc=lambda game, t: (sp.S.Zero, sp.S.One),
    sampler=_sampler,
)
