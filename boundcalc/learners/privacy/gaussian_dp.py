"""Gaussian differential privacy."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...divergences.losses import PrivacyLoss
from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from .guarantee import Concentrated, Privacy


@dataclass(frozen=True, repr=False)
class GaussianDP(Privacy):
    r"""A mu-GDP learner: no harder to attack than telling N(mu, 1) from N(0, 1) (Dong, Roth, Su 2022).

    `mu` >= 0; `neighbours`: "replace-one" or "add-remove" (then 2 mu for replace-one, by group privacy).

    >>> str(GaussianDP(mu="1/2"))
    'GaussianDP(mu=1/2)'
    """

    mu: Exact

    parameters = (Parameter("mu", r"\mu", sp.Interval(0, sp.oo), ("1/10", "1", "4")),)

    @property
    def loss(self) -> PrivacyLoss | None:
        return PrivacyLoss.gaussian(1, self.mu) if self.mu.is_number and self.mu != 0 else None

    @property
    def exchange(self) -> PrivacyLoss | None:
        return None if self.loss is None else PrivacyLoss.gaussian(1, self.factor * self.mu)

    @property
    def concentrated(self) -> Concentrated:
        return self.mu**2 / 2, sp.S.Zero, sp.S.Zero

    def renyi(self, order: sp.Expr) -> sp.Expr | None:
        return order * self.mu**2 / 2

    @property
    def claim(self) -> str:
        return f"the learner is {self.mu}-Gaussian differentially private for {self.neighbours} neighbours"
