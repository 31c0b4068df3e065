"""The observed ROC curve of a score: exact rational points, and its concave hull."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...montecarlo.run import check_count, check_seed
from ...numeric.exact import shown, to_rational


def scores_of(values: ArrayLike, name: str) -> np.ndarray:
    """Scores as an array of finite numbers, or ValueError."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers, got {shown(values)}") from None
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} must be a list of at least one number, got shape {array.shape}")
    bad = np.flatnonzero(~np.isfinite(array))
    if len(bad):
        raise ValueError(f"{name} must be finite numbers, got {array[bad[0]]} in record {bad[0] + 1} of {len(array)}")
    return array


def kinds_of(member: ArrayLike, count: int) -> np.ndarray:
    """Which records are members, as booleans."""
    array = np.asarray(member)
    if array.shape != (count,):
        raise ValueError(f"member must say of each of the {count} scores whether it is one, got shape {array.shape}")
    try:
        known = array == array.astype(bool)
    except (TypeError, ValueError):
        known = np.zeros(count, dtype=bool)
    if not np.all(known):
        raise ValueError(f"member must be True or False (1 or 0), got {shown(array[np.argmin(known)])}")
    own = array.astype(bool)
    if own.all() or not own.any():
        raise ValueError(f"member must have both kinds, got {'members' if own.all() else 'non-members'} only")
    return own


@dataclass(frozen=True, eq=False)
class Roc:
    """The tests "score >= t" on the scores of members and of others, at every threshold t that tells records apart.

    `thresholds` fall, from +infinity (nobody is called a member) to the smallest score (everybody); `tp` and `fp` are
    how many are called members. What is read off (`tpr`, `auc`, `accuracy`) are observed shares of exactly these
    records, on the concave hull of the curve, that is with tests that toss a coin between two thresholds: estimates.

    >>> roc = Roc.of([1, 3], [0, 2])
    >>> roc.tpr("1/4"), roc.auc
    (Fraction(3, 4), Fraction(7, 8))
    """

    thresholds: np.ndarray = field(repr=False)
    tp: np.ndarray = field(repr=False)
    fp: np.ndarray = field(repr=False)
    members: int
    nonmembers: int

    @classmethod
    def of(cls, members: ArrayLike, nonmembers: ArrayLike) -> Roc:
        """From the scores of both kinds; ValueError unless they are finite numbers, at least one of each kind."""
        own, other = np.sort(scores_of(members, "members")), np.sort(scores_of(nonmembers, "nonmembers"))
        cuts = np.union1d(own, other)[::-1]
        tp = len(own) - np.searchsorted(own, cuts, side="left")
        fp = len(other) - np.searchsorted(other, cuts, side="left")
        return cls(np.r_[np.inf, cuts], np.r_[0, tp], np.r_[0, fp], len(own), len(other))

    @property
    def hull(self) -> list[tuple[Fraction, Fraction]]:
        """The vertices (FPR, TPR) of the concave hull, from (0, 0) to (1, 1)."""
        found = upper_hull(self.fp.tolist(), self.tp.tolist())
        return [(Fraction(int(self.fp[i]), self.nonmembers), Fraction(int(self.tp[i]), self.members)) for i in found]

    def tpr(self, fpr: object) -> Fraction:
        """The largest observed true-positive rate at this false-positive rate, in [0, 1]."""
        at = to_rational(fpr, "fpr")
        if not 0 <= at <= 1:
            raise ValueError(f"fpr must be in [0, 1], got {shown(fpr)}")
        return on_hull(self.hull, at)

    @property
    def auc(self) -> Fraction:
        """The area under the concave hull."""
        hull = self.hull
        return sum(((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(hull)), Fraction(0))

    def accuracy(self, prior: object = None) -> Fraction:
        """The largest observed accuracy, `prior` being the probability of a member (their share unless given)."""
        share = Fraction(self.members, self.members + self.nonmembers) if prior is None else to_rational(prior, "prior")
        if not 0 <= share <= 1:
            raise ValueError(f"prior must be in [0, 1], got {shown(prior)}")
        return max(share * tpr + (1 - share) * (1 - fpr) for fpr, tpr in self.hull)

    def bootstrap(
        self,
        metric: Callable[[Roc], Any],
        quantiles: Sequence[float] = (0.025, 0.975),
        samples: int = 1000,
        seed: int | None = None,
    ) -> list[float]:
        """Quantiles of `metric` over samples drawn with replacement from these records: an estimate of how much an
        observed share wavers, with no guarantee. What is certified is the band (`evidence`).

        >>> low, high = Roc.of(range(5, 105), range(100)).bootstrap(lambda roc: roc.auc, seed=1)
        >>> 0.4 < low < 0.55 < high < 0.7
        True
        """
        if not len(quantiles) or not all(0 < q < 1 for q in quantiles):
            raise ValueError(f"quantiles must be in (0, 1), got {shown(quantiles)}")
        samples = check_count(samples, "samples", 10**7)
        rng = np.random.default_rng(check_seed(seed))
        chances = [np.diff(self.tp) / self.members, np.diff(self.fp) / self.nonmembers]
        found = []
        for _ in range(samples):
            tp, fp = (
                np.r_[0, np.cumsum(rng.multinomial(count, chance))]
                for count, chance in zip((self.members, self.nonmembers), chances, strict=True)
            )
            found.append(float(metric(Roc(self.thresholds, tp, fp, self.members, self.nonmembers))))
        return [float(x) for x in np.quantile(found, quantiles)]


def upper_hull(x: Sequence[Fraction], y: Sequence[Fraction]) -> list[int]:
    """The places of the vertices of the upper concave hull of points whose x and y do not fall, the first and the last
    among them; exact for integers and fractions."""
    kept: list[int] = []
    for i in range(len(x)):
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            if (y[b] - y[a]) * (x[i] - x[b]) > (y[i] - y[b]) * (x[b] - x[a]):
                break
            kept.pop()
        kept.append(i)
    return kept


def on_hull(hull: list[tuple[Fraction, Fraction]], at: Fraction) -> Fraction:
    """The height of a concave hull that reaches from 0 to 1."""
    for (x0, y0), (x1, y1) in pairwise(hull):
        if x0 <= at <= x1 and x1 > x0:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    raise AssertionError(f"a hull from 0 to 1 has a height at {at}")
