"""Released means of gamma, Cauchy and lattice data against independent computations."""

import itertools
import math
from fractions import Fraction

import mpmath as mp
import pytest
import sympy as sp
from flint import arb, fmpq
from reference.continuous import exponential_mean_delta, exponential_mean_delta_by_target

import boundcalc as bc
from boundcalc.functions import (
    BinomialMean,
    CauchyMean,
    ExponentialMean,
    ExponentialMeanTest,
    GammaMean,
    GammaMeanTest,
    LatticeMean,
    LatticeMeanTest,
    NegativeBinomialMean,
    PoissonMean,
)
from boundcalc.functions.means._unimodal import leakage
from boundcalc.functions.means.suff_closed import ClosedMeanTest
from boundcalc.numeric import evaluate
from boundcalc.numeric.precision import working_precision

R = sp.Rational


def near(value, text, relative):
    centre = Fraction(str(text))
    room = Fraction(relative) * abs(centre)
    return value.guaranteed and value.lower - room <= centre <= value.upper + room


def lattice_leakage(masses, n, gamma):
    """The definition in rationals: laws of sums by convolution, then every value of the sum one by one."""
    law = {0: Fraction(1)}
    for _ in range(n):
        before, law = law, {}
        for s, q in before.items():
            for z, p in masses.items():
                law[s + z] = law.get(s + z, Fraction(0)) + q * p
    total = Fraction(0)
    for z, p in masses.items():
        gaps = ((before.get(s - z, Fraction(0)), q) for s, q in law.items())
        total += p * sum(max(Fraction(0), m - gamma * q if gamma >= 1 else q - m / gamma) for m, q in gaps)
    return total


@pytest.mark.parametrize("gamma", ["1", "3/2", "2/3", "1/1000000000000", "1000000000000", "5/4"])
@pytest.mark.parametrize("values", [(0, 1, 5), (0, 2, 4, 7, 31), (-3, 0, 3), (0, 1)], ids=str)
def test_lattice_mean_meets_the_definition(values, gamma):
    whole = len(values) * (len(values) + 1) // 2
    masses = {z: Fraction(k + 1, whole) for k, z in enumerate(values)}
    law = bc.Categorical([str(p) for p in masses.values()], values=list(values))
    low = min(values)
    shifted = {z - low: p for z, p in masses.items()}
    for n in (1, 2, 7, 12):
        truth = lattice_leakage(shifted, n, Fraction(gamma))
        assert evaluate(LatticeMean(law, n, R(gamma))).exact == truth
    blurred = bc.Categorical([sp.sqrt(2) / 2, 1 - sp.sqrt(2) / 2], values=[0, 1])  # balls
    x = Fraction(str(sp.N(sp.sqrt(2) / 2, 60)))
    found = evaluate(LatticeMean(blurred, 30, R(gamma)), 20)
    assert found.guaranteed
    truth = lattice_leakage({0: x, 1: 1 - x}, 30, Fraction(gamma))
    assert found.lower - Fraction(1, 10**50) <= truth <= found.upper + Fraction(1, 10**50)


@pytest.mark.parametrize(
    ("n", "printed"),
    [
        (2, "0.398495506775922"),
        (3, "0.247735312166001053"),
        (50, "0.04234954269541052289949"),
        (100, "0.02965791600333407302483"),
        (1000, "0.009292958663075450399478"),
    ],
)
def test_printed_exponential_values_hold_to_all_digits(n, printed):
    room = Fraction(10) ** -(len(printed) - 3)
    value = evaluate(ExponentialMean(n), 24)
    assert abs(value.midpoint - Fraction(printed)) <= room


@pytest.mark.parametrize(("n", "gamma"), [(3, 1), (4, "1.5"), (5, "0.5"), (2, 3), (5, 2)])
def test_exponential_mean_meets_quadrature(n, gamma):
    twins = [mp.nstr(exponential_mean_delta(n, gamma, 6), 11)]
    if n >= 3:
        twins.append(mp.nstr(exponential_mean_delta_by_target(n, gamma, 6), 11))
    for twin in twins:
        assert near(evaluate(ExponentialMean(n, R(str(gamma))), 15), twin, "1e-7")


def test_shape_one_is_exponential():
    evaluate(GammaMean(1, 4, R(3, 2)), 15).intersection(evaluate(ExponentialMean(4, R(3, 2)), 15))


@pytest.mark.slow
@pytest.mark.parametrize("node", [GammaMean(R(5, 2), 4, R(3, 2)), GammaMean(3, 10), GammaMean(R(1, 2), 10)], ids=str)
def test_gamma_mean_meets_mpmath(node):
    value, twin = evaluate(node, 12), evaluate(node, 8, "mpmath")
    assert abs(value.midpoint - twin.midpoint) <= twin.midpoint * Fraction(1, 10**6)


def test_exponential_rates_give_the_leakage():
    for gamma in (sp.S(1), sp.S(2)):
        gap = ExponentialMeanTest(5, gamma, 1) - gamma * ExponentialMeanTest(5, gamma, 0)
        evaluate(gap, 12).intersection(evaluate(ExponentialMean(5, gamma), 12))


@pytest.mark.parametrize("node", [CauchyMean(2), CauchyMean(5, 2), CauchyMean(5, R(9, 10)), CauchyMean(7, R(1, 2))])
def test_cauchy_mean_meets_mpmath(node):
    value, twin = evaluate(node, 15), evaluate(node, 10, "mpmath")
    assert abs(value.midpoint - twin.midpoint) <= twin.midpoint * Fraction(1, 10**8)


@pytest.mark.parametrize("gamma", [R(1, 2), 1, R(3, 2)])
@pytest.mark.parametrize("target", [None, 2])
def test_binomial_mean_is_the_lattice_mean(gamma, target):
    exact = evaluate(LatticeMean(bc.Binomial(4, "1/3"), 7, gamma, target)).exact
    extra = [] if target is None else [target]
    assert evaluate(BinomialMean(4, R(1, 3), 7, gamma, *extra)).exact == exact
    # Too large for exact rationals: the general way, against the exact one at a long rational.
    p = R(10**3000 // 3, 10**3000)
    value = evaluate(BinomialMean(4, p, 7, gamma, *extra), 15)
    assert abs(value.midpoint - exact) < Fraction(1, 10**15)


@pytest.mark.parametrize(
    "node",
    [
        PoissonMean(2, 6),
        PoissonMean(R(1, 3), 4, R(3, 2)),
        PoissonMean(3, 5, R(1, 2)),
        PoissonMean(2, 1),
        PoissonMean(2, 6, 1, 3),
        NegativeBinomialMean(R(1, 2), R(1, 2), 3, R(5, 4)),
        NegativeBinomialMean(1, R(1, 2), 4),
    ],
    ids=str,
)
def test_unimodal_region_meets_the_full_double_sum(node):
    value, twin = evaluate(node, 15), evaluate(node, 12, "mpmath")
    assert value.guaranteed
    assert abs(value.midpoint - twin.midpoint) <= twin.midpoint * Fraction(1, 10**12)


@pytest.mark.parametrize(("shape", "n", "t"), [(R(5, 2), 5, 1), (R(3, 2), 3, R(1, 2)), (10, 2, R(3, 2))])
def test_gamma_mean_rates_differ_by_the_divergence_at_every_precision(shape, n, t):
    # a ball that is not a number was once taken for 1 on a wide piece, and a stretch of the integral was lost
    divergence = evaluate(GammaMean(shape, n, t), 10)
    excess = divergence if t >= 1 else 1 - Fraction(1, 2) + divergence * Fraction(1, 2)
    for digits in (8, 14):
        tpr, fpr = (evaluate(GammaMeanTest(shape, n, t, member), digits) for member in (1, 0))
        found = tpr - fpr * Fraction(int(R(t).p), int(R(t).q))
        assert found.intersection(excess).width < 10**-7


def test_rates_of_a_lattice_mean_meet_enumeration():
    law, n = bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), 3
    chance = {0: Fraction(1, 2), 1: Fraction(1, 3), 3: Fraction(1, 6)}
    joint: dict[tuple[int, int], Fraction] = {}
    for data in itertools.product(chance, repeat=n):
        mass = math.prod(chance[z] for z in data)
        joint[data[0], sum(data)] = joint.get((data[0], sum(data)), Fraction(0)) + mass
    sums: dict[int, Fraction] = {}
    for (_, s), mass in joint.items():
        sums[s] = sums.get(s, Fraction(0)) + mass
    for t in (Fraction(1, 2), Fraction(1), Fraction(4, 3), Fraction(3)):
        chosen = [(z, s) for z in chance for s in sums if joint.get((z, s), 0) > t * chance[z] * sums[s]]
        tpr, fpr = sum(joint[cell] for cell in chosen), sum(chance[z] * sums[s] for z, s in chosen)
        found = [evaluate(LatticeMeanTest(law, n, R(t.numerator, t.denominator), member)).exact for member in (1, 0)]
        assert found == [tpr, fpr]


def test_trade_off_curve_of_a_lattice_mean_meets_enumeration():
    game = bc.Game(bc.Bernoulli("1/3"), bc.EmpiricalMean(), n=2)
    # (z, s): LR of (1, 2) is 3, of (0, 0) and (1, 1) 3/2, of (0, 1) 3/4, of (1, 0) and (0, 2) 0
    for fpr, tpr in (("1/54", "1/18"), ("1/27", "1/9"), ("5/27", "1/3"), ("13/27", "7/9")):
        value = game.tradeoff().tpr(fpr)
        assert value.lower <= Fraction(tpr) <= value.upper
        assert value.width < 10**-11


@pytest.mark.parametrize("n", [10**6, 10**8])
def test_exponential_mean_of_many_data_is_near_its_rate(n):
    value = evaluate(ExponentialMean(n), 12)
    assert value.guaranteed
    assert value.width < value.upper * 10**-10
    with mp.workdps(30):
        rate = 2 / mp.e / mp.sqrt(2 * mp.pi * n)
        excess = mp.mpf(value.midpoint.numerator) / value.midpoint.denominator / rate - 1
        assert 0 < excess < mp.log(n) / n


@pytest.mark.parametrize(("m", "p", "n"), [(4, Fraction(1, 3), 3), (3, Fraction(1, 2), 5), (1, Fraction(1, 5), 4)])
def test_binomial_rates_and_leakage_by_the_family_meet_enumeration(m, p, n):
    # thresholds just below the largest ratio of each z: the region is then one value of the sum
    def chance(size, k):
        return math.comb(size, k) * p**k * (1 - p) ** (size - k) if 0 <= k <= size else Fraction(0)

    cells = [(z, s, chance(m, z)) for z in range(m + 1) for s in range(n * m + 1)]
    ratios = {z: max(chance((n - 1) * m, s - z) / chance(n * m, s) for s in range(n * m + 1)) for z in range(m + 1)}
    for t in sorted({ratio * Fraction(99, 100) for ratio in ratios.values()} | {Fraction(3, 2), Fraction(1)}):
        member, outsider, excess = Fraction(0), Fraction(0), Fraction(0)
        for z, s, mass in cells:
            inside, outside = mass * chance((n - 1) * m, s - z), mass * chance(n * m, s)
            excess += max(Fraction(0), inside - t * outside)
            if inside > t * outside:
                member, outsider = member + inside, outsider + outside
        threshold, odds = (sp.Rational(x.numerator, x.denominator) for x in (t, p))
        mean = BinomialMean(m, odds, n, threshold)
        for which, truth in ((1, member), (0, outsider)):
            value = evaluate(ClosedMeanTest(mean, which), 12)
            assert value.lower <= truth <= value.upper
            assert value.width < 10**-10
        if t >= 1:
            with working_precision(80):
                family = mean.family(fmpq(m), fmpq(p.numerator, p.denominator), fmpq(n))
                assert leakage(family, fmpq(t.numerator, t.denominator)).contains(
                    arb(fmpq(excess.numerator, excess.denominator))
                )
