"""Which theorem gives the exact value of a game."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from .theorem import CATALOG, Condition, Setting, Theorem


def exact_theorem(game: Setting) -> Theorem | None:
    """The theorem that gives the exact value: one that certainly holds before one that symbols leave open."""
    known = [t for t in CATALOG.values() if t.kind == "exact" and t.applies(game)]
    return next((t for t in known if t.holds(game)), known[0] if known else None)


def even(game: Setting) -> Setting:
    """The same game at gamma = 1."""
    return replace(game, nu=sp.Rational(1, 2), lam=sp.S.One)


def balanced(game: Setting) -> sp.Expr:
    """The exact total variation of the game: Delta at gamma = 1."""
    theorem = exact_theorem(even(game))
    assert theorem is not None
    return theorem.value(even(game))


EXACT_KNOWN = Condition("the exact value is known", lambda game: exact_theorem(even(game)) is not None, False)
