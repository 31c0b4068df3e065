"""Renyi differential privacy."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...divergences.losses import PrivacyLoss
from ...functions.privacy.renyi_profile import ordinary
from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from .guarantee import Privacy


@dataclass(frozen=True, repr=False)
class RenyiDP(Privacy):
    r"""An (alpha, epsilon)-RDP learner: D_alpha(A(S)||A(S')) <= epsilon for all neighbours (Mironov 2017).

    `alpha` > 1; `epsilon` >= 0, in nats; `neighbours`: "replace-one" or "add-remove". A whole curve is several of them
    at once: ``RenyiDP(2, "1/10") & RenyiDP(8, "1/2")``.
    """

    alpha: Exact
    epsilon: Exact

    parameters = (
        Parameter("alpha", r"\alpha", sp.Interval.open(1, sp.oo), ("3/2", "2", "16")),
        Parameter("epsilon", r"\varepsilon", sp.Interval(0, sp.oo), ("1/10", "1")),
    )

    @property
    def budget(self) -> sp.Expr:
        """(alpha, epsilon): what `RenyiProfile` takes."""
        return sp.Tuple(self.alpha, self.epsilon)

    def renyi(self, order: sp.Expr) -> sp.Expr | None:
        return self.epsilon if (order <= self.alpha) == True else None  # noqa: E712

    @property
    def loss(self) -> PrivacyLoss | None:
        return PrivacyLoss.renyi_budget(self.budget) if ordinary(self.budget) else None

    @property
    def claim(self) -> str:
        budget = f"({self.alpha}, {self.epsilon})"
        return f"the learner is {budget}-Renyi differentially private for {self.neighbours} neighbours"
