"""The float64 path against balls and definitions: every law, gamma and n."""

import random
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.functions import MASS, AtomSum, HockeyStick, MassCap
from boundcalc.numeric import evaluate
from boundcalc.numeric.float64 import NoFloat64Evaluation

SIZES = [1, 2, 3, 4, 5, 7, 10, 33, 63, 64, 65, 1000, 1001, 10**5, 10**6, 10**9, 10**12, 10**15, 2**53 - 1]


def contains(found, low, high):
    return found.lower <= high and low <= found.upper and (high - low > found.width / 1000 or found.lower <= low)


def fraction(x, spread=Fraction(1, 10**60)):
    """(below, above) an mpf at 80 digits."""
    centre = Fraction(mpmath.nstr(x, 75))
    return centre * (1 - spread), centre * (1 + spread)


@pytest.mark.parametrize("s", ["1/10", "1/2", "1", "11/10", "2", "3", "7", "1003/1000"])
@pytest.mark.parametrize("gamma", ["1", "1/20", "2"])
def test_power_laws_with_one_record_contain_the_definition(s, gamma):
    # n = 1: E(B - gamma p)_+ = p (1 - gamma p)_+, and E(p - B/gamma)_+ = p (1-p) for gamma < 1.
    g, law = Fraction(gamma), bc.Zipf(s, 3000)
    with mpmath.workdps(80):
        weights = [mpmath.power(k, -mpmath.mpf(sp.Rational(s).p) / sp.Rational(s).q) for k in range(1, 3001)]
        total = mpmath.fsum(weights)
        x = mpmath.mpf(g.numerator) / g.denominator if g > 1 else mpmath.mpf(1)
        low, high = fraction(mpmath.fsum(w / total * max(1 - x * w / total, 0) for w in weights))
    found = evaluate(AtomSum(HockeyStick(1, MASS, sp.Rational(gamma)), law), backend="float64")
    assert contains(found, low, high)
    assert found.width < 1e-11


def normal_cells(cuts):
    """Masses of the cells of a standard normal law at 80 digits."""
    ends = [-mpmath.inf, *(mpmath.mpf(c.numerator) / c.denominator for c in cuts), mpmath.inf]
    return [(mpmath.erfc(-b / mpmath.sqrt(2)) - mpmath.erfc(-a / mpmath.sqrt(2))) / 2 for a, b in pairwise(ends)]


@pytest.mark.parametrize("light", [8, 16, 24])
@pytest.mark.parametrize(("n", "gamma"), [(2, "10"), (2, "1"), (5, "2"), (5, "1/2"), (40, "1"), (40, "3/5"), (40, "4")])
def test_a_very_light_cell_keeps_its_absolute_error(light, n, gamma):
    cuts, g = [Fraction(1, 2), Fraction(1, 2) + Fraction(1, 10**light)], Fraction(gamma)
    with mpmath.workdps(120):
        x, exact = mpmath.mpf(g.numerator) / g.denominator, mpmath.mpf(0)
        for p in normal_cells(cuts):
            for i in range(n + 1):
                gain = mpmath.mpf(i) / n - x * p if x >= 1 else p - mpmath.mpf(i) / n / x
                exact += max(gain, 0) * mpmath.binomial(n, i) * p**i * (1 - p) ** (n - i)
        low, high = fraction(exact)
    law = bc.Quantised(bc.Normal(0, 1), cuts)
    found = evaluate(AtomSum(HockeyStick(n, MASS, sp.Rational(gamma)), law), backend="float64")
    assert contains(found, low, high)


def random_rational(rng, *powers):
    return Fraction(rng.randint(1, 10 ** rng.choice(powers)), rng.randint(1, 10 ** rng.choice(powers)))


def random_law(rng):
    kind, q = rng.randrange(17), Fraction(rng.randint(1, 999), 1000)
    table = np.random.default_rng(rng.randrange(10**6))
    if kind == 0:
        return bc.Zipf(rng.choice(["1/10", "1", "11/10", "2", "40", "0", "1003/1000"]), rng.choice([1, 7, 500, 3000]))
    if kind == 1:
        return bc.Poisson(random_rational(rng, 1, 2, 3))
    if kind == 2:
        return bc.Geometric(q)
    if kind == 3:
        return bc.NegativeBinomial(random_rational(rng, 1), Fraction(rng.randint(5, 99), 100))
    if kind == 4:
        return bc.Binomial(rng.choice([1, 2, 5, 30, 300]), q)
    if kind == 5:
        tiny = Fraction(1, 10 ** rng.randint(1, 30))
        return bc.Bernoulli(rng.choice([q, tiny, 1 - tiny]))
    if kind == 6:
        return bc.DiscreteUniform(1, rng.choice([1, 2, 3, 1000, 10**12, 2**53 + 1, 10**20]))
    if kind == 7:
        return bc.Categorical([rng.randint(1, 10 ** rng.randint(1, 18)) for _ in range(5)], normalize=True)
    if kind == 8:
        return bc.Categorical(table.random(3000) ** rng.choice([1, 5, 30, 200]), normalize=True)
    if kind == 9:
        return bc.Counts((table.zipf(1.5, rng.choice([3, 50, 3000])) % 10**6 + 1).tolist())
    if kind in (10, 11):
        base = rng.choice([bc.Normal(0, 1), bc.Exponential(1), bc.Laplace(0, 1), bc.Cauchy(0, 1), bc.Uniform(0, 2)])
        first = Fraction(rng.randint(1, 40), 41)
        return bc.Quantised(base, [first, first + Fraction(1, 10 ** rng.randint(1, 30)), Fraction(3, 2)])
    if kind == 12:
        return bc.Quantised(bc.Normal(0, 1), width=Fraction(1, rng.randint(1, 9)), low=-rng.randint(2, 30), high=3)
    if kind == 13:
        return bc.Product(bc.Bernoulli(q), bc.Binomial(rng.randint(1, 20), "1/3"), bc.Zipf("3/2", 10))
    if kind == 14:
        return bc.Mixture([bc.Poisson(rng.randint(1, 9)), bc.Geometric(q)], ["1/3", "2/3"])
    if kind == 15:
        tiny = [Fraction(1, 10 ** rng.randint(1, 400)), Fraction(1, 10 ** rng.randint(1, 20))]
        return bc.Categorical([1, *tiny], normalize=True)
    return bc.Categorical([sp.sqrt(2) / 2, 1 - sp.sqrt(2) / 2])


def random_gamma(rng):
    near = 1 + rng.choice([-1, 1]) * Fraction(1, 10 ** rng.randint(1, 17))
    return rng.choice([Fraction(1), random_rational(rng, 1, 2), near, Fraction(rng.randint(1, 300), 100)])


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(s, marks=pytest.mark.slow) for s in range(8, 80))])
def test_float64_contains_the_balls_for_every_law(seed):
    rng, compared = random.Random(seed), 0
    for _ in range(12):
        law, gamma = random_law(rng), random_gamma(rng)
        n = rng.choice([rng.choice(SIZES), rng.randint(1, 60), rng.randint(1, 10**6)])
        term = HockeyStick(n, MASS, sp.Rational(gamma)) if rng.random() < 0.9 else MassCap(n, MASS)
        try:
            found = evaluate(AtomSum(term, law), backend="float64")
        except NoFloat64Evaluation:
            continue
        balls, compared = evaluate(AtomSum(term, law), 20), compared + 1
        assert contains(found, balls.lower, balls.upper), (law, n, gamma)
    assert compared > 4


def test_atoms_of_a_mass_near_one_in_a_heavy_game():
    found = bc.Game(bc.Poisson("471/10"), n=10**15, nu="1/1000001").delta(backend="float64").value
    balls = bc.Game(bc.Poisson("471/10"), n=10**15, nu="1/1000001").delta(20).value
    assert contains(found, balls.lower, balls.upper)
