"""An estimate of the law behind a table, with the values that were not seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np

from ..functions.discrete.hockey_stick import HockeyStick
from ..numeric.float64 import UNIT, Approximation, NoFloat64Evaluation
from ..numeric.kinds import Array
from ..theorems import Setting
from ..theorems.discrete.exact import THEOREM as EXACT
from .sequences import Counts, records

_RARE = 10
_LARGEST_N = 10**15
_ROUGH = 1e-9
_EXTREME = Fraction(10**30)
"""A gamma beyond which nothing changes: h is 0, or p times the chance to see none."""


@dataclass(frozen=True)
class CompletedLaw:
    r"""Masses with multiplicities, and a mass `continuous` on which no value repeats: an estimate, never a guarantee.

    Values seen k times get k/n; for k <= 10 the Good-Turing frequency (k+1) Phi_{k+1}/(n Phi_k) if that is less.
    The mass that this leaves is shared by Chao's number Phi_1^2/(2 Phi_2) of unseen values; without any value seen
    twice it is continuous. The Delta of this law is exact (T-DISC); how near it is to the truth is not known: the
    guaranteed interval is what may be relied on.
    """

    mass: Array
    multiplicity: Array
    continuous: float
    seen: dict[int, float]
    """The mass of a value seen k times."""

    @classmethod
    def from_counts(cls, counts: Counts) -> CompletedLaw:
        """The estimate from counts of counts.

        >>> CompletedLaw.from_counts({1: 50}).continuous
        1.0
        >>> law = CompletedLaw.from_counts({1000: 100})
        >>> round(law.delta(100_000), 5)
        0.01255
        """
        n = records(counts)
        seen = sorted(counts)
        number = np.array([counts[k] for k in seen], dtype=np.float64)
        mass = np.array([k / n for k in seen])
        for i, k in enumerate(seen):
            if k > _RARE:
                break
            following = counts.get(k + 1, 0)
            # Few values make the ratio noise; the singletons always need it.
            if k == 1 or (number[i] >= 30 and following >= 30):
                mass[i] = min(mass[i], (k + 1) * following / (n * number[i]))
        mass = np.maximum.accumulate(mass)
        left = max(0.0, 1.0 - float((mass * number).sum()))
        of_count = dict(zip(seen, mass, strict=True))
        keep = mass > 0
        mass, number = mass[keep], number[keep]
        once, twice = counts.get(1, 0), counts.get(2, 0)
        if left > 1e-12 and twice:
            unseen = max(1.0, once * (once - 1) / (2 * twice))
            mass, number, left = np.append(mass, left / unseen), np.append(number, unseen), 0.0
        if left <= 1e-12:
            mass, left = mass / (mass * number).sum(), 0.0
        return cls(mass, number, left, of_count)

    def leakage(self, n: int, count: int, gamma: Fraction = Fraction(1)) -> float:
        """h(n, p)/p for a value seen `count` times: the leakage of one record that has it; 1 where p = 0."""
        mass = self.seen[count]
        return float(_terms(n, np.array([mass]), gamma)[0]) / mass if mass else 1.0

    def delta(self, n: int, gamma: Fraction = Fraction(1)) -> float:
        """Worst-case Delta_gamma for n records of this law; the continuous mass counts whole."""
        return min(1.0, float((_terms(n, self.mass, gamma) * self.multiplicity).sum()) + self.continuous)

    @property
    def diversity(self) -> float:
        """C_K = sum sqrt(p (1-p)); infinite with a continuous part."""
        if self.continuous:
            return float("inf")
        p = np.minimum(self.mass, 1.0)
        return float((self.multiplicity * np.sqrt(p * (1 - p))).sum())

    def float64_table(self) -> tuple[Array, Array, Array]:
        """(masses, errors, multiplicities): what the likelihood-ratio test of T-DISC needs."""
        return self.mass, 0 * self.mass, self.multiplicity

    def tpr(self, n: int, fpr: float) -> float:
        """The best true-positive rate at this false-positive rate; ties are broken by a coin."""
        if self.continuous >= 1 or not len(self.mass):
            return 1.0
        assert EXACT.roc_float is not None
        game = cast(Setting, _Setting(self, min(n, 10**12)))  # beyond, hardly better than guessing
        rates = EXACT.roc_float(game)
        assert rates is not None
        low, high = 0.0, 2.0
        while rates(high)[0] > fpr and high < 2.0**60:
            low, high = high, 4 * high
        for _ in range(200):
            middle = (low + high) / 2
            if not low < middle < high:
                break
            low, high = (middle, high) if rates(middle)[0] > fpr else (low, middle)
        (x0, y0), (x1, y1) = rates(high), rates(low)
        share = 0.0 if x1 <= x0 else (fpr - x0) / (x1 - x0)
        return min(1.0, y0 + share * (y1 - y0) + self.continuous)

    def sample_size(self, limit: float, gamma: Fraction = Fraction(1)) -> int | None:
        """The smallest n with Delta_gamma at most `limit`; None when no n does it."""
        if self.continuous >= limit or self.delta(_LARGEST_N, gamma) > limit:
            return None
        low, high = 0, 1
        while self.delta(high, gamma) > limit:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.delta(middle, gamma) <= limit else (middle, high)
        return high


@dataclass(frozen=True)
class _Setting:
    law: CompletedLaw
    n: int


def plug_in(counts: Counts, n: int, gamma: Fraction = Fraction(1)) -> float:
    """Delta_gamma of the table's own frequencies, as if there were no other value: an estimate, often too small."""
    size = records(counts)
    masses = np.array([k / size for k in counts])
    return float((_terms(n, masses, gamma) * np.array(list(counts.values()), dtype=np.float64)).sum())


def _terms(n: int, mass: Array, gamma: Fraction) -> Array:
    """h(n, p) for each mass; by the normal limit where float64 has no digits, within its error bound."""
    if not len(mass):
        return mass
    capped = np.minimum(mass, 1.0)
    ratio = float(min(max(gamma, 1 / _EXTREME), _EXTREME))
    off = 0.0 if ratio == gamma else ratio * UNIT
    given = Approximation(float(n), 0.0), Approximation(capped, 0 * capped), Approximation(ratio, off)
    try:
        found = HockeyStick._float64_value(*given)
    except NoFloat64Evaluation:  # beyond 2^53 records, or gamma near 1 for very many
        return _normal_terms(n, capped, ratio)
    value, error = np.asarray(found.value), np.asarray(found.error)
    if not (rough := error > _ROUGH * value).any():
        return value
    return np.where(rough, np.clip(_normal_terms(n, capped, ratio), value - error, value + error), value)


def _normal_terms(n: int, mass: Array, ratio: float) -> Array:
    """E(X - t)_+ for X normal with the variance of a frequency among n records, at what gamma asks beyond the mass."""
    from scipy.special import ndtr

    scale = 1.0 if ratio >= 1 else 1 / ratio
    spread = scale * np.sqrt(mass * (1 - mass)) * math.sqrt(Fraction(1, n))
    asked = (max(ratio, 1 / ratio) - 1) * mass
    with np.errstate(divide="ignore", invalid="ignore"):
        z = asked / spread
        found = spread * np.exp(-z * z / 2) / math.sqrt(2 * math.pi) - asked * ndtr(-z)
    return np.where(spread > 0, np.maximum(found, 0), 0.0)
