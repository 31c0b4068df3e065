"""The exact trade-off curve (ROC) of two finite laws, with randomised ties."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import inf
from typing import NamedTuple

ZERO = Fraction(0)
ONE = Fraction(1)


class Atom(NamedTuple):
    """A value of the likelihood ratio P1/P0 (``inf`` where P0 vanishes) and its mass under either law."""

    lr: Fraction | float
    p1: Fraction
    p0: Fraction


class TradeOff:
    """The curve of (false positive rate, true positive rate) of all attacks, optimal at each rate.

    The attack at level t says "member" iff LR > t: FPR(t) = P0(LR > t), TPR(t) = P1(LR > t). Between two such
    points an attack tosses a coin where LR = t, which joins them by a segment.
    """

    def __init__(self, member: Mapping[Hashable, Fraction], nonmember: Mapping[Hashable, Fraction]) -> None:
        masses: dict[Fraction | float, tuple[Fraction, Fraction]] = {}
        for x in set(member) | set(nonmember):
            p1, p0 = member.get(x, ZERO), nonmember.get(x, ZERO)
            if p1 == p0 == 0:
                continue
            lr = Fraction(p1) / p0 if p0 != 0 else inf
            old1, old0 = masses.get(lr, (ZERO, ZERO))
            masses[lr] = (old1 + p1, old0 + p0)
        self.atoms = [Atom(lr, *masses[lr]) for lr in sorted(masses, reverse=True)]

    def vertices(self) -> list[tuple[Fraction, Fraction]]:
        """The points (FPR, TPR) from (0, 0) to (1, 1), one more for each value of the likelihood ratio."""
        points = [(ZERO, ZERO)]
        for atom in self.atoms:
            fpr, tpr = points[-1]
            points.append((fpr + atom.p0, tpr + atom.p1))
        return points

    def rates_above(self, level: Fraction) -> tuple[Fraction, Fraction]:
        """(P0(LR > level), P1(LR > level))."""
        return (
            sum((a.p0 for a in self.atoms if a.lr > level), ZERO),
            sum((a.p1 for a in self.atoms if a.lr > level), ZERO),
        )

    def tpr_at(self, fpr: Fraction) -> Fraction:
        """The largest TPR of a (randomised) attack with P0("member") <= ``fpr``."""
        if not 0 <= fpr <= 1:
            raise ValueError("the false positive rate must lie in [0, 1]")
        left, tpr = Fraction(fpr), ZERO
        for atom in self.atoms:
            if atom.p0 <= left:
                left -= atom.p0
                tpr += atom.p1
            else:
                return tpr + atom.p1 * left / atom.p0
        return tpr

    def auc(self) -> Fraction:
        """P(LR1 > LR0) + P(LR1 = LR0)/2 for independent LR1 under P1 and LR0 under P0, over all pairs."""
        return sum(
            (
                a.p1 * b.p0 * (ONE if a.lr > b.lr else Fraction(1, 2) if a.lr == b.lr else ZERO)
                for a in self.atoms
                for b in self.atoms
            ),
            ZERO,
        )

    def hockey_stick(self, gamma: Fraction) -> Fraction:
        """E_gamma(P1||P0) = max over the curve of TPR - gamma FPR, reached at a vertex."""
        return max(tpr - gamma * fpr for fpr, tpr in self.vertices())

    def delta(self, gamma: Fraction) -> Fraction:
        """E_gamma(P1||P0) for gamma >= 1; E_{1/gamma}(P0||P1) = max (1-FPR) - (1-TPR)/gamma for gamma < 1."""
        if gamma >= 1:
            return self.hockey_stick(gamma)
        return max((1 - fpr) - (1 - tpr) / Fraction(gamma) for fpr, tpr in self.vertices())
