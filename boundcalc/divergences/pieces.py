"""The line cut where a density starts, ends or bends, and the logarithms of both densities in between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key, lru_cache
from itertools import pairwise
from typing import TypeAlias

import sympy as sp
from flint import arb

from ..functions.log_sum_exp import LogSumExp
from ..laws.continuous import ContinuousLaw
from ..laws.tail import TailForm
from ..numeric.ball import evaluate_ball, to_arb
from ..numeric.sign import order
from .integrand import multiplied_out


@dataclass(frozen=True)
class Piece:
    """An interval inside which both densities are smooth; a log-density of None means that the law is absent."""

    low: sp.Expr
    high: sp.Expr
    x: sp.Symbol
    log_p: sp.Expr | None
    log_q: sp.Expr | None


def pieces(p: ContinuousLaw, q: ContinuousLaw) -> list[Piece]:
    """The line cut at the ends of the supports and at the kinks of both laws."""
    points: list[sp.Expr] = []
    for point in sorted({*p.support, *q.support, *p.kinks, *q.kinks}, key=cmp_to_key(order)):
        if not points or order(points[-1], point):
            points.append(point)
    out = []
    for low, high in pairwise(points):
        x = sp.Dummy("x", positive=True) if order(low, sp.S.Zero) >= 0 else sp.Dummy("x", real=True)
        out.append(Piece(low, high, x, log_density_on(p, x, low, high), log_density_on(q, x, low, high)))
    return out


FormKey: TypeAlias = tuple[Piece, int, sp.Expr, sp.Expr]
"""Piece, side, and the powers of the two densities."""


@lru_cache(maxsize=64)
def prepared(p: ContinuousLaw, q: ContinuousLaw) -> tuple[list[Piece], dict[FormKey, TailForm]]:
    """The symbolic work on a pair, done once: many gammas are asked of the same pair."""
    return pieces(p, q), {}


@lru_cache(maxsize=256)
def log_ratio_on(piece: Piece) -> tuple[sp.Expr, sp.Expr]:
    """(log p/q, its derivative), in forms that lose little in balls."""
    assert piece.log_p is not None
    assert piece.log_q is not None
    ratio = _in_one_sum(multiplied_out(sp.expand_log(piece.log_p - piece.log_q), piece.x), piece.x)
    slope = ratio.diff(piece.x)
    if slope.is_rational_function(piece.x) and all(number.is_Rational for number in slope.atoms(sp.Number)):
        return ratio, sp.factor(sp.together(slope))
    return ratio, slope


@lru_cache(maxsize=1024)
def log_power_on(piece: Piece, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """a log p + b log q, multiplied out so that equal terms cancel."""
    assert piece.log_p is not None
    assert piece.log_q is not None
    total = sp.expand_log(a * piece.log_p + b * piece.log_q)
    return multiplied_out(total.replace(LogSumExp, lambda *logs: _relative(logs, piece.x)), piece.x)


def _in_one_sum(ratio: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """l + log sum e^{l_i} = log sum e^{l_i + l}: what the law beside a mixture has in common with its parts cancels."""
    if not ratio.has(LogSumExp):
        return ratio
    sums = [part for part in sp.Add.make_args(ratio) if isinstance(part, LogSumExp) or isinstance(-part, LogSumExp)]
    if len(sums) == 1:
        side = 1 if isinstance(sums[0], LogSumExp) else -1
        rest = ratio - sums[0]
        if not rest.has(LogSumExp):
            logs = (side * sums[0]).args
            return side * LogSumExp(*(multiplied_out(sp.expand_log(log + side * rest), x) for log in logs))
    return multiplied_out(ratio.replace(LogSumExp, lambda *logs: _relative(logs, x)), x)


def _relative(logs: tuple[sp.Expr, ...], x: sp.Symbol) -> sp.Expr:
    """log sum e^{l_i} = l_0 + log(1 + sum e^{l_i - l_0}): what the terms have in common cancels."""
    first, *others = logs
    gaps = []
    for log in others:
        gap = multiplied_out(sp.expand_log(log - first), x)
        gaps.append(gap if gap.is_polynomial(x) and sp.degree(gap, x) < 2 else log - first)
    return first + LogSumExp(sp.S.Zero, *gaps)


def log_density_on(law: ContinuousLaw, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    if order(law.support[0], low) > 0 or order(high, law.support[1]) > 0:
        return None
    value = law._log_density_within(x, low, high)
    return None if value is -sp.oo else value


def middle_of(low: sp.Expr, high: sp.Expr) -> arb:
    """An exact point inside an interval."""
    if low.is_infinite:
        return arb(0) if high.is_infinite else (to_arb(evaluate_ball(high)) - 1).mid()
    if high.is_infinite:
        return (to_arb(evaluate_ball(low)) + 1).mid()
    return ((to_arb(evaluate_ball(low)) + to_arb(evaluate_ball(high))) / 2).mid()
