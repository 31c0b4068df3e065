"""Claims are read with Python's own parser against a list of what is allowed; text is never evaluated as code.

Numerals are exact, `^` is a power, relations may be chained.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import sympy as sp

from ..numeric.exact import parse_rational
from . import defined
from .domain import Array, Need, Relation, Scalar
from .total import Total
from .vocabulary import FUNCTIONS, LAW_FUNCTIONS

MAX_TEXT = 10_000
_MAX_BITS = 13_000  # of a number: about 4000 digits
_MAX_DEGREE = 1000
_SIZED = ("factorial", "binomial", "Gamma", "lowergamma", "uppergamma")

Named: TypeAlias = sp.Expr | Array
"""What a name stands for."""


class Reader:
    """Reads one text with Python's parser and builds it from the names that are allowed."""

    def __init__(
        self,
        text: str,
        names: Mapping[str, Named],
        behind: Mapping[str, tuple[Need, ...]] = {},
        points: frozenset[str] = frozenset(),
    ) -> None:
        shown = text.strip()
        if not shown or len(shown) > MAX_TEXT:
            raise ValueError(f"a claim must be written like n*p <= n, got {cut(shown)!r}")
        if not shown.isascii():
            strange = next(c for c in shown if not c.isascii())
            raise ValueError(f"{strange!r} cannot be read: write claims in plain ASCII, such as n*p <= n")
        self.shown = shown
        self.asymptotic = "~" in shown
        text = shown.replace("~", "==") if self.asymptotic else shown
        text = re.sub(r"(?<![<>=!])=(?!=)", "==", text.replace("^", "**"))
        self.text = " ".join(text.split())
        self.names = names
        self.behind = behind
        self.points = points
        self.needs: list[Need] = []
        self.bound: tuple[Scalar, ...] = ()

    def _tree(self) -> ast.expr:
        try:
            return ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(f"cannot read {cut(self.shown)!r}") from None

    def expression(self) -> sp.Expr:
        return self._guarded(self._tree())

    def relations(self) -> list[Relation]:
        tree = self._tree()
        if not isinstance(tree, ast.Compare):
            raise ValueError(f"a claim is a relation such as a <= b, got {cut(self.shown)!r}")
        signs = {ast.Eq: "=", ast.LtE: "<=", ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">"}
        sides = []
        for side in (tree.left, *tree.comparators):
            self.needs = []
            value = self._guarded(side)
            # What the tree still shows is judged there, where it is seen what stands beside it.
            shown = {(need.words, need.alternatives[:1]) for need in defined.needs(value)}
            lost = [n for n in dict.fromkeys(self.needs) if (n.words, n.alternatives[:1]) not in shown]
            sides.append((value, tuple(lost)))
        out = []
        for (left, first), op, (right, second) in zip(sides, tree.ops, sides[1:], strict=False):
            if type(op) not in signs:
                raise ValueError(f"relations are =, <=, <, >=, > and ~, got {cut(self.shown)!r}")
            sign = "~" if self.asymptotic and type(op) is ast.Eq else signs[type(op)]
            out.append(Relation(left, sign, right, (*first, *second)))
        return out

    def _guarded(self, node: ast.expr) -> sp.Expr:
        try:
            value = self._value(node)
        except RecursionError:
            raise ValueError(f"nested too deeply: {cut(self.shown)!r}") from None
        if not isinstance(value, sp.Expr):
            raise ValueError(f"{cut(self._source(node))!r} is not a number")
        if value.has(sp.nan, sp.zoo):
            raise ValueError(f"division by zero in {cut(self.shown)!r}")
        if value.has(sp.oo, -sp.oo):
            raise ValueError(f"infinity is no number, in {cut(self.shown)!r}")
        return value

    def _value(self, node: ast.expr) -> Named:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            if isinstance(node.value, bool):
                raise ValueError(f"{node.value} is not a number")
            q = parse_rational(self._source(node), "a number")
            return sp.Rational(q.numerator, q.denominator)
        if isinstance(node, ast.Name):
            if node.id not in self.names:
                known = ", ".join(sorted(map(str, self.names))) or "none"
                raise ValueError(f"unknown symbol {node.id!r}; declared: {known}")
            if node.id in self.points:
                raise ValueError(f"{node.id} stands for a point of a set and is no number, in {cut(self.shown)!r}")
            self._need(self.behind.get(node.id, ()))
            return self.names[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            value = self._number(node.operand)
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        raise ValueError(f"cannot read {cut(self._source(node))!r}")

    def _number(self, node: ast.expr) -> sp.Expr:
        value = self._value(node)
        if isinstance(value, Array):
            raise ValueError(f"{value.base} is a law; write an entry such as {value.base[value.indices]}")
        return value

    def _binary(self, node: ast.BinOp) -> sp.Expr:
        left, right = self._number(node.left), self._number(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            if right == 0:
                raise ValueError(f"division by zero in {cut(self.shown)!r}")
            self._need(defined.quotient(right))
            return left / right
        if isinstance(node.op, ast.Pow):
            return self._power(left, right)
        raise ValueError(f"operations are +, -, *, / and ^, got {cut(self._source(node))!r}")

    def _power(self, left: sp.Expr, right: sp.Expr) -> sp.Expr:
        if left == 0 and right.is_negative:
            raise ValueError(f"division by zero in {cut(self.shown)!r}")
        if right.is_number:
            size = max(2, int(left.p).bit_length(), int(left.q).bit_length()) if left.is_Rational else 2
            most = _MAX_BITS // size if left.is_number else _MAX_DEGREE
            if abs(right) > most:
                raise ValueError(f"the exponent in {cut(self.shown)!r} is too large; here it may be at most {most}")
        self._need(defined.power(left, right))
        return left**right

    def _need(self, found: Iterable[Need]) -> None:
        self.needs += [replace(need, bound=self.bound) for need in found]

    def _subscript(self, node: ast.Subscript) -> sp.Indexed:
        array = self._value(node.value)
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        indices = tuple(
            self.names[i.id] if isinstance(i, ast.Name) and i.id in self.points else self._number(i) for i in inside
        )
        if not isinstance(array, Array) or len(indices) != len(array.indices):
            raise ValueError(f"{cut(self._source(node))!r} does not fit the declaration")
        if indices != array.indices:  # the name of an index is that of its set
            raise ValueError(f"{cut(self._source(node))!r} must be {array.base[array.indices]}, as declared")
        return array.base[indices]

    def _call(self, node: ast.Call) -> sp.Expr:
        name = node.func.id if isinstance(node.func, ast.Name) else self._source(node.func)
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            raise ValueError(f"{name} takes plain arguments only")
        if name == "sum":
            return self._sum(node)
        if name == "indicator":
            return self._indicator(node)
        if name in LAW_FUNCTIONS and node.args and isinstance(self._peek(node.args[0]), Array):
            return self._apply(name, LAW_FUNCTIONS[name], [self._value(arg) for arg in node.args])
        if name not in FUNCTIONS:
            raise ValueError(
                f"unknown function {name!r}; known: {', '.join(sorted({*FUNCTIONS, *LAW_FUNCTIONS, 'sum'}))}"
            )
        values = [self._number(arg) for arg in node.args]
        if name in _SIZED and any(v.is_number and abs(v) > _MAX_DEGREE * 10 for v in values):
            raise ValueError(f"{name} takes numbers up to {_MAX_DEGREE * 10}, got {cut(self._source(node))!r}")
        if name == "sqrt" and len(values) == 1:
            self._need(defined.power(values[0], sp.S.Half))
        return self._apply(name, FUNCTIONS[name], values)

    def _peek(self, node: ast.expr) -> Named | None:
        return self.names.get(node.id) if isinstance(node, ast.Name) else None

    def _apply(self, name: str, function: Callable[..., sp.Expr], values: Sequence[Named]) -> sp.Expr:
        try:
            if isinstance(function, type) and issubclass(function, sp.Function):
                # What SymPy simplifies away, such as the logarithm in exp(log(x)), must be defined all the same.
                self._need(defined.call(function(*values, evaluate=False)))
            return function(*values)
        except (TypeError, AttributeError) as error:
            raise ValueError(f"{name} cannot take ({', '.join(map(str, values))}): {error}") from None

    def _indicator(self, node: ast.Call) -> sp.Expr:
        """1 where the relation holds, else 0."""
        signs = {ast.LtE: sp.Le, ast.Lt: sp.Lt, ast.GtE: sp.Ge, ast.Gt: sp.Gt}
        (inside,) = node.args if len(node.args) == 1 else (None,)
        if not isinstance(inside, ast.Compare) or len(inside.ops) != 1 or type(inside.ops[0]) not in signs:
            raise ValueError("an indicator is written indicator(a > b)")
        condition = signs[type(inside.ops[0])](self._number(inside.left), self._number(inside.comparators[0]))
        return sp.Piecewise((1, condition), (0, True))

    def _sum(self, node: ast.Call) -> sp.Expr:
        if len(node.args) not in (2, 4) or not isinstance(node.args[1], ast.Name):
            raise ValueError("a sum is written sum(f, x) over a set or sum(f, k, a, b) over integers")
        label = node.args[1].id
        if len(node.args) == 2:
            index = self.names.get(label)
            if not isinstance(index, sp.Symbol):
                raise ValueError(f"unknown index {label!r}; declare an array over it first")
            return Total(self._number(node.args[0]), index)
        low, high = self._number(node.args[2]), self._number(node.args[3])
        assumptions = {"nonnegative": True} if low.is_nonnegative else {}
        index = sp.Symbol(label, integer=True, **assumptions)
        body = Reader.__new__(Reader)
        bound = (*self.bound, Scalar(index, True, low, high))
        names = dict(self.names) | {label: index}
        body.__dict__.update(self.__dict__, names=names, bound=bound, points=self.points - {label})
        return sp.Sum(body._number(node.args[0]), (index, low, high))

    def _source(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or self.shown


def cut(text: str) -> str:
    """A text as an error message shows it."""
    return text if len(text) <= 60 else text[:57] + "..."
