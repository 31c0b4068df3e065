"""From assumptions to a number: the chain of theorems behind a bound, and why the others do not apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .theorem import Condition, Theorem


@dataclass(frozen=True)
class Explanation:
    """The best bounds on a game with the theorems they rest on, and the theorems that do not apply.

    ``str(explanation)`` draws the dependency trees; `unproven`: what is known without guarantee (limits, heuristics,
    quadratures without an error bound); `rejected` lists (theorem, the condition that failed).
    """

    title: str
    interval: str
    upper: Any
    lower: Any
    rejected: tuple[tuple[Theorem, Condition], ...]
    unproven: tuple[Any, ...] = ()

    def __str__(self) -> str:
        lines = [self.title, f"Delta is in {self.interval}", ""]
        if self.upper is not None and self.upper is self.lower:
            lines += _tree(self.upper)
        else:
            lines += _tree(self.upper) if self.upper is not None else ["no upper bound applies: Delta <= 1"]
            lines.append("")
            lines += _tree(self.lower) if self.lower is not None else ["no lower bound applies: Delta >= 0"]
        if self.unproven:
            lines += ["", "Without guarantee:"]
        for bound in self.unproven:
            lines.append(f"  Delta {_number(bound)}  {_name(bound.theorem)}")
            lines += [f"    {bound.theorem.remark}"] if bound.theorem.remark else []
            lines += [f"    assumes: {text}" for text in bound.assumptions if not text.startswith("released")]
        lines += ["", "Theorems that do not apply, by the condition that fails:"]
        missing: dict[str, list[str]] = {}
        for theorem, failed in self.rejected:
            missing.setdefault(str(failed), []).append(theorem.id)
        lines += [f"  {condition}: {', '.join(ids)}" for condition, ids in missing.items()]
        return "\n".join(lines)

    __repr__ = __str__

    def to_json(self) -> dict[str, Any]:
        """The same as one object."""
        return {
            "game": self.title,
            "interval": self.interval,
            "upper": None if self.upper is None else self.upper.to_json() | {"proof": _proof(self.upper.theorem)},
            "lower": None if self.lower is None else self.lower.to_json() | {"proof": _proof(self.lower.theorem)},
            "without_guarantee": [bound.to_json() for bound in self.unproven],
            "rejected": [{"theorem": t.id, "failed": str(failed)} for t, failed in self.rejected],
        }


def explanation(game: Any, bounds: Any) -> Explanation:
    """The explanation of a game's bounds."""
    title = f"{game.learner} on {game.law}, n = {game.n}, gamma = {game.gamma}"
    unproven = tuple(bound for bound in bounds if not bound.guaranteed)
    ends = bounds.upper, bounds.lower
    return Explanation(title, _interval(bounds.interval), *ends, tuple(rejected(game, bounds)), unproven)


def _interval(x: Any) -> str:
    return str(x) if x.exact is not None else f"[{x.lower_str(12)}, {x.upper_str(12)}]"


def rejected(game: Any, bounds: Any) -> Iterator[tuple[Theorem, Condition]]:
    """(theorem, failed condition) for those that give no bound here, the nearest misses first."""
    from . import CATALOG

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


def _number(bound: Any) -> str:
    sign = {"upper": "<=", "lower": ">=", "limit": "~"}.get(bound.kind, "=")
    return str(bound) if str(bound).startswith(sign) else f"{sign} {bound}"


def _tree(bound: Any) -> list[str]:
    theorem = bound.theorem
    head = f"Delta {_number(bound)}"
    branches: list[tuple[str, list[Any]]] = []
    for carrier in bound.via:
        from . import CATALOG

        branches.append((f"carried by {_name(CATALOG[carrier])}{f', {bound.origin}' if bound.origin else ''}", []))
    inside: list[tuple[str, list[Any]]] = [(f"holds: {condition}", []) for condition in theorem.conditions]
    inside += [(f"assumes: {assumption}", []) for assumption in bound.assumptions]
    inside += [_uses(name) for name in theorem.uses]
    branches.append((_name(theorem), inside))
    return [head, *_draw(branches)]


def _name(theorem: Theorem) -> str:
    source = f", {theorem.reference}" if theorem.reference else ""
    return f"{theorem.id} [{theorem.label}{source}] {theorem.title}"


def _uses(name: str) -> tuple[str, list[Any]]:
    from . import CATALOG

    theorem = CATALOG[name]
    return f"uses {_name(theorem)}", [_uses(other) for other in theorem.uses]


def _draw(branches: list[Any]) -> list[str]:
    lines = []
    for i, (text, inside) in enumerate(branches):
        last = i == len(branches) - 1
        lines.append(f"{'└─' if last else '├─'} {text}")
        lines += [f"{'   ' if last else '│  '}{line}" for line in _draw(inside)]
    return lines


def _proof(theorem: Theorem) -> dict[str, Any]:
    from . import CATALOG

    return {
        "theorem": theorem.id,
        "label": theorem.label,
        "reference": theorem.reference,
        "conditions": [str(c) for c in theorem.conditions],
        "uses": [_proof(CATALOG[name]) for name in theorem.uses],
    }
