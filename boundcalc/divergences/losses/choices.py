"""What a bound on the average target is chosen by: kappa, psi and the order of a tangent; any of them gives a bound."""

from __future__ import annotations

import math
from functools import lru_cache

import sympy as sp
from flint import arb

from ...numeric.ball import PrecisionTooLow
from ...numeric.precision import working_precision
from . import mix
from .answering import BITS, LEAST_TAIL, coarsest
from .closed import closed
from .compose import GUARD
from .fitted import MOST_LOSS, Parts
from .pair import ball
from .profile_search import Unknown
from .remove import Convex, best


@lru_cache(maxsize=256)
def kappa_of(parts: Parts, order: sp.Expr) -> float:
    """A good kappa for T-MIX."""
    with working_precision(BITS[0]):
        known, gamma = closed(parts), ball(order)
        if known is not None:
            try:
                return mix.best(lambda kappa: float(mix.mixed(known, gamma, arb(kappa)).mid()), 1e-12)[0]
            except (Unknown, PrecisionTooLow):
                pass
    table = coarsest(parts)
    with working_precision(64):
        return mix.best(mix.rough(table, float(ball(order).mid())))[0]


@lru_cache(maxsize=256)
def tangent_of(parts: Parts, alpha: sp.Expr, average: bool) -> sp.Rational:
    with working_precision(LEAST_TAIL):
        fpr = float(ball(alpha).mid())
        known = closed(parts)
        near = None if average or known is None else known.near(fpr, True)
        if near is not None and abs(near) < MOST_LOSS:
            return sp.Rational(f"{math.exp(near):.9g}")
    table = coarsest(parts)

    def bound(order: float) -> float:
        return mix.best(mix.rough(table, order), 1e-6)[1] if average else float(table.profile(arb(order)).mid())

    with working_precision(LEAST_TAIL):
        return sp.Rational(f"{mix.lowest_line(bound, fpr):.9g}")


@lru_cache(maxsize=64)
def psi_of(parts: Parts, order: sp.Expr, above: bool) -> Convex:
    """A good psi for T-REMOVE."""
    table = coarsest(parts)
    with working_precision(table.grid.bits + GUARD):
        return best(table, ball(order), above)
