"""The mean of the data with Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from ...laws import Law
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import NumberLike
from ..learner import Learner
from .empirical_mean import EmpiricalMean


@dataclass(frozen=True, init=False)
class NoisyMean(Learner):
    """Releases (1/n) sum z_i + N(0, variance * S), S the covariance of one datum; the noise is independent of the data.

    `variance`: at least 0, in units of the data's covariance. Raises ValueError for a negative one.
    """

    variance: sp.Expr
    released: ClassVar[str] = "the mean of the data with Gaussian noise"

    def __init__(self, variance: NumberLike) -> None:
        size = to_expr(variance, "variance")
        if size.is_extended_nonnegative is False or size.is_finite is False:
            raise ValueError(f"variance must be finite and at least 0, got {shown(variance)}")
        object.__setattr__(self, "variance", size)

    def __str__(self) -> str:
        return f"NoisyMean(variance={self.variance})"

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls("1/10"), cls(0)]

    @property
    def sources(self) -> tuple[Learner, ...]:
        return (EmpiricalMean(),)

    def check(self, law: Law) -> None:
        EmpiricalMean().check(law)
        try:
            finite = getattr(law, "variance", sp.S.One) is not sp.oo
        except ValueError:
            finite = False
        if not finite:
            raise ValueError(
                f"law must have a finite covariance for noise in its units, got {law}; use EmpiricalMean()"
            )
