"""A learner of known Hellinger distance."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property


@dataclass(frozen=True, repr=False)
class HellingerInformation(Property):
    r"""The squared Hellinger distance H^2(P1, P0) = 1 - int sqrt(dP1 dP0) of (release, member) from (release, fresh
    record) is at most `square`, in [0, 1].

    >>> str(HellingerInformation("1/100"))
    'HellingerInformation(square=1/100)'
    """

    square: Exact

    parameters = (Parameter("square", "x", sp.Interval(0, 1), ("0", "1/100", "3/10")),)

    @property
    def claim(self) -> str:
        return f"the squared Hellinger distance of P1 and P0 is at most {self.square}"
