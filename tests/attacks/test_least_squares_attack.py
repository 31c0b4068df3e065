"""The optimal attack on released estimates."""

import numpy as np
import pytest

import boundcalc as bc
from boundcalc.attacks.least_squares import LeastSquaresAttack
from boundcalc.functions import _least_squares


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
    exact = _least_squares.members_first(n, p, 1.0, (80, 24, 40)).divergence
    assert abs(np.mean(gain) - exact) < 5 * np.std(gain) / np.sqrt(size)


@pytest.mark.parametrize(
    "build",
    [
        lambda: LeastSquaresAttack(3, 3),
        lambda: LeastSquaresAttack(5, 2, covariance=[[1, 2], [2, 1]]),
        lambda: LeastSquaresAttack(5, 2, coefficients=[1]),
        lambda: LeastSquaresAttack(5, 2, noise_sd=0),
        lambda: LeastSquaresAttack(5, 2)([1, 2], [[1, 2, 3]], [1]),
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
