"""The law of the leakage over records, from data: how many of them can leak how much."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..frames import Printed
from ..numeric.exact import to_rate
from ..numeric.kinds import NumberLike
from ..numeric.rounding import decimal_string
from .guarantee import ConfidenceInterval


@dataclass(frozen=True)
class LeakageBound(Printed):
    """What an interval for Delta says of the leakages Delta(z) of the records, whose mean it is (T-COND).

    A share s of the records leaks more than t only if s t <= Delta (Markov). Everything holds at once with the
    confidence of `mean`; of the worst record nothing is known.

    >>> import boundcalc as bc
    >>> spread = bc.audit({"a": [i % 7 for i in range(5000)]}).leakage()
    >>> spread.quantile("1/2") == 2 * spread.mean.upper, spread.share_above("1/10") == 10 * spread.mean.upper
    (True, True)
    """

    mean: ConfidenceInterval

    def share_above(self, level: NumberLike) -> Fraction:
        """An upper bound on the share of records whose leakage exceeds `level`, 0 <= level <= 1."""
        bar = to_rate(level, "level")
        return min(Fraction(1), self.mean.upper / bar) if bar else Fraction(self.mean.upper > 0)

    def quantile(self, share: NumberLike) -> Fraction:
        """An upper bound on the leakage that a share `share` of the records do not exceed, 0 <= share <= 1."""
        rest = 1 - to_rate(share, "share")
        return min(Fraction(1), self.mean.upper / rest) if rest else Fraction(1)

    def __str__(self) -> str:
        ends = {"half": Fraction(1, 2), "90%": Fraction(9, 10), "99%": Fraction(99, 100)}
        said = (f"{name} of the records leak at most {_up(self.quantile(s))}" for name, s in ends.items())
        return f"leakage of the records: mean in {self.mean}; {', '.join(said)}"


def _up(x: Fraction) -> str:
    return decimal_string(x, 4, "up")
