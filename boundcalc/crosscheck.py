"""Every exact theorem of the catalog against simulation."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from .game import Game
from .laws import LAWS, Categorical, DiscreteLaw, FinitePopulation, GaussianRegression, Law
from .laws.channel import Channel
from .learners import LEARNERS
from .montecarlo import CrossCheck, Estimate, clopper_pearson, simulate
from .montecarlo.interval import float_level
from .montecarlo.play import log_ratios
from .montecarlo.run import check_count, check_seed
from .numeric import Enclosure, evaluate
from .numeric.ball import NoBallEvaluation
from .numeric.exact import to_rational
from .numeric.kinds import NumberLike, Record
from .plot import axes_of
from .theorems import CATALOG, Theorem

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SETTINGS = ((1, "1/2"), (2, "1/2"), (5, "1/2"), (40, "1/2"), (5, "2/5"), (40, "3/5"))
"""(n, nu): gamma = 1, 3/2 and 2/3."""

_THRESHOLD = Fraction(1037, 1000)
"""The test whose rates are compared: no ratio of an example game is so close that float64 could take it for a tie."""

_ROUGH = Fraction(1, 10**4)
"""No enclosure that is wider takes part."""

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Comparison:
    """One number that an exact theorem gives for a game, beside its simulation.

    `quantity`: "Delta", "Delta(z)" of one record, or "FPR" and "TPR" of the test LR > 1037/1000.
    """

    theorem: Theorem
    game: Game
    quantity: str
    check: CrossCheck

    def __str__(self) -> str:
        where = f"{self.game.law}, {self.game.learner}, n={self.game.n}, gamma={self.game.gamma}"
        return f"{self.theorem.id}: {self.quantity}, {where}: {self.check}"


@dataclass(frozen=True)
class CatalogCheck:
    """The comparisons, and the exact theorems that no example game reaches or that cannot be played."""

    checks: tuple[Comparison, ...]
    unreached: tuple[str, ...]
    family_error: Fraction

    @property
    def disagreeing(self) -> list[Comparison]:
        """Should be empty: when all theorems are right it is, with probability at least 1 - family_error."""
        return [check for check in self.checks if not check.check]

    def __bool__(self) -> bool:
        return not self.disagreeing and not self.unreached

    def plot(self, ax: Axes | None = None) -> Axes:
        """Every simulated interval, in its own half widths from the exact value, by theorem. Returns the axes."""
        ax = axes_of(ax)
        names = list(dict.fromkeys(c.theorem.id for c in self.checks))
        for good, color, label in ((True, "C0", "agrees"), (False, "C3", "DISAGREES")):
            found = [c for c in self.checks if bool(c.check) is good]
            scale = [max(c.check.estimate.width / 2, 1e-300) for c in found]
            x = [(c.check.estimate.estimate - float(c.check.exact)) / w for c, w in zip(found, scale, strict=True)]
            y = [names.index(c.theorem.id) for c in found]
            if found:
                ax.plot(x, y, marker="|" if good else "x", linestyle="", color=color, label=f"simulated, {label}")
        ax.axvline(0, color="black", linewidth=0.8, label="exact")
        ax.axvspan(-1, 1, color="grey", alpha=0.15, label="within its interval, all at once")
        ax.set_yticks(range(len(names)), names, fontsize="x-small")
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.set_xlabel("simulated - exact, in half widths of the interval")
        ax.legend(fontsize="small", loc="upper right")
        return ax


def crosscheck_catalog(
    samples: int = 100_000, seed: int = 0, family_error: NumberLike = "1/1000", games: int = 14
) -> CatalogCheck:
    """Compare every exact theorem with simulations of up to `games` games each.

    Delta in all of them; the leakage of one record and the rates of one test, where the theorem has formulas for them,
    in the first quarter, or in the first game for which they are within reach. The games are made from the laws and
    learners of the package at their typical parameters, so that a new theorem, law or learner joins by itself. Each
    interval has error family_error / (number of intervals): when everything is right, all agree with probability at
    least 1 - family_error.
    """
    error = to_rational(family_error, "family_error")
    if not 0 < error < 1:
        raise ValueError(f"family_error must be in (0, 1), got {family_error}")
    samples, games = check_count(samples, "samples", 10**11), check_count(games, "games", 10**6)
    check_seed(seed)
    found: list[_Claim] = []
    unreached = []
    for theorem in CATALOG.values():
        if theorem.kind != "exact":
            continue
        mine = list(itertools.islice(_claims(_of_the_game, theorem), games))
        found += (claim for claims in mine for claim in claims)
        for field, formula in (("target", _of_a_target), ("roc", _of_a_test)):
            if getattr(theorem, field) is not None:
                some = [more for (claim, *_) in mine[: -(-games // 4)] for more in formula(theorem, claim.game)]
                found += some or next(_claims(formula, theorem), [])
        if not mine:
            unreached.append(theorem.id)
    level = 1 - error / max(1, len(found))
    checks = [
        Comparison(claim.theorem, claim.game, claim.quantity, _play(claim, samples, _child(seed, i), level))
        for i, claim in enumerate(found)
    ]
    return CatalogCheck(tuple(checks), tuple(unreached), error)


@dataclass(frozen=True)
class _Claim:
    """A number that a theorem states."""

    theorem: Theorem
    game: Game
    exact: Enclosure
    quantity: str = "Delta"
    target: Record | None = None


def _play(claim: _Claim, samples: int, seed: int, level: Fraction) -> CrossCheck:
    if claim.quantity in ("Delta", "Delta(z)"):
        return simulate(claim.game, samples, seed, level, target=claim.target).crosscheck(claim.exact)
    play, rng = log_ratios(claim.game, None), np.random.default_rng(seed)
    bar, above = np.log(float(_THRESHOLD)), 0
    for start in range(0, samples, _CHUNK):
        ratios = play(rng, min(_CHUNK, samples - start), claim.quantity == "TPR")
        above += int(np.count_nonzero(ratios > bar))
    low, high = clopper_pearson(above, samples, level)
    name = "likelihood-ratio test, Clopper-Pearson"
    return Estimate(above / samples, low, high, float_level(level), samples, seed, name).crosscheck(claim.exact)


def _child(seed: int, number: int) -> int:
    return int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1, np.uint64)[0])


_OUT_OF_REACH = (ValueError, TypeError, NoBallEvaluation)


def _value(expr: sp.Expr) -> Enclosure:
    """The value, for a comparison that can fail; NoBallEvaluation when it is known so roughly that all would agree."""
    value = evaluate(expr, 7)
    if value.width > _ROUGH:
        raise NoBallEvaluation(f"known only to lie in {value}")
    return value


def _claims(formula: Callable[[Theorem, Game], list[_Claim]], theorem: Theorem) -> Iterator[list[_Claim]]:
    """The claims of one formula, game by game, where there are any."""
    applies = (game for game in example_games() if theorem.applies(game))
    return (claims for game in applies if (claims := formula(theorem, game)))


def _of_the_game(theorem: Theorem, game: Game) -> list[_Claim]:
    assert theorem.expr is not None
    try:
        simulate(game, 1, 0)
        return [_Claim(theorem, game, _value(theorem.expr(game)))]
    except _OUT_OF_REACH:
        return []  # for this law: another example will do


def _of_a_target(theorem: Theorem, game: Game) -> list[_Claim]:
    assert theorem.target is not None
    try:
        z = example_record(game.law)
        simulate(game, 1, 0, target=z)
        return [_Claim(theorem, game, _value(theorem.target(game, z)), "Delta(z)", z)]
    except _OUT_OF_REACH:
        return []


def _of_a_test(theorem: Theorem, game: Game) -> list[_Claim]:
    assert theorem.roc is not None
    try:
        simulate(game, 1, 0)
        rates = theorem.roc(game, sp.Rational(_THRESHOLD))
        return [
            _Claim(theorem, game, _value(rate), quantity) for quantity, rate in zip(("FPR", "TPR"), rates, strict=True)
        ]
    except _OUT_OF_REACH:
        return []


def example_record(law: Law) -> Record:
    """A record whose leakage is worth a look: the rarest atom, the second of infinitely many, a rounded draw."""
    if isinstance(law, DiscreteLaw):
        first = law.index_range[0]
        return law.rarest(1)[0][0] if law.atom_count.is_finite else 1 if first.is_infinite else first + 1
    if isinstance(law, FinitePopulation):
        return law.rarest(1)[0][0]
    drawn = np.asarray(law.sample(np.random.default_rng(0), 1))[0]
    rounded = [Fraction(round(64 * x), 64) for x in np.atleast_1d(drawn).tolist()]
    if isinstance(law, GaussianRegression):
        return rounded[:-1], rounded[-1]
    return rounded if np.ndim(drawn) else rounded[0]


_NOISY = Channel({0: {"+": "9/10", "-": "1/10"}, 1: {"+": "1/5", "-": "4/5"}, 2: {"?": 1}})
"""What an attacker may see of one of three records."""


def example_games() -> Iterator[Game]:
    """Small games: every law with every learner at typical parameters, the settings in turn."""
    laws = [_middle_first(law.examples()) for law in LAWS.values()]
    learners = [learner for kind in LEARNERS.values() for learner in kind.examples()]
    for place in range(max(map(len, laws))):
        pairs = [(listed[place], one) for listed in laws if place < len(listed) for one in learners]
        for turn in range(len(_SETTINGS)):
            for i, (law, learner) in enumerate(pairs):
                n, nu = _SETTINGS[(i + turn) % len(_SETTINGS)]
                try:
                    yield Game(law, learner, n=n, nu=nu)
                except ValueError:
                    continue  # this learner does not take this law, or not this n
    for n, nu in _SETTINGS:
        yield Game(Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 2]), n=n, nu=nu, knows=_NOISY)


def _middle_first(laws: list[Law]) -> list[Law]:
    """Typical values are listed with the extreme ones first and last: those cost most."""
    middle = len(laws) // 2
    return laws[middle:] + laws[:middle]
