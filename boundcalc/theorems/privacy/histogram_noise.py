"""Noise on a histogram: one record in another's place moves two counts by one."""

from __future__ import annotations

from ...functions import MASS, AtomSum
from ..theorem import Theorem
from .additive_noise import PRIVATE_HISTOGRAM, shifted

THEOREM = Theorem(
    id="histogram-noise",
    title="Noise on a histogram",
    kind="upper",
    label="proved",
    statement=(
        r"Counts released with independent Laplace or Gaussian noise $W$ in every cell have "
        r"$\Delta_\gamma \leq \sum_j p_j(1-p_j)\, E_G((W_1 + 1, W_2 + 1) \| (W_1, W_2))$, $G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\sum_{j} p_j (1-p_j) E_{G}((W_1 + 1, W_2 + 1) \| (W_1, W_2))",
    expr=lambda game: AtomSum(MASS * (1 - MASS), game.law) * shifted(game, 1, cells=2),
    conditions=(PRIVATE_HISTOGRAM,),
    uses=("cond", "mean-noise-range"),
)
