"""From a fitted model to the theorem that speaks of it."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge

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
        (Ridge().fit(X, Y), X, "no theorem speaks of sklearn.Ridge: known are sklearn.LinearRegression"),
        (3, X, "no theorem speaks of builtins.int"),
    ],
)
def test_what_no_theorem_speaks_of_is_named(model, table, message):
    with pytest.raises(ValueError, match=message):
        bc.from_model(model, table)
