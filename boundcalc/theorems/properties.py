"""Hypotheses on learners known by a property."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..learners import Learner
from .theorem import Condition


def knows(kind: type[Learner], text: str) -> Condition:
    """The learner is described by this kind of property."""
    return Condition(text, lambda game: isinstance(game.learner, kind))


def given(name: str, text: str) -> Condition:
    """The property comes with this detail."""
    return Condition(text, lambda game: getattr(game.learner, name, None) is not None)


def worst_gamma(game: Any) -> sp.Expr:
    """max(gamma, 1/gamma): what bounds E_g for both orders of P1 and P0 bounds Delta_gamma with this g."""
    gamma = game.gamma
    return gamma if gamma == 1 else sp.Max(gamma, 1 / gamma)


def exchanged(learner: Any, profile: Any, gamma: sp.Expr) -> sp.Expr:
    """profile(gamma), or for add-remove neighbours (1 + sqrt(gamma)) profile(sqrt(gamma)): see `Privacy`."""
    if learner.factor == 1:
        return profile(gamma)
    return (1 + sp.sqrt(gamma)) * profile(sp.sqrt(gamma))
