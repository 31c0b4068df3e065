"""The trade-off curve of a privacy loss."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...numeric import Enclosure
from ...numeric.exact import to_rate
from .privacy_loss import PrivacyLoss


@dataclass(frozen=True)
class LossCurve:
    """The best tests of P against Q, both ends guaranteed: `tpr`, `fpr`, `fnr`, `auc` and points to plot.

    `digits`: what is asked of every number.

    >>> curve = LossCurve(PrivacyLoss.budget(1) ** 2)
    >>> curve.tpr("1/10").to_string(4)
    '0.4992...'
    """

    loss: PrivacyLoss
    digits: int = 4
    guaranteed: bool = True

    def tpr(self, fpr: Any) -> Enclosure:
        """The largest true-positive rate of a test whose false-positive rate is at most `fpr`, 0 <= fpr <= 1."""
        return self.loss.tpr(to_rate(fpr, "fpr"), self.digits)

    def fnr(self, fpr: Any) -> Enclosure:
        """beta(alpha): the least false-negative rate at this false-positive rate, 0 <= fpr <= 1."""
        return 1 - self.tpr(fpr)

    def fpr(self, tpr: Any) -> Enclosure:
        """The smallest false-positive rate of a test whose true-positive rate is at least `tpr`, 0 <= tpr <= 1."""
        # Tests of Q against P are those of P against Q with the answers exchanged.
        return 1 - self.loss.reversed().tpr(1 - to_rate(tpr, "tpr"), self.digits)

    def auc(self) -> Enclosure:
        """The area under the curve: P(L larger under P than under Q), ties counted half."""
        return self.loss.auc(self.digits)

    def curve(self, points: int = 101) -> list[tuple[Fraction, Enclosure]]:
        """(FPR, TPR) pairs to plot: evenly spaced false-positive rates."""
        return [(Fraction(i, points - 1), self.tpr(Fraction(i, points - 1))) for i in range(points)]
