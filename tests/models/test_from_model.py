"""From a fitted model to the theorem that speaks of it."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
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
        (LinearRegression, X, "model must be a fitted model, got the class LinearRegression"),
        (make_pipeline(StandardScaler(), LinearRegression()), X, "model must be fitted"),
        (DummyClassifier(), X, "model must be fitted"),
    ],
)
def test_what_no_theorem_speaks_of_is_named(model, table, message):
    with pytest.raises(ValueError, match=message):
        bc.from_model(model, table)


WEIGHTS = np.linspace(1, 9, 30)


@pytest.mark.parametrize(
    ("model", "table", "labels"),
    [
        (LinearRegression().fit(X, Y), X, Y + X[:, 0] ** 2),
        (LinearRegression().fit(X, Y), X[:20], Y[:20]),
        (LinearRegression().fit(X, Y), X[::-1], Y),
        (LinearRegression().fit(X, Y, sample_weight=WEIGHTS), X, Y),
        (Ridge(2.0).fit(X, Y, sample_weight=WEIGHTS), X, Y),
        (Ridge(2.0).fit(X, Y), X, Y - X[:, 1]),
        (KernelRidge(alpha=2.0).fit(X, Y), X, Y - X[:, 1]),
    ],
)
def test_an_x_and_y_that_the_model_was_not_fitted_to_are_refused(model, table, labels):
    with pytest.raises(ValueError, match="X and y must be what the model was fitted to"):
        bc.from_model(model, table, labels)


def test_what_is_not_checked_is_supposed():
    model = LinearRegression().fit(X, Y)
    assert "X is the table that the model was fitted to" in str(bc.from_model(model, X))
    assert "X is the table" not in str(bc.from_model(model, X, Y))
    assert "divided by its weight" in str(bc.leverage(X, weights=WEIGHTS))
    assert "divided by its weight" in bc.leverage(X, weights=WEIGHTS).at(1).mean.assumptions[3]


@pytest.mark.parametrize("solver", ["svd", "cholesky", "lsqr", "sag", "lbfgs"])
def test_a_fit_of_every_solver_is_recognised(solver):
    positive = solver == "lbfgs"
    if positive:
        with pytest.raises(ValueError, match="positive=True"):
            bc.from_model(Ridge(2.0, solver=solver, positive=True).fit(X, Y), X, Y)
    else:
        bc.from_model(Ridge(2.0, solver=solver).fit(X, Y + 1e6), X, Y + 1e6)


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (LinearRegression().fit(X, Y), {"signal": 1}, "signal must be left out: it says nothing of sklearn.Linear"),
        (Ridge().fit(X, Y), {"outsider": "fresh label"}, "outsider must be left out"),
        (LogisticRegression().fit(X, Y > 0), {"labels": bc.Bernoulli("1/2")}, "labels must be left out"),
        (KNeighborsClassifier(3).fit(X, Y > 0), {"labels": bc.Normal(0, 1)}, "labels must be given for a classifier"),
        (LogisticRegression(C=np.inf).fit(X, X[:, 0] > 0), {"signal": 1, "y": X[:, 0] > 0}, "not be separated by the"),
        (DummyClassifier().fit(X, Y > 0), {"labels": bc.Bernoulli("1/2")}, "y must be given for DummyClassifier"),
    ],
)
def test_options_that_say_nothing_of_a_model_and_separated_classes_are_named(model, options, message):
    with pytest.raises(ValueError, match=message):
        bc.from_model(model, X, **options)


def test_the_counts_of_a_dummy_classifier_are_a_histogram():
    found = bc.from_model(DummyClassifier().fit(X, Y > 0), X, Y > 0, labels=bc.Bernoulli("1/3"))
    truth = bc.Game(bc.Bernoulli("1/3"), bc.Histogram(), n=30).delta()
    assert found.bounds["histogram"].number().midpoint == truth.value.midpoint


def test_statsmodels_regressions_of_a_class_and_generalised_models_are_read():
    sm = pytest.importorskip("statsmodels.api")
    table, classes = sm.add_constant(X), (X[:, 1] + RNG.standard_normal(30) > 0).astype(int)
    binomial = sm.families.Binomial
    for results, link in [
        (sm.Logit(classes, table).fit(disp=0), "Logistic"),
        (sm.GLM(classes, table, family=binomial()).fit(), "Logistic"),
        (sm.Probit(classes, table).fit(disp=0), "Probit"),
        (sm.GLM(classes, table, family=binomial(sm.families.links.Probit())).fit(), "Probit"),
    ]:
        with pytest.raises(ValueError, match=f"signal must be given for {link}Regression"):
            bc.from_model(results)
    plain = bc.from_model(sm.OLS(Y, table).fit())
    assert np.array_equal(bc.from_model(sm.GLM(Y, table).fit()).values, plain.values)
    weighted = bc.from_model(sm.GLM(Y, table, var_weights=WEIGHTS).fit())
    assert np.array_equal(weighted.values, bc.from_model(sm.WLS(Y, table, weights=WEIGHTS).fit()).values)
    for other, message in [
        (sm.GLM(classes, table, family=sm.families.Poisson()).fit(), "Poisson family with link Log"),
        (sm.GLM(Y, table, freq_weights=np.arange(1, 31)).fit(), "weights that count records"),
        (sm.OLS(Y, table), "model must be fitted: give what fit"),
    ]:
        with pytest.raises(ValueError, match=message):
            bc.from_model(other)


def test_rows_with_missing_values_are_said_to_take_no_part():
    smf, pd = pytest.importorskip("statsmodels.formula.api"), pytest.importorskip("pandas")
    frame = pd.DataFrame({"y": Y, "a": np.where(X[:, 0] > 1, np.nan, X[:, 0])})
    found = bc.from_model(smf.ols("y ~ a", frame).fit())
    missing = int((X[:, 0] > 1).sum())
    assert missing
    assert f"{missing} had missing values" in str(found)


def test_what_is_estimated_is_called_heuristic():
    assert "\n  heuristic: estimated from the residuals" in str(bc.from_model(Ridge(5.0).fit(X, Y), X, Y))
    assert bc.from_model(Ridge(5.0).fit(X, Y), X, Y).to_json()["heuristic"].startswith("estimated")


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
    assert "answers with its votes" in str(votes)


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
