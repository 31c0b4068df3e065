"""What the learners share that release numbers plus independent noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..learner import Learner

LAPLACE = "laplace"
GAUSSIAN = "gaussian"
NOISES = (LAPLACE, GAUSSIAN)


@dataclass(frozen=True)
class AdditiveNoise(Learner):
    """Releases a statistic with independent noise of `scale` > 0 added to each of its numbers.

    `noise`: "laplace", with the density e^(-|x|/scale)/(2 scale), or "gaussian", of standard deviation `scale`.
    """

    scale: Exact
    noise: str = LAPLACE

    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("scale", "b", sp.Interval.open(0, sp.oo), ("1/10", "1/2", "2")),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", self.parameters[0].check(self.scale))
        if not isinstance(self.noise, str) or self.noise not in NOISES:
            raise ValueError(f"noise must be one of {', '.join(NOISES)}, got {shown(self.noise)}")

    def __str__(self) -> str:
        noise = "" if self.noise == LAPLACE else f", noise={self.noise!r}"
        return f"{type(self).__name__}(scale={self.scale}{noise})"

    @property
    def in_words(self) -> str:
        """The noise in words."""
        if self.noise == LAPLACE:
            return f"Laplace noise of scale {self.scale}"
        return f"Gaussian noise of standard deviation {self.scale}"
