"""From a SymPy tree to a guaranteed number: exact rationals while they stay small, FLINT balls otherwise.

A node takes part by one of three methods, all at the working precision in force:

- ``_ball(*values)``: the value from the values of the arguments;
- ``_ball_bind(*values)``: given some arguments (None marks the ones that vary), a faster function of the others,
  or None when there is nothing to share;
- ``_ball_closure(variables)``: for nodes with bound symbols, a function of `variables`.

A node that is certain to lie in a range says so in ``known_range = (low, high)`` (integers, None for no end): its balls
lose what they have outside, and one that lies outside is a contradiction.

A value is a `flint.fmpq` (exact) or a `flint.arb` (contains the truth).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import flint
import sympy as sp
from flint import acb, arb, fmpq, fmpz

from .contradiction import meet, within
from .enclosure import Enclosure
from .exact import to_fmpq, to_rational
from .precision import bits_of, check_digits, current_bits, working_precision

Number: TypeAlias = Any
"""`fmpq` (exact) or `arb` (a ball)."""
Closure = Callable[..., Number]

EXACT_BITS = 1 << 14  # a rational longer than this (about 5000 digits) becomes a ball
_SPARE_BITS = 24
_LEAST_BITS, _LITTLE_BITS = 64, 4
_PATIENCE = 5.0  # seconds for a value of which doubling the bits shows nothing new
_ZERO, _ONE = fmpq(0), fmpq(1)
_DOUBLINGS = 5


class NoBallEvaluation(ValueError):
    """The expression has a part that cannot be evaluated in balls."""


def size(x: fmpq) -> int:
    """Bits of the longer of numerator and denominator."""
    return int(x.height_bits())


def shorten(x: Number) -> Number:
    """x itself, or a ball around it when it is a rational too long to carry."""
    return arb(x) if isinstance(x, fmpq) and size(x) > EXACT_BITS else x


def to_arb(x: Number) -> arb:
    """x as a ball at the working precision."""
    return arb(x) if isinstance(x, fmpq) else x


def to_double(x: Number) -> tuple[float, float]:
    """(a double near x, a bound on its distance from x)."""
    ball = to_arb(x)
    centre = float(ball.mid())
    return centre, math.nextafter(float(abs(ball - arb(centre)).upper()) * (1 + 1e-15), math.inf)


def as_int(x: Number) -> int | None:
    """The integer x certainly is, else None."""
    if isinstance(x, fmpq):
        return int(x.p) if x.q == 1 else None
    return None


def floor_range(x: Number) -> tuple[int, int]:
    """Smallest and largest possible floor of x."""
    if isinstance(x, fmpq):
        low = int(x.floor())
        return low, low
    if not x.is_finite():
        raise PrecisionTooLow
    return int(x.lower().floor().unique_fmpz()), int(x.upper().floor().unique_fmpz())


class PrecisionTooLow(ArithmeticError):
    """The ball is too wide to go on; more bits may help."""


def add(x: Number, y: Number) -> Number:
    """x + y."""
    return shorten(x + y)


def multiply(x: Number, y: Number) -> Number:
    """x y, exactly 0 when a factor is exactly 0."""
    if (isinstance(x, fmpq) and x == 0) or (isinstance(y, fmpq) and y == 0):
        return fmpq(0)
    return shorten(x * y)


def power(x: Number, y: Number) -> Number:
    """x^y; rational when the base is rational and the exponent a small enough integer."""
    if isinstance(y, fmpq) and y.q == 1:
        exponent = int(y.p)
        if isinstance(x, fmpq):
            if x == 0 and exponent < 0:
                raise ZeroDivisionError("0 to a negative power")
            if x == 0 or x == 1 or abs(exponent) * size(x) <= EXACT_BITS:
                return x**exponent
            return arb(x) ** exponent
        return x**exponent
    if isinstance(y, fmpq) and y.q == 2:
        if isinstance(x, fmpq) and x >= 0:
            top, bottom = fmpz(x.p).isqrt(), fmpz(x.q).isqrt()
            if top * top == x.p and bottom * bottom == x.q:
                return power(fmpq(top, bottom), fmpq(y.p))
        root = to_arb(x).sqrt()
        return root if y.p == 1 else root ** int(y.p)
    if isinstance(x, fmpq) and x == 0:
        return fmpq(0) if to_arb(y) > 0 else arb.nan()
    return to_arb(x) ** to_arb(y)


def is_positive(x: Number) -> bool | None:
    """Whether x > 0: True, False or None when the ball cannot tell."""
    if x > 0:
        return True
    return False if x <= 0 else None


def hull(values: Sequence[Number]) -> Number:
    """A ball that contains all of them."""
    if len({*map(str, values)}) == 1 and isinstance(values[0], fmpq):
        return values[0]
    out = to_arb(values[0])
    for value in values[1:]:
        out = out.union(to_arb(value))
    return out


# -- the heads of SymPy's own trees ------------------------------------------------------------------------------------


def _arb_function(name: str) -> Callable[..., Number]:
    return lambda x: getattr(to_arb(x), name)()


def _exp(x: Number) -> Number:
    return fmpq(1) if isinstance(x, fmpq) and x == 0 else to_arb(x).exp()


def _log(x: Number) -> Number:
    if x == 0:
        return arb.neg_inf()
    return fmpq(0) if isinstance(x, fmpq) and x == 1 else to_arb(x).log()


def _floor(x: Number) -> Number:
    low, high = floor_range(x)
    return fmpq(low) if low == high else arb(low).union(arb(high))


def _ceiling(x: Number) -> Number:
    return -_floor(-x)


def _max(*xs: Number) -> Number:
    best = xs[0]
    for x in xs[1:]:
        if isinstance(best, fmpq) and isinstance(x, fmpq):
            best = max(best, x)
        else:
            best = to_arb(best).max(to_arb(x))
    return best


def _min(*xs: Number) -> Number:
    return -_max(*(-x for x in xs))


def _abs(x: Number) -> Number:
    return abs(x)


def _sign(x: Number) -> Number:
    if isinstance(x, fmpq):
        return fmpq((x > 0) - (x < 0))
    return to_arb(x).sgn()


def _factorial(x: Number) -> Number:
    n = as_int(x)
    if n is not None and 0 <= n <= 1000:
        return fmpq(fmpz.fac_ui(n))
    return (to_arb(x) + 1).gamma()


def _gamma(x: Number) -> Number:
    n = as_int(x)
    if n is not None and 1 <= n <= 1000:
        return fmpq(fmpz.fac_ui(n - 1))
    return to_arb(x).gamma()


def _binomial(n: Number, k: Number) -> Number:
    top, bottom = as_int(n), as_int(k)
    if bottom is not None and bottom < 0:
        return fmpq(0)
    if top is not None and bottom is not None and top >= 0:
        if bottom > top:
            return fmpq(0)
        if min(bottom, top - bottom) * top.bit_length() <= EXACT_BITS:
            return fmpq(math.comb(top, bottom))
    if bottom is not None and bottom <= 512 and isinstance(n, fmpq) and n < 0:
        out = _ONE
        for i in range(bottom):  # below 0 gamma functions have poles or signs
            out = out * (n - i) / (i + 1)
        return shorten(out)
    x, y = to_arb(n), to_arb(k)
    return ((x + 1).lgamma() - (y + 1).lgamma() - (x - y + 1).lgamma()).exp()


def _harmonic(n: Number, s: Number = _ONE) -> Number:
    top, order = as_int(n), as_int(s)
    if top is not None and order is not None and 0 <= top <= 512 and 0 < order <= 16:
        return sum((fmpq(1, j**order) for j in range(1, top + 1)), fmpq(0))
    x = to_arb(n) + 1
    if order == 1:
        return x.digamma() + arb.const_euler()
    return to_arb(s).zeta() - to_arb(s).zeta(x)


def _polygamma(order: Number, x: Number) -> Number:
    if order == 0:
        return to_arb(x).digamma()
    return acb(to_arb(x)).polygamma(acb(to_arb(order))).real


_HEADS: dict[Any, Callable[..., Number]] = {
    sp.exp: _exp,
    sp.log: _log,
    sp.floor: _floor,
    sp.ceiling: _ceiling,
    sp.Max: _max,
    sp.Min: _min,
    sp.Abs: _abs,
    sp.sign: _sign,
    sp.factorial: _factorial,
    sp.gamma: _gamma,
    sp.loggamma: _arb_function("lgamma"),
    sp.binomial: _binomial,
    sp.harmonic: _harmonic,
    sp.digamma: _arb_function("digamma"),
    sp.polygamma: _polygamma,
    sp.zeta: lambda s, a=_ONE: to_arb(s).zeta(to_arb(a)),
    sp.erf: _arb_function("erf"),
    sp.erfc: _arb_function("erfc"),
    sp.erfinv: _arb_function("erfinv"),
    sp.sin: _arb_function("sin"),
    sp.cos: _arb_function("cos"),
    sp.tan: _arb_function("tan"),
    sp.atan: _arb_function("atan"),
    sp.sinh: _arb_function("sinh"),
    sp.cosh: _arb_function("cosh"),
    sp.tanh: _arb_function("tanh"),
    sp.lowergamma: lambda a, x: to_arb(x).gamma_lower(to_arb(a)),
    sp.uppergamma: lambda a, x: to_arb(x).gamma_upper(to_arb(a)),
    sp.besselk: lambda v, x: to_arb(x).bessel_k(to_arb(v)),
    sp.LambertW: lambda x, k=_ZERO: to_arb(x).lambertw(int(k.p)),
}

_CONSTANTS: dict[Any, Callable[[], arb]] = {
    sp.pi: arb.pi,
    sp.E: arb.const_e,
    sp.EulerGamma: arb.const_euler,
    sp.Catalan: arb.const_catalan,
    sp.oo: arb.pos_inf,
    -sp.oo: arb.neg_inf,
    sp.S.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}


# -- compiling ---------------------------------------------------------------------------------------------------------


def compile_ball(expr: sp.Expr, variables: Sequence[sp.Symbol] = ()) -> Closure:
    """A function of `variables` that evaluates `expr` at the precision now in force; constants are folded once."""
    expr = sp.sympify(expr) if isinstance(expr, int) else expr
    if not expr.free_symbols.intersection(variables):
        value = _constant(expr)
        return lambda *_: value
    if expr in variables:
        position = list(variables).index(expr)
        return lambda *values: values[position]
    if hasattr(expr, "_ball_closure"):
        return _in_range(expr, expr._ball_closure(variables))
    parts = [compile_ball(arg, variables) for arg in expr.args] if not isinstance(expr, sp.Piecewise) else []
    if hasattr(expr, "_ball_bind"):
        fixed = [
            None if arg.free_symbols.intersection(variables) else part()
            for arg, part in zip(expr.args, parts, strict=True)
        ]
        bound = expr._ball_bind(*fixed)
        if bound is not None:
            moving = [part for part, value in zip(parts, fixed, strict=True) if value is None]
            if len(moving) == 1:
                only = moving[0]
                return lambda *values: bound(only(*values))
            return lambda *values: bound(*(part(*values) for part in moving))
    function = _function_of(expr)
    if function is not None:
        return _apply(function, parts)
    if isinstance(expr, sp.Piecewise):
        branches = [(compile_ball(e, variables), _compile_condition(c, variables)) for e, c in expr.args]
        return lambda *values: _piecewise(branches, values)
    if isinstance(expr, sp.Sum):
        return _compile_sum(expr, variables)
    raise NoBallEvaluation(f"cannot evaluate {type(expr).__name__} in balls: {expr}")


def _apply(function: Callable[..., Number], parts: list[Closure]) -> Closure:
    if len(parts) == 1:
        (only,) = parts
        return lambda *values: function(only(*values))
    if len(parts) == 2:
        left, right = parts
        return lambda *values: function(left(*values), right(*values))
    return lambda *values: function(*(part(*values) for part in parts))


def _function_of(expr: sp.Expr) -> Callable[..., Number] | None:
    if isinstance(expr, sp.Add):
        return _fold(add)
    if isinstance(expr, sp.Mul):
        return _fold(multiply)
    if isinstance(expr, sp.Pow):
        return power
    if hasattr(expr, "_ball"):
        return _in_range(expr, expr._ball)
    return _HEADS.get(expr.func)


def _in_range(expr: sp.Expr, function: Callable[..., Number]) -> Callable[..., Number]:
    """The function, its values held to the range that the node declares: what lies outside is a contradiction."""
    low, high = getattr(expr, "known_range", (None, None))
    if low is None and high is None:
        return function
    name = type(expr).__name__ if hasattr(expr, "_ball") else str(expr)
    return lambda *values: within(function(*values), low, high, name, *values)


def _fold(op: Callable[[Number, Number], Number]) -> Callable[..., Number]:
    def folded(*xs: Number) -> Number:
        total = xs[0]
        for x in xs[1:]:
            total = op(total, x)
        return total

    return folded


def _constant(expr: sp.Expr) -> Number:
    if isinstance(expr, sp.Rational):
        return shorten(to_fmpq(expr))
    if isinstance(expr, sp.Float):
        return to_fmpq(to_rational(expr))
    if expr in _CONSTANTS:
        return _CONSTANTS[expr]()
    if expr.free_symbols:
        names = ", ".join(sorted(map(str, expr.free_symbols)))
        raise NoBallEvaluation(f"the expression still has the symbols {names}; substitute numbers first")
    if hasattr(expr, "_ball_closure"):
        return _in_range(expr, expr._ball_closure(()))()
    function = _function_of(expr)
    if function is not None:
        return function(*(_constant(arg) for arg in expr.args))
    if isinstance(expr, sp.Piecewise):
        return _piecewise([(compile_ball(e), _compile_condition(c, ())) for e, c in expr.args], ())
    if isinstance(expr, sp.Sum):
        return _compile_sum(expr, ())()
    raise NoBallEvaluation(f"cannot evaluate {type(expr).__name__} in balls: {expr}")


def _compile_condition(condition: Any, variables: Sequence[sp.Symbol]) -> Callable[..., bool | None]:
    """A function that answers True, False or None (the ball cannot tell)."""
    if condition in (sp.true, True):
        return lambda *_: True
    if condition in (sp.false, False):
        return lambda *_: False
    if isinstance(condition, sp.And | sp.Or):
        parts = [_compile_condition(c, variables) for c in condition.args]
        decisive = isinstance(condition, sp.Or)

        def combine(*values: Number) -> bool | None:
            answers = [part(*values) for part in parts]
            if decisive in answers:
                return decisive
            return None if None in answers else not decisive

        return combine
    if isinstance(condition, sp.Not):
        inner = _compile_condition(condition.args[0], variables)

        def negate(*values: Number) -> bool | None:
            answer = inner(*values)
            return None if answer is None else not answer

        return negate
    if isinstance(condition, sp.core.relational.Relational):
        left, right = (compile_ball(side, variables) for side in condition.args)
        certain, impossible = {
            "<": (lambda a, b: a < b, lambda a, b: a >= b),
            "<=": (lambda a, b: a <= b, lambda a, b: a > b),
            ">": (lambda a, b: a > b, lambda a, b: a <= b),
            ">=": (lambda a, b: a >= b, lambda a, b: a < b),
            "==": (lambda a, b: a == b, lambda a, b: a != b),
            "!=": (lambda a, b: a != b, lambda a, b: a == b),
        }[condition.rel_op]

        def compare(*values: Number) -> bool | None:
            a, b = left(*values), right(*values)
            return True if certain(a, b) else False if impossible(a, b) else None

        return compare
    raise NoBallEvaluation(f"cannot decide the condition {condition} in balls")


def _piecewise(branches: Sequence[tuple[Closure, Callable[..., bool | None]]], values: Sequence[Number]) -> Number:
    possible = []
    for value, condition in branches:
        answer = condition(*values)
        if answer is not False:
            possible.append(value(*values))
        if answer is True:
            return hull(possible)
    raise PrecisionTooLow("no branch of a Piecewise certainly applies")


_MAX_SUM = 10_000_000


def _compile_sum(expr: sp.Sum, variables: Sequence[sp.Symbol]) -> Closure:
    index, low, high = expr.limits[-1]
    inner = sp.Sum(expr.function, *expr.limits[:-1]) if len(expr.limits) > 1 else expr.function
    if not (low.is_finite and high.is_finite):
        raise NoBallEvaluation(f"no certified tail is known for the infinite sum {expr}")
    bounds = compile_ball(low, variables), compile_ball(high, variables)
    term = compile_ball(inner, (*variables, index))

    def total(*values: Number) -> Number:
        first, last = (as_int(bound(*values)) for bound in bounds)
        if first is None or last is None:
            raise PrecisionTooLow("the limits of a sum are not certainly integers")
        if last - first > _MAX_SUM:
            raise NoBallEvaluation(f"a sum of {last - first + 1} terms is too long; at most {_MAX_SUM}")
        out: Number = fmpq(0)
        for j in range(first, last + 1):
            out = add(out, term(*values, fmpq(j)))
        return out

    return total


# -- the front ---------------------------------------------------------------------------------------------------------


def evaluate_ball(expr: sp.Expr) -> Number:
    """The value at the working precision in force."""
    return _constant(expr)


def _guard_bits(expr: sp.Expr) -> int:
    """Room for the cancellation that large integers cause (log-gammas of n lose about log2(n log n) bits)."""
    largest, todo = 1, [expr]
    while todo:
        part = todo.pop()
        if part.is_Integer:
            largest = max(largest, abs(int(part)))
        elif not getattr(part, "brings_to_scale", False):
            todo += part.args
    return largest.bit_length() + largest.bit_length().bit_length()


def enclose(expr: sp.Expr, digits: int = 15) -> Enclosure:
    """Guaranteed enclosure of a number, with `digits` certain significant digits where that can be reached.

    The precision doubles until the digits are certain, at most five times, and stops earlier where a doubling shows
    nothing new: then what is returned has fewer certain digits (see `Enclosure.digits`), still guaranteed. So is the
    enclosure of a value that cannot be decided, for example an irrational expression that is exactly 0. What several
    precisions show is intersected: ContradictionError where they exclude each other.

    Raises NoBallEvaluation (a ValueError) when the expression has symbols left or a part without ball evaluation.

    >>> import sympy as sp
    >>> enclose(sp.sqrt(2) / sp.pi, 30).to_string(30)
    '0.450158158078553034777599595503...'
    >>> enclose(sp.Rational(1, 3) + sp.Rational(1, 6)).exact
    Fraction(1, 2)
    """
    target = bits_of(check_digits(digits)) + 2
    first = target + _SPARE_BITS + _guard_bits(expr)
    found = _Found(expr)
    start = time.monotonic()
    for doublings in range(_DOUBLINGS + 1):
        before = found.radius
        found.look(first << doublings)
        if found.is_final(target):
            return found.enclosure()
        now = found.radius
        stands = doublings > 0 and (now is None or (before is not None and now > before / 4))
        # A part with a limited accuracy of its own; where nothing at all is known yet, more bits may still help.
        if stands and (found.accuracy > _LITTLE_BITS or time.monotonic() - start > _PATIENCE):
            break
    bits = _LEAST_BITS
    while bits < first and not found.is_final(target):
        found.look(bits)  # what fewer digits would have shown
        bits *= 2
    low, high = getattr(expr, "known_range", (None, None))
    return found.enclosure().within(low, high, str(expr))


def _is_finite(x: Number) -> bool:
    return isinstance(x, fmpq) or bool(x.is_finite())


class _Found:
    """What evaluations at several precisions have shown of one number."""

    def __init__(self, expr: sp.Expr) -> None:
        self.expr = expr
        self.bits = 0
        self.value: Number | None = None
        self.ends: Enclosure | None = None
        """What is left of the interval: exact, where the ball around it is rounded outward again."""

    def look(self, bits: int) -> None:
        """Evaluate with so many bits; what was known stays known."""
        with working_precision(bits):
            try:
                value = evaluate_ball(self.expr)
            except PrecisionTooLow:
                return
            ends = Enclosure.of_ball(value) if isinstance(value, arb) and value.is_finite() else None
        with working_precision(max(bits, self.bits)):
            if self.value is None or not _is_finite(self.value):
                self.value = value
            elif _is_finite(value):
                self.value = meet(self.value, value, "a number", self.expr)
        if ends is not None:
            self.ends = ends if self.ends is None else self.ends.intersection(ends)
        self.bits = max(bits, self.bits)

    @property
    def radius(self) -> arb | None:
        """The radius, None while there is no finite ball."""
        return self.value.rad() if isinstance(self.value, arb) and _is_finite(self.value) else None

    @property
    def accuracy(self) -> int:
        """Certain bits, relative to the value."""
        return int(self.value.rel_accuracy_bits()) if isinstance(self.value, arb) and _is_finite(self.value) else 0

    def is_final(self, target: int) -> bool:
        """Whether more bits would show nothing that was asked for: exact, infinite or accurate enough."""
        if isinstance(self.value, arb):
            exact = self.value.is_exact() and not self.value.is_nan()
            return exact or self.accuracy >= target
        return self.value is not None

    def enclosure(self) -> Enclosure:
        """The interval of all that is known."""
        if self.value is None:
            raise NoBallEvaluation(f"no finite ball with {self.bits} bits for {self.expr}")
        if isinstance(self.value, fmpq):
            return Enclosure.point(self.value)
        if self.value.is_exact() and not self.value.is_finite() and not self.value.is_nan():
            infinity = math.inf if self.value > 0 else -math.inf
            return Enclosure(infinity, infinity)
        return Enclosure.of_ball(self.value) if self.ends is None else self.ends


__all__ = [
    "EXACT_BITS",
    "Closure",
    "NoBallEvaluation",
    "Number",
    "PrecisionTooLow",
    "add",
    "as_int",
    "compile_ball",
    "current_bits",
    "enclose",
    "evaluate_ball",
    "flint",
    "floor_range",
    "hull",
    "is_positive",
    "multiply",
    "power",
    "shorten",
    "to_arb",
    "to_double",
]
