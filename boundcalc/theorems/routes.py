"""Ways from a bound on one game to a bound on another: T-DPI, T-SANDWICH and T-MONO."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import sympy as sp

from ..laws import FinitePopulation
from ..learners import WorstCase
from ..learners.privacy.guarantee import Privacy
from .general.sandwich_lower import sandwich_lower
from .theorem import Setting, is_symbolic

Statement = tuple[str, sp.Expr, tuple[str, ...]]
"""Kind, expression, and the theorems that carried it."""

_DOUBLINGS = 10


@dataclass(frozen=True)
class Route:
    """A game whose bounds say something of another one, and what."""

    game: Setting
    carry: Callable[[str, sp.Expr], list[Statement]]
    text: str = ""
    """What is different in that game, in words."""


def _same(kind: str, expr: sp.Expr) -> list[Statement]:
    return [(kind, expr, ())]


def _processed(kind: str, expr: sp.Expr) -> list[Statement]:
    return [("upper", expr, ("dpi",))] if kind in ("upper", "exact") else []


def _averaged(kind: str, expr: sp.Expr) -> list[Statement]:
    return [("lower", expr, ("cond",))] if kind in ("lower", "exact") else []


def _larger_n(kind: str, expr: sp.Expr) -> list[Statement]:
    return [("lower", expr, ("mono",))] if kind in ("lower", "exact") else []


def _smaller_n(kind: str, expr: sp.Expr) -> list[Statement]:
    return [("upper", expr, ("mono",))] if kind in ("upper", "exact") else []


def _swapped(share: sp.Expr) -> Callable[[str, sp.Expr], list[Statement]]:
    def carry(kind: str, expr: sp.Expr) -> list[Statement]:
        return [("upper", share * expr, ("swap",))] if kind in ("upper", "exact") else []

    return carry


def routes(game: Setting) -> Iterator[Route]:
    """The ways for each description of the learner, the game itself first.

    - each part of a learner with several descriptions is the same release: everything holds;
    - a release that is post-processed from another leaks no more (T-DPI): upper bounds carry over;
    - of a known table, what is proved of every pair of neighbours (T-SWAP): upper bounds carry over;
    - for gamma != 1, bounds on the total variation carry over by T-SANDWICH;
    - the worst record leaks at least what the average one does (T-COND): lower bounds carry over;
    - the worst case does not grow with n (T-MONO): lower bounds carry over from 2n, 4n, ..., upper ones from n/2, ....
    """
    for part in dict.fromkeys(game.learner.parts):
        view = game if part == game.learner else replace(game, learner=part)
        yield Route(view, _same)
        for source in part.sources:
            try:
                origin = replace(game, learner=source)
            except ValueError:  # it needs more data
                continue
            yield Route(origin, _processed, f"for {source}")
        if isinstance(game.law, FinitePopulation) and isinstance(part, Privacy):
            share = 1 - game.n / game.law.size if game.law.outsider == "everybody" else sp.S.One
            yield Route(replace(view, law=None, record="worst"), _swapped(share), "for every pair of neighbours")
        if game.gamma != 1:
            yield Route(replace(view, nu="1/2", lam=1), _between(game.gamma), "at gamma = 1")
        if game.record == "worst":
            yield Route(replace(view, record="average"), _averaged, "for the average record")
        if isinstance(part, WorstCase) and game.law.independent and not is_symbolic(game):
            for i in range(1, _DOUBLINGS + 1):
                yield Route(replace(view, n=game.n * 2**i), _larger_n, f"at n = {game.n * 2**i}")
                if game.n >= 2**i:
                    smaller = int(game.n) // 2**i
                    yield Route(replace(view, n=smaller), _smaller_n, f"at n = {smaller}")


def _between(gamma: sp.Expr) -> Callable[[str, sp.Expr], list[Statement]]:
    def carry(kind: str, expr: sp.Expr) -> list[Statement]:
        found: list[Statement] = []
        if kind in ("lower", "exact"):
            found.append(("lower", sandwich_lower(expr, gamma), ("sandwich-lower",)))
        if kind in ("upper", "exact"):
            found.append(("upper", expr, ("sandwich-upper",)))
        return found

    return carry
