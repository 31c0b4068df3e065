"""Releasing the Gram matrix: the certified value beside the game played on data, and beside numbers found otherwise."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.special import gammaln

import boundcalc as bc
from boundcalc import evaluate
from boundcalc.functions import GramMatrixDelta, GramMatrixLeakage, LeastSquaresDelta

PRINTED = {5: "0.2467013630301", 10: "0.15034295062", 20: "0.0997121951"}  # p = 1, by quadrature of another form


@pytest.mark.slow
@pytest.mark.parametrize("n", PRINTED)
def test_one_feature_contains_the_printed_value(n):
    value = evaluate(GramMatrixDelta(n, 1, 1), 6)
    assert value.guaranteed
    assert value.lower < Fraction(PRINTED[n]) < value.upper
    assert value.upper - value.lower < Fraction(1, 10**4)


def played(n, p, gamma, size, seed):
    """Mean and error of the gain and of the ratio under P0, by densities on drawn data."""
    rng = np.random.default_rng(seed)
    design, answer = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    gram = np.einsum("rni,rnj->rij", design, design)
    moment = np.einsum("rni,rn->ri", design, answer)

    def log_density(s, b, degrees):
        """Of S Wishart and b normal given S, up to what the ratio does not see."""
        sign, det = np.linalg.slogdet(s)
        alive = np.linalg.eigvalsh(s)[:, 0] > 0
        solved = np.linalg.solve(s, b[..., None])[..., 0]
        out = (degrees - p - 2) / 2 * det - np.trace(s, axis1=1, axis2=2) / 2 - (b * solved).sum(1) / 2
        out -= degrees * p / 2 * np.log(2) + sum(gammaln((degrees - i) / 2) for i in range(p))
        return np.where(alive & (sign > 0), out, -np.inf)

    def ratio(x, y):
        rest = gram - x[:, :, None] * x[:, None, :], moment - x * y[:, None]
        return np.exp(log_density(*rest, n - 1) - log_density(gram, moment, n))

    member = ratio(design[:, 0], answer[:, 0])
    fresh = ratio(rng.standard_normal((size, p)), rng.standard_normal(size))
    gain = np.maximum(1 - gamma / member, 0) if gamma >= 1 else np.maximum(1 - fresh / gamma, 0)
    root = np.sqrt(size)
    return gain.mean(), gain.std() / root, fresh.mean(), fresh.std() / root


@pytest.mark.parametrize(("n", "p", "gamma"), [(4, 3, "1"), (7, 2, "3/2"), (8, 4, "3/5")])
def test_value_lies_within_the_game_played_on_data(n, p, gamma):
    value = evaluate(GramMatrixDelta(n, p, sp.Rational(gamma)), 8)
    assert value.guaranteed
    gain, error, mean, spread = played(n, p, float(Fraction(gamma)), 40_000, 1)
    assert abs(gain - float(value)) < 5 * error
    assert abs(mean - 1) < 6 * spread + 0.02


def test_sampler_agrees_and_the_estimate_leaks_less():
    game = bc.Game(bc.GaussianRegression(3), bc.LeastSquares("sufficient"), n=6)
    value = game.delta(8)
    assert value.theorem.id == "ols-sufficient"
    seen = game.simulate(60_000, seed=1, level="0.999")
    assert seen.lower <= float(value) <= seen.upper
    assert evaluate(LeastSquaresDelta(6, 3, 1), 8).upper < value.value.lower


@pytest.mark.parametrize("n", PRINTED)
def test_fixed_nodes_give_the_printed_digits(n):
    value = evaluate(GramMatrixDelta(n, 1, 1), 10, "mpmath")
    assert not value.guaranteed
    assert abs(value.midpoint - Fraction(PRINTED[n])) < Fraction(1, 10**10)


def test_fixed_nodes_agree_with_balls():
    ball = evaluate(GramMatrixDelta(5, 4, sp.Rational(1, 2)), 8)
    assert abs(
        ball.midpoint - evaluate(GramMatrixDelta(5, 4, sp.Rational(1, 2)), 10, "mpmath").midpoint
    ) < ball.width + Fraction(1, 10**10)


def test_bad_sizes_are_refused():
    with pytest.raises(ValueError, match="n must be more than p"):
        evaluate(GramMatrixDelta(3, 3, 1))
    with pytest.raises(ValueError, match="beyond the reach"):
        evaluate(GramMatrixDelta(10**5, 3, 1))


@pytest.mark.parametrize(
    ("n", "p", "gamma", "record"),
    [(4, 3, "1", ([1, 1, 0], 1)), (9, 7, "3/2", ([2, 0, 1, 0, 0, 0, 0], -2)), (5, 4, "1/2", ([0, 0, 0, 0], 2))],
)
def test_leakage_of_one_record_lies_within_its_simulation(n, p, gamma, record):
    game = bc.Game(bc.GaussianRegression(p), bc.LeastSquares("sufficient"), n=n, lam=gamma)
    value = game.target(record, 8).value
    assert value.guaranteed
    seen = game.simulate(60_000, seed=1, level="0.999", target=record)
    assert seen.lower <= value.upper
    assert value.lower <= seen.upper
    twin = game.target(record, 8, "mpmath").value
    assert abs(value.midpoint - twin.midpoint) < value.width + Fraction(1, 10**8)


def test_leakage_of_the_records_averages_to_that_of_the_game():
    from boundcalc.functions.least_squares.sufficient_record import _in_doubles

    rng = np.random.default_rng(4)
    values = [_in_doubles(6, 3, 1.0, rng.chisquare(3), rng.standard_normal()) for _ in range(20)]
    error = np.std(values) / np.sqrt(len(values))
    assert abs(np.mean(values) - float(evaluate(GramMatrixDelta(6, 3, 1), 8))) < 5 * error


def test_leakage_of_one_record_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="beyond the reach"):
        evaluate(GramMatrixLeakage(5, 1, 1, 1, 1))
    with pytest.raises(ValueError, match="n must be more than p"):
        evaluate(GramMatrixLeakage(3, 3, 1, 1, 1))
    with pytest.raises(ValueError, match="square must be at least 0"):
        evaluate(GramMatrixLeakage(5, 3, 1, -1, 1))
