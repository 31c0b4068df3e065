"""The training: a privacy guarantee, a size in bits, any property that a theorem of the catalog speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...curve import Curve, CurvePoint
from ...game import Game
from ...laws import AnyLaw, Law
from ...learners import DPSGD, BitBudget, Composition, FiniteModels, KnownDesign, Learner, RidgeFit
from ...learners.privacy.guarantee import Privacy
from ...learners.property import Property
from ...numeric.exact import to_expr
from ...planning import calibrate
from ...result import Bound
from ...theorems import CATALOG
from ...theorems.theorem import Theorem, Whose
from ..claim import Claim, Quantity, Side
from ..release import Attacker, Release
from .source import Lever

_PARAMETERS = {
    "DPSGD": "noise_multiplier",
    "PrivateLearner": "epsilon",
    "ZeroConcentratedDP": "rho",
    "GaussianDP": "mu",
    "BitBudget": "bits",
}


_OWN_GAME = (KnownDesign, RidgeFit)
"""Their columns are fixed and their labels alone are random."""
_DIGITS = 2
"""Of a parameter that is calibrated."""
_ANY_UNIT = (BitBudget, FiniteModels)
"""What is said of a release by itself, whatever a record is."""
_SLOPES = tuple(Fraction(4**k) for k in range(6))
ROWS = "it speaks of rows, and a record here is a person with all their rows: say unit = 'person' where it does"


def repeated(learner: Learner, versions: int) -> Learner | None:
    """What holds of several releases of the same records that each have the property; None where nothing is known."""
    if versions == 1:
        return learner
    if isinstance(learner, BitBudget):
        source = f"{versions} versions, each of at most {learner.bits} bits: {learner.source or 'as claimed'}"
        return BitBudget(learner.bits * versions, source=source)
    if isinstance(learner, Privacy):
        return Composition([learner], times=[versions])
    return None


@dataclass(frozen=True)
class Procedure:
    """One property of the training, on `n` records; `law`: the known table, None for independent records."""

    release: Release
    learner: Learner
    n: int
    law: Law | None = None
    covers: int = 1
    """How many versions it speaks of already."""
    _kept: dict[Quantity, tuple[Claim, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """As it is written."""
        return str(self.learner)

    @cached_property
    def silent(self) -> str:
        """Why no theorem speaks."""
        if isinstance(self.learner, _OWN_GAME):
            return "it has a game of its own: its columns are fixed and known, and the labels alone are random"
        if self.release.data.by is not None and self.release.unit == "row" and not isinstance(self.learner, _ANY_UNIT):
            return ROWS
        if self.law is not None and self._needs_no_law:
            return "its theorems speak of independent records, not of a part of known ones"
        if self.game is None:
            return f"no theorem says what {self.release.versions} releases with this property leak together"
        if not self._bounds(Fraction(1)):
            if self.law is None:
                return "no theorem bounds it"
            return "its theorems speak of independent records, not of a part of known ones"
        return ""

    @property
    def _needs_no_law(self) -> bool:
        """Whether it says itself what is random."""
        assert self.law is not None
        self.learner.check(AnyLaw())
        try:
            self.learner.check(self.law)
        except ValueError:
            return True
        return False

    def _bounds(self, gamma: Fraction, record: Whose = "average") -> list[Bound]:
        """What the theorems say of it; what a known table says of every learner is the table's."""
        return [b for b in self._at(gamma, record).bounds() if b.guaranteed and not b.id.startswith("finite")]

    @cached_property
    def game(self) -> Game | None:
        """The game at the prior of the release."""
        whole = repeated(self.learner, self.release.versions // self.covers)
        if whole is None:
            return None
        return Game(self.law, whole, n=self.n, nu=to_expr(self.release.prior), lam=to_expr(self.release.lam))

    def _at(self, gamma: Fraction, record: Whose = "average") -> Game:
        assert self.game is not None
        return Game(self.law, self.game.learner, n=self.n, nu=to_expr(1 / (1 + gamma)), record=record)

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        if self.silent:
            return
        for claim in self._said(quantity):
            # What some attack reaches that knows the whole record, says nothing of one that knows less.
            if claim.side == "upper" or attacker.columns is None:
                yield claim

    def _said(self, quantity: Quantity) -> tuple[Claim, ...]:
        """Its statements on a quantity, whoever attacks."""
        if quantity not in self._kept:
            self._kept[quantity] = tuple(self._rate(quantity) if quantity.kind == "tpr" else self._height(quantity))
        return self._kept[quantity]

    @cached_property
    def _curve(self) -> Curve:
        return self._at(Fraction(1)).tradeoff()

    def _rate(self, quantity: Quantity) -> Iterator[Claim]:
        if self.release.data.population is not None:  # the curve would know of the cells of the law that stands in
            yield from self._lines(quantity.at)
            return
        point = self._curve.at(quantity.at)
        if not point.tpr.guaranteed:
            return
        for side, theorem, rate in _ends(point):
            if theorem and not theorem.startswith("finite"):
                yield self._claim(side, rate, theorem, _label(theorem), _assumed(theorem))

    def _lines(self, rate: Fraction) -> Iterator[Claim]:
        """The best line TPR <= gamma FPR + Delta_gamma."""
        lines = [(gamma, claim) for gamma in _SLOPES for claim in self._said(Quantity("delta", gamma))]
        found = [replace(claim, value=gamma * rate + claim.value) for gamma, claim in lines if claim.side == "upper"]
        if found:
            yield min(found, key=lambda claim: claim.value)

    def _height(self, quantity: Quantity) -> Iterator[Claim]:
        found = self._bounds(quantity.at, "worst" if quantity.kind == "record" else "average")
        above = [b for b in found if b.kind in ("upper", "exact")]
        below = [b for b in found if b.kind in ("lower", "exact")]
        if above:
            best = min(above, key=lambda b: b.number().upper)
            yield self._claim("upper", best.number().upper, best.path, best.label, best.assumptions)
        if below:
            best = max(below, key=lambda b: b.number().lower)
            yield self._claim("lower", best.number().lower, best.path, best.label, best.assumptions)

    def _claim(self, side: Side, value: Any, theorem: str, label: str, more: Sequence[str]) -> Claim:
        parts = self._at(Fraction(1)).learner.parts
        released = [part.claim if isinstance(part, Property) else part.released for part in parts]
        theorems = [text for text in more if not text.startswith("released: ")]  # the same, theorem by theorem
        assumed = tuple(dict.fromkeys([*released, *theorems]))
        return Claim(side, Fraction(value), self.name, (theorem,), label, assumptions=assumed)

    def levers(self, most: Fraction | None) -> Iterator[Lever]:
        """The weakest setting of its parameter that reaches the target."""
        parameter = _PARAMETERS.get(type(self.learner).__name__)
        if most is None or parameter is None or self.silent or self.release.versions > 1 or self.law is not None:
            return
        name = type(self.learner).__name__
        if isinstance(self.learner, DPSGD):
            if most:
                yield Lever(
                    f"{name}: more noise, a lower rate or fewer steps; in some minutes, how much is found by boundcalc "
                    f"calibrate --vary {parameter} --learner '{self.learner}' --n {self.n} --advantage {most}",
                    most,
                )
            return
        with suppress(ValueError):
            found = calibrate(self._at(Fraction(1)), parameter, advantage=to_expr(most), digits=_DIGITS)
            yield Lever(f"{name}: {parameter} = {_written(found.value)}", Fraction(found.reached.upper))


def _written(value: Fraction) -> str:
    """A decimal of few digits, exactly: rounded, it would no longer reach the target."""
    return str(value) if value.denominator == 1 else f"{Decimal(value.numerator) / value.denominator:f}"


def _ends(point: CurvePoint) -> tuple[tuple[Side, str, object], ...]:
    return ("upper", point.upper, point.tpr.upper), ("lower", point.lower, point.tpr.lower)


def _named(theorem: str) -> list[Theorem]:
    return [CATALOG[id] for id in theorem.replace("+", " ").split() if id in CATALOG]


def _label(theorem: str) -> str:
    return "cited" if "cited" in [named.label for named in _named(theorem)] else "proved"


def _assumed(theorem: str) -> list[str]:
    return [text for named in _named(theorem) for text in named.assumptions]
