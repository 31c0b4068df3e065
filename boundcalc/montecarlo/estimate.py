"""Estimate: what a simulation says, and how surely."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from ..numeric import Enclosure
from ..numeric.exact import to_rational


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

    @property
    def width(self) -> float:
        """upper - lower."""
        return self.upper - self.lower

    @property
    def security(self) -> Estimate:
        """The same for Sec = 1 - Delta."""
        return replace(self, estimate=1 - self.estimate, lower=1 - self.upper, upper=1 - self.lower)

    def accuracy(self, nu: Any = "1/2", lam: Any = 1) -> Estimate:
        """The same for the best accuracy max(nu, lam (1-nu)) + min(nu, lam (1-nu)) Delta (T-ACC)."""
        member = float(to_rational(nu, "nu"))
        outsider = float(to_rational(lam, "lam")) * (1 - member)
        best, scale = max(member, outsider), min(member, outsider)
        values = {name: best + scale * getattr(self, name) for name in ("estimate", "lower", "upper")}
        return replace(self, **values)

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self) | {"guaranteed": False}

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
