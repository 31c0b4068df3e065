"""Label only: how many noisy copies of the record are still classified rightly (Choquette-Choo et al. 2021)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...numeric.kinds import Array
from ..data import Features
from .moved import Moves
from .view import Known, NamedAttack, View

_SIZES = (0.05, 0.1, 0.2, 0.4)  # of the noise, in standard deviations of each column
_COPIES = 5


def _score(view: View) -> Array:
    assert view.answers is not None
    return view.answers


def _rightly_moved(model: Any, X: Features, y: Array, known: Known) -> Array:
    """The share of the copies, the record itself one of them, that get the true label: the same noise everywhere."""
    moves = Moves(known.around, _COPIES)
    right = [np.asarray(model.predict(X)) == y]
    right += [np.asarray(model.predict(moves.moved(X, i, size))) == y for size in _SIZES for i in range(_COPIES)]
    return np.mean(right, axis=0)


augmentation = NamedAttack(
    "augmentation",
    _score,
    "Choquette-Choo, Tramer, Carlini and Papernot (2021)",
    labels=True,
    asks=_rightly_moved,
    losses=False,
)
