"""Quantile regression: the fit above what is usual of unseen records with such features (Bertran et al. 2023).

Two quantiles of the fit of records that a model has not seen are regressed on their features, by boosted trees: those
of public records under the target itself where the data have a law, those of the rows left out of the shadow models'
training where there is a table, since nobody knows which of its rows the target has not seen.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...numeric.kinds import Array
from ..data import Features, encoded
from .view import DoesNotApply, Known, NamedAttack, View

_MIDDLE, _HIGH = 0.5, 0.9
_TREES = 50
_MISSING = -1e30  # a cell that is missing, below all others
_MOST = 2000  # pairs of record and fit that the regressions are trained on


def _score(view: View) -> Array:
    assert view.answers is not None
    assert view.population is not None
    middle, high = _regressions(view.population)
    usual, rare = middle.predict(view.answers), high.predict(view.answers)
    return (_fit(view.loss, view) - usual) / (np.maximum(rare - usual, 0) + 1e-3)


def _fit(loss: Array, view: View) -> Array:
    """ln(p/(1-p)) for classes; minus the loss otherwise."""
    if view.chances is None:
        return -np.minimum(loss, np.finfo(np.float64).max)
    return -np.log(np.expm1(np.clip(loss, 1e-12, 700.0)))


def _regressions(public: View) -> tuple[Any, Any]:
    if "quantiles" in public.kept:
        return public.kept["quantiles"]
    assert public.answers is not None
    if len(public.shadow):
        models, rows = np.nonzero(~public.inside)
        some = np.unique(np.linspace(0, len(rows) - 1, _MOST).astype(int))
        features, fits = public.answers[rows[some]], _fit(public.shadow, public)[models[some], rows[some]]
    else:
        features, fits = public.answers, _fit(public.loss, public)
    found = _trained(features, fits, _MIDDLE), _trained(features, fits, _HIGH)
    public.kept["quantiles"] = found
    return found


def _trained(features: Array, fits: Array, quantile: float) -> Any:
    try:
        from sklearn.ensemble import GradientBoostingRegressor
    except ModuleNotFoundError:
        raise DoesNotApply("the attack quantile needs the extra [ml]: pip install 'boundcalc[ml]'") from None
    trees = GradientBoostingRegressor(
        loss="quantile", alpha=quantile, n_estimators=_TREES, min_samples_leaf=10, random_state=0
    )
    return trees.fit(features, fits)


def _features(model: Any, X: Features, y: Array, known: Known) -> Array:
    features = np.column_stack([encoded(X, known.around), _labels(y)])
    return np.nan_to_num(np.clip(features, _MISSING, -_MISSING), nan=_MISSING)


def _labels(y: Array) -> Array:
    """Numbers as they are; words are told apart by the model's own answers alone."""
    return np.reshape(y, (len(y), -1)).astype(np.float64) if y.dtype.kind in "iufb" else np.zeros((len(y), 0))


quantile = NamedAttack(
    "quantile",
    _score,
    "Bertran, Tang, Kearns, Morgenstern, Roth and Wu (2023)",
    shadows=True,
    population=True,
    asks=_features,
)
