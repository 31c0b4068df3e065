"""The mean absolute deviation of laws on the line, and the first-order constant that is made of it."""

import mpmath as mp
import pytest
import sympy as sp
from reference.continuous import standardised_deviation

import boundcalc as bc
from boundcalc.divergences.mean_deviation import MeanDeviation
from boundcalc.numeric.ball import NoBallEvaluation
from boundcalc.theorems.means.standard_norm import standard_norm

CLOSED = [
    bc.Normal(1, 2),
    bc.Exponential(3),
    bc.Gamma("1/3", 1),
    bc.Uniform(-1, 4),
    bc.Laplace(0, 2),
    bc.Logistic(1, 2),
    bc.Beta("1/2", "1/3"),
    bc.Beta(5, 2),
    bc.LogNormal("-1/2", 2),
    bc.Pareto("5/2", 3),
    bc.StudentT("5/2"),
    bc.Weibull("1/2", 3),
    bc.Weibull(3, 2),
]
SPLIT = bc.Mixture([bc.Beta("1/2", "1/2"), bc.Affine(bc.Exponential(1), 0, -1)])  # singular inside its support


def normal(x, mean=0, sd=1):
    return mp.npdf(x, mean, sd)


def student(x, nu):
    return mp.gamma((nu + 1) / 2) / mp.gamma(nu / 2) / mp.sqrt(nu * mp.pi) * (1 + x**2 / nu) ** (-(nu + 1) / 2)


TWINS = [
    (bc.StudentT(5), lambda x: student(x, mp.mpf(5)), [-mp.inf, -9, 0, 9, mp.inf], 1e-10),
    (
        bc.Affine(bc.StudentT(7), 1, -2),
        lambda x: student((x - 1) / 2, mp.mpf(7)) / 2,
        [-mp.inf, -9, 1, 11, mp.inf],
        1e-10,
    ),
    (bc.Beta(2, "7/2"), lambda x: x * (1 - x) ** 2.5 / mp.beta(2, 3.5), [0, 1], 1e-10),
    (bc.Weibull("3/2", 1), lambda x: 1.5 * mp.sqrt(x) * mp.exp(-(x**1.5)), [0, 1, 4, 30], 1e-10),
    (bc.LogNormal(0, "1/2"), lambda x: normal(mp.log(x), 0, 0.5) / x, [0, 0.5, 1, 2, 8, 200], 1e-10),
    (bc.Pareto(8, 1), lambda x: 8 * x**-9, [1, 2, 10, mp.inf], 1e-10),
    (bc.Logistic(0, 1), lambda x: 1 / (4 * mp.cosh(x / 2) ** 2), [-90, -10, 0, 10, 90], 1e-10),
    (
        bc.Mixture([bc.Normal(0, 1), bc.Normal(3, "1/2")], ["1/4", "3/4"]),
        lambda x: normal(x) / 4 + 3 * normal(x, 3, 0.5) / 4,
        [-12, -4, 0, 2, 3, 4, 12],
        1e-10,
    ),
    (
        bc.Mixture([bc.Normal(0, 1), bc.StudentT(6)]),
        lambda x: (normal(x) + student(x, mp.mpf(6))) / 2,
        [-mp.inf, -9, 0, 9, mp.inf],
        1e-10,
    ),
    (
        bc.Mixture([bc.Uniform(0, 1), bc.Uniform(2, 4)]),
        lambda x: mp.mpf(0 < x < 1) / 2 + mp.mpf(2 < x < 4) / 4,
        [0, 1, 2, 4],
        1e-10,
    ),
    (
        SPLIT,
        lambda x: mp.exp(x) / 2 if x < 0 else 1 / (2 * mp.pi * mp.sqrt(x * (1 - x))),
        [-60, -5, 0, 0.5, 1],
        1e-7,
    ),
]


@pytest.mark.parametrize("law", CLOSED, ids=str)
def test_integral_meets_the_closed_form(law):
    closed = bc.evaluate(standard_norm(law) * sp.sqrt(law.variance), 30)
    value = bc.evaluate(MeanDeviation(law), 25)
    assert not standard_norm(law).has(MeanDeviation)
    assert value.guaranteed
    assert value.digits >= 25
    assert value.lower <= closed.upper
    assert closed.lower <= value.upper


@pytest.mark.parametrize(("law", "density", "cuts", "close"), TWINS, ids=[str(twin[0]) for twin in TWINS])
def test_constant_meets_mpmath(law, density, cuts, close):
    value = bc.evaluate(standard_norm(law), 20)
    assert value.guaranteed
    assert abs(float(value) - float(standardised_deviation(density, cuts))) < close


def test_affine_images_and_scales():
    law = bc.Mixture([bc.Normal(0, 1), bc.StudentT(5)])
    assert standard_norm(bc.Affine(law, 7, -3)) == standard_norm(law)
    moved = bc.evaluate(MeanDeviation(bc.Affine(law, 7, -3)) / 3, 15)
    assert abs(moved.midpoint - bc.evaluate(MeanDeviation(law), 15).midpoint) <= 2 * moved.width + 1e-15
    # two far points: the deviation is half their distance, up to mass that is 10^-9 of it
    far = bc.evaluate(MeanDeviation(bc.Mixture([bc.StudentT("21/10"), bc.Normal(10**6, 1)])), 12)
    assert float(far) == pytest.approx(5e5, rel=1e-8)


def test_without_a_variance_there_is_no_constant():
    for law in (bc.Cauchy(0, 1), bc.StudentT(2), bc.Pareto(2, 1), bc.Mixture([bc.Normal(0, 1), bc.StudentT(1)])):
        assert standard_norm(law) is None
        assert "mean-rate" not in {b.id for b in bc.Game(law, bc.EmpiricalMean(), n=5).bounds()}
    with pytest.raises(NoBallEvaluation, match="no finite variance"):
        bc.evaluate(MeanDeviation(bc.StudentT(2)))
    with pytest.raises(ValueError, match="continuous law on the line"):
        MeanDeviation(bc.Poisson(1))


@pytest.mark.parametrize("law", [bc.StudentT(3), SPLIT, bc.LogNormal(0, 1)], ids=str)
def test_the_rate_applies(law):
    bound = {b.id: b for b in bc.Game(law, bc.EmpiricalMean(), n=100).bounds()}["mean-rate"]
    constant = float(bc.evaluate(standard_norm(law)))
    assert float(bound) == pytest.approx(constant / float(sp.sqrt(200 * sp.pi)), rel=1e-9)
