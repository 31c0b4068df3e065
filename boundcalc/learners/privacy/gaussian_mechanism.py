"""The Gaussian mechanism."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...divergences.losses import MAX_STEPS, PrivacyLoss
from ...functions import power
from ...functions.privacy.gdp import gaussian_profile
from ...laws.parameter import Parameter
from ...numeric import Enclosure, evaluate
from ...numeric.exact import to_expr
from ...numeric.kinds import Exact, NumberLike
from .guarantee import ADD_REMOVE, Concentrated, Privacy

_POSITIVE = sp.Interval.open(0, sp.oo)


@dataclass(frozen=True, repr=False)
class GaussianMechanism(Privacy):
    r"""`steps` adaptive releases of a vector plus N(0, sigma^2 I); neighbours move it by at most `sensitivity` > 0
    (Euclidean).

    With `sampling` = q < 1 every step uses a Poisson sample of the data: each record with probability q, independently
    (noisy stochastic gradient descent; see also `DPSGD`). `neighbours` is then "add-remove": a record moves the sum by
    at most `sensitivity` or is not there. `sigma` > 0; integer `steps` >= 1; 0 < q <= 1.

    >>> GaussianMechanism(sigma=2, steps=4).profile(0, digits=12).to_string(12)
    '0.382924922548...'
    """

    sigma: Exact
    sensitivity: Exact = 1
    steps: Exact = 1
    sampling: Exact = 1

    parameters = (
        Parameter("sigma", r"\sigma", _POSITIVE, ("1/2", "1", "8")),
        Parameter("sensitivity", "c", _POSITIVE, ("1",)),
        Parameter("steps", "T", sp.S.Naturals, ("1", "100")),
        Parameter("sampling", "q", sp.Interval.Lopen(0, 1), ("1", "1/100")),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.sampling != 1:
            object.__setattr__(self, "neighbours", ADD_REMOVE)

    @property
    def loss(self) -> PrivacyLoss | None:
        if self.free_symbols:
            return None
        if self.sampling == 1:
            return PrivacyLoss.gaussian(1, self.mu)
        if self.steps > MAX_STEPS:
            return None
        return PrivacyLoss.gaussian(self.sigma, self.sensitivity).sampled(self.sampling) ** self.steps

    @property
    def exchange(self) -> PrivacyLoss | None:
        if self.free_symbols:
            return None
        if self.sampling == 1:
            return PrivacyLoss.gaussian(1, self.factor * self.mu)
        if self.steps > MAX_STEPS:
            return None
        return PrivacyLoss.exchanged_gaussian(self.sigma, self.sampling, self.sensitivity) ** self.steps

    @property
    def mu(self) -> sp.Expr:
        """sqrt(T) sensitivity/sigma: without subsampling the composition is mu-GDP, and no better."""
        return power(self.steps, sp.S.Half) * self.sensitivity / self.sigma

    @property
    def concentrated(self) -> Concentrated | None:
        return (self.mu**2 / 2, sp.S.Zero, sp.S.Zero) if self.sampling == 1 else None

    def profile(self, epsilon: NumberLike, digits: int = 15) -> Enclosure:
        """delta(epsilon), the larger one of removing and of adding a record where it is sampled; guaranteed."""
        loss = self.loss
        if loss is not None and self.sampling != 1:
            removal, addition = loss.delta(epsilon, digits), loss.reversed().delta(epsilon, digits)
            return Enclosure(max(removal.lower, addition.lower), max(removal.upper, addition.upper))
        return evaluate(gaussian_profile(self.mu, sp.exp(to_expr(epsilon, "epsilon"))), digits)

    @property
    def claim(self) -> str:
        sampled = "" if self.sampling == 1 else f" of Poisson samples of rate {self.sampling}"
        return (
            f"the learner sees the data through {self.steps} Gaussian release(s){sampled} of standard deviation "
            f"{self.sigma} and sensitivity {self.sensitivity} for {self.neighbours} neighbours"
        )
