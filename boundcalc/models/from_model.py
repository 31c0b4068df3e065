"""From a fitted model of scikit-learn or statsmodels to the theorem that speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..functions.least_squares.leverage import Model
from ..game import Game
from ..laws import GaussianClassification, Law
from ..learners import Histogram, LogisticRegression, NearestNeighbours, ProbitRegression, RidgeFit
from ..learners.models.score_regression import ScoreRegression
from ..numeric.kinds import Array, NumberLike
from .float_table import float_table
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

    `LinearRegression` of scikit-learn with the X that it was fitted to; the results of `OLS`, `WLS`, `GLS` with
    independent errors or a Gaussian `GLM` in statsmodels, which know their X (formulas on data frames included): a
    `Leverage`, exact. `Ridge` and `KernelRidge` with X and y; logistic and probit regressions of both with the `signal`
    (the standard deviation of the true scores); nearest neighbours with X and, for classes, the law `labels` of a label
    at the target; the `DummyClassifier` with that law: a `ModelLeakage`. The model is asked for its options, and never
    fitted again; with y, whether it can be a fit to X and y is checked.

    Raises ValueError for a model that is not fitted, of another kind (with what would still apply), an X of other
    columns than it was fitted to, an X and y that it was not fitted to, separated classes, options that say nothing of
    this model, and whatever `leverage` refuses.

    >>> import numpy as np
    >>> from sklearn.linear_model import LinearRegression
    >>> X = np.arange(8.0).reshape(8, 1) ** 2
    >>> from_model(LinearRegression().fit(X, X[:, 0] + 1), X).max.to_string(4)
    '0.4392...'
    """
    if isinstance(model, type):
        raise ValueError(f"model must be a fitted model, got the class {model.__name__}")
    names = [f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(model).__mro__]
    for name in names:
        if name in _READERS:
            reader, options = _READERS[name]
            _no_others(names[0], options, outsider=outsider != "left out", signal=signal, labels=labels)
            return reader(model, X=X, y=y, outsider=outsider, signal=signal, labels=labels)
        if name in _SILENT:
            raise ValueError(f"no theorem speaks of {names[0]}: {_SILENT[name]}; {_STILL}")
    wrapped = getattr(model, "_results", None)  # statsmodels wraps its results
    if wrapped is not None and wrapped is not model:
        return from_model(wrapped, X, y, outsider=outsider, signal=signal, labels=labels)
    if "statsmodels.Model" in names:
        raise ValueError("model must be fitted: give what fit() returns")
    raise ValueError(f"no theorem speaks of {names[0]}: known are {', '.join(_READERS)}; {_STILL}")


def _no_others(name: str, options: tuple[str, ...], **given: Any) -> None:
    for option, value in given.items():
        if option not in options and value is not None and value is not False:
            raise ValueError(f"{option} must be left out: it says nothing of {name}")


def _fitted(model: Any) -> None:
    if not hasattr(model, "n_features_in_"):
        raise ValueError("model must be fitted: call fit(X, y) first")


def _table(model: Any, X: Any) -> Any:
    """X, of the columns that the model was fitted to."""
    name = type(model).__name__
    _fitted(model)
    if X is None:
        raise ValueError(f"X must be given: scikit-learn's {name} does not keep it")
    columns = getattr(X, "shape", (0, 0))[-1]
    if columns != model.n_features_in_:
        raise ValueError(f"X must have the {model.n_features_in_} columns that the model was fitted to, got {columns}")
    known, given = getattr(model, "feature_names_in_", None), getattr(X, "columns", None)
    if known is not None and given is not None and list(map(str, given)) != list(known):
        raise ValueError("X must have the columns that the model was fitted to, in their order: their names differ")
    return X


def _numbers(model: Any, X: Any, y: Any = None) -> tuple[Array, Array]:
    """(X, y) as finite numbers."""
    table = float_table(_table(model, X), "X")
    if y is None:
        raise ValueError(f"y must be given for {type(model).__name__}: the noise and the test error are estimated")
    labels = float_table(y, "y")
    if labels.shape == (len(table), 1):
        labels = labels[:, 0]
    if labels.shape != (len(table),):
        raise ValueError(f"y must be {len(table)} numbers, got shape {labels.shape}")
    if not (np.isfinite(table).all() and np.isfinite(labels).all()):
        raise ValueError("X and y must be finite numbers")
    return table, labels


def _must_fit(model: Any, table: Array, labels: Array, penalty: float = 0.0) -> None:
    """Raise ValueError unless the residuals are those of the normal equations, up to what solvers leave."""
    coefficients = np.asarray(model.coef_, dtype=float).reshape(-1)
    away = labels - table @ coefficients - float(np.reshape(model.intercept_, ()))
    centred, size = table, np.linalg.norm(labels)
    if model.fit_intercept:
        centred, size = table - table.mean(axis=0), np.linalg.norm(labels - labels.mean())
    tolerance = 1e-3 if penalty else 1e-6
    left = np.abs(centred.T @ away - penalty * coefficients) > tolerance * np.linalg.norm(centred, axis=0) * size
    shift = abs(away.sum()) if model.fit_intercept else 0.0
    if size and (left.any() or shift > np.sqrt(len(labels)) * (tolerance * size + 1e-9 * np.linalg.norm(labels))):
        raise ValueError(_NO_FIT.format(name=type(model).__name__))


_NO_FIT = "X and y must be what the model was fitted to, without sample weights: {name} of these has other coefficients"
_UNSEEN = "X is the table that the model was fitted to, without sample weights (with y, that is checked)"


def _linear_regression(model: Any, X: Any, outsider: Model, y: Any = None, **_: Any) -> Leverage:
    table = _table(model, X)
    if getattr(model, "positive", False):
        raise ValueError("no theorem speaks of LinearRegression(positive=True): its coefficients are not those of OLS")
    if np.ndim(model.coef_) != 1 and len(model.coef_) != 1:
        raise ValueError(f"y must be one label a record: the coefficients of {len(model.coef_)} labels leak more")
    found = leverage(table, outsider=outsider, intercept=bool(model.fit_intercept))
    if y is None:
        return replace(found, supposed=(_UNSEEN,))
    _must_fit(model, *_numbers(model, X, y))
    return found


_SCALERS = ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler")


def _pipeline(model: Any, X: Any, outsider: Model, **_: Any) -> Leverage:
    *before, (_, last) = model.steps
    _fitted(last)
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
    fitted = _of_results(model, X)
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
    return _least_squares(fitted, outsider, weights)


def _of_results(model: Any, X: Any) -> Any:
    """The model of results of statsmodels, with its data."""
    if X is not None:
        raise ValueError("X must be left out: the results of statsmodels know it")
    fitted = model.model
    if getattr(getattr(fitted, "exog", None), "ndim", 0) != 2:
        raise ValueError("model must still have its data: they were removed from these results")
    return fitted


def _least_squares(fitted: Any, outsider: Model, weights: Any) -> Leverage:
    found = leverage(fitted.exog, outsider=outsider, weights=weights)
    frame = getattr(fitted.data, "frame", None)
    if frame is None or len(frame) == len(fitted.exog):
        return found
    note = f"rows are counted among the {len(found)} that took part: {len(frame) - len(found)} had missing values"
    return replace(found, supposed=(*found.supposed, note))


def _generalised(model: Any, X: Any, outsider: Model, signal: NumberLike | None, **_: Any) -> Leverage | ModelLeakage:
    fitted = _of_results(model, X)
    family, link = (type(x).__name__ for x in (fitted.family, fitted.family.link))
    if np.any(fitted.freq_weights != 1) or getattr(model, "constraints", None) is not None:
        raise ValueError("no theorem speaks of a GLM with weights that count records, or with constraints")
    if (family, link) == ("Gaussian", "Identity"):
        _no_others("a Gaussian GLM", ("outsider",), signal=signal)
        weighted = np.any(fitted.var_weights != 1)
        return _least_squares(fitted, outsider, fitted.var_weights if weighted else None)
    if (family, link) not in (("Binomial", "Logit"), ("Binomial", "Probit")) or np.any(fitted.var_weights != 1):
        raise ValueError(
            f"no theorem speaks of a GLM of the {family} family with link {link}: known are Gaussian with Identity, "
            f"Binomial with Logit or Probit, without weights; {_STILL}"
        )
    _no_others("a Binomial GLM", ("signal",), outsider=outsider != "left out")
    return _scores(model, fitted, link, signal)


def _binary(model: Any, X: Any, signal: NumberLike | None, **_: Any) -> ModelLeakage:
    fitted = _of_results(model, X)
    return _scores(model, fitted, type(fitted).__name__, signal)


def _scores(model: Any, fitted: Any, link: str, signal: NumberLike | None) -> ModelLeakage:
    """A logistic or probit regression of statsmodels, without penalty."""
    labels = np.asarray(fitted.endog)
    if fitted.exog.ndim != 2 or labels.ndim != 1 or not np.all((labels == 0) | (labels == 1)):
        raise ValueError("y must be one label 0 or 1 a record")
    if getattr(fitted, "offset", None) is not None and np.any(fitted.offset):
        raise ValueError("no theorem speaks of a regression of a class with an offset")
    _not_separated(fitted.exog @ np.asarray(model.params), labels == 1)
    n, columns = fitted.exog.shape
    learner, name = (LogisticRegression(), "logistic") if link == "Logit" else (ProbitRegression(), "probit")
    return _limit(learner, name, n, columns - int(fitted.k_constant), signal)


def _not_separated(scores: Array, positive: Array) -> None:
    if np.all(np.where(positive, scores, -scores) > 0):
        raise ValueError("y must not be separated by the model: without a penalty no estimate exists")


def _limit(learner: ScoreRegression, link: str, n: int, p: int, signal: NumberLike | None) -> ModelLeakage:
    if signal is None:
        raise ValueError(
            f"signal must be given for {type(learner).__name__}: the standard deviation of the true scores x'theta, "
            "such as signal=1"
        )
    if not p:
        raise ValueError("X must have features beside the constant")
    game = Game(GaussianClassification(p, signal, link), learner, n)
    return ModelLeakage(
        game.bounds(), ("features are standard normal and independent, classes balanced", "the true signal is as given")
    )


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
        (),
        f"estimated from the residuals, with an error that is not bounded: noise variance {noise:.4g}, "
        f"leave-one-out error {test:.4g}",
    )


def _ridge(model: Any, X: Any, y: Any, **_: Any) -> ModelLeakage:
    table, labels = _numbers(model, X, y)
    if getattr(model, "positive", False) or np.ndim(model.alpha):
        raise ValueError("no theorem speaks of Ridge with positive=True or several penalties")
    _must_fit(model, table, labels, float(model.alpha))
    centred = table - table.mean(axis=0) if model.fit_intercept else table
    left, sizes, _right = np.linalg.svd(centred, full_matrices=False)
    hat = (left * (sizes**2 / (sizes**2 + float(model.alpha)))) @ left.T
    fitted = np.asarray(model.predict(table), dtype=float)
    return _smoothed(hat, fitted, labels, False)


def _kernel_ridge(model: Any, X: Any, y: Any, **_: Any) -> ModelLeakage:
    table, labels = _numbers(model, X, y)
    if np.ndim(model.alpha):
        raise ValueError("no theorem speaks of KernelRidge with several penalties")
    kernel = model._get_kernel(table)
    residuals = labels - kernel @ np.asarray(model.dual_coef_, dtype=float).reshape(-1)
    if np.linalg.norm(residuals - float(model.alpha) * model.dual_coef_.reshape(-1)) > 1e-3 * np.linalg.norm(labels):
        raise ValueError(_NO_FIT.format(name="KernelRidge"))
    hat = np.linalg.solve(kernel + float(model.alpha) * np.eye(len(table)), kernel)
    return _smoothed(hat, labels - residuals, labels, True)


def _logistic_regression(model: Any, X: Any, y: Any, signal: NumberLike | None, **_: Any) -> ModelLeakage:
    table = _table(model, X)
    if len(model.classes_) != 2:
        raise ValueError(f"no theorem speaks of LogisticRegression with {len(model.classes_)} classes; {_STILL}")
    ratio = getattr(model, "l1_ratio", None)
    if model.penalty not in (None, "l2", "deprecated") or (ratio and ratio > 0) or model.class_weight is not None:
        raise ValueError("no theorem speaks of LogisticRegression with an L1 penalty or class weights")
    penalty = 0 if model.penalty is None or np.isinf(model.C) else 1 / Fraction(str(float(model.C)))
    n, p = table.shape
    if y is not None:
        labels = np.asarray(y).reshape(-1)
        if len(labels) != n or not np.isin(labels, model.classes_).all():
            raise ValueError(f"y must be {n} labels of the classes of the model")
        if not penalty:
            _not_separated(model.decision_function(table), labels == model.classes_[1])
    return _limit(LogisticRegression(penalty), "logistic", n, p, signal)


def _neighbours(model: Any, X: Any, labels: Law | None, **_: Any) -> ModelLeakage:
    table = _table(model, X)
    if model.weights != "uniform":
        raise ValueError(
            f"no theorem speaks of weights={model.weights!r}: weights by distance give a member's own label back, and "
            "it is seen for certain"
        )
    if hasattr(model, "classes_"):
        _classes(labels, "the law of a label at the target")
    learner = NearestNeighbours(model.n_neighbors) if labels is None else NearestNeighbours(model.n_neighbors, labels)
    asked = "the model is asked once, at the target's features"
    if hasattr(model, "classes_"):
        asked += ", and answers with its votes: whoever sees the class alone knows no more"
    return ModelLeakage(Game(None, learner, len(table)).bounds(), (asked,))


def _classes(labels: Law | None, which: str) -> Law:
    if labels is None or not labels.is_discrete:
        raise ValueError(f"labels must be given for a classifier: {which}, such as Bernoulli(.5)")
    return labels


def _dummy_classifier(model: Any, y: Any, labels: Law | None, **_: Any) -> ModelLeakage:
    if not hasattr(model, "class_prior_"):
        raise ValueError("model must be fitted: call fit(X, y) first")
    if y is None or np.ndim(y) != 1:
        raise ValueError(
            "y must be given for DummyClassifier, one label a record: it does not keep how many there were"
        )
    law = _classes(labels, "the law of a label")
    return ModelLeakage(
        Game(law, Histogram(), len(y)).bounds(),
        ("the law of a label is as given", "the model itself is released: it keeps the shares of the classes"),
    )


_READERS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "sklearn.LinearRegression": (_linear_regression, ("outsider",)),
    "sklearn.Ridge": (_ridge, ()),
    "sklearn.KernelRidge": (_kernel_ridge, ()),
    "sklearn.LogisticRegression": (_logistic_regression, ("signal",)),
    "sklearn.KNeighborsRegressor": (_neighbours, ("labels",)),
    "sklearn.KNeighborsClassifier": (_neighbours, ("labels",)),
    "sklearn.DummyClassifier": (_dummy_classifier, ("labels",)),
    "sklearn.Pipeline": (_pipeline, ("outsider",)),
    "statsmodels.RegressionResults": (_statsmodels, ("outsider",)),
    "statsmodels.GLMResults": (_generalised, ("outsider", "signal")),
    "statsmodels.LogitResults": (_binary, ("signal",)),
    "statsmodels.ProbitResults": (_binary, ("signal",)),
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
