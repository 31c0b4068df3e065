"""Least squares with more features than records."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..property import Property


@dataclass(frozen=True, repr=False)
class OverparameterisedLeastSquares(Property):
    """Minimum-norm least squares on `features` = p of `total` = D Gaussian features, attacked through its prediction
    at x.

    The target is y = x'beta + noise with |beta|^2 = 1 spread evenly over the D features; 1 <= p <= D, noise >= 0 a
    standard deviation (Tan, Mason, Javadi, Baraniuk 2022).
    """

    features: Exact
    total: Exact
    noise: Exact = 0

    parameters = (
        Parameter("features", "p", sp.S.Naturals, ("60",)),
        Parameter("total", "D", sp.S.Naturals, ("100",)),
        Parameter("noise", r"\sigma", sp.Interval(0, sp.oo), ("0", "1/2")),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.features > self.total) == True:  # noqa: E712 - a symbolic comparison
            raise ValueError(f"features must be at most total = {self.total}, got {shown(self.features)}")

    @property
    def claim(self) -> str:
        return f"theta is the minimum-norm fit on {self.features} of {self.total} Gaussian features"
