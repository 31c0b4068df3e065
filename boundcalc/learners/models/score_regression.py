"""What regressions of a class on features share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import sympy as sp

from ...functions.models.losses.loss import Link
from ...functions.models.separable import certainly_separable
from ...laws import GaussianClassification, Law
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import NumberLike
from ..learner import Learner


@dataclass(frozen=True, init=False, repr=False)
class ScoreRegression(Learner):
    """Minimises the sum of l(y x't) + penalty |t|^2/2: a subclass names the link."""

    penalty: sp.Expr = sp.S.Zero
    link_name: ClassVar[str]
    link: ClassVar[Link]

    def __init__(self, penalty: NumberLike = 0) -> None:
        size = to_expr(penalty, "penalty")
        if size.is_negative or size.is_finite is False or not (size.is_nonnegative or size.free_symbols):
            raise ValueError(f"penalty must be at least 0, got {shown(penalty)}")
        object.__setattr__(self, "penalty", size)

    def __str__(self) -> str:
        return f"{type(self).__name__}({'' if self.penalty == 0 else f'penalty={self.penalty}'})"

    __repr__ = __str__

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(), cls(5)]

    def check(self, law: Law) -> None:
        if not isinstance(law, GaussianClassification) or law.link != self.link_name:
            beside = "" if self.link_name == "logistic" else f", link={self.link_name!r}"
            raise ValueError(f"law must be GaussianClassification(p=..., signal=...{beside}) for {self}, got {law}")

    def check_size(self, law: Law, n: sp.Expr) -> None:
        ratio = law.p / n
        if self.penalty != 0 or not ratio.is_Rational:
            return
        c = Fraction(int(ratio.p), int(ratio.q))
        if c >= Fraction(1, 2):
            separable, least = True, 0.5
        elif law.signal.is_Rational:
            signal = Fraction(int(law.signal.p), int(law.signal.q))
            separable, least = certainly_separable(self.link, c, signal)
        else:
            return
        if separable:
            raise ValueError(
                f"n must be larger for {self} without penalty: with p/n = {ratio} and signal {law.signal} a plane "
                f"separates the classes, so that no estimate exists (p/n must be below about {least:.3f})"
            )
