"""A learner that fits its training data exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...laws import Law
from ...numeric.exact import shown
from ..property import Property

RESPONSES = ("continuous", "classes")


@dataclass(frozen=True, repr=False)
class Interpolator(Property):
    """Releases a predictor that fits every training record exactly: y_i = f(x_i) for all i.

    `response`: "continuous" when y given x has a density, "classes" when it has atoms; taken from the law of the
    data unless given. With a density no fresh record is fitted, so that a perfect attack exists. With classes a fresh
    record may be fitted by chance or by skill, and interpolation alone says nothing.
    """

    response: str | None = None

    released: ClassVar[str] = "a predictor that fits the training data exactly"

    def __post_init__(self) -> None:
        if self.response is not None and (not isinstance(self.response, str) or self.response not in RESPONSES):
            raise ValueError(f"response must be one of {', '.join(RESPONSES)}, got {shown(self.response)}")

    def check(self, law: Law) -> None:
        if self.response == "continuous" and law.is_discrete:
            raise ValueError(f"response must be classes for discrete data, got 'continuous' with {law}")

    @property
    def claim(self) -> str:
        return "every training record is fitted exactly"
