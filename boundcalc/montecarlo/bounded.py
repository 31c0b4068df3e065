"""Confidence sequences for the mean of bounded variables."""

from __future__ import annotations

import math

import numpy as np

from ..numeric.exact import shown
from ..numeric.kinds import Array
from .interval import check_level, float_level, log_odds_against

_ROUNDING = 1e-12
"""What the rounding of a variable, and of the sums over them, may amount to."""


class EmpiricalBernstein:
    r"""An interval for the mean mu of independent variables in [0, 1], valid at every sample size and stopping time.

    Fed with batches in order. Before batch b the guess m_b and the stake 0 <= s_b < 1 are fixed from earlier batches
    only; with psi(s) = -ln(1-s) - s the interval after any number of batches is

        ( sum_i s_i X_i  ±  [ ln(2/alpha) + sum_i psi(s_i) (X_i - m_i)^2 ] ) / sum_i s_i,   alpha = 1 - level.

    *Proof.* For x >= -1 and 0 <= s < 1, exp(s x - psi(s) x^2) <= 1 + s x, because (ln(1+sx) - sx)/x^2 increases in x
    and equals -psi(s) at x = -1. With x = X_i - m_i and E X_i = mu,
    E exp(s_i (X_i - mu) - psi(s_i) (X_i - m_i)^2) <= (1 + s_i (mu - m_i)) exp(-s_i (mu - m_i)) <= 1, so the product
    over i is a non-negative supermartingale. By Ville's inequality it ever exceeds 2/alpha with probability at most
    alpha/2; the same for 1 - X_i. Taking logarithms gives both ends, and the intersection over time is allowed.

    A batch enters through its size, mean and centred sum of squares alone: batches can come from many machines, and
    memory does not grow. Sources: Howard, Ramdas, McAuliffe and Sekhon (2021), Theorem 4; Waudby-Smith and Ramdas
    (2024), Theorem 2.

    `horizon`: the number of samples at which the interval should be narrowest; None when the stopping time is open.

    >>> interval = EmpiricalBernstein("0.99", horizon=4000)
    >>> interval.update(2000, 0.3, 2000 * 0.01)
    >>> interval.update(2000, 0.3, 2000 * 0.01)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (0.292, 0.308)
    """

    def __init__(self, level: object = "0.99", horizon: int | None = None) -> None:
        confidence = check_level(level)
        self.level = float_level(confidence)
        self.horizon = horizon
        self.count = 0
        self.lower, self.upper = 0.0, 1.0
        self._log = log_odds_against((1 - confidence) / 2)
        self._mean, self._squares = 0.5, 0.0
        self._stake = self._won = self._paid = 0.0

    @property
    def mean(self) -> float:
        """The sample mean, moved into the interval should it lie outside."""
        return min(self.upper, max(self.lower, self._mean))

    @property
    def width(self) -> float:
        """upper - lower."""
        return self.upper - self.lower

    def update(self, count: int, mean: float, squares: float) -> None:
        """Take in a batch: its size, its mean, and the sum of (X - mean)^2."""
        if count < 1 or not -_ROUNDING <= mean <= 1 + _ROUNDING or not squares >= 0:
            raise ValueError(f"a batch must have variables in [0, 1], got {count} of mean {mean}")
        total = self.count + count
        # Everything about the stake and the guess comes from earlier batches: that is what the proof asks for.
        variance = (0.25 + self._squares) / (1 + self.count)
        effective = self.horizon if self.horizon is not None else total * math.log1p(total)
        ratio = math.sqrt(2 * self._log / (variance * effective))
        stake = ratio / (1 + ratio)
        self._stake += stake * count
        self._won += stake * count * mean
        self._paid += -(math.log1p(-stake) + stake) * (squares + count * (mean - self._mean) ** 2)
        radius = (self._log + self._paid) / self._stake
        centre = self._won / self._stake
        self.lower = max(self.lower, min(1.0, centre - radius - _ROUNDING))
        self.upper = min(self.upper, max(0.0, centre + radius + _ROUNDING))
        if self.lower > self.upper:  # has probability at most alpha; stay an interval
            self.lower = self.upper = (self.lower + self.upper) / 2
        gap = mean - self._mean if self.count else 0.0
        self._squares += squares + gap * gap * self.count * count / total
        self._mean = mean if not self.count else self._mean + gap * count / total
        self.count = total


def summary(values: Array) -> tuple[int, float, float]:
    """(size, mean, centred sum of squares) of an array: what a batch leaves behind."""
    values = np.asarray(values, dtype=np.float64)
    if not np.all((values >= -_ROUNDING) & (values <= 1 + _ROUNDING)):
        outside = values[~((values >= -_ROUNDING) & (values <= 1 + _ROUNDING))][0]
        raise ValueError(f"a simulated variable must be in [0, 1], got {shown(outside)}")
    mean = float(values.mean())
    return len(values), mean, float(np.square(values - mean).sum())


def merge(first: tuple[int, float, float], second: tuple[int, float, float]) -> tuple[int, float, float]:
    """The summary of two batches taken together."""
    n, gap = first[0] + second[0], second[1] - first[1]
    mean = first[1] + gap * second[0] / n
    return n, mean, first[2] + second[2] + gap * gap * first[0] * second[0] / n
