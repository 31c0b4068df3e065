"""A learner of known Renyi information."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property


@dataclass(frozen=True, repr=False)
class RenyiInformation(Property):
    r"""Renyi's divergence D_order(P1||P0) of (release, member) from (release, fresh record) is at most `divergence`.

    In nats, at least 0.
    `order` > 0; 1 is the mutual information, 2 the chi-square divergence e^D - 1, 1/2 the Hellinger distance 1 -
    e^(-D/2). Not the privacy of `RenyiDP`, which speaks of every pair of neighbours.

    >>> str(RenyiInformation(3, "1/100"))
    'RenyiInformation(order=3, divergence=1/100)'
    """

    order: Exact
    divergence: Exact

    parameters = (
        Parameter("order", r"\alpha", sp.Interval.open(0, sp.oo), ("3", "1/4", "3/2")),
        Parameter("divergence", "x", sp.Interval(0, sp.oo), ("1/10", "0", "1")),
    )

    @property
    def claim(self) -> str:
        return f"the Renyi divergence of order {self.order} of P1 from P0 is at most {self.divergence} nats"
