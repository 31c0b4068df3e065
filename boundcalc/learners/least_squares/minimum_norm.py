"""Interpolation by the shortest coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from ...laws import Law
from ..learner import Learner
from .least_squares import need_regression


@dataclass(frozen=True)
class MinimumNorm(Learner):
    """The least-squares estimate of smallest norm for p >= n: it interpolates the data."""

    released: ClassVar[str] = "the minimum-norm estimate"

    def check(self, law: Law) -> None:
        need_regression(self, law)

    def check_size(self, law: Law, n: sp.Expr) -> None:
        if (n > law.p) == True:  # noqa: E712 - a symbolic comparison
            raise ValueError(f"n must be at most p = {law.p} for MinimumNorm, got {n}; with n > p use LeastSquares()")
