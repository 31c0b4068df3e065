"""Estimate: what a simulation says, and how surely."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from sympy import SympifyError

from ..frames import Printed
from ..numeric import Enclosure
from ..numeric.exact import to_rational
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from ..plot import spans
from .interval import float_down, float_up, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Estimate(Printed):
    """A point estimate with an interval [lower, upper] that covers the truth with probability at least `level`.

    Exact at every sample size, but a statement about random data: never a guarantee on one number. `nu` and `lam` are
    those of the game that was played.
    """

    estimate: float
    lower: float
    upper: float
    level: float
    samples: int
    seed: int | None
    method: str
    nu: str = "1/2"
    lam: str = "1"

    guaranteed = False

    def _sympy_(self) -> NoReturn:
        # SymPy would take the estimate for the number.
        raise SympifyError(self)

    def __float__(self) -> float:
        return self.estimate

    def __str__(self) -> str:
        low = decimal_string(Fraction(self.lower), 6, "down")
        high = decimal_string(Fraction(self.upper), 6, "up")
        return f"{self.estimate:.6g} in [{low}, {high}] at {percent(self.level)} confidence"

    def plot(self, ax: Axes | None = None) -> Axes:
        """The interval and its middle. Returns the axes."""
        return spans(ax, self._marks, r"$\Delta$")

    @property
    def _marks(self) -> list[tuple[str, str, str, float, float]]:
        name = f"{self.samples} games"
        return [
            (name, f"simulated, {percent(self.level)} confidence", "|", self.lower, self.upper),
            (name, "estimate, no guarantee", "d", self.estimate, self.estimate),
        ]

    @property
    def width(self) -> float:
        """upper - lower."""
        return self.upper - self.lower

    @property
    def security(self) -> Estimate:
        """The same for Sec = 1 - Delta."""
        return self._affine(Fraction(1), Fraction(-1))

    @property
    def accuracy(self) -> Estimate:
        """The same for the best accuracy max(nu, lam (1-nu)) + min(nu, lam (1-nu)) Delta in its game (T-ACC)."""
        nu, lam = to_rational(self.nu, "nu"), to_rational(self.lam, "lam")
        member, outsider = nu, lam * (1 - nu)
        return self._affine(max(member, outsider), min(member, outsider))

    def _affine(self, start: Fraction, slope: Fraction) -> Estimate:
        """The same for start + slope Delta, the ends rounded outward."""
        ends = sorted(start + slope * Fraction(x) for x in (self.lower, self.upper))
        value = float(start + slope * Fraction(self.estimate))
        return replace(self, estimate=value, lower=float_down(ends[0]), upper=float_up(ends[1]))

    def to_json(self) -> Json:
        """All fields."""
        return asdict(self) | {"guaranteed": False}

    def crosscheck(self, enclosure: Enclosure) -> CrossCheck:
        """Compare with a guaranteed enclosure of the same number."""
        return CrossCheck(self, enclosure)


@dataclass(frozen=True)
class CrossCheck(Printed):
    """A simulation beside the exact value; `agrees` when the two intervals meet."""

    estimate: Estimate
    exact: Enclosure

    @property
    def agrees(self) -> bool:
        """False happens with probability at most 1 - level when both are right."""
        return bool(self.exact.lower <= self.estimate.upper and self.estimate.lower <= self.exact.upper)

    def __bool__(self) -> bool:
        return self.agrees

    @property
    def verdict(self) -> str:
        """In words; an enclosure wider than the interval is no test of it."""
        if not self.agrees:
            return "DISAGREES"
        wider = self.exact.width > max(self.estimate.width, 0.001)
        return "agrees, but the exact value is known too roughly to tell" if wider else "agrees"

    def plot(self, ax: Axes | None = None) -> Axes:
        """The simulated interval, and the exact value. Returns the axes."""
        exact = (f"{self.estimate.samples} games", "exact", "o", float(self.exact.lower), float(self.exact.upper))
        return spans(ax, [*self.estimate._marks, exact], r"$\Delta$")

    def __str__(self) -> str:
        return f"simulated {self.estimate}; exact {self.exact.to_string(10)}: {self.verdict}"
