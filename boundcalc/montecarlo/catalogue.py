"""Every exact theorem of the catalogue against simulation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..game import Game
from ..laws import LAWS, Categorical, Law
from ..learners import LEARNERS, Learner
from ..numeric import evaluate
from ..numeric.ball import NoBallEvaluation
from ..numeric.exact import to_rational
from ..theorems import CATALOG, Theorem
from .estimate import CrossCheck
from .play import simulate
from .run import check_seed

_SETTINGS = ((1, "1/2"), (2, "1/2"), (5, "1/2"), (40, "1/2"), (5, "2/5"), (40, "3/5"))
"""(n, nu): gamma = 1, 3/2 and 2/3."""

_EXAMPLES: dict[str, list[tuple[list[Any], dict[str, Any]]]] = {
    "Categorical": [([["1/2", "3/10", "1/5"]], {}), ([["7/8", "1/8"], [0, 3]], {})],
    "Counts": [([{"a": 3, "b": 2, "c": 1}], {})],
    "GaussianRegression": [([2], {}), ([1], {}), ([4], {"noise_sd": "1/2"})],
    "LeastSquares": [([], {}), (["sufficient"], {})],
    "MultivariateNormal": [([2], {}), ([3], {}), ([[0, 1], [[2, 1], [1, 1]]], {})],
    "NoisyMean": [(["1/10"], {}), ([0], {})],
    "PrivateHistogram": [([scale, noise], {}) for scale in (1, 3) for noise in ("laplace", "gaussian")],
    "PrivateMean": [([scale, noise], {}) for scale in ("1/10", 1) for noise in ("laplace", "gaussian")],
    "Product": [([Categorical(["1/2", "1/2"]), Categorical(["1/4", "3/4"])], {})],
    "SufficientStatistic": [([known], {}) for known in ((), "sd", "mean", "shape", "a", "b", "n", "r")],
}
"""Examples of laws and learners whose parameters are not declared one by one: (arguments, keywords)."""


@dataclass(frozen=True)
class Check:
    """One game on which an exact theorem was compared with simulation."""

    theorem: Theorem
    game: Game
    check: CrossCheck

    def __str__(self) -> str:
        where = f"{self.game.law}, {self.game.learner}, n={self.game.n}, gamma={self.game.gamma}"
        return f"{self.theorem.id}: {where}: {self.check}"


@dataclass(frozen=True)
class CatalogueCheck:
    """The comparisons, and the exact theorems that no example game reaches or that cannot be played."""

    checks: tuple[Check, ...]
    unreached: tuple[str, ...]
    family_error: Fraction

    @property
    def disagreeing(self) -> list[Check]:
        """Should be empty: when all theorems are right it is, with probability at least 1 - family_error."""
        return [check for check in self.checks if not check.check]

    def __bool__(self) -> bool:
        return not self.disagreeing and not self.unreached


def crosscheck_catalogue(
    samples: int = 100_000, seed: int = 0, family_error: Any = "1/1000", games: int = 12
) -> CatalogueCheck:
    """Compare every exact theorem with simulations of up to `games` games each.

    The games are made from the laws and learners of the package at their typical parameters, so that a new theorem,
    law or learner joins by itself. Each interval has error family_error / (number of intervals): when everything is
    right, all agree with probability at least 1 - family_error.
    """
    error = to_rational(family_error, "family_error")
    if not 0 < error < 1:
        raise ValueError(f"family_error must be in (0, 1), got {family_error}")
    check_seed(seed)
    found: list[tuple[Theorem, Game, Any]] = []
    unreached = []
    for theorem in CATALOG.values():
        if theorem.kind != "exact":
            continue
        mine = list(itertools.islice(_playable(theorem), games))
        found += mine
        if not mine:
            unreached.append(theorem.id)
    checks = []
    level = 1 - error / max(1, len(found))
    for number, (theorem, game, exact) in enumerate(found):
        estimate = simulate(game, samples, _child(seed, number), level)
        checks.append(Check(theorem, game, estimate.crosscheck(exact)))
    return CatalogueCheck(tuple(checks), tuple(unreached), error)


def _child(seed: int, number: int) -> int:
    import numpy as np

    return int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1, np.uint64)[0])


def _playable(theorem: Theorem) -> Iterator[tuple[Theorem, Game, Any]]:
    for game in example_games():
        if not theorem.applies(game):
            continue
        try:
            assert theorem.expr is not None
            simulate(game, 1, 0)
            exact = evaluate(theorem.expr(game), 7)
        except (ValueError, TypeError, NoBallEvaluation):
            continue  # out of reach for this law: another example will do
        yield theorem, game, exact


def example_games() -> Iterator[Game]:
    """Small games: every law with every learner at typical parameters, the settings in turn."""
    laws = [_middle_first(example_laws(cls)) for cls in LAWS.values()]
    for place in range(max(map(len, laws))):
        pairs = [(listed[place], one) for listed in laws if place < len(listed) for one in example_learners()]
        for turn in range(len(_SETTINGS)):
            for i, (law, learner) in enumerate(pairs):
                n, nu = _SETTINGS[(i + turn) % len(_SETTINGS)]
                try:
                    yield Game(law, learner, n=n, nu=nu)
                except ValueError:
                    continue  # this learner does not take this law, or not this n


def _middle_first(laws: list[Law]) -> list[Law]:
    """Typical values are listed with the extreme ones first and last: those cost most."""
    middle = len(laws) // 2
    return laws[middle:] + laws[:middle]


def example_laws(cls: type[Law]) -> list[Law]:
    """Laws of a class at the typical values its parameters declare, or a few by name where it declares none."""
    return _from_typical(cls)


def example_learners() -> list[Learner]:
    """Learners at the typical values their parameters declare; those without parameters once."""
    return [learner for cls in LEARNERS.values() for learner in _from_typical(cls)]


def _from_typical(cls: Any) -> list[Any]:
    if cls.__name__ in _EXAMPLES:
        return [cls(*args, **options) for args, options in _EXAMPLES[cls.__name__]]
    declared = getattr(cls, "parameters", ())
    out = []
    for values in zip(*(parameter.typical for parameter in declared), strict=False) if declared else [()]:
        try:
            out.append(cls(**{p.name: v for p, v in zip(declared, values, strict=True)}))
        except (ValueError, TypeError):
            continue  # values that do not go together
    return out
