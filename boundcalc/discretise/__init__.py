"""How coarse must the columns be? Quantisers, the frontier security against distortion, and a certificate."""

from __future__ import annotations

from typing import Any

from .discretise import Discretisation, NotIndependent, discretise
from .frontier import Frontier, Point
from .quantiser_audit import QuantiserAudit

__all__ = [
    "Discretisation",
    "Frontier",
    "NotIndependent",
    "Point",
    "QuantiserAudit",
    "TableQuantiser",
    "discretise",
]


def __getattr__(name: str) -> Any:
    # scikit-learn is loaded when its transformer is asked for.
    if name == "TableQuantiser":
        from .table import TableQuantiser

        return TableQuantiser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
