"""Mutation testing of derivations: change a claim a little, and see whether the checkers notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from ..numeric.kinds import Json
from .check import check
from .derivation import Derivation, Step
from .domain import Relation
from .search import search
from .verdict import Verdict

_PER_STEP = 6
_FLIPPED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}


@dataclass(frozen=True)
class Mutant:
    """A changed claim, what was changed, and the verdict on it."""

    step: Step
    change: str
    relation: Relation
    verdict: Verdict

    @property
    def fate(self) -> str:
        """refuted, true (it happens to be a theorem as well), or open."""
        if self.verdict.word == "refuted" or self.verdict.problem.startswith("not defined"):
            return "refuted"
        return "true" if self.verdict.reaches("certified") else "open"


@dataclass(frozen=True)
class Mutation:
    """All mutants of one derivation."""

    derivation: Derivation
    mutants: tuple[Mutant, ...]

    def count(self, fate: str) -> int:
        return sum(m.fate == fate for m in self.mutants)

    @property
    def killed(self) -> float:
        """The share refuted among those that are not known to be true."""
        false = self.count("refuted") + self.count("open")
        return self.count("refuted") / false if false else 1.0

    def to_json(self) -> Json:
        return {
            "id": self.derivation.id,
            "mutants": len(self.mutants),
            "refuted": self.count("refuted"),
            "true": self.count("true"),
            "open": [f"({m.step.number}) {m.relation}" for m in self.mutants if m.fate == "open"],
            "killed": round(self.killed, 4),
        }


def mutate(derivation: Derivation, seed: int = 0) -> Mutation:
    """Mutate every claim of the derivation: its direction, a constant, an exponent, a sign."""
    out = []
    seen: set[tuple[sp.Expr, str, sp.Expr]] = set()
    for step in derivation.steps:
        if step.relation is None or step.relation.operator == "~":
            continue
        for change, relation in _spread(list(mutants(step.relation))):
            key = (relation.left, relation.operator, relation.right)
            if key in seen:
                continue
            seen.add(key)
            out.append(Mutant(step, change, relation, _judge(relation, step, seed)))
    return Mutation(derivation, tuple(out))


def _judge(relation: Relation, step: Step, seed: int) -> Verdict:
    """The verdict on a mutant; one that is weaker than the claim it came from is true with it."""
    assert step.relation is not None
    found = search(relation, step.domain.connected(relation), seed, 200)
    if found.counterexample:
        return Verdict("refuted", counterexample=found.counterexample)
    old, new = step.relation.ascending(), relation.ascending()
    if old.operator == new.operator and old.operator != "=":
        links = [Relation(new.left, "<=", old.left), Relation(old.right, "<=", new.right)]
        if all(check(link, step.domain, (), seed).reaches("certified") for link in links):
            return Verdict("certified", "weaker than the claim itself")
    verdict = check(relation, step.domain, (), seed)
    if verdict.word == "refuted" or verdict.reaches("certified"):
        return verdict
    others = [s.relation for s in (*step.since, step) if s.relation is not None]
    implied = check(relation, step.domain, others, seed)
    return implied if implied.reaches("certified") else verdict


def _spread(found: list[tuple[str, Relation]]) -> list[tuple[str, Relation]]:
    """At most a few per step, taken evenly."""
    if len(found) <= _PER_STEP:
        return found
    return [found[i * len(found) // _PER_STEP] for i in range(_PER_STEP)]


def mutants(relation: Relation) -> Iterator[tuple[str, Relation]]:
    """The claims at distance one."""
    if relation.operator in _FLIPPED:
        yield "direction", Relation(relation.left, _FLIPPED[relation.operator], relation.right)
    for position, side in (("left", relation.left), ("right", relation.right)):
        for change, mutant in _changed(side):
            if mutant.has(sp.nan, sp.zoo, sp.oo) or mutant == side or mutant.is_real is False:
                continue
            sides = (mutant, relation.right) if position == "left" else (relation.left, mutant)
            yield f"{change} on the {position}", Relation(sides[0], relation.operator, sides[1])
        if side != 0:
            scaled = sp.Rational(5, 4) * side
            sides = (scaled, relation.right) if position == "left" else (relation.left, scaled)
            yield f"factor 5/4 on the {position}", Relation(sides[0], relation.operator, sides[1])


def _changed(expr: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """Every tree with one number or one sign changed."""
    if isinstance(expr, sp.Rational):
        yield f"{expr} -> {expr + 1}", expr + 1
        return
    if not expr.args or isinstance(expr, sp.Indexed):
        return
    if isinstance(expr, sp.Add) and len(expr.args) > 1:
        last = expr.args[-1]
        yield f"sign of {last}", expr - 2 * last
    for i, arg in enumerate(expr.args):
        if not isinstance(arg, sp.Expr) or (arg.is_Symbol and arg.is_integer):
            continue
        if isinstance(expr, sp.Mul) and arg == -1:
            continue  # a sign, changed above
        for change, inner in _changed(arg):
            if isinstance(expr, sp.Pow) and i == 1:
                change = f"exponent {change}"
            yield change, expr.func(*(inner if j == i else a for j, a in enumerate(expr.args)))


__all__ = ["Mutant", "Mutation", "mutants", "mutate"]
