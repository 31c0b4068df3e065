"""Every divergence of every pair of laws against sums and quadratures of the densities."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from hypothesis import strategies as st
from scipy import special

import boundcalc as bc
from boundcalc.grammar import parse_law

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import GAMMAS, categorical, rationals, texts_of
from ..properties import number
from ..verdicts import at_most, contains, in_unit, meet, stated
from .laws import scipy_law
from .means import _panels, _unit

CONTINUOUS = st.sampled_from(sorted(ev.CONTINUOUS)).flatmap(texts_of)
FAMILIES = st.sampled_from(sorted(ev.DISCRETE)).flatmap(texts_of)
ORDERS = st.one_of(st.sampled_from(["1/2", "2", "3", "3/2"]), rationals("1/20", "4"))
NAMES = ("tv", "hockey-stick", "kl", "chi-square", "hellinger", "renyi")


def ours(name: str, p: Any, q: Any, gamma: str, alpha: str) -> Any:
    if name == "hockey-stick":
        return bc.hockey_stick(p, q, gamma)
    if name == "renyi":
        return bc.renyi(p, q, alpha)
    return {"tv": bc.total_variation, "kl": bc.kl, "chi-square": bc.chi_square, "hellinger": bc.hellinger}[name](p, q)


def _sane(text: str, most: int) -> bool:
    return all(x == 0 or Fraction(1, most) <= abs(x) <= most for x in ev.parse(text)[1])


def summed(name: str, p: np.ndarray, q: np.ndarray, gamma: float, alpha: float) -> float:
    """A divergence of two arrays of masses."""
    with np.errstate(all="ignore"):
        both = (p > 0) & (q > 0)
        if name == "tv":
            return float(np.maximum(p - q, 0).sum())
        if name == "hockey-stick":
            return float(np.maximum(p - gamma * q, 0).sum())
        if name == "hellinger":
            return float(np.sqrt(max(0.0, 1 - np.sqrt(p * q).sum())))
        if name == "kl":
            if (p[q == 0] > 0).any():
                return np.inf
            return float((p[both] * np.log(p[both] / q[both])).sum())
        order = 2.0 if name == "chi-square" else alpha
        if order > 1 and (p[q == 0] > 0).any():
            return np.inf
        total = float((p[both] ** order * q[both] ** (1 - order)).sum())
        if name == "chi-square":
            return total - 1
        return np.log(total) / (order - 1) if total > 0 else np.inf


@campaign(
    "divergences",
    weight=2,
    first=categorical(6),
    second=categorical(6),
    name=st.sampled_from(NAMES),
    gamma=GAMMAS,
    alpha=ORDERS,
    digits=st.integers(3, 25),
)
def finite(first: str, second: str, name: str, gamma: str, alpha: str, digits: int) -> None:
    """Finite laws against the sums over their atoms."""
    a, b = ([Fraction(t) for t in text[12:-1].split(",")] for text in (first, second))
    size = max(len(a), len(b))
    p, q = (np.array([float(x) for x in m] + [0.0] * (size - len(m))) for m in (a, b))
    if name == "renyi" and Fraction(alpha) == 1:
        return
    value = (
        number(
            ours(name, parse_law(first), parse_law(second), gamma, alpha),
            digits,
            unit=name in ("tv", "hockey-stick", "hellinger"),
        )
        if not np.isinf(summed(name, p, q, 1, float(Fraction(alpha))))
        else None
    )
    if value is None:
        stated(
            ours(name, parse_law(first), parse_law(second), gamma, alpha) == sp.oo
            or bc.evaluate(ours(name, parse_law(first), parse_law(second), gamma, alpha), 6).upper == float("inf"),
            "infinite",
            f"{name} of {first} and {second} is infinite",
        )
        return
    if name in ("tv", "hockey-stick"):
        g = Fraction(gamma) if name == "hockey-stick" else Fraction(1)
        exact = sum(
            (
                max(x - g * y, Fraction(0))
                for x, y in zip(a + [Fraction(0)] * (size - len(a)), b + [Fraction(0)] * (size - len(b)), strict=True)
            ),
            Fraction(0),
        )
        contains(value, exact, f"{name}, exactly")
    truth = summed(name, p, q, float(Fraction(gamma)), float(Fraction(alpha)))
    slack = (
        1e-7
        if name == "hellinger"
        else 1e-10 * max(1, abs(truth)) / min(1, abs(float(Fraction(alpha)) - 1) if name == "renyi" else 1)
    )
    contains(value, truth, name, slack)


@campaign(
    "divergences",
    weight=2,
    first=FAMILIES,
    second=FAMILIES,
    name=st.sampled_from(NAMES),
    gamma=GAMMAS,
    alpha=ORDERS,
    digits=st.integers(3, 15),
    seconds=15,
)
def families(first: str, second: str, name: str, gamma: str, alpha: str, digits: int) -> None:
    """Discrete families against sums over a window that holds all but 1e-13 of both."""
    _families(first, second, name, gamma, alpha, digits)


@campaign(
    "divergences",
    weight=2,
    pair=st.sampled_from(sorted(ev.DISCRETE)).flatmap(lambda kind: st.tuples(texts_of(kind), texts_of(kind))),
    gamma=GAMMAS,
    alpha=ORDERS,
    digits=st.integers(3, 15),
    seconds=60,
)
def one_family(pair: tuple[str, str], gamma: str, alpha: str, digits: int) -> None:
    """Two laws of one discrete family, where closed forms are used."""
    for name in NAMES:
        _families(*pair, name, gamma, alpha, digits)


def _families(first: str, second: str, name: str, gamma: str, alpha: str, digits: int) -> None:
    if not (_sane(first, 1500) and _sane(second, 1500)) or (name == "renyi" and Fraction(alpha) == 1):
        return
    if any(0 < 1 - x < Fraction(1, 10**6) for text in (first, second) for x in ev.parse(text)[1]):
        return  # floats lose the digits of 1 - p
    laws = [scipy_law(*ev.parse(text)) for text in (first, second)]
    with np.errstate(all="ignore"):
        if any(law.sf(10**6) > 1e-14 for law in laws):  # scipy would list all values up to the quantile
            return
        ends = [law.ppf([1e-14, 1 - 1e-14]) for law in laws]
        low, high = min(e[0] for e in ends) - 2, max(e[1] for e in ends) + 2
        if not np.isfinite(high) or high - low > 10**6:
            return
        k = np.arange(low, high + 1)
        p, q = (np.exp(law.logpmf(k)) for law in laws)
        p, q = np.nan_to_num(p), np.nan_to_num(q)
    expr = ours(name, parse_law(first), parse_law(second), gamma, alpha)
    truth = summed(name, p, q, float(Fraction(gamma)), float(Fraction(alpha)))
    if expr.is_infinite:
        stated(not np.isfinite(truth) or truth > 1e-12, "infinite", f"{name} of {first} and {second}: {truth}")
        return
    value = number(expr, digits, unit=name in ("tv", "hockey-stick", "hellinger"))
    if name in ("tv", "hockey-stick"):
        contains(value, truth, name, 1e-9)
    elif name == "hellinger":
        contains(value, truth, name, 1e-5)
    else:
        # The tails may matter: the window gives a lower end, and their last tenth says how much.
        with np.errstate(all="ignore"):
            inner = slice(len(k) // 10 if p[0] * q[0] > 0 else 0, len(k) - len(k) // 10)
            other = summed(name, p[inner], q[inner], float(Fraction(gamma)), float(Fraction(alpha)))
        if (
            np.isfinite(truth)
            and np.isfinite(other)
            and abs(other - truth) < 1e-7 * max(1.0, abs(truth))
            and value.is_finite
        ):
            close = abs(float(Fraction(alpha)) - 1) if name == "renyi" else 1.0
            contains(value, truth, name, 1e-5 * max(1, abs(truth)) / min(1, close))


@lru_cache(maxsize=2)
def _quantiles(steps: int = 700) -> tuple[np.ndarray, np.ndarray]:
    tail = np.geomspace(1e-13, 0.01, steps // 8)
    return _panels(np.concatenate([tail, np.linspace(0.01, 0.99, steps + 1)[1:-1], 1 - tail[::-1]]), 6)


def by_cells(name: str, p: Any, q: Any, gamma: float, alpha: float) -> tuple[float, float]:
    """int (p - gamma q)_+ from masses of cells between quantiles of both laws; cells where the sign turns are open."""
    g = gamma if name == "hockey-stick" else 1.0
    levels = _unit(1500, 1e-15)
    with np.errstate(all="ignore"):
        edges = np.unique(np.concatenate([law.ppf(levels) for law in (p, q)] + [[-np.inf, np.inf]]))
        # Differences of the smaller tail: no cancellation on the right.
        gain = np.zeros(len(edges) - 1)
        for law, factor in ((p, 1.0), (q, -g)):
            cdf, sf = law.cdf(edges), law.sf(edges)
            gain += factor * np.where(cdf[1:] < 0.5, np.diff(cdf), -np.diff(sf))
    positive = gain > 0
    turn = np.zeros(len(gain), bool)
    for place in np.flatnonzero(positive[1:] != positive[:-1]):
        turn[max(0, place - 4) : place + 6] = True  # some cells are tiny: quantiles of the two laws that nearly meet
    missing = float(np.abs(gain[[0, -1]]).sum()) + float(np.abs(gain[turn]).sum())
    return float(gain[positive].sum()), missing + 1e-12 * (1 + g) if np.isfinite(gain).all() else np.inf


def quadrature(name: str, p: Any, q: Any, gamma: float, alpha: float) -> tuple[float, float]:
    """A divergence with an estimate of its error: the difference of two grids, and what the outermost decades add."""
    fine, edge = _quadrature(name, p, q, gamma, alpha, 700)
    coarse, _ = _quadrature(name, p, q, gamma, alpha, 480)
    error = 10 * abs(coarse - fine) + 20 * edge + 1e-9
    if name == "hellinger":
        inside = max(0.0, 1 - fine)
        return float(np.sqrt(inside)), float(np.sqrt(inside + error) - np.sqrt(max(inside - error, 0.0)) + 1e-6)
    if name == "chi-square":
        return fine - 1, error
    if name == "renyi":
        return float(np.log(fine) / (alpha - 1)), error / max(fine, 1e-300) / abs(alpha - 1)
    return fine, error


def _quadrature(name: str, p: Any, q: Any, gamma: float, alpha: float, steps: int) -> tuple[float, float]:
    """(integral over the quantiles of both laws, what the outermost decades add, inf where quantiles are missing)."""
    levels, weights = _quantiles(steps)
    total = edge = 0.0
    with np.errstate(all="ignore"):
        for law in (p, q):
            x = law.ppf(levels)
            lp, lq = p.logpdf(x), q.logpdf(x)
            top = np.maximum(lp, lq)
            a, b = np.exp(lp - top), np.exp(lq - top)
            ok = np.isfinite(x) & np.isfinite(top) & (np.abs(x) != 0)
            if float(weights[~ok].sum()) > 1e-9 or np.isnan(top[ok]).any():
                return np.nan, np.inf
            # The node's share of the mixture (P+Q)/2, divided by the mixture's density.
            w = np.where(ok, weights / (a + b), 0.0)
            if name in ("tv", "hockey-stick"):
                y = np.maximum(a - (gamma if name == "hockey-stick" else 1.0) * b, 0)
            elif name == "kl":
                y = np.where(a > 0, a * (lp - lq), 0.0)
            elif name == "hellinger":
                y = np.sqrt(a * b)
            else:
                order = 2.0 if name == "chi-square" else alpha
                y = np.where(a > 0, np.exp(order * lp + (1 - order) * lq - top), 0.0)
            terms = np.where(ok, w * y, 0.0)
            total += float(terms.sum())
            edge += float(np.abs(terms[(levels < 1e-11) | (levels > 1 - 1e-11)]).sum())
    return total, edge


@campaign(
    "divergences",
    weight=3,
    first=CONTINUOUS,
    second=CONTINUOUS,
    name=st.sampled_from(NAMES),
    gamma=GAMMAS,
    alpha=ORDERS,
    digits=st.integers(3, 12),
    seconds=15,
)
def continuous(first: str, second: str, name: str, gamma: str, alpha: str, digits: int) -> None:
    """Laws on the line against a quadrature over the quantiles of both."""
    _continuous(first, second, name, gamma, alpha, digits)


# Log-densities at x = c + u, given as (c - m, u): where a law starts or turns at c, nothing cancels.
_LOGS: dict[str, Any] = {
    "Normal": lambda z, m, s: -((z(m) / s) ** 2) / 2 - np.log(s) - np.log(2 * np.pi) / 2,
    "Exponential": lambda z, r: np.log(r) - r * z(0),
    "Gamma": lambda z, a, r: a * np.log(r) - special.gammaln(a) + (a - 1) * np.log(z(0)) - r * z(0),
    "ChiSquare": lambda z, k: _LOGS["Gamma"](z, k / 2, 0.5),
    "Laplace": lambda z, m, b: -np.abs(z(m)) / b - np.log(2 * b),
    "Logistic": lambda z, m, s: -np.abs(z(m)) / s - np.log(s) - 2 * np.log1p(np.exp(-np.abs(z(m)) / s)),
    "Cauchy": lambda z, m, s: -np.log(np.pi * s) - np.log1p((z(m) / s) ** 2),
    "LogNormal": lambda z, m, s: -(((np.log(z(0)) - m) / s) ** 2) / 2 - np.log(s * z(0)) - np.log(2 * np.pi) / 2,
    "Weibull": lambda z, k, s: np.log(k / s) + (k - 1) * np.log(z(0) / s) - (z(0) / s) ** k,
    "Pareto": lambda z, a, m: np.log(a) + a * np.log(m) - (a + 1) * np.log(z(0)),
    "StudentT": lambda z, k: (
        special.gammaln((k + 1) / 2)
        - special.gammaln(k / 2)
        - np.log(k * np.pi) / 2
        - (k + 1) / 2 * np.log1p(z(0) ** 2 / k)
    ),
}
_STARTS = {"Exponential": 0, "Gamma": 0, "ChiSquare": 0, "LogNormal": 0, "Weibull": 0}


def power_by_exponentials(first: str, second: str, order: float) -> tuple[float, float] | None:
    """(int p^order q^(1 - order), error), inf where it grows without end; by the trapezoid rule in t, x = c +- e^t, on
    both sides of every place c where a density starts or turns. None where this says nothing."""
    (kind, a), (other, b) = (ev.parse(text) for text in (first, second))
    if kind not in _LOGS or other not in _LOGS:
        return None
    numbers = [[float(x) for x in values] for values in (a, b)]
    low = [_STARTS.get(k, x[1] if k == "Pareto" else -np.inf) for k, x in zip((kind, other), numbers, strict=True)]
    if order > 1 and low[0] < low[1]:
        return np.inf, 0.0
    start = max(low)
    centred = ("Normal", "Laplace", "Logistic", "Cauchy")
    turns = {x[0] if k in centred else 0.0 for k, x in zip((kind, other), numbers, strict=True)}
    places = sorted({c for c in turns if c > start} | ({start} if np.isfinite(start) else set()))
    total = error = 0.0
    for i, c in enumerate(places):
        for sign in (1, -1):
            if sign < 0 and c == start:
                continue
            near = places[i + sign] if 0 <= i + sign < len(places) else None
            values = []
            for step in (1 / 16, 1 / 32):
                if near is None:
                    t = np.arange(-330, 330, step)
                    u, rate = np.exp(t), np.exp(t)
                else:  # up to the middle between two places
                    t = np.arange(-330, 330, step)
                    u = abs(near - c) / 2 * special.expit(t)
                    rate = u * special.expit(-t)

                def z(m: float, c: float = c, u: np.ndarray = u, sign: int = sign) -> np.ndarray:
                    return (c - m) + sign * u

                with np.errstate(all="ignore"):
                    p, q = (_LOGS[k](z, *x) for k, x in zip((kind, other), numbers, strict=True))
                    log = order * p + (1 - order) * q + np.log(rate)
                if np.isnan(log).any() or np.isposinf(log).any() or not np.isfinite(log).any():
                    return None
                log = np.maximum(log, -1e300)
                if log[0] > log[20] + 1e-9 or (near is None and log[-1] > log[-200] + 1e-9):
                    return np.inf, 0.0
                if log[0] > -30 or (near is None and log[-1] > -30):
                    return None
                # A peak between two nodes would rise above what both sides lead to.
                slopes = np.diff(log)
                hidden = np.minimum(log[1:-2] + slopes[:-2], log[2:-1] - slopes[2:])
                if hidden.max() > log.max() + 0.3:
                    return None
                with np.errstate(all="ignore"):
                    values.append(float(np.exp(log).sum()) * step)
            total += values[1]
            # What is not smooth on the way (the other density is narrow) shows between the two steps.
            error += abs(values[1] - values[0]) + 1e-9 * values[1]
    return total, error


def _power_holds(name: str, value: Any, first: str, second: str, alpha: str, infinite: bool) -> None:
    """chi-square, Hellinger and Renyi by `power_by_exponentials`."""
    order = {"chi-square": 2.0, "hellinger": 0.5}.get(name, float(Fraction(alpha)))
    if any(kind == "LogNormal" and args[1] > 20 for kind, args in map(ev.parse, (first, second))):
        return  # its log density turns at sigma^2 nats, where no float reaches
    found = power_by_exponentials(first, second, order)
    if found is None or not found[1] < 1e-5 * max(1.0, abs(found[0])):
        return
    power, error = found
    if np.isinf(power) or infinite:
        stated(np.isinf(power) == infinite, f"{name}: infinite", f"{value!r}, but the integral is {power}")
        return
    if name == "chi-square":
        truth, slack = power - 1, 3 * error + 1e-9
    elif name == "hellinger":
        truth = max(0.0, 1 - power) ** 0.5
        slack = (3 * error + 1e-9) / max(truth, 1e-5) + 1e-5
    else:
        if not power > 0:
            return
        truth = np.log(power) / (order - 1)
        slack = (3 * error / power + 1e-9) / abs(order - 1)
    contains(value, float(truth), f"{name}, heavy tails too", float(slack))


@campaign(
    "divergences",
    weight=3,
    pair=st.sampled_from(sorted(ev.CONTINUOUS)).flatmap(lambda kind: st.tuples(texts_of(kind), texts_of(kind))),
    gamma=GAMMAS,
    alpha=ORDERS,
    digits=st.integers(3, 12),
    seconds=60,
)
def one_line_family(pair: tuple[str, str], gamma: str, alpha: str, digits: int) -> None:
    """Two laws of one family on the line, where closed forms are used."""
    for name in NAMES:
        _continuous(*pair, name, gamma, alpha, digits)


def _continuous(first: str, second: str, name: str, gamma: str, alpha: str, digits: int) -> None:
    if not (_sane(first, 200) and _sane(second, 200)) or (name == "renyi" and Fraction(alpha) == 1):
        return
    p, q = (scipy_law(*ev.parse(text)) for text in (first, second))
    reference = by_cells if name in ("tv", "hockey-stick") else quadrature
    truth, error = reference(name, p, q, float(Fraction(gamma)), float(Fraction(alpha)))
    expr = ours(name, parse_law(first), parse_law(second), gamma, alpha)
    powers = name in ("chi-square", "hellinger", "renyi")
    if expr.is_infinite:
        if powers:
            _power_holds(name, expr, first, second, alpha, True)
        return
    value = number(expr, digits, unit=name in ("tv", "hockey-stick", "hellinger"))
    if powers:
        _power_holds(name, value, first, second, alpha, not value.is_finite and value.lower == float("inf"))
    if np.isfinite(truth) and error < 1e-4 * max(1.0, abs(truth)) and value.is_finite:
        small = 1e-9 if reference is by_cells else 3e-5
        contains(value, truth, name, small * max(1.0, abs(truth)) + error)
    if name in ("tv", "hockey-stick"):
        g = Fraction(gamma) if name == "hockey-stick" else Fraction(1)
        back = bc.evaluate(bc.hockey_stick(parse_law(second), parse_law(first), str(1 / g)), digits)
        meet(value, back * g + (1 - g), "gamma and 1/gamma")


PAIRS = st.one_of(
    st.tuples(CONTINUOUS, CONTINUOUS).filter(lambda t: _sane(t[0], 50) and _sane(t[1], 50)),
    st.tuples(categorical(5), categorical(5)),
)


@campaign("divergences", weight=2, pair=PAIRS, gamma=GAMMAS, alpha=rationals("1/10", "9/10"), seconds=20)
def inequalities(pair: tuple[str, str], gamma: str, alpha: str) -> None:
    """Pinsker, Le Cam, the order of Renyi's divergences, the profile's convexity; the rates of a test are on it."""
    p, q = (parse_law(text) for text in pair)
    g = Fraction(gamma)
    tv, h = (bc.evaluate(f(p, q), 12) for f in (bc.total_variation, bc.hellinger))
    meet(tv, bc.evaluate(bc.total_variation(q, p), 12), "symmetric")
    at_most(h * h, tv, "H^2 below TV")
    at_most(tv * tv, h * h * 2, "TV^2 below 2 H^2")
    low, high = (bc.evaluate(bc.renyi(p, q, a), 12) for a in (alpha, str((Fraction(alpha) + 1) / 2)))
    at_most(low, high, "Renyi rises")
    at_most(tv * tv * 2 * Fraction(alpha), low, "Pinsker of order alpha")
    profile = {x: bc.evaluate(bc.hockey_stick(p, q, str(x)), 12) for x in (g, g * 2, g * 3)}
    at_most(profile[g * 2] * 2, profile[g] + profile[g * 3], "convex")
    at_most(profile[g * 2], profile[g], "falls")
    for value in (tv, h, *profile.values()):
        in_unit(value, "range")
    fpr, tpr = (bc.evaluate(rate, 12) for rate in bc.test_rates(p, q, gamma))
    in_unit(fpr, "range")
    in_unit(tpr, "range")
    at_most(tpr - fpr * g, profile[g], "a test below the profile")
    at_most(profile[g], tpr - fpr * g, "the test is the best")
    at_most(fpr * g, tpr, "ratio above its threshold")


@campaign(
    "divergences",
    kind=st.sampled_from(["Normal", "Laplace", "Cauchy", "Logistic"]),
    places=st.tuples(rationals("-3", "3"), rationals("-3", "3")),
    scales=st.tuples(rationals("1/3", "3"), rationals("1/3", "3")),
    shift=rationals("-9", "9"),
    scale=st.one_of(rationals("1/50", "50"), rationals("1/50", "50").map(lambda t: f"-{t}")),
    name=st.sampled_from(NAMES[:5]),
    gamma=GAMMAS,
    seconds=20,
)
def affine_images(
    kind: str, places: tuple[str, str], scales: tuple[str, str], shift: str, scale: str, name: str, gamma: str
) -> None:
    """One affine map of both laws changes nothing."""
    a, b = Fraction(shift), Fraction(scale)
    p, q = (getattr(bc, kind)(m, s) for m, s in zip(places, scales, strict=True))
    p2, q2 = (
        getattr(bc, kind)(str(a + b * Fraction(m)), str(abs(b) * Fraction(s)))
        for m, s in zip(places, scales, strict=True)
    )
    values = [ours(name, *pair, gamma, "2") for pair in ((p, q), (p2, q2))]
    if any(v.is_infinite for v in values):
        stated(all(v.is_infinite for v in values), "affine", f"{values}")
        return
    meet(*(bc.evaluate(v, 12) for v in values), "affine")


@campaign(
    "divergences",
    first=st.lists(st.integers(1, 30), min_size=2, max_size=6),
    second=st.lists(st.integers(1, 30), min_size=6, max_size=6),
    share=rationals("1/10", "9/10"),
    name=st.sampled_from(NAMES[:5]),
    gamma=GAMMAS,
    digits=st.integers(3, 20),
)
def atoms(first: list[int], second: list[int], share: str, name: str, gamma: str, digits: int) -> None:
    """Permuting atoms and splitting one in proportion changes nothing; merging two does not raise a divergence."""
    second = second[: len(first)]
    a, b = ([Fraction(x, sum(m)) for x in m] for m in (first, second))

    def value(x: list[Fraction], y: list[Fraction]) -> Any:
        return bc.evaluate(
            ours(name, bc.Categorical(list(map(str, x))), bc.Categorical(list(map(str, y))), gamma, "2"), digits
        )

    whole, s = value(a, b), Fraction(share)
    meet(whole, value(a[::-1], b[::-1]), "permuted")
    meet(whole, value([a[0] * s, a[0] * (1 - s), *a[1:]], [b[0] * s, b[0] * (1 - s), *b[1:]]), "split")
    at_most(value([a[0] + a[1], *a[2:]], [b[0] + b[1], *b[2:]]), whole, "merged")


@campaign("divergences", law=CONTINUOUS, digits=st.integers(3, 12), seconds=15)
def mean_deviation(law: str, digits: int) -> None:
    """E|X - m| against a quadrature over the quantiles."""
    from boundcalc.divergences.mean_deviation import MeanDeviation

    data = parse_law(law)
    if not _sane(law, 50):
        return
    other = scipy_law(*ev.parse(law))
    with np.errstate(all="ignore"):
        mean, sd = other.mean(), other.std()
        if not np.isfinite(sd):
            return
        levels, weights = _quantiles()
        gaps = np.abs(other.ppf(levels) - mean)
        truth = float((weights * gaps).sum())
        edge = float((weights * gaps)[(levels < 1e-10) | (levels > 1 - 1e-10)].sum())
    value = number(MeanDeviation(data), digits)
    if edge < 1e-5 * sd:
        contains(value, truth, "mean deviation", 2e-4 * sd)
    at_most(value, bc.evaluate(sp.sqrt(data.variance), digits), "below the standard deviation")


@campaign(
    "divergences", mean=st.lists(rationals("-2", "2"), min_size=2, max_size=3), gamma=GAMMAS, digits=st.integers(3, 20)
)
def normal_vectors(mean: list[str], gamma: str, digits: int) -> None:
    """Two normal vectors of one covariance differ as two normal numbers at their Mahalanobis distance."""
    d = len(mean)
    p, q = (
        bc.MultivariateNormal(mean=mean, cov=[[1 if i == j else 0 for j in range(d)] for i in range(d)]),
        bc.MultivariateNormal(dim=d),
    )
    far = sp.sqrt(sum(sp.Rational(m) ** 2 for m in map(str, mean)))
    for name in NAMES[:5]:
        one = ours(name, p, q, gamma, "2")
        two = ours(name, bc.Normal(far, 1), bc.Normal(0, 1), gamma, "2")
        meet(bc.evaluate(one, digits), bc.evaluate(two, digits), f"{name} of normal vectors")
