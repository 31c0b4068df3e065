"""Conversions against masses, densities and moments of the foreign object itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from hypothesis import strategies as st
from scipy import stats

import boundcalc as bc
from boundcalc.grammar import parse_law

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import categorical, decades, rationals, texts_of
from ..verdicts import all_contain, contains, stated

CONTINUOUS = st.sampled_from(sorted(ev.CONTINUOUS)).flatmap(texts_of)
DISCRETE = st.sampled_from(sorted(ev.DISCRETE)).flatmap(texts_of)
LEVELS = np.array([1e-6, 0.01, 0.2, 0.5, 0.77, 0.99, 1 - 1e-6])

FROZEN: dict[str, tuple[Any, ...]] = {
    "norm": (), "expon": (), "gamma": ("shape",), "chi2": ("shape",), "laplace": (), "logistic": (), "uniform": (),
    "beta": ("shape", "shape"), "t": ("shape",), "cauchy": (), "lognorm": ("shape",), "weibull_min": ("shape",),
    "pareto": ("shape",), "bernoulli": ("p",), "binom": ("n", "p"), "geom": ("p",), "nbinom": ("n", "p"),
    "poisson": ("shape",), "zipf": ("over",), "zipfian": ("shape", "n"), "randint": ("n", "more"),
}  # fmt: skip
NUMBERS = st.fixed_dictionaries(
    {
        "shape": st.lists(st.sampled_from([0.5, 1.0, 1.75, 3.0, 7.25]), min_size=2, max_size=2),
        "p": st.sampled_from([0.05, 0.3, 0.5, 0.875]),
        "n": st.integers(1, 30),
        "over": st.sampled_from([1.5, 2.25, 4.0]),
        "more": st.integers(31, 60),
        "loc": st.sampled_from([0, 0, -2.5, 1.25]),
        "scale": st.sampled_from([1, 0.5, 3.25]),
    }
)


@campaign("conversions", weight=4, name=st.sampled_from(sorted(FROZEN)), numbers=NUMBERS)
def from_scipy(name: str, numbers: dict[str, Any]) -> None:
    """A law read from scipy has the masses, tails, moments and entropy of the scipy object."""
    shapes, taken = [], 0
    for kind in FROZEN[name]:
        shapes.append(numbers["shape"][taken] if kind == "shape" else numbers[kind])
        taken += kind == "shape"
    dist = getattr(stats, name)
    frozen = dist(*shapes, loc=numbers["loc"], scale=numbers["scale"]) if hasattr(dist, "pdf") else dist(*shapes)
    _same(bc.from_scipy(frozen), frozen, f"from_scipy {name}")


def _same(law: Any, frozen: Any, what: str) -> None:
    with np.errstate(all="ignore"):
        x = np.unique(ev.quantiles(frozen, LEVELS))
        x = x[np.isfinite(x) & (np.abs(x) < 1e15)]
        if law.is_discrete:
            truth = frozen.pmf(x)
            values = [bc.evaluate(law.mass_of(int(k)), 12) if truth[i] > 0 else None for i, k in enumerate(x)]
            for value, mass in zip(values, truth, strict=True):
                if value is not None:
                    contains(value, mass, f"{what}: mass", 1e-8 * abs(mass) + 1e-14)
            return
        for i, place in enumerate(x):
            q = sp.Rational(*float(place).as_integer_ratio())
            for name, truth in (
                ("cdf", frozen.cdf(place)),
                ("survival", frozen.sf(place)),
                ("density", frozen.pdf(place)),
            ):
                if np.isfinite(truth):
                    scale = 1e-7 * abs(truth) * (1 + 1e3 * (i in (0, len(x) - 1))) + 1e-12
                    contains(bc.evaluate(getattr(law, name)(q), 12), truth, f"{what}: {name}", scale)
        mean, variance = frozen.mean(), frozen.var()
        if np.isfinite(mean) and abs(mean) < 1e10:
            contains(bc.evaluate(law.mean, 12), mean, f"{what}: mean", 1e-7 * (abs(mean) + 1))
            if np.isfinite(variance) and variance < 1e10:
                contains(bc.evaluate(law.variance, 12), variance, f"{what}: variance", 1e-6 * (variance + mean**2))


@campaign("conversions", weight=4, law=st.one_of(CONTINUOUS, DISCRETE))
def to_scipy(law: str) -> None:
    """What is given to scipy has the law's masses, tails and moments."""
    kind, parameters = ev.parse(law)
    if not all(x == 0 or Fraction(1, 50) <= abs(x) <= 50 for x in parameters) or (
        1 in parameters and kind in ("Bernoulli", "Binomial")
    ):
        return
    if 0 in parameters and kind in ("Bernoulli", "Binomial"):
        return
    data = parse_law(law)
    _same(data, bc.to_scipy(data), f"to_scipy {kind}")


def _sympy_value(expr: Any) -> float:
    return float(sp.N(expr, 17))


@campaign(
    "conversions", weight=3, law=st.one_of(CONTINUOUS, DISCRETE), share=st.sampled_from([0.1, 0.5, 0.9]), seconds=15
)
def to_sympy_and_back(law: str, share: float) -> None:
    """The sympy.stats variable has the law's density or masses at a quantile, and reads back as the law."""
    from sympy import stats as ss

    from .laws import scipy_law

    kind, parameters = ev.parse(law)
    if not all(x == 0 or Fraction(1, 20) <= abs(x) <= 20 for x in parameters):
        return
    if kind in ("Bernoulli", "Binomial") and parameters[-1] in (0, 1):
        return
    data = parse_law(law)
    variable = bc.to_sympy(data)
    known = scipy_law(kind, parameters)
    place = ev.quantiles(known, share)[()]
    if not np.isfinite(place):
        return
    if data.is_discrete:
        k = int(place)
        table = variable.pspace.distribution
        mass = table.pmf(k) if hasattr(table, "pmf") else table.pdf(k)
        if hasattr(table, "dict"):
            mass = dict(table.dict).get(sp.Integer(k), 0)
        contains(bc.evaluate(data.mass_of(k), 15), _sympy_value(mass), f"to_sympy {kind}: mass", 1e-9)
    else:
        x = sp.Rational(*float(place).as_integer_ratio())
        value = ss.density(variable)(x)
        contains(
            bc.evaluate(data.density(x), 12),
            _sympy_value(value),
            f"to_sympy {kind}: density",
            1e-9 * (1 + abs(_sympy_value(value))),
        )
    back = bc.from_sympy(variable)
    if data.is_discrete:
        k = int(place)
        contains(bc.evaluate(back.mass_of(k), 15), float(known.pmf(k)), f"back from sympy {kind}", 1e-9)
    else:
        x = sp.Rational(*float(place).as_integer_ratio())
        contains(bc.evaluate(back.cdf(x), 12), float(known.cdf(place)), f"back from sympy {kind}", 1e-9)


@campaign(
    "conversions",
    name=st.sampled_from(
        [
            "Hypergeometric",
            "Rademacher",
            "IdealSoliton",
            "BetaBinomial",
            "Die",
            "Coin",
            "DiscreteUniform",
            "Binomial",
            "NegativeBinomial",
            "Geometric",
            "Poisson",
        ]
    ),
    a=st.integers(1, 9),
    b=st.integers(1, 9),
    p=st.sampled_from(["1/3", "1/2", "4/5"]),
    seconds=15,
)
def from_sympy_finite(name: str, a: int, b: int, p: str) -> None:
    """Discrete variables of sympy.stats: masses, one by one, against scipy's or their own."""
    from sympy import stats as ss

    q = sp.Rational(p)
    made: dict[str, tuple[Any, Any]] = {
        "Hypergeometric": (
            lambda: ss.Hypergeometric("X", a + b, a, min(b, a + b)),
            lambda: stats.hypergeom(a + b, a, min(b, a + b)),
        ),
        "Rademacher": (lambda: ss.Rademacher("X"), lambda: None),
        "IdealSoliton": (lambda: ss.IdealSoliton("X", a + 1), lambda: None),
        "BetaBinomial": (lambda: ss.BetaBinomial("X", a, b, 2), lambda: stats.betabinom(a, b, 2)),
        "Die": (lambda: ss.Die("X", a + 1), lambda: stats.randint(1, a + 2)),
        "Coin": (lambda: ss.Bernoulli("X", q), lambda: stats.bernoulli(float(q))),
        "DiscreteUniform": (lambda: ss.DiscreteUniform("X", list(range(a, a + b))), lambda: stats.randint(a, a + b)),
        "Binomial": (lambda: ss.Binomial("X", a, q), lambda: stats.binom(a, float(q))),
        "NegativeBinomial": (lambda: ss.NegativeBinomial("X", a, q), lambda: None),
        "Geometric": (lambda: ss.Geometric("X", q), lambda: stats.geom(float(q))),
        "Poisson": (lambda: ss.Poisson("X", a), lambda: stats.poisson(a)),
    }
    variable, other = (make() for make in made[name])
    law = bc.from_sympy(variable)
    for k in range(-1, 8):
        table = variable.pspace.distribution
        mass = dict(table.dict).get(sp.Integer(k), 0) if hasattr(type(table), "dict") else None
        if mass is None:
            truth = (
                float(other.pmf(k)) if other is not None else _sympy_value(table.pdf(sp.Integer(k))) if k >= 0 else 0.0
            )
        else:
            truth = _sympy_value(mass)
            if other is not None:
                stated(abs(truth - float(other.pmf(k))) < 1e-9, "sympy and scipy agree", name)
        if truth > 0:
            contains(bc.evaluate(law.mass_of(k), 15), truth, f"from_sympy {name}", 1e-9)
        else:
            try:
                contains(bc.evaluate(law.mass_of(k), 15), 0, f"from_sympy {name}", 1e-12)
            except ValueError:
                stated(True, f"no atom in {name}", "")


@campaign("conversions", law=categorical(6), values=st.lists(st.integers(-9, 30), min_size=6, max_size=6, unique=True))
def tables(law: str, values: list[int]) -> None:
    """A finite law goes to scipy and back with every mass at its value."""
    masses = [Fraction(t) for t in law[12:-1].split(",")]
    data = bc.Categorical([str(p) for p in masses], values=values[: len(masses)])
    there = bc.to_scipy(data)
    x = np.array(values[: len(masses)])
    all_contain(there.pmf(x), 1e-15, [float(p) for p in masses], 1e-15, "masses in scipy", x)
    back = bc.from_scipy(there, normalize=True)
    for v, p in zip(values, masses, strict=False):
        contains(bc.evaluate(back.mass_of(v), 15), p, "masses back from scipy", 1e-14)


@campaign(
    "conversions",
    counts=st.lists(st.integers(0, 50), min_size=1, max_size=8),
    n=st.integers(1, 20),
    style=st.sampled_from(["label,count", "x,count", "none"]),
)
def counts_file(counts: list[int], n: int, style: str) -> None:
    """Counts read from a file are those that were written, and their law is the shares."""
    import tempfile
    from pathlib import Path

    from boundcalc.interop.counts_file import read_counts

    if not any(counts):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.csv"
        lines = [f"v{i},{c}" for i, c in enumerate(counts)]
        path.write_text("\n".join(lines if style == "none" else [style, *lines]) + "\n")
        law = read_counts(path)
    from .discrete import atom

    total = sum(counts)
    truth = sum((atom(n, Fraction(c, total), Fraction(1)) for c in counts if c), Fraction(0))
    contains(bc.Game(law, n=n).delta(15).value, truth, "counts from a file")


@campaign(
    "conversions",
    name=st.sampled_from(["norm", "expon", "gamma"]),
    shift=st.sampled_from([0.0, 2.5, -1.25]),
    scale=st.sampled_from([0.5, 2.0]),
    factor=rationals("-3", "3").filter(lambda t: Fraction(t) != 0),
    level=st.one_of(rationals("1/100", "99/100"), decades(-4, -1)),
)
def affine_sympy(name: str, shift: float, scale: float, factor: str, level: str) -> None:
    """a + b X of a sympy variable is the law of its image."""
    from sympy import stats as ss

    variable = {
        "norm": lambda: ss.Normal("X", 0, 1),
        "expon": lambda: ss.Exponential("X", 1),
        "gamma": lambda: ss.Gamma("X", 3, 1),
    }[name]()
    known = {"norm": stats.norm(), "expon": stats.expon(), "gamma": stats.gamma(3)}[name]
    b = Fraction(factor)
    law = bc.from_sympy(sp.Rational(str(shift)) + sp.Rational(b.numerator, b.denominator) * variable)
    place = known.ppf(float(Fraction(level)))
    x = Fraction(str(shift)) + b * Fraction(float(place))
    truth = known.cdf(place) if b > 0 else known.sf(place)
    contains(bc.evaluate(law.cdf(sp.Rational(x.numerator, x.denominator)), 12), truth, "affine image from sympy", 1e-9)
