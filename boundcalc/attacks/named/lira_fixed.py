"""LiRA with fixed variance: the likelihood ratio of two normal laws of the fit that share the spread of all records."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    fit = view.fits[0]
    seen = view if view.population is None else view.population
    v, w = (_pooled(seen, inside) for inside in (True, False))
    count_in, mean_in, _ = view.moments(inside=True)
    count_out, mean_out, _ = view.moments(inside=False)
    ratio = (fit - mean_out) ** 2 / (2 * w) - (fit - mean_in) ** 2 / (2 * v) + np.log(w / v) / 2
    return np.where((count_in > 0) & (count_out > 0), ratio, 0.0)


def _pooled(view: View, inside: bool) -> float:
    count, _, variance = view.moments(inside)
    return float((variance * np.maximum(count - 1, 0)).sum() / max(1, np.maximum(count - 1, 0).sum())) + 1e-4


lira_fixed = NamedAttack("lira_fixed", _score, "Carlini et al. (2022)", shadows=True, both=True, population=True)
