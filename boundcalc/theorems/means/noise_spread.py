"""Noise on the mean of bounded data: two records are half the range apart on average, at most."""

from __future__ import annotations

import sympy as sp

from ...laws import ContinuousLaw, Law
from ..conditions import BALANCED
from ..privacy.additive_noise import PRIVATE_MEAN, shifted, width
from ..theorem import Theorem


def _distance(law: Law) -> sp.Expr:
    """At least E|z - z'| for independent records z and z'."""
    half = width(law) / 2
    if not isinstance(law, ContinuousLaw):
        return half
    return sp.Min(half, sp.sqrt(2 * law.variance), evaluate=False)  # both hold: no comparison is needed


THEOREM = Theorem(
    id="mean-noise-spread",
    title="Noise on the mean of bounded data, on average",
    kind="upper",
    label="proved",
    statement=(
        r"The mean of $n$ data in $[a, b]$ of variance $V$ released with independent noise $W$, Laplace or Gaussian, "
        r"has $\Delta \leq \mathrm{TV}(W + m/n, W)$ for $m = \mathbb{E}|z - z'| \leq \min((b-a)/2, \sqrt{2V})$: "
        r"$1 - e^{-m/(2ns)}$ for Laplace noise of scale $s$, $\mathrm{erf}(m/(2\sqrt2 ns))$ for Gaussian noise of "
        r"standard deviation $s$."
    ),
    as_stated=r"\mathrm{TV}(W + \min((b-a)/2, \sqrt{2V})/n, W)",
    expr=lambda game: shifted(game, _distance(game.law) / game.n),
    conditions=(PRIVATE_MEAN, BALANCED),
    uses=("mean-noise-range",),
)
