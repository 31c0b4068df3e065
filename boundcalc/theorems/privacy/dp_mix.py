"""An (epsilon, delta) guarantee and the average target."""

from __future__ import annotations

import math
from fractions import Fraction

import sympy as sp

from ...functions import power
from ...numeric.sign import smallest
from ..theorem import Condition, Setting, Theorem
from ..unit_interval import positive_part
from .dp import PRIVATE, budgets
from .neighbours import replace_one, worst_gamma

_STEEPEST = 600  # nothing but TPR <= 1 is left there


def _bound(game: Setting) -> sp.Expr:
    ((epsilon, delta),) = game.learner.pairs
    gamma = worst_gamma(game)
    if gamma == 1:
        return delta + (1 - delta) * sp.tanh(epsilon / 4)
    apart = positive_part(sp.exp(epsilon / 2) - power(gamma, sp.S.Half)) ** 2 / (sp.exp(epsilon) - 1)
    return delta + (1 - delta) * sp.Piecewise((0, sp.Eq(epsilon, 0)), (apart, True))


def mixed_tangent(epsilon: sp.Expr, delta: sp.Expr, fpr: Fraction) -> tuple[sp.Expr, ...]:
    """The slope of the envelope of the lines at a: sqrt(gamma) = s/(1 + a (s^2-1)/(1-delta)) with s = e^(eps/2)."""
    if delta == 1:
        return (sp.S.One,)
    root = math.exp(min(float(smallest(epsilon, _STEEPEST)), _STEEPEST) / 2)
    return (sp.Rational((root / (1 + float(fpr) * (root**2 - 1) / float(1 - delta))) ** 2),)


def _tangents(game: Setting, fpr: Fraction) -> tuple[sp.Expr, ...]:
    ((epsilon, delta),) = game.learner.pairs
    return mixed_tangent(epsilon, delta, fpr)


THEOREM = Theorem(
    id="dp-mix",
    title="Average target under one privacy budget",
    kind="upper",
    label="proved",
    statement=(
        r"An $(\varepsilon, \delta)$-differentially private learner (replace-one neighbours) has, with $G = "
        r"\max(\gamma, 1/\gamma)$, $\Delta_\gamma \leq \delta + (1-\delta)(e^{\varepsilon/2} - \sqrt "
        r"G)_+^2/(e^\varepsilon - 1)$; for $\gamma = 1$ that is $\delta + (1-\delta)\tanh(\varepsilon/4)$. The law of "
        r"the release is the mean of its laws given the record, which cannot all be far from it. It is a bound on the "
        r"average over the target, not for each target."
    ),
    as_stated=r"\delta + (1-\delta) \frac{\max(0, e^{\varepsilon/2} - \sqrt{G})^{2}}{e^{\varepsilon} - 1}",
    expr=_bound,
    tangents=_tangents,
    conditions=(PRIVATE, Condition("one budget (eps, delta) is known", lambda game: budgets(game) == 1)),
    says=replace_one,
    uses=("cond",),
)
