"""Differentially private stochastic gradient descent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ...divergences.losses import MAX_STEPS, PrivacyLoss
from ...laws.parameter import Parameter
from ...numeric import Enclosure
from ...numeric.exact import shown
from ..learner import Learner
from .gaussian_mechanism import GaussianMechanism
from .guarantee import ADD_REMOVE, Privacy

_POSITIVE = sp.Interval.open(0, sp.oo)


@dataclass(frozen=True, repr=False)
class DPSGD(Privacy):
    r"""Noisy gradient descent on clipped gradients: `steps` sums over Poisson samples of rate `sample_rate`, each with
    N(0, (`noise_multiplier` C)^2 I) noise, C the clipping norm.

    In place of `sample_rate` and `steps` give `batch_size` (the mean size of a sample), `n` (the size of the training
    set) and `epochs`: then the rate is batch_size/n and the number of steps ceil(epochs n/batch_size). Neighbours are
    "add-remove", as in the accountants: one record is there, its gradient of norm at most C, or it is not. A schedule
    is a `Composition` of several.

    `noise_multiplier` > 0, 0 < `sample_rate` <= 1, integer `steps` from 1 to 10^9, `epochs` > 0, 0 < `batch_size` <=
    `n`. Raises ValueError for anything else.

    >>> str(DPSGD(noise_multiplier=1, sample_rate="1/100", steps=1000))
    'DPSGD(noise_multiplier=1, sample_rate=1/100, steps=1000)'
    >>> str(DPSGD(noise_multiplier="1.1", batch_size=256, n=60000, epochs=15))
    'DPSGD(noise_multiplier=11/10, sample_rate=8/1875, steps=3516)'
    """

    noise_multiplier: Any
    sample_rate: Any = None
    steps: Any = None
    epochs: Any = field(default=None, kw_only=True)
    batch_size: Any = field(default=None, kw_only=True)
    n: Any = field(default=None, kw_only=True)
    neighbours: str = field(default=ADD_REMOVE, kw_only=True)

    parameters = (
        Parameter("noise_multiplier", r"\sigma", _POSITIVE, ("1", "2")),
        Parameter("sample_rate", "q", sp.Interval.Lopen(0, 1), ("1/100", "1/10")),
        Parameter("steps", "T", sp.S.Naturals, ("10", "100")),
        Parameter("epochs", "E", _POSITIVE),
        Parameter("batch_size", "B", _POSITIVE),
        Parameter("n", "n", sp.S.Naturals),
    )

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(2, "1/10", 10)]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.neighbours != ADD_REMOVE:
            raise ValueError(f"neighbours must be {ADD_REMOVE} for DPSGD, got {self.neighbours!r}")
        sizes = (self.batch_size, self.n)
        if any(size is None for size in sizes) != all(size is None for size in sizes):
            raise ValueError("batch_size and n go together: the rate is batch_size/n")
        if (self.sample_rate is None) == (self.n is None):
            raise ValueError("DPSGD takes sample_rate, or batch_size and n")
        if self.n is not None:
            if self.batch_size > self.n:
                raise ValueError(f"batch_size must be at most n = {self.n}, got {self.batch_size}")
            object.__setattr__(self, "sample_rate", self.batch_size / self.n)
        if (self.steps is None) == (self.epochs is None):
            raise ValueError("DPSGD takes exactly one of steps, epochs")
        if self.epochs is not None:
            object.__setattr__(self, "steps", sp.ceiling(self.epochs / self.sample_rate))
        if self.steps.is_number and self.steps > MAX_STEPS:
            raise ValueError(f"steps must be at most {MAX_STEPS}, got {shown(self.steps)}")
        for name in ("epochs", "batch_size", "n"):  # said by the rate and the steps
            object.__setattr__(self, name, None)

    @property
    def mechanism(self) -> GaussianMechanism:
        """The same, in units of the clipping norm."""
        return GaussianMechanism(
            self.noise_multiplier, steps=self.steps, sampling=self.sample_rate, neighbours=ADD_REMOVE
        )

    @property
    def parts(self) -> tuple[Learner, ...]:
        """The mechanism: what theorems know of it they know of this."""
        return (self.mechanism,)

    @property
    def loss(self) -> PrivacyLoss | None:
        return self.mechanism.loss

    @property
    def exchange(self) -> PrivacyLoss | None:
        return self.mechanism.exchange

    def profile(self, epsilon: Any, digits: int = 4) -> Enclosure:
        """delta(epsilon), the larger one of removing and of adding a record; guaranteed."""
        return self.mechanism.profile(epsilon, digits)

    @property
    def claim(self) -> str:
        return (
            f"the learner is trained by {self.steps} noisy gradient step(s) on Poisson samples of rate "
            f"{self.sample_rate} with noise multiplier {self.noise_multiplier}, for {self.neighbours} neighbours"
        )
