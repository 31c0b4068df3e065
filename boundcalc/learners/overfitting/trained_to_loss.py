"""A learner trained until its mean training loss is small."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property, one_of
from .overfitting import DENSITY, DIMENSION, NOISE


@dataclass(frozen=True, repr=False)
class TrainedToLoss(Property):
    r"""Squared loss, trained until the mean loss on the training data is at most `eta`, whatever the data.

    `eta` > 0, and exactly one of `noise` (y = f(x) + N(0, noise^2 I) in R^dim) and `density` (the density of y given x
    in R^dim is at most `density`).

    >>> str(TrainedToLoss("1e-6", noise="0.1"))
    'TrainedToLoss(eta=1/1000000, noise=1/10)'
    """

    eta: Exact
    noise: Exact | None = None
    density: Exact | None = None
    dim: Exact = 1

    parameters = (
        Parameter("eta", r"\eta", sp.Interval.open(0, sp.oo), ("1/1000000",)),
        NOISE,
        DENSITY,
        DIMENSION,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of(self, "noise", "density")

    @property
    def peak(self) -> sp.Expr:
        """M, a bound on the density of y given x."""
        if self.density is not None:
            return self.density
        return (self.noise * sp.sqrt(2 * sp.pi)) ** (-self.dim)

    @property
    def claim(self) -> str:
        return f"the mean training loss is at most {self.eta}"
