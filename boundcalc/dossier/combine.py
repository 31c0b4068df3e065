"""All statements on one quantity against one attacker, as one interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..numeric.kinds import Json
from .claim import Claim, Quantity
from .release import Attacker
from .sources import Source


@dataclass(frozen=True)
class Answer:
    """What is known of one quantity: the least upper and the largest lower statement, and everything beside them.

    All statements of a dossier hold together with its confidence, so that picking the best of them costs nothing.
    """

    quantity: Quantity
    attacker: Attacker
    claims: tuple[Claim, ...]

    @property
    def upper(self) -> Claim | None:
        """The smallest upper bound; None where nothing but 1 is known."""
        return min((c for c in self.claims if c.side == "upper"), key=lambda c: (c.value, bool(c.event)), default=None)

    @property
    def lower(self) -> Claim | None:
        """The largest lower bound for this release."""
        found = [c for c in self.claims if c.side == "lower" and c.about == "this release"]
        return max(found, key=lambda c: (c.value, not c.event), default=None)

    @property
    def worst(self) -> Claim | None:
        """The largest lower bound for the worst model of these records: no argument from the table alone gets below."""
        found = [c for c in self.claims if c.side == "lower"]
        return max(found, key=lambda c: (c.value, not c.event), default=None)

    @property
    def most(self) -> Fraction:
        """What no attack exceeds: 1 where nothing is known."""
        return Fraction(1) if self.upper is None else min(Fraction(1), self.upper.value)

    @property
    def least(self) -> Fraction:
        """What some attack reaches: blind guessing where nothing is known."""
        blind = self.quantity.at if self.quantity.kind == "tpr" else Fraction(0)
        return blind if self.lower is None else max(blind, self.lower.value)

    @property
    def contradictory(self) -> bool:
        """Whether some upper and some lower statement exclude each other."""
        return self.least > self.most

    def to_json(self) -> Json:
        """The interval, what binds it, and every statement."""
        return {
            "quantity": self.quantity.kind,
            "at": str(self.quantity.at),
            "attacker": self.attacker.name,
            "knows": None if self.attacker.columns is None else list(self.attacker.columns),
            "upper": None if self.upper is None else self.upper.to_json(),
            "lower": None if self.lower is None else self.lower.to_json(),
            "worst_model": None if self.worst is None else self.worst.to_json(),
            "contradictory": self.contradictory,
            "claims": [claim.to_json() for claim in self.claims],
        }


def joined(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The same, each also with what the others say of it: what bounds those who know all that its attacker knows, and
    more; of a rate, the lines that bound the whole curve; of the worst record, what the average one leaks."""
    wide = [_with(answer, _of_wider(answer, answers)) for answer in answers]
    return tuple(_with(answer, [*_of_lines(answer, wide), *_of_average(answer, wide)]) for answer in wide)


def _with(answer: Answer, more: Iterable[Claim]) -> Answer:
    return replace(answer, claims=tuple(dict.fromkeys([*answer.claims, *more])))


def _of_wider(answer: Answer, answers: Sequence[Answer]) -> Iterable[Claim]:
    knows = answer.attacker.columns
    for other in answers:
        more = other.attacker.columns
        wider = knows is not None and (more is None or set(more) >= set(knows)) and other.attacker != answer.attacker
        if wider and other.quantity == answer.quantity and other.upper is not None:
            yield other.upper


def _of_lines(answer: Answer, answers: Sequence[Answer]) -> Iterable[Claim]:
    if answer.quantity.kind == "tpr":
        others = [other for other in answers if other.attacker == answer.attacker and other != answer and other.upper]
        rate = answer.quantity.at
        best = min(others, key=lambda other: above([other], rate), default=None)
        if best is not None and best.upper is not None and above([best], rate) < answer.most:
            yield replace(best.upper, value=above([best], rate))


def _of_average(answer: Answer, answers: Sequence[Answer]) -> Iterable[Claim]:
    if answer.quantity.kind == "record":
        for other in answers:
            same = (other.attacker, other.quantity) == (answer.attacker, Quantity("delta", answer.quantity.at))
            if same and other.lower is not None:
                yield other.lower


def combined(sources: Sequence[Source], quantity: Quantity, attacker: Attacker) -> Answer:
    """The answer that all sources give together."""
    return Answer(quantity, attacker, tuple(claim for source in sources for claim in _said(source, quantity, attacker)))


def _said(source: Source, quantity: Quantity, attacker: Attacker) -> Iterable[Claim]:
    return () if source.silent else source.claims(quantity, attacker)


def above(answers: Iterable[Answer], fpr: Fraction) -> Fraction:
    """What no attack reaches at a false-positive rate, from answers on other quantities: each bounds a line.

    A trade-off curve is concave, and TPR <= gamma FPR + Delta_gamma (for gamma < 1: 1 - gamma (1 - FPR - Delta_gamma)).
    """
    values = [Fraction(1)]
    for answer in answers:
        most, at = answer.most, answer.quantity.at
        if answer.quantity.kind == "delta":
            values.append(at * fpr + most if at >= 1 else 1 - at * (1 - fpr - most))
        elif answer.quantity.kind == "tpr" and at:
            values.append(most if fpr <= at else most * fpr / at)
    return min(values)
