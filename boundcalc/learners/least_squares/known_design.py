"""Least squares on columns that everybody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import sympy as sp

from ...functions.least_squares.leverage import Model
from ...laws import Law
from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..learner import Learner
from ..property import Property, need_no_law


@dataclass(frozen=True, repr=False)
class KnownDesign(Property):
    r"""The coefficients of least squares on known columns, with labels of Gaussian noise, attacked at one record.

    `leverage` h = x'(X'X)^{-1}x of the record, 0 < h < 1. `other`: the model that an outsider sees is fitted without
    the record ("left out", to the other n - 1), or with another label in its place ("fresh label"). `bc.leverage(X)`
    takes the whole design.

    Raises ValueError for a leverage outside (0, 1), another model, or a game with a law: columns are known here.
    """

    leverage: Exact
    other: Model = "left out"

    parameters = (Parameter("leverage", "h", sp.Interval.open(0, 1), ("1/20", "2/5")),)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.other not in get_args(Model):
            raise ValueError(f"other must be one of {', '.join(get_args(Model))}, got {shown(self.other)}")

    @classmethod
    def examples(cls) -> list[Learner]:
        return [*super().examples(), cls("1/5", "fresh label")]

    def check(self, law: Law) -> None:
        need_no_law(self, law)

    @property
    def claim(self) -> str:
        beside = {"left out": "is fitted to the others", "fresh label": "has another label in its place"}[self.other]
        return (
            f"theta is the least-squares fit of a known design in which the record has leverage {self.leverage}; the "
            f"outsider's model {beside}"
        )
