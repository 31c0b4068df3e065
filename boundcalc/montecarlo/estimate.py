"""Estimate: what a simulation says, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..numeric import Enclosure


@dataclass(frozen=True)
class Estimate:
    """A point estimate with an interval [lower, upper] that covers the truth with probability at least `level`.

    Exact at every sample size, but a statement about random data: never a guarantee on one number.
    """

    estimate: float
    lower: float
    upper: float
    level: float
    samples: int
    seed: int | None
    method: str

    guaranteed = False

    def __float__(self) -> float:
        return self.estimate

    def __str__(self) -> str:
        return f"{self.estimate:.6g} in [{self.lower:.6g}, {self.upper:.6g}] at {100 * self.level:g}% confidence"

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {
            "estimate": self.estimate,
            "lower": self.lower,
            "upper": self.upper,
            "level": self.level,
            "samples": self.samples,
            "seed": self.seed,
            "method": self.method,
            "guaranteed": False,
        }

    def crosscheck(self, enclosure: Enclosure) -> CrossCheck:
        """Compare with a guaranteed enclosure of the same number."""
        return CrossCheck(self, enclosure)


@dataclass(frozen=True)
class CrossCheck:
    """A simulation beside the exact value; `agrees` when the two intervals meet."""

    estimate: Estimate
    exact: Enclosure

    @property
    def agrees(self) -> bool:
        """False happens with probability at most 1 - level when both are right."""
        return bool(self.exact.lower <= self.estimate.upper and self.estimate.lower <= self.exact.upper)

    def __bool__(self) -> bool:
        return self.agrees

    def __str__(self) -> str:
        word = "agrees" if self.agrees else "DISAGREES"
        return f"simulated {self.estimate}; exact {self.exact.to_string(10)}: {word}"
