"""T-MIX for the best privacy profile that bounds on Renyi divergences imply."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, evaluate_ball, to_arb
from ...numeric.kinds import Printer
from ...numeric.precision import working_precision
from ..node import Functional
from .renyi_profile import bound_at, edge, highest_test, missing, slope_at, test_of_slope

_NODES = 32
_BITS = 128
_LEAST = 1e-7


class RenyiMix(Functional):
    r"""``kappa + E_Q g(L)_+``, g(r) = (1-kappa) r - (G+kappa) - 2 sqrt(kappa (G-1+kappa) r), G = max(gamma, 1/gamma),

    for the pair (P, Q), L = dP/dQ, whose profile joins points of `RenyiProfile` of this budget by chords: it bounds
    Delta_gamma of the average target (T-MIX). The points and kappa are chosen from the arguments alone.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(RenyiMix(2, 1), 3).to_string(3)
    '0.698...'
    """

    known_range = (0, 1)

    def __new__(cls, budget: Any, gamma: Any) -> RenyiMix:
        return sp.Expr.__new__(cls, sp.sympify(budget), sp.sympify(gamma))

    def _text(self, printer: Printer) -> str:
        budget, gamma = self.args
        inside = ", ".join(map(printer._print, budget if isinstance(budget, sp.Tuple) else [budget]))
        return rf"\overline{{E}}_{{{printer._print(gamma)}}}^{{D}}\left({inside}\right)"

    def _value(self) -> Number:
        budget, gamma = self.args
        kappa = arb(_kappa(budget, gamma))
        ratios, masses, infinite = hull_pair(budget)
        g = to_arb(evaluate_ball(gamma))
        order = arb(1) if gamma == 1 else g.max(1 / g)
        cross = kappa * (order - 1 + kappa)
        total = kappa + (1 - kappa) * arb(infinite)
        for ratio, mass in zip(ratios, masses, strict=True):
            gain = (1 - kappa) * arb(ratio) - (order + kappa) - 2 * (cross * arb(ratio)).sqrt()
            total += gain.nonnegative_part() * arb(mass)
        return total.min(arb(1))


@lru_cache(maxsize=256)
def hull_pair(
    budget: sp.Expr, nodes: int = _NODES, least: float = _LEAST
) -> tuple[tuple[fmpq, ...], tuple[fmpq, ...], fmpq]:
    """(ratios > 1, their masses under Q, P(L = infinity)) of the pair whose profile at gamma >= 1 is the lower hull of
    certified points, down to about `least`, and constant beyond the last: a profile is convex and does not rise."""
    with working_precision(_BITS):
        corner = test_of_slope(budget, sp.S.One)
        points = [(fmpq(1), _above(bound_at(budget, corner, arb(1))))]
        # The profile bends most near the corner.
        for logit in corner[0] + (_last(budget, corner[0], least) - corner[0]) * np.linspace(0, 1, nodes) ** 1.5:
            test = highest_test(budget, float(logit))
            gamma = math.exp(min(slope_at(budget, test), 600.0))
            if gamma > 1:
                ratio = _fraction(gamma)
                points.append((ratio, _above(bound_at(budget, test, arb(ratio)))))
    hull: list[tuple[fmpq, fmpq]] = []
    for x, y in sorted(points):
        y = min(y, hull[-1][1]) if hull else y
        if hull and hull[-1][0] == x:
            hull[-1] = (x, min(y, hull[-1][1]))
            continue
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) >= _slope(hull[-1], (x, y)):
            hull.pop()
        hull.append((x, y))
    slopes = [_slope(a, b) for a, b in pairwise(hull)]
    steps = [b - a for a, b in zip(slopes, [*slopes[1:], fmpq(0)], strict=True)]
    with working_precision(_BITS):
        missed = min(_above(missing(budget)), fmpq(1))
    ratios, masses = tuple(x for x, _ in hull[1:]), tuple((1 - missed) * step for step in steps)
    return ratios, masses, missed + (1 - missed) * hull[-1][1]


def _last(budget: sp.Expr, start: float, least: float) -> float:
    """A logit so small that next to nothing is left of the profile."""
    false, true = edge(budget)
    small = false[(true < math.log(least)) & (false < start - 1)]
    return float(small[-1]) if len(small) else start - 40.0


def _slope(a: tuple[fmpq, fmpq], b: tuple[fmpq, fmpq]) -> fmpq:
    return (b[1] - a[1]) / (b[0] - a[0])


def _above(x: arb) -> fmpq:
    """A rational at least x."""
    return _exact(x.upper())


def _exact(x: arb) -> fmpq:
    mantissa, exponent = x.man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent) if exponent >= 0 else fmpq(mantissa) / fmpq(2) ** int(-exponent)


def _fraction(x: float) -> fmpq:
    top, bottom = x.as_integer_ratio()
    return fmpq(top, bottom)


@lru_cache(maxsize=4096)
def _kappa(budget: sp.Expr, gamma: sp.Expr) -> float:
    """About the best kappa, found in floats."""
    with working_precision(64):
        g = float(to_arb(evaluate_ball(gamma)).log().mid())
    return rough(budget, math.exp(min(abs(g), 600.0)))[0]


def rough(budget: sp.Expr, order: float) -> tuple[float, float]:
    """(kappa, the bound there), about the least."""
    from scipy.optimize import minimize_scalar

    ratios, masses, infinite = hull_pair(budget)
    levels, weights = (np.array([float(arb(x).mid()) for x in values]) for values in (ratios, masses))
    rest = float(arb(infinite).mid())

    def height(kappa: float) -> float:
        gain = (1 - kappa) * levels - (order + kappa) - 2 * np.sqrt(kappa * (order - 1 + kappa) * levels)
        return float(kappa + np.maximum(gain, 0) @ weights + (1 - kappa) * rest)

    plain = min(height(0.0), 1.0)
    if not plain > 0:
        return 0.0, plain
    found = minimize_scalar(height, bounds=(0.0, plain), method="bounded", options={"xatol": 1e-10 * plain})
    kappa = float(found.x)
    return (kappa, height(kappa)) if 0 < kappa < 1 and height(kappa) < plain else (0.0, plain)
