"""Attacks: lower bounds from counts, from scores, or from a model that is attacked now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property

from ...attacks.evidence import Evidence, evidence
from ..claim import Claim, Quantity
from ..release import Attack, Attacker, Release
from ..score_file import read_scores
from .source import Lever


class Attacked:
    """What one attack certifies with error probability `error`."""

    def __init__(self, release: Release, attack: Attack, error: Fraction) -> None:
        self.release, self.attack, self.error = release, attack, error

    @property
    def name(self) -> str:
        """The attack's own."""
        return self.attack.name

    @property
    def event(self) -> str:
        """What its confidence is over."""
        return f"the experiment {self.name}"

    @property
    def silent(self) -> str:
        """An attack on one model, or in another game, bounds nothing here."""
        if self.attack.given["trainings"] == "one":
            return (
                "it attacked one model: Delta is an average over trainings, and one of them bounds it from neither side"
            )
        game, ours = self.attack.given["game"], self.release.data.sampling
        if game != ours:
            return f"it played the game {game!r}, and the release is judged in the game {ours!r}"
        return ""

    @cached_property
    def evidence(self) -> Evidence:
        """Its statements, all at once."""
        given = dict(self.attack.given)
        options: dict[str, object] = {"level": 1 - self.error, "nu": self.release.prior, "lam": self.release.lam}
        if "scores" in given:
            columns = (given.get("score", "score"), given.get("member", "member"), given.get("run"))
            return evidence(**options, **read_scores(str(given["scores"]), *columns))  # type: ignore[arg-type]
        counts = {key: given.get(key) for key in ("tp", "fp", "members", "nonmembers")}
        return evidence(**options, **counts)  # type: ignore[arg-type]

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        if self.silent or attacker.columns is not None or quantity.kind == "record":
            return
        found = self.evidence
        value = found.delta_gamma(quantity.at) if quantity.kind == "delta" else found.tpr(quantity.at)
        yield Claim("lower", Fraction(value), self.name, (), "evidence", self.event, assumptions=found.assumptions)

    def levers(self, most: Fraction | None) -> Iterable[Lever]:
        """None: an attack cannot be improved away."""
        return ()
