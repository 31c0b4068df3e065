"""Entropy that knows the label: -(1-p_y) ln p_y - sum_(i != y) p_i ln(1-p_i), small for members."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    assert view.chances is not None
    assert view.at is not None
    p, rows = view.chances, np.arange(len(view.at))
    at = np.maximum(view.at, 0)
    own = np.where(view.at >= 0, p[rows, at], 0.0)
    others = p * np.log(np.maximum(1 - p, 1e-300))
    others[rows, at] = np.where(view.at >= 0, 0.0, others[rows, at])
    return (1 - own) * np.log(np.maximum(own, 1e-300)) + others.sum(axis=1)


modified_entropy = NamedAttack("modified_entropy", _score, "Song and Mittal (2021)", probabilities=True)
