"""The values that a parameter is allowed to take while it is calibrated, in order, by whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

LARGEST = 10**15
_LEAST_POWER = -30
_MOST_POWER = 14


@dataclass(frozen=True)
class Multiples:
    """0, step, 2 step, ..."""

    step: Fraction

    first = 0
    last = LARGEST

    def __str__(self) -> str:
        return f"a multiple of {self.step}"

    def value(self, k: int) -> Fraction:
        """The k-th value."""
        return k * self.step

    def nearest(self, x: float) -> int:
        """The place of about x."""
        return round(min(max(x / float(self.step), 0.0), float(LARGEST)))


@dataclass(frozen=True)
class Decimals:
    """1e-30 <= x < 1e15 with so many significant digits."""

    digits: int

    def __str__(self) -> str:
        return f"with {self.digits} significant digit(s)"

    @property
    def _decade(self) -> int:
        """How many of them are in one power of ten."""
        return int(9 * 10 ** (self.digits - 1))

    @property
    def first(self) -> int:
        """The place of the least."""
        return _LEAST_POWER * self._decade

    @property
    def last(self) -> int:
        """The place of the largest."""
        return (_MOST_POWER + 1) * self._decade - 1

    def value(self, k: int) -> Fraction:
        """The value at place k, 1 being at 0."""
        power, rest = divmod(k, self._decade)
        return (10 ** (self.digits - 1) + rest) * Fraction(10) ** (power - self.digits + 1)

    def nearest(self, x: float) -> int:
        """The place of about x."""
        x = min(max(x, 10.0**_LEAST_POWER), 9.0 * 10.0**_MOST_POWER)
        power = math.floor(math.log10(x))
        rest = round(x / 10.0 ** (power - self.digits + 1)) - 10 ** (self.digits - 1)
        return min(max(power * self._decade + rest, self.first), self.last)


Ladder = Multiples | Decimals
