"""Theorems of the literature that a bare claim may be recognised as."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .domain import Domain, Relation
from .grammar import read_claim
from .total import Total


@dataclass(frozen=True)
class Fact:
    """A published inequality: the claim, what its symbols are, and where it is proved."""

    claim: str
    where: str
    reference: str


FACTS = (
    Fact(
        "TV(P, Q) <= sqrt(KL(P, Q)/2)",
        "P, Q probability vectors",
        "Pinsker, derived in information/pinsker.py",
    ),
    Fact("TV(P, Q) <= sqrt(1 - exp(-KL(P, Q)))", "P, Q probability vectors", "bretagnolle1979"),
    Fact("Delta(J) <= sqrt(I(J)/2)", "J joint law", "Pinsker, derived in information/pinsker.py"),
    Fact("Delta(J) <= sqrt(1 - exp(-I(J)))", "J joint law", "bretagnolle1979"),
    Fact(
        "GaussianMean(d, 1/sqrt(n)) <= sqrt(-d*log(1-1/n))/2",
        "n integer >= 2, d integer >= 1",
        "the mutual information of a Gaussian mean, derivations/information/information.py",
    ),
)


def recognise(relation: Relation, domain: Domain) -> Fact | None:
    """The fact that the claim is, up to the names of its symbols, on a domain that is not larger."""
    for fact in FACTS:
        (known,), there = read_claim(fact.claim, fact.where)
        table = _matching(domain, there)
        if table is None:
            continue
        up = relation.ascending()
        if up.operator == "<=" and _renamed(up.left, table) == known.left and _renamed(up.right, table) == known.right:
            return fact
    return None


def _matching(here: Domain, there: Domain) -> dict[sp.Expr, sp.Expr] | None:
    """Symbols of one domain onto those of the other, in order, when the ranges fit."""
    if len(here.arrays) != len(there.arrays) or len(here.scalars) != len(there.scalars):
        return None
    table: dict[sp.Expr, sp.Expr] = {}
    for a, b in zip(here.arrays, there.arrays, strict=True):
        if (a.kind, len(a.indices), len(a.summed)) != (b.kind, len(b.indices), len(b.summed)):
            return None
        table[a.base] = b.base
        table |= dict(zip(a.indices, b.indices, strict=True))
    left = list(there.scalars)
    for s in here.scalars:
        match = next((t for t in left if str(t.symbol) == str(s.symbol)), None)
        if match is None or s.integer != match.integer:
            return None
        lowest = min(s.values) if s.values else s.lower
        if not (lowest.is_number and lowest >= match.lower):
            return None
        table[s.symbol] = match.symbol
    return table


def _renamed(expr: sp.Expr, table: dict[sp.Expr, sp.Expr]) -> sp.Expr:
    if expr in table:
        return table[expr]
    if isinstance(expr, sp.Indexed):
        return table.get(expr.base, expr.base)[tuple(table.get(i, i) for i in expr.indices)]
    if isinstance(expr, Total):
        return Total(_renamed(expr.body, table), table.get(expr.index, expr.index))
    if not expr.args:
        return expr
    return expr.func(*(_renamed(a, table) if isinstance(a, sp.Expr) else a for a in expr.args))
