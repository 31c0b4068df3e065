"""The training: a privacy guarantee, a size in bits, any property that a theorem of the catalog speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...curve import Curve
from ...game import Game
from ...laws import Law
from ...learners import BitBudget, Composition, Learner
from ...learners.privacy.guarantee import Privacy
from ...learners.property import Property
from ...numeric.exact import to_expr
from ...planning import calibrate
from ...result import Bound
from ...theorems.theorem import Whose
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


def repeated(learner: Learner, versions: int) -> Learner | None:
    """What holds of several releases of the same records that each have the property; None where nothing is known."""
    if versions == 1:
        return learner
    if isinstance(learner, BitBudget):
        return BitBudget(learner.bits * versions, source=f"{versions} of them: {learner.claim}")
    if isinstance(learner, Privacy):
        return Composition([learner] * versions)
    return None


@dataclass(frozen=True)
class Procedure:
    """One property of the training, on `n` records; `law`: the known table, None for independent records."""

    release: Release
    learner: Learner
    n: int
    law: Law | None = None
    _kept: dict[Quantity, tuple[Claim, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """As it is written."""
        return str(self.learner)

    @cached_property
    def silent(self) -> str:
        """Why no theorem speaks."""
        if self.game is None:
            return f"no theorem says what {self.release.versions} releases with this property leak together"
        if not self._bounds(Fraction(1)):
            if self.law is None:
                return "no theorem bounds it"
            return "its theorems speak of independent records, not of a part of a known table"
        return ""

    def _bounds(self, gamma: Fraction, record: Whose = "average") -> list[Bound]:
        """What the theorems say of it; what a known table says of every learner is the table's."""
        return [b for b in self._at(gamma, record).bounds() if b.guaranteed and not b.id.startswith("finite")]

    @cached_property
    def game(self) -> Game | None:
        """The game at the prior of the release."""
        whole = repeated(self.learner, self.release.versions)
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
    def _assumed(self) -> tuple[str, ...]:
        return tuple(part.claim for part in self._at(Fraction(1)).learner.parts if isinstance(part, Property))

    @cached_property
    def _curve(self) -> Curve:
        return self._at(Fraction(1)).tradeoff()

    def _rate(self, quantity: Quantity) -> Iterator[Claim]:
        point = self._curve.at(quantity.at)
        if not point.tpr.guaranteed:
            return
        if point.upper and not point.upper.startswith("finite"):
            yield self._claim("upper", point.tpr.upper, point.upper, _label(point.upper))
        if point.lower and not point.lower.startswith("finite"):
            yield self._claim("lower", point.tpr.lower, point.lower, _label(point.lower))

    def _height(self, quantity: Quantity) -> Iterator[Claim]:
        found = self._bounds(quantity.at, "worst" if quantity.kind == "record" else "average")
        above = [b for b in found if b.kind in ("upper", "exact")]
        below = [b for b in found if b.kind in ("lower", "exact")]
        if above:
            best = min(above, key=lambda b: b.number().upper)
            yield self._claim("upper", best.number().upper, best.path, best.label)
        if below:
            best = max(below, key=lambda b: b.number().lower)
            yield self._claim("lower", best.number().lower, best.path, best.label)

    def _claim(self, side: Side, value: Any, theorem: str, label: str) -> Claim:
        return Claim(side, Fraction(value), self.name, (theorem,), label, assumptions=self._assumed)

    def levers(self, most: Fraction | None) -> Iterator[Lever]:
        """The weakest setting of its parameter that reaches the target."""
        parameter = _PARAMETERS.get(type(self.learner).__name__)
        if most is None or parameter is None or self.silent or self.release.versions > 1 or self.law is not None:
            return
        with suppress(ValueError):
            found = calibrate(self._at(Fraction(1)), parameter, advantage=to_expr(most))
            value = f"{float(found.value):g}"
            yield Lever(f"{type(self.learner).__name__}: {parameter} = {value}", Fraction(found.reached.upper))


def _label(theorem: str) -> str:
    from ...theorems import CATALOG

    labels = [CATALOG[id].label for id in theorem.replace("+", " ").split() if id in CATALOG]
    return "cited" if "cited" in labels else "proved"
