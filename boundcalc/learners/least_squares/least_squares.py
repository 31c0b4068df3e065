"""Ordinary least squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from ...laws import Law
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import NumberLike
from ..learner import Learner

RELEASES = ("estimate", "sufficient")


@dataclass(frozen=True, init=False)
class LeastSquares(Learner):
    """Ordinary least squares (no intercept) on `GaussianRegression` data, n > p.

    `release`: "estimate" releases (X'X)^{-1} X'y; "sufficient" releases X'X and X'y.
    `noise`: the estimate is released with an independent centred normal vector whose covariance is
    (noise/p) sigma^2 C^{-1}, so that its squared length in standard units is `noise` on average (0 unless given).

    Raises ValueError for another release, negative noise, or noise on the sufficient statistics.
    """

    release: str = "estimate"
    noise: sp.Expr = sp.S.Zero
    released: ClassVar[str] = "the least-squares estimate"

    def __init__(self, release: str = "estimate", noise: NumberLike = 0) -> None:
        if not isinstance(release, str) or release not in RELEASES:
            raise ValueError(f"release must be one of {', '.join(RELEASES)}, got {shown(release)}")
        size = to_expr(noise, "noise")
        if size.is_negative or size.is_finite is False or (release != "estimate" and size != 0):
            raise ValueError(f"noise must be at least 0, and 0 for the sufficient statistics, got {shown(noise)}")
        object.__setattr__(self, "release", release)
        object.__setattr__(self, "noise", size)
        if release == "sufficient":
            object.__setattr__(self, "released", "X'X and X'y")

    def __str__(self) -> str:
        if self.release != "estimate":
            return f"LeastSquares(release={self.release!r})"
        return "LeastSquares()" if self.noise == 0 else f"LeastSquares(noise={self.noise})"

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(), cls("sufficient")]

    @property
    def sources(self) -> tuple[Learner, ...]:
        if self.release != "estimate":
            return ()
        return (*(() if self.noise == 0 else (LeastSquares(),)), LeastSquares("sufficient"))

    def check(self, law: Law) -> None:
        need_regression(self, law)

    def check_size(self, law: Law, n: sp.Expr) -> None:
        if (n <= law.p) == True:  # noqa: E712 - a symbolic comparison
            raise ValueError(
                f"n must be more than p = {law.p} for LeastSquares, got {n}; with p >= n use MinimumNorm()"
            )


def need_regression(learner: Learner, law: Law) -> None:
    """Raise ValueError unless the data are regression data."""
    from ...laws import GaussianRegression

    if not isinstance(law, GaussianRegression):
        raise ValueError(f"law must be GaussianRegression(p=...) for {learner}, got {law}")
