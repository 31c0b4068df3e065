"""The Laplace mechanism."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...divergences.losses import MAX_STEPS as MOST
from ...divergences.losses import PrivacyLoss
from ...functions.privacy.laplace import MAX_STEPS, LaplaceProfile
from ...laws.parameter import Parameter
from ...numeric import Enclosure, evaluate
from ...numeric.exact import to_expr
from ...numeric.kinds import Exact, NumberLike
from .guarantee import Concentrated, Privacy

_POSITIVE = sp.Interval.open(0, sp.oo)


@dataclass(frozen=True, repr=False)
class LaplaceMechanism(Privacy):
    r"""`steps` adaptive releases of a number plus Laplace noise of scale `scale` > 0; neighbours move it by at most
    `sensitivity` > 0.

    For example the mean of n records in [0, 1] has the replace-one sensitivity 1/n.

    >>> LaplaceMechanism(scale=1).profile(0, digits=12).to_string(12)
    '0.393469340287...'
    """

    scale: Exact
    sensitivity: Exact = 1
    steps: Exact = 1

    parameters = (
        Parameter("scale", "b", _POSITIVE, ("1/2", "1", "10")),
        Parameter("sensitivity", "c", _POSITIVE, ("1",)),
        Parameter("steps", "T", sp.S.Naturals, ("1", "3")),
    )

    @property
    def epsilon(self) -> sp.Expr:
        """sensitivity/scale: the pure budget of one step."""
        return self.sensitivity / self.scale

    @property
    def concentrated(self) -> Concentrated:
        return self.steps * self.epsilon**2 / 2, sp.S.Zero, sp.S.Zero  # of epsilon-DP (Bun, Steinke 2016)

    @property
    def loss(self) -> PrivacyLoss | None:
        if self.free_symbols or self.steps > MOST:
            return None
        return PrivacyLoss.laplace(self.scale, self.sensitivity) ** self.steps

    @property
    def exchange(self) -> PrivacyLoss | None:
        if self.free_symbols or self.steps > MOST:
            return None
        return PrivacyLoss.laplace(self.scale, self.factor * self.sensitivity) ** self.steps

    def profile(self, epsilon: NumberLike, digits: int = 15) -> Enclosure:
        """delta(epsilon) = E_{e^epsilon} of the mechanism, for its own neighbours; beyond 1,000 steps by its loss."""
        if self.loss is not None and self.steps > MAX_STEPS:
            return self.loss.delta(epsilon, digits)
        gamma = sp.exp(to_expr(epsilon, "epsilon"))
        return evaluate(LaplaceProfile(self.epsilon, self.steps, gamma), digits)

    @property
    def claim(self) -> str:
        return (
            f"the learner sees the data through {self.steps} Laplace release(s) of scale {self.scale} and sensitivity "
            f"{self.sensitivity} for {self.neighbours} neighbours"
        )
