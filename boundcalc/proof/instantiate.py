"""The conclusion of another derivation, for other symbols."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import sympy as sp

from .domain import Array, Domain, Relation
from .grammar import Scope
from .total import Total

Meanings: TypeAlias = dict[sp.Symbol, sp.Expr]
"""What the symbols of another derivation stand for."""


def instantiated(
    relation: Relation, domain: Domain, where: Mapping[str, str], scope: Scope
) -> tuple[Relation, list[Relation]]:
    """A relation of another derivation with its symbols replaced as in `where`, and the conditions this imposes.

    Raises ValueError where a replacement does not fit what is declared there.
    """
    domain = domain.connected(relation)
    names = scope.names()
    table: Meanings = {}
    arrays: dict[sp.IndexedBase, tuple[tuple[sp.Symbol, ...], sp.Expr]] = {}
    for scalar in domain.scalars:
        name = str(scalar.symbol)
        meaning = table[scalar.symbol] = scope.expression(where.get(name, name))
        if scalar.integer and not meaning.is_integer:
            raise ValueError(f"{name} is an integer there, {meaning} is not known to be one")
        if scalar.values and meaning not in scalar.values:
            raise ValueError(f"{scalar} there, {meaning} is not one of these")
    for index in domain.index_symbols:
        if str(index) in where:
            table[index] = names[where[str(index)]]
    for array in domain.arrays:
        name = str(array.base)
        entry = str(array.base[array.indices])
        if name in where or entry in where:
            text = where.get(entry, where.get(name, ""))
            arrays[array.base] = (array.indices, scope.expression(text))
        else:
            target = names.get(name)
            arrays[array.base] = (array.indices, _entry_of(target, array, table))

    _no_capture(domain, relation, table, arrays)

    def replaced(expr: sp.Expr) -> sp.Expr:
        def entry(e: sp.Indexed) -> sp.Expr:
            indices, meaning = arrays[e.base]
            moved = {i: table.get(i, i) for i in indices}
            shift = {
                moved[i]: table.get(j, j)
                for i, j in zip(indices, e.indices, strict=True)
                if moved[i] != table.get(j, j)
            }
            clash = {t.index for t in meaning.atoms(Total)} & {*shift, *shift.values()}
            if clash:
                raise ValueError(f"{', '.join(map(str, clash))} is summed over in {meaning}: rename it")
            return meaning.xreplace(shift)

        expr = expr.replace(lambda e: isinstance(e, sp.Indexed), entry)
        return _renamed(expr, table)

    conditions = []
    for scalar in domain.scalars:
        conditions += [Relation(replaced(r.left), r.operator, replaced(r.right)) for r in scalar.relations()]
    for constraint in domain.constraints:
        conditions.append(Relation(replaced(constraint.left), constraint.operator, replaced(constraint.right)))
    for array in domain.arrays:
        if array.base not in {e.base for side in (relation.left, relation.right) for e in side.atoms(sp.Indexed)}:
            continue
        entry = array.base[array.indices]
        if array.kind != "real":
            conditions.append(Relation(sp.S.Zero, "<=", replaced(entry)))
        if array.kind == "unit":
            conditions.append(Relation(replaced(entry), "<=", sp.S.One))
        if array.kind == "probability":
            total: sp.Expr = entry
            for index in array.summed:
                total = Total(total, index)
            conditions.append(Relation(replaced(total), "=", sp.S.One))
    return Relation(replaced(relation.left), relation.operator, replaced(relation.right)), conditions


def _no_capture(
    domain: Domain,
    relation: Relation,
    table: Meanings,
    arrays: Mapping[sp.IndexedBase, tuple[tuple[sp.Symbol, ...], sp.Expr]],
) -> None:
    """Raise ValueError where a replacement speaks of an index that the other derivation sums over."""
    summed = {t.index for r in (relation, *domain.constraints) for side in r.sides for t in side.atoms(Total)}
    summed = {table.get(index, index) for index in summed}
    meanings = [((), table[scalar.symbol]) for scalar in domain.scalars] + list(arrays.values())
    for indices, meaning in meanings:
        caught = meaning.free_symbols & summed - {table.get(i, i) for i in indices}
        if caught:
            raise ValueError(f"{meaning} depends on {', '.join(map(str, caught))}, which is summed over there")


def _entry_of(target: object, array: Array, table: Meanings) -> sp.Expr:
    if target is None or not hasattr(target, "base"):
        raise ValueError(f"say what {array.base} stands for")
    return target.base[tuple(table.get(i, i) for i in array.indices)]


def _renamed(expr: sp.Expr, table: Meanings) -> sp.Expr:
    if isinstance(expr, Total):
        return Total(_renamed(expr.body, table), table.get(expr.index, expr.index))
    if expr in table:
        return table[expr]
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    return expr.func(*(_renamed(a, table) if isinstance(a, sp.Expr) else a for a in expr.args))
