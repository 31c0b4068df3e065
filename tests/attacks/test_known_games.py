"""Attacks by repeated training on learners whose exact values are known: below them, and not far."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.neighbors import KNeighborsClassifier

import boundcalc as bc
from boundcalc.attacks import Table, attack
from boundcalc.attacks.least_squares.exact import LeastSquaresAttack
from boundcalc.attacks.lower_bound import advantage_lower, point_lower

N, D = 10, 10
MEANS = bc.Game(bc.MultivariateNormal(dim=D), bc.EmpiricalMean(), n=N)
OPTIONS = {"runs": 600, "level": "0.999", "seed": 1}


def draw(rng, size):
    return rng.standard_normal((size, D)), np.zeros(size)


def mean(X, y):
    return X.mean(axis=0)


def log_ratio(model, X, y):
    """log dN(z/n, (n-1)/n^2)/dN(0, 1/n) at the released mean."""
    spread = (N - 1) / N**2
    return N * (model @ model) / 2 - np.square(model - X / N).sum(axis=1) / (2 * spread)


def below_but_near(lower, exact, gap):
    return exact - gap < lower <= exact


@pytest.mark.parametrize("nu", ["1/2", "2/5", "3/5"])
def test_optimal_attack_on_a_gaussian_mean_comes_near_delta(nu):
    exact = bc.Game(MEANS.law, MEANS.learner, n=N, nu=nu)
    report = attack(mean, draw, N, score=log_ratio, game=exact, **OPTIONS)
    assert below_but_near(report.lower, float(exact.delta().number()), 0.12)
    assert below_but_near(report.accuracy, float(exact.accuracy().number()), 0.07)
    assert report.consistent
    assert (report.nu, f"nu = {nu}" in str(report)) == (nu, nu != "1/2")


def test_certified_points_lie_below_the_exact_curve():
    report = attack(mean, draw, N, score=log_ratio, fprs=["1/20", "1/5", 0.5], **OPTIONS)
    curve = MEANS.tradeoff()
    assert [point.fpr for point in report.points] == [0.05, 0.2, 0.5]
    for point, gap in zip(report.points, (0.2, 0.2, 0.15), strict=True):
        assert below_but_near(point.tpr, float(curve.tpr(point.fpr)), gap)
    assert "TPR >= " in str(report)
    assert report.to_json()["points"][1]["fpr"] == 0.2


@pytest.mark.parametrize("z", [0, 2], ids=["typical", "far"])
def test_attack_on_one_record_comes_near_its_leakage(z):
    record = [z] * D
    exact = float(MEANS.target(record).number())
    report = attack(mean, draw, N, score=log_ratio, target=(record, 0), **OPTIONS | {"runs": 3000})
    assert below_but_near(report.lower, exact, 0.12)
    assert str(report).startswith("Delta(z) of record")


def test_optimal_attack_on_least_squares_comes_near_delta():
    game = bc.Game(bc.GaussianRegression(3), bc.LeastSquares(), n=6)
    best = LeastSquaresAttack.of(game)

    def regression(rng, size):
        rows = game.law.sample(rng, size)
        return rows[:, :-1], rows[:, -1]

    def fit(X, y):
        return np.linalg.lstsq(X, y, rcond=None)[0]

    report = attack(fit, regression, 6, score=best.log_ratio, **OPTIONS)
    assert below_but_near(report.lower, 0.37651509, 0.12)  # by simulation of both sides and by quadrature


def released(X, y):
    return X.ravel().tolist()


def count(model, X, y):
    return [model.count(x) for x in X.ravel().tolist()]


def test_worst_learner_on_rows_drawn_with_replacement_comes_near_its_limit():
    table = Table(np.arange(20.0)[:, None], np.zeros(20))
    report = attack(released, table.draw, 20, score=count, **OPTIONS)
    assert float(table.game(20).delta()) == pytest.approx((19 / 20) ** 20)
    assert below_but_near(report.lower, (19 / 20) ** 20, 0.1)


def test_worst_learner_on_a_split_comes_near_its_limit():
    # sum over cells of E (T/n - (M-T)/(N-n))_+, T hypergeometric (T-FINITE), by its definition
    sizes, n = {0: 12, 1: 6, 2: 2}, 8
    values = np.repeat(list(sizes), list(sizes.values())).astype(float)
    total = len(values)
    exact = sum(
        stats.hypergeom.pmf(t, total, m, n) * max(0.0, t / n - (m - t) / (total - n))
        for m in sizes.values() for t in range(min(m, n) + 1)
    )  # fmt: skip

    def share(model, X, y):
        return [model.count(x) / sizes[int(x)] for x in X.ravel().tolist()]

    report = attack(released, (values[:, None], np.zeros(total)), n, score=share, **OPTIONS | {"runs": 2000})
    assert below_but_near(report.lower, exact, 0.06)
    assert abs(report.estimate - exact) < 0.03


def test_a_row_of_a_table_has_its_own_limit():
    # With the row: 1 + Hyp(N-1, M-1, n-1) of its cell; without: Hyp(N-1, M-1, n). N = 4, n = 2.
    table = Table([[0.0], [1.0], [1.0], [1.0]], [0, 0, 0, 0])
    options = OPTIONS | {"runs": 1500}
    rare, common = (attack(released, table, 2, score=count, target=row, **options) for row in (0, 3))
    assert below_but_near(rare.lower, 1, 0.03)
    assert below_but_near(common.lower, 1 / 3, 0.12)


def test_a_row_of_a_data_frame_is_attacked():
    frame = pd.DataFrame({"a": np.arange(30.0), "b": np.arange(30) % 2})
    y = np.where(np.arange(30) % 3 == 0, "yes", "no")
    report = attack(KNeighborsClassifier(1), (frame, y), 5, runs=200, target=3, level="0.9", seed=0)
    assert report.consistent
    assert report.failures == ()


def test_failures_with_and_without_the_record_are_counted_apart():
    # Training fails whenever the record is there: an attack that calls "member" all that is trained gains nothing.
    def fit(X, y):
        if 7.0 in X:
            raise RuntimeError("the record")
        return 1.0

    def numbers(rng, size):
        return rng.random((size, 1)), np.zeros(size)

    report = attack(fit, numbers, 3, score=lambda model, X, y: [model] * len(y), runs=60, target=([7.0], 0), seed=0)
    assert (report.lower, report.tpr, report.fpr) == (0, 0, 1)
    assert len(report.failures) == 60


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fprs": [0]}, "fprs must be in"),
        ({"fprs": ["x"]}, "fprs must be"),
        ({"target": 3}, "target must be a pair"),
        ({"target": ([1.0], 0)}, "target must have the shape of a record"),
        ({"nu": 1}, "nu must be in"),
        ({"lam": 0}, "lam must be"),
        ({"game": bc.Game(MEANS.law, MEANS.learner, n=N + 1)}, "game must have the n = 10"),
        ({"data": Table(np.zeros((20, 2)), np.zeros(20)), "target": 20}, "target must be an integer from 0 to 19"),
        ({"data": Table(np.zeros((20, 2)), np.zeros(20)), "target": True}, "target must be an integer from 0 to 19"),
    ],
)
def test_bad_input_is_named(change, message):
    options = {"learner": mean, "data": draw, "n": N, "score": log_ratio, "runs": 20, "seed": 0} | change
    with pytest.raises(ValueError, match=message):
        attack(options.pop("learner"), options.pop("data"), options.pop("n"), **options)


def test_lower_bounds_of_constant_rates_follow_their_formulas():
    always = [1.0] * 500
    assert advantage_lower(always, [0.0] * 500, "0.99", 3.0) > 0.9
    assert advantage_lower(always, [0.5] * 500, "0.99", 2.0) == 0
    assert 0.45 < advantage_lower(always, [0.5] * 500, "0.99", 0.5) <= 0.5
    assert 0.5 - 0.1 < point_lower([0.5] * 500, [0.0] * 500, 0.1, "0.99") <= 0.5
    assert point_lower([0.5] * 500, [0.5] * 500, 0.1, "0.99") == pytest.approx(0.1, abs=0.01)
    assert point_lower([0.0] * 500, [0.0] * 500, 0.1, "0.99") == 0.1
