"""The trade-off curve of a privacy loss."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...curve import Curve, check_points
from ...numeric import Enclosure
from ...numeric.kinds import NumberLike
from .privacy_loss import PrivacyLoss


@dataclass(frozen=True)
class LossCurve(Curve):
    """The best tests of P against Q, both ends guaranteed: `tpr`, `fpr`, `fnr`, `auc` and points to plot.

    `digits`: what is asked of every number.

    >>> curve = LossCurve(PrivacyLoss.budget(1) ** 2)
    >>> curve.tpr("1/10").to_string(4)
    '0.5621...'
    """

    loss: PrivacyLoss
    digits: int = 4
    theorem: str = ""
    """The theorem that gives the losses."""

    def _tpr(self, a: Fraction) -> Enclosure:
        return self.loss.tpr(a, self.digits)

    def _height(self, gamma: Fraction) -> Enclosure:
        return self.loss.divergence(gamma, self.digits)

    def _sources(self, a: Fraction) -> tuple[str, str]:
        return self.theorem, self.theorem

    def fnr(self, fpr: NumberLike) -> Enclosure:
        """beta(alpha): the least false-negative rate at this false-positive rate, 0 <= fpr <= 1."""
        return 1 - self.tpr(fpr)

    def _fpr(self, b: Fraction) -> Enclosure:
        # Tests of Q against P are those of P against Q with the answers exchanged.
        return 1 - self.loss.reversed().tpr(1 - b, self.digits)

    def auc(self, points: int = 2) -> Enclosure:
        """The area under the curve: P(L larger under P than under Q), ties counted half; `points` change nothing."""
        check_points(points)
        return self.loss.auc(self.digits)
