"""What rounding does to a simulation is covered, refused, or said."""

import mpmath
import numpy as np
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.montecarlo import CrossCheck, Estimate, simulate
from boundcalc.montecarlo.bounded import EmpiricalBernstein, summary
from boundcalc.montecarlo.play import Play
from boundcalc.theorems.means.uniform import log_density

GAME = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)


@pytest.mark.parametrize(
    ("law", "n", "delta"),
    [
        # gamma draws of small shape underflow
        (bc.Gamma("1/50", 1), 2, "0.534806"),
        (bc.ChiSquare("1/100"), 4, "0.296071"),
        # terms of size n log n in the ratio, and numpy's gamma draws of shape n
        (bc.Exponential(1), 10**12, "2.9352e-7"),
        (bc.MultivariateNormal(dim=10**12), 10**12, "0.382924922"),  # erf(1/sqrt 8)
        (bc.Exponential(1), 10**18, "0"),  # 2.9e-10: below what is added for rounding
    ],
    ids=str,
)
def test_simulated_means_agree_where_float64_is_strained(law, n, delta):
    # The values are those of certified quadrature; the last, of the limit.
    estimate = simulate(bc.Game(law, bc.EmpiricalMean(), n=n), 20_000, seed=1, level="0.999999")
    assert estimate.lower <= float(delta) + 1e-6
    assert float(delta) <= estimate.upper + 1e-6
    assert estimate.estimate == pytest.approx(float(delta), abs=0.02)
    if n > 1000 and float(delta) < 0.01:
        assert estimate.estimate < 1e-5  # the mean of 20,000 numbers of that size


def test_density_of_uniform_sums_is_that_of_the_alternating_sum():
    mp = mpmath.mp.clone()
    mp.dps = 300
    for n in (2, 3, 7, 20, 40):
        for x in (1e-6, 0.1, 0.999, 1.0, 1.5, n / 2 + 0.1, n - 0.3):
            terms = ((-1) ** k * mp.binomial(n, k) * (mp.mpf(x) - k) ** (n - 1) for k in range(int(x) + 1))
            exact = mp.log(sum(terms) / mp.factorial(n - 1)) if 0 < x < n else None
            if exact is not None:
                assert log_density(n, np.array([x]))[0] == pytest.approx(float(exact), rel=1e-13, abs=1e-13)
        assert log_density(n, np.array([-1.0, n + 0.5])).tolist() == [-np.inf, -np.inf]


def test_draws_that_float64_cannot_tell_apart_are_refused():
    game = bc.Game(bc.Normal(10**17, 1), n=5, nu="3/5")  # non-members are looked at
    with pytest.raises(ValueError, match="float64 is too coarse for draws of Normal"):
        game.simulate(1000, seed=0)


def test_weights_beyond_float64_are_refused():
    with pytest.raises(ValueError, match="must lie between 1e-301 and 1e301"):
        bc.Game(GAME.law, n=6, nu="1e-400").simulate(100, seed=0)


def test_accuracy_needs_rational_weights():
    estimate = bc.Game(GAME.law, n=6, nu=1 / sp.pi).simulate(1000, seed=0)
    with pytest.raises(ValueError, match="nu must be a number such as 3/10"):
        estimate.accuracy  # noqa: B018


@pytest.mark.parametrize("nu", ["1e-12", "1e-6", "999999/1000000"])
def test_the_attack_is_scaled_without_rounding(nu):
    game = bc.Game(GAME.law, n=6, nu=nu)
    estimate = game.simulate(2000, seed=0, method="attack")
    exact = game.delta().number()
    assert estimate.lower <= exact.upper
    assert exact.lower <= estimate.upper


@pytest.mark.parametrize("bad", [[0.5, 1.1], [-0.1, 0.5], [float("nan")], [float("inf")]])
def test_variables_outside_the_unit_interval_are_an_alarm(bad):
    with pytest.raises(ValueError, match=r"must be in \[0, 1\]"):
        summary(np.array(bad))
    with pytest.raises(ValueError, match=r"must have variables in \[0, 1\]"):
        EmpiricalBernstein("0.99").update(2, float(np.mean(bad)) + 1, float("nan"))


def test_two_laws_that_print_alike_are_two_runs(tmp_path):
    first, second = (bc.Game(bc.Quantised(bc.Normal(0, 1), [-1, 0, edge]), n=5) for edge in (1, 2))
    assert str(first.law) == str(second.law)
    assert Play(first, "ratio").describe() != Play(second, "ratio").describe()
    simulate(first, 1000, seed=1, checkpoint=tmp_path / "run")
    with pytest.raises(ValueError, match="belongs to another run"):
        simulate(second, 1000, seed=1, checkpoint=tmp_path / "run", resume=True)
    tables = [bc.Game(bc.Counts(dict(enumerate([*range(1, 60), last]))), n=5) for last in (60, 61)]
    assert Play(tables[0], "ratio").describe() != Play(tables[1], "ratio").describe()
    leaves = [bc.Counts(dict(enumerate([*range(1, 60), *last]))) for last in ((60, 61), (61, 60))]
    trees = [bc.Game(None, bc.RegressionTree(law), n=3) for law in leaves]
    assert str(trees[0]) == str(trees[1])
    assert Play(trees[0], "ratio").describe() != Play(trees[1], "ratio").describe()


def test_agreement_with_a_rough_enclosure_says_little():
    estimate = Estimate(0.2, 0.19, 0.21, 0.99, 100, 0, "by hand")
    assert CrossCheck(estimate, bc.Enclosure("0.19999", "0.20001")).verdict == "agrees"
    assert CrossCheck(estimate, bc.Enclosure("0", "1")).verdict.endswith("too roughly to tell")
    assert CrossCheck(estimate, bc.Enclosure("0.3", "1")).verdict == "DISAGREES"


def test_levels_and_accuracies_are_never_rounded_up():
    estimate = simulate(GAME, 1000, seed=0, level="0.99999999999999999999")
    assert estimate.level < 1
    assert "at 99.9999% confidence" in str(estimate)
