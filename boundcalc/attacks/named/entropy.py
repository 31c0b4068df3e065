"""The entropy of the class probabilities, small for members (Shokri et al. 2017; Song and Mittal 2021)."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    assert view.chances is not None
    p = view.chances
    return (p * np.log(np.maximum(p, 1e-300))).sum(axis=1)


entropy = NamedAttack("entropy", _score, "Shokri et al. (2017)", probabilities=True)
