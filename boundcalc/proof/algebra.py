"""Real polynomial arithmetic: whether a relation follows from others, and numbers that satisfy them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.function import AppliedUndef

from .. import functions
from ..numeric.ball import NoBallEvaluation
from ..numeric.enclose import enclose
from .domain import Relation, Scalar
from .point import is_certified

if TYPE_CHECKING:
    import z3

_TIMEOUT_MS = 4000
_MAX_BITS = 10_000  # of a number that the solver is given


class Algebra:
    """SymPy to an SMT solver over the reals; what is not algebraic becomes an unknown with a known sign."""

    def __init__(self) -> None:
        import z3

        self.z3 = z3
        self.names: dict[sp.Basic, z3.ArithRef] = {}
        self.side: list[z3.BoolRef] = []
        self.defined: list[z3.BoolRef] = []

    def term(self, expr: sp.Expr) -> z3.ArithRef:
        z3 = self.z3
        if isinstance(expr, sp.Rational):
            return z3.RatVal(int(expr.p), int(expr.q))
        if isinstance(expr, sp.Add):
            return z3.Sum(*map(self.term, expr.args))
        if isinstance(expr, sp.Mul):
            return self._product(expr)
        if isinstance(expr, sp.Pow):
            return self._power(expr)
        if isinstance(expr, sp.Max | sp.Min):
            first, *rest = map(self.term, expr.args)
            for other in rest:
                larger = first >= other if isinstance(expr, sp.Max) else first <= other
                first = z3.If(larger, first, other)
            return first
        if isinstance(expr, sp.Abs):
            inner = self.term(expr.args[0])
            return z3.If(inner >= 0, inner, -inner)
        if isinstance(expr, sp.Piecewise):
            *cases, (last, _) = expr.args
            out = self.term(last)
            for value, condition in reversed(cases):
                out = z3.If(self.condition(condition), self.term(value), out)
            return out
        return self._unknown(expr)

    def condition(self, relation: Relation | sp.Basic) -> z3.BoolRef:
        if isinstance(relation, Relation):
            left, right = self.term(relation.left), self.term(relation.right)
            sign = relation.operator
        elif isinstance(relation, sp.And | sp.Or):
            join = self.z3.And if isinstance(relation, sp.And) else self.z3.Or
            return join(*map(self.condition, relation.args))
        elif relation in (sp.true, sp.false):
            return self.z3.BoolVal(bool(relation))
        else:
            left, right = self.term(relation.lhs), self.term(relation.rhs)
            sign = "=" if relation.rel_op == "==" else relation.rel_op
        return {
            "=": lambda: left == right,
            "<=": lambda: left <= right,
            "<": lambda: left < right,
            ">=": lambda: left >= right,
            ">": lambda: left > right,
            "!=": lambda: left != right,
        }[sign]()

    def _product(self, expr: sp.Mul) -> z3.ArithRef:
        top, bottom = sp.fraction(expr, exact=True)  # e^-x stays e^-x
        factors = [self.term(f) for f in sp.Mul.make_args(top)]
        out = factors[0]
        for factor in factors[1:]:
            out = out * factor
        if bottom != 1:
            out = out * self._inverse(bottom)
        return out

    def _power(self, expr: sp.Pow) -> z3.ArithRef:
        base, exponent = expr.args
        if exponent.is_Integer and abs(exponent) <= 24:
            inner = self._inverse(base) if exponent < 0 else self.term(base)
            out = inner
            for _ in range(abs(int(exponent)) - 1):
                out = out * inner
            return out if exponent else self.z3.RealVal(1)
        if exponent.is_Rational and exponent.q == 2 and abs(exponent.p) <= 24:
            root = self._root(base)
            return self._power_of(root, int(exponent.p), base)
        if base.is_positive and exponent.free_symbols:
            return self._symbolic_power(base, exponent)
        return self._unknown(expr)

    def _symbolic_power(self, base: sp.Expr, exponent: sp.Expr) -> z3.ArithRef:
        """b^(c e) with a positive b: a power of b^(e/2), so that b^e and b^(e/2) know of each other."""
        factor, rest = exponent.as_coeff_Mul()
        times = 2 * factor
        if not times.is_Integer or abs(times) > 24:
            factor, rest, times = sp.S.One, exponent, sp.Integer(2)
        key = sp.Function("half_power_of")(base, rest)
        if key not in self.names:
            half = self.names[key] = self.z3.Real(f"v{len(self.names)}")
            at, up = self.term(base), self.term(rest)
            self.side += [
                half > 0,
                self.z3.Implies(self.z3.And(at <= 1, up >= 0), half <= 1),
                self.z3.Implies(self.z3.And(at >= 1, up >= 0), half >= 1),
            ]
        return self._power_of(self.names[key], int(times), key)

    def _power_of(self, root: z3.ArithRef, k: int, base: sp.Expr) -> z3.ArithRef:
        out = root
        for _ in range(abs(k) - 1):
            out = out * root
        if k > 0:
            return out
        key = sp.Function("inverse_of_root")(base, sp.Integer(k))
        if key not in self.names:
            self.names[key] = self.z3.Real(f"v{len(self.names)}")
            self.side.append(self.names[key] * out == 1)
            self.defined.append(out != 0)
        return self.names[key]

    def _root(self, base: sp.Expr) -> z3.ArithRef:
        key = sp.Function("root_of")(base)
        if key not in self.names:
            inner = self.term(base)
            root = self.names[key] = self.z3.Real(f"v{len(self.names)}")
            self.side += [root >= 0, root * root == inner]
            self.defined.append(inner >= 0)
        return self.names[key]

    def _inverse(self, base: sp.Expr) -> z3.ArithRef:
        if isinstance(base, sp.Rational):
            return self.z3.RatVal(int(base.q), int(base.p))
        key = sp.Function("inverse_of")(base)
        if key not in self.names:
            inner = self.term(base)
            inverse = self.names[key] = self.z3.Real(f"v{len(self.names)}")
            self.side.append(inverse * inner == 1)
            self.defined.append(inner != 0)
        return self.names[key]

    def _unknown(self, expr: sp.Expr) -> z3.ArithRef:
        if expr not in self.names:
            name = self.names[expr] = self.z3.Real(f"v{len(self.names)}")
            if not expr.is_Symbol:
                if expr.is_number:
                    self._bracket(expr, name)
                elif isinstance(expr, sp.factorial) and expr.args[0].is_integer and expr.args[0].is_nonnegative:
                    self.side.append(name >= 1)
                elif expr.is_positive:
                    self.side.append(name > 0)
                elif expr.is_nonnegative or isinstance(expr, functions.BinomialPMF | functions.HockeyStick):
                    self.side.append(name >= 0)
                if isinstance(expr, functions.HockeyStick) and expr.args[2] != 1:
                    # Theorem sandwich-upper.
                    self.side.append(name <= self.term(functions.HockeyStick(*expr.args[:2])))
        return self.names[expr]

    def _bracket(self, expr: sp.Expr, name: z3.ArithRef) -> None:
        if not is_certified(expr):
            return
        try:
            e = enclose(expr, 12)
        except (NoBallEvaluation, ArithmeticError):
            return
        for end, above in ((e.lower, True), (e.upper, False)):
            if not isinstance(end, Fraction):
                continue
            if max(abs(end.numerator), end.denominator).bit_length() > _MAX_BITS:
                if (end >= 0) != above:
                    continue
                end = Fraction(0)  # the sign of what is too small or too large to be written down
            bound = self.z3.RatVal(end.numerator, end.denominator)
            self.side.append(name >= bound if above else name <= bound)

    def monotone(self) -> list[z3.BoolRef]:
        """What the unknowns know of each other: monotone functions, with a known value at one point."""
        out = []
        before, heads = -1, (sp.exp, sp.log, sp.erf, sp.erfc, sp.atan)
        while len(self.names) > before:  # arguments may bring new unknowns
            before = len(self.names)
            for e in list(self.names):
                if isinstance(e, heads):
                    self.term(e.args[0])
        for head, sign, anchor, there in _MONOTONE:
            nodes = [(self.term(e.args[0]), name) for e, name in list(self.names.items()) if isinstance(e, head)]
            for i, (x, fx) in enumerate(nodes):
                for y, fy in nodes[:i]:
                    out.append((x <= y) == (fx <= fy) if sign > 0 else (x <= y) == (fx >= fy))
                    out.append((x >= y) == (fx >= fy) if sign > 0 else (x >= y) == (fx <= fy))
                out.append((x >= anchor) == (fx >= there) if sign > 0 else (x >= anchor) == (fx <= there))
        return out


_MONOTONE = ((sp.exp, 1, 0, 1), (sp.log, 1, 1, 0), (sp.erf, 1, 0, 0), (sp.erfc, -1, 0, 1), (sp.atan, 1, 0, 0))
"""Strictly monotone functions: the direction, and a point with its value (log: where it is defined)."""


def has_solver() -> bool:
    """Whether the SMT solver is installed (extra [proof])."""
    return find_spec("z3") is not None


def answer(solver: z3.Solver) -> z3.CheckSatResult:
    """sat, unsat or unknown; the solver calls an interrupt from the keyboard unknown, which would weaken a verdict."""
    found = solver.check()
    if str(found) == "unknown" and "keyboard" in solver.reason_unknown():
        raise KeyboardInterrupt
    return found


def follows(goal: Relation, hypotheses: Iterable[Relation], timeout: int = _TIMEOUT_MS) -> bool:
    """Whether the goal follows from the hypotheses by real algebra alone (Max, Min, abs and square roots included).

    Whatever is not algebraic is an unknown; so True is a proof, and False means only that none was found.
    Without the solver (extra [proof]) the answer is False.
    """
    try:
        algebra = Algebra()
    except ModuleNotFoundError:
        return False
    z3 = algebra.z3
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", timeout)
    claim = algebra.condition(goal)
    given = [algebra.condition(h) for h in hypotheses if h.operator != "~"]
    solver.add(*given, *algebra.side, z3.Not(claim))
    if answer(solver) == z3.unsat:
        return True
    facts = algebra.monotone()
    if not facts:
        return False
    solver.add(*facts, *algebra.side)
    return bool(answer(solver) == z3.unsat)


def undefined_where(exprs: Sequence[sp.Expr], hypotheses: Iterable[Relation]) -> dict[sp.Symbol, sp.Rational] | None:
    """A rational point of the hypotheses where a denominator vanishes or a root is of a negative number, or None."""
    try:
        algebra = Algebra()
    except ModuleNotFoundError:
        return None
    z3 = algebra.z3
    given = [algebra.condition(h) for h in hypotheses if h.operator != "~"]
    shared = len(algebra.side)
    for expr in exprs:
        algebra.term(expr)
    if not algebra.defined:
        return None
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", _TIMEOUT_MS // 2)
    integer = [z3.IsInt(name) for key, name in algebra.names.items() if key.is_Symbol and key.is_integer]
    solver.add(*given, *algebra.side[:shared], z3.Or(*(z3.Not(d) for d in algebra.defined)), *integer)
    if answer(solver) != z3.sat:
        return None
    model = solver.model()
    point = {}
    for key, name in algebra.names.items():
        if key.is_Symbol:
            chosen = model.eval(name, model_completion=True)
            if not z3.is_rational_value(chosen):
                return None
            point[key] = sp.Rational(chosen.numerator_as_long(), chosen.denominator_as_long())
    return point


def model(
    goal: Relation, hypotheses: Iterable[Relation], scalars: Iterable[Scalar]
) -> dict[sp.Symbol, sp.Rational] | None:
    """A rational point where real algebra says that the goal fails; a candidate, to be confirmed."""
    try:
        algebra = Algebra()
    except ModuleNotFoundError:
        return None
    z3 = algebra.z3
    claim = algebra.condition(goal)
    given = [algebra.condition(h) for h in hypotheses if h.operator != "~"]
    symbols = [s.symbol for s in scalars]
    if any(not key.is_Symbol and not isinstance(key, AppliedUndef) for key in algebra.names):
        return None  # an unknown function may take any value
    solver = z3.Solver()
    solver.set("timeout", _TIMEOUT_MS // 2)
    solver.add(*given, *algebra.side, z3.Not(claim))
    solver.add(*(z3.IsInt(algebra.term(s)) for s in symbols if s.is_integer))
    if answer(solver) != z3.sat:
        return None
    found = solver.model()
    point = {}
    for symbol in symbols:
        chosen = found.eval(algebra.term(symbol), model_completion=True)
        if z3.is_algebraic_value(chosen):
            chosen = chosen.approx(60)
        if not z3.is_rational_value(chosen):
            return None
        point[symbol] = sp.Rational(chosen.numerator_as_long(), chosen.denominator_as_long())
    return point
