"""How much smaller the loss is than that of models that never saw the record (Watson et al. 2022)."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    out = ~view.inside
    mean = np.where(out, view.shadow, 0.0).sum(axis=0) / np.maximum(out.sum(axis=0), 1)
    return np.where(out.any(axis=0), mean - view.loss, 0.0)


difference = NamedAttack("difference", _score, "Watson, Guo, Cormode and Sablayrolles (2022)", shadows=True)
