"""The largest class probability: models are sure of members (Salem et al. 2019)."""

from ...numeric.kinds import Array
from .view import NamedAttack, View


def _score(view: View) -> Array:
    assert view.chances is not None
    return view.chances.max(axis=1)


confidence = NamedAttack("confidence", _score, "Salem et al. (2019)", probabilities=True)
