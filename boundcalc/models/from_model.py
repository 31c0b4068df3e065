"""From a fitted model of scikit-learn or statsmodels to the theorem that speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..functions.least_squares.leverage import Model
from .leverage import Leverage, leverage

Reader = Callable[[Any, Any, Model], Leverage]


def from_model(model: Any, X: Any = None, *, outsider: Model = "left out") -> Leverage:
    """What a fitted model leaks of its records, where a theorem speaks of it.

    `model`: a fitted `LinearRegression` of scikit-learn with the X that it was fitted to, or the results of `OLS` or
    `WLS` in statsmodels, which know their X. The answer is exact for coefficients that are released alone, with labels
    of Gaussian noise (`leverage`). The model is asked for its options, and never fitted again.

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
            return _READERS[name](model, X, outsider)
    wrapped = getattr(model, "_results", None)  # statsmodels wraps its results
    if wrapped is not None and wrapped is not model:
        return from_model(wrapped, X, outsider=outsider)
    raise ValueError(
        f"no theorem speaks of {names[0]}: known are {', '.join(_READERS)}; BitBudget.from_file(path) holds for every "
        "released file, and attacks.attack() tests any model"
    )


def _linear_regression(model: Any, X: Any, outsider: Model) -> Leverage:
    if not hasattr(model, "coef_"):
        raise ValueError("model must be fitted: call fit(X, y) first")
    if X is None:
        raise ValueError("X must be given: scikit-learn's LinearRegression does not keep it")
    if getattr(model, "positive", False):
        raise ValueError("no theorem speaks of LinearRegression(positive=True): its coefficients are not those of OLS")
    columns = getattr(X, "shape", (0, 0))[-1]
    if columns != model.n_features_in_:
        raise ValueError(f"X must have the {model.n_features_in_} columns that the model was fitted to, got {columns}")
    return leverage(X, outsider=outsider, intercept=bool(model.fit_intercept))


def _statsmodels(model: Any, X: Any, outsider: Model) -> Leverage:
    if X is not None:
        raise ValueError("X must be left out: the results of statsmodels know it")
    fitted = model.model
    kind = type(fitted).__name__
    if kind not in ("OLS", "WLS") or type(model).__name__ not in ("RegressionResults", "OLSResults"):
        raise ValueError(f"no theorem speaks of {kind} with {type(model).__name__}; known are OLS and WLS")
    weights = fitted.weights if kind == "WLS" else None
    found = leverage(fitted.exog, outsider=outsider, weights=weights)
    return found


_READERS: dict[str, Reader] = {
    "sklearn.LinearRegression": _linear_regression,
    "statsmodels.RegressionResults": _statsmodels,
}
