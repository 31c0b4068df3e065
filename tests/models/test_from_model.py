"""From a fitted model to the theorem that speaks of it."""

import numpy as np
import pytest
from sklearn.ensemble import BaggingRegressor, RandomForestClassifier
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge, RidgeCV
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.tree import DecisionTreeRegressor

import boundcalc as bc

RNG = np.random.default_rng(3)
X = RNG.standard_normal((30, 3))
Y = X @ [1, 2, 3] + RNG.standard_normal(30)


@pytest.mark.parametrize("intercept", [True, False])
def test_the_intercept_of_the_fitted_model_is_a_column(intercept):
    found = bc.from_model(LinearRegression(fit_intercept=intercept).fit(X, Y), X)
    table = np.column_stack((np.ones(30), X)) if intercept else X
    assert np.allclose(found.leverages.middle, np.diag(table @ np.linalg.pinv(table)), atol=1e-12)


def test_leverages_are_those_that_statsmodels_prints():
    sm = pytest.importorskip("statsmodels.api")
    table = sm.add_constant(X)
    results = sm.OLS(Y, table).fit()
    found = bc.from_model(results)
    assert np.allclose(found.leverages.middle, results.get_influence().hat_matrix_diag, atol=1e-12)
    weights = RNG.uniform(1, 3, 30)
    rows = table * np.sqrt(weights)[:, None]
    weighted = bc.from_model(sm.WLS(Y, table, weights=weights).fit()).leverages
    assert np.allclose(weighted.middle, np.diag(rows @ np.linalg.pinv(rows)), atol=1e-12)
    with pytest.raises(ValueError, match="X must be left out"):
        bc.from_model(results, X)
    with pytest.raises(ValueError, match="no theorem speaks of"):
        bc.from_model(sm.GLSAR(Y, table).fit())
    with pytest.raises(ValueError, match="no theorem speaks of"):
        bc.from_model(sm.OLS(Y, table).fit_regularized(alpha=1.0))


@pytest.mark.parametrize(
    ("model", "table", "message"),
    [
        (LinearRegression(), X, "model must be fitted"),
        (LinearRegression().fit(X, Y), None, "X must be given"),
        (LinearRegression().fit(X, Y), X[:, :2], "X must have the 3 columns that the model was fitted to, got 2"),
        (LinearRegression(positive=True).fit(X, Y), X, "no theorem speaks of"),
        (Lasso().fit(X, Y), X, "no theorem speaks of sklearn.Lasso: known are sklearn.LinearRegression"),
        (Ridge().fit(X, Y), X, "y must be given for Ridge"),
        (Ridge(), X, "model must be fitted"),
        (RidgeCV().fit(X, Y), X, "its penalty was chosen with the data"),
        (LinearRegression().fit(X, np.column_stack((Y, Y))), X, "the coefficients of 2 labels leak more"),
        (DecisionTreeRegressor().fit(X, Y), X, "no theorem speaks of sklearn.DecisionTreeRegressor: its splits"),
        (RandomForestClassifier(3).fit(X, Y > 0), X, "no theorem speaks of sklearn.RandomForestClassifier: its splits"),
        (BaggingRegressor(n_estimators=2).fit(X, Y), X, "only the share of the records is bounded"),
        (LogisticRegression().fit(X, Y > 0), X, "signal must be given"),
        (LogisticRegression(), X, "model must be fitted"),
        (LogisticRegression().fit(X, np.arange(30) % 3), X, "3 classes"),
        (KNeighborsClassifier(3).fit(X, Y > 0), X, "labels must be given"),
        (KNeighborsRegressor(3, weights="distance").fit(X, Y), X, "seen for certain"),
        (make_pipeline(StandardScaler(), LinearRegression()).fit(X, Y), X, "what StandardScaler has learned"),
        (make_pipeline(PolynomialFeatures(), LinearRegression()).fit(X, Y), X, "no theorem speaks of this Pipeline"),
        (3, X, "no theorem speaks of builtins.int"),
    ],
)
def test_what_no_theorem_speaks_of_is_named(model, table, message):
    with pytest.raises(ValueError, match=message):
        bc.from_model(model, table)


def test_ridge_is_read_as_its_degrees_of_freedom_and_its_test_error():
    found = bc.from_model(Ridge(5.0).fit(X, Y), X, Y)
    learner = found.bounds._game.learner
    centred = X - X.mean(axis=0)
    degrees = np.trace(centred @ np.linalg.solve(centred.T @ centred + 5 * np.eye(3), centred.T))
    assert abs(float(learner.degrees) - degrees) < 1e-8
    assert [(b.id, b.label) for b in found.bounds] == [("ridge-numbers", "limit")]
    assert "estimated from the residuals" in str(found)
    linear = bc.from_model(KernelRidge(alpha=5.0).fit(X, Y), X, Y)  # the linear kernel, without intercept
    plain = bc.from_model(Ridge(5.0, fit_intercept=False).fit(X, Y), X, Y)
    assert abs(linear.bounds[0].number().midpoint - plain.bounds[0].number().midpoint) < 1e-6
    assert [(b.id, b.label) for b in linear.bounds] == [("kernel-ridge", "heuristic")]


def test_neighbours_are_read_as_their_number():
    found = bc.from_model(KNeighborsRegressor(5).fit(X, Y), X)
    assert found.bounds["knn-mean"].expr == bc.Game(None, bc.NearestNeighbours(5), 30).delta().expr
    votes = bc.from_model(KNeighborsClassifier(3).fit(X, Y > 0), X, labels=bc.Bernoulli("1/3"))
    assert votes.bounds["knn-votes"].kind == "exact"


def test_a_fresh_label_leaves_the_scalers_as_they_are():
    scaled = make_pipeline(StandardScaler(), LinearRegression()).fit(X, Y)
    found = bc.from_model(scaled, X, outsider="fresh label")
    plain = bc.from_model(LinearRegression().fit(X, Y), X, outsider="fresh label")
    assert np.allclose(found.values, plain.values, atol=1e-14)


def test_formulas_and_generalised_least_squares_know_their_columns():
    sm, smf = pytest.importorskip("statsmodels.api"), pytest.importorskip("statsmodels.formula.api")
    import pandas as pd

    frame = pd.DataFrame({"y": Y, "a": X[:, 0], "b": np.arange(30) % 3})
    found = bc.from_model(smf.ols("y ~ a + C(b)", frame).fit())
    table = np.column_stack((np.ones(30), frame["b"] == 1, frame["b"] == 2, frame["a"]))
    assert np.allclose(found.leverages.middle, np.diag(table @ np.linalg.pinv(table)), atol=1e-12)
    spread = np.exp(X[:, 1])
    general = bc.from_model(sm.GLS(Y, X, sigma=spread).fit())
    weighted = bc.from_model(sm.WLS(Y, X, weights=1 / spread).fit())
    assert np.allclose(general.values, weighted.values, atol=1e-14)
    with pytest.raises(ValueError, match="depend on each other"):
        bc.from_model(sm.GLS(Y, X, sigma=np.eye(30) + 0.1).fit())


@pytest.mark.slow
def test_logistic_regression_is_read_as_its_penalty():
    found = bc.from_model(LogisticRegression(C=0.5).fit(X, Y > 0), X, signal=1)
    game = bc.Game(bc.GaussianClassification(3), bc.LogisticRegression(2), 30)
    assert found.bounds["prox-limit"].expr == game.bounds(3)["prox-limit"].expr
