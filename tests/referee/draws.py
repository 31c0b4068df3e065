"""Strategies for arguments, as numbers and texts that can be typed again: ints, "3/7", "Gamma(5/2, 1)"."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from hypothesis import strategies as st

from boundcalc.laws import LAWS
from boundcalc.laws.parameter import Parameter


def rationals(low: str, high: str, denominator: int = 60) -> st.SearchStrategy[str]:
    """Rationals of [low, high] as text: simple ones, fine ones, and the ends' neighbours."""
    a, b = Fraction(low), Fraction(high)
    simple = st.fractions(a, b, max_denominator=max(denominator, a.denominator, b.denominator))
    fine = st.integers(0, 10**12).map(lambda k: a + (b - a) * Fraction(k, 10**12))
    near = st.tuples(st.sampled_from([a, b]), st.integers(1, 25)).map(
        lambda t: t[0] + (1 if t[0] == a else -1) * (b - a) / 10 ** t[1]
    )
    return st.one_of(simple, fine, near).map(str)


def decades(low: int, high: int) -> st.SearchStrategy[str]:
    """Positive rationals from 10^low to 10^high, spread over the decades."""
    return st.tuples(st.integers(100, 999), st.integers(low, high)).map(
        lambda t: str(t[0] * Fraction(10) ** (t[1] - 2))
    )


GAMMAS = st.one_of(
    st.sampled_from(["1", "1", "1", "2", "1/2", "3/2", "2/3", "5", "1/5", "10", "1/10", "24", "1/24"]),
    rationals("1/2", "2"),
    decades(-3, 3),
    st.tuples(st.sampled_from([1, -1]), st.integers(2, 20)).map(lambda t: str(1 + Fraction(t[0], 10 ** t[1]))),
)
"""Gammas: the plain ones, near 1, and far from it."""

DIGITS = st.integers(3, 40)
SIZES = st.one_of(st.integers(1, 60), st.tuples(st.integers(1, 9), st.integers(1, 12)).map(lambda t: t[0] * 10 ** t[1]))


def values_of(parameter: Parameter) -> st.SearchStrategy[str]:
    """Values of a declared parameter as text: its typical ones, and draws from its domain."""
    typical = st.sampled_from(parameter.typical) if parameter.typical else st.nothing()
    domain = parameter.domain
    if domain in (sp.S.Naturals, sp.S.Naturals0, sp.S.Integers):
        least = {sp.S.Naturals: 1, sp.S.Naturals0: 0, sp.S.Integers: -20}[domain]
        return st.one_of(typical, st.integers(least, 40).map(str), st.integers(least, 10**6).map(str))
    if isinstance(domain, sp.Interval):
        start, end = domain.start, domain.end
        if start.is_finite and end.is_finite:
            drawn = rationals(str(start), str(end))
            inside = drawn.filter(lambda text: domain.contains(sp.Rational(text)) == sp.true)
            return st.one_of(typical, inside)
        if start.is_finite:
            shifted = decades(-6, 6).map(lambda text: str(Fraction(str(start)) + Fraction(text)))
            return st.one_of(typical, shifted)
        return st.one_of(typical, rationals("-5", "5"), decades(-4, 4))
    return typical


def texts_of(name: str) -> st.SearchStrategy[str]:
    """Laws of one declared kind, as text."""
    parts = [values_of(parameter) for parameter in LAWS[name].parameters]
    if name in ("Uniform", "DiscreteUniform"):  # two ends in order
        return st.lists(parts[0], min_size=2, max_size=2, unique_by=Fraction).map(
            lambda ends: f"{name}({', '.join(sorted(ends, key=Fraction))})"
        )
    return st.tuples(*parts).map(lambda values: f"{name}({', '.join(values)})")


@st.composite
def categorical(draw: st.DrawFn, most: int = 8) -> str:
    """A finite law as text: equal, skewed and nearly equal masses."""
    weights = draw(
        st.one_of(
            st.lists(st.integers(1, 9), min_size=1, max_size=most),
            st.lists(st.integers(1, 10**6), min_size=1, max_size=most),
            st.integers(1, most).map(lambda k: [10**i for i in range(k)]),
        )
    )
    total = sum(weights)
    return f"Categorical({', '.join(str(Fraction(w, total)) for w in weights)})"
