"""Hypotheses on learners known by a property."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ..functions import power
from ..learners import Learner
from ..numeric.sign import largest
from .theorem import Condition, Setting


def knows(kind: type[Learner], text: str) -> Condition:
    """The learner is described by this kind of property."""
    return Condition(text, lambda game: isinstance(game.learner, kind))


def given(name: str, text: str) -> Condition:
    """The property comes with this detail."""
    return Condition(text, lambda game: getattr(game.learner, name, None) is not None)


def replace_one(game: Setting) -> bool:
    """Whether the guarantee speaks of one record in another's place, as the formulas do; else its steps are two."""
    return bool(game.learner.factor == 1)


def worst_gamma(game: Setting) -> sp.Expr:
    """max(gamma, 1/gamma): what bounds E_g for both orders of P1 and P0 bounds Delta_gamma with this g."""
    gamma = game.gamma
    return gamma if gamma == 1 else largest(gamma, 1 / gamma)


def at_most_one(exponent: sp.Expr, bound: Callable[[], sp.Expr]) -> sp.Expr:
    """bound(), about e^exponent; or 1, which bounds every Delta, when that is larger than any memory could hold."""
    beyond = exponent.is_number and (exponent > 1000) == True  # noqa: E712 - a symbolic comparison
    return sp.S.One if beyond else bound()


def positive_part(x: sp.Expr) -> sp.Expr:
    """max(0, x); only a rational is compared by SymPy: what it cannot order it evaluates again and again."""
    return sp.Max(0, x, evaluate=bool(x.is_Rational))


def exchanged(learner: Any, profile: Any, gamma: sp.Expr) -> sp.Expr:
    """profile(gamma), or for add-remove neighbours (1 + sqrt(gamma)) profile(sqrt(gamma)): see `Privacy`."""
    if learner.factor == 1:
        return profile(gamma)
    root = power(gamma, sp.S.Half)
    return (1 + root) * profile(root)
