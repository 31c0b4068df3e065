"""What the order of two neighbours, and how they differ, does to the formulas of a guarantee."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ...functions import power
from ...learners.privacy.guarantee import Privacy
from ...numeric.sign import largest
from ..theorem import Setting


def replace_one(game: Setting) -> bool:
    """Whether the guarantee speaks of one record in another's place, as the formulas do; else its steps are two."""
    return bool(game.learner.factor == 1)


def worst_gamma(game: Setting) -> sp.Expr:
    """max(gamma, 1/gamma): what bounds E_g for both orders of P1 and P0 bounds Delta_gamma with this g."""
    gamma = game.gamma
    return gamma if gamma == 1 else largest(gamma, 1 / gamma)


def exchanged(learner: Privacy, profile: Callable[[sp.Expr], sp.Expr], gamma: sp.Expr) -> sp.Expr:
    """profile(gamma), or for add-remove neighbours (1 + sqrt(gamma)) profile(sqrt(gamma)): see `Privacy`."""
    if learner.factor == 1:
        return profile(gamma)
    root = power(gamma, sp.S.Half)
    return (1 + root) * profile(root)
