"""The grammar of claims: `sqrt(n*p*(1-p)/2) <= BinomialMAD(n, p)`, and of what their symbols stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy as sp

from .domain import Array, Domain, Need, Relation, Scalar
from .reader import MAX_TEXT, Named, Reader, cut
from .vocabulary import CONSTANTS, FUNCTIONS


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

    def _reader(self, text: str, further: Mapping[str, Named] = {}) -> Reader:
        points = frozenset(str(i) for i in self.domain.index_symbols)
        return Reader(text, self.names() | dict(further), self.behind, points)

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
            raise ValueError(f"expected one relation, got {cut(text)!r}")
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
            raise ValueError(f"a list of values is written {{1, 2, 3}}, got {cut(rest)!r}")
        values = []
        for part in _split(rest[:-1]):
            value = Reader(part, CONSTANTS).expression()
            if not value.is_Rational:
                raise ValueError(f"values must be rational, got {cut(part)!r}")
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
            raise ValueError(f"unexpected {cut(rest)!r} after {name}")
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
                raise ValueError(f"a range is written with <, <=, > or >=, got {cut(text)!r}")
            if up.right == place and place not in up.left.free_symbols:
                lower, open_lower = up.left, up.strict
            elif up.left == place and place not in up.right.free_symbols:
                upper, open_upper = up.right, up.strict
            else:
                raise ValueError(f"a range has {name} alone on one side, got {cut(text)!r}")
        if lower.is_number and upper.is_number and (lower > upper or (lower == upper and (open_lower or open_upper))):
            raise ValueError(f"the range of {name} is empty: {cut(text)!r}")
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
            raise ValueError(f"an array is real, >= 0 or in [0, 1], got {cut(text)!r}")
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
            raise ValueError(f"{name} must be text in the grammar of claims, got {cut(repr(text))}")
    scope = Scope()
    if where.strip():
        scope.declare(where)
    return scope.relations(claim), scope.domain


def _split(text: str) -> list[str]:
    """Split at commas that are outside of brackets."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"the text is too long: {len(text)} characters, at most {MAX_TEXT}")
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char in ",;" and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [part for part in (*parts, text[start:]) if part.strip()]
