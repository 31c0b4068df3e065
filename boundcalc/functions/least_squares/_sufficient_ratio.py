"""The likelihood ratio of released X'X and X'y, in float64: for the sampler and for the attack."""

from __future__ import annotations

from math import log

import numpy as np

from ...numeric.kinds import Array
from .._gamma_ratio import log_gamma_ratio


def log_ratio(n: int, p: int, leverage: Array, log_det: Array, square: Array, fit: Array, y: Array) -> Array:
    """log dP1/dP0 of records in standard units, n > p; -inf where the leverage is 1 or more: no member has that.

    With S = X'X: `leverage` x'S^{-1}x, `log_det` log |S|, `square` |x|^2, `fit` x't for the estimate t, `y` the answer.
    """
    inside = np.where(leverage < 1, leverage, 0.0)
    out = p / 2 * log(2) + log_gamma_ratio(n / 2, (n - p) / 2) - log_det / 2
    out = out + (n - p - 3) / 2 * np.log1p(-inside)
    out = out + (square + y * y) / 2 - (y - fit) ** 2 / (2 * np.where(leverage < 1, 1 - leverage, 1.0))
    return np.where(leverage < 1, out, -np.inf)
