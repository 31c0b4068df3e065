"""From assumptions to a number: the chain of theorems behind a bound, and why the others do not apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from ..frames import Printed
from ..numeric.enclosure import Enclosure
from ..numeric.kinds import Json
from .theorem import CATALOG, Condition, Setting, Theorem


class Reported(Protocol):
    """A bound as an explanation sees it."""

    @property
    def id(self) -> str:
        """The id of the theorem."""

    @property
    def theorem(self) -> Theorem | None:
        """The theorem."""

    @property
    def kind(self) -> str:
        """What it is to Delta."""

    @property
    def label(self) -> str:
        """How the theorem is known."""

    @property
    def value(self) -> Enclosure | None:
        """The number; None while symbols are left."""

    @property
    def guaranteed(self) -> bool:
        """Whether the number is a guarantee."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it holds under."""

    @property
    def via(self) -> tuple[str, ...]:
        """The theorems that carried it from another game."""

    @property
    def origin(self) -> str:
        """What is different in that game."""

    def to_json(self) -> Json:
        """The same as one object."""


class AllReported(Protocol):
    """All bounds on a game."""

    def __iter__(self) -> Iterator[Reported]:
        """One by one."""

    @property
    def upper(self) -> Reported | None:
        """The best upper bound."""

    @property
    def lower(self) -> Reported | None:
        """The best lower bound."""

    @property
    def interval(self) -> Enclosure:
        """What they leave for Delta."""

    @property
    def notes(self) -> list[str]:
        """What is out of reach."""


Branch: TypeAlias = tuple[str, list["Branch"]]
"""A line of the tree, and what hangs below it."""


@dataclass(frozen=True)
class Explanation(Printed):
    """The best bounds on a game with the theorems they rest on, and the theorems that do not apply.

    ``str(explanation)`` draws the dependency trees; `symbolic`: statements that wait for the values of symbols;
    `out_of_reach`: what cannot be calculated at this size; `unproven`: what is known without guarantee (limits,
    heuristics, quadratures without an error bound); `rejected` lists (theorem, the condition that failed).
    """

    title: str
    interval: str
    upper: Reported | None
    lower: Reported | None
    rejected: tuple[tuple[Theorem, Condition], ...]
    unproven: tuple[Reported, ...] = ()
    symbolic: tuple[Reported, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    record: str = "average"

    def __str__(self) -> str:
        lines = [self.title, self.interval]
        if self.upper is not None and self.upper is self.lower:
            lines += ["", *_tree(self.upper)]
        else:
            for bound, side in ((self.upper, "upper"), (self.lower, "lower")):
                open_ = any(other.kind in (side, "exact") for other in self.symbolic)
                nothing = [] if open_ else [f"no {side} bound applies: Delta {'<= 1' if side == 'upper' else '>= 0'}"]
                lines += ["", *(nothing if bound is None else _tree(bound))] if bound or nothing else []
        for title, bounds in (
            ("With the values of the symbols:", self.symbolic),
            ("Without guarantee:", self.unproven),
        ):
            lines += ["", title] if bounds else []
            for bound in bounds:
                lines.append(f"  Delta {_number(bound)}  {_name(_source(bound))}{_carried(bound)}")
                lines += [f"    {remark}"] if (remark := _source(bound).remark) else []
                lines += [f"    assumes: {text}" for text in bound.assumptions if not text.startswith("released")]
        lines += ["", *self.out_of_reach] if self.out_of_reach else []
        lines += ["", "Theorems that do not apply, by the condition that fails:"]
        missing: dict[str, list[str]] = {}
        for theorem, failed in self.rejected:
            missing.setdefault(str(failed), []).append(theorem.id)
        lines += [f"  {condition}: {', '.join(ids)}" for condition, ids in missing.items()]
        return "\n".join(lines)

    __repr__ = __str__

    def to_json(self) -> Json:
        """The same as one object."""
        return {
            "game": self.title,
            "record": self.record,
            "interval": self.interval,
            "upper": None if self.upper is None else self.upper.to_json() | {"proof": _proof(_source(self.upper))},
            "lower": None if self.lower is None else self.lower.to_json() | {"proof": _proof(_source(self.lower))},
            "symbolic": [bound.to_json() for bound in self.symbolic],
            "out_of_reach": list(self.out_of_reach),
            "without_guarantee": [bound.to_json() for bound in self.unproven],
            "rejected": [{"theorem": t.id, "failed": str(failed)} for t, failed in self.rejected],
        }


def explanation(game: Setting, bounds: AllReported) -> Explanation:
    """The explanation of a game's bounds."""
    title = f"{game}, the {game.record} record"
    symbolic = tuple(b for b in bounds if b.value is None and b.label in ("proved", "cited"))
    unproven = tuple(b for b in bounds if not b.guaranteed and b not in symbolic)
    ends = bounds.upper, bounds.lower
    return Explanation(
        title,
        _interval(bounds.interval),
        *ends,
        tuple(rejected(game, bounds)),
        unproven,
        symbolic,
        tuple(bounds.notes),
        game.record,
    )


def _interval(x: Enclosure) -> str:
    return f"Delta = {x}" if x.exact is not None else f"Delta is in [{x.lower_str(12)}, {x.upper_str(12)}]"


def rejected(game: Setting, bounds: AllReported) -> Iterator[tuple[Theorem, Condition]]:
    """(theorem, failed condition) for those that give no bound here, the nearest misses first."""
    used = {bound.id for bound in bounds}
    found = []
    for theorem in CATALOG.values():
        if theorem.expr is None or theorem.kind == "identity" or theorem.id in used:
            continue
        views = [replace(game, learner=part) for part in game.learner.parts]
        obstacles = [obstacle for view in views if (obstacle := theorem.obstacle(view)) is not None]
        if len(obstacles) == len(views):
            found.append((theorem, *max(obstacles, key=lambda pair: pair[0])))
    for theorem, _, condition in sorted(found, key=lambda row: -row[1]):
        yield theorem, condition


def _number(bound: Reported) -> str:
    sign = {"upper": "<=", "lower": ">=", "limit": "~"}.get(bound.kind, "=")
    return str(bound) if str(bound).startswith(sign) else f"{sign} {bound}"


def _tree(bound: Reported) -> list[str]:
    theorem = _source(bound)
    head = f"Delta {_number(bound)}"
    origin = f", {bound.origin}" if bound.origin else ""
    branches: list[Branch] = [(f"carried by {_name(CATALOG[name])}{origin}", []) for name in bound.via]
    inside: list[Branch] = [(f"holds: {condition}", []) for condition in theorem.conditions]
    inside += [("holds: for every record", [])] if theorem.speaks_of == "every" else []
    inside += [(x if x.startswith("released: ") else f"assumes: {x}", []) for x in bound.assumptions]
    inside += [_uses(name) for name in theorem.uses]
    branches.append((_name(theorem), inside))
    return [head, *_draw(branches)]


def _source(bound: Reported) -> Theorem:
    assert bound.theorem is not None  # every bound is a theorem's
    return bound.theorem


def _carried(bound: Reported) -> str:
    return "".join(f", carried by {name}" for name in bound.via) + (f" {bound.origin}" if bound.origin else "")


def _name(theorem: Theorem) -> str:
    source = f", {theorem.reference}" if theorem.reference else ""
    return f"{theorem.id} [{theorem.label}{source}] {theorem.title}"


def _uses(name: str) -> Branch:
    theorem = CATALOG[name]
    return f"uses {_name(theorem)}", [_uses(other) for other in theorem.uses]


def _draw(branches: list[Branch]) -> list[str]:
    lines = []
    for i, (text, inside) in enumerate(branches):
        last = i == len(branches) - 1
        lines.append(f"{'└─' if last else '├─'} {text}")
        lines += [f"{'   ' if last else '│  '}{line}" for line in _draw(inside)]
    return lines


def _proof(theorem: Theorem) -> Json:
    return {
        "theorem": theorem.id,
        "label": theorem.label,
        "speaks_of": theorem.speaks_of,
        "reference": theorem.reference,
        "conditions": [str(c) for c in theorem.conditions],
        "uses": [_proof(CATALOG[name]) for name in theorem.uses],
    }
