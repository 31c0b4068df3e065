"""Every law against its definition in mpmath, and its moments, entropy and masses against scipy."""

from __future__ import annotations

import warnings
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp
from hypothesis import strategies as st
from mpmath import mp
from scipy import stats
from scipy.integrate import IntegrationWarning

import boundcalc as bc
from boundcalc.grammar import parse_law
from boundcalc.numeric.ball import compile_ball, to_arb
from boundcalc.numeric.precision import working_precision

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import DIGITS, decades, rationals, texts_of
from ..properties import mpmath_agrees, number
from ..verdicts import all_contain, all_hold, at_most, contains, fraction, stated

CONTINUOUS = st.sampled_from(sorted(ev.CONTINUOUS)).flatmap(texts_of)
DISCRETE = st.sampled_from(sorted(ev.DISCRETE)).flatmap(texts_of)
LEVELS = st.one_of(
    rationals("1/1000", "999/1000"), decades(-15, -1), decades(-15, -1).map(lambda t: str(1 - Fraction(t)))
)


def scipy_law(kind: str, parameters: list[Fraction]) -> Any:
    """The scipy law with these parameters, written down here and not by the conversion that is tested elsewhere."""
    a = [float(x) for x in parameters]
    return {
        "Normal": lambda: stats.norm(a[0], a[1]),
        "Exponential": lambda: stats.expon(scale=1 / a[0]),
        "Gamma": lambda: stats.gamma(a[0], scale=1 / a[1]),
        "ChiSquare": lambda: stats.chi2(a[0]),
        "Laplace": lambda: stats.laplace(a[0], a[1]),
        "Logistic": lambda: stats.logistic(a[0], a[1]),
        "Cauchy": lambda: stats.cauchy(a[0], a[1]),
        "Uniform": lambda: stats.uniform(a[0], a[1] - a[0]),
        "Beta": lambda: stats.beta(a[0], a[1]),
        "LogNormal": lambda: stats.lognorm(a[1], scale=np.exp(a[0])),
        "Weibull": lambda: stats.weibull_min(a[0], scale=a[1]),
        "Pareto": lambda: stats.pareto(a[0], scale=a[1]),
        "StudentT": lambda: stats.t(a[0]),
        "Bernoulli": lambda: stats.bernoulli(a[0]),
        "Binomial": lambda: stats.binom(int(a[0]), a[1]),
        "DiscreteUniform": lambda: stats.randint(int(a[0]), int(a[1]) + 1),
        "Geometric": lambda: stats.geom(a[0]),
        "NegativeBinomial": lambda: stats.nbinom(a[0], a[1]),
        "Poisson": lambda: stats.poisson(a[0]),
        "Zeta": lambda: stats.zipf(a[0]),
        "Zipf": lambda: stats.zipfian(a[0], int(a[1])),
    }[kind]()


def _moderate(parameters: list[Fraction], most: int = 2000) -> bool:
    return all(abs(x) <= most and (x == 0 or abs(x) >= Fraction(1, most)) for x in parameters)


@campaign("laws", weight=3, law=CONTINUOUS, level=LEVELS, digits=DIGITS)
def continuous(law: str, level: str, digits: int) -> None:
    """Distribution functions, tails and densities at a quantile, and around it, against mpmath."""
    kind, parameters = ev.parse(law)
    ours = parse_law(law)
    if not _moderate(parameters, 10**6 if kind not in ("Gamma", "ChiSquare", "Beta", "StudentT") else 1500):
        return
    if kind == "StudentT" and parameters[0] < Fraction(1, 20):  # mpmath's incomplete beta loses such tails
        return
    with np.errstate(all="ignore"):
        place = float(scipy_law(kind, parameters).ppf(float(Fraction(level))))
    if not np.isfinite(place) or (place != 0 and not 1e-200 < abs(place) < 1e200):
        return
    x = Fraction(place)
    q = sp.Rational(x.numerator, x.denominator)
    log_density, cdf, survival, support = ev.CONTINUOUS[kind]
    with mp.workdps(ev.DIGITS + 15):
        values = [ev.real(p) for p in parameters]
        at = ev.real(x)
        low, high = support(*values)
        if not low < at < high:
            return
        below, above = cdf(at, *values), survival(at, *values)
        # 1 - F loses what the tail is small: allow for it absolutely.
        pairs = [
            (ours.cdf(q), below, "cdf", Fraction(1, 10**50)),
            (ours.survival(q), above, "survival", Fraction(1, 10**50)),
            (ours.density(q), mp.exp(log_density(at, *values)), "density", Fraction(0)),
        ]
        for expr, truth, what, absolute in pairs:
            fine = number(expr, digits, unit=what != "density")
            contains(fine, truth, f"{what} of {kind}", ev.slack_of(truth) + absolute)
            mpmath_agrees(expr, fine)
        total = bc.evaluate(ours.cdf(q) + ours.survival(q), digits)
        contains(total, 1, "cdf + survival")


@campaign("laws", law=CONTINUOUS, digits=st.integers(3, 30))
def beyond_the_support(law: str, digits: int) -> None:
    """Outside the support the density and one tail are 0, and the other is 1."""
    ours = parse_law(law)
    low, high = ours.support
    if low.is_finite:
        for expr, truth in ((ours.cdf(low - 1), 0), (ours.survival(low - 1), 1), (ours.density(low - 1), 0)):
            contains(bc.evaluate(expr, digits), truth, "below the support")
    if high.is_finite:
        for expr, truth in ((ours.cdf(high + 1), 1), (ours.survival(high + 1), 0), (ours.density(high + 1), 0)):
            contains(bc.evaluate(expr, digits), truth, "above the support")


@campaign("laws", law=CONTINUOUS, k=st.integers(1, 5), digits=st.integers(3, 20))
def moments(law: str, k: int, digits: int) -> None:
    """Moments, variance and entropy against scipy's closed forms."""
    kind, parameters = ev.parse(law)
    if not _moderate(parameters, 60):
        return
    ours, other = parse_law(law), scipy_law(kind, parameters)
    try:
        expr = ours.moment(k)
    except ValueError:
        # No moment: it is not one that scipy knows to be finite.
        stated(kind in ("Cauchy", "StudentT"), "moment that does not exist", law)
        return
    if kind == "LogNormal" and float(parameters[1]) > 3:
        return
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error", IntegrationWarning)
        try:
            truth, second = float(other.moment(k)), float(other.var())
        except IntegrationWarning:  # scipy has no closed form, and does not trust its integral
            return
        entropy = float(other.entropy())
    if expr.is_infinite:
        stated(not np.isfinite(truth) or abs(truth) > 1e12, "infinite moment", f"{law}, {k}: scipy says {truth}")
    elif kind == "LogNormal":  # a moment is an integral against a normal density
        m, s = map(float, parameters)
        z = np.linspace(k * s - 14, k * s + 14, 1401)
        truth = float(np.exp(k * m + k * s * z - z * z / 2).sum() * 0.02 / np.sqrt(2 * np.pi))
        contains(number(expr, digits), truth, f"moment of {kind}", Fraction(truth) / 10**9)
    elif np.isfinite(truth):
        size = Fraction(float(np.abs(truth)) + float(other.std()) ** k + abs(float(other.mean())) ** k)
        contains(number(expr, digits), truth, f"moment of {kind}", size / 10**7)
    if k <= 2 and np.isfinite(second) and not expr.is_infinite:
        try:
            contains(number(ours.variance, digits), second, f"variance of {kind}", Fraction(second) / 10**7)
        except ValueError:
            stated(False, "variance", f"{law} has none, scipy says {second}")
    try:
        value = number(ours.entropy, digits)
    except ValueError:
        return
    if np.isfinite(entropy):
        contains(value, entropy, f"entropy of {kind}", Fraction(1, 10**5) * (1 + abs(Fraction(entropy))))


def _indices(kind: str, parameters: list[Fraction], shares: list[float]) -> list[int]:
    other = scipy_law(kind, parameters)
    with np.errstate(all="ignore"):
        places = ev.quantiles(other, shares)
    low, last = ev.DISCRETE[kind][1](*parameters), ev.DISCRETE[kind][2](*parameters)
    held = (max(k, low) for k in places if np.isfinite(k))
    return sorted({int(k if last is None else min(k, last)) for k in held} | {low})


@campaign(
    "laws", weight=2, law=DISCRETE, shares=st.lists(st.floats(1e-12, 1 - 1e-9), min_size=1, max_size=4), digits=DIGITS
)
def masses(law: str, shares: list[float], digits: int) -> None:
    """Masses at quantiles against their formula in mpmath."""
    kind, parameters = ev.parse(law)
    ours = parse_law(law)
    if (kind == "Zipf" and parameters[1] > 5000) or any(x > 10**7 for x in parameters):
        return
    with mp.workdps(ev.DIGITS + 10):
        values = [ev.real(p) for p in parameters]
        for k in _indices(kind, parameters, shares):
            if kind in ("Bernoulli", "Binomial", "Geometric", "NegativeBinomial") and parameters[-1] in (0, 1):
                continue
            truth = mp.exp(ev.DISCRETE[kind][0](k, *values))
            try:
                expr = ours.mass_of(k)
            except ValueError:
                stated(False, "atom", f"{k} is no atom of {law}")
                continue
            fine = number(expr, digits)
            contains(fine, truth, f"mass of {kind}", ev.slack_of(truth))
            mpmath_agrees(expr, fine)


@campaign("laws", weight=2, law=DISCRETE, bits=st.integers(30, 90))
def tables(law: str, bits: int) -> None:
    """Tables, windows and float64 blocks: the masses they hold, and what they say of the rest."""
    kind, parameters = ev.parse(law)
    ours = parse_law(law)
    if any(x > 3000 for x in parameters):
        return
    with working_precision(bits + 64):
        table, rest = ours.window_table(bits, sp_fmpq(1))
        total = sum((to_arb(mass) * count for mass, count in table), to_arb(0))
        outside = 1 - total
        # What is outside is neither more than said nor, beyond the balls, negative.
        all_hold([not outside > rest, not outside < 0], "window and its tail", f"{law}: {outside} of at most {rest}")
        if len(table) > 4000:
            return
        middle = np.array([float(to_arb(mass).mid()) for mass, _ in table])
        radius = np.array([float(to_arb(mass).rad().upper()) for mass, _ in table])
    every = ours.float64_table()
    if every is None:
        blocks = ours.float64_blocks(4096)
        if blocks is None:
            return
        every = blocks[1](0)
    value, error, weights = every
    weights = np.ones_like(value) if weights is None else np.broadcast_to(weights, value.shape)
    error = np.broadcast_to(error, value.shape)
    summed, wrong = float((value * weights).sum()), float((error * weights).sum())
    all_hold([summed - wrong <= 1 + 1e-12], "float64 masses sum to 1", f"{law}: {summed}")
    # Every mass of the float64 table is one of the law's, found by its nearest.
    order = np.argsort(middle)
    near = order[np.clip(np.searchsorted(middle[order], value), 0, len(middle) - 1)]
    near2 = order[np.clip(np.searchsorted(middle[order], value) - 1, 0, len(middle) - 1)]
    best = np.where(np.abs(middle[near] - value) <= np.abs(middle[near2] - value), near, near2)
    seen = value > float(rest.upper())  # a heavier atom is not outside the window
    all_contain(
        value[seen],
        error[seen],
        middle[best][seen],
        (radius[best] + 2.3e-16 * middle[best])[seen],
        f"float64 masses of {kind}",
    )


@campaign(
    "laws",
    kind=st.sampled_from(["DiscreteGaussian", "DiscreteLaplace"]),
    parameter=rationals("1/4", "12"),
    k=st.integers(-60, 60),
    n=st.integers(1, 30),
    digits=DIGITS,
)
def two_sided(kind: str, parameter: str, k: int, n: int, digits: int) -> None:
    """Laws on all integers: masses, windows and the game against sums over them in mpmath."""
    ours = parse_law(f"{kind}({parameter})")
    with mp.workdps(ev.DIGITS + 10):
        x = ev.real(parameter)
        reach = int(40 * (x if kind == "DiscreteGaussian" else 4 / x)) + 60
        if kind == "DiscreteGaussian":
            weights = [mp.exp(-(mp.mpf(j) ** 2) / (2 * x * x)) for j in range(reach)]
        else:
            weights = [mp.exp(-x * j) for j in range(reach)]
        total = weights[0] + 2 * mp.fsum(weights[1:])
        listed = [w / total for w in weights]
        truth, slack = listed[abs(k)] if abs(k) < reach else mp.mpf(0), mp.mpf(10) ** -60
        fine = number(ours.mass_of(k), digits)
        contains(fine, truth, f"mass of {kind}", ev.slack_of(truth) + fraction(slack))
        mpmath_agrees(ours.mass_of(k), fine)
        rates = [p * (1 - p) * mp.binomial(n - 1, mp.floor(n * p)) for p in listed]  # de Moivre
        powers = [(p ** mp.floor(n * p)) * (1 - p) ** (n - 1 - mp.floor(n * p)) for p in listed]
        terms = [a * b for a, b in zip(rates, powers, strict=True)]
        game = bc.Game(ours, n=n).delta(digits=min(digits, 25)).value
        contains(game, terms[0] + 2 * mp.fsum(terms[1:]), f"Delta of {kind}", fraction(slack))


def sp_fmpq(x: int) -> Any:
    from flint import fmpq

    return fmpq(x)


@campaign("laws", law=DISCRETE, digits=st.integers(3, 20))
def rarest_and_largest(law: str, digits: int) -> None:
    """The extreme masses bound every mass, and the rarest atoms are listed from the smallest on."""
    kind, parameters = ev.parse(law)
    if any(x > 300 for x in parameters) or (kind in ("Bernoulli", "Binomial") and parameters[-1] in (0, 1)):
        return
    ours = parse_law(law)
    low, last = ev.DISCRETE[kind][1](*parameters), ev.DISCRETE[kind][2](*parameters)
    end = last if last is not None else low + 60
    with mp.workdps(80):
        values = [ev.real(p) for p in parameters]
        listed = [mp.exp(ev.DISCRETE[kind][0](k, *values)) for k in range(low, end + 1)]
        try:
            smallest, largest = ours.extreme_masses()
        except NotImplementedError:
            return
        slack = 1 + Fraction(1, 10**20)
        for mass in listed:
            stated(smallest.lower <= fraction(mass) * slack, "smallest mass", f"{law}: {smallest!r} > {mass}")
            stated(fraction(mass) <= largest.upper * slack, "largest mass", f"{law}: {largest!r} < {mass}")
        if last is not None:
            contains(largest, max(listed), "largest mass", ev.slack_of(max(listed)))
            found = ours.rarest(3)
            before = None
            for (_, expr), truth in zip(found, sorted(listed), strict=False):
                value = bc.evaluate(expr, digits)
                contains(value, truth, "rarest", ev.slack_of(truth))
                if before is not None:
                    at_most(before, value, "rarest in order")
                before = value


X = sp.Symbol("x", real=True)


@campaign("laws", weight=5, law=CONTINUOUS, seed=st.integers(0, 10**9))
def many_points(law: str, seed: int) -> None:
    """A few hundred points of a law's distribution function and tail, compiled once, against scipy."""
    kind, parameters = ev.parse(law)
    if not _moderate(parameters, 300):
        return
    other, ours = scipy_law(kind, parameters), parse_law(law)
    rng = np.random.default_rng(seed)
    u = np.concatenate([rng.random(120), 10 ** rng.uniform(-9, -1, 40), 1 - 10 ** rng.uniform(-9, -1, 40)])
    with np.errstate(all="ignore"):
        x = other.ppf(u)
        x = np.unique(x[np.isfinite(x) & ((x == 0) | (np.abs(x) > 1e-150))])
        low, high = (float(end) for end in ours.support)
        x = x[(x > low) & (x < high)]
        truth = [other.cdf(x), other.sf(x), np.exp(other.logpdf(x))]
    from .functions import sp_fmpq as exact

    for expr, known, what in zip(
        (ours.cdf(X), ours.survival(X), ours.density(X)), truth, ("cdf", "survival", "density"), strict=True
    ):
        with working_precision(100):
            run = compile_ball(expr, [X])
            balls = [to_arb(run(exact(v))) for v in x]
        middle = np.array([float(b.mid()) for b in balls])
        radius = np.array([float(b.rad().upper()) for b in balls])
        # scipy's own rounding: relative, and what a rounding of the parameters and of x - location does.
        with np.errstate(all="ignore"):
            all_contain(
                middle, radius, known, 1e-7 * np.abs(known) + 1e-13 * (what != "density"), f"many {what} of {kind}", x
            )
        if what == "cdf":
            all_hold(np.diff(middle) >= -radius[1:] - radius[:-1], f"cdf of {kind} rises", law)


@campaign("laws", weight=3, law=DISCRETE, seed=st.integers(0, 10**9))
def many_masses(law: str, seed: int) -> None:
    """A block of float64 masses with their errors against scipy."""
    kind, parameters = ev.parse(law)
    ours = parse_law(law)
    blocks = ours.float64_blocks(2000)
    if blocks is None or any(x > 10**6 for x in parameters):
        return
    count, block = blocks
    if count == 0 or count > 10**6 or (kind in ("Bernoulli", "Binomial") and parameters[-1] in (0, 1)):
        return
    value, error, _ = block(0)
    value = np.atleast_1d(value)
    other = scipy_law(kind, parameters)
    with np.errstate(all="ignore"):
        every = np.sort(
            np.unique(
                other.pmf(np.unique(np.concatenate([np.arange(-20, 4000), other.ppf(np.linspace(0.001, 0.999, 500))])))
            )
        )
    every = every[every > 0]
    if not len(every):
        return
    near = np.clip(np.searchsorted(every, value), 0, len(every) - 1)
    near2 = np.clip(near - 1, 0, len(every) - 1)
    best = np.where(np.abs(every[near] - value) <= np.abs(every[near2] - value), every[near], every[near2])
    seen = (value > 1e-8) & (count <= 4000)
    if kind == "Poisson" and parameters[0] > 900:
        return
    all_contain(
        value[seen],
        np.broadcast_to(error, value.shape)[seen],
        best[seen],
        1e-6 * best[seen] + 1e-15,
        f"block of {kind}",
    )


@campaign(
    "laws",
    kind=st.sampled_from(
        [
            "Normal(0, 1)",
            "Exponential(1)",
            "Gamma(5/2, 1)",
            "Uniform(0, 1)",
            "Laplace(0, 1)",
            "StudentT(3)",
            "Beta(2, 3)",
        ]
    ),
    shift=rationals("-5", "5"),
    scale=st.one_of(decades(-3, 3), decades(-3, 3).map(lambda t: f"-{t}")),
    level=LEVELS,
    digits=st.integers(3, 25),
)
def affine(kind: str, shift: str, scale: str, level: str, digits: int) -> None:
    """The law of a + b X has X's distribution function at (x - a)/b."""
    base = parse_law(kind)
    image = bc.Affine(base, shift, scale)
    name, parameters = ev.parse(kind)
    x = Fraction(float(scipy_law(name, parameters).ppf(float(Fraction(level)))))
    place = Fraction(shift) + Fraction(scale) * x
    inner, outer = (sp.Rational(y.numerator, y.denominator) for y in (x, place))
    first = bc.evaluate(base.cdf(inner) if Fraction(scale) > 0 else base.survival(inner), digits)
    second = bc.evaluate(image.cdf(outer), digits)
    stated(first.lower <= second.upper and second.lower <= first.upper, "affine cdf", f"{first!r}, {second!r}")
    first, second = bc.evaluate(base.density(inner), digits), bc.evaluate(image.density(outer), digits)
    factor = abs(Fraction(scale))
    stated(
        first.lower <= second.upper * factor and second.lower * factor <= first.upper,
        "affine density",
        f"{first!r}, {second!r}",
    )
    mean = bc.evaluate(base.mean, digits) * Fraction(scale) + Fraction(shift)
    other = bc.evaluate(image.mean, digits)
    stated(mean.lower <= other.upper and other.lower <= mean.upper, "affine mean", f"{mean!r}, {other!r}")


@campaign(
    "laws",
    first=CONTINUOUS,
    second=CONTINUOUS,
    weight_=rationals("1/20", "19/20"),
    level=LEVELS,
    digits=st.integers(3, 20),
)
def mixtures(first: str, second: str, weight_: str, level: str, digits: int) -> None:
    """A mixture's distribution function and density are the weighted sums of its parts'."""
    a, b, w = parse_law(first), parse_law(second), Fraction(weight_)
    law = bc.Mixture([a, b], [weight_, str(1 - w)])
    kind, parameters = ev.parse(first)
    if not _moderate(parameters, 1000) or not _moderate(ev.parse(second)[1], 1000):
        return
    with np.errstate(all="ignore"):
        place = float(scipy_law(kind, parameters).ppf(float(Fraction(level))))
    if not np.isfinite(place) or abs(place) > 1e100:
        return
    x = sp.Rational(*Fraction(place).as_integer_ratio())
    for what in ("cdf", "survival", "density"):
        parts = [bc.evaluate(getattr(law_, what)(x), digits + 3) for law_ in (a, b)]
        total = parts[0] * w + parts[1] * (1 - w)
        value = bc.evaluate(getattr(law, what)(x), digits)
        stated(value.lower <= total.upper and total.lower <= value.upper, f"mixture {what}", f"{value!r}, {total!r}")


@campaign(
    "laws",
    base=st.sampled_from(["Normal(0, 1)", "Exponential(1)", "Uniform(0, 1)", "Gamma(5/2, 1)", "Cauchy(0, 1)"]),
    edges=st.lists(st.fractions(-3, 3, max_denominator=40).map(str), min_size=1, max_size=5, unique=True),
    digits=st.integers(3, 25),
)
def quantised(base: str, edges: list[str], digits: int) -> None:
    """The cells of a quantised law have the masses between their edges."""
    data = parse_law(base)
    edges = sorted(
        e for e in map(Fraction, edges) if data.support[0] < e.numerator / sp.Integer(e.denominator) < data.support[1]
    )
    if not edges:
        return
    law = bc.Quantised(data, [str(e) for e in edges])
    kind, parameters = ev.parse(base)
    _, cdf, _, support = ev.CONTINUOUS[kind]
    with mp.workdps(40):
        values = [ev.real(p) for p in parameters]
        low, high = support(*values)
        ends = (
            [mp.mpf(0)]
            + [
                mp.mpf(0) if ev.real(e) <= low else mp.mpf(1) if ev.real(e) >= high else cdf(ev.real(e), *values)
                for e in edges
            ]
            + [mp.mpf(1)]
        )
        truth = sorted(b - a for a, b in pairwise(ends) if b > a)
        found = [bc.evaluate(mass, digits) for mass in law.mass_exprs()]
        found = sorted((value for value in found if value.upper > 0), key=lambda v: v.midpoint)
        stated(len(found) == len(truth), "cells", f"{law}: {len(found)} cells, not {len(truth)}")
        for value, mass in zip(found, truth, strict=True):
            contains(value, mass, "mass of a cell", Fraction(1, 10**30))
