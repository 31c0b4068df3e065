"""The histogram of the data with Laplace or Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass

from ...laws import Law
from ..learner import Learner
from .additive_noise import NOISES, AdditiveNoise


@dataclass(frozen=True)
class PrivateHistogram(AdditiveNoise):
    """Releases how many of the n data are at each atom of a finite law, with independent noise added to every count.

    `noise`: "laplace" (of density e^(-|x|/scale)/(2 scale)) or "gaussian" (of standard deviation `scale`). One record
    in another's place changes two counts by one, so Laplace noise makes it differentially private with
    epsilon = 2/scale. For data that are not discrete, release the histogram of `Quantised(law, edges)`.

    Raises ValueError for a scale that is not positive, another noise, or a law without finitely many atoms.

    >>> str(PrivateHistogram(2))
    'PrivateHistogram(scale=2)'
    """

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(scale, noise) for scale in (1, 3) for noise in NOISES]

    @property
    def released(self) -> str:  # type: ignore[override]
        return f"the count of every atom with independent {self.in_words}"

    def check(self, law: Law) -> None:
        if not law.is_discrete or law.atom_count.is_finite is False:
            raise ValueError(f"law must have finitely many atoms for a released histogram, got {law}")
