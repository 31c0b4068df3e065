"""Synthetic data that copy records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...laws.parameter import Parameter
from ..property import Property


@dataclass(frozen=True, repr=False)
class Copies(Property):
    """`copies` = m records of the release are copies of training records, which ones being drawn uniformly with
    replacement, whatever the records' values are; nothing else depends on the data.

    A generator that chooses by value (the largest record, an outlier) is not of this kind: one copy of the maximum
    leaks .5417 at n = 2.
    """

    copies: Any

    parameters = (Parameter("copies", "m", sp.S.Naturals0, ("1", "12", "1000")),)

    @property
    def claim(self) -> str:
        return f"{self.copies} uniform draws with replacement from the training records are released, and nothing else"
