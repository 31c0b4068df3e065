"""The optimal attack on released estimates."""

import numpy as np
import pytest

import boundcalc as bc
from boundcalc.attacks import GramMatrixAttack, LeastSquaresAttack
from boundcalc.functions import GramMatrixDelta
from boundcalc.functions.least_squares import _exact_quadrature


def test_attack_reaches_delta_on_data_in_the_users_units():
    n, p, size = 6, 3, 4000
    law = bc.GaussianRegression(p, "1/2", covariance=[[2, 1, 0], [1, 2, 0], [0, 0, 1]], coefficients=[1, -1, 2])
    attack = LeastSquaresAttack.of(bc.Game(law, bc.LeastSquares(), n=n))
    rng = np.random.default_rng(0)
    gain = []
    for _ in range(size):
        data, fresh = law.sample(rng, n), law.sample(rng, n)
        t = np.linalg.lstsq(data[:, :p], data[:, p], rcond=None)[0]
        gain.append(attack(t, data[:, :p], data[:, p]).mean() - attack(t, fresh[:, :p], fresh[:, p]).mean())
    exact = _exact_quadrature.members_first(n, p, 1.0, (80, 24, 40)).divergence
    assert abs(np.mean(gain) - exact) < 5 * np.std(gain) / np.sqrt(size)


def test_attack_on_the_gram_matrix_reaches_delta_in_the_users_units():
    n, p, size = 7, 3, 3000
    law = bc.GaussianRegression(p, "1/2", covariance=[[2, 1, 0], [1, 2, 0], [0, 0, 1]], coefficients=[1, -1, 2])
    attack = GramMatrixAttack.of(bc.Game(law, bc.LeastSquares("sufficient"), n=n))
    rng = np.random.default_rng(0)
    gain, ratios = [], []
    for _ in range(size):
        data, fresh = law.sample(rng, n), law.sample(rng, n)
        x, y = data[:, :p], data[:, p]
        released = x.T @ x, x.T @ y
        gain.append(attack(*released, x, y).mean() - attack(*released, fresh[:, :p], fresh[:, p]).mean())
        ratios.append(np.exp(attack.log_ratio(*released, fresh[:, :p], fresh[:, p])).mean())
    exact = float(bc.evaluate(GramMatrixDelta(n, p, 1), 8))
    assert abs(np.mean(gain) - exact) < 5 * np.std(gain) / np.sqrt(size)
    assert abs(np.mean(ratios) - 1) < 6 * np.std(ratios) / np.sqrt(size)


def test_ratio_of_the_gram_matrix_is_that_of_the_densities():
    from scipy.stats import multivariate_normal, wishart

    rng, n, p = np.random.default_rng(3), 8, 3
    spread, theta, noise = np.array([[2.0, 1, 0], [1, 2, 0], [0, 0, 1]]), np.array([1.0, -1, 2]), 0.5
    x = rng.multivariate_normal(np.zeros(p), spread, n)
    y = x @ theta + noise * rng.standard_normal(n)
    s, b = x.T @ x, x.T @ y

    def log_density(gram, moment, records):
        given = multivariate_normal.logpdf(moment, gram @ theta, noise**2 * gram)
        return wishart.logpdf(gram, records, spread) + given

    ours = GramMatrixAttack(n, p, spread, theta, noise).log_ratio(s, b, x, y)
    for ratio, point, answer in zip(ours, x, y, strict=True):
        rest = s - np.outer(point, point), b - point * answer
        assert abs(ratio - (log_density(*rest, n - 1) - log_density(s, b, n))) < 1e-8
    assert GramMatrixAttack(n, p).log_ratio(s, b, [100.0, 0, 0], 1.0) == -np.inf  # its leverage is above 1


def test_many_records_at_once_and_one_alone():
    rng = np.random.default_rng(2)
    x, y, t = rng.standard_normal((2, 5, 3)), rng.standard_normal((2, 5)), rng.standard_normal(3)
    attack = LeastSquaresAttack(9, 3)
    ratios = attack.log_ratio(t, x, y)
    assert ratios.shape == (2, 5)
    assert ratios[1, 2] == pytest.approx(float(attack.log_ratio(t, x[1, 2], y[1, 2])), rel=1e-12)
    assert attack(t, np.zeros((0, 3)), np.zeros(0)).shape == (0,)


@pytest.mark.parametrize(
    "build",
    [
        lambda: LeastSquaresAttack(3, 3),
        lambda: LeastSquaresAttack(5, 2, covariance=[[1, 2], [2, 1]]),
        lambda: LeastSquaresAttack(5, 2, coefficients=[1]),
        lambda: LeastSquaresAttack(5, 2, noise_sd=0),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, 2, 3]], [1]),
        lambda: LeastSquaresAttack(5, 2)([1, 2, 3], [[1, 2]], [1]),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, 2]], [1, 2]),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, 2]], 1),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, "a"]], [1]),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, 2]], [float("inf")]),
        lambda: LeastSquaresAttack(5, 2, gamma=0),
        lambda: LeastSquaresAttack(5, 2, noise_sd="a"),
        lambda: LeastSquaresAttack(5, 2, gamma=[1, 2]),
        lambda: GramMatrixAttack(5, 2)([[1, 0], [0, 1]], [1, 2, 3], [[1, 2]], [1]),
        lambda: GramMatrixAttack(5, 2)([[1, 0, 0], [0, 1, 0]], [1, 2], [[1, 2]], [1]),
        lambda: GramMatrixAttack(5, 2)([[1, 1], [1, 1]], [1, 2], [[1, 2]], [1]),
        lambda: GramMatrixAttack(5, 2)([[1, 1], [0, 1]], [1, 2], [[1, 2]], [1]),
        lambda: GramMatrixAttack(5, 2)([[1, 0], [0, 1]], [1, float("nan")], [[1, 2]], [1]),
        lambda: GramMatrixAttack(5, 2)([[1, 0], [0, 1]], [1, 2], [[1, 2, 3]], [1]),
        lambda: LeastSquaresAttack(5, 2)([float("nan"), 2], [[1, 2]], [1]),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, 2], [1]], [1, 2]),
        lambda: LeastSquaresAttack("5", True),
        lambda: LeastSquaresAttack(6.5, 2),
        lambda: LeastSquaresAttack(5, 2, covariance=[[2, 1], [0, 2]]),
        lambda: LeastSquaresAttack(5, 2, coefficients=[1, float("inf")]),
    ],
)
def test_bad_input_is_refused(build):
    with pytest.raises(ValueError, match=r"must be|needs|sizes"):
        build()
