"""Zero-concentrated differential privacy."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...divergences.losses import PrivacyLoss
from ...functions.privacy.renyi_profile import ordinary
from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from .guarantee import Concentrated, Privacy


@dataclass(frozen=True, repr=False)
class ZeroConcentratedDP(Privacy):
    r"""A rho-zCDP learner: D_alpha(A(S)||A(S')) <= rho alpha for all alpha > 1 and all neighbours (Bun, Steinke 2016).

    With `xi` and `delta` it is delta-approximately (xi, rho)-zCDP: there are events of probability at least 1 - delta
    under A(S) and under A(S') given which D_alpha <= xi + rho alpha, in both orders. `rho` >= 0, `xi` >= 0, 0 <=
    `delta` < 1; `neighbours`: "replace-one" or "add-remove" (then 4 rho for replace-one, by group privacy, where xi and
    delta are 0). Raises ValueError for anything else.

    >>> str(ZeroConcentratedDP("1/2", delta="1e-6"))
    'ZeroConcentratedDP(rho=1/2, delta=1/1000000)'
    """

    rho: Exact
    xi: Exact = 0
    delta: Exact = 0

    parameters = (
        Parameter("rho", r"\rho", sp.Interval(0, sp.oo), ("1/100", "1/2", "2")),
        Parameter("xi", r"\xi", sp.Interval(0, sp.oo), ("0", "0", "1/10")),
        Parameter("delta", r"\delta", sp.Interval.Ropen(0, 1), ("0", "0", "1/1000")),
    )

    @property
    def pure(self) -> bool:
        """Whether rho is all."""
        return bool(self.xi == 0 and self.delta == 0)

    @property
    def budget(self) -> sp.Expr:
        """rho, or (rho, xi, delta), for its own neighbours: what `RenyiProfile` takes."""
        return self.rho if self.pure else sp.Tuple(self.rho, self.xi, self.delta)

    @property
    def concentrated(self) -> Concentrated:
        return self.rho, self.xi, self.delta

    def renyi(self, order: sp.Expr) -> sp.Expr | None:
        return self.xi + self.rho * order if self.delta == 0 else None

    @property
    def loss(self) -> PrivacyLoss | None:
        return PrivacyLoss.renyi_budget(self.budget) if ordinary(self.budget) else None

    @property
    def exchange(self) -> PrivacyLoss | None:
        if self.factor == 1 or not self.pure:
            return self.loss if self.factor == 1 else None
        exchanged = self.factor**2 * self.rho
        return PrivacyLoss.renyi_budget(exchanged) if ordinary(exchanged) else None

    @property
    def claim(self) -> str:
        if self.pure:
            what = f"{self.rho}-zero-concentrated"
        else:
            what = f"{self.delta}-approximately ({self.xi}, {self.rho})-zero-concentrated"
        return f"the learner is {what} differentially private for {self.neighbours} neighbours"
