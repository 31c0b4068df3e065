"""LiRA, offline: how far the fit lies above those of models that never saw the record, in their spread."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    count, mean, variance = view.moments(inside=False)
    return np.where(count > 1, (view.fits[0] - mean) / np.sqrt(variance + 1e-4), 0.0)


lira_offline = NamedAttack("lira_offline", _score, "Carlini et al. (2022)", shadows=True)
