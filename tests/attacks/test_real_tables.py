"""Certified lower bounds in the split game of tables that people know."""

import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from boundcalc.attacks import attack


def test_a_nearest_neighbour_regression_of_diabetes_leaks_nearly_everything():
    # Drawing rows with replacement would be another game, where Delta is at most (1 - 1/442)^221 = 0.61.
    report = attack(KNeighborsRegressor(1), load_diabetes(return_X_y=True), 221, runs=120, level="0.95", seed=0)
    assert report.lower > 0.9
    assert (report.bounds, report.failures) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("load", "learner", "least"),
    [
        (load_wine, KNeighborsClassifier(1), 0.0),
        (load_wine, RandomForestClassifier(20, bootstrap=False), 0.0),
        (load_breast_cancer, RandomForestClassifier(20), 0.1),
        (load_breast_cancer, make_pipeline(StandardScaler(), LogisticRegression()), 0.0),
    ],
    ids=["wine-nearest", "wine-forest", "cancer-forest", "cancer-logistic"],
)
def test_what_is_certified_is_no_more_than_what_is_seen(load, learner, least):
    X, y = load(return_X_y=True)
    report = attack(learner, (X, y), len(y) // 2, runs=100, score="all", references=8, level="0.95", seed=0)
    assert least <= report.lower <= report.estimate
    assert report.failures == ()
