"""Every subset of what an attacker may know: one answer for each, so that a page can offer the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import compress

from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from .claim import Claim, Quantity
from .combine import Answer, above, combined
from .release import EVERYTHING, Attacker
from .sources import Source, Table

RATES = tuple(Fraction(round(10 ** (k / 3)), 10**4) for k in range(13))
"""False-positive rates of the curves, from 1/10000 to 1."""
_SLOPES = tuple(Fraction(4**k) for k in range(6))


@dataclass(frozen=True)
class Choice:
    """What is known against somebody who knows these columns of a target; `unique`: the share of records that they
    tell from all others; `curve`: what no attack exceeds at each of `RATES`, by these answers alone (`above`): what is
    certain of everybody at that rate is another bound on it."""

    answers: tuple[Answer, ...]
    unique: Fraction
    curve: tuple[Fraction, ...]

    @property
    def knows(self) -> tuple[str, ...]:
        """The columns."""
        return self.answers[0].attacker.columns or ()

    def to_json(self) -> Json:
        """Strings, rounded to the safe side."""
        return {
            "knows": list(self.knows),
            "unique": f"{100 * float(self.unique):.3g}%",
            "answers": [
                {
                    "quantity": answer.quantity.kind,
                    "at": str(answer.quantity.at),
                    "words": answer.quantity.words,
                    "lower": decimal_string(answer.least, 4, "down"),
                    "upper": decimal_string(answer.most, 4, "up"),
                    "by": "" if answer.upper is None else answer.upper.source,
                    "theorems": [] if answer.upper is None else list(answer.upper.theorems),
                }
                for answer in self.answers
            ],
            "curve": [decimal_string(most, 4, "up") for most in self.curve],
        }


@dataclass(frozen=True)
class Choices:
    """`states[i]`: somebody who knows columns[j] for each bit j that is set in i."""

    columns: tuple[str, ...]
    states: tuple[Choice, ...]

    def of(self, knows: Sequence[str]) -> Choice:
        """The state of exactly these columns; ValueError for one that is not offered."""
        for name in knows:
            if name not in self.columns:
                raise ValueError(
                    f"knows must be of the columns that are offered ({', '.join(self.columns)}), got {name!r}"
                )
        return self.states[sum(1 << self.columns.index(name) for name in set(knows))]

    def to_json(self) -> Json:
        """All states, in their order."""
        return {
            "columns": list(self.columns),
            "rates": [str(rate) for rate in RATES],
            "states": [state.to_json() for state in self.states],
        }


def choices(table: Table, sources: Sequence[Source], asked: Sequence[tuple[Quantity, Attacker]]) -> Choices:
    """What all sources say of everybody who knows some of the columns that the table offers.

    Who knows more is bounded by nothing smaller: each statement on one state holds for all those that know less.
    """
    columns = table.offered
    quantities = list(dict.fromkeys(quantity for quantity, _ in asked if quantity.kind != "record"))
    everything = [combined(sources, quantity, Attacker(EVERYTHING)) for quantity in quantities]
    found: dict[int, tuple[Answer, ...]] = {}
    curves: dict[int, tuple[Fraction, ...]] = {}
    for state in range((1 << len(columns)) - 1, -1, -1):
        knows = tuple(compress(columns, (state >> j & 1 for j in range(len(columns)))))
        attacker = Attacker(", ".join(knows) or "nothing", knows)
        wider = [found[state | 1 << j] for j in range(len(columns)) if not state >> j & 1]
        lines = _lines(table, attacker) if knows else []
        answers = []
        for i, quantity in enumerate(quantities):
            more = [answers_of[i] for answers_of in wider] or [everything[i]]
            said = [claim for answer in more if (claim := answer.upper) is not None]
            own = _said(table, sources, quantity, attacker, lines) if knows else (_blind(quantity),)
            answers.append(Answer(quantity, attacker, (*own, *dict.fromkeys(said))))
        found[state] = tuple(answers)
        curves[state] = tuple(above([*answers, *lines], rate) for rate in RATES)
    states = (Choice(found[i], table.unique(found[i][0].attacker), curves[i]) for i in range(1 << len(columns)))
    return Choices(columns, tuple(states))


def _lines(table: Table, attacker: Attacker) -> list[Answer]:
    """Of a known table, whose numbers cost no confidence: answers at many gamma, sooner there than its curve."""
    if not table.known:
        return []
    slopes = [Quantity("delta", gamma) for gamma in _SLOPES]
    return [Answer(slope, attacker, tuple(table.claims(slope, attacker))) for slope in slopes]


def _said(
    table: Table, sources: Sequence[Source], quantity: Quantity, attacker: Attacker, lines: Sequence[Answer]
) -> tuple[Claim, ...]:
    if not lines or quantity.kind != "tpr":
        return combined(sources, quantity, attacker).claims
    others = [source for source in sources if source is not table]
    line = min(lines, key=lambda answer: above([answer], quantity.at))
    assert line.upper is not None
    mine = replace(line.upper, value=above([line], quantity.at))
    return (mine, *combined(others, quantity, attacker).claims)


def _blind(quantity: Quantity) -> Claim:
    """Of a target of whom nothing is known, nothing is learnt."""
    value = quantity.at if quantity.kind == "tpr" else Fraction(0)
    return Claim("upper", value, "knowing nothing", ("partial",), "proved")
