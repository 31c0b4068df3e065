"""The mean of data on a lattice, exactly."""

from __future__ import annotations

import numpy as np

from ...functions import LatticeMean, LatticeMeanTest
from ...functions.means.lattice import sum_laws
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ..conditions import LATTICE, MEAN
from ..theorem import LogRatios, Setting, Theorem

_CELLS = 1 << 22  # counts held at once


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    values, masses, before, after = sum_laws(game.law, n)
    chance = masses / masses.sum()
    padded = np.zeros(len(after))
    padded[: len(before)] = before
    labels = [value for value, _ in game.law.value_masses()]
    if z is not None and to_expr(z, "target") not in labels:
        raise ValueError(f"target must be an atom of {game.law}, got {z}")
    fixed = None if z is None else values[labels.index(to_expr(z, "target"))]

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        out = np.empty(size)
        step = max(1, _CELLS // len(values))
        for start in range(0, size, step):
            part = min(step, size - start)
            point = values[rng.choice(len(values), size=part, p=chance)] if fixed is None else fixed
            total = rng.multinomial(n - 1 if member else n, chance, size=part) @ values
            total = total + (point if member else 0)
            ahead = total - point
            with np.errstate(divide="ignore"):
                out[start : start + part] = np.log(
                    np.where(ahead >= 0, padded[np.maximum(ahead, 0)], 0.0) / after[total]
                )
        return out

    return log_ratios


THEOREM = Theorem(
    id="mean-lattice",
    title="Mean of lattice data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"When the mean of $n$ data on a lattice is released, "
        r"$\Delta_\gamma = \sum_z p_z D_\gamma(\mathrm{law}(z + S_{n-1}), \mathrm{law}(S_n))$, both laws by "
        r"polynomial powers."
    ),
    as_stated=r"\sum_{z} p_{z} D_{\gamma}(z + S_{n-1}, S_{n})",
    expr=lambda game: LatticeMean(game.law, game.n, game.gamma),
    conditions=(MEAN, LATTICE),
    reference="aubinais2025",
    uses=("cond", "dpi"),
    target=lambda game, z: LatticeMean(game.law, game.n, game.gamma, to_expr(z, "target")),
    roc=lambda game, t: (LatticeMeanTest(game.law, game.n, t, 0), LatticeMeanTest(game.law, game.n, t, 1)),
    sampler=_sampler,
)
