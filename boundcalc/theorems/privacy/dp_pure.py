"""Pure differential privacy: the non-member law is a mixture of the members' laws."""

from __future__ import annotations

import sympy as sp

from ...functions import power
from ...learners import LaplaceMechanism, PrivateHistogram, PrivateLearner, PrivateMean
from ...learners.privacy.additive_noise import LAPLACE
from ...numeric.sign import smallest
from ..theorem import Condition, Setting, Theorem
from ..unit_interval import positive_part
from .additive_noise import width
from .dp_mix import mixed_tangent
from .neighbours import replace_one, worst_gamma


def pure_epsilon(game: Setting) -> sp.Expr | None:
    """The smallest eps known with delta = 0, for replace-one neighbours; None where there is none."""
    learner = game.learner
    if isinstance(learner, LaplaceMechanism):
        return learner.factor * learner.steps * learner.epsilon
    if isinstance(learner, PrivateLearner):
        found = [epsilon for epsilon, delta in learner.pairs or () if delta == 0]
        return smallest(*found) if found else None
    if getattr(learner, "noise", None) == LAPLACE and isinstance(learner, PrivateMean | PrivateHistogram):
        # One record moves the mean by at most (b-a)/n, and two counts by 1.
        return (width(game.law) / game.n if isinstance(learner, PrivateMean) else 2) / learner.scale
    return None


def _says(game: Setting) -> bool:
    """Whether eps is the learner's own."""
    own = isinstance(game.learner, PrivateLearner | LaplaceMechanism)
    return own and replace_one(game) and getattr(game.learner, "steps", 1) == 1


def _bound(game: Setting) -> sp.Expr:
    epsilon, gamma = pure_epsilon(game), worst_gamma(game)
    assert epsilon is not None  # the condition
    if gamma == 1:
        return sp.tanh(epsilon / 4)
    apart = positive_part(sp.exp(epsilon / 2) - power(gamma, sp.S.Half)) ** 2 / (sp.exp(epsilon) - 1)
    return sp.Piecewise((0, sp.Eq(epsilon, 0)), (apart, True))


THEOREM = Theorem(
    id="dp-pure",
    title="Pure differential privacy",
    kind="upper",
    label="proved",
    statement=(
        r"An $\varepsilon$-differentially private learner (replace-one neighbours, $\delta = 0$) has, with $G = "
        r"\max(\gamma, 1/\gamma)$, $\Delta_\gamma \leq (e^{\varepsilon/2} - \sqrt G)_+^2/(e^\varepsilon - 1)$; for "
        r"$\gamma = 1$ that is $\tanh(\varepsilon/4)$. At each $\theta$ the laws given the records differ by at most "
        r"the factor $e^\varepsilon$ and the law of $\theta$ is their mean, so that they cannot all be far from it. "
        r"It is a bound on the average over the target, not for each target; randomised response attains it."
    ),
    as_stated=r"\frac{\max(0, e^{\varepsilon/2} - \sqrt{G})^{2}}{e^{\varepsilon} - 1}",
    expr=_bound,
    tangents=lambda game, fpr: mixed_tangent(pure_epsilon(game), sp.S.Zero, fpr),
    conditions=(
        Condition("the learner is differentially private with delta = 0", lambda game: pure_epsilon(game) is not None),
    ),
    says=_says,
    uses=("cond",),
)
