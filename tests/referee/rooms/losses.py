"""Privacy losses against products in rationals, closed forms, buckets, dp-accounting and played mechanisms."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from mpmath import mp
from scipy import stats

import boundcalc as bc

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import DIGITS, GAMMAS, decades, rationals
from ..verdicts import all_hold, at_most, contains, in_unit, meet, not_wider, stated

PL = bc.PrivacyLoss
Masses = list[tuple[Fraction, Fraction]]
"""Two laws on finitely many values: (mass under P, mass under Q)."""

ROUGH = st.integers(2, 6)


# -- finite laws, in rationals -----------------------------------------------------------------------------------------


def merged(pairs: Masses) -> Masses:
    """One value for each ratio."""
    out: dict[Fraction | None, tuple[Fraction, Fraction]] = {}
    for p, q in pairs:
        key = p / q if q else None
        a, b = out.get(key, (Fraction(0), Fraction(0)))
        out[key] = (a + p, b + q)
    return [x for x in out.values() if x != (0, 0)]


def product(parts: list[Masses]) -> Masses:
    """The law of independent draws, values of one ratio taken together."""
    out: Masses = [(Fraction(1), Fraction(1))]
    for part in parts:
        out = merged([(p * a, q * b) for (p, q), (a, b) in itertools.product(out, part)])
    return out


def excess(pairs: Masses, c: Fraction) -> Fraction:
    """E_c(P||Q)."""
    return sum((max(p - c * q, Fraction(0)) for p, q in pairs), Fraction(0))


def best_rate(pairs: Masses, alpha: Fraction) -> Fraction:
    """The largest true positive rate: values taken by falling ratio, the last one in part."""
    tpr, left = Fraction(0), alpha
    for p, q in sorted(pairs, key=lambda x: -(x[0] / x[1]) if x[1] else Fraction(-(10**30))):
        if q <= left:
            tpr, left = tpr + p, left - q
        else:
            return tpr + p * left / q
    return tpr


def least_order(pairs: Masses, delta: Fraction) -> Fraction | None:
    """The least c >= 0 with E_c <= delta: E is linear between the ratios; None where there is none."""
    ratios = sorted({p / q for p, q in pairs if q})
    places = [Fraction(0), *ratios]
    if excess(pairs, places[-1]) > delta:
        return None
    for a, b in itertools.pairwise(places):
        high, low = excess(pairs, a), excess(pairs, b)
        if high <= delta:
            return a
        if low <= delta:
            return a + (b - a) * (high - delta) / (high - low)
    return places[-1]


def texts(pairs: Masses) -> list[tuple[str, str]]:
    return [(str(p), str(q)) for p, q in pairs]


WEIGHT = st.one_of(st.integers(0, 9), st.sampled_from([0, 1, 1, 1, 10, 100, 10**6]))
FINITE = st.lists(st.tuples(WEIGHT, WEIGHT), min_size=1, max_size=4)
KINDS = st.sampled_from(["plain", "plain", "sampled", "reversed", "added"])


def finite(weights: list[tuple[int, int]], kind: str, rate: str) -> tuple[Masses, Any]:
    """A pair by its masses, and ours."""
    weights = [pair for pair in weights if pair != (0, 0)]
    if not sum(p for p, _ in weights):
        weights = [*weights, (1, 0)]
    if not sum(q for _, q in weights):
        weights = [*weights, (0, 1)]
    sums = [sum(pair[side] for pair in weights) for side in (0, 1)]
    pairs = [(Fraction(p, sums[0]), Fraction(q, sums[1])) for p, q in weights]
    loss = PL.finite(texts(pairs))
    if kind in ("sampled", "added"):
        r = Fraction(rate)
        pairs, loss = [((1 - r) * q + r * p, q) for p, q in pairs], loss.sampled(rate)
    if kind in ("reversed", "added"):
        pairs, loss = [(q, p) for p, q in pairs], loss.reversed()
    return pairs, loss


def judge(loss: Any, pairs: Masses, gamma: str, alpha: str, digits: int) -> None:
    """Everything that is asked of a loss, against the joint law of its finite pairs."""
    c = Fraction(gamma)
    contains(loss.divergence(gamma, digits), excess(pairs, c), "E of a product")
    contains(loss.advantage(digits), excess(pairs, Fraction(1)), "advantage of a product")
    rate = loss.tpr(alpha, digits)
    in_unit(rate, "range of a rate")
    contains(rate, best_rate(pairs, Fraction(alpha)), "best test of a product")
    atoms = sum((p for p, q in pairs if not q), Fraction(0))
    for delta in {Fraction(alpha), atoms}:
        if not 0 < delta < 1:
            continue
        found, order = loss.epsilon(str(delta), digits), least_order(pairs, delta)
        if order is None:
            stated(found.upper == math.inf, "no epsilon is enough", f"{found!r} at {delta}")
        else:
            with mp.workdps(60):
                truth = mp.log(ev.real(order)) if order > 1 else mp.mpf(0)
            contains(found, truth, "epsilon of a product", Fraction(1, 10**45))


@campaign(
    "losses",
    weight=3,
    first=FINITE,
    second=FINITE,
    kinds=st.tuples(KINDS, KINDS),
    rate=st.one_of(rationals("1/100", "99/100"), st.sampled_from(["1/1000000", "999999/1000000"])),
    counts=st.tuples(st.integers(1, 4), st.integers(0, 3)),
    gamma=GAMMAS,
    alpha=rationals("1/1000", "999/1000"),
    digits=ROUGH,
)
def products(
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
    kinds: tuple[str, str],
    rate: str,
    counts: tuple[int, int],
    gamma: str,
    alpha: str,
    digits: int,
) -> None:
    """Products of finite laws, sampled, reversed and both, enumerated in rationals."""
    (a, x), (b, y) = finite(first, kinds[0], rate), finite(second, kinds[1], rate)
    loss = x ** counts[0] * y ** counts[1] if counts[1] else x ** counts[0]
    judge(loss, product([a] * counts[0] + [b] * counts[1]), gamma, alpha, digits)


@campaign(
    "losses",
    weight=2,
    weights=st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40)),
    steps=st.one_of(st.integers(1, 30), st.integers(30, 600)),
    gamma=GAMMAS,
    alpha=st.one_of(rationals("1/1000", "999/1000"), decades(-9, -3)),
    digits=ROUGH,
)
def coins(weights: tuple[int, int, int], steps: int, gamma: str, alpha: str, digits: int) -> None:
    """One coin against another, thrown many times: two binomial laws."""
    total = sum(weights)
    p, q = Fraction(weights[0], total), Fraction(weights[1], total)
    pairs = [(ev.binomial_pmf(k, steps, p), ev.binomial_pmf(k, steps, q)) for k in range(steps + 1)]
    loss = PL.finite([(str(p), str(q)), (str(1 - p), str(1 - q))]) ** steps
    judge(loss, pairs, gamma, alpha, digits)


# -- closed forms ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Responses:
    """Products of (epsilon, delta) pairs: signs of losses, and what is certain."""

    parts: tuple[tuple[str, str, int], ...]

    def atoms(self) -> tuple[list[tuple[Any, Any]], Any]:
        """(log-ratio, mass under Q) of each sum of losses, and the mass at infinity under P."""
        laws, rest = {mp.mpf(0): mp.mpf(1)}, mp.mpf(1)
        for epsilon, delta, count in self.parts:
            e, d = ev.real(epsilon), ev.real(delta)
            low = (1 - d) / (1 + mp.exp(e))
            rest *= (1 - d) ** count
            fresh: dict[Any, Any] = {}
            for loss, mass in laws.items():
                for j in range(count + 1):
                    place = loss + e * (2 * j - count)
                    chance = mp.binomial(count, j) * low**count * mp.exp(e * (count - j))
                    fresh[place] = fresh.get(place, 0) + mass * chance
            laws = fresh
        return sorted(laws.items()), 1 - rest


EPSILON = st.one_of(rationals("1/100", "4"), decades(-3, 0), st.sampled_from(["1", "1/2", "1/3", "2"]))


@campaign(
    "losses",
    weight=2,
    parts=st.lists(
        st.tuples(EPSILON, st.one_of(st.just("0"), rationals("0", "9/10"), decades(-9, -2)), st.integers(1, 12)),
        min_size=1,
        max_size=3,
    ),
    gamma=GAMMAS,
    digits=st.integers(2, 30),
)
def responses(parts: list[tuple[str, str, int]], gamma: str, digits: int) -> None:
    """Products of the worst (epsilon, delta) pairs against the sums of their losses, to 40 digits."""
    loss = math.prod(
        (PL.budget(e, d) ** k for e, d, k in parts[1:]), start=PL.budget(parts[0][0], parts[0][1]) ** parts[0][2]
    )
    with mp.workdps(50):
        atoms, infinite = Responses(tuple(parts)).atoms()

        def over(c: Any) -> Any:
            return infinite + mp.fsum(q * (mp.exp(x) - c) for x, q in atoms if mp.exp(x) > c)

        c = ev.real(gamma)
        slack = Fraction(1, 10**40)
        contains(loss.divergence(gamma, digits), over(c), "composed responses", slack)
        contains(loss.advantage(digits), over(mp.mpf(1)), "advantage of responses", slack)
        # At an atom exactly: the order is the ratio itself.
        e = parts[0][0]
        contains(loss.delta(e, digits), over(mp.exp(ev.real(e))), "at an atom", slack)
        contains(loss.delta(str(-Fraction(e)), digits), over(mp.exp(-ev.real(e))), "below 1, at an atom", slack)
        largest = mp.fsum(ev.real(e) * k for e, _, k in parts)
        if 0 < infinite < 1:
            found = loss.epsilon(str(Fraction(parts[0][1])), digits) if len(parts) == 1 and parts[0][2] == 1 else None
            if found is not None:
                contains(found, ev.real(parts[0][0]), "the epsilon of its delta", slack)
        top = loss.delta(str(Fraction(mp.nstr(largest + 1, 20))), digits)
        contains(top, infinite, "beyond all losses", slack)
        # T-MIX says no less than what the profile alone allows at its own best kappa.
        g = max(c, 1 / c)
        least = min(_mix(atoms, infinite, g, ev.real(k)) for k in _kappas(parts, g))
        bound = loss.average(gamma, digits)
        in_unit(bound, "range of an average")
        stated(
            bound.upper >= _smallest(atoms, infinite, g),
            "T-MIX not below its optimum",
            lambda: f"{bound!r} < {mp.nstr(least, 20)}",
        )
        if len(parts) == 1 and parts[0][2] == 1:
            d = ev.real(parts[0][1])
            root = mp.exp(ev.real(e) / 2)
            closed = d + (1 - d) * max(root - mp.sqrt(g), 0) ** 2 / (root**2 - 1)
            stated(
                bound.upper >= ev_fraction(closed) - slack and bound.lower <= ev_fraction(closed) + Fraction(1, 10**9),
                "T-MIX of a budget",
                lambda: f"{bound!r} is not {mp.nstr(closed, 20)}",
            )


def ev_fraction(x: Any) -> Fraction:
    from ..verdicts import fraction

    return fraction(x)


def _mix(atoms: list[tuple[Any, Any]], infinite: Any, g: Any, kappa: Any) -> Any:
    """kappa + E g(L)_+ of proofs on replaced records, at one kappa."""
    total = kappa + (1 - kappa) * infinite
    for x, q in atoms:
        r = mp.exp(x)
        total += q * max(0, (1 - kappa) * r - (g + kappa) - 2 * mp.sqrt(kappa * (g - 1 + kappa) * r))
    return total


def _kappas(parts: Any, g: Any) -> list[str]:
    return [str(Fraction(k, 64)) for k in range(64)]


def _smallest(atoms: list[tuple[Any, Any]], infinite: Any, g: Any) -> Fraction:
    """A number certainly below the best bound of the family, to about eight digits: golden section from the best of
    a coarse scan (the bound is convex in kappa: a maximum of tests, linear in kappa after minimising over mixtures)."""
    levels = np.array([float(mp.exp(x)) for x, _ in atoms])
    masses = np.array([float(q) for _, q in atoms])
    top, order = float(infinite), float(g)

    def value(kappa: float) -> float:
        gain = (1 - kappa) * levels - (order + kappa) - 2 * np.sqrt(kappa * (order - 1 + kappa) * levels)
        return float(kappa + (1 - kappa) * top + np.maximum(gain, 0) @ masses)

    scan = np.concatenate((np.linspace(0, 1, 400, endpoint=False), np.logspace(-12, -2, 60)))
    spots = sorted(scan, key=value)[:3]
    least = value(float(spots[0]))
    for spot in spots:
        low, high = max(0.0, spot - 1 / 300), min(1.0, spot + 1 / 300)
        for _ in range(60):
            a, b = low + 0.382 * (high - low), low + 0.618 * (high - low)
            low, high = (low, b) if value(a) < value(b) else (a, high)
        least = min(least, value((low + high) / 2))
    return Fraction(min(least, 1.0)) - Fraction(1, 10**9)


@campaign(
    "losses",
    weight=2,
    mu=st.one_of(rationals("1/100", "3"), decades(-5, 0)),
    steps=st.one_of(st.integers(1, 30), st.integers(2, 5).map(lambda k: 10**k), st.integers(1, 10**5)),
    epsilon=st.one_of(rationals("-3", "8"), st.just("0")),
    gamma=GAMMAS,
    digits=st.integers(1, 5),
    seconds=30,
)
def gaussians(mu: str, steps: int, epsilon: str, gamma: str, digits: int) -> None:
    """k Gaussian steps are one of root k times the shift: profile, curve, epsilon and the average target."""
    if float(Fraction(mu)) * steps**0.5 > 12:
        return
    loss = PL.gaussian(1, mu) ** steps
    with mp.workdps(40):
        m = ev.real(mu) * mp.sqrt(steps)
        e = ev.real(epsilon)

        def profile(e: Any) -> Any:
            return ev.normal_cdf(m / 2 - e / m) - mp.exp(e) * ev.normal_cdf(-m / 2 - e / m)

        slack = Fraction(1, 10**30)
        contains(loss.delta(epsilon, digits), profile(e), "k Gaussian steps", slack)
        contains(loss.divergence(gamma, digits), profile(mp.log(ev.real(gamma))), "k Gaussian steps, order", slack)
        for fpr in ("1/1000", "1/3", "999/1000"):
            z = mp.sqrt(2) * mp.erfinv(1 - 2 * ev.real(fpr))
            contains(loss.tpr(fpr, digits), ev.normal_cdf(m - z), "curve of Gaussian steps", slack)
        found = loss.epsilon("1/100", digits)
        if found.lower > 0:
            low = profile(ev.real(found.lower))
            stated(low >= mp.mpf("0.01") - mp.mpf(10) ** -25, "epsilon from below", f"{found!r}")
        if math.isfinite(found.upper):
            high = profile(ev.real(found.upper))
            stated(high <= mp.mpf("0.01") + mp.mpf(10) ** -25, "epsilon from above", f"{found!r}")
        # The average target: kappa + E g_+ in closed form, at every kappa it is a bound, the best of them the least.
        g = max(ev.real(gamma), 1 / ev.real(gamma))
        bound = loss.average(gamma, digits)
        in_unit(bound, "range of an average")
        least = min(_gaussian_mix(m, g, kappa) for kappa in np.concatenate(([0.0], np.logspace(-9, -0.001, 80))))
        at_kappa = min(float(least), 1.0)
        stated(
            float(bound.lower) <= at_kappa + 1e-12,
            "T-MIX of Gaussian steps near its optimum",
            f"{bound!r} above {at_kappa} at another kappa",
        )
        floor = _sphere(float(m), float(g)) if gamma == "1" else 0.0
        stated(float(bound.upper) >= floor - 1e-12, "T-MIX above what is attained", f"{bound!r} below {floor}")


def _gaussian_mix(m: Any, g: Any, kappa: float) -> Any:
    k = mp.mpf(kappa)
    root = ((mp.sqrt(k * (g - 1 + k)) + mp.sqrt(g)) / (1 - k)) ** 2
    x = mp.log(root) / m
    upper, lower = ev.normal_cdf(m / 2 - x), ev.normal_cdf(-m / 2 - x)
    middle = mp.exp(-m * m / 8) * ev.normal_cdf(-x)
    return k + (1 - k) * upper - (g + k) * lower - 2 * mp.sqrt(k * (g - 1 + k)) * middle


def _sphere(m: float, g: float) -> float:
    """Two targets at distance m: total variation of each from their mean, which the bound must allow."""
    return float(stats.norm.cdf(m / 2) - stats.norm.cdf(-m / 2)) / 2


# -- any mechanism: buckets of the loss --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A mechanism and its numbers, as text; `sampled` and `turned` as our methods do."""

    kind: str
    size: str
    rate: str
    turned: bool

    def ours(self) -> Any:
        if self.kind == "exchanged":
            loss = PL.exchanged_gaussian(self.size, self.rate)
            return loss.reversed() if self.turned else loss
        loss = {
            "gaussian": lambda: PL.gaussian(self.size),
            "laplace": lambda: PL.laplace(self.size),
            "budget": lambda: PL.budget(self.size, "1/1000"),
            "geometric": lambda: PL.geometric(self.size, 2),
        }[self.kind]()
        loss = loss.sampled(self.rate) if self.rate != "1" else loss
        return loss.reversed() if self.turned else loss

    def below(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[float]]:
        """(P, Q) of ln L <= x before it is turned, and the masses at ln L = infinity under P, -infinity under Q."""
        s, q = float(Fraction(self.size)), float(Fraction(self.rate))
        if self.kind == "exchanged":
            return *_exchanged(x, s, q), [0.0, 0.0]
        if q == 1:
            (p, other), infinite = _PLAIN[self.kind](x, s)
            return p, other, infinite
        with np.errstate(all="ignore"):
            inner = np.where(np.exp(x) > 1 - q, np.log(np.maximum(np.exp(x) - 1 + q, 0) / q), -np.inf)
        (p, other), infinite = _PLAIN[self.kind](inner, s)
        zero = infinite[1] * (np.exp(x) >= 1 - q - 1e-12) if infinite[1] else 0.0  # where L was 0 it is 1 - q
        other = other - infinite[1] + zero
        return (1 - q) * other + q * p, other, [q * infinite[0], 0.0]

    def masses(self, edges: np.ndarray) -> tuple[np.ndarray, float]:
        """Of ln L under the first law: masses in (edge i, edge i + 1], and at infinity."""
        if not self.turned:
            p, _, infinite = self.below(edges)
            return np.diff(p), infinite[0]
        _, q, infinite = self.below(-edges)
        return -np.diff(q), infinite[1]


def _gaussian(x: np.ndarray, s: float) -> Any:
    m = 1 / s
    return (stats.norm.cdf(x / m - m / 2), stats.norm.cdf(x / m + m / 2)), [0.0, 0.0]


def _laplace(x: np.ndarray, s: float) -> Any:
    e = 1 / s
    y = np.clip((e - x) / 2, 0, e)  # the place between the centres, from P's
    p = np.where(x >= e, 1.0, np.where(x < -e, 0.0, np.exp(-y) / 2))
    q = np.where(x >= e, 1.0, np.where(x < -e, 0.0, 1 - np.exp(y - e) / 2))
    return (p, q), [0.0, 0.0]


def _atoms(x: np.ndarray, losses: list[float], p: list[float]) -> Any:
    below_p = sum((x >= a - 1e-12) * w for a, w in zip(losses, p, strict=True))
    below_q = sum((x >= a - 1e-12) * w * math.exp(-a) for a, w in zip(losses, p, strict=True))
    return below_p, below_q


def _budget(x: np.ndarray, s: float) -> Any:
    low = (1 - 1e-3) / (1 + math.exp(s))
    p, q = _atoms(x, [-s, s], [low, low * math.exp(s)])
    return (p, q + 1e-3), [1e-3, 1e-3]  # the mass at ln L = -infinity


def _geometric(x: np.ndarray, s: float) -> Any:
    norm = math.tanh(s / 2)
    ks = np.arange(-int(60 / s) - 3, int(60 / s) + 6)
    p, q = norm * np.exp(-s * np.abs(ks - 2)), norm * np.exp(-s * np.abs(ks))
    losses = s * (np.abs(ks) - np.abs(ks - 2))
    order = np.argsort(losses, kind="stable")
    at = np.searchsorted(losses[order], x + 1e-12, side="right")
    sums = [np.concatenate(([0.0], np.cumsum(w[order]))) for w in (p, q)]
    return (sums[0][at], sums[1][at]), [0.0, 0.0]


def _exchanged(x: np.ndarray, s: float, q: float) -> Any:
    """By a fine table of the ratio along the line, which rises."""
    places = np.linspace(-12 * s - 1, 12 * s + 1, 60001)
    terms = [np.log1p(-q) - 0 * places if q < 1 else np.full_like(places, -np.inf)]
    high = np.logaddexp(terms[0], math.log(q) + (2 * places - 1) / (2 * s * s))
    low = np.logaddexp(terms[0], math.log(q) + (-2 * places - 1) / (2 * s * s))
    at = np.interp(x, high - low, places, left=-np.inf, right=np.inf)
    base = (1 - q) * stats.norm.cdf(at / s)
    return base + q * stats.norm.cdf((at - 1) / s), base + q * stats.norm.cdf((at + 1) / s)


_PLAIN: dict[str, Any] = {
    "gaussian": _gaussian,
    "laplace": _laplace,
    "budget": _budget,
    "geometric": _geometric,
    "exchanged": None,
}


def bucketed(parts: list[tuple[Part, int]], step: float, reach: float) -> tuple[np.ndarray, np.ndarray, float]:
    """(losses, masses under P, mass at infinity) of the sum, each loss rounded down by less than `step` a factor."""
    from scipy.signal import fftconvolve

    half = round(reach / step)
    edges = (np.arange(-half, half + 1) - 0.5) * step + 1e-9
    total, finite_share, start, count = np.array([1.0]), 1.0, 0.0, 0
    for part, times in parts:
        masses, infinite = part.masses(edges)
        for _ in range(times):
            total = np.maximum(fftconvolve(total, masses), 0)
            start += edges[0]
            finite_share *= 1 - infinite
            count += 1
    return start + step * np.arange(len(total)), total, 1 - finite_share


PART = st.builds(
    lambda kind, size, rate, turned: (kind, size, rate, turned),
    st.sampled_from(["gaussian", "laplace", "budget", "geometric", "exchanged"]),
    rationals("1/2", "4"),
    st.one_of(st.just("1"), rationals("1/50", "49/50")),
    st.booleans(),
)


@campaign(
    "losses",
    weight=2,
    parts=st.lists(PART, min_size=1, max_size=3),
    counts=st.lists(st.integers(1, 4), min_size=3, max_size=3),
    epsilon=rationals("-2", "4"),
    fpr=rationals("1/100", "99/100"),
    seconds=30,
)
def any_mixture(parts: list[tuple[str, str, str, bool]], counts: list[int], epsilon: str, fpr: str) -> None:
    """Mechanisms of all kinds, sampled and reversed, composed: between losses rounded down and up in buckets."""
    chosen = [(Part(*part), k) for part, k in zip(parts, counts, strict=False)]
    loss = math.prod((p.ours() ** k for p, k in chosen[1:]), start=chosen[0][0].ours() ** chosen[0][1])
    step = 2.0**-9
    places, masses, infinite = bucketed(chosen, step, 32.0)
    times = sum(k for _, k in chosen)
    lost = max(0.0, 1 - infinite - float(masses.sum()))  # beyond the buckets: anywhere

    def over(e: float, shift: float) -> float:
        up = np.minimum(places + shift, 700)
        return infinite + float(masses @ np.maximum(1 - np.exp(np.minimum(e - up, 50)), 0))

    def ends(e: float) -> tuple[float, float]:
        return over(e, -1e-8) - 1e-9, over(e, step * times + 1e-8) + lost + 1e-9

    value = loss.delta(epsilon)
    in_unit(value, "range")
    low, high = ends(float(Fraction(epsilon)))
    all_hold(
        [float(value.upper) >= low, float(value.lower) <= high],
        "between buckets",
        f"{value!r} outside {low}, {high}",
    )
    rate = loss.tpr(fpr)
    in_unit(rate, "range of a rate")
    a = float(Fraction(fpr))
    grid = np.linspace(-6, 8, 561)
    # tpr = min over c of E_c + c fpr.
    most = min(ends(e)[1] + math.exp(e) * a for e in grid)
    stated(float(rate.lower) <= min(most, 1.0) + 1e-9, "curve below its lines", f"{rate!r} above {most}")
    stated(float(rate.upper) >= a - 1e-12, "curve above the diagonal", f"{rate!r} below {a}")
    one = chosen[0][0].ours()
    _laws(loss, one, str(Fraction(fpr)), 4)


# -- what needs no reference -------------------------------------------------------------------------------------------


def _laws(loss: Any, part: Any, alpha: str, digits: int) -> None:
    """Reversal, curve and profile, epsilon and delta, one more step, averages."""
    orders = [Fraction(1, 3), Fraction(1), Fraction(3, 2)]
    values = {c: loss.divergence(str(c), digits) for c in orders}
    for c, value in values.items():
        in_unit(value, "range")
        back = loss.reversed().divergence(str(1 / c), digits)
        meet(value, 1 - c + c * back, "reversed")
    for a, b in itertools.pairwise(orders):
        at_most(values[b], values[a], "falls in gamma")
        at_most(values[a], values[b] + (b - a), "falls with slope at most 1")
    middle = (values[orders[0]] * (orders[2] - orders[1]) + values[orders[2]] * (orders[1] - orders[0])) / (
        orders[2] - orders[0]
    )
    at_most(values[orders[1]], middle, "convex in gamma")
    rate = loss.tpr(alpha, digits)
    for c, value in values.items():
        at_most(rate, value + c * Fraction(alpha), "curve below its profile")
    level = loss.epsilon(alpha, digits)
    if level.lower > 0 and math.isfinite(level.upper):
        low, high = (loss.delta(str(Fraction(x)), digits) for x in (level.lower, level.upper))
        at_most(bc.Enclosure(alpha, alpha), low, "delta at epsilon's lower end")
        at_most(high, bc.Enclosure(alpha, alpha), "delta at epsilon's upper end")
    longer = loss * part
    for c, value in values.items():
        at_most(value, longer.divergence(str(c), digits), "one more step tells more")
        bound = loss.average(str(c), digits)
        in_unit(bound, "range of an average")
        order = max(c, 1 / c)
        at_most(bound, loss.divergence(str(order), digits) + Fraction(1, 10**6), "the average below the worst")


@campaign(
    "losses",
    weight=2,
    kind=st.sampled_from(["gaussian", "laplace", "exchanged", "budget", "geometric"]),
    size=st.one_of(rationals("1/10", "9"), decades(-1, 4)),
    rate=st.one_of(rationals("0", "1").filter(lambda t: 0 < Fraction(t) < 1), decades(-8, -1), st.just("1")),
    turned=st.booleans(),
    steps=st.one_of(st.integers(1, 40), st.integers(1, 5).map(lambda k: 10**k)),
    alpha=st.one_of(rationals("1/1000", "999/1000"), decades(-12, -3)),
    digits=st.integers(1, 4),
    seconds=60,
)
def extremes(kind: str, size: str, rate: str, turned: bool, steps: int, alpha: str, digits: int) -> None:
    """Any noise, rate and number of steps: everything that needs no reference."""
    part = Part(kind, size, rate, turned).ours()
    _laws(part**steps, part, alpha, digits)


@campaign(
    "losses",
    weight=2,
    parts=st.lists(PART, min_size=1, max_size=2),
    steps=st.integers(1, 6),
    gamma=GAMMAS,
    alpha=st.one_of(rationals("1/1000", "999/1000"), decades(-9, -3)),
    digits=st.integers(1, 3),
    more=st.one_of(st.integers(1, 3), st.integers(3, 27)),
    seconds=60,
)
def digits(parts: list[tuple[str, str, str, bool]], steps: int, gamma: str, alpha: str, digits: int, more: int) -> None:
    """Numbers of digits overlap, more are never wider; the order of factors and the way to compose do not matter."""
    losses = [Part(*part).ours() for part in parts]
    loss = math.prod(losses[1:], start=losses[0]) ** steps
    other = math.prod((x**steps for x in losses[-2::-1]), start=losses[-1] ** steps)
    for ask in (
        lambda x, d: x.divergence(gamma, d),
        lambda x, d: x.tpr(alpha, d),
        lambda x, d: x.epsilon(alpha, d),
        lambda x, d: x.average(gamma, d),
    ):
        rough, fine = ask(loss, digits), ask(loss, digits + more)
        not_wider(rough, fine, "digits of a loss", digits + more)
    for ask in (lambda x: x.divergence(gamma, digits), lambda x: x.tpr(alpha, digits)):
        meet(ask(loss), ask(other), "order of factors")
    removal = [loss.average_removal(gamma, d) for d in (digits, digits + min(more, 2))]
    not_wider(*removal, "digits of a removal", digits + min(more, 2))


@campaign(
    "losses",
    sigma=st.one_of(rationals("1/3", "8"), decades(-1, 2)),
    rate=st.one_of(rationals("1/1000", "999/1000"), decades(-6, -1)),
    turned=st.booleans(),
    epsilon=rationals("-4", "6"),
    digits=DIGITS,
)
def one_sampled_step(sigma: str, rate: str, turned: bool, epsilon: str, digits: int) -> None:
    """One step of a sampled Gaussian by the root of its ratio, all digits; removal and addition."""
    loss = PL.gaussian(sigma).sampled(rate)
    loss = loss.reversed() if turned else loss
    value = loss.delta(epsilon, digits)
    with mp.workdps(90):
        s, q, c = ev.real(sigma), ev.real(rate), mp.exp(ev.real(epsilon))

        def tails(c: Any) -> tuple[Any, Any]:
            """(P, Q) of L > c, L = 1 - q + q e^((2x-1)/(2 s^2))."""
            if c <= 1 - q:
                return mp.mpf(1), mp.mpf(1)
            x = s * s * mp.log((c - 1 + q) / q) + mp.mpf(1) / 2
            out = ev.normal_cdf(-x / s)
            return (1 - q) * out + q * ev.normal_cdf((1 - x) / s), out

        if turned:
            p, out = tails(1 / c)
            truth = (1 - out) - c * (1 - p)
        else:
            p, out = tails(c)
            truth = p - c * out
        contains(value, truth, "one sampled step", Fraction(1, 10**75))


@campaign(
    "losses",
    sigma=rationals("1/2", "4"),
    rate=rationals("1/50", "49/50"),
    kinds=st.tuples(st.booleans(), st.booleans()),
    gamma=st.one_of(rationals("1/3", "4"), GAMMAS),
    digits=st.integers(2, 5),
    seconds=30,
)
def two_sampled_steps(sigma: str, rate: str, kinds: tuple[bool, bool], gamma: str, digits: int) -> None:
    """Two sampled Gaussian steps, each removal or addition, by a double quadrature of the densities."""
    step = PL.gaussian(sigma).sampled(rate)
    loss = math.prod((step.reversed() if turned else step for turned in kinds[1:]), start=_turn(step, kinds[0]))
    s, q, c = float(Fraction(sigma)), float(Fraction(rate)), float(Fraction(gamma))

    def densities(turned: bool, steps: int) -> tuple[np.ndarray, np.ndarray]:
        nodes, weights = np.polynomial.legendre.leggauss(8)
        edges = np.linspace(-10 * s, 1 + 10 * s, steps + 1)
        half = np.diff(edges) / 2
        x = (edges[:-1, None] + half[:, None] * (nodes + 1)).ravel()
        w = (half[:, None] * weights).ravel()
        plain = stats.norm.pdf(x, 0, s) * w
        mixed = (1 - q) * plain + q * stats.norm.pdf(x, 1, s) * w
        return (plain, mixed) if turned else (mixed, plain)

    found = []
    for steps in (80, 160):
        a, b = densities(kinds[0], steps), densities(kinds[1], steps)
        found.append(float(np.maximum(np.outer(a[0], b[0]) - c * np.outer(a[1], b[1]), 0).sum()))
    error = abs(found[1] - found[0]) + 1e-10 * (1 + c)
    contains(loss.divergence(gamma, digits), found[1], "two sampled steps", 3 * error)


def _turn(loss: Any, turned: bool) -> Any:
    return loss.reversed() if turned else loss


@campaign(
    "losses",
    kind=st.sampled_from(["gaussian", "laplace"]),
    size=rationals("1/2", "8"),
    rate=st.one_of(st.just("1"), rationals("1/100", "1/2"), decades(-3, -2)),
    turned=st.booleans(),
    steps=st.one_of(st.integers(1, 20), st.integers(20, 2000)),
    epsilon=rationals("0", "4"),
    seconds=60,
)
def accountant(kind: str, size: str, rate: str, turned: bool, steps: int, epsilon: str) -> None:
    """Between dp-accounting's optimistic and pessimistic roundings, for removal and for addition."""
    low, high = accounted(kind, float(Fraction(size)), float(Fraction(rate)), turned, steps)
    loss = (PL.gaussian if kind == "gaussian" else PL.laplace)(size)
    loss = loss.sampled(rate) if rate != "1" else loss
    loss = (loss.reversed() if turned else loss) ** steps
    value = loss.delta(epsilon, 3)
    e = float(Fraction(epsilon))
    all_hold(
        [float(value.lower) <= high(e) + 1e-8, float(value.upper) >= low(e) - 1e-8],
        "between the roundings of an accountant",
        f"{value!r} outside {low(e)}, {high(e)}",
    )


@lru_cache(maxsize=32)
def accounted(kind: str, size: float, rate: float, turned: bool, steps: int) -> tuple[Any, Any]:
    """(epsilon -> delta rounded down, rounded up) of dp-accounting: removal, or addition where `turned`."""
    from dp_accounting.pld import privacy_loss_distribution as pld

    make = pld.from_gaussian_mechanism if kind == "gaussian" else pld.from_laplace_mechanism
    out = []
    for side in (False, True):
        made = make(
            size,
            sampling_prob=rate,
            pessimistic_estimate=side,
            value_discretization_interval=1e-3 if steps < 200 else 1e-4,
            use_connect_dots=False,
        )
        pmf = made._pmf_add if turned else made._pmf_remove
        out.append(pmf.self_compose(steps, 1e-13).get_delta_for_epsilon)
    return out[0], out[1]


# -- played mechanisms -------------------------------------------------------------------------------------------------


def envelope(profiles: list[Masses]) -> Masses:
    """A finite pair whose profile is at least each of these at every c > 0: their greatest values at all their ratios,
    joined by lines (each is linear between its ratios, and convex)."""
    places = [Fraction(0), *sorted({p / q for pairs in profiles for p, q in pairs if q and p})]
    heights = [max(excess(pairs, c) for pairs in profiles) for c in places]
    slopes = [(b - a) / (y - x) for (x, a), (y, b) in itertools.pairwise(zip(places, heights, strict=True))]
    slopes.append(Fraction(0))
    out = [(Fraction(0), 1 + slopes[0])]
    out += [
        (c * (after - before), after - before) for c, before, after in zip(places[1:], slopes, slopes[1:], strict=False)
    ]
    if heights[-1]:
        out.append((heights[-1], Fraction(0)))
    return [pair for pair in out if pair != (0, 0)]


def played(weights: list[int], table: list[int], outcomes: int) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Chances of the targets, and the law of the outcome given each."""
    numbers = itertools.cycle(table)
    laws = []
    for _ in weights:
        row = [next(numbers) for _ in range(outcomes)]
        row[0] += not sum(row)
        laws.append([Fraction(x, sum(row)) for x in row])
    return [Fraction(w, sum(weights)) for w in weights], laws


def leakage(chances: list[Fraction], laws: list[list[Fraction]], gamma: Fraction) -> Fraction:
    """Delta_gamma by its definition: each target's law against the mean of all."""
    mean = [sum((w * law[i] for w, law in zip(chances, laws, strict=True)), Fraction(0)) for i in range(len(laws[0]))]
    total = Fraction(0)
    for w, law in zip(chances, laws, strict=True):
        pairs = list(zip(law, mean, strict=True))
        total += w * (excess(pairs, gamma) if gamma >= 1 else excess([(q, p) for p, q in pairs], 1 / gamma))
    return total


MECHANISM: dict[str, Any] = {
    "weights": st.lists(st.one_of(st.integers(1, 9), st.sampled_from([1, 1, 50])), min_size=2, max_size=6),
    "table": st.lists(
        st.one_of(st.integers(0, 5), st.integers(1, 40), st.sampled_from([0, 1, 1000])), min_size=5, max_size=13
    ),
    "outcomes": st.integers(2, 5),
    "steps": st.integers(1, 2),
    "gamma": GAMMAS,
}


@campaign("losses", weight=3, without=st.lists(st.integers(0, 6), min_size=5, max_size=5), **MECHANISM)
def mechanisms(weights: list[int], table: list[int], outcomes: int, steps: int, gamma: str, without: list[int]) -> None:
    """No mechanism leaks more of the average target than T-MIX and T-REMOVE allow from pairs that dominate it."""
    chances, laws = played(weights, table, outcomes)
    g = Fraction(gamma)
    joint = [[math.prod(x) for x in itertools.product(law, repeat=steps)] for law in laws]
    truth = leakage(chances, joint, g)
    every = [list(zip(a, b, strict=True)) for a in laws for b in laws if a is not b]
    pair = PL.finite(texts(envelope(every))) ** steps
    stated(truth <= pair.average(gamma).upper, "T-MIX", lambda: f"{pair.average(gamma)!r} below {float(truth)!r}")
    rest = [Fraction(x, sum(without[:outcomes])) for x in without[:outcomes]] if sum(without[:outcomes]) else laws[0]
    mean = [sum((w * law[i] for w, law in zip(chances, laws, strict=True)), Fraction(0)) for i in range(outcomes)]
    for r in (rest, mean):
        removed = PL.finite(texts(envelope([list(zip(law, r, strict=True)) for law in laws]))) ** steps
        bound = removed.average_removal(gamma)
        stated(truth <= bound.upper, "T-REMOVE", f"{bound!r} below {float(truth)!r} of {removed}")


@campaign(
    "losses",
    weight=2,
    targets=st.integers(2, 12),
    chosen=st.integers(1, 11),
    ratio=st.one_of(rationals("11/10", "20"), decades(0, 3).filter(lambda t: Fraction(t) > 1)),
    gamma=GAMMAS,
    digits=st.integers(2, 8),
)
def subsets(targets: int, chosen: int, ratio: str, gamma: str, digits: int) -> None:
    """The mechanisms that come nearest to T-MIX: a random set of the targets is told at a higher rate."""
    chosen = min(chosen, targets - 1)
    r, g = Fraction(ratio), Fraction(gamma)
    # By symmetry one target's law against the mean has two values: told or not.
    w = Fraction(chosen, targets)
    high, low = r / (w * r + 1 - w), 1 / (w * r + 1 - w)
    pairs = [(w * high, w), ((1 - w) * low, 1 - w)]
    truth = excess(pairs, g) if g >= 1 else excess([(q, p) for p, q in pairs], 1 / g)
    # One target's law against another's: told both, one, the other, neither.
    both = Fraction(chosen * (chosen - 1), targets * (targets - 1))
    one = Fraction(chosen * (targets - chosen), targets * (targets - 1))
    neither = 1 - both - 2 * one
    exchange = [
        (p, q)
        for p, q in [
            (both * high, both * high),
            (one * high, one * low),
            (one * low, one * high),
            (neither * low, neither * low),
        ]
        if p
    ]
    bound = PL.finite(texts(merged(exchange))).average(gamma, digits)
    stated(truth <= bound.upper, "T-MIX of subsets", lambda: f"{bound!r} below {float(truth)!r}")
    removal = PL.finite(texts(pairs)).average_removal(gamma, digits)
    stated(truth <= removal.upper, "T-REMOVE of subsets", lambda: f"{removal!r} below {float(truth)!r}")


# -- other pairs -------------------------------------------------------------------------------------------------------


@campaign(
    "losses",
    noise=rationals("0", "1").filter(lambda t: Fraction(t) > 0),
    values=st.integers(2, 60),
    removal=st.booleans(),
    steps=st.integers(1, 3),
    gamma=GAMMAS,
    alpha=rationals("1/1000", "999/1000"),
    digits=ROUGH,
)
def answers(noise: str, values: int, removal: bool, steps: int, gamma: str, alpha: str, digits: int) -> None:
    """Randomised response among many values, enumerated."""
    low = Fraction(noise) / values
    high, share = 1 - Fraction(noise) + low, Fraction(1, values)
    against = [share] * values if removal else [low, high, *[low] * (values - 2)]
    pairs = merged(list(zip([high, *[low] * (values - 1)], against, strict=True)))
    loss = PL.randomised_response(noise, values, removal) ** steps
    judge(loss, product([pairs] * steps), gamma, alpha, digits)


@campaign(
    "losses",
    weights=FINITE,
    gamma=GAMMAS,
    alpha=rationals("1/1000", "999/1000"),
    epsilons=st.lists(rationals("0", "4"), min_size=1, max_size=4, unique=True),
    digits=ROUGH,
)
def described(weights: list[tuple[int, int]], gamma: str, alpha: str, epsilons: list[str], digits: int) -> None:
    """A pair known by its trade-off function is that pair; one known by points of its profile is above it."""
    pairs, _ = finite(weights, "plain", "1/2")
    pairs = merged(pairs)
    order = sorted(pairs, key=lambda x: -(x[0] / x[1]) if x[1] else Fraction(-(10**30)))
    corners, a, f = [], Fraction(0), Fraction(1)
    for p, q in order:
        if q and not corners:
            corners.append((a, f))
        a, f = a + q, f - p
        if q:
            corners.append((a, f))
    judge(PL.tradeoff([(str(x), str(y)) for x, y in corners]), pairs, gamma, alpha, digits)
    turned = [(q, p) for p, q in pairs]
    points = []
    for e in epsilons:
        level = Fraction(math.exp(float(Fraction(e)))) * (1 - Fraction(1, 10**12))
        points.append((e, str(min(Fraction(1), max(excess(pairs, level), excess(turned, level))))))
    loss = PL.profile(points)
    for x in (pairs, turned):
        for c in {Fraction(gamma), Fraction(1), Fraction(1, 3), Fraction(5)}:
            found = loss.divergence(str(c), digits)
            stated(found.upper >= excess(x, c), "above every pair of a profile", f"{found!r} below {excess(x, c)}")
    for e, d in points:
        found = loss.delta(e, digits)
        stated(found.lower <= Fraction(d), "a profile keeps its points", f"{found!r} above {d} at {e}")


@campaign(
    "losses",
    kind=st.sampled_from(["Poisson", "Geometric", "NegativeBinomial"]),
    sizes=st.tuples(rationals("1/5", "4"), rationals("1/5", "4")),
    steps=st.integers(1, 2),
    gamma=GAMMAS,
    order=st.sampled_from(["0", "1/2", "1", "2", "3/2", "5"]),
    digits=ROUGH,
)
def integers(kind: str, sizes: tuple[str, str], steps: int, gamma: str, order: str, digits: int) -> None:
    """Two laws on integers, once or twice, against sums over all atoms that count."""
    if Fraction(sizes[0]) == Fraction(sizes[1]):
        return
    k, x = np.arange(0, 400), [float(Fraction(t)) for t in sizes]
    shown = [t if kind == "Poisson" else str(Fraction(t) / 5) for t in sizes]
    if kind == "Poisson":
        laws, masses = [bc.Poisson(t) for t in shown], [stats.poisson.pmf(k, t) for t in x]
    elif kind == "Geometric":
        laws, masses = [bc.Geometric(t) for t in shown], [stats.geom.pmf(k, t / 5) for t in x]
    else:
        laws, masses = [bc.NegativeBinomial(3, t) for t in shown], [stats.nbinom.pmf(k, 3, t / 5) for t in x]
    p, q = masses
    loss = PL.between(*laws)
    one, g = loss.renyi(order, 8), float(Fraction(gamma))
    a = float(Fraction(order))
    with np.errstate(all="ignore"):
        terms = np.where(p > 0, p * np.log(p / q), 0) if a == 1 else np.where((p > 0) & (q > 0), p**a * q ** (1 - a), 0)
    sure = np.isfinite(terms).all() and terms[-40:].max() < 1e-14 * terms.sum()
    if sure and one.is_finite:
        truth = float(terms.sum()) if a == 1 else math.log(terms.sum()) / (a - 1)
        contains(one, truth, "Renyi of laws on integers", 1e-8 * (1 + abs(truth)))
    if p[-1] > 1e-15 or q[-1] > 1e-15:
        return
    both = (p, q) if steps == 1 else (np.outer(p, p).ravel(), np.outer(q, q).ravel())
    contains(
        (loss**steps).divergence(gamma, digits),
        float(np.maximum(both[0] - g * both[1], 0).sum()),
        "integers",
        1e-9 * (1 + g),
    )


@campaign(
    "losses",
    sigma=rationals("1/3", "6"),
    sensitivity=st.integers(1, 4),
    bound=st.integers(2, 30),
    steps=st.integers(1, 4),
    gamma=GAMMAS,
    digits=ROUGH,
)
def discrete_noise(sigma: str, sensitivity: int, bound: int, steps: int, gamma: str, digits: int) -> None:
    """Truncated discrete Gaussian noise, composed: sums of losses on their lattice, in floats."""
    s, g = float(Fraction(sigma)), float(Fraction(gamma))
    k = np.arange(-bound, bound + sensitivity + 1)
    p, q = (np.where(np.abs(k - d) <= bound, np.exp(-((k - d) ** 2) / (2 * s * s)), 0) for d in (sensitivity, 0))
    p, q = p / p.sum(), q / q.sum()
    both = (p > 0) & (q > 0)
    if not both.any():
        return
    sums_p, sums_q = np.array([1.0]), np.array([1.0])
    for _ in range(steps):  # losses are sensitivity (2k - sensitivity)/(2 sigma^2): they add up with k
        sums_p, sums_q = np.convolve(sums_p, p[both]), np.convolve(sums_q, q[both])
    truth = float(np.maximum(sums_p - g * sums_q, 0).sum()) + 1 - float(p[both].sum()) ** steps
    loss = PL.discrete_gaussian(sigma, sensitivity, bound) ** steps
    contains(loss.divergence(gamma, digits), truth, "discrete Gaussian noise", 1e-10 * (1 + g))
    contains(loss.reversed().divergence(gamma, digits), truth, "discrete Gaussian noise, reversed", 1e-10 * (1 + g))


@campaign(
    "losses",
    shifts=st.lists(st.tuples(rationals("0", "3"), st.integers(1, 9)), min_size=1, max_size=4),
    sigma=rationals("1/2", "3"),
    turned=st.booleans(),
    gamma=GAMMAS,
    order=st.sampled_from(["1/2", "1", "2", "3", "7/3"]),
    digits=st.integers(2, 12),
)
def densities(shifts: list[tuple[str, int]], sigma: str, turned: bool, gamma: str, order: str, digits: int) -> None:
    """Mixtures of shifts, and the moments of sampled and exchanged Gaussian steps, by quadrature of densities."""
    if all(Fraction(m) == 0 for m, _ in shifts):
        return
    s, total, g = float(Fraction(sigma)), sum(w for _, w in shifts), float(Fraction(gamma))
    x = np.linspace(-14 * s - 1, 14 * s + 4, 200001)

    def integral(y: np.ndarray) -> float:
        return float(np.trapezoid(y, x))

    q = stats.norm.pdf(x, 0, s)
    p = sum(w / total * stats.norm.pdf(x, float(Fraction(m)), s) for m, w in shifts)
    loss = PL.gaussian_mixture(sigma, [m for m, _ in shifts], [str(Fraction(w, total)) for _, w in shifts])
    loss = loss.reversed() if turned else loss
    a, b = (q, p) if turned else (p, q)
    contains(loss.divergence(gamma, digits), integral(np.maximum(a - g * b, 0)), "mixture of shifts", 1e-7 * (1 + g))
    rate, o = Fraction(shifts[0][1], total + 1), float(Fraction(order))
    r = float(rate)
    joined, other = stats.norm.pdf(x, 1, s), stats.norm.pdf(x, -1, s)
    for name, ours, (u, v) in (
        ("sampled", PL.gaussian(sigma).sampled(str(rate)), ((1 - r) * q + r * joined, q)),
        ("added", PL.gaussian(sigma).sampled(str(rate)).reversed(), (q, (1 - r) * q + r * joined)),
        ("exchanged", PL.exchanged_gaussian(sigma, str(rate)), ((1 - r) * q + r * joined, (1 - r) * q + r * other)),
    ):
        value = ours.divergence(gamma, digits)
        contains(value, integral(np.maximum(u - g * v, 0)), f"one step, {name}", 1e-7 * (1 + g))
        with np.errstate(all="ignore"):
            terms = u * np.log(u / v) if o == 1 else np.exp(o * np.log(u) + (1 - o) * np.log(v))
        if not np.isfinite(terms).all() or max(terms[0], terms[-1]) > 1e-12:
            continue
        truth = integral(terms) if o == 1 else math.log(integral(terms)) / (o - 1)
        contains(ours.renyi(order, 8), truth, f"Renyi, {name}", 1e-7 * (1 + abs(truth)))


# -- mechanisms, laws and groups ---------------------------------------------------------------------------------------


@campaign(
    "losses",
    scores=st.lists(st.tuples(st.integers(-20, 20), st.integers(-10, 10)), min_size=2, max_size=6),
    epsilon=st.one_of(rationals("1/10", "4"), decades(-3, 1)),
    steps=st.integers(1, 2),
    gamma=GAMMAS,
    digits=ROUGH,
)
def exponential(scores: list[tuple[int, int]], epsilon: str, steps: int, gamma: str, digits: int) -> None:
    """No exponential mechanism leaks more than bounded range allows: scores move by at most 1, its exponent is half."""
    e, g = float(Fraction(epsilon)), float(Fraction(gamma))
    u = np.array([a / 10 for a, _ in scores])
    v = u + np.array([b / 10 for _, b in scores])
    p, q = (np.exp(e * (x - x.max()) / 2) for x in (u, v))
    p, q = p / p.sum(), q / q.sum()
    if steps == 2:
        p, q = np.outer(p, p).ravel(), np.outer(q, q).ravel()
    truth = float(np.maximum(p - g * q, 0).sum())
    found = (PL.bounded_range(epsilon) ** steps).divergence(gamma, digits)
    stated(truth <= float(found.upper) + 1e-12 * (1 + g), "an exponential mechanism", f"{found!r} below {truth}")


@campaign(
    "losses", weights=st.tuples(FINITE, FINITE), shares=st.tuples(st.integers(1, 9), st.integers(1, 9)), gamma=GAMMAS
)
def mixtures(weights: tuple[Any, Any], shares: tuple[int, int], gamma: str) -> None:
    """One of two finite pairs, seen: the mean of their profiles, once and twice."""
    (a, x), (b, y) = (finite(w, "plain", "1/2") for w in weights)
    w = [Fraction(share, sum(shares)) for share in shares]
    pairs = merged([(c * p, c * q) for c, part in zip(w, (a, b), strict=True) for p, q in part])
    loss = PL.mixture([x, y], [str(c) for c in w])
    contains(loss.divergence(gamma, 6), excess(pairs, Fraction(gamma)), "a mixture of pairs")
    twice = product([pairs, pairs])
    contains((loss**2).divergence(gamma, 3), excess(twice, Fraction(gamma)), "a mixture of pairs, twice")


@campaign("losses", weights=FINITE, middle=st.lists(st.integers(0, 9), min_size=4, max_size=4), gamma=GAMMAS)
def chains(weights: list[tuple[int, int]], middle: list[int], gamma: str) -> None:
    """Three laws in a row: the first and the last differ by no more than the two steps allow."""
    pairs, _ = finite(weights, "plain", "1/2")
    rest = [Fraction(m) for m, _ in zip(middle, pairs, strict=False)] + [Fraction(1)] * max(0, len(pairs) - 4)
    total = sum(rest)
    if not total:
        return
    between = [m / total for m in rest]
    steps = [
        PL.finite(texts(list(zip(between, [q for _, q in pairs], strict=True)))),
        PL.finite(texts(list(zip([p for p, _ in pairs], between, strict=True)))),
    ]
    found = bc.GroupPrivacy(tuple(steps)).divergence(gamma, 4)
    truth = excess(pairs, Fraction(gamma))
    stated(truth <= found.upper, "a chain of two steps", lambda: f"{found!r} below {float(truth)!r}")


LINE_LAWS = {
    "Gamma": (bc.Gamma, stats.gamma, lambda a, b: ((a, b), {"a": float(a), "scale": 1 / float(b)})),
    "Normal": (bc.Normal, stats.norm, lambda a, b: ((a, b), {"loc": float(a), "scale": float(b)})),
    "Beta": (bc.Beta, stats.beta, lambda a, b: ((a, b), {"a": float(a), "b": float(b)})),
    "Exponential": (bc.Exponential, stats.expon, lambda a, b: ((a,), {"scale": 1 / float(a)})),
}


@campaign(
    "losses",
    kinds=st.tuples(st.sampled_from(sorted(LINE_LAWS)), st.sampled_from(sorted(LINE_LAWS))),
    sizes=st.tuples(*[rationals("1/2", "4")] * 4),
    rate=rationals("1/20", "19/20"),
    gamma=GAMMAS,
)
def two_densities(kinds: tuple[str, str], sizes: tuple[str, ...], rate: str, gamma: str) -> None:
    """Two laws with densities on the line, sampled, by the trapezium rule."""
    laws, densities = [], []
    for kind, pair in zip(kinds, (sizes[:2], sizes[2:]), strict=True):
        make, law, read = LINE_LAWS[kind]
        given, named = read(*map(Fraction, pair))
        laws.append(make(*map(str, given)))
        densities.append(law(**named))
    if laws[0] == laws[1]:
        return
    x = np.concatenate((np.linspace(-40, 1.001, 200001)[:-1], np.linspace(1.001, 60, 200001)))
    p, q = (law.pdf(x) for law in densities)
    if not (np.isfinite(p).all() and np.isfinite(q).all() and max(p.max(), q.max()) < 20):
        return
    g, r = float(Fraction(gamma)), float(Fraction(rate))
    truth = float(np.trapezoid(np.maximum((1 - r) * q + r * p - g * q, 0), x))
    contains(PL.between(*laws).sampled(rate).divergence(gamma, 6), truth, "two densities, sampled", 3e-3 * (1 + g))
