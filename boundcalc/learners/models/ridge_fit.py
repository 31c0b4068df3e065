"""A ridge regression of which two numbers are known."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws import Law
from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..learner import Learner
from ..property import Property, need_no_law


@dataclass(frozen=True, repr=False)
class RidgeFit(Property):
    r"""A ridge regression with `degrees` effective degrees of freedom and test error (1 + `excess`) noise variances.

    `degrees` = tr X(X'X + penalty)^{-1}X' < n; `excess` = E(x't - x'theta)^2 over the noise variance, the excess of the
    test error over the noise: test error/noise variance - 1. `kernel`: a kernel ridge regression. The game has no law
    of its own.

    Raises ValueError unless degrees > 0 and excess > 0, for degrees of n or more, or a game with a law.

    >>> import boundcalc as bc
    >>> print(bc.Game(None, bc.RidgeFit(degrees=30, excess="1/5"), n=100).bounds())  # doctest: +ELLIPSIS
    id             kind   label  value                 tightness
    ridge-numbers  lower  limit  >= 0.2997...
    """

    degrees: Exact
    excess: Exact
    kernel: bool = False

    parameters = (
        Parameter("degrees", r"\mathrm{df}", sp.Interval.open(0, sp.oo), ("2", "3/2")),
        Parameter("excess", "v", sp.Interval.open(0, sp.oo), ("1/5", "1")),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.kernel, bool):
            raise ValueError(f"kernel must be True or False, got {shown(self.kernel)}")

    @classmethod
    def examples(cls) -> list[Learner]:
        return [*super().examples(), cls(2, 1, kernel=True)]

    @property
    def claim(self) -> str:
        kind = "kernel ridge" if self.kernel else "ridge"
        return f"theta is a {kind} regression of {self.degrees} degrees of freedom and relative excess {self.excess}"

    def check(self, law: Law) -> None:
        need_no_law(self, law)

    def check_size(self, law: Law, n: sp.Expr) -> None:
        if (n <= self.degrees) == True:  # noqa: E712 - a symbolic comparison
            raise ValueError(f"n must be more than degrees = {self.degrees}, got {n}")
