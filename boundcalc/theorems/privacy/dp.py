"""T-DP: (epsilon, delta)-differential privacy bounds every attack, at every gamma."""

from __future__ import annotations

import math
from fractions import Fraction

import sympy as sp

from ...learners import PrivateLearner
from ...numeric.sign import largest, smallest
from ..conditions import knows
from ..theorem import Condition, Setting, Theorem
from .neighbours import replace_one, worst_gamma

_LARGEST = 10**4  # of epsilon: nothing but TPR <= 1 is left there

PRIVATE = knows(PrivateLearner, "the learner is differentially private")


def two_point(epsilon: sp.Expr, delta: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """The largest E_gamma, gamma >= 1, of two (epsilon, delta)-indistinguishable laws."""
    if gamma == 1:
        return (sp.exp(epsilon) - 1 + 2 * delta) / (sp.exp(epsilon) + 1)
    return largest(delta, delta + (1 - delta) * (sp.exp(epsilon) - gamma) / (1 + sp.exp(epsilon)))


def _bound(game: Setting) -> sp.Expr:
    ((epsilon, delta),) = game.learner.pairs
    return two_point(epsilon, delta, worst_gamma(game))


def _tangents(game: Setting, fpr: Fraction) -> tuple[sp.Expr, ...]:
    """The two lines of the curve, min(delta + e^eps a, 1 - e^-eps (1 - delta - a))."""
    ((epsilon, _),) = game.learner.pairs
    if epsilon == 0:
        return (sp.S.One,)
    near = min(float(smallest(epsilon, _LARGEST)), _LARGEST)
    steep = sp.Rational(math.exp(near) * (1 + 1e-14)) if near < 600 else sp.Integer(2) ** math.ceil(near * 1.4427 + 1)
    return steep, 1 / steep


def budgets(game: Setting) -> int:
    """How many budgets (eps, delta) are known."""
    return len(getattr(game.learner, "pairs", None) or ())


THEOREM = Theorem(
    id="dp",
    title="Differential privacy",
    kind="upper",
    label="proved",
    speaks_of="every",
    statement=(
        r"An $(\varepsilon, \delta)$-differentially private learner (replace-one neighbours) has "
        r"$E_\gamma(P_1\|P_0) \leq \max\{\delta, \delta + (1-\delta)\frac{e^\varepsilon - \gamma}{1+e^\varepsilon}, "
        r"1-\gamma(1-\delta), (1-\gamma)_+\}$, so that $\Delta_\gamma$ is at most the larger of the first two at "
        r"$G = \max(\gamma, 1/\gamma)$ in place of $\gamma$; for $\gamma = 1$ that is "
        r"$(e^\varepsilon - 1 + 2\delta)/(e^\varepsilon + 1)$. The law of $\theta$ is a mixture of its laws given "
        r"another record in the place of $z_1$, and $E_\gamma$ is jointly convex."
    ),
    as_stated=r"\max(\delta, \delta + (1-\delta) \frac{e^{\varepsilon} - G}{1+e^{\varepsilon}})",
    expr=_bound,
    tangents=_tangents,
    conditions=(
        PRIVATE,
        Condition("one budget (eps, delta) is known", lambda game: budgets(game) == 1),
    ),
    reference="kairouz2015",
    says=replace_one,
    uses=("cond",),
)
