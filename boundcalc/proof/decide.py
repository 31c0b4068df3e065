"""Exact decisions: symbolic identities, real polynomial arithmetic, and signs of functions of one variable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import sympy as sp
from flint import fmpq
from sympy.core.function import AppliedUndef

from .. import functions
from .domain import Relation, Scalar, outer_sum
from .point import is_certified, sign_of
from .smooth import is_smooth
from .total import Total

_TIMEOUT_MS = 4000
_MAX_DEPTH = 6
_MAX_DEGREE = 300
_MAX_BITS = 10_000  # of a number that the solver is given
_MAX_LENGTH = 1000  # of a sum that is written out


# -- identities -------------------------------------------------------------------------------------------------------


def is_identity(expr: sp.Expr, given: Sequence[Relation] = ()) -> bool:
    """Whether the expression is identically zero, by algebra or by ratios of neighbouring hypergeometric terms.

    `given` is what is known of its symbols.
    """
    expr = elementary(expr)
    expr = _written_out(expr)
    if expr.has(sp.Sum):
        return bool(sp.expand(expr) == 0)
    if expr == 0 or sp.expand(expr) == 0:
        return True
    if expr.has(sp.Max, sp.Abs, sp.Piecewise):
        return False
    numerator, _ = sp.fraction(sp.together(expr))
    if sp.expand(numerator) == 0:
        return True
    powers = sp.expand(sp.powsimp(sp.expand_log(sp.expand_power_base(numerator), force=False)))
    if powers == 0:
        return True
    if expr.has(sp.binomial, sp.factorial, sp.gamma) and _are_continuous(expr.atoms(sp.binomial), given):
        terms = sp.Add.make_args(sp.expand_mul(expr))
        ratios = [_ratio(term, terms[0]) for term in terms]
        total, _ = sp.fraction(sp.together(sp.Add(*ratios)))
        return bool(sp.expand(total) == 0)
    return False


def _are_continuous(coefficients: Iterable[sp.Expr], given: Sequence[Relation]) -> bool:
    """Whether every binomial coefficient has an upper number n > -1.

    There it is Gamma(n+1)/(Gamma(k+1) Gamma(n-k+1)), continuous in n and k, so that an identity between such functions
    holds also where they vanish. For negative integers n the coefficient is not a limit of gamma functions.
    """
    return all(
        (top + 1).is_positive or follows(Relation(sp.S.NegativeOne, "<", top), given)
        for top in {coefficient.args[0] for coefficient in coefficients}
    )


def _ratio(term: sp.Expr, lead: sp.Expr) -> sp.Expr:
    """The ratio of two hypergeometric terms, rational when they are neighbours."""
    ratio = (term / lead).rewrite(sp.gamma)
    return sp.powsimp(sp.expand_power_exp(sp.gammasimp(sp.powsimp(ratio))))


def _written_out(expr: sp.Expr) -> sp.Expr:
    """Short sums term by term."""
    if isinstance(expr, sp.Sum):
        body, index, low, high = outer_sum(expr)
        length = high - low
        if length.is_Integer and length < _MAX_LENGTH:
            return sp.Add(*(_written_out(body.subs(index, low + i)) for i in range(int(length) + 1)))
        return expr
    if not expr.has(sp.Sum):
        return expr
    return expr.func(*map(_written_out, expr.args))


def elementary(expr: sp.Expr) -> sp.Expr:
    """The field's special functions in their elementary forms, where they have one without cases."""
    expr = expr.replace(functions.BinomialPMF, lambda k, n, p: sp.binomial(n, k) * p**k * (1 - p) ** (n - k))
    return expr.replace(functions.BinomialMAD, lambda n, p: 2 * n * functions.HockeyStick(n, p))


# -- real algebra -----------------------------------------------------------------------------------------------------


class Algebra:
    """SymPy to an SMT solver over the reals; what is not algebraic becomes an unknown with a known sign."""

    def __init__(self) -> None:
        import z3

        self.z3 = z3
        self.names: dict[sp.Basic, Any] = {}
        self.side: list[Any] = []
        self.defined: list[Any] = []

    def term(self, expr: sp.Expr) -> Any:
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

    def condition(self, relation: Any) -> Any:
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

    def _product(self, expr: sp.Mul) -> Any:
        top, bottom = sp.fraction(expr, exact=True)  # e^-x stays e^-x
        factors = [self.term(f) for f in sp.Mul.make_args(top)]
        out = factors[0]
        for factor in factors[1:]:
            out = out * factor
        if bottom != 1:
            out = out * self._inverse(bottom)
        return out

    def _power(self, expr: sp.Pow) -> Any:
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

    def _symbolic_power(self, base: sp.Expr, exponent: sp.Expr) -> Any:
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

    def _power_of(self, root: Any, k: int, base: sp.Expr) -> Any:
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

    def _root(self, base: sp.Expr) -> Any:
        key = sp.Function("root_of")(base)
        if key not in self.names:
            inner = self.term(base)
            root = self.names[key] = self.z3.Real(f"v{len(self.names)}")
            self.side += [root >= 0, root * root == inner]
            self.defined.append(inner >= 0)
        return self.names[key]

    def _inverse(self, base: sp.Expr) -> Any:
        if isinstance(base, sp.Rational):
            return self.z3.RatVal(int(base.q), int(base.p))
        key = sp.Function("inverse_of")(base)
        if key not in self.names:
            inner = self.term(base)
            inverse = self.names[key] = self.z3.Real(f"v{len(self.names)}")
            self.side.append(inverse * inner == 1)
            self.defined.append(inner != 0)
        return self.names[key]

    def _unknown(self, expr: sp.Expr) -> Any:
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

    def _bracket(self, expr: sp.Expr, name: Any) -> None:
        from ..numeric.ball import NoBallEvaluation, enclose

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

    def monotone(self) -> list[Any]:
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


def answer(solver: Any) -> Any:
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


# -- one variable -----------------------------------------------------------------------------------------------------

_ABOVE, _BELOW, _REAL = sp.Dummy("t", positive=True), sp.Dummy("t", negative=True), sp.Dummy("t", real=True)


def nonnegative_on(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr, strict: bool = False) -> str | None:
    """How f >= 0 (f > 0) on the open interval (low, high) was proved, or None.

    Polynomials and rational functions by real-root isolation. Others by the sign of a derivative: f is monotone
    where f' has one sign, and then only an end has to be looked at; positive factors are divided out before each
    derivative, until what is left is rational.
    """
    if f.free_symbols - {x}:
        return None
    # All real numbers between the ends, also where x stands for integers: assumptions must not know of integers.
    t = _ABOVE if _sign(low) in (0, 1) else _BELOW if _sign(high) in (0, -1) else _REAL
    return _nonnegative(f.subs(x, t), t, low, high, strict, _MAX_DEPTH)


@lru_cache(maxsize=4096)
def _nonnegative(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr, strict: bool, depth: int) -> str | None:
    if any(x in e.exp.free_symbols and (x in e.base.free_symbols or _sign(e.base) != 1) for e in f.atoms(sp.Pow)):
        return None  # (-1)^n and 0^n are defined for integers only; 0^0 hides the limits of x^x
    if _fails_somewhere(f, x, low, high):
        return None
    smooth = is_smooth(f)
    if smooth:
        f = _without_positive_factors(f, x, low, high)
        if f.is_rational_function(x):
            top, bottom = sp.fraction(sp.together(f))
            return "real-root isolation" if _polynomial_sign(sp.expand(top * bottom), x, low, high, strict) else None
    if depth == 0 or f.has(sp.Sum, Total):
        return None
    if _in_balls(f, x, low, high, strict):
        return "ball arithmetic"
    if not smooth or not _is_regular(f, x, low, high, depth):
        return None
    slope = sp.diff(f, x)
    for end, direction in ((low, slope), (high, -slope)):
        start = _limit(f, x, end, "+" if end == low else "-")
        if start is None or not _is_nonnegative(start):
            continue
        if _fails_somewhere(direction, x, low, high):
            continue
        inner = _nonnegative(_simpler(direction), x, low, high, False, depth - 1)
        if inner is not None:
            # An analytic f is constant, or its derivative of one sign vanishes at isolated points only.
            if strict and _sign(start) != 1 and start != sp.oo and not _is_nonzero_somewhere(slope, x, low, high):
                continue
            return f"the sign of derivatives, down to {inner.removeprefix('the sign of derivatives, down to ')}"
    return None


def _sign(number: sp.Expr) -> int | None:
    """The sign of a number, certainly; None for what depends on symbols, is complex, or cannot be told from 0."""
    if number.free_symbols or not number.is_finite:
        return {sp.oo: 1, -sp.oo: -1}.get(number)
    return int(sp.sign(number)) if number.is_Rational else sign_of(number, {})


def _is_regular(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr, depth: int) -> bool:
    """Whether a smooth f has no pole, no end of a root or logarithm inside the open interval: then f' is continuous."""

    def positive(e: sp.Expr) -> bool:
        if not e.free_symbols:
            return _sign(e) == 1
        return bool(e.is_positive) or _nonnegative(e, x, low, high, True, depth - 1) is not None

    def nonzero(e: sp.Expr) -> bool:
        return all(map(nonzero, e.args)) if isinstance(e, sp.Mul) else positive(e) or positive(-e)

    def regular(e: sp.Expr) -> bool:
        first = e.args[0]
        if isinstance(e, sp.Pow):
            whole = bool(e.exp.is_Integer)
            return (whole and e.exp >= 0) or (nonzero(first) if whole else positive(first))
        if isinstance(e, sp.LambertW):
            return len(e.args) == 1 and positive(first + sp.exp(-1))
        if isinstance(e, sp.factorial):
            return positive(first + 1)
        return positive(first) if isinstance(e, sp.log | sp.gamma) else True

    return all(regular(e) for e in f.atoms(sp.Pow, sp.Function) if x in e.free_symbols)


def _is_nonzero_somewhere(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> bool:
    return any(sign_of(f, {x: point}) in (1, -1) for point in _points_between(low, high))


def _simpler(expr: sp.Expr) -> sp.Expr:
    """Simplified, unless trigonometric functions make that take for ever."""
    trigonometric = expr.has(sp.sin, sp.cos) and expr.count_ops() > 15
    # SymPy may write (1+x) log(1+x) as the logarithm of a power.
    return expr if trigonometric else sp.expand_log(sp.simplify(expr))


def _fails_somewhere(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> bool:
    """Whether f < 0 is met at one of a few points: then nothing need be tried."""
    return any(sign_of(f, {x: point}, 128) == -1 for point in _points_between(low, high))


def _points_between(low: sp.Expr, high: sp.Expr) -> list[fmpq]:
    """A few rational points of the open interval: inside, and so close to each end that a wrong limit would show."""
    a, b = _rational_near(low), _rational_near(high)
    near = [Fraction(1, 10**k) for k in (3, 8, 20, 60)]
    steps = [*near, Fraction(1, 10), *map(Fraction, (1, 7, 100, 5000, 10**9, 10**40))]
    if a is not None and b is not None:
        parts = [Fraction(k, 1000) for k in (30, 250, 500, 800, 990)]
        found = [a + (b - a) * t for t in (*parts, *near, *(1 - t for t in near))]
    elif a is not None:
        found = [a + t for t in steps]
    elif b is not None:
        found = [b - t for t in steps]
    else:
        found = [Fraction(t) for t in ("-1000000000", "-40", "-3", "-1/10", "1/3", "2", "50", "1000000000")]

    def inside(q: Fraction) -> bool:
        at = sp.Rational(q.numerator, q.denominator)
        return all(end.is_infinite or _sign(gap) == 1 for end, gap in ((low, at - low), (high, high - at)))

    return [fmpq(q.numerator, q.denominator) for q in found if inside(q)]


def _rational_near(end: sp.Expr) -> Fraction | None:
    """The end itself, or a rational number close to it; None for infinity."""
    near = _outward(end, 1)
    return None if near is None else Fraction(int(near.p), int(near.q))


def _in_balls(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr, strict: bool) -> bool:
    """f >= 0 (f > 0) by a few boxes between rational ends; on an unbounded range by one ball."""
    from .subdivide import subdivide, unbounded

    if low.is_Rational and high.is_Rational:
        box = {x: (Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q)))}
        return subdivide(f, box, strict, max_boxes=60).complete
    return unbounded(f, x, strict)


def _without_positive_factors(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """f divided by factors that are certainly positive on the interval."""
    f = sp.factor_terms(sp.together(f))
    top, bottom = sp.fraction(f)
    kept = sp.S.One
    for part, sign in ((top, 1), (bottom, -1)):
        for factor in sp.Mul.make_args(_factored(part, x)):
            base = factor.base if isinstance(factor, sp.Pow) else factor
            if not base.free_symbols:
                positive = _sign(base) == 1
            else:
                positive = bool(factor.is_positive) or isinstance(factor, sp.exp)
                if not positive and base.is_polynomial(x):
                    positive = _polynomial_sign(base, x, low, high, True)
            kept *= sp.S.One if positive else factor**sign
    return kept


def _factored(part: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """Factored where the coefficients are rational numbers; others can take for ever."""
    rational = part.is_polynomial(x) and not any(a.is_number and not a.is_Rational for a in sp.preorder_traversal(part))
    return sp.factor(part) if rational and sp.degree(part, x) <= _MAX_DEGREE else part


def _polynomial_sign(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr, strict: bool) -> bool:
    """f >= 0 (f > 0) on the open interval, for a polynomial with rational (or algebraic) coefficients."""
    try:
        poly = sp.Poly(f, x)
    except sp.PolynomialError:
        return False
    if poly.is_zero:
        return not strict
    if poly.degree() > _MAX_DEGREE:
        return False
    if not poly.domain.is_QQ and not poly.domain.is_ZZ:
        return _signed_coefficients(poly, low, strict)
    if poly.degree() == 0:
        return bool(poly.LC() > 0)
    _, factors = poly.sqf_list()
    for factor, multiplicity in factors:
        if (strict or multiplicity % 2) and _roots_inside(factor, low, high):
            return False
    return bool(poly.eval(_inside(low, high, poly)) > 0)


def _roots_inside(poly: sp.Poly, low: sp.Expr, high: sp.Expr) -> int:
    ends = sum(1 for end in (low, high) if end.is_finite and sp.simplify(poly.eval(end)) == 0)
    below, above = _outward(low, -1), _outward(high, 1)
    return int(poly.count_roots(below, above)) - ends


def _outward(end: sp.Expr, sign: int) -> sp.Rational | None:
    """The end itself, or a rational number a little outside of it; None for infinity."""
    if not end.is_finite:
        return None
    if end.is_Rational:
        return end
    from ..numeric.ball import enclose

    e = enclose(end, 40)
    found = e.lower if sign < 0 else e.upper
    return sp.Rational(found.numerator, found.denominator) if isinstance(found, Fraction) else None


def _inside(low: sp.Expr, high: sp.Expr, poly: sp.Poly) -> sp.Expr:
    """A rational point strictly inside that is no root."""
    for k in range(1, poly.degree() + 3):
        if low.is_finite and high.is_finite:
            point = low + (high - low) * sp.Rational(k, poly.degree() + 3)
        elif low.is_finite:
            point = low + k
        elif high.is_finite:
            point = high - k
        else:
            point = sp.Integer(k)
        if poly.eval(point) != 0:
            return point
    return low


def _signed_coefficients(poly: sp.Poly, low: sp.Expr, strict: bool) -> bool:
    """Coefficients such as pi: after a shift to the end, all of one sign (Descartes' rule)."""
    if not low.is_finite:
        return False
    shifted = [sp.expand(c) for c in poly.compose(sp.Poly(low + poly.gen, poly.gen)).all_coeffs()]
    return all(map(_is_nonnegative, shifted)) and (not strict or any(_sign(c) == 1 for c in shifted))


def _limit(f: sp.Expr, x: sp.Symbol, end: sp.Expr, side: str) -> sp.Expr | None:
    if end.is_finite:
        value = f.subs(x, end)
        if value.is_finite and value.is_real and not value.has(sp.AccumBounds, sp.zoo, sp.nan, sp.oo):
            return value
    try:
        value = sp.limit(f, x, end, side)
    except (NotImplementedError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return None if isinstance(value, sp.Limit) or value is sp.nan or value.has(sp.AccumBounds) else value


def _is_nonnegative(value: sp.Expr) -> bool:
    if value == sp.oo:
        return True
    if value in (-sp.oo, sp.zoo) or value.free_symbols or value.is_real is False:
        return False
    sign = _sign(value)
    return sign >= 0 if sign is not None else bool(value.is_zero or sp.simplify(value) == 0)
