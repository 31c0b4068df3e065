"""Which theorem gives the exact value of a game."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from .theorem import Condition, Theorem


def exact_theorem(game: Any) -> Theorem | None:
    """The first theorem of kind exact whose conditions hold."""
    from . import CATALOG

    return next((t for t in CATALOG.values() if t.kind == "exact" and t.applies(game)), None)


def balanced(game: Any) -> sp.Expr:
    """The exact total variation of the game: Delta at gamma = 1."""
    theorem = exact_theorem(game)
    assert theorem is not None
    assert theorem.expr is not None
    return theorem.expr(replace(game, nu=sp.Rational(1, 2), lam=sp.S.One))


EXACT_KNOWN = Condition("the exact value is known", lambda game: exact_theorem(game) is not None, False)
