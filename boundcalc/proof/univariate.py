"""Signs of functions of one variable."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import sympy as sp
from flint import fmpq

from ..numeric.enclose import enclose
from .point import sign_of
from .smooth import is_smooth
from .subdivide import subdivide, unbounded
from .total import Total

_MAX_DEPTH = 6
_MAX_DEGREE = 300
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
