"""A model of known size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...laws.parameter import Parameter
from ..property import Property


@dataclass(frozen=True, repr=False)
class BitBudget(Property):
    """The release is stored in `bits` bits, an integer of at least 0: at most 2^bits models.

    >>> str(BitBudget(8192))
    'BitBudget(bits=8192)'
    """

    bits: Any

    parameters = (Parameter("bits", "b", sp.S.Naturals0, ("1", "64", "8192")),)

    @property
    def log_models(self) -> sp.Expr:
        """ln M = b ln 2."""
        return self.bits * sp.log(2)

    @property
    def claim(self) -> str:
        return f"theta is stored in {self.bits} bits"
