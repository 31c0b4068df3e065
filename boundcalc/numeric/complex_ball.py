"""From a SymPy expression to a function of complex balls, fit for certified integration.

Integration asks for values on complex rectangles, and needs to know where the integrand is analytic. Every function
with a branch cut, a kink or a jump answers a non-finite ball on a set where it is not analytic, whenever the
``analytic`` flag is set. A node of ours takes part by ``_complex_ball(*values, analytic)`` with the same duty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from flint import acb, arb

from .ball import NoBallEvaluation, as_int, combined, evaluate_ball, to_arb

ComplexClosure = Callable[..., acb]
"""(values..., analytic) -> acb."""

NOT_ANALYTIC = acb(arb.nan(), arb.nan())


def real_at_least(z: acb, bound: int | arb = 0) -> bool:
    """Whether the real part is certainly above `bound`."""
    return bool(z.real > bound)


def off_cut(z: acb, end: int | arb = 0) -> bool:
    """Whether z certainly avoids the real half-line (-oo, end]."""
    return bool(z.real > end) or bool(z.imag > 0) or bool(z.imag < 0)


def _entire(name: str) -> Callable[..., acb]:
    # Meromorphic functions need no flag: a pole answers a non-finite ball by itself.
    return lambda z, analytic: getattr(z, name)()


def _cut_below(name: str) -> Callable[..., acb]:
    def function(z: acb, analytic: bool) -> acb:
        return getattr(z, name)() if not analytic or off_cut(z) else NOT_ANALYTIC

    return function


def _atan(z: acb, analytic: bool) -> acb:
    cut = z.real.contains(0) and not (abs(z.imag) < 1)
    return NOT_ANALYTIC if analytic and cut else z.atan()


def _gamma_lower(a: acb, z: acb, analytic: bool) -> acb:
    return z.gamma_lower(a) if not analytic or off_cut(z) else NOT_ANALYTIC


def _gamma_upper(a: acb, z: acb, analytic: bool) -> acb:
    return z.gamma_upper(a) if not analytic or off_cut(z) else NOT_ANALYTIC


def _besselk(order: acb, z: acb, analytic: bool) -> acb:
    return z.bessel_k(order) if not analytic or off_cut(z) else NOT_ANALYTIC


def _step(name: str) -> Callable[..., acb]:
    def function(z: acb, analytic: bool) -> acb:
        return getattr(z, name)(analytic=analytic)

    return function


_HEADS: dict[type[sp.Function], Callable[..., acb]] = {
    sp.exp: _entire("exp"),
    sp.sin: _entire("sin"),
    sp.cos: _entire("cos"),
    sp.tan: _entire("tan"),
    sp.sinh: _entire("sinh"),
    sp.cosh: _entire("cosh"),
    sp.tanh: _entire("tanh"),
    sp.erf: _entire("erf"),
    sp.erfc: _entire("erfc"),
    sp.gamma: _entire("gamma"),
    sp.digamma: _entire("digamma"),
    sp.log: lambda z, analytic: z.log(analytic=analytic),
    sp.loggamma: _cut_below("lgamma"),
    sp.atan: _atan,
    sp.lowergamma: _gamma_lower,
    sp.uppergamma: _gamma_upper,
    sp.besselk: _besselk,
    sp.Abs: _step("real_abs"),
    sp.sign: _step("real_sgn"),
    sp.floor: _step("real_floor"),
    sp.ceiling: _step("real_ceil"),
    sp.Heaviside: lambda z, half, analytic: z.real_heaviside(analytic=analytic),
}


def compile_complex(expr: sp.Expr, variables: Sequence[sp.Symbol]) -> ComplexClosure:
    """A function ``f(values..., analytic)`` of complex balls; constants are folded at the working precision in force.

    Abs, Max, Min, sign, floor and Piecewise are those of the real line, continued piecewise into the plane.
    Raises NoBallEvaluation for a head that has no complex ball evaluation.

    >>> import sympy as sp
    >>> from flint import acb
    >>> x = sp.Symbol("x")
    >>> compile_complex(sp.sqrt(x), [x])(acb(4), False).real
    2.00000000000000
    >>> compile_complex(sp.sqrt(x), [x])(acb(-1), True).is_finite()  # on the branch cut
    False
    """
    expr = sp.sympify(expr) if isinstance(expr, int) else expr
    if not expr.free_symbols.intersection(variables):
        value = acb(to_arb(evaluate_ball(expr)))
        return lambda *_: value
    if expr in variables:
        position = list(variables).index(expr)
        return lambda *values: values[position]
    if isinstance(expr, sp.Piecewise):
        return _piecewise(expr, variables)
    if isinstance(expr, sp.Pow):
        return _power(expr, variables)
    parts = [compile_complex(arg, variables) for arg in expr.args]
    if isinstance(expr, sp.Add):
        return _fold(parts, lambda a, b, _: a + b)
    if isinstance(expr, sp.Mul):
        return _fold(parts, lambda a, b, _: a * b)
    if isinstance(expr, sp.Max):
        return _fold(parts, lambda a, b, analytic: a.real_max(b, analytic=analytic))
    if isinstance(expr, sp.Min):
        return _fold(parts, lambda a, b, analytic: a.real_min(b, analytic=analytic))
    function = getattr(expr, "_complex_ball", None)
    if function is not None:
        return lambda *values: function(*(part(*values) for part in parts), analytic=values[-1])
    head = _HEADS.get(expr.func)
    if head is None:
        raise NoBallEvaluation(f"cannot evaluate {type(expr).__name__} in complex balls: {expr}")
    return lambda *values: head(*(part(*values) for part in parts), values[-1])


def _fold(parts: list[ComplexClosure], op: Callable[[acb, acb, bool], acb]) -> ComplexClosure:
    def folded(*values: acb | bool) -> acb:
        total = parts[0](*values)
        for part in parts[1:]:
            total = op(total, part(*values), values[-1])
        return total

    return folded


def _power(expr: sp.Pow, variables: Sequence[sp.Symbol]) -> ComplexClosure:
    base, exponent = compile_complex(expr.base, variables), compile_complex(expr.exp, variables)
    if not expr.base.free_symbols.intersection(variables):
        # A constant positive base: exp(e log b), entire in the exponent.
        log_base = to_arb(evaluate_ball(expr.base)).log()
        return lambda *values: (exponent(*values) * log_base).exp()
    if expr.exp.free_symbols.intersection(variables):
        return lambda *values: (exponent(*values) * base(*values).log(analytic=values[-1])).exp()
    constant = evaluate_ball(expr.exp)
    integer = as_int(constant)
    if integer is not None:
        return lambda *values: base(*values) ** integer
    if expr.exp == sp.Rational(1, 2):
        return lambda *values: base(*values).sqrt(analytic=values[-1])
    if expr.exp == -sp.Rational(1, 2):
        return lambda *values: base(*values).rsqrt(analytic=values[-1])
    power = acb(to_arb(constant))
    return lambda *values: base(*values).pow(power, analytic=values[-1])


def _piecewise(expr: sp.Piecewise, variables: Sequence[sp.Symbol]) -> ComplexClosure:
    branches = [(compile_complex(e, variables), _condition(c, variables)) for e, c in expr.args]

    def function(*values: acb | bool) -> acb:
        out = None
        for branch, condition in branches:
            answer = condition(*values)
            if answer is None and values[-1]:
                return NOT_ANALYTIC
            if answer is not False:
                value = branch(*values)
                out = value if out is None else out.union(value)
            if answer:
                return out
        return NOT_ANALYTIC

    return function


def _condition(condition: sp.Basic, variables: Sequence[sp.Symbol]) -> Callable[..., bool | None]:
    """True or False when the real parts decide it on the whole set, else None."""
    if condition == sp.true:
        return lambda *_: True
    if condition == sp.false:
        return lambda *_: False
    if isinstance(condition, sp.And | sp.Or):
        return combined([_condition(part, variables) for part in condition.args], isinstance(condition, sp.Or))
    if isinstance(condition, sp.Gt | sp.Ge | sp.Lt | sp.Le):
        difference = compile_complex(condition.gts - condition.lts, variables)
        strict = isinstance(condition, sp.Gt | sp.Lt)

        def compare(*values: acb | bool) -> bool | None:
            x = difference(*values).real
            if x > 0:
                return True
            if x < 0:
                return False
            return not strict if x == 0 else None

        return compare
    raise NoBallEvaluation(f"cannot decide the condition {condition} in complex balls")
