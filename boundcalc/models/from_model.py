"""From a fitted model of scikit-learn or statsmodels to the theorem that speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from ..functions.least_squares.leverage import Model
from ..game import Game
from ..laws import GaussianClassification, Law
from ..learners import LogisticRegression, NearestNeighbours, RidgeFit
from ..numeric.kinds import Array, NumberLike
from .leverage import Leverage, leverage
from .model_leakage import ModelLeakage

Reader = Callable[..., Leverage | ModelLeakage]
_STILL = "BitBudget.from_file(path) holds for every released file, and attacks.attack() tests any model"


def from_model(
    model: Any,
    X: Any = None,
    y: Any = None,
    *,
    outsider: Model = "left out",
    signal: NumberLike | None = None,
    labels: Law | None = None,
) -> Leverage | ModelLeakage:
    """What a fitted model leaks of its records, where a theorem speaks of it, and what that supposes.

    `LinearRegression` of scikit-learn with the X that it was fitted to; the
    results of `OLS`, `WLS`, or `GLS` with independent errors in statsmodels, which know their X (formulas on data
    frames included): a `Leverage`, exact. `Ridge` and `KernelRidge` with X and y, `LogisticRegression` with X and the
    `signal` (the standard deviation of the true scores), nearest neighbours with X and, for classes, the law `labels`
    of a label at the target: a `ModelLeakage`. The model is asked for its options, and never fitted again.

    Raises ValueError for a model that is not fitted, of another kind (with what would still apply), an X of other
    columns than it was fitted to, and whatever `leverage` refuses.

    >>> import numpy as np
    >>> from sklearn.linear_model import LinearRegression
    >>> X = np.arange(8.0).reshape(8, 1) ** 2
    >>> from_model(LinearRegression().fit(X, X[:, 0] + 1), X).max.to_string(4)
    '0.4392...'
    """
    names = [f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(model).__mro__]
    for name in names:
        if name in _READERS:
            return _READERS[name](model, X=X, y=y, outsider=outsider, signal=signal, labels=labels)
        if name in _SILENT:
            raise ValueError(f"no theorem speaks of {names[0]}: {_SILENT[name]}; {_STILL}")
    wrapped = getattr(model, "_results", None)  # statsmodels wraps its results
    if wrapped is not None and wrapped is not model:
        return from_model(wrapped, X, y, outsider=outsider, signal=signal, labels=labels)
    raise ValueError(f"no theorem speaks of {names[0]}: known are {', '.join(_READERS)}; {_STILL}")


def _table(model: Any, X: Any) -> Any:
    """X, of the columns that the model was fitted to."""
    name = type(model).__name__
    if not hasattr(model, "n_features_in_"):
        raise ValueError("model must be fitted: call fit(X, y) first")
    if X is None:
        raise ValueError(f"X must be given: scikit-learn's {name} does not keep it")
    columns = getattr(X, "shape", (0, 0))[-1]
    if columns != model.n_features_in_:
        raise ValueError(f"X must have the {model.n_features_in_} columns that the model was fitted to, got {columns}")
    return X


def _numbers(model: Any, X: Any, y: Any = None) -> tuple[Array, Array]:
    """(X, y) as finite numbers."""
    table = np.asarray(_table(model, X), dtype=float)
    if y is None:
        raise ValueError(f"y must be given for {type(model).__name__}: the noise and the test error are estimated")
    labels = np.asarray(y, dtype=float)
    if labels.shape != (len(table),):
        raise ValueError(f"y must be {len(table)} numbers, got shape {labels.shape}")
    if not (np.isfinite(table).all() and np.isfinite(labels).all()):
        raise ValueError("X and y must be finite numbers")
    return table, labels


def _linear_regression(model: Any, X: Any, outsider: Model, **_: Any) -> Leverage:
    table = _table(model, X)
    if getattr(model, "positive", False):
        raise ValueError("no theorem speaks of LinearRegression(positive=True): its coefficients are not those of OLS")
    if np.ndim(model.coef_) != 1 and len(model.coef_) != 1:
        raise ValueError(f"y must be one label a record: the coefficients of {len(model.coef_)} labels leak more")
    return leverage(table, outsider=outsider, intercept=bool(model.fit_intercept))


_SCALERS = ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler")


def _pipeline(model: Any, X: Any, outsider: Model, **_: Any) -> Leverage:
    *before, (_, last) = model.steps
    kinds = [type(step).__name__ for _, step in before if step not in (None, "passthrough")]
    if set(kinds) - set(_SCALERS) or type(last).__name__ != "LinearRegression" or not last.fit_intercept:
        raise ValueError(
            f"no theorem speaks of this Pipeline ({', '.join([*kinds, type(last).__name__])}): known are scalers "
            f"before LinearRegression() with its intercept; {_STILL}"
        )
    if kinds and outsider == "left out":
        raise ValueError(
            f"what {kinds[0]} has learned of the columns is released too, and tells whoever knows them whether a "
            "record was among them: release coefficients for the columns as they are, or ask for outsider='fresh label'"
        )
    # A column that is moved and scaled spans the same with an intercept: the leverages are those of X.
    return _linear_regression(last, X, outsider)


def _statsmodels(model: Any, X: Any, outsider: Model, **_: Any) -> Leverage:
    if X is not None:
        raise ValueError("X must be left out: the results of statsmodels know it")
    fitted = model.model
    kind = type(fitted).__name__
    if kind not in ("OLS", "WLS", "GLS") or type(model).__name__ not in ("RegressionResults", "OLSResults"):
        raise ValueError(f"no theorem speaks of {kind} with {type(model).__name__}; known are OLS, WLS and GLS")
    weights = fitted.weights if kind == "WLS" else None
    if kind == "GLS" and fitted.sigma is not None:
        spread = np.asarray(fitted.sigma, dtype=float)
        if spread.ndim == 2:
            if np.any(spread != np.diag(np.diag(spread))):
                raise ValueError(
                    "no theorem speaks of GLS with errors that depend on each other: what is independent are mixtures "
                    "of records"
                )
            spread = np.diag(spread)
        weights = np.broadcast_to(1 / spread, (len(fitted.exog),))
    if np.ndim(model.params) != 1:
        raise ValueError("y must be one label a record: the coefficients of several labels leak more")
    return leverage(fitted.exog, outsider=outsider, weights=weights)


def _near(x: float) -> Fraction:
    return Fraction(x).limit_denominator(10**9)


def _smoothed(hat: Array, fitted: Array, y: Array, kernel: bool) -> ModelLeakage:
    """From the hat matrix (without intercept) and the fit: degrees of freedom, noise and leave-one-out error."""
    n, leverages = len(y), np.diag(hat)
    degrees, second = float(leverages.sum()), float((hat * hat).sum())
    rest = n - 2 * degrees + second
    if not 0 < degrees < n or rest <= 0 or leverages.max() >= 1:
        raise ValueError(
            f"the fit uses up its {n} records: {degrees:.4g} degrees of freedom leave no noise to estimate"
        )
    noise = float(((y - fitted) ** 2).sum()) / rest
    test = float((((y - fitted) / (1 - leverages)) ** 2).mean())
    if not 0 < noise < test:
        raise ValueError(
            f"the estimated test error {test:.4g} must be above the estimated noise {noise:.4g}: use RidgeFit(degrees="
            f"{degrees:.4g}, excess=...) with what you know of them"
        )
    learner = RidgeFit(_near(degrees), _near(test / noise - 1), kernel)
    return ModelLeakage(
        Game(None, learner, n).bounds(),
        (
            f"estimated from the residuals, with an error that is not bounded: noise variance {noise:.4g}, "
            f"leave-one-out error {test:.4g}",
        ),
    )


def _ridge(model: Any, X: Any, y: Any, **_: Any) -> ModelLeakage:
    table, labels = _numbers(model, X, y)
    if getattr(model, "positive", False) or np.ndim(model.alpha):
        raise ValueError("no theorem speaks of Ridge with positive=True or several penalties")
    centred = table - table.mean(axis=0) if model.fit_intercept else table
    left, sizes, _right = np.linalg.svd(centred, full_matrices=False)
    hat = (left * (sizes**2 / (sizes**2 + float(model.alpha)))) @ left.T
    fitted = np.asarray(model.predict(X), dtype=float)
    return _smoothed(hat, fitted, labels, False)


def _kernel_ridge(model: Any, X: Any, y: Any, **_: Any) -> ModelLeakage:
    table, labels = _numbers(model, X, y)
    if np.ndim(model.alpha):
        raise ValueError("no theorem speaks of KernelRidge with several penalties")
    kernel = model._get_kernel(table)
    hat = np.linalg.solve(kernel + float(model.alpha) * np.eye(len(table)), kernel)
    return _smoothed(hat, np.asarray(model.predict(X), dtype=float), labels, True)


def _logistic_regression(model: Any, X: Any, signal: NumberLike | None, **_: Any) -> ModelLeakage:
    table = _table(model, X)
    if len(model.classes_) != 2:
        raise ValueError(f"no theorem speaks of LogisticRegression with {len(model.classes_)} classes; {_STILL}")
    ratio = getattr(model, "l1_ratio", None)
    if model.penalty not in (None, "l2", "deprecated") or (ratio and ratio > 0) or model.class_weight is not None:
        raise ValueError("no theorem speaks of LogisticRegression with an L1 penalty or class weights")
    if signal is None:
        raise ValueError(
            "signal must be given for LogisticRegression: the standard deviation of the true scores x'theta, such as "
            "signal=1"
        )
    penalty = 0 if model.penalty is None or np.isinf(model.C) else 1 / Fraction(str(float(model.C)))
    n, p = table.shape
    game = Game(GaussianClassification(p, signal), LogisticRegression(penalty), n)
    return ModelLeakage(
        game.bounds(), ("features are standard normal and independent, classes balanced", "the true signal is as given")
    )


def _neighbours(model: Any, X: Any, labels: Law | None, **_: Any) -> ModelLeakage:
    table = _table(model, X)
    if model.weights != "uniform":
        raise ValueError(
            f"no theorem speaks of weights={model.weights!r}: weights by distance give a member's own label back, and "
            "it is seen for certain"
        )
    if labels is None and hasattr(model, "classes_"):
        raise ValueError(
            "labels must be given for a classifier: the law of a label at the target, such as Bernoulli(.5)"
        )
    learner = NearestNeighbours(model.n_neighbors) if labels is None else NearestNeighbours(model.n_neighbors, labels)
    return ModelLeakage(
        Game(None, learner, len(table)).bounds(), ("the model is asked once, at the target's features",)
    )


_READERS: dict[str, Reader] = {
    "sklearn.LinearRegression": _linear_regression,
    "sklearn.Ridge": _ridge,
    "sklearn.KernelRidge": _kernel_ridge,
    "sklearn.LogisticRegression": _logistic_regression,
    "sklearn.KNeighborsRegressor": _neighbours,
    "sklearn.KNeighborsClassifier": _neighbours,
    "sklearn.Pipeline": _pipeline,
    "statsmodels.RegressionResults": _statsmodels,
}

_PUBLIC = "its splits were chosen with the data (RegressionTree and Histogram are for splits that were not)"
_SILENT = {
    "sklearn.BaseDecisionTree": _PUBLIC,
    "sklearn.BaseForest": _PUBLIC,
    "sklearn.BaseGradientBoosting": _PUBLIC,
    "sklearn.BaseBagging": (
        "of its members only the share of the records is bounded: fraction= of the game, if each is fitted once to a "
        "random part"
    ),
    "sklearn.LogisticRegressionCV": "its penalty was chosen with the data",
    "sklearn.RidgeCV": "its penalty was chosen with the data",
}
