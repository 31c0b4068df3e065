"""Noise on a histogram: one cell alone."""

from __future__ import annotations

from itertools import islice

import sympy as sp

from ...laws import Bernoulli
from ...numeric.ball import evaluate_ball, to_arb
from ...numeric.precision import working_precision
from ..theorem import Condition, Setting, Theorem
from .additive_noise import PRIVATE_HISTOGRAM, noisy_mean

_LOOKED_AT = 1000  # cells; any will do, the best of these is taken


def _expr(game: Setting) -> sp.Expr:
    p = min(islice(game.law.mass_exprs(), _LOOKED_AT), key=_from_half)
    return noisy_mean(game.learner.noise, Bernoulli(p), game.learner.scale / game.n, game.n, game.gamma)


def _from_half(mass: sp.Expr) -> float:
    """Roughly |mass - 1/2|."""
    with working_precision(64):
        return abs(float(to_arb(evaluate_ball(mass)).mid()) - 0.5)


THEOREM = Theorem(
    id="histogram-noise-cell",
    title="Noise on a histogram, one cell",
    kind="lower",
    label="proved",
    statement=(
        r"Counts released with independent Laplace or Gaussian noise in every cell leak at least what the noisy "
        r"count of any one cell leaks on which records are there: $\Delta_\gamma$ of the mean of "
        r"$\mathrm{Bernoulli}(p_j)$ data with noise $W/n$."
    ),
    as_stated=r"\Delta_\gamma(\mathrm{Bernoulli}(p_j), \mathrm{mean} + W/n, n)",
    expr=_expr,
    conditions=(
        PRIVATE_HISTOGRAM,
        Condition("the masses are numbers", lambda game: not game.law.free_symbols, hypothesis=False),
    ),
    uses=("dpi", "mean-noise"),
)
