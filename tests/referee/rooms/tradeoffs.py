"""Trade-off curves of two laws: the sup over the curve is E_gamma, and points against known curves."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import optimize, stats

import boundcalc as bc
from boundcalc.grammar import parse_law

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import GAMMAS, categorical, decades, rationals
from ..verdicts import at_most, contains, in_unit, stated
from .laws import scipy_law

RATES = st.one_of(rationals("0", "1"), decades(-9, -1))


@campaign(
    "tradeoffs",
    weight=2,
    mu=st.one_of(rationals("1/100", "6"), decades(-3, 0)),
    sd=st.sampled_from(["1", "1", "2", "1/3"]),
    rate=RATES,
    seconds=30,
)
def normals(mu: str, sd: str, rate: str) -> None:
    """The curve of two normals of one variance is Phi(Phi^-1(a) + mu); of two variances, by an interval test."""
    if not 0 < Fraction(rate) < 1:
        return
    curve = bc.TradeOff.between(bc.Normal(mu, sd), bc.Normal(0, 1))
    tpr = curve.tpr(rate)
    in_unit(tpr, "range")
    m, s, a = float(Fraction(mu)), float(Fraction(sd)), float(Fraction(rate))
    if sd == "1":
        # Near 1 a float has lost the tail, which the exact rate still has.
        z = stats.norm.isf(a) if a < 0.5 else -stats.norm.isf(float(1 - Fraction(rate)))
        contains(tpr, stats.norm.sf(z - m), "TPR of normals", 1e-9)
        contains(curve.fpr(rate), stats.norm.sf(z + m), "FPR of normals", 1e-9)
        return
    # log ratio is quadratic with its vertex at m/(1-s^2): the test is |x - c| beyond (s > 1) or within (s < 1) r.
    c = m / (1 - s * s)

    def rates(r: float) -> tuple[float, float]:
        inside = [stats.norm.cdf(c + r, b, w) - stats.norm.cdf(c - r, b, w) for b, w in ((0, 1), (m, s))]
        outside = [stats.norm.sf(c + r, b, w) + stats.norm.cdf(c - r, b, w) for b, w in ((0, 1), (m, s))]
        return tuple(outside if s > 1 else inside)

    if 1e-6 < a < 1 - 1e-6:
        r = optimize.brentq(lambda x: rates(x)[0] - a, 0, abs(c) + 60, xtol=1e-14)
        contains(tpr, rates(r)[1], "TPR of normals of two variances", 1e-6)


@campaign("tradeoffs", weight=2, first=categorical(5), second=categorical(5), rate=RATES, gamma=GAMMAS)
def finite(first: str, second: str, rate: str, gamma: str) -> None:
    """The curve of two finite laws by sorting their ratios, and back; its area; its profile."""
    a, b = ([Fraction(t) for t in text[12:-1].split(",")] for text in (first, second))
    size = max(len(a), len(b))
    p, q = (m + [Fraction(0)] * (size - len(m)) for m in (a, b))
    curve = bc.TradeOff.between(parse_law(first), parse_law(second))
    order = sorted(range(size), key=lambda i: p[i] / q[i] if q[i] else Fraction(10**30), reverse=True)
    x, y, area = Fraction(0), Fraction(0), Fraction(0)
    points = [(x, y)]
    for i in order:
        area += q[i] * (y + p[i] / 2)
        x, y = x + q[i], y + p[i]
        points.append((x, y))

    def tpr(rate: Fraction) -> Fraction:
        for (x0, y0), (x1, y1) in pairwise(points):
            if x0 <= rate < x1:
                return y0 + (y1 - y0) * (rate - x0) / (x1 - x0)
        return max(yy for xx, yy in points if xx <= rate)

    r = Fraction(rate)
    contains(curve.tpr(rate), tpr(r), "TPR of finite laws")
    contains(curve.auc(), area, "AUC of finite laws")
    g = Fraction(gamma)
    best = max(yy - g * xx for xx, yy in points)
    contains(bc.evaluate(bc.hockey_stick(parse_law(first), parse_law(second), gamma), 15), best, "sup of the curve")


@campaign(
    "tradeoffs",
    weight=2,
    kinds=st.sampled_from(["Exponential", "Laplace", "Cauchy", "Gamma", "Beta", "Logistic", "LogNormal"]),
    a=st.tuples(rationals("1/3", "3"), rationals("1/3", "3")),
    b=st.tuples(rationals("1/3", "3"), rationals("1/3", "3")),
    rate=RATES,
    gamma=GAMMAS,
    seconds=40,
)
def lines(kinds: str, a: tuple[str, str], b: tuple[str, str], rate: str, gamma: str) -> None:
    """No point of a curve lies above its profile, the curve rises and is concave; TPR at a rate by a fine grid."""
    count = 1 if kinds == "Exponential" else 2
    texts = [f"{kinds}({', '.join(x[:count])})" for x in (a, b)]
    p, q = (parse_law(t) for t in texts)
    curve = bc.TradeOff.between(p, q)
    whole = bc.evaluate(bc.hockey_stick(p, q, gamma), 12)
    rates = ["1/1000", "1/20", "1/2", "19/20"]
    found = [curve.tpr(r) for r in rates]
    for r, value in zip(rates, found, strict=True):
        in_unit(value, "range")
        at_most(value - Fraction(gamma) * Fraction(r), whole, "curve below its profile")
        at_most(bc.Enclosure(r, r), value, "curve above the diagonal")
    for i in (0, 1):
        lo, mid, hi = (Fraction(r) for r in rates[i : i + 3])
        chord = found[i] * ((hi - mid) / (hi - lo)) + found[i + 2] * ((mid - lo) / (hi - lo))
        at_most(chord, found[i + 1], "concave")
    r = float(Fraction(rate))
    if 1e-4 < r < 1 - 1e-4:
        x, y = grid_curve(*(scipy_law(*ev.parse(t)) for t in texts))
        truth = float(np.interp(r, x, y))
        contains(curve.tpr(rate), truth, "TPR by a grid", 2e-3)


def grid_curve(p: Any, q: Any) -> tuple[np.ndarray, np.ndarray]:
    """The curve of the two laws' cells between quantiles, by sorted ratios: slightly below the true one."""
    levels = np.concatenate(
        [np.geomspace(1e-12, 1e-3, 300), np.linspace(1e-3, 1 - 1e-3, 8000), 1 - np.geomspace(1e-3, 1e-12, 300)]
    )
    with np.errstate(all="ignore"):
        edges = np.unique(np.concatenate([law.ppf(levels) for law in (p, q)] + [[-np.inf, np.inf]]))
        a, b = np.diff(p.cdf(edges)), np.diff(q.cdf(edges))
        order = np.argsort(-np.where(b > 0, a / np.where(b > 0, b, 1), np.inf), kind="stable")
    return np.concatenate([[0], np.cumsum(b[order])]), np.concatenate([[0], np.cumsum(a[order])])


@campaign("tradeoffs", mu=rationals("1/10", "4"), rate=RATES, seconds=20)
def laplace_shifts(mu: str, rate: str) -> None:
    """The curve of two shifted Laplace laws: 1 - f with f the trade-off function of one Laplace release."""
    r = Fraction(rate)
    if not 0 < r < 1:
        return
    tpr = bc.TradeOff.between(bc.Laplace(mu, 1), bc.Laplace(0, 1)).tpr(rate)
    m, a = float(Fraction(mu)), float(r)
    e = np.exp(m)
    miss = 1 - e * a if a < np.exp(-m) / 2 else np.exp(-m) / (4 * a) if a <= 0.5 else np.exp(-m) * (1 - a)
    contains(tpr, 1 - miss, "TPR of Laplace shifts", 1e-9)
    stated(tpr.lower >= r or tpr.upper >= r, "above the diagonal", repr(tpr))
