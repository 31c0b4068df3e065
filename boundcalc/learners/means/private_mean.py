"""The mean of bounded data with Laplace or Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass

from ...laws import ContinuousLaw, Law
from ..learner import Learner
from ..privacy.additive_noise import NOISES, AdditiveNoise
from .empirical_mean import EmpiricalMean


@dataclass(frozen=True)
class PrivateMean(AdditiveNoise):
    """Releases (1/n) sum z_i + noise for data on a bounded interval [a, b] of the line; `scale` is in their units.

    `noise`: "laplace" (of density e^(-|x|/scale)/(2 scale)) or "gaussian" (of standard deviation `scale`). One record
    moves the mean by at most (b-a)/n, so Laplace noise makes it differentially private with epsilon = (b-a)/(n scale).
    `NoisyMean` takes its Gaussian noise in units of the data's covariance.

    Raises ValueError for a scale that is not positive, another noise, or a law that is not bounded.

    >>> str(PrivateMean("1/10")), str(PrivateMean("0.5", noise="gaussian"))
    ('PrivateMean(scale=1/10)', "PrivateMean(scale=1/2, noise='gaussian')")
    """

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(scale, noise) for scale in ("1/10", 1) for noise in NOISES]

    @property
    def released(self) -> str:  # type: ignore[override]
        return f"the mean of the data with {self.in_words}"

    @property
    def sources(self) -> tuple[Learner, ...]:
        return (EmpiricalMean(),)

    def check(self, law: Law) -> None:
        EmpiricalMean().check(law)
        if isinstance(law, ContinuousLaw):
            bounded = all(end.is_finite is not False for end in law.support)
        else:
            bounded = law.is_discrete and law.atom_count.is_finite is not False
        if not bounded:
            raise ValueError(f"law must be on a bounded interval of the line for {type(self).__name__}, got {law}")
