"""Sums over an unspecified finite (or countable) set, and the few rules a proof needs for them."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from ..functions.node import BINDER, in_product
from ..numeric.kinds import Printer


class Total(sp.Expr):
    r"""``sum_x f(x)`` over all x of an unspecified set; the set is known by the name of its index.

    Sums over different sets may be interchanged (all terms that are summed over infinite sets are absolutely
    summable where the library uses it).
    """

    is_commutative = True
    is_real = True
    precedence = BINDER

    def __new__(cls, body: sp.Expr | int, index: sp.Symbol) -> sp.Expr:
        body = sp.sympify(body)
        if body == 0:
            return sp.S.Zero
        return sp.Expr.__new__(cls, body, index)

    @property
    def body(self) -> sp.Expr:
        """What is summed."""
        return self.args[0]

    @property
    def index(self) -> sp.Symbol:
        """The name of the set and of its points."""
        return self.args[1]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return self.body.free_symbols - {self.index}

    @property
    def bound_symbols(self) -> list[sp.Symbol]:
        """[index]."""
        return [self.index]

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.body.is_nonnegative else None

    def _latex(self, printer: Printer) -> str:
        return rf"\sum_{{{printer._print(self.index)}}} {in_product(printer, self.body)}"

    def _sympystr(self, printer: Printer) -> str:
        return f"sum({printer._print(self.body)}, {printer._print(self.index)})"


Weights = dict[sp.IndexedBase, tuple[sp.Symbol, ...]]
"""IndexedBase -> the indices over which it sums to one."""


def normal_form(expr: sp.Expr, weights: Weights) -> dict[tuple[sp.Symbol, ...], sp.Expr]:
    """{indices: body} with expr = the sum over the keys of sum_{indices} body; linearity, interchange, sum w = 1."""
    parts: dict[tuple[sp.Symbol, ...], sp.Expr] = {}
    for term in sp.Add.make_args(sp.expand(expr)):
        for indices, body in _spread(term, weights):
            parts[indices] = parts.get(indices, sp.S.Zero) + body
    return {indices: body for indices, body in parts.items() if body != 0}


def _spread(term: sp.Expr, weights: Weights) -> Iterable[tuple[tuple[sp.Symbol, ...], sp.Expr]]:
    """A product with at most one sum taken apart; further factors that are sums stay as they are."""
    factors = sp.Mul.make_args(term)
    for position, factor in enumerate(factors):
        if not isinstance(factor, Total):
            continue
        rest = sp.Mul(*(f for i, f in enumerate(factors) if i != position))
        if factor.index in rest.free_symbols or any(
            isinstance(t, Total) and t.index == factor.index for t in sp.preorder_traversal(rest)
        ):
            continue
        for inner in sp.Add.make_args(sp.expand(rest * factor.body)):
            for indices, body in _spread(inner, weights):
                yield _normalised(tuple(sorted({*indices, factor.index}, key=str)), body, weights)
        return
    yield (), term


def _normalised(
    indices: tuple[sp.Symbol, ...], body: sp.Expr, weights: Weights
) -> tuple[tuple[sp.Symbol, ...], sp.Expr]:
    """Carry out sum_i w_i = 1 where nothing else depends on i."""
    for factor in sp.Mul.make_args(body):
        if not isinstance(factor, sp.Indexed) or factor.base not in weights:
            continue
        summed = weights[factor.base]
        rest = body / factor
        if summed and set(summed) <= set(indices) and not rest.free_symbols.intersection(summed):
            return _normalised(tuple(i for i in indices if i not in summed), rest, weights)
    return indices, body


def has_total(expr: sp.Basic) -> bool:
    """Whether a sum over an unspecified set occurs."""
    return any(isinstance(node, Total) for node in sp.preorder_traversal(expr))
