"""Claims on finite families: case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

import sympy as sp
from flint import fmpq

from ..domain import Domain, Relation, Scalar
from ..identity import is_identity
from ..point import settle
from ..verdict import Verdict, weakest
from . import Prover

_MAX_CASES = 5000


def exhaust(relation: Relation, domain: Domain, prove: Prover) -> Verdict | None:
    """Every case of a finite family; other symbols are treated case by case."""
    finite = [s for s in domain.scalars if s.is_finite]
    if not finite:
        return None if domain.scalars or domain.arrays else _of_numbers(relation, {})
    if prod(len(s.listed()) for s in finite) > _MAX_CASES:
        return None
    rest = [s for s in domain.scalars if not s.is_finite]
    verdicts: list[Verdict] = []
    for values in product(*(s.listed() for s in finite)):
        table = {s.symbol: x for s, x in zip(finite, values, strict=True)}
        if rest or domain.arrays:
            inner = _narrowed(domain, rest, table)
            if any(s.lower.is_number and s.upper.is_number and s.lower > s.upper for s in inner.scalars):
                continue
            here = relation.subs(table)
            verdict = prove(here, inner.restricted(here))
        else:
            excluded = _is_excluded(domain, table)
            if excluded:
                continue
            verdict = None if excluded is None else _of_numbers(relation, table)
        if verdict is None:
            return None
        verdicts.append(verdict)
    if not verdicts:
        return None
    worst = weakest(verdicts)
    cases = sum(max(1, verdict.cases) for verdict in verdicts)
    return replace(worst, how=f"{len(verdicts)} cases, {worst.how}", cases=cases)


def _narrowed(domain: Domain, rest: Sequence[Scalar], table: Mapping[sp.Symbol, sp.Rational]) -> Domain:
    """The domain of what is left when the symbols of the table have values."""
    return Domain(
        tuple(replace(s, lower=s.lower.subs(table), upper=s.upper.subs(table)) for s in rest),
        domain.arrays,
        tuple(c.subs(table) for c in domain.constraints),
        domain.index_symbols,
    )


def _is_excluded(domain: Domain, table: Mapping[sp.Symbol, sp.Rational]) -> bool | None:
    """Whether a constraint certainly fails; None where one has no value."""
    try:
        return any(settle(constraint, _exactly(table))[0] is False for constraint in domain.constraints)
    except (ArithmeticError, ValueError):
        return None


def _of_numbers(relation: Relation, table: Mapping[sp.Symbol, sp.Rational]) -> Verdict | None:
    """The verdict where every symbol has a value."""
    try:
        answer, left, right = settle(relation, _exactly(table))
    except (ArithmeticError, ValueError):
        return None
    if answer is None and is_identity((relation.left - relation.right).subs(table)):
        answer = relation.operator in ("=", "<=", ">=")
    if answer is not True:
        return None
    exact = isinstance(left, fmpq) and isinstance(right, fmpq)
    return Verdict("exhausted" if exact else "certified", "exact rationals" if exact else "ball arithmetic", cases=1)


def _exactly(table: Mapping[sp.Symbol, sp.Rational]) -> dict[sp.Symbol, fmpq]:
    return {symbol: fmpq(int(x.p), int(x.q)) for symbol, x in table.items()}
