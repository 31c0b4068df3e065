"""Certified integration on the line.

An integrand is a function ``f(z, analytic)`` of a complex ball that returns a ball containing f on all of z, and, when
`analytic` is set, a non-finite ball unless f is analytic on all of z. `compile_complex` makes one from an expression.
Functions without that promise (plain Python functions of the user) must not be integrated here: nothing could certify
the result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import sympy as sp
from flint import acb, arb

from .ball import Number, PrecisionTooLow
from .complex_ball import NOT_ANALYTIC, compile_complex
from .precision import current_bits
from .work import spend

Integrand = Callable[[acb, bool], acb]
Tail = Callable[[arb], arb]
"""t -> a bound (upper end of the ball) on the integral of |f| beyond t."""

_MAX_STEPS = 40_000


def integrate(
    integrand: Integrand | sp.Expr,
    a: Number | None,
    b: Number | None,
    *,
    variable: sp.Symbol | None = None,
    cuts: Sequence[Number] = (),
    below: Tail | None = None,
    above: Tail | None = None,
    tolerance: arb | None = None,
) -> arb:
    r"""A ball that contains ``int_a^b f(x) dx``, f real on the line, at the working precision in force.

    `integrand`: a complex-ball function ``f(z, analytic)``, or an expression in `variable`.
    `a`, `b`: ends (int, fmpq or arb); None for -oo and oo. `cuts`: points where f is known to have a kink or a peak: an
    aid to speed, never needed for correctness.
    `below`, `above`: for an infinite or singular end, ``tail(t)`` bounds ``int |f|`` between that end and t (from a
    survival function or an envelope); the integral stops where this is negligible and the bound joins the radius.
    An infinite end without a tail raises ValueError: a wide limit is no substitute.
    `tolerance`: absolute error that is good enough; by default an error relative to the value.

    The result may be wide (or not finite) when the precision does not suffice; it always contains the integral.

    >>> import sympy as sp
    >>> from flint import arb
    >>> from boundcalc.numeric.precision import working_precision
    >>> x = sp.Symbol("x")
    >>> with working_precision(100):
    ...     area = integrate(sp.exp(-x), 0, None, variable=x, above=lambda t: (-t).exp())
    >>> bool(area.contains(1)), area.rel_accuracy_bits() > 80
    (True, True)
    """
    if isinstance(integrand, sp.Expr):
        if variable is None:
            raise ValueError("variable must name the symbol that is integrated over")
        integrand = compile_complex(integrand, [variable])
    if (a is None and below is None) or (b is None and above is None):
        raise ValueError("an infinite end needs a bound on its tail: give below= or above=")
    inner = sorted((_arb(cut) for cut in cuts), key=lambda cut: float(cut.mid()))
    anchors = [*inner, *(_arb(end) for end in (a, b) if end is not None)]
    left, left_tail = _end(a, b, below, anchors, -1, tolerance)
    right, right_tail = _end(b, a, above, anchors, 1, tolerance)
    points = [left, *(cut for cut in inner if left < cut < right), right]
    total = left_tail + right_tail
    for low, high in pairwise(points):
        total += finite(integrand, low, high, tolerance)
    return total


def finite(integrand: Integrand, a: Number, b: Number, tolerance: arb | None = None) -> arb:
    """A ball that contains the integral over a finite interval, without aids."""
    bits = current_bits()
    low, high = _arb(a), _arb(b)
    # The library stops at an absolute error; a relative goal is one far below any value that matters.
    goal = arb(2) ** (-20 * bits) if tolerance is None else tolerance
    value = segment(
        integrand,
        acb(low),
        acb(high),
        rel_tol=arb(2) ** (-bits),
        abs_tol=goal,
        depth_limit=4 * bits + 200,
        eval_limit=200 * bits + bits * bits,
    )
    # Real on the line: the imaginary part is rounding.
    return value.real


def segment(integrand: Integrand, a: acb, b: acb, **options: arb | int) -> acb:
    """A ball that contains the integral from a to b on a straight line; `options` as for `flint.acb.integral`.

    An exception of the integrand is raised here: the library takes such a callback for the value 0, and the exception
    can get lost on its way out.
    """
    failed: list[Exception] = []
    calls = 0

    def guarded(z: acb, analytic: bool) -> acb:
        nonlocal calls
        calls += 1
        try:
            return NOT_ANALYTIC if failed else integrand(z, analytic)
        except Exception as error:
            failed.append(error)
            return NOT_ANALYTIC

    value = acb.integral(guarded, a, b, **options)
    spend(calls)
    if failed:
        raise failed[0]
    return value


def negligible_tail(tail: Tail, start: arb, outward: Callable[[arb, int], arb], goal: arb) -> tuple[arb, arb]:
    """(t, ball of the tail beyond t) for the first t = outward(start, j) with a tail of at most `goal`.

    When the goal is not reached, the best tail found is returned: wide, still right.
    """
    best: tuple[arb, arb] | None = None
    step = 0
    while step < _MAX_STEPS:
        t = outward(start, step)
        size = tail(t).upper()
        if size.is_finite():
            if best is None or size < best[1]:
                best = (t, size)
            if size <= goal:
                break
        # Faster and faster: light tails end within a few steps, heavy ones at 2^(many bits).
        step += 1 + step // 8
    if best is None:
        raise PrecisionTooLow("no finite bound on the tail of an integral")
    t, size = best
    return t, arb(0, size)


def _arb(x: Number) -> arb:
    return x if isinstance(x, arb) else arb(x)


def _end(
    end: Number | None,
    other: Number | None,
    tail: Tail | None,
    anchors: Sequence[arb],
    side: int,
    tolerance: arb | None,
) -> tuple[arb, arb]:
    """(where to stop, ball of what lies beyond) at the left (side -1) or right (side 1) end."""
    if tail is None:
        assert end is not None
        return _arb(end), arb(0)
    goal = arb(2) ** (-current_bits() - 8) if tolerance is None else tolerance / 4
    if end is None:
        start = (anchors[-1] if side > 0 else anchors[0]).mid() if anchors else arb(0)
        return negligible_tail(tail, start, lambda s, j: s + side * arb(2) ** (j // 2) * (2 + j % 2) / 2, goal)
    # A singular finite end: approach it by halves of the distance to the nearest other point.
    stop = _arb(end)
    others = [x for x in anchors if (x - stop) * side < 0]
    if others:
        reach = min((abs(x - stop).mid() for x in others), key=float) / 2
    else:
        reach = arb(1) if other is None else abs(_arb(other) - stop).mid() / 2
    return negligible_tail(tail, stop, lambda s, j: s - side * reach * arb(2) ** (-j), goal)


__all__ = ["Integrand", "Tail", "finite", "integrate", "negligible_tail", "segment"]
