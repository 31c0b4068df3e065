"""A learner of known chi-square information."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property


@dataclass(frozen=True, repr=False)
class ChiSquareInformation(Property):
    r"""The chi-square divergence chi^2(P1||P0) of (release, member) from (release, fresh record) is at most `value` >=
    0.

    The empirical law on K atoms has exactly (K-1)/n.
    """

    value: Exact

    parameters = (Parameter("value", r"\chi^2", sp.Interval(0, sp.oo), ("0", "1/100", "3")),)

    @property
    def claim(self) -> str:
        return f"the chi-square divergence of P1 from P0 is at most {self.value}"
