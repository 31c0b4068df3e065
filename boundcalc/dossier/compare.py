"""What has changed between two dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

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

    def __str__(self) -> str:
        old, new = (_shown(ends) for ends in (self.old, self.new))
        return f"{'worse' if self.worse else 'better':7} {self.quantity}, {self.attacker}: {old} -> {new}"

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

    @property
    def worse(self) -> bool:
        """Whether an upper bound grew, a met target is met no more, or a contradiction is new."""
        lost = any(old == "met" != new for _, old, new in self.verdicts)
        return lost or bool(self.contradictions) or any(change.worse for change in self.changes)

    def __str__(self) -> str:
        lines = [str(change) for change in self.changes]
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
        }


def compared(old: Any, new: Any) -> Comparison:
    """The differences of two dossiers in JSON; ValueError for anything that is none."""
    before, after = _answers(old), _answers(new)
    changes = [
        Change(f"{key[0]} at {key[1]}", key[2], before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]
    judged = [{_named(v): str(v["status"]) for v in found["verdicts"]} for found in (old, new)]
    verdicts = [
        (name, judged[0].get(name, "absent"), judged[1].get(name, "absent"))
        for name in dict.fromkeys([*judged[0], *judged[1]])
        if judged[0].get(name) != judged[1].get(name)
    ]
    fresh = [text for text in new["contradictions"] if text not in old["contradictions"]]
    return Comparison(tuple(changes), tuple(verdicts), tuple(map(str, fresh)))


def _answers(found: Any) -> dict[_Key, tuple[str, str]]:
    schema = found.get("schema") if isinstance(found, Mapping) else None
    if schema != "boundcalc-dossier-1":
        raise ValueError(f"a dossier in JSON has the schema boundcalc-dossier-1, got {schema!r}")
    try:
        return {
            (str(a["quantity"]), str(a["at"]), str(a["attacker"])): (
                "0" if a["lower"] is None else str(a["lower"]["value"]),
                "1" if a["upper"] is None else str(a["upper"]["value"]),
            )
            for a in found["answers"]
        }
    except (KeyError, TypeError) as error:
        raise ValueError(f"the dossier is incomplete: {error}") from None


def _named(verdict: Mapping[str, Any]) -> str:
    at = "" if verdict["at"] is None else f" at {verdict['at']}"
    return f"{verdict['quantity']}{at} <= {verdict['wanted']}"


def _shown(ends: tuple[str, str] | None) -> str:
    return "not asked for" if ends is None else f"[{ends[0]}, {ends[1]}]"
