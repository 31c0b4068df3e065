"""Label only: what is classified rightly is called a member (Yeom et al. 2018)."""

import numpy as np

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    return np.asarray(view.right, dtype=np.float64)


gap = NamedAttack("gap", _score, "Yeom, Giacomelli, Fredrikson and Jha (2018)", labels=True)
