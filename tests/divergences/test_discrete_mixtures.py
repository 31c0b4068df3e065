"""Mixtures of discrete laws: masses, divergences and the game contain independent sums."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from reference import divergences
from reference import laws as twins

import boundcalc as bc

P, G, M = bc.Poisson, bc.Geometric, bc.Mixture


def blend(*parts):
    """The mass function of a mixture from those of its components."""
    weights, laws = parts[::2], parts[1::2]
    return lambda k: mp.fsum(
        twins.exact(w) * law.pmf(k)
        for w, law in zip(weights, laws, strict=True)
        if law.first <= k and (law.last is None or k <= law.last)
    )


LIGHT = {
    "poissons": (M([P(1), P(3)], ["1/4", "3/4"]), blend("1/4", twins.poisson(1), "3/4", twins.poisson(3))),
    "geometric and binomial": (
        M([G("1/3"), bc.Binomial(5, "1/4")]),
        blend("1/2", twins.geometric("1/3"), "1/2", twins.binomial(5, "1/4")),
    ),
    "geometric": (G("2/5"), blend(1, twins.geometric("2/5"))),
    "negative": (bc.NegativeBinomial(2, "1/4"), blend(1, twins.negative_binomial(2, "1/4"))),
}


def contains(expr, truth, digits=14):
    value = bc.evaluate(expr, 15)
    exact = Fraction(mp.nstr(truth, 30))
    slack = abs(exact) / 10**22
    assert value.guaranteed
    assert value.digits >= digits
    return value.lower - slack <= exact <= value.upper + slack


@pytest.mark.parametrize("first", LIGHT)
@pytest.mark.parametrize("second", LIGHT)
def test_divergences_contain_the_sums(first, second):
    (p, f), (q, g) = LIGHT[first], LIGHT[second]
    if first == second:
        return
    with mp.workdps(40):
        for gamma in (1, 2, mp.mpf(1) / 3):
            truth = divergences.discrete(f, g, lambda a, b, gamma=gamma: max(a - gamma * b, mp.mpf(0)), 330)
            assert contains(bc.hockey_stick(p, q, int(gamma) if gamma >= 1 else "1/3"), truth)
        truth = divergences.discrete(f, g, lambda a, b: mp.sqrt(a * b), 330)
        assert contains(bc.power_integral(p, q, "1/2"), truth)
        entropy = bc.evaluate(bc.kl(p, q), 15)
        if any(f(k) > 0 and g(k) == 0 for k in range(10)):
            assert entropy.lower == float("inf")
        else:
            truth = mp.fsum(f(k) * mp.log(f(k) / g(k)) for k in range(330) if f(k) > 0)
            assert contains(bc.kl(p, q), truth)


@pytest.mark.parametrize("n", [3, 20])
def test_the_game_contains_the_direct_sum(n):
    with mp.workdps(40):
        for law, f in list(LIGHT.values())[:2]:
            truth = mp.fsum(twins.atom_term(n, f(k), 1) for k in range(330))
            assert contains(bc.Game(law, n=n).delta().expr, truth)


def test_a_heavy_component_keeps_the_truth_inside():
    law = M([bc.Zeta(2), P(3)])
    with mp.workdps(25):
        f = blend("1/2", twins.zeta(2), "1/2", twins.poisson(3))
        head = mp.fsum(twins.atom_term(5, f(k), 1) for k in range(400))
        rest = 1 - mp.fsum(f(k) for k in range(400))
        # Beyond, h = p (1-p)^5, within p and p (1 - 5 p).
        low = head + rest * (1 - 5 * f(400))
    value = bc.Game(law, n=5).delta().value
    assert value.width < Fraction(1, 10**8)
    assert float(low) - 1e-12 <= float(value) <= float(head + rest) + 1e-12
    tv = bc.evaluate(bc.total_variation(law, P(3)), 20)
    with mp.workdps(30):
        z = twins.zeta(2)
        p3 = twins.poisson(3)
        gain = mp.fsum(max(p3.pmf(k) - (z.pmf(k) if k else 0), 0) for k in range(200)) / 2
    assert tv.digits >= 20
    assert abs(float(tv) - float(gain)) < 1e-15


def test_finite_components_make_a_table():
    law = M([bc.Bernoulli("1/3"), bc.Categorical(["1/2", "1/2"], [sp.Rational(1, 2), 7])])
    assert isinstance(law, bc.Categorical)
    assert law.mass_of(0) == sp.Rational(1, 3)
    assert law.mass_of("1/2") == law.mass_of(7) == sp.Rational(1, 4)
    assert M([P(2), P(2)]) == P(2)


def test_the_sampler_draws_the_masses():
    law = M([P(1), bc.DiscreteUniform(4, 5)], ["1/4", "3/4"])
    draws = law.sample(np.random.default_rng(3), 40_000)
    for k in (0, 1, 4, 5):
        mass = float(bc.evaluate(law.mass_of(k), 15))
        assert abs(np.mean(draws == k) - mass) < 5 * (mass / 40_000) ** 0.5
    assert bc.Game(law, n=8).crosscheck(samples=20_000, seed=1).agrees
