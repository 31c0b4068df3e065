"""Quantised models: the probability of choosing another model bounds the leakage."""

from __future__ import annotations

import sympy as sp

from ...learners import QuantisedArgmin
from ..conditions import given, knows
from ..theorem import Theorem

QUANTISED = knows(QuantisedArgmin, "the empirical best of finitely many models is released")

THEOREM = Theorem(
    id="quantised-exponents",
    title="Quantised models",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq 2 P(\theta \neq \theta_1) \leq 2\sum_k e^{-n L_k}$, $L_k = -\min_{s\leq 0}\ln "
        r"\mathbb{E}e^{s D_k}$ (Chernoff), $D_k = \ell(\theta_k, z) - \ell(\theta_1, z)$."
    ),
    as_stated=r"2 \sum_{k} e^{-n L_{k}}",
    expr=lambda game: 2 * sp.Add(*(sp.exp(-game.n * rate) for rate in game.learner.exponents)),
    conditions=(QUANTISED, given("exponents", "the exponents L_k are known")),
    reference="quantised2025",
    uses=("sandwich-upper",),
)
