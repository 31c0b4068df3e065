"""What the symbols of a claim stand for, and relations between expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy as sp

from .total import Weights

OPERATORS = ("=", "<=", "<", ">=", ">", "~")
_LATEX = {"=": "=", "<=": r"\leq", "<": "<", ">=": r"\geq", ">": ">", "~": r"\sim"}
_MIRROR = {"=": "=", "<=": ">=", "<": ">", ">=": "<=", ">": "<", "~": "~"}


@dataclass(frozen=True)
class Relation:
    """``left operator right``; `~` says that the ratio tends to one.

    `needs` is what the text it was read from takes to be defined: SymPy turns x/x into 1.
    """

    left: sp.Expr
    operator: str
    right: sp.Expr
    needs: tuple[Need, ...] = field(default=(), compare=False)

    @property
    def sides(self) -> tuple[sp.Expr, sp.Expr]:
        """(left, right)."""
        return self.left, self.right

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return self.left.free_symbols | self.right.free_symbols

    def subs(self, replacements: Mapping[sp.Symbol, sp.Expr]) -> Relation:
        """Both sides after a substitution."""
        return Relation(self.left.subs(replacements), self.operator, self.right.subs(replacements))

    def ascending(self) -> Relation:
        """The same, written with <= or <."""
        if self.operator in (">=", ">"):
            return Relation(self.right, _MIRROR[self.operator], self.left)
        return self

    @property
    def strict(self) -> bool:
        return self.operator in ("<", ">")

    def slack(self) -> sp.Expr:
        """What the claim says is >= 0 (> 0 if strict, = 0 for =)."""
        up = self.ascending()
        return up.right - up.left

    def latex(self) -> str:
        return f"{sp.latex(self.left)} {_LATEX[self.operator]} {sp.latex(self.right)}"

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


def outer_sum(total: sp.Sum) -> tuple[sp.Expr, sp.Symbol, sp.Expr, sp.Expr]:
    """(summand, index, low, high) of the outermost sum: SymPy writes sums of sums as one with several limits."""
    *inner, (index, low, high) = total.limits
    return (sp.Sum(total.function, *inner) if inner else total.function), index, low, high


@dataclass(frozen=True)
class Scalar:
    """A number: its range, whose ends may depend on symbols declared before it."""

    symbol: sp.Symbol
    integer: bool = False
    lower: sp.Expr = -sp.oo
    upper: sp.Expr = sp.oo
    open_lower: bool = False
    open_upper: bool = False
    values: tuple[sp.Rational, ...] = ()

    @property
    def is_finite(self) -> bool:
        """Whether it takes finitely many values, known without other symbols."""
        return bool(self.values) or (self.integer and bool(self.lower.is_Integer and self.upper.is_Integer))

    @property
    def may_be_empty(self) -> bool:
        """Whether the range has two ends and one that depends on other symbols."""
        ends = (self.lower, self.upper)
        return not any(end.is_infinite for end in ends) and any(end.free_symbols for end in ends)

    def listed(self) -> tuple[sp.Rational, ...]:
        """Those values."""
        return self.values or tuple(sp.Integer(k) for k in range(int(self.lower), int(self.upper) + 1))

    def relations(self) -> list[Relation]:
        out = []
        if self.values:
            out.append(Relation(min(self.values), "<=", self.symbol))
            out.append(Relation(self.symbol, "<=", max(self.values)))
        if self.lower != -sp.oo:
            out.append(Relation(self.lower, "<" if self.open_lower else "<=", self.symbol))
        if self.upper != sp.oo:
            out.append(Relation(self.symbol, "<" if self.open_upper else "<=", self.upper))
        return out

    def __str__(self) -> str:
        if self.values:
            return f"{self.symbol} in {{{', '.join(map(str, self.values))}}}"
        low = "" if self.lower == -sp.oo else f"{self.lower} {'<' if self.open_lower else '<='} "
        high = "" if self.upper == sp.oo else f" {'<' if self.open_upper else '<='} {self.upper}"
        if self.integer and low and not high:
            return f"{self.symbol} integer >= {self.lower}"
        text = f"{low}{self.symbol}{high}"
        return f"{text} integer" if self.integer else text if low or high else f"{text} real"

    def latex(self) -> str:
        name = sp.latex(self.symbol)
        if self.values:
            return rf"{name} \in \{{{', '.join(sp.latex(v) for v in self.values)}\}}"
        if self.integer:
            if self.upper == sp.oo:
                return (
                    rf"{name} \in \mathbb{{Z}}"
                    if self.lower == -sp.oo
                    else rf"{name} \in \mathbb{{Z}},\ {name} \geq {sp.latex(self.lower)}"
                )
            return rf"{name} \in \{{{sp.latex(self.lower)}, \ldots, {sp.latex(self.upper)}\}}"
        left = "" if self.lower == -sp.oo else sp.latex(self.lower) + (" < " if self.open_lower else r" \leq ")
        right = "" if self.upper == sp.oo else (" < " if self.open_upper else r" \leq ") + sp.latex(self.upper)
        return f"{left}{name}{right}" if left or right else rf"{name} \in \mathbb{{R}}"


@dataclass(frozen=True)
class Array:
    """A function on unspecified sets: real, non-negative, in [0, 1], or weights that sum to one over `summed`."""

    base: sp.IndexedBase
    indices: tuple[sp.Symbol, ...]
    kind: str = "real"  # real, nonnegative, unit, probability
    summed: tuple[sp.Symbol, ...] = ()

    def relations(self, atom: sp.Indexed) -> list[Relation]:
        """What is known of one entry."""
        if self.kind == "real":
            return []
        out = [Relation(sp.S.Zero, "<=", atom)]
        return [*out, Relation(atom, "<=", sp.S.One)] if self.kind in ("unit", "probability") else out

    def __str__(self) -> str:
        name = str(self.base[self.indices])
        if self.kind == "probability":
            over = ", ".join(map(str, self.summed))
            return f"{name} probabilities over {over}"
        return {"real": f"{name} real", "nonnegative": f"{name} >= 0", "unit": f"0 <= {name} <= 1"}[self.kind]

    def latex(self) -> str:
        name = sp.latex(self.base[self.indices])
        if self.kind == "probability":
            over = ", ".join(map(sp.latex, self.summed))
            return rf"{name} \geq 0,\ \sum_{{{over}}} {name} = 1"
        return {
            "real": rf"{name} \in \mathbb{{R}}",
            "nonnegative": rf"{name} \geq 0",
            "unit": rf"0 \leq {name} \leq 1",
        }[self.kind]


@dataclass(frozen=True)
class Need:
    """One of the alternatives must hold (each a set of relations), else the expression has no value.

    `bound` are the indices of the sums around the expression, with their ranges.
    """

    words: str
    alternatives: tuple[tuple[Relation, ...], ...] = ()
    bound: tuple[Scalar, ...] = ()

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return {s for every in self.alternatives for r in every for s in r.free_symbols}

    @property
    def condition(self) -> str:
        """What must hold, in words."""
        return " or ".join(" and ".join(map(str, every)) for every in self.alternatives)

    def __str__(self) -> str:
        return f"{self.words} unless {self.condition}" if self.alternatives else self.words


@dataclass(frozen=True)
class Domain:
    """Symbols with their ranges, in the order of declaration, and the constraints between them."""

    scalars: tuple[Scalar, ...] = ()
    arrays: tuple[Array, ...] = ()
    constraints: tuple[Relation, ...] = ()
    index_symbols: tuple[sp.Symbol, ...] = field(default=())

    @property
    def weights(self) -> Weights:
        """The arrays that sum to one."""
        return {a.base: a.summed for a in self.arrays if a.kind == "probability"}

    def scalar(self, symbol: sp.Symbol) -> Scalar | None:
        return next((s for s in self.scalars if s.symbol == symbol), None)

    def hypotheses(self, *relations: Relation) -> list[Relation]:
        """All that is known of the symbols of these relations: ranges, constraints, and the entries of arrays."""
        out = [r for s in self.scalars for r in s.relations()] + list(self.constraints)
        bases = {a.base: a for a in self.arrays}
        atoms: set[sp.Indexed] = set()
        for relation in (*relations, *self.constraints):
            for side in (relation.left, relation.right):
                atoms |= side.atoms(sp.Indexed)
        for atom in sorted(atoms, key=str):
            if atom.base in bases:
                out += bases[atom.base].relations(atom)
        return out

    def restricted(self, *relations: Relation) -> Domain:
        """Only what the relations speak of, directly or through ranges and constraints: what is proved here holds."""
        return self._part(relations, False)

    def connected(self, *relations: Relation) -> Domain:
        """Also the numbers whose range depends on those: a counterexample must leave them a value.

        With 1 <= m <= n/2 declared a claim on n is about n >= 2.
        """
        return self._part(relations, True)

    def _part(self, relations: tuple[Relation, ...], connected: bool) -> Domain:
        wanted: set[sp.Symbol] = set()
        for relation in relations:
            wanted |= relation.free_symbols.union(*(need.free_symbols for need in relation.needs))
        while True:
            before = len(wanted)
            for scalar in self.scalars:
                ends = scalar.lower.free_symbols | scalar.upper.free_symbols
                if scalar.symbol in wanted:
                    wanted |= ends
                elif connected and scalar.may_be_empty and ends & wanted:
                    wanted |= {scalar.symbol} | ends
            for constraint in self.constraints:
                if constraint.free_symbols & wanted:
                    wanted |= constraint.free_symbols
            if len(wanted) == before:
                break
        names = {str(w) for w in wanted}
        return Domain(
            tuple(s for s in self.scalars if s.symbol in wanted),
            tuple(a for a in self.arrays if str(a.base) in names or a.base in wanted),
            tuple(c for c in self.constraints if c.free_symbols & wanted),
            self.index_symbols,
        )

    def __str__(self) -> str:
        return ", ".join(map(str, (*self.scalars, *self.arrays, *self.constraints)))

    def latex(self) -> str:
        """The declarations, as they stand in a theorem."""
        return ";\\ ".join(
            [
                *(s.latex() for s in self.scalars),
                *(a.latex() for a in self.arrays),
                *(c.latex() for c in self.constraints),
            ]
        )
