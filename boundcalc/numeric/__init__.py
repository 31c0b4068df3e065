"""From a SymPy expression to a number that is never wrong."""

from .contradiction import ContradictionError
from .enclosure import Enclosure
from .evaluate import BACKENDS, certified, evaluate

__all__ = ["BACKENDS", "ContradictionError", "Enclosure", "certified", "evaluate"]
