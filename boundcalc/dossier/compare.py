"""What has changed between two dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..numeric.exact import shown, to_rational
from ..numeric.kinds import Json

_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """One interval, before and after; None where it was not asked for."""

    quantity: str
    attacker: str
    old: tuple[str, str] | None
    new: tuple[str, str] | None

    @property
    def worse(self) -> bool:
        """Whether more can be reached than before, as far as is known."""
        return self.old is not None and self.new is not None and Fraction(self.new[1]) > Fraction(self.old[1])

    @property
    def word(self) -> str:
        """How the upper end moved."""
        if self.old is None or self.new is None:
            return "new" if self.old is None else "gone"
        old, new = Fraction(self.old[1]), Fraction(self.new[1])
        return "worse" if new > old else "better" if new < old else "changed"

    def __str__(self) -> str:
        old, new = (_shown(ends) for ends in (self.old, self.new))
        return f"{self.word:7} {self.quantity}, {self.attacker}: {old} -> {new}"

    def to_json(self) -> Json:
        """All fields."""
        return {
            "quantity": self.quantity,
            "attacker": self.attacker,
            "old": self.old and list(self.old),
            "new": self.new and list(self.new),
            "worse": self.worse,
        }


@dataclass(frozen=True)
class Comparison:
    """Everything that changed between two dossiers: intervals, verdicts, contradictions."""

    changes: tuple[Change, ...]
    verdicts: tuple[tuple[str, str, str], ...]
    contradictions: tuple[str, ...]
    grounds: tuple[tuple[str, str, str], ...] = ()
    """(what, before, after) of what every number rests on: the game and the confidence."""

    @property
    def worse(self) -> bool:
        """Whether an upper bound grew, a met target is met no more, or a contradiction is new; or whether the numbers
        speak of another game, or hold with less confidence, so that a smaller one is no progress."""
        lost = any(old == "met" != new for _, old, new in self.verdicts)
        weaker = any(what == "game" or Fraction(new) < Fraction(old) for what, old, new in self.grounds)
        return lost or weaker or bool(self.contradictions) or any(change.worse for change in self.changes)

    def __str__(self) -> str:
        lines = [f"{what:7} {old} -> {new}: the numbers rest on something else" for what, old, new in self.grounds]
        lines += [str(change) for change in self.changes]
        lines += [f"target  {name}: {old} -> {new}" for name, old, new in self.verdicts]
        lines += [f"new contradiction: {text}" for text in self.contradictions]
        return "\n".join(lines) or "nothing has changed"

    def to_json(self) -> Json:
        """All fields."""
        return {
            "worse": self.worse,
            "changes": [change.to_json() for change in self.changes],
            "verdicts": [{"target": name, "old": old, "new": new} for name, old, new in self.verdicts],
            "contradictions": list(self.contradictions),
            "grounds": [{"what": what, "old": old, "new": new} for what, old, new in self.grounds],
        }


def compared(old: Any, new: Any) -> Comparison:
    """The differences of two dossiers in JSON; ValueError for anything that is none."""
    read = [_Read.of(found) for found in (old, new)]
    before, after = read
    changes = [
        Change(f"{key[0]} at {key[1]}", key[2], before.answers.get(key), after.answers.get(key))
        for key in dict.fromkeys([*before.answers, *after.answers])
        if before.answers.get(key) != after.answers.get(key)
    ]
    verdicts = [
        (name, before.verdicts.get(name, "absent"), after.verdicts.get(name, "absent"))
        for name in dict.fromkeys([*before.verdicts, *after.verdicts])
        if before.verdicts.get(name) != after.verdicts.get(name)
    ]
    fresh = [text for text in after.contradictions if text not in before.contradictions]
    grounds = [
        (what, before.grounds[what], after.grounds[what])
        for what in before.grounds
        if before.grounds[what] != after.grounds[what]
    ]
    return Comparison(tuple(changes), tuple(verdicts), tuple(fresh), tuple(grounds))


@dataclass(frozen=True)
class _Read:
    """What of a dossier is compared."""

    answers: dict[_Key, tuple[str, str]]
    verdicts: dict[str, str]
    contradictions: tuple[str, ...]
    grounds: dict[str, str]

    @classmethod
    def of(cls, found: Any) -> _Read:
        schema = found.get("schema") if isinstance(found, Mapping) else None
        if schema != "boundcalc-dossier-1":
            raise ValueError(f"a dossier in JSON has the schema boundcalc-dossier-1, got {shown(schema)}")
        try:
            return cls(
                {
                    (str(a["quantity"]), str(a["at"]), _who(a)): (
                        "0" if a["lower"] is None else _number(a["lower"]["value"]),
                        "1" if a["upper"] is None else _number(a["upper"]["value"]),
                    )
                    for a in found["answers"]
                },
                {_named(v): str(v["status"]) for v in found["verdicts"]},
                tuple(map(str, found["contradictions"])),
                {"game": str(found["game"]["sampling"]), "confidence": _number(found["confidence"])},
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"the dossier is incomplete: {error}") from None


def _who(answer: Mapping[str, Any]) -> str:
    """The attacker, by name and by what they know."""
    knows = answer["knows"]
    return str(answer["attacker"]) + ("" if knows is None else f" ({', '.join(map(str, knows))})")


def _number(text: Any) -> str:
    to_rational(text, "a number of the dossier")
    return str(text)


def _named(verdict: Mapping[str, Any]) -> str:
    at = "" if verdict["at"] is None else f" at {verdict['at']}"
    return f"{verdict['quantity']}{at} <= {verdict['wanted']}"


def _shown(ends: tuple[str, str] | None) -> str:
    return "not asked for" if ends is None else f"[{ends[0]}, {ends[1]}]"
