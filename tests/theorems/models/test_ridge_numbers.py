"""Ridge regression from degrees of freedom and test error: fitted models, and what leaks besides."""

from fractions import Fraction

import numpy as np
import pytest

import boundcalc as bc


def kappa(spectrum, n, level):
    """The root of n = sum s/(s + k) + n level/k."""
    low, high = 1e-9, 1e6
    for _ in range(200):
        k = np.sqrt(low * high)
        low, high = (k, high) if (spectrum / (spectrum + k)).sum() + n * level / k > n else (low, k)
    return k


def numbers(spectrum, n, level):
    """(degrees of freedom, excess) of pure noise."""
    share = spectrum / (spectrum + kappa(spectrum, n, level))
    second = (share**2).sum() / n
    return share.sum(), second / (1 - second)


def value(degrees, excess, n, **options):
    learner = bc.RidgeFit(Fraction(degrees), Fraction(excess), **options)
    [bound] = bc.Game(None, learner, n).bounds(8)
    return bound


def test_the_number_of_the_isotropic_spectrum():
    degrees, excess = numbers(np.ones(300), 300, 0.3)
    bound = value(degrees, excess, 300)
    assert (bound.id, bound.kind, bound.label) == ("ridge-numbers", "lower", "limit")
    # the same limit from the Marchenko-Pastur integrals
    [other] = [b for b in bc.Game(bc.GaussianRegression(300), bc.Ridge(90), 300).bounds(8) if b.id == "ols-ridge"]
    assert abs(float(bound.number().midpoint) - float(other.number().midpoint)) < 1e-7


def test_a_kernel_is_heuristic():
    bound = value(30, "1/5", 100, kernel=True)
    assert (bound.id, bound.kind, bound.label) == ("kernel-ridge", "limit", "heuristic")


def played(spectrum, n, level, runs, seed):
    """(noise, x'(t - theta), x'(1 + kappa S^{-1})t) of members and of outsiders, true coefficients 0."""
    rng, p = np.random.default_rng(seed), len(spectrum)
    k, members, outsiders = kappa(spectrum, n, level), [], []
    for _ in range(runs):
        x, y = rng.standard_normal((n, p)) * np.sqrt(spectrum), rng.standard_normal(n)
        t = np.linalg.solve(x.T @ x + n * level * np.eye(p), x.T @ y)
        fresh, label = rng.standard_normal((n, p)) * np.sqrt(spectrum), rng.standard_normal(n)
        for rows, e, out in ((x, y, members), (fresh, label, outsiders)):
            out.append(np.column_stack([e, rows @ t, rows @ (t * (1 + k / spectrum))]))
    return np.concatenate(members), np.concatenate(outsiders)


def gain(members, outsiders, columns):
    """TPR - FPR of the ratio of two normal laws fitted to one half, on the other half."""
    half = len(members) // 2
    first, second = (rows[:half, columns] for rows in (members, outsiders))
    inside, outside = (rows.T @ rows / half for rows in (first, second))

    def log_density(z, covariance):
        return -np.linalg.slogdet(covariance)[1] / 2 - np.einsum("ij,jk,ik->i", z, np.linalg.inv(covariance), z) / 2

    tested = (rows[half:, columns] for rows in (members, outsiders))
    tpr, fpr = ((log_density(z, inside) > log_density(z, outside)).mean() for z in tested)
    return tpr - fpr, np.sqrt(0.5 / (len(members) - half))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spectrum", "n", "level"),
    [
        (np.ones(150), 150, 0.3),
        (1 / np.arange(1, 401) ** 0.5, 150, 0.02),
        (np.repeat([1, 0.05], 75), 150, 0.3),
    ],
)
def test_the_attack_on_the_prediction_gains_the_number(spectrum, n, level):
    expected = float(value(*numbers(spectrum, n, level), n).number().midpoint)
    found, error = gain(*played(spectrum, n, level, 60, 1), [0, 1])
    assert abs(found - expected) < 4 * error + 2 / n


def test_coefficients_leak_more_than_the_prediction_unless_the_spectrum_is_flat():
    """Why the number is a lower bound and no limit."""
    spectrum, n, level = np.repeat([1, 0.05], 40), 80, 0.3
    members, outsiders = played(spectrum, n, level, 60, 2)
    expected = float(value(*numbers(spectrum, n, level), n).number().midpoint)
    found, error = gain(members, outsiders, [0, 1, 2])
    assert found > expected + 2 * error


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: bc.RidgeFit(0, 1), "degrees must be"),
        (lambda: bc.RidgeFit(3, 0), "excess must be"),
        (lambda: bc.RidgeFit(3, 1, kernel="rbf"), "kernel must be"),
        (lambda: bc.Game(None, bc.RidgeFit(30, 1), n=30), "n must be more than degrees"),
    ],
)
def test_bad_input(make, says):
    with pytest.raises(ValueError, match=says):
        make()
