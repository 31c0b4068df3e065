"""Claims on sums over unspecified sets: linearity, interchange, comparison term by term, real algebra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from ..algebra import follows
from ..domain import Domain, Relation, Scalar
from ..identity import is_identity
from ..total import Total, Weights, has_total, normal_form
from ..verdict import Verdict
from . import Prover


def canonical(expr: sp.Expr, weights: Weights) -> sp.Expr:
    """Linear combinations of sums in one order, so that equal ones look equal."""
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    if isinstance(expr, Total):
        inner = canonical(expr.body, weights)
        return _rebuilt(Total(inner, expr.index), weights)
    rebuilt = expr.func(*(canonical(a, weights) if isinstance(a, sp.Expr) else a for a in expr.args))
    return _rebuilt(rebuilt, weights) if isinstance(rebuilt, sp.Add | sp.Mul) else rebuilt


def _rebuilt(expr: sp.Expr, weights: Weights) -> sp.Expr:
    if not has_total(expr):
        return expr
    total = sp.S.Zero
    for indices, body in normal_form(expr, weights).items():
        for term in sp.Add.make_args(sp.expand(body)):
            total += _pulled_out(term, indices)
    return total


def _pulled_out(term: sp.Expr, indices: Sequence[sp.Symbol]) -> sp.Expr:
    for index in indices:
        outside, inside = term.as_independent(index, as_Add=False)
        inner_bound = any(isinstance(t, Total) and t.index == index for t in sp.preorder_traversal(outside))
        term = outside * Total(inside, index) if not inner_bound else Total(term, index)
    return term


def structural(relation: Relation, domain: Domain, hypotheses: Sequence[Relation], prove: Prover) -> Verdict | None:
    """Equal by linearity, term by term, or by real algebra in which sums are numbers."""
    weights = domain.weights
    left, right = canonical(relation.left, weights), canonical(relation.right, weights)
    if relation.operator in ("=", "<=", ">=") and (left == right or sp.expand(left - right) == 0):
        return Verdict("proved", "linearity and interchange of sums")
    if not hypotheses:
        term = _termwise(relation, domain, {}, prove) or _termwise(relation, domain, weights, prove)
        if term is not None:
            return term
    goal = Relation(left, relation.operator, right)
    given = [Relation(canonical(h.left, weights), h.operator, canonical(h.right, weights)) for h in hypotheses]
    for facts in ([*given], [*given, *domain.hypotheses(goal, *given)]):
        if follows(goal, [*facts, *_signs(goal, given, domain)]):
            return Verdict("proved", "real algebra")
    return None


def _signs(goal: Relation, given: Sequence[Relation], domain: Domain) -> list[Relation]:
    """Sums of terms that are certainly non-negative are non-negative."""
    sums: set[Total] = set()
    for relation in (goal, *given):
        sums |= relation.left.atoms(Total) | relation.right.atoms(Total)
    out = []
    for node in sorted(sums, key=str):
        body = Relation(sp.S.Zero, "<=", node.body)
        if not has_total(node.body) and follows(body, domain.hypotheses(body), 500):
            out.append(Relation(sp.S.Zero, "<=", node))
    return out


def _termwise(relation: Relation, domain: Domain, weights: Weights, prove: Prover) -> Verdict | None:
    """Compare two sums over the same set term by term, after the sums over `weights` are carried out."""
    gap = normal_form(relation.left - relation.right, weights)
    constant = gap.pop((), sp.S.Zero)
    if not gap or (has_total(constant)):
        return None
    outer = sorted(set.intersection(*(set(k) for k in gap)), key=str)
    if not outer:
        return None
    extra = [sp.S.Zero]
    if constant != 0:
        # A constant c is c sum w = sum c w for any weights w over the same set.
        extra = [
            constant * base[a.indices]
            for a in domain.arrays
            for base in [a.base]
            if a.kind == "probability" and sorted(a.summed, key=str) == outer
        ]
    for addition in extra:
        body = addition
        for indices, part in gap.items():
            for index in indices:
                if index not in outer:
                    part = -Total(-part, index) if part.could_extract_minus_sign() else Total(part, index)
            body += part
        verdict = _pointwise(body, relation.operator, domain, prove)
        if verdict is not None:
            return verdict
    return None


def _pointwise(body: sp.Expr, operator: str, domain: Domain, prove: Prover) -> Verdict | None:
    """body operator 0 for every entry: entries and inner sums become numbers with what is known of them."""
    goal = Relation(body, operator, sp.S.Zero)
    if operator in ("=", "<=", ">=") and is_identity(body):
        return Verdict("proved", "term by term, symbolic identity")
    weak = {"<": "<=", ">": ">="}.get(operator, operator)
    if weak == operator and follows(goal, domain.hypotheses(goal)):
        return Verdict("proved", "term by term, real algebra")
    if operator in ("=", "<", ">"):
        return None
    if has_total(body):
        inner = prove(_sides(body, operator), domain)
        return (
            None if inner is None else replace(inner, how=f"term by term, {inner.how.removeprefix('term by term, ')}")
        )
    scalars = list(domain.restricted(goal).scalars)
    table: dict[sp.Indexed, sp.Symbol] = {}
    for i, entry in enumerate(sorted(body.atoms(sp.Indexed), key=str)):
        array = next((a for a in domain.arrays if a.base == entry.base), None)
        if array is None or body.atoms(Total):
            return None
        unit = array.kind in ("unit", "probability")
        symbol = sp.Dummy(f"{entry.base}_{i}", real=True, **({"nonnegative": True} if array.kind != "real" else {}))
        table[entry] = symbol
        scalars.append(
            Scalar(symbol, False, sp.S.Zero if array.kind != "real" else -sp.oo, sp.S.One if unit else sp.oo)
        )
    plain = _sides(sp.expand(body).subs(table), operator)
    if not plain.free_symbols <= {s.symbol for s in scalars}:
        return None  # an index that is used as a number
    inner = prove(plain, Domain(tuple(scalars)).restricted(plain))
    return None if inner is None else replace(inner, how=f"term by term, {inner.how}", margin="", tightest="")


def _sides(body: sp.Expr, operator: str) -> Relation:
    """body operator 0 with its positive terms on one side and its negative ones on the other."""
    negative: list[sp.Expr] = []
    positive: list[sp.Expr] = []
    for term in sp.Add.make_args(sp.expand(body) if not has_total(body) else body):
        (negative if term.could_extract_minus_sign() else positive).append(term)
    small, large = (positive, negative) if operator == "<=" else (negative, positive)
    left, right = sp.Add(*small), sp.Add(*large)
    return Relation(left, "<=", -right) if operator == "<=" else Relation(-left, "<=", right)
