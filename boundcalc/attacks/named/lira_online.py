"""LiRA, online: the likelihood ratio of two normal laws of the fit, with and without the record in training."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    fit = view.fits[0]
    count_in, mean_in, variance_in = view.moments(inside=True)
    count_out, mean_out, variance_out = view.moments(inside=False)
    v, w = variance_in + 1e-4, variance_out + 1e-4
    ratio = (fit - mean_out) ** 2 / (2 * w) - (fit - mean_in) ** 2 / (2 * v) + np.log(w / v) / 2
    return np.where((count_in > 1) & (count_out > 1), ratio, 0.0)


lira_online = NamedAttack("lira_online", _score, "Carlini et al. (2022)", shadows=True, both=True)
