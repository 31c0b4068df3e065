"""The functions and constants of SymPy's own trees, as functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import sympy as sp
from flint import acb, arb, fmpq, fmpz

from .number import EXACT_BITS, Number, as_int, floor_range, shorten, to_arb

_ZERO, _ONE = fmpq(0), fmpq(1)


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


HEADS: dict[type[sp.Function], Callable[..., Number]] = {
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

CONSTANTS: dict[sp.Expr, Callable[[], arb]] = {
    sp.pi: arb.pi,
    sp.E: arb.const_e,
    sp.EulerGamma: arb.const_euler,
    sp.Catalan: arb.const_catalan,
    sp.oo: arb.pos_inf,
    -sp.oo: arb.neg_inf,
    sp.S.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}
