"""Enclosures, printing, and the evaluators of plain expressions, against rationals and mpmath."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from hypothesis import strategies as st
from mpmath import mp

import boundcalc as bc
from boundcalc.numeric.ball import compile_ball, to_arb
from boundcalc.numeric.float64 import Approximation, NoFloat64Evaluation, compile_float64
from boundcalc.numeric.precision import working_precision

from .. import evaluators as ev
from ..campaign import campaign
from ..properties import number
from ..verdicts import all_contain, all_hold, contains, stated

NUMBER = st.one_of(
    st.fractions(-9, 9, max_denominator=30).map(str),
    st.tuples(st.integers(-999, 999), st.integers(-12, 12)).map(lambda t: str(Fraction(t[0]) * Fraction(10) ** t[1])),
)
INTERVAL = st.tuples(NUMBER, NUMBER).map(lambda t: (min(t, key=Fraction), max(t, key=Fraction)))
SHARES = st.tuples(st.fractions(0, 1, max_denominator=8).map(str), st.fractions(0, 1, max_denominator=8).map(str))


@campaign("numbers", weight=6, a=INTERVAL, b=INTERVAL, at=SHARES)
def arithmetic(a: tuple[str, str], b: tuple[str, str], at: tuple[str, str]) -> None:
    """Sums, products, quotients, maxima of enclosures hold those of any points in them."""
    (a0, a1), (b0, b1), (r, s) = (tuple(map(Fraction, pair)) for pair in (a, b, at))
    x, y = bc.Enclosure(a0, a1), bc.Enclosure(b0, b1)
    u, v = a0 + r * (a1 - a0), b0 + s * (b1 - b0)
    contains(x + y, u + v, "sum")
    contains(x - y, u - v, "difference")
    contains(x * y, u * v, "product")
    contains(-x, -u, "negative")
    contains(abs(x), abs(u), "absolute value")
    contains(x.maximum(y), max(u, v), "maximum")
    contains(x.minimum(y), min(u, v), "minimum")
    contains(3 - x, 3 - u, "from a number")
    if not b0 <= 0 <= b1:
        contains(x / y, u / v, "quotient")
    stated(u in x, "membership", f"{u} in {x!r}")
    if max(a0, b0) <= min(a1, b1):
        both = x.intersection(y)
        stated(both.lower == max(a0, b0) and both.upper == min(a1, b1), "intersection", repr(both))


@campaign("numbers", weight=6, a=INTERVAL, narrow=st.integers(0, 30), digits=st.integers(1, 30))
def printing(a: tuple[str, str], narrow: int, digits: int) -> None:
    """Printed ends are rounded outward, and printed digits are digits of every number inside."""
    low = Fraction(a[0])
    high = low + (Fraction(a[1]) - low) / 10**narrow
    x = bc.Enclosure(low, high)
    stated(Fraction(x.lower_str(digits)) <= low, "lower_str", f"{x.lower_str(digits)} > {low}")
    stated(Fraction(x.upper_str(digits)) >= high, "upper_str", f"{x.upper_str(digits)} < {high}")
    data = x.to_json(digits)
    stated(Fraction(data["lower"]) <= low and Fraction(data["upper"]) >= high, "to_json", str(data))
    text = x.to_string(digits)
    if text.startswith("[") and "," in text:
        ends = [Fraction(part) for part in text[1:-1].split(",")]
        stated(ends[0] <= low and high <= ends[1], "printed interval", text)
    elif text.endswith("...") or "...e" in text:
        plain = text.replace("...", "")
        shown = Fraction(plain)
        step = Fraction(1, 10 ** len(plain.split("e")[0].partition(".")[2])) * Fraction(10) ** int(
            plain.partition("e")[2] or 0
        )
        stated(
            all(
                abs(shown) <= abs(end) <= abs(shown) + step and (end >= 0) == (shown >= 0 and not plain.startswith("-"))
                for end in (low, high)
            ),
            "printed digits",
            f"{text} of {low}, {high}",
        )
    elif "+/-" in text:
        centre, radius = (Fraction(part) for part in text.split("+/-"))
        stated(
            centre - radius <= low and high <= centre + radius, "printed centre and radius", f"{text} of {low}, {high}"
        )
    elif "/" in text or low == high:
        stated(Fraction(text) == low == high or abs(Fraction(text) - low) >= 0, "printed number", text)
    if x.digits not in (math.inf, 0) and low * high > 0:
        stated(
            (high - low) <= 10 * min(abs(low), abs(high)) * Fraction(1, 10 ** int(x.digits)) * 10,
            "digits",
            f"{x!r}: {x.digits}",
        )


X, Y = sp.symbols("x y", positive=True)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> Any:
    """Expressions in x, y > 0 without cancellation to nothing or overflow, as text for a case."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(["x", "y", "1/3", "2", "5/7", "pi", "10"]))
    kind = draw(
        st.sampled_from(["+", "*", "/", "-", "exp", "log", "sqrt", "**2", "**(1/3)", "Abs", "Max", "Min", "floor"])
    )
    first = draw(expressions(depth - 1))
    if kind in "+*/-":
        return f"({first}){kind}({draw(expressions(depth - 1))})"
    if kind == "exp":
        return f"exp(-Abs({first}))"
    if kind == "log":
        return f"log(1+Abs({first}))"
    if kind == "sqrt":
        return f"sqrt(Abs({first}))"
    if kind == "**2":
        return f"({first})**2"
    if kind == "**(1/3)":
        return f"(1+Abs({first}))**(1/3)"
    if kind == "floor":
        return f"floor({first})" if depth == 1 else f"({first})"
    if kind == "Abs":
        return f"Abs({first})"
    return f"{kind}({first},{draw(expressions(depth - 1))})"


_NAMES = {
    "exp": sp.exp,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "Abs": sp.Abs,
    "Max": sp.Max,
    "Min": sp.Min,
    "floor": sp.floor,
    "pi": sp.pi,
}


def built(text: str) -> sp.Expr:
    """The expression of a text that `expressions` wrote: a small grammar, read by SymPy's own parser."""
    from sympy.parsing.sympy_parser import parse_expr, rationalize, standard_transformations

    return parse_expr(text, {"x": X, "y": Y, **_NAMES}, transformations=(*standard_transformations, rationalize))


_MP = {
    sp.exp: mp.exp, sp.log: mp.log, sp.Abs: abs, sp.floor: mp.floor,
    sp.Max: lambda *a: max(a), sp.Min: lambda *a: min(a), sp.Add: lambda *a: mp.fsum(a), sp.Mul: lambda *a: mp.fprod(a),
}  # fmt: skip


def in_mpmath(expr: sp.Expr, values: dict[Any, Any]) -> Any:
    """The value by recursion over the tree."""
    if expr in values:
        return values[expr]
    if expr.is_Rational:
        return mp.mpf(int(expr.p)) / int(expr.q)
    if expr is sp.pi:
        return mp.pi()
    if expr is sp.E:
        return mp.e()
    parts = [in_mpmath(arg, values) for arg in expr.args]
    if isinstance(expr, sp.Pow):
        return mp.power(*parts)
    return _MP[expr.func](*parts)


@campaign(
    "numbers",
    weight=4,
    text=expressions(),
    x=st.fractions("1/50", 20, max_denominator=50).map(str),
    y=st.fractions("1/50", 20, max_denominator=50).map(str),
    digits=st.integers(3, 40),
)
def plain_expressions(text: str, x: str, y: str, digits: int) -> None:
    """Plain expressions in balls, float64 and mpmath, against mpmath by recursion."""
    expr = built(text)
    if expr.has(sp.zoo, sp.nan, sp.oo) or expr.has(sp.floor):
        return
    with mp.workdps(80):
        try:
            truth = in_mpmath(expr, {X: ev.real(x), Y: ev.real(y)})
        except (KeyError, ZeroDivisionError, ValueError):
            return
        if isinstance(truth, mpmath.mpc) or not mp.isfinite(truth) or (truth != 0 and abs(truth) < mp.mpf(10) ** -40):
            return
        at = expr.subs({X: sp.Rational(x), Y: sp.Rational(y)})
        contains(number(at, digits), truth, "expression", Fraction(1, 10**60) + abs(Fraction(float(truth))) / 10**50)


@campaign("numbers", weight=6, text=expressions(), seed=st.integers(0, 10**9))
def many_expressions(text: str, seed: int) -> None:
    """Two hundred points of an expression in float64 with its error bound, and in balls, against mpmath."""
    expr = built(text)
    if expr.has(sp.zoo, sp.nan, sp.oo) or not expr.free_symbols:
        return
    rng = np.random.default_rng(seed)
    x, y = np.exp(rng.uniform(-3, 3, (2, 200)))
    with mp.workdps(40):
        try:
            truth = np.array([float(in_mpmath(expr, {X: mp.mpf(a), Y: mp.mpf(b)})) for a, b in zip(x, y, strict=True)])
        except (KeyError, ZeroDivisionError, ValueError, TypeError):
            return
    size = np.abs(truth) * 4e-16 + 1e-300
    if not expr.has(sp.floor):
        try:
            got = compile_float64(expr, [X, Y])(Approximation(x, np.zeros_like(x)), Approximation(y, np.zeros_like(y)))
            all_contain(
                np.broadcast_to(got.value, x.shape),
                np.broadcast_to(got.error, x.shape),
                truth,
                size,
                "float64 of an expression",
                x,
            )
        except NoFloat64Evaluation:
            pass
    from .functions import sp_fmpq

    with working_precision(80):
        run = compile_ball(expr, [X, Y])
        balls = []
        for a, b in zip(x[:60], y[:60], strict=True):
            balls.append(to_arb(run(to_arb(sp_fmpq(a)), to_arb(sp_fmpq(b)))))
    middle = np.array([float(b.mid()) for b in balls])
    radius = np.array([float(b.rad().upper()) for b in balls])
    all_contain(middle, radius, truth[:60], size[:60], "balls of an expression", x[:60])
    all_hold(~np.isnan(middle), "balls are numbers", text)
