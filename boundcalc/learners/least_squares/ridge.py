"""Ridge regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from ...laws import Law
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import NumberLike
from ..learner import Learner
from .least_squares import LeastSquares, need_regression


@dataclass(frozen=True, init=False)
class Ridge(Learner):
    """Ridge regression: minimises |y - X t|^2 + penalty |t|^2 (no intercept), features of identity covariance.

    Raises ValueError unless penalty > 0, and for a law with another covariance (scale the features first).
    """

    penalty: sp.Expr = sp.S.One
    released: ClassVar[str] = "the ridge estimate"

    def __init__(self, penalty: NumberLike) -> None:
        size = to_expr(penalty, "penalty")
        if size.is_positive is False or not (size.is_positive or size.free_symbols):
            raise ValueError(f"penalty must be positive, got {shown(penalty)}; without one use LeastSquares()")
        object.__setattr__(self, "penalty", size)

    def __str__(self) -> str:
        return f"Ridge(penalty={self.penalty})"

    @property
    def sources(self) -> tuple[Learner, ...]:
        return (LeastSquares("sufficient"),)

    def check(self, law: Law) -> None:
        need_regression(self, law)
        if law.covariance is not None and law.covariance != sp.eye(int(law.p)):
            raise ValueError("law must have identity covariance for Ridge: scale the features first")
