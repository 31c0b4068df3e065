"""The largest true-positive rate at a false-positive rate that guarantees leave."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial

from ..game import Game
from ..numeric import Enclosure
from ..numeric.ball import NoBallEvaluation
from ..numeric.exact import shown, to_expr, to_rate, to_rational
from ..numeric.kinds import NumberLike
from ..theorems import CATALOG, Theorem

_STEEPEST = 700.0  # |ln gamma|, so that gamma is an ordinary float

Answer = tuple[Enclosure, tuple[Theorem, ...] | None]
"""A number, and theorems that suffice for it; None for all."""


def certain() -> tuple[Theorem, ...]:
    """The theorems that give guaranteed numbers: all but those of accountants."""
    return tuple(t for t in CATALOG.values() if t.certain)


def best_tpr(game: Game, fpr: NumberLike) -> Enclosure:
    r"""An upper bound on the true-positive rate of every attack at this false-positive rate; exact where the curve is
    known. Both rates are those of the average record, or where the game says ``record="worst"`` of any one record.

    TPR <= gamma FPR + E_gamma(P1||P0) for every gamma > 0: the best gamma is looked for in float64, and the bound
    there is certified. Not guaranteed where the game's own value is not.

    >>> import boundcalc as bc
    >>> best_tpr(bc.Game(None, bc.GaussianDP(1), n=1), "1/100").upper_str(6)
    '0.087824'
    >>> best_tpr(bc.Game(None, bc.GaussianDP(1), n=1, record="worst"), "1/100").upper_str(6)
    '0.0923623'
    """
    if not isinstance(game, Game):
        raise ValueError(f"game must be a boundcalc Game, got {shown(game)}")
    return largest_rate(game, to_rate(fpr, "fpr"))[0]


def largest_rate(game: Game, rate: Fraction, theorems: Sequence[Theorem] | None = None) -> Answer:
    """The same by these theorems, and the one that gave it."""
    exact = game.exact_theorem
    if exact is not None and exact.roc is not None:
        return game.tradeoff().tpr(rate), None
    # A theorem that knows where it says most is asked there, the others in many places.
    asked = certain() if theorems is None else theorems
    others = [t for t in asked if t.tangents is None and t.kind not in ("lower", "limit", "identity")]
    found, by = Enclosure.point(1), tuple(others)
    if others:
        found = _lowest(partial(_line, game, rate, others), rate)
    for view in game.views:
        for theorem in asked:
            if theorem.tangents is not None and theorem.applies(view):
                for gamma in theorem.tangents(view, rate):
                    there = _line(view, rate, [theorem], to_rational(gamma))
                    if there.upper < found.upper:
                        by = (theorem,)
                    found = found.minimum(there)
    return Enclosure(min(rate, found.upper), found.upper, found.guaranteed), by


def leakage(game: Game, digits: int = 12, theorems: Sequence[Theorem] | None = None) -> Answer:
    """The exact value, or the best guaranteed upper bound (of these theorems), and the theorem that gave it."""
    if game.exact_theorem is not None:
        with suppress(NoBallEvaluation):  # out of reach at this size
            return game.delta(digits).number(), None
    # The upper bound itself: the lower one would only blur what is compared.
    bounds = game.bounds(digits, certain() if theorems is None else tuple(theorems))
    top = bounds.interval.upper
    by = None if bounds.upper is None or len(bounds.upper.via) else (CATALOG[bounds.upper.id],)
    return Enclosure(top, top), by


def _line(game: Game, rate: Fraction, theorems: Sequence[Theorem], gamma: Fraction) -> Enclosure:
    """gamma FPR + E_gamma, with what the theorems say of E_gamma."""
    value, _ = leakage(replace(game, nu=1 / (1 + to_expr(gamma)), lam=1), theorems=theorems)
    upper = min(Fraction(value.upper), Fraction(1))
    total = gamma * rate + (upper if gamma >= 1 else 1 - gamma + gamma * upper)
    return Enclosure(total, total, value.guaranteed)


def _lowest(line: Callable[[Fraction], Enclosure], rate: Fraction) -> Enclosure:
    """The lowest line found: beyond gamma = 1/FPR a line says nothing; the bound is convex in gamma, so it falls and
    then grows."""

    def at(x: float) -> Enclosure:
        return line(Fraction(f"{math.exp(x):.7g}"))  # any gamma gives a bound, and a short one is cheap

    high = min(_STEEPEST, 1 - math.log(max(rate, Fraction(1, 10**300))))
    low = -_STEEPEST
    golden = (math.sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    fa, fb = at(a), at(b)
    best = fa.minimum(fb).minimum(1)
    while high - low > 1e-5:
        if fa.upper < fb.upper:  # equal values are those of a flat left end, where the best known is 1, or of a minimum
            high, b, fb = b, a, fa
            a = high - golden * (high - low)
            fa = at(a)
        else:
            low, a, fa = a, b, fb
            b = low + golden * (high - low)
            fb = at(b)
        best = best.minimum(fa).minimum(fb)
    return best
