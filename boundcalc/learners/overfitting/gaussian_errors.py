"""A learner whose errors are normal."""

from __future__ import annotations

from dataclasses import dataclass

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property
from .overfitting import POSITIVE


@dataclass(frozen=True, repr=False)
class GaussianErrors(Property):
    """The error y - f(x) is N(0, train^2) on training records and N(0, test^2) on fresh ones (Yeom et al. 2018).

    `train`, `test` > 0: standard deviations.
    """

    train: Exact
    test: Exact

    parameters = (
        Parameter("train", r"\sigma_S", POSITIVE, ("1/2",)),
        Parameter("test", r"\sigma_D", POSITIVE, ("1",)),
    )

    @property
    def claim(self) -> str:
        return f"errors are N(0, ({self.train})^2) on training records and N(0, ({self.test})^2) on fresh ones"
