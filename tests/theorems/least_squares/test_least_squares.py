"""The game of least squares from the front door."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from reference.latex import read_latex
from scipy.special import gammaln

import boundcalc as bc
from boundcalc.functions import GramInformation


def game(p=3, n=6, learner=None, **kwargs):
    return bc.Game(bc.GaussianRegression(p=p), learner or bc.LeastSquares(), n=n, **kwargs)


def test_bounds_are_on_their_sides():
    bounds = {b.id: b for b in game().bounds()}
    exact = bounds["ols-exact"]
    assert (exact.kind, exact.label, exact.guaranteed) == ("exact", "proved", False)
    assert bounds["ols-residual"].guaranteed
    assert bounds["ols-residual"].value.upper < exact.value.lower
    assert bounds["ols-residual"].value.upper < bounds["ols-prediction"].value.lower
    assert bounds["ols-prediction"].guaranteed
    assert bounds["ols-prediction"].value.upper < exact.value.lower
    assert {"ols-limit", "ols-fixed-p"} <= set(bounds)
    assert abs(float(bounds["ols-limit"]) - float(exact)) < 0.02


def test_the_gram_matrix_bounds_what_is_a_function_of_it():
    for learner, lam in [(bc.LeastSquares(), 1), (bc.LeastSquares(noise=1), 1), (bc.Ridge(2), "3/2")]:
        upper = game(9, 12, learner, lam=lam).bounds().upper
        assert upper.path == "ols-sufficient via dpi"
        assert upper.value.upper == game(9, 12, bc.LeastSquares("sufficient"), lam=lam).delta(12).value.upper
    assert game(8, 4, bc.Ridge(1)).bounds().upper is None  # p >= n


@pytest.mark.parametrize(("n", "p"), [(6, 3), (3, 1), (12, 11)])
def test_information_is_the_mean_log_ratio_of_a_member(n, p):
    rng, size = np.random.default_rng(7), 20_000
    x, y = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    s, b = np.einsum("rni,rnj->rij", x, x), np.einsum("rni,rn->ri", x, y)
    wishart = np.zeros(size)  # log of the density of the release without the member over that with it
    for degrees, gram, moment, sign in (
        (n - 1, s - x[:, 0, :, None] * x[:, 0, None], b - x[:, 0] * y[:, :1], 1),
        (n, s, b, -1),
    ):
        det, solved = np.linalg.slogdet(gram)[1], np.linalg.solve(gram, moment[..., None])[..., 0]
        log = (degrees - p - 2) / 2 * det - np.trace(gram, axis1=1, axis2=2) / 2 - (moment * solved).sum(1) / 2
        wishart += sign * (log - degrees * p / 2 * np.log(2) - sum(gammaln((degrees - i) / 2) for i in range(p)))
    value = bc.evaluate(GramInformation(n, p), 15)
    assert value.guaranteed
    assert abs(wishart.mean() - float(value)) < 5 * wishart.std() / np.sqrt(size)
    assert abs(value.midpoint - bc.evaluate(GramInformation(n, p), 15, "mpmath").midpoint) < Fraction(1, 10**13)


def test_information_bound_is_above_the_gram_matrix_for_every_size():
    for n, p, lam in [(5, 4, 1), (40, 6, "3/2"), (60, 20, "1/2")]:
        g = game(p, n, bc.LeastSquares("sufficient"), lam=lam)
        bound = bc.evaluate(bc.CATALOG["ols-sufficient-info"].expr(g), 12)
        assert g.delta(8).value.upper < bound.lower
    large = game(1000, 10**6).bounds().upper
    assert large.guaranteed
    assert 0.34 < float(large) < 0.35  # a little below sqrt(p^2/(8n)), by the sharp step from information


def test_explanation_says_what_is_not_guaranteed_and_when_security_breaks():
    text = str(game().explain())
    assert "Without guarantee:" in text
    assert "breaks at p ~ n; releasing X'X and X'y as well breaks it at p ~ sqrt(n)" in text
    assert "the estimate alone breaks at p ~ n" in str(game(3, 400, bc.LeastSquares("sufficient")).explain())
    assert {row["theorem"] for row in game().explain().to_json()["without_guarantee"]} >= {"ols-limit", "ols-fixed-p"}


def test_standardisation_does_not_change_the_leakage():
    law = bc.GaussianRegression(2, "1/2", covariance=[[2, 1], [1, 2]], coefficients=[1, "1/3"])
    plain = bc.GaussianRegression(2)
    exact = bc.CATALOG["ols-exact"]
    games = [bc.Game(one, bc.LeastSquares(), n=5) for one in (law, plain)]
    assert exact.applies(games[0])
    assert exact.expr(games[0]) == exact.expr(games[1])
    square, y = law.standard_record(([1, 2], 3))
    assert square == 2  # x'C^{-1}x
    assert y == sp.Rational(8, 3)
    assert exact.target(games[0], ([1, 2], 3)) == exact.target(games[1], ([1, 1], sp.Rational(8, 3)))


def test_simulation_agrees_with_the_quadrature():
    for n, p, lam in [(3, 1, 1), (5, 4, "3/2"), (4, 1, "1/2")]:
        estimate = game(p, n, lam=lam).simulate(60_000, seed=1, level="0.999")
        value = float(game(p, n, lam=lam).delta(8))
        assert estimate.lower <= value <= estimate.upper


def test_simulated_record_agrees_with_its_leakage():
    g = game(2, 5)
    record = ([1, 2], "1/2")
    value = float(g.target(record))
    estimate = g.simulate(60_000, seed=2, level="0.999", target=record)
    assert estimate.lower <= value <= estimate.upper


def test_leakage_sampler_averages_to_delta():
    estimate = game().simulate(500, seed=3, level="0.999", method="leakage")
    assert estimate.lower <= 0.37651509199 <= estimate.upper


def test_minimum_norm_leaves_no_security():
    g = game(8, 4, bc.MinimumNorm())
    assert g.delta().value.exact == 1
    assert g.security().value.exact == 0
    assert g.target(([0] * 8, 1)).value.exact == 1
    assert g.simulate(300, seed=0).upper == 1


def test_labels_are_not_stronger_than_the_theory():
    assert bc.CATALOG["ols-ridge"].label == "heuristic"
    assert bc.CATALOG["ols-noise"].label == "heuristic"
    assert bc.CATALOG["ols-limit"].label == "limit"
    (bound,) = [b for b in game(50, 100, bc.Ridge(50)).bounds() if not b.via]
    assert not bound.guaranteed


@pytest.mark.parametrize("release", ["estimate", "sufficient"])
def test_limits_answer_where_the_exact_value_is_out_of_reach(release):
    large = game(3, 10**6, bc.LeastSquares(release))
    with pytest.raises(ValueError, match="beyond the reach"):
        large.delta()
    assert {bound.kind for bound in large.bounds()} >= {"limit"}


def test_gram_matrix_breaks_earlier():
    estimate = bc.evaluate(bc.CATALOG["ols-limit"].expr(game(100, 10_000)), 6)
    gram = bc.evaluate(bc.CATALOG["ols-sufficient-limit"].expr(game(100, 10_000, bc.LeastSquares("sufficient"))), 6)
    assert float(gram) > 5 * float(estimate)


def test_fixed_p_as_stated():
    for p, n in [(1, 7), (4, 30), (9, 100)]:
        values = {"p": sp.Integer(p), "n": sp.Integer(n), "pi": sp.pi}
        stated = read_latex(bc.CATALOG["ols-fixed-p"].as_stated, values, {"Gamma": sp.gamma})
        assert abs(sp.N(stated - bc.CATALOG["ols-fixed-p"].expr(game(p, n)), 30)) < 1e-25


def test_fixed_p_is_approached():
    from boundcalc.functions.least_squares import _exact_quadrature

    for p in (1, 4):
        exact = _exact_quadrature.members_first(20_000, p, 1.0, (100, 32, 60)).divergence
        assert abs(exact / float(bc.evaluate(bc.CATALOG["ols-fixed-p"].expr(game(p, 20_000)))) - 1) < 2e-3


BAD = [
    (lambda: game(2, 2), "MinimumNorm"),
    (lambda: game(2, 3, bc.MinimumNorm()), "LeastSquares"),
    (lambda: bc.GaussianRegression(p=0), "p must be an integer of at least 1"),
    (lambda: bc.GaussianRegression(), "p must be given"),
    (lambda: bc.GaussianRegression(2, covariance=[[1, 1], [1, 1]]), "positive definite"),
    (lambda: bc.GaussianRegression(2, covariance=[[1, 2], [0, 1]]), "symmetric"),
    (lambda: bc.GaussianRegression(2, covariance=[[1]]), "2 x 2"),
    (lambda: bc.GaussianRegression(2, coefficients=[1]), "list of 2 numbers"),
    (lambda: bc.GaussianRegression(2, noise_sd=0), "nothing leaks"),
    (lambda: bc.GaussianRegression(2, noise_sd=-1), "noise_sd must be in"),
    (lambda: game(2, 5).target(([1, 2, 3], 0)), "2 features, got 3"),
    (lambda: game(2, 5).target(3), "record"),
    (lambda: bc.Ridge(0), "penalty must be positive"),
    (lambda: bc.LeastSquares("everything"), "release must be one of"),
    (lambda: bc.LeastSquares(noise=-1), "noise must be at least 0"),
    (lambda: bc.Game(bc.Poisson(1), bc.LeastSquares(), n=3), "GaussianRegression"),
    (lambda: bc.Game(bc.GaussianRegression(1, covariance=[[2]]), bc.Ridge(1), n=3), "identity covariance"),
]


@pytest.mark.parametrize(("build", "message"), BAD)
def test_bad_input_is_named(build, message):
    with pytest.raises(ValueError, match=message):
        build()
