"""The certain sign of a number."""

from __future__ import annotations

import math

import sympy as sp

from .ball import NoBallEvaluation, PrecisionTooLow, evaluate_ball, to_arb
from .precision import current_bits, working_precision

_BITS = 256
_MOST_BITS = 1 << 14


def certain_sign(c: sp.Expr) -> int | None:
    """The sign of a number: 0 only when it is certainly 0, None when it is open.

    Balls decide what is not 0. An expression in rationals and roots that is not 0 keeps a known distance from it, so a
    ball within that distance decides that it is 0; of other numbers only SymPy's own cancellation does.

    >>> import sympy as sp
    >>> certain_sign(sp.pi - 3), certain_sign(sp.sqrt(2) + sp.sqrt(3) - sp.sqrt(5 + 2 * sp.sqrt(6)))
    (1, 0)
    """
    if c.is_Rational:
        return int(c.p > 0) - int(c.p < 0)
    bits = max(_BITS, 2 * current_bits())
    distance = _log2_distance(c)
    if distance is not None and distance <= _MOST_BITS:
        bits = max(bits, math.ceil(distance) + 64)
    with working_precision(bits):
        try:
            ball = to_arb(evaluate_ball(c))
        except (NoBallEvaluation, PrecisionTooLow):
            return None
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
        zero = distance is not None and abs(ball) * 2 ** math.ceil(distance) < 1
    return 0 if zero or _is_log_of_one(c) else None


def sign_of(c: sp.Expr) -> int:
    """`certain_sign`; PrecisionTooLow when it is open."""
    sign = certain_sign(c)
    if sign is None:
        raise PrecisionTooLow(f"cannot tell the sign of {c}")
    return sign


def compare(a: sp.Expr, b: sp.Expr) -> int | None:
    """The certain sign of a - b, infinities included; None when it is open, as for symbols.

    >>> import sympy as sp
    >>> compare(sp.sqrt(2), sp.Rational(3, 2)), compare(sp.oo, sp.pi), compare(sp.Symbol("x"), sp.S.One)
    (-1, 1, None)
    """
    if a == b:
        return 0
    if a.is_infinite or b.is_infinite:
        return -1 if a is -sp.oo or b is sp.oo else 1 if a is sp.oo or b is -sp.oo else None
    if a.free_symbols or b.free_symbols:
        return None
    return certain_sign(a - b)


def order(a: sp.Expr, b: sp.Expr) -> int:
    """`compare` for numbers; PrecisionTooLow when it is open. Sorts with `functools.cmp_to_key`."""
    sign = compare(a, b)
    if sign is None:
        raise PrecisionTooLow(f"cannot tell which is larger: {a} or {b}")
    return sign


def largest(*numbers: sp.Expr | int) -> sp.Expr:
    """The maximum: what is certainly not larger is left out, what is open stays side by side.

    SymPy's own `Max` compares by rounded digits, and refuses a number that it cannot tell from 0.

    >>> import sympy as sp
    >>> largest(0, sp.sqrt(2) - 1), largest(1, sp.Symbol("x"))
    (-1 + sqrt(2), Max(1, x))
    """
    return _extreme(sp.Max, 1, numbers)


def smallest(*numbers: sp.Expr | int) -> sp.Expr:
    """The minimum, as `largest`."""
    return _extreme(sp.Min, -1, numbers)


def _extreme(kind: type[sp.Max | sp.Min], side: int, numbers: tuple[sp.Expr | int, ...]) -> sp.Expr:
    kept: list[sp.Expr] = []
    for number in map(sp.sympify, numbers):
        signs = [compare(number, other) for other in kept]
        if any(sign is not None and side * sign <= 0 for sign in signs):
            continue
        kept = [other for other, sign in zip(kept, signs, strict=True) if sign is None]
        kept.append(number)
    if len(kept) == 1:
        return kept[0]
    return kind(*kept, evaluate=sum(not number.free_symbols for number in kept) < 2)


def _log2_distance(c: sp.Expr) -> float | None:
    """d with |c| >= 2^-d unless c = 0, for an expression in rationals and roots; None for others.

    Burnikel, Fleischer, Mehlhorn and Schirra (2000): |c| >= 1/(l u^(D-1)), D the product of the degrees of the distinct
    roots.
    """
    try:
        top, bottom = _sizes(c)
    except _NotAlgebraicError:
        return None
    degree = math.prod(root.exp.q for root in c.atoms(sp.Pow) if root.exp.is_Rational)
    return (bottom + max(top, 0.0) * (degree - 1)) * (1 + 1e-9) + 1


class _NotAlgebraicError(Exception):
    pass


def _sizes(c: sp.Expr) -> tuple[float, float]:
    """(log2 u, log2 l) of the bound: upper bounds on all conjugates of a numerator and a denominator of c."""
    if c.is_Rational:
        return math.log2(abs(int(c.p)) or 1), math.log2(int(c.q))
    if isinstance(c, sp.Add):
        top, bottom = _sizes(c.args[0])
        for part in c.args[1:]:
            u, low = _sizes(part)
            top, bottom = max(top + low, bottom + u) + 1, bottom + low
        return top, bottom
    if isinstance(c, sp.Mul):
        parts = [_sizes(part) for part in c.args]
        return sum(u for u, _ in parts), sum(low for _, low in parts)
    if isinstance(c, sp.Pow) and c.exp.is_Rational:
        top, bottom = _sizes(c.base)
        if c.exp < 0:
            top, bottom = bottom, top
        p, q = abs(int(c.exp.p)), int(c.exp.q)
        top, bottom = p * top, p * bottom
        if top >= bottom:
            return (top + (q - 1) * bottom) / q, bottom
        return top, ((q - 1) * top + bottom) / q
    raise _NotAlgebraicError


def _is_log_of_one(c: sp.Expr) -> bool:
    """Whether c is a sum of rational multiples of logarithms of numbers that multiply to 1; long powers are left."""
    logs = []
    for part in sp.Add.make_args(c):
        factor, rest = part.as_coeff_Mul()
        if not isinstance(rest, sp.log):
            return False
        logs.append((factor, rest.args[0]))
    common = math.lcm(*(int(factor.q) for factor, _ in logs))
    powers = [(int(factor * common), q) for factor, q in logs]
    try:
        size = sum(abs(k) * sum(_sizes(q)) for k, q in powers)
    except _NotAlgebraicError:
        return False
    return size <= _MOST_BITS and certain_sign(sp.Mul(*(q**k for k, q in powers)) - 1) == 0


__all__ = ["certain_sign", "compare", "largest", "order", "sign_of", "smallest"]
