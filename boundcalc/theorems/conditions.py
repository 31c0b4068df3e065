"""Hypotheses that several theorems share."""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from ..learners import EmpiricalMean, Learner, WorstCase
from ..numeric.precision import working_precision
from .theorem import KNOWN_TABLE, Condition, Setting, is_symbolic


def at_least(n: int) -> Condition:
    """n >= the given integer."""
    return Condition(f"n >= {n}", lambda game: game.n >= n)


def knows(kind: type[Learner], text: str) -> Condition:
    """The learner is described by this kind of property."""
    return Condition(text, lambda game: isinstance(game.learner, kind))


def given(name: str, text: str) -> Condition:
    """The property comes with this detail."""
    return Condition(text, lambda game: getattr(game.learner, name, None) is not None)


NUMBERS = Condition("numbers for all parameters", lambda game: not is_symbolic(game), False)


def _finite_diversity(game: Setting) -> bool | None:
    law = game.law
    if not law.is_discrete:
        return False
    if law.atom_count.is_finite:
        return True
    if law.free_symbols:
        return None
    with working_precision(64):
        return not law.diverges(fmpq(1, 2))


DISCRETE = Condition("the law is discrete", lambda game: bool(game.law.is_discrete))
WORST_CASE = Condition("any learner (the worst case)", lambda game: isinstance(game.learner, WorstCase))
NAMED_LEARNER = Condition(
    "a learner other than the worst case", lambda game: not isinstance(game.learner, WorstCase), hypothesis=False
)
MEAN = Condition("the mean is released", lambda game: isinstance(game.learner, EmpiricalMean))
BALANCED = Condition("gamma = 1", lambda game: sp.Eq(game.gamma, 1))
UNBALANCED = Condition("gamma != 1", lambda game: sp.Ne(game.gamma, 1), hypothesis=False)
FINITE = Condition("finitely many atoms", lambda game: game.law.is_discrete and game.law.atom_count.is_finite)
FINITE_DIVERSITY = Condition("C_K is finite", _finite_diversity)
LATTICE = Condition(
    "finitely many atoms with rational values",
    lambda game: game.law.is_discrete and game.law.is_lattice and game.law.atom_count.is_finite,
)

__all__ = [
    "BALANCED",
    "DISCRETE",
    "FINITE",
    "FINITE_DIVERSITY",
    "KNOWN_TABLE",
    "LATTICE",
    "MEAN",
    "NAMED_LEARNER",
    "NUMBERS",
    "UNBALANCED",
    "WORST_CASE",
    "at_least",
    "given",
    "knows",
]
