"""Zero-concentrated differential privacy."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from .guarantee import Privacy


@dataclass(frozen=True, repr=False)
class ZeroConcentratedDP(Privacy):
    r"""A rho-zCDP learner: D_alpha(A(S)||A(S')) <= rho alpha for all alpha > 1 and all neighbours (Bun, Steinke 2016).

    `rho` >= 0; `neighbours`: "replace-one" or "add-remove" (then 4 rho for replace-one, by group privacy).
    """

    rho: Exact

    parameters = (Parameter("rho", r"\rho", sp.Interval(0, sp.oo), ("1/100", "1/2", "2")),)

    @property
    def claim(self) -> str:
        return f"the learner is {self.rho}-zero-concentrated differentially private for {self.neighbours} neighbours"
