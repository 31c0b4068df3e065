"""Monte Carlo as evidence: a statement on Delta confirmed by playing games, with an exact confidence level."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from ..game import Game
from ..montecarlo.interval import percent
from ..numeric import Enclosure, evaluate
from ..numeric.exact import to_rational
from ..numeric.kinds import NumberLike
from ..theorems import CATALOG
from .finite import Report

Bound = Callable[[Game], NumberLike]


def simulated(
    games: Sequence[Game],
    sign: str,
    bound: str | Bound,
    samples: int = 100_000,
    seed: int = 0,
    level: NumberLike = "0.999",
    tolerance: NumberLike = 0,
) -> Report:
    r"""Whether ``Delta sign bound`` in every game, by playing each of them.

    Each game gets a confidence interval that covers its Delta with probability at least 1 - (1-level)/(number of
    games), at every sample size; so all cover together with probability at least `level`. The verdict is *simulated*
    when every whole interval satisfies the claim. It is never *refuted*, however far off a simulation is: a
    counterexample has to be certain. Then the claim is *undecided*, and the report says what was met.

    Args:
        games: what is played.
        sign: ``<=``, ``>=`` or ``=``; the last is meant up to the relative `tolerance`.
        bound: the id of a theorem of the catalog, or a function of the game: a number or a SymPy expression.

    Raises ValueError for another sign, no games, or a theorem without a formula.

    >>> import boundcalc as bc
    >>> game = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3)
    >>> print(simulated([game], "<=", "disc-ck", samples=20_000).verdict().word)
    simulated
    """
    if sign not in ("<=", ">=", "="):
        raise ValueError(f"sign must be <=, >= or =, got {sign!r}")
    if not games:
        raise ValueError("games must not be empty")
    error = 1 - to_rational(level, "level")
    allowed = to_rational(tolerance, "tolerance")
    family = "; ".join(f"{game.law}, {game.learner}, n = {game.n}" for game in games)
    methods, problem = set(), ""
    for number, game in enumerate(games):
        value = _value(game, bound)
        estimate = game.simulate(samples, seed + number, 1 - error / len(games))
        methods.add(estimate.method)
        above = estimate.upper <= value.lower * (1 + allowed)
        below = estimate.lower >= value.upper * (1 - allowed)
        holds = {"<=": above, ">=": below, "=": above and below}[sign]
        if not holds:
            problem = f"{game.law}, n = {game.n}: Delta is {estimate}, the bound {value}"
            break
    confidence = f"{percent(1 - error)} confidence in all"
    how = f"{samples} plays of each of {len(games)} games, seed {seed}, {confidence} ({', '.join(sorted(methods))})"
    return Report(family, samples * len(games), word="simulated", how=how, problem=problem)


def _value(game: Game, bound: str | Bound) -> Enclosure:
    if isinstance(bound, str):
        if bound not in CATALOG or CATALOG[bound].expr is None:
            raise ValueError(f"there is no theorem {bound!r} with a formula in the catalog")
        formula = CATALOG[bound].expr
        assert formula is not None
        return evaluate(formula(game), 9)
    value = bound(game)
    if isinstance(value, sp.Expr):
        return evaluate(value, 9)
    q = to_rational(value, "bound")
    return evaluate(sp.Rational(q.numerator, q.denominator), 9)


__all__ = ["simulated"]
