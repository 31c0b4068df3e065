"""Discrete Laplace and discrete Gaussian laws, and affine images of discrete laws: the game, and how they differ."""

import math

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.numeric.number import NoBallEvaluation

K = np.arange(-700, 701)


def masses(law, moved=0):
    """From the definition, in float64."""
    k = np.abs(K - moved)
    if isinstance(law, bc.DiscreteLaplace):
        return math.tanh(float(law.rate) / 2) * np.exp(-float(law.rate) * k)
    weights = np.exp(-(k**2.0) / (2 * float(law.sigma) ** 2))
    return weights / weights.sum()


LAPLACE, GAUSSIAN = bc.DiscreteLaplace("1/2"), bc.DiscreteGaussian(3)
PAIRS = [
    (LAPLACE, LAPLACE, 2),
    (LAPLACE, bc.DiscreteLaplace("2/3"), -1),
    (GAUSSIAN, GAUSSIAN, 1),
    (GAUSSIAN, bc.DiscreteGaussian("7/2"), 3),
    (GAUSSIAN, LAPLACE, 0),
]


def moved(law, by):
    return bc.Affine(law, by)


@pytest.mark.parametrize("n", [1, 7, 200])
@pytest.mark.parametrize("law", [LAPLACE, GAUSSIAN, bc.DiscreteGaussian("1/5"), bc.DiscreteLaplace(4)], ids=str)
def test_the_game_is_the_sum_over_all_integers(law, n):
    with mp.workdps(30):
        if isinstance(law, bc.DiscreteLaplace):
            a = mp.mpf(int(law.rate.p)) / int(law.rate.q)
            listed = [mp.tanh(a / 2) * mp.exp(-a * k) for k in range(200)]
        else:
            s = mp.mpf(int(law.sigma.p)) / int(law.sigma.q)
            listed = [mp.exp(-(k**2) / (2 * s * s)) for k in range(200)]
            listed = [x / (listed[0] + 2 * mp.fsum(listed[1:])) for x in listed]

        def h(p):  # de Moivre
            k = mp.floor(n * p)
            return p * (1 - p) * mp.binomial(n - 1, k) * p**k * (1 - p) ** (n - 1 - k)

        expected = h(listed[0]) + 2 * mp.fsum(h(p) for p in listed[1:])
    value = bc.Game(law, n=n).delta(digits=15).value
    assert abs(float(value) - float(expected)) < 1e-15
    assert value.guaranteed
    assert value.digits >= 14
    assert bc.Game(law, n=n).delta(digits=10, backend="float64").value.intersection(value)
    assert bc.Game(bc.Affine(law, "1/3", -2), n=n).delta(digits=15).value == value


@pytest.mark.parametrize(("p", "q", "by"), PAIRS, ids=str)
def test_divergences_are_the_sums_over_all_integers(p, q, by):
    keep = np.abs(K) < (500 if isinstance(p, bc.DiscreteLaplace) else 60)
    x, y, other = masses(p)[keep], masses(q, by)[keep], moved(q, by)
    assert float(bc.evaluate(bc.total_variation(p, other), 12)) == pytest.approx(np.abs(x - y).sum() / 2, abs=1e-12)
    assert float(bc.evaluate(bc.hockey_stick(p, other, 2), 12)) == pytest.approx(
        np.maximum(x - 2 * y, 0).sum(), abs=1e-12
    )
    assert float(bc.evaluate(bc.kl(p, other), 10)) == pytest.approx((x * np.log(x / y)).sum(), rel=1e-9)
    assert float(bc.evaluate(bc.hellinger(p, other), 10)) == pytest.approx(
        math.sqrt(max(0, 1 - np.sqrt(x * y).sum())), rel=1e-6
    )
    expected = math.log((x**1.5 * y**-0.5).sum()) * 2
    assert float(bc.evaluate(bc.renyi(p, other, "3/2"), 10)) == pytest.approx(expected, rel=1e-8)
    loss = bc.PrivacyLoss.between(p, other)
    assert float(loss.delta("1/4", 8)) == pytest.approx(np.maximum(x - math.exp(0.25) * y, 0).sum(), abs=1e-9)
    assert float(loss.reversed().delta("1/4", 8)) == pytest.approx(
        np.maximum(y - math.exp(0.25) * x, 0).sum(), abs=1e-9
    )


def test_a_moment_that_does_not_exist_is_infinite():
    assert bc.evaluate(bc.renyi(LAPLACE, GAUSSIAN, 2)).lower == math.inf
    # 2 A_p < A_q: e^(-2 k^2/(2 s^2) + k^2/(2 t^2)) grows for t < s/sqrt 2.
    assert bc.evaluate(bc.renyi(GAUSSIAN, bc.DiscreteGaussian(2), 2)).lower == math.inf
    assert bc.evaluate(bc.renyi(LAPLACE, bc.DiscreteLaplace(1), 2)).lower == math.inf  # 2/2 - 1 = 0
    assert bc.evaluate(bc.renyi(LAPLACE, bc.DiscreteLaplace("9/10"), 2)).upper < math.inf


def test_laws_on_two_lattices_have_nothing_in_common_or_are_refused():
    assert bc.evaluate(bc.total_variation(LAPLACE, bc.Affine(LAPLACE, "1/2"))).exact == 1
    assert bc.PrivacyLoss.between(LAPLACE, bc.Affine(LAPLACE, "1/2")).advantage().lower == 1
    for other in (bc.Affine(LAPLACE, 0, 2), bc.Poisson(3)):
        with pytest.raises(NoBallEvaluation, match="no comparison is known"):
            bc.evaluate(bc.total_variation(LAPLACE, other))


def test_noise_moved_by_a_record_is_the_mechanism():
    assert bc.PrivacyLoss.between(LAPLACE, moved(LAPLACE, 3)) == bc.PrivacyLoss.geometric("1/2", 3)
    assert bc.PrivacyLoss.between(GAUSSIAN, moved(GAUSSIAN, -2)) == bc.PrivacyLoss.discrete_gaussian(3, 2)
    small = bc.Affine(GAUSSIAN, 0, sp.sqrt(2))
    assert bc.PrivacyLoss.between(small, bc.Affine(GAUSSIAN, sp.sqrt(2), sp.sqrt(2))).parts


@pytest.mark.parametrize("sigma", ["1/50", "2/5", "1", "30", "100000"])
def test_weights_add_up_by_either_series(sigma):
    from boundcalc.functions.gaussian_sum import GaussianSum

    with mp.workdps(40):
        top, _, bottom = sigma.partition("/")
        s = mp.mpf(top) / int(bottom or 1)
        plain = 1 + 2 * mp.fsum(mp.exp(-(k**2) / (2 * s * s)) for k in range(1, 600)) if s < 40 else None
        other = s * mp.sqrt(2 * mp.pi) * (1 + 2 * mp.fsum(mp.exp(-2 * (mp.pi * s * k) ** 2) for k in range(1, 300)))
        found = bc.evaluate(GaussianSum(sp.Rational(sigma)), 25)
        for expected in (plain, other):
            assert expected is None or abs(mp.mpf(found.lower.numerator) / found.lower.denominator - expected) < (
                expected * mp.mpf(10) ** -24
            )


AFFINE = [
    (bc.Poisson(2), "1/2", 3),
    (bc.Binomial(5, "1/3"), -1, "1/2"),
    (bc.Zipf(2, 6), 0, -1),
    (bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), 4, 2),
]


@pytest.mark.parametrize(("law", "shift", "scale"), AFFINE, ids=str)
def test_an_affine_image_has_the_same_masses_at_other_values(law, shift, scale):
    image = bc.Affine(law, shift, scale)
    assert str(image) == f"Affine({law}, {sp.Rational(shift)}, {sp.Rational(scale)})"
    move, factor = sp.Rational(shift), sp.Rational(scale)
    assert image.mass_of(move + 3 * factor) == law.mass_of(3)
    assert bc.Affine(image, -move / factor, 1 / factor) == law
    for n in (1, 4):
        assert bc.Game(image, n=n).delta(digits=12).value == bc.Game(law, n=n).delta(digits=12).value
    draws = image.sample(np.random.default_rng(1), 400)
    assert set(draws) <= {float(move + factor * k) for k in range(60)}
    with pytest.raises(ValueError, match="target must be an atom") as error:
        image.mass_of(move + factor / 7)
    assert "\n" not in str(error.value)
    game = bc.Game(image, n=3)
    assert game.simulate(4000, seed=2).lower <= game.delta().value.upper


def test_the_mean_of_an_affine_image_is_that_of_its_law():
    plain, image = bc.Binomial(2, "1/3"), bc.Affine(bc.Binomial(2, "1/3"), 1, 5)
    games = [bc.Game(law, bc.EmpiricalMean(), n=3) for law in (plain, image)]
    assert games[0].delta(digits=10).value == games[1].delta(digits=10).value
    assert bc.evaluate(bc.total_variation(image, bc.Affine(bc.Binomial(2, "1/2"), 1, 5))) == bc.evaluate(
        bc.total_variation(plain, bc.Binomial(2, "1/2"))
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: bc.DiscreteLaplace(0), r"rate must be in \(0, oo\), got 0"),
        (lambda: bc.DiscreteGaussian(-1), r"sigma must be in \(0, oo\), got -1"),
        (lambda: bc.Affine(LAPLACE, 0, 0), "scale must not be 0"),
        (lambda: bc.Affine(bc.Categorical(["1/2", "1/2"], values=["a", "b"])), "law must be a continuous law"),
        (lambda: LAPLACE.mass_of("1/2"), "target must be an atom of DiscreteLaplace"),
        (lambda: LAPLACE.rarest(1), "has no rarest atom"),
        (lambda: bc.Game(bc.DiscreteGaussian(10**9), n=3).delta(), "would have to be taken one by one"),
    ],
)
def test_bad_input_is_said_in_one_line(make, words):
    with pytest.raises(ValueError, match=words) as error:
        make()
    assert "\n" not in str(error.value)
