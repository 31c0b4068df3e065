"""Label only: how far the record lies from where its label ends (Choquette-Choo et al. 2021)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...numeric.kinds import Array
from ..data import Features
from .moved import Moves
from .view import Known, NamedAttack, View

_DIRECTIONS = 4
_RADII = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0)  # in standard deviations of each column
_HALVINGS = 3


def _score(view: View) -> Array:
    assert view.answers is not None
    return view.answers


def _distance(model: Any, X: Features, y: Array, known: Known) -> Array:
    """The smallest distance, along fixed directions, at which the true label is lost: 0 for a wrong label, twice the
    last radius where it is never lost."""
    moves = Moves(known.around, _DIRECTIONS)

    def right(i: int, radius: Array) -> Array:
        return np.asarray(np.asarray(model.predict(moves.moved(X, i, radius))) == y)

    distance = np.full(len(y), 2 * _RADII[-1])
    for i in range(_DIRECTIONS):
        inner, outer = np.zeros(len(y)), np.full(len(y), np.inf)
        for radius in _RADII:
            held = right(i, np.full(len(y), radius)) & np.isinf(outer)
            outer = np.where(held | np.isfinite(outer), outer, radius)
            inner = np.where(held, radius, inner)
        lost = np.isfinite(outer)
        for _ in range(_HALVINGS if lost.any() else 0):
            middle = np.where(lost, (inner + outer) / 2, 0.0)
            held = right(i, middle)
            inner, outer = np.where(held, middle, inner), np.where(held, outer, middle)
        distance = np.where(lost, np.minimum(distance, (inner + outer) / 2), distance)
    return np.where(np.asarray(model.predict(X)) == y, distance, 0.0)


boundary = NamedAttack(
    "boundary", _score, "Choquette-Choo, Tramer, Carlini and Papernot (2021)", labels=True, asks=_distance, losses=False
)
