"""What holds without a reference: laws of numbers and of games that every room asks for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import boundcalc as bc
from boundcalc.numeric.ball import NoBallEvaluation
from boundcalc.numeric.float64 import NoFloat64Evaluation

from .verdicts import at_most, in_unit, meet, not_wider, stated


def several_digits(expr: Any, digits: int, more: int = 12) -> Any:
    """More digits are not wider and do not contradict; returns the fine value."""
    rough, fine = bc.evaluate(expr, digits), bc.evaluate(expr, digits + more)
    not_wider(rough, fine, "digits", digits + more)
    return fine


def several_backends(expr: Any, fine: Any) -> None:
    """float64 with its error bound meets the ball; mpmath agrees to ten digits."""
    with suppress(NoFloat64Evaluation, NoBallEvaluation):
        meet(bc.evaluate(expr, backend="float64"), fine, "float64 against ball")


def mpmath_agrees(expr: Any, fine: Any, digits: int = 15) -> None:
    """mpmath, which promises nothing, agrees to some digits with a narrow ball."""
    try:
        other = bc.evaluate(expr, digits, backend="mpmath")
    except (ValueError, NotImplementedError):
        return
    close = max(abs(Fraction(fine.upper)), Fraction(1, 10**50)) / 10 ** min(digits - 3, 10)
    stated(
        fine.lower - close <= other.upper and other.lower <= fine.upper + close,
        "mpmath against ball",
        f"{other!r} is not near {fine!r}",
    )


def number(expr: Any, digits: int, unit: bool = False) -> Any:
    """Everything that may be asked of an expression without a reference; returns the fine value."""
    fine = several_digits(expr, digits)
    several_backends(expr, fine)
    if unit and getattr(expr, "known_range", None) is not None:
        in_unit(fine, "range")
    elif unit:  # a plain formula knows no range: it may round beyond
        stated(fine.lower <= 1 and fine.upper >= 0, "range", f"{fine!r} lies outside [0, 1]")
    return fine


def profile(game: Any, gamma: Fraction, digits: int) -> Any:
    """E_gamma(P1||P0), an Enclosure: Delta_gamma for gamma >= 1, by reflection below."""
    value = replace(game, nu="1/2", lam=_expr(gamma)).delta(digits).value
    return value if gamma >= 1 else 1 - _expr(gamma, True) + value * _expr(gamma, True)


def _expr(x: Fraction, plain: bool = False) -> Any:
    return x if plain else str(x)


def in_gamma(game: Any, gamma: Fraction, digits: int) -> None:
    """E_gamma(P1||P0) falls and is convex in gamma; Delta_gamma is sandwiched by Delta_1."""
    places = sorted({gamma, 2 * gamma, gamma / 2, Fraction(1)})
    values = {g: profile(game, g, digits) for g in places}
    for a, b in pairwise(places):
        at_most(values[b], values[a], "falls in gamma")
        at_most(values[a], values[b] + (b - a), "falls with slope at most 1")
    for a, b, c in zip(places, places[1:], places[2:], strict=False):
        chord = values[a] * ((c - b) / (c - a)) + values[c] * ((b - a) / (c - a))
        at_most(values[b], chord, "convex in gamma")
    game_at = replace(game, nu="1/2", lam=str(gamma)).delta(digits).value
    big = max(gamma, 1 / gamma)
    at_most(game_at, values[Fraction(1)], "sandwich above")
    at_most(1 - big * (1 - values[Fraction(1)]), game_at, "sandwich below")
    in_unit(game_at, "range")


def curve_meets_profile(game: Any, gamma: Fraction) -> None:
    """sup over the curve of TPR - gamma FPR is E_gamma: no point lies above it, and TPR >= FPR rises."""
    curve = game.tradeoff()
    whole = profile(game, gamma, 15)
    before = None
    for fpr in ("1/1000", "1/100", "1/10", "1/3", "1/2", "9/10"):
        tpr = curve.tpr(fpr)
        in_unit(tpr, "range of the curve")
        at_most(tpr - gamma * Fraction(fpr), whole, "curve below its profile")
        at_most(bc.Enclosure(fpr, fpr), tpr, "curve above the diagonal")
        if before is not None:
            at_most(before, tpr, "curve rises")
        before = tpr


def bounds_of(game: Any, digits: int = 8) -> Any:
    """The bounds of a game, with every guaranteed one on its side of the exact value and of one another."""
    try:
        bounds = game.bounds(digits)
    except ValueError as error:
        # Bounds of one game exclude each other: an answer to false properties, and no law or plain learner has any.
        stated("contradict" not in str(error), "bounds agree", str(error))
        raise
    exact = [b for b in bounds if b.kind == "exact" and b.value is not None and b.guaranteed]
    for b in bounds:
        if b.value is None or not b.guaranteed:
            continue
        in_unit(b.value, "range of a bound")
        for e in exact:
            if b.kind == "upper":
                at_most(e.value, b.value, f"{b.path} above the exact value")
            elif b.kind == "lower":
                at_most(b.value, e.value, f"{b.path} below the exact value")
            elif b.kind == "exact":
                meet(b.value, e.value, "two exact values")
    return bounds


def holds_truth(bounds: Any, truth: Any, slack: Any, what: str) -> None:
    """Every guaranteed bound is on its side of a truth known within `slack`."""
    low, high = Fraction(truth) - Fraction(slack), Fraction(truth) + Fraction(slack)
    for b in bounds:
        if b.value is None or not b.guaranteed:
            continue
        if b.kind in ("upper", "exact"):
            stated(low <= b.value.upper, what, f"{b.path} <= {float(b.value.upper)!r}, but the truth is {float(low)!r}")
        if b.kind in ("lower", "exact"):
            stated(high >= b.value.lower, what, f"{b.path} >= {float(b.value.lower)!r}, truth {float(high)!r}")
