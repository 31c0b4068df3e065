"""The grammar of claims: `sqrt(n*p*(1-p)/2) <= BinomialMAD(n, p)`, and of what their symbols stand for.

Text is read with Python's own parser against a list of what is allowed; it is never evaluated as code. Numerals are
exact, `^` is a power, relations may be chained.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import sympy as sp

from .. import functions
from ..numeric.exact import parse_rational
from . import defined
from .domain import Array, Domain, Need, Relation, Scalar
from .total import Total

_MAX_TEXT = 10_000
_MAX_BITS = 13_000  # of a number: about 4000 digits
_MAX_DEGREE = 1000
_SIZED = ("factorial", "binomial", "Gamma", "lowergamma", "uppergamma")


def pos(x: sp.Expr) -> sp.Expr:
    """The positive part."""
    return _extreme(sp.Max, sp.S.Zero, x)


def _extreme(head: type[sp.Max | sp.Min], *xs: sp.Expr) -> sp.Expr:
    try:
        return head(*xs)
    except ValueError:  # numbers that SymPy cannot compare are left to balls
        return head(*xs, evaluate=False)


FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "sqrt": sp.sqrt,
    "exp": sp.exp,
    "log": sp.log,
    "ln": sp.log,
    "abs": sp.Abs,
    "max": lambda *xs: _extreme(sp.Max, *xs),
    "min": lambda *xs: _extreme(sp.Min, *xs),
    "pos": pos,
    "floor": sp.floor,
    "ceiling": sp.ceiling,
    "binomial": sp.binomial,
    "factorial": sp.factorial,
    "Gamma": sp.gamma,
    "lowergamma": sp.lowergamma,
    "uppergamma": sp.uppergamma,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "sin": sp.sin,
    "cos": sp.cos,
    "atan": sp.atan,
    "W": sp.LambertW,
    "Phi": lambda x: sp.erfc(-x / sp.sqrt(2)) / 2,
} | {
    name: node
    for name, node in sorted(vars(functions).items())
    if isinstance(node, type) and issubclass(node, sp.Function)
}
"""What may be called in a claim: elementary functions and the special functions of the library."""

ELEMENTARY = (sp.exp, sp.log, sp.Abs, sp.Max, sp.Min, sp.erf, sp.erfc, sp.sin, sp.cos, sp.atan)
"""Functions that cost the same for small and for large numbers."""

CONSTANTS: dict[str, sp.Expr] = {"pi": sp.pi, "e": sp.E}


def _nested(body: sp.Expr, indices: tuple[sp.Symbol, ...]) -> sp.Expr:
    for index in indices:
        body = Total(body, index)
    return body


def _entry(array: Array) -> sp.Indexed:
    return array.base[array.indices]


def _two(a: Array, b: Array) -> tuple[sp.Expr, sp.Expr]:
    if a.indices != b.indices:
        raise ValueError(f"{a.base} and {b.base} must live on the same set")
    return _entry(a), _entry(b)


def _tv(a: Array, b: Array) -> sp.Expr:
    p, q = _two(a, b)
    return _nested(pos(p - q), a.indices)


def _kl(a: Array, b: Array) -> sp.Expr:
    p, q = _two(a, b)
    return _nested(p * sp.log(p / q), a.indices)


def _chi2(a: Array, b: Array) -> sp.Expr:
    p, q = _two(a, b)
    return _nested((p - q) ** 2 / q, a.indices)


def _margins(joint: Array) -> tuple[sp.Expr, sp.Expr]:
    if len(joint.indices) != 2:
        raise ValueError(f"{joint.base} must be a joint law such as {joint.base}[t, z]")
    t, z = joint.indices
    entry = _entry(joint)
    return entry, Total(entry, z) * Total(entry, t)


def _delta(law: Array, n: sp.Expr | None = None, gamma: sp.Expr = sp.S.One) -> sp.Expr:
    if n is None:
        member, outsider = _margins(law)
        return _nested(pos(member - outsider), law.indices)
    return _nested(functions.HockeyStick(n, _entry(law), gamma), law.indices)


def _information(joint: Array) -> sp.Expr:
    member, outsider = _margins(joint)
    return _nested(member * sp.log(member / outsider), joint.indices)


def _diversity(law: Array) -> sp.Expr:
    p = _entry(law)
    return _nested(sp.sqrt(p * (1 - p)), law.indices)


LAW_FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "TV": _tv,
    "KL": _kl,
    "chi2": _chi2,
    "Delta": _delta,
    "I": _information,
    "C": _diversity,
}
"""Functions of laws: TV(P,Q), KL(P,Q), chi2(P,Q); Delta(P,n) the worst case, C(P); Delta(J) and I(J) of a joint law."""


Named: TypeAlias = sp.Expr | Array
"""What a name stands for."""


@dataclass
class Scope:
    """The names in force: symbols, arrays, index sets and abbreviations."""

    domain: Domain = field(default_factory=Domain)
    abbreviations: dict[str, sp.Expr] = field(default_factory=dict)
    behind: dict[str, tuple[Need, ...]] = field(default_factory=dict)
    """Abbreviation -> what its text takes to be defined: with r = 1/x, r x = 1 still divides by x."""

    def names(self) -> dict[str, Named]:
        """Name -> symbol, array or expression."""
        out: dict[str, Named] = dict(CONSTANTS)
        out |= {str(i): i for i in self.domain.index_symbols}
        out |= {str(s.symbol): s.symbol for s in self.domain.scalars}
        out |= {str(a.base): a for a in self.domain.arrays}
        return out | self.abbreviations

    # -- claims ----------------------------------------------------------------------------------------------------

    def expression(self, text: str) -> sp.Expr:
        """One expression."""
        return self._reader(text).expression()

    def relations(self, text: str) -> list[Relation]:
        """A chain `a <= b = c` as its relations."""
        return self._reader(text).relations()

    def _reader(self, text: str, further: Mapping[str, Named] = {}) -> _Reader:
        points = frozenset(str(i) for i in self.domain.index_symbols)
        return _Reader(text, self.names() | dict(further), self.behind, points)

    def abbreviate(self, name: str, text: str) -> None:
        """Let a name stand for an expression."""
        self.fresh(name)
        reader = self._reader(text)
        self.abbreviations[name] = reader.expression()
        self.behind[name] = tuple(dict.fromkeys(reader.needs))

    def relation(self, text: str) -> Relation:
        """Exactly one relation."""
        found = self.relations(text)
        if len(found) != 1:
            raise ValueError(f"expected one relation, got {_cut(text)!r}")
        return found[0]

    # -- declarations ----------------------------------------------------------------------------------------------

    def declare(self, text: str) -> None:
        """Add declarations such as `n integer >= 2, 1/n <= p <= 1-1/n` or `P, Q probability vectors`."""
        pending: list[str] = []
        for part in _split(text):
            if re.fullmatch(r"\s*[A-Za-z_]\w*(\[[\w, ]*\])?\s*", part):
                pending.append(part.strip())
                continue
            self._declare(pending, part.strip())
            pending = []
        if pending:
            raise ValueError(f"say what {', '.join(pending)} stands for, for example {pending[0]} real")

    def _declare(self, names: list[str], text: str) -> None:
        match = re.fullmatch(
            r"(?P<name>[A-Za-z_]\w*(?:\[[\w, ]*\])?)\s+(?P<kind>integers?|reals?|probability vectors?|"
            r"probabilities|joint laws?|in\s*\{)(?P<rest>.*)",
            text,
            re.S,
        )
        if match is None:
            self._range(text, integer=False, names=names)
            return
        kind, rest = match["kind"], match["rest"].strip()
        names = [*names, match["name"]]
        if kind.endswith("{"):
            self._listed(names, rest)
        elif kind.startswith("integer") or (kind.startswith("real") and "[" not in names[0]):
            for name in names:
                text = f"{name} {rest}" if not rest or rest[0] in "<>=" else rest
                self._range(text, integer=kind.startswith("integer"), names=[])
        else:
            for name in names:
                self._array(name, kind, rest)

    def _listed(self, names: list[str], rest: str) -> None:
        if not rest.endswith("}"):
            raise ValueError(f"a list of values is written {{1, 2, 3}}, got {_cut(rest)!r}")
        values = []
        for part in _split(rest[:-1]):
            value = _Reader(part, CONSTANTS).expression()
            if not value.is_Rational:
                raise ValueError(f"values must be rational, got {_cut(part)!r}")
            values.append(value)
        if not values:
            raise ValueError(f"{', '.join(names)} must have at least one value, got {{}}")
        integer = all(v.is_Integer for v in values)
        for name in names:
            symbol = _symbol(name, min(values), False, integer, max(values), False)
            self._add(Scalar(symbol, integer, values=tuple(sorted(values))))

    def _array(self, name: str, kind: str, rest: str) -> None:
        head, _, inside = name.partition("[")
        labels = [i.strip() for i in inside.rstrip("]").split(",") if i.strip()]
        if kind.startswith("joint"):
            labels = labels or ["t", "z"]
        taken = {str(s.symbol) for s in self.domain.scalars}
        default = next(label for label in ("x", "i", "j", "x_") if label not in taken)
        indices = tuple(self._index(label) for label in labels or [default])
        summed: tuple[sp.Symbol, ...] = ()
        if kind.startswith(("prob", "joint")):
            over = re.fullmatch(r"over\s+([\w, ]+)", rest)
            summed = tuple(self._index(i.strip()) for i in over[1].split(",")) if over else indices
        elif rest:
            raise ValueError(f"unexpected {_cut(rest)!r} after {name}")
        base = sp.IndexedBase(head, real=True) if not summed else sp.IndexedBase(head, nonnegative=True)
        self._add_array(Array(base, indices, "probability" if summed else "real", summed))

    def _index(self, label: str) -> sp.Symbol:
        symbol = sp.Symbol(label, integer=True)
        if any(str(s.symbol) == label for s in self.domain.scalars):
            raise ValueError(f"{label} is a number and cannot be an index as well")
        if symbol not in self.domain.index_symbols:
            self._replace(index_symbols=(*self.domain.index_symbols, symbol))
        return symbol

    def _range(self, text: str, integer: bool, names: list[str]) -> None:
        """`x`, `x >= 0`, `0 < x < 1`, `0 <= phi[t] <= 1`, or a constraint between declared symbols."""
        if re.fullmatch(r"\s*[A-Za-z_]\w*\s*", text):
            self._add(Scalar(_symbol(text.strip(), -sp.oo, True, integer), integer))
            return
        known = self.names()
        unknown = [
            name
            for name in re.findall(r"[A-Za-z_]\w*(?=\s*(?:[<>=\[]|$))", text)
            if name not in known and name not in FUNCTIONS
        ]
        fresh = list(dict.fromkeys([*(n.partition("[")[0] for n in names), *unknown]))
        if not fresh:
            extra = self._reader(text).relations()
            self._replace(constraints=(*self.domain.constraints, *extra))
            return
        for name in fresh:
            own = re.sub(rf"\b{re.escape(fresh[-1])}\b", name, text)
            if re.search(rf"\b{re.escape(name)}\s*\[", own):
                self._array_range(name, own)
            else:
                self._scalar_range(name, own, integer)

    def _scalar_range(self, name: str, text: str, integer: bool) -> None:
        place = sp.Symbol(name, real=True)
        lower, upper, open_lower, open_upper = -sp.oo, sp.oo, False, False
        for relation in self._reader(text, {name: place}).relations():
            up = relation.ascending()
            if up.operator not in ("<=", "<"):
                raise ValueError(f"a range is written with <, <=, > or >=, got {_cut(text)!r}")
            if up.right == place and place not in up.left.free_symbols:
                lower, open_lower = up.left, up.strict
            elif up.left == place and place not in up.right.free_symbols:
                upper, open_upper = up.right, up.strict
            else:
                raise ValueError(f"a range has {name} alone on one side, got {_cut(text)!r}")
        if lower.is_number and upper.is_number and (lower > upper or (lower == upper and (open_lower or open_upper))):
            raise ValueError(f"the range of {name} is empty: {_cut(text)!r}")
        if integer and open_lower and lower.is_integer:
            lower, open_lower = lower + 1, False
        if integer and open_upper and upper.is_integer:
            upper, open_upper = upper - 1, False
        symbol = _symbol(name, lower, open_lower, integer, upper, open_upper)
        self._add(Scalar(symbol, integer, lower, upper, open_lower, open_upper))

    def _array_range(self, name: str, text: str) -> None:
        inside = re.search(rf"\b{re.escape(name)}\s*\[([\w, ]*)\]", text)
        assert inside is not None
        indices = tuple(self._index(i.strip()) for i in inside[1].split(","))
        shape = re.sub(rf"\b{re.escape(name)}\s*\[[\w, ]*\]", "@", text).replace(" ", "")
        kind = {"0<=@<=1": "unit", "0<=@": "nonnegative", "@>=0": "nonnegative"}.get(shape)
        if kind is None:
            raise ValueError(f"an array is real, >= 0 or in [0, 1], got {_cut(text)!r}")
        self._add_array(Array(sp.IndexedBase(name, nonnegative=True), indices, kind))

    def _add(self, scalar: Scalar) -> None:
        self.fresh(str(scalar.symbol))
        self._replace(scalars=(*self.domain.scalars, scalar))

    def _add_array(self, array: Array) -> None:
        self.fresh(str(array.base))
        self._replace(arrays=(*self.domain.arrays, array))

    def fresh(self, name: str) -> None:
        """Raise ValueError if the name is taken."""
        if name in self.names() and name not in CONSTANTS:
            raise ValueError(f"{name} is declared twice")
        if name in FUNCTIONS and not name.islower():
            raise ValueError(f"{name} is the name of a function")

    def _replace(self, **changes: tuple[Scalar | Array | Relation | sp.Symbol, ...]) -> None:
        d = self.domain
        parts = {
            "scalars": d.scalars,
            "arrays": d.arrays,
            "constraints": d.constraints,
            "index_symbols": d.index_symbols,
        }
        self.domain = Domain(**(parts | changes))


def _symbol(
    name: str,
    lower: sp.Expr,
    open_lower: bool,
    integer: bool,
    upper: sp.Expr = sp.oo,
    open_upper: bool = False,
) -> sp.Symbol:
    assumptions: dict[str, bool] = {"integer": True} if integer else {"real": True}
    if lower.is_positive or (lower.is_zero and open_lower):
        assumptions["positive"] = True
    elif lower.is_nonnegative:
        assumptions["nonnegative"] = True
    elif upper.is_negative or (upper.is_zero and open_upper):
        assumptions["negative"] = True
    return sp.Symbol(name, **assumptions)


def read_claim(claim: str, where: str = "") -> tuple[list[Relation], Domain]:
    """The relations of a claim and the domain of its symbols.

    >>> relations, domain = read_claim("n*p <= n", "n integer >= 1, 0 <= p <= 1")
    >>> print(relations[0], "for", domain)
    n*p <= n for n integer >= 1, 0 <= p <= 1
    """
    for name, text in (("claim", claim), ("where", where)):
        if not isinstance(text, str):
            raise ValueError(f"{name} must be text in the grammar of claims, got {_cut(repr(text))}")
    scope = Scope()
    if where.strip():
        scope.declare(where)
    return scope.relations(claim), scope.domain


def _split(text: str) -> list[str]:
    """Split at commas that are outside of brackets."""
    if len(text) > _MAX_TEXT:
        raise ValueError(f"the text is too long: {len(text)} characters, at most {_MAX_TEXT}")
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char in ",;" and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


class _Reader:
    """Reads one text with Python's parser and builds it from the names that are allowed."""

    def __init__(
        self,
        text: str,
        names: Mapping[str, Named],
        behind: Mapping[str, tuple[Need, ...]] = {},
        points: frozenset[str] = frozenset(),
    ) -> None:
        shown = text.strip()
        if not shown or len(shown) > _MAX_TEXT:
            raise ValueError(f"a claim must be written like n*p <= n, got {_cut(shown)!r}")
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
            raise ValueError(f"cannot read {_cut(self.shown)!r}") from None

    def expression(self) -> sp.Expr:
        return self._guarded(self._tree())

    def relations(self) -> list[Relation]:
        tree = self._tree()
        if not isinstance(tree, ast.Compare):
            raise ValueError(f"a claim is a relation such as a <= b, got {_cut(self.shown)!r}")
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
                raise ValueError(f"relations are =, <=, <, >=, > and ~, got {_cut(self.shown)!r}")
            sign = "~" if self.asymptotic and type(op) is ast.Eq else signs[type(op)]
            out.append(Relation(left, sign, right, (*first, *second)))
        return out

    def _guarded(self, node: ast.expr) -> sp.Expr:
        try:
            value = self._value(node)
        except RecursionError:
            raise ValueError(f"nested too deeply: {_cut(self.shown)!r}") from None
        if not isinstance(value, sp.Expr):
            raise ValueError(f"{_cut(self._source(node))!r} is not a number")
        if value.has(sp.nan, sp.zoo):
            raise ValueError(f"division by zero in {_cut(self.shown)!r}")
        if value.has(sp.oo, -sp.oo):
            raise ValueError(f"infinity is no number, in {_cut(self.shown)!r}")
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
                raise ValueError(f"{node.id} stands for a point of a set and is no number, in {_cut(self.shown)!r}")
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
        raise ValueError(f"cannot read {_cut(self._source(node))!r}")

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
                raise ValueError(f"division by zero in {_cut(self.shown)!r}")
            self._need(defined.quotient(right))
            return left / right
        if isinstance(node.op, ast.Pow):
            return self._power(left, right)
        raise ValueError(f"operations are +, -, *, / and ^, got {_cut(self._source(node))!r}")

    def _power(self, left: sp.Expr, right: sp.Expr) -> sp.Expr:
        if left == 0 and right.is_negative:
            raise ValueError(f"division by zero in {_cut(self.shown)!r}")
        if right.is_number:
            size = max(2, int(left.p).bit_length(), int(left.q).bit_length()) if left.is_Rational else 2
            most = _MAX_BITS // size if left.is_number else _MAX_DEGREE
            if abs(right) > most:
                raise ValueError(f"the exponent in {_cut(self.shown)!r} is too large; here it may be at most {most}")
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
            raise ValueError(f"{_cut(self._source(node))!r} does not fit the declaration")
        if indices != array.indices:  # the name of an index is that of its set
            raise ValueError(f"{_cut(self._source(node))!r} must be {array.base[array.indices]}, as declared")
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
            raise ValueError(f"{name} takes numbers up to {_MAX_DEGREE * 10}, got {_cut(self._source(node))!r}")
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
        body = _Reader.__new__(_Reader)
        bound = (*self.bound, Scalar(index, True, low, high))
        names = dict(self.names) | {label: index}
        body.__dict__.update(self.__dict__, names=names, bound=bound, points=self.points - {label})
        return sp.Sum(body._number(node.args[0]), (index, low, high))

    def _source(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or self.shown


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
