"""How coarse must the columns be? Quantisers, the frontier security against distortion, and a certificate."""

from __future__ import annotations

from typing import Any

from .certificate import Certificate
from .discretise import Discretisation, NotIndependent, discretise
from .frontier import Frontier, Point

__all__ = [
    "Certificate",
    "Discretisation",
    "Frontier",
    "NotIndependent",
    "Point",
    "TableQuantiser",
    "discretise",
]


def __getattr__(name: str) -> Any:
    # scikit-learn is loaded when its transformer is asked for.
    if name == "TableQuantiser":
        from .table import TableQuantiser

        return TableQuantiser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
