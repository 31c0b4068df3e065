"""Theorem: a published or proved statement, with all that a user needs to rely on it.

A theorem that makes a game playable says so in `sampler`, and the game can be simulated and cross-checked from then
on: nothing else has to be registered. `leakage_sampler` is worth giving where the inner term of T-COND is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, field, replace
from fractions import Fraction
from importlib import import_module
from pickle import PicklingError
from typing import ClassVar, Literal, Protocol, TypeAlias, TypeVar

import numpy as np
import sympy as sp

from ..divergences.losses.curve import LossCurve
from ..frames import to_html
from ..laws import Law
from ..laws.channel import Blur, Channel
from ..laws.known_part import Knows
from ..learners import Learner
from ..numeric.kinds import Array, Json, Record

Kind = Literal["exact", "upper", "lower", "between", "limit", "identity"]
"""What the expression is to Delta; `identity` for a statement that is no bound on Delta by itself."""

Label = Literal["proved", "cited", "limit", "heuristic"]
"""How the statement is known, as in the theory: never a stronger word than it deserves."""

Scope = Literal["average", "every"]
"""Of which records a statement speaks: Delta is the average of the leakages Delta(z) over the records z (T-COND); what
bounds every Delta(z) bounds the average too, and not conversely."""

Whose = Literal["average", "worst"]
"""Which record's leakage a game is about: the average of all, or the largest of all."""

LogRatios = Callable[[np.random.Generator, int, bool], Array]
"""(rng, size, member) -> float64 array of `size` independent draws of log(dP1/dP0), under P1 if `member` else under P0.

`rng` is a numpy Generator, the only source of randomness; -inf stands for a ratio of 0 (no member looks like that)."""

Draws = Callable[[np.random.Generator, int], Array]
"""(rng, size) -> float64 array of `size` independent draws."""

Rates = Callable[[float], tuple[float, float]]
"""t -> (FPR, TPR) of the test LR > t, in float64."""

Bounded = Callable[["Setting"], sp.Expr | None]
"""game -> what a divergence of P1 from P0 is at most, None where the theorem does not say."""

Points: TypeAlias = tuple[tuple[Fraction, Fraction, Fraction], ...]
"""(LR, P1 mass, P0 mass), the largest LR first: the corners of an exact trade-off curve."""


Described = TypeVar("Described", bound=Learner, covariant=True)


class Setting(Protocol[Described]):
    """The game as a theorem sees it: a frozen dataclass, whose views `dataclasses.replace` makes.

    `Setting[GaussianDP]` is one whose conditions have found that kind of learner.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def __hash__(self) -> int:
        """Equal games are one: what is worked out for a game is kept by it."""

    @property
    def law(self) -> Law:
        """What the data are."""

    @property
    def learner(self) -> Described:
        """What is released: the learner that the conditions of the theorem name."""

    @property
    def n(self) -> sp.Expr:
        """Number of training data."""

    @property
    def nu(self) -> sp.Expr:
        """Probability that the test point is a member."""

    @property
    def lam(self) -> sp.Expr:
        """Weight of correct answers on non-members."""

    @property
    def record(self) -> Whose:
        """Whether Delta is the average of Delta(z) over the records z, or the largest."""

    @property
    def gamma(self) -> sp.Expr:
        """lam (1-nu)/nu."""

    @property
    def knows(self) -> Knows | None:
        """What the attacker knows of a target; None for all of its record."""

    @property
    def others(self) -> sp.Expr:
        """How many of the other members the attacker knows."""

    @property
    def group(self) -> sp.Expr:
        """How many records are attacked at once."""

    @property
    def fraction(self) -> sp.Expr:
        """Which part of the records the learner uses."""


Answer: TypeAlias = bool | sp.Basic | None
"""Yes, no, a relation between the parameters of the game, or None: not decidable here."""


@dataclass(frozen=True)
class Condition:
    """When a theorem is applied: a text, and a test of the game.

    A test that compares parameters answers with the relation itself, so that what symbols leave open stays in the
    statement. A `hypothesis` belongs to the mathematics; other conditions say when the statement can be computed here,
    or adds something, and are no part of it on paper.
    """

    text: str
    test: Callable[[Setting], Answer]
    hypothesis: bool = True

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> str | tuple[Callable[[str, int], Condition], tuple[str, int]]:
        for name, condition in (("INDEPENDENT", INDEPENDENT), ("ONE_RECORD", ONE_RECORD), ("ON_AVERAGE", ON_AVERAGE)):
            if condition is self:
                return name
        for theorem in CATALOG.values():
            for place, condition in enumerate(theorem.conditions):
                if condition is self:
                    return _condition, (theorem.id, place)
        raise PicklingError(f"a condition pickles by its theorem of the catalog, where none has: {self}")

    def relation(self, game: Setting) -> sp.Basic | None:
        """The condition in the parameters of the game: sp.true, sp.false or what they leave open; None where it
        cannot be written down."""
        answer = self.test(game)
        return None if answer is None else sp.sympify(answer)

    def check(self, game: Setting) -> bool | None:
        """Whether it certainly holds (True) or fails (False); None when neither."""
        relation = self.relation(game)
        return True if relation is sp.true else False if relation is sp.false else None


GROUP = Condition("several records at once", lambda game: game.group != 1)
CHANNEL = Condition(
    "the attacker sees its target through a channel", lambda game: isinstance(game.knows, Channel | Blur)
)
ONE_RECORD = Condition("the whole record of one target is known, and nothing else", lambda game: is_plain(game))
"""What every theorem assumes that does not speak of groups; others games come down to plain ones (`attackers`)."""
KNOWN_TABLE = Condition("the data are a random part of a known table", lambda game: not game.law.independent)
INDEPENDENT = Condition("the data are independent draws from a law", lambda game: game.law.independent)
"""What every theorem assumes that does not speak of known tables."""
ON_AVERAGE = Condition(
    "a statement on the average record, not on the worst", lambda game: game.record == "average", False
)
"""What every theorem asks that does not speak of every record; see `Theorem.speaks_of`."""


@dataclass(frozen=True)
class Region:
    """A bound on the whole trade-off curve: on every test, and so for every gamma."""

    delta: Callable[[sp.Expr], sp.Expr]
    """gamma -> the largest Delta_gamma that it leaves."""
    tpr: Callable[[sp.Expr], sp.Expr]
    """FPR -> the largest true-positive rate that it leaves: concave."""
    fpr: Callable[[sp.Expr], sp.Expr]
    """TPR -> the smallest false-positive rate that it leaves."""


@dataclass(frozen=True)
class Theorem:
    r"""One statement of the catalog.

    ``id`` is permanent. ``as_stated`` is the formula as its author would write it (LaTeX, in the symbols n, gamma,
    K, p_j, C_K); ``expr(game)`` is the same as an expression over the parameters of a game. `conditions` are
    checked before it is applied, and `uses` names the theorems it rests on.
    """

    id: str
    title: str
    kind: Kind
    label: Label
    statement: str
    as_stated: str
    expr: Callable[[Setting], sp.Expr] | None = field(repr=False)
    conditions: tuple[Condition, ...] = ()
    assumptions: tuple[str, ...] = ()
    reference: str = ""
    speaks_of: Scope = "average"
    """The records whose leakage the expression bounds. The only place where this is said: a game about the worst record
    hears no theorem on the average one, and everything printed takes its words from here."""
    certain: bool = True
    """Whether its numbers are guaranteed; an accountant's are not, and are slow: they are shown and not used."""
    says: Callable[[Setting], Answer] = field(default=lambda game: True, repr=False)
    """Of which of its games `as_stated` is the formula, word for word; elsewhere the expression is printed."""
    remark: str = ""
    """What the formula means for security, in plain words, for `explain()`."""
    uses: tuple[str, ...] = ()
    tangents: Callable[[Setting, Fraction], tuple[sp.Expr, ...]] | None = field(default=None, repr=False)
    """For upper bounds that take long: (game, FPR) -> the few gammas whose lines gamma FPR + E_gamma come near the
    least of all, as bounds on the true-positive rate."""
    target: Callable[[Setting, Record], sp.Expr] | None = field(default=None, repr=False)
    """For exact theorems: (game, z) -> the leakage of the one record z (T-COND's inner term)."""
    roc: Callable[[Setting, sp.Expr], tuple[sp.Expr, sp.Expr]] | None = field(default=None, repr=False)
    """For exact theorems: (game, t) -> (FPR, TPR) of the test LR > t."""
    roc_float: Callable[[Setting], Rates | None] | None = field(default=None, repr=False)
    """The same in plain float64, to know where to look: game -> (t -> (FPR, TPR)), or None."""
    listed: Callable[[Setting], Points | None] | None = field(default=None, repr=False)
    """For exact theorems: game -> every likelihood ratio with its masses, where they are few and rational."""
    curve: Callable[[Setting], LossCurve] | None = field(default=None, repr=False)
    """For exact theorems: game -> the whole trade-off curve, where it is known better than test by test."""
    region: Callable[[Setting], Region] | None = field(default=None, repr=False)
    """For upper bounds that are bounds on the whole curve; of others the curve is the envelope of its lines."""
    information: Bounded | None = field(default=None, repr=False)
    """game -> nats that KL(P1||P0) is at most, where the bound rests on that: T-REGION carries it to every gamma."""
    chi_square: Bounded | None = field(default=None, repr=False)
    """The same for chi^2(P1||P0)."""
    attack: Callable[[Setting], tuple[sp.Expr, sp.Expr]] | None = field(default=None, repr=False)
    """For lower bounds that come from one attack: game -> (its false-positive rate at most, its true-positive rate)."""
    sampler: Callable[[Setting, Record], LogRatios] | None = field(default=None, repr=False)
    """How to play: (game, z) -> LogRatios. z is None for a random test point as in the game; otherwise the one target
    whose leakage is simulated, the ratio then being that of law(theta | z_1 = z) to law(theta) (ValueError when the
    sampler cannot fix z). Draw the data and what is released as the game says; do not use the formula of `expr`."""
    leakage_sampler: Callable[[Setting], Draws] | None = field(default=None, repr=False)
    """game -> ((rng, size) -> Delta_gamma(z) in [0, 1] at `size` independent z ~ P, float64): data integrated out."""
    release_sampler: Callable[[Setting], tuple[int, Draws] | None] | None = field(default=None, repr=False)
    """game -> (random numbers a draw takes, (rng, size) -> D(law(z_1 | theta), P) in [0, 1] at `size` independent
    releases theta, float64): the test point integrated out (T-SUFF). None where a release is too large to be drawn."""

    def __reduce__(self) -> tuple[Callable[[str], Theorem], tuple[str]]:
        if CATALOG.get(self.id) is not self:
            raise PicklingError(f"a theorem pickles by its place in the catalog, where {self.id} is not")
        return _of_catalog, (self.id,)

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """What the statement assumes, in words: as a paper prints it."""
        return (*(str(c) for c in self.conditions if c.hypothesis), *self.assumptions)

    @property
    def formal(self) -> str | None:
        """The name of its proof in Coq (`derivations/formal`, finite data spaces), if there is one."""
        from .formal import formal_names

        return formal_names().get(self.id)

    def unmet(self, game: Setting) -> list[Condition]:
        """The conditions that certainly fail."""
        return [condition for condition in self.conditions if condition.check(game) is False]

    def undecided(self, game: Setting) -> list[Condition]:
        """The hypotheses that cannot be decided, because of symbols."""
        return [condition for condition in self.conditions if condition.hypothesis and condition.check(game) is None]

    def obstacle(self, game: Setting) -> tuple[int, Condition] | None:
        """The first condition that fails or, in a game without symbols, cannot be decided; with its position."""
        if not game.law.independent and KNOWN_TABLE not in self.conditions:
            return 0, INDEPENDENT
        if not is_plain(game) and not (
            (GROUP in self.conditions and one_plain_target(game))
            or (CHANNEL in self.conditions and is_plain(replace(game, knows=None)))
        ):
            return 0, ONE_RECORD
        for i, condition in enumerate(self.conditions):
            answer = condition.check(game)
            if answer is False or (answer is None and not is_symbolic(game)):
                return i, condition
        if self.speaks_of == "average" and not ON_AVERAGE.check(game):
            return len(self.conditions), ON_AVERAGE
        return None

    def applies(self, game: Setting) -> bool:
        """Whether every condition certainly holds, or is left open by a symbol and stays in the statement."""
        return self.obstacle(game) is None

    def holds(self, game: Setting) -> bool:
        """Whether it applies whatever the symbols of the game stand for."""
        return self.applies(game) and not self.undecided(game)

    def says_as_much(self, game: Setting, other: Setting) -> bool:
        """Whether it applies to the game, and leaves nothing open there that it does not leave open in the other."""
        return self.applies(game) and set(self.undecided(game)) <= set(self.undecided(other))

    def stated(self, game: Setting) -> str:
        """The formula as its author writes it, or nothing where it is another one in this game."""
        known = not self.undecided(game) and sp.sympify(self.says(game)) is sp.true
        return self.as_stated if known else ""

    def regime(self, game: Setting) -> sp.Basic:
        """What the hypotheses leave open, as a relation between the symbols of the game; sp.true for nothing."""
        relations = (condition.relation(game) for condition in self.undecided(game))
        return sp.And(*(relation for relation in relations if relation is not None))

    def value(self, game: Setting) -> sp.Expr:
        """`expr(game)`, where symbols leave a hypothesis open only as far as it holds: a Piecewise."""
        assert self.expr is not None
        return within(self.expr(game), self.regime(game))

    def to_json(self) -> Json:
        """The catalog entry."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "label": self.label,
            "speaks_of": self.speaks_of,
            "formal": self.formal,
            "statement": self.statement,
            "as_stated": self.as_stated,
            "conditions": [str(c) for c in self.conditions],
            "assumptions": list(self.assumptions),
            "reference": self.reference,
            "uses": list(self.uses),
        }


class Catalog(dict[str, Theorem]):
    """Theorems by id; what is shown is their ids, and in a notebook a table."""

    def __repr__(self) -> str:
        return f"{len(self)} theorems: {', '.join(self)}"

    def _repr_html_(self) -> str:
        return to_html(("id", "kind", "label", "title"), [(x.id, x.kind, x.label, x.title) for x in self.values()])


CATALOG = Catalog()
"""Every theorem by its permanent id: filled once all are read."""


def _of_catalog(name: str) -> Theorem:
    return CATALOG[name]


def within(expr: sp.Expr, regime: sp.Basic) -> sp.Expr:
    """`expr` where the relation holds, and nothing elsewhere."""
    return expr if regime is sp.true else sp.Piecewise((expr, regime))


def _condition(name: str, place: int) -> Condition:
    return CATALOG[name].conditions[place]


NEUTRAL = {"knows": None, "others": sp.S.Zero, "group": sp.S.One, "fraction": sp.S.One}
"""The attacker of a plain game."""


def is_plain(game: Setting) -> bool:
    """Whether the attacker knows the whole record of one target and nothing else."""
    return game.group is sp.S.One and one_plain_target(game)


def one_plain_target(game: Setting) -> bool:
    """The same but for the number of records: SymPy has one 0 and one 1, which are asked for often."""
    return game.knows is None and game.others is sp.S.Zero and game.fraction is sp.S.One


def is_symbolic(game: Setting) -> bool:
    """Whether the game has a parameter without a value."""
    parts = (game.n, game.nu, game.lam, game.law, game.learner)
    return any(part.free_symbols for part in parts)


def collected(package: str, *names: str) -> tuple[Theorem, ...]:
    """The THEOREM of each named module of a subject's package, in this order."""
    return tuple(import_module(f"{package}.{name}").THEOREM for name in names)
