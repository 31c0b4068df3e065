"""RMIA: the share of the population whose likelihood ratio is no larger than that of the record."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    assert view.population is not None
    others = np.sort(_ratio(view.population))
    return np.searchsorted(others, _ratio(view), side="right") / len(others)


def _ratio(view: View) -> Array:
    """p(x | target) / p(x), p(x) the mean over shadow models with and without x, each kind with the same weight."""
    p = view.likelihoods
    means = []
    for kind in (view.inside, ~view.inside):
        count = kind.sum(axis=0)
        means.append(np.where(count > 0, np.where(kind, p[1:], 0.0).sum(axis=0) / np.maximum(count, 1), np.nan))
    both = np.where(np.isnan(means[0]), means[1], np.where(np.isnan(means[1]), means[0], (means[0] + means[1]) / 2))
    return p[0] / np.maximum(both, 1e-300)


rmia = NamedAttack("rmia", _score, "Zarifzadeh, Liu and Shokri (2024)", shadows=True, both=True, population=True)
