"""Losses of several trainings: the generalisation gap that they prove is a lower bound for the release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property

from ...game import Game
from ...learners import GeneralisationGap
from ...numeric.exact import to_expr
from ..claim import Claim, Quantity
from ..release import Attacker, Release
from .procedure import ROWS
from .source import Lever


class Losses:
    """The gap that measured losses prove, with error probability `error`."""

    name = "the measured losses"
    event = "the trainings whose losses were measured"

    def __init__(self, release: Release, n: int, error: Fraction) -> None:
        self.release, self.n, self.error = release, n, error

    @property
    def silent(self) -> str:
        """Fresh records are those of the law."""
        if self.release.data.sampling != "sample":
            return "its theorem speaks of independent records, not of a random part of known ones"
        if self.release.data.by is not None and self.release.losses and self.release.losses["unit"] == "row":
            return ROWS
        return ""

    @cached_property
    def learner(self) -> GeneralisationGap:
        """The property that they prove."""
        given = dict(self.release.losses or {})
        whole = given.get("loss_range", 1)
        return GeneralisationGap.from_losses(given["train"], given["test"], whole, to_expr(1 - self.error))

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        if self.silent or attacker.columns is not None or quantity.kind != "delta":
            return
        found = Game(None, self.learner, n=self.n, nu=to_expr(1 / (1 + quantity.at))).bounds().lower
        if found is not None:
            value = Fraction(found.number().lower)
            yield Claim(
                "lower", value, self.name, (found.path,), found.label, self.event, assumptions=(self.learner.claim,)
            )

    def levers(self, most: Fraction | None) -> Iterable[Lever]:
        """None: what was measured is a fact."""
        return ()
