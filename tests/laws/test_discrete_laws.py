"""Every discrete law with declared parameters: formula, masses in balls, tails, scipy's law and sampler agree."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb, fmpq

import boundcalc as bc
from boundcalc.laws import LAWS, DiscreteLaw
from boundcalc.laws.sequence import SequenceLaw
from boundcalc.laws.two_sided import TwoSidedLaw
from boundcalc.numeric.ball import evaluate_ball, to_arb
from boundcalc.numeric.precision import working_precision


def declared(law):
    """The law at its typical parameters, a few combinations."""
    for values in islice(product(*(parameter.typical for parameter in law.parameters)), 0, None, 2):
        try:
            yield law(*values)
        except ValueError:  # DiscreteUniform with b < a
            continue


NAMED = [
    law
    for name in sorted(LAWS)
    if issubclass(LAWS[name], DiscreteLaw) and LAWS[name].parameters
    for law in declared(LAWS[name])
]
MIXTURES = [
    bc.Mixture([bc.Poisson(1), bc.Geometric("1/3")], ["1/4", "3/4"]),
    bc.Mixture([bc.Zeta(3), bc.DiscreteUniform(-2, 2)]),
]
EVERY = [*NAMED, *MIXTURES]


def support(law, count=12):
    low, high = law.index_range
    if low.is_infinite:
        return range(-count // 2, count // 2)
    return range(int(low), int(low) + count if high is sp.oo else min(int(high), int(low) + count) + 1)


def mass(law, k):
    return to_arb(evaluate_ball(law.mass_of(k)))


@pytest.mark.parametrize("law", EVERY, ids=str)
def test_masses_sum_to_one(law):
    with working_precision(100):
        if isinstance(law, SequenceLaw):
            low, high = law.index_range
            last = int(high) if high is not sp.oo else max(law.mode(), int(low)) + 400
            total = sum((mass(law, k) for k in range(int(low), last + 1)), arb(0))
            total += to_arb(law.power_tail(last, fmpq(1))) if high is sp.oo else 0
        elif isinstance(law, TwoSidedLaw):
            table, rest = law.window_table(90, fmpq(1))
            total = sum((count * m for m, count in table), arb(0).union(rest))
        else:
            total = sum((count * to_arb(m) for m, count in law.table()), arb(0))
        assert total.overlaps(arb(1))
        assert total.rad() < arb(10) ** -6


@pytest.mark.parametrize("law", EVERY, ids=str)
def test_formula_and_balls_are_the_same_masses(law):
    with working_precision(100):
        if isinstance(law, SequenceLaw):
            pairs = zip(support(law), law.masses(support(law)[0], support(law)[-1]), strict=True)
        elif isinstance(law, TwoSidedLaw):
            pairs = ((k, law.mass(k)) for k in support(law))
        else:
            pairs = law.value_masses()
        for k, ball in islice(pairs, 30):
            assert mass(law, k).overlaps(to_arb(ball)), k
            assert to_arb(ball).rad() < arb(10) ** -20


@pytest.mark.parametrize("law", [law for law in NAMED if law.scipy is not None], ids=str)
def test_scipy_agrees(law):
    twin = bc.to_scipy(law)
    for k in support(law):
        assert float(bc.evaluate(law.mass_of(k), 15)) == pytest.approx(float(twin.pmf(k)), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("law", EVERY, ids=str)
def test_sampler_draws_the_masses(law):
    size = 20_000
    draws = np.asarray(law.sample(np.random.default_rng(5), size))
    for k in support(law):
        p = float(bc.evaluate(law.mass_of(k), 15))
        assert abs(np.count_nonzero(draws == k) - size * p) <= 5 * (size * p * (1 - p)) ** 0.5 + 5, k


@pytest.mark.parametrize("law", [bc.Binomial(65, "1/10"), bc.Product(bc.Binomial(65, "1/10"), bc.Bernoulli("1/3"))])
def test_rarest_atoms_of_a_long_binomial_are_its_upper_end(law):
    # p^65 is the smallest mass; such masses are not written out, so that no float can be made of them.
    value, mass = law.rarest(2)[0]
    assert value in (65, (65, 1))
    assert Fraction(1, 10**65) * (1 if value == 65 else Fraction(1, 3)) in bc.evaluate(mass)


@pytest.mark.parametrize("s", ["1/2", "3/2", "21/10"])
def test_irrational_masses_of_a_finite_mixture_are_known_to_sum_to_1(s):
    """Half Zipf(s, 4), half a fair coin on {0, 1}: the worst-case game at n = 3 from its definition."""
    law = bc.Mixture([bc.Zipf(s, 4), bc.Bernoulli("1/2")])
    with mpmath.workdps(30):
        top, bottom = s.split("/")
        powers = [mpmath.mpf(k) ** (-mpmath.mpf(top) / int(bottom)) for k in range(1, 5)]
        masses = [mpmath.mpf(1) / 4, *(power / sum(powers) / 2 for power in powers)]
        masses[1] += mpmath.mpf(1) / 4
        expected = sum(
            mpmath.binomial(3, b) * p**b * (1 - p) ** (3 - b) * max(mpmath.mpf(b) / 3 - p, 0)
            for p in masses
            for b in range(4)
        )
        value = bc.Game(law, n=3).delta(digits=15).value
        low, high = (mpmath.mpf(end.numerator) / end.denominator for end in (value.lower, value.upper))
        assert value.guaranteed
        assert low - mpmath.mpf(10) ** -25 <= expected <= high + mpmath.mpf(10) ** -25


@pytest.mark.parametrize(
    "law", [bc.Bernoulli("1/3"), bc.Categorical(["1/2", "1/4", "1/4"]), bc.Zipf("3/2", 3)], ids=str
)
def test_independent_copies_are_a_product_of_equal_laws(law):
    copies, same = bc.IID(law, 3), bc.Product(law, law, law)
    assert copies.atom_count == same.atom_count

    def grouped(table):
        """Mass -> how many atoms have it, to 20 digits."""
        out = {}
        for m, count in table:
            key = (
                str(bc.evaluate(sp.Rational(int(m.p), int(m.q)), 20))
                if isinstance(m, fmpq)
                else m.str(20, radius=False)
            )
            out[key] = out.get(key, 0) + count
        return out

    with working_precision(200):
        assert grouped(copies.table()) == grouped(same.table())
    assert [m for _, m in copies.rarest(4)] == [m for _, m in same.rarest(4)]
    assert bc.Game(copies, n=5).delta(digits=12).value.intersection(bc.Game(same, n=5).delta(digits=12).value)
    value = copies.sample(np.random.default_rng(1), 5)[0]
    assert copies.mass_of(value) == same.mass_of(value)
