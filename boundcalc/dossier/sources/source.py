"""What every source of statements gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from ...numeric.rounding import decimal_string
from ..claim import Claim, Quantity
from ..release import Attacker


@dataclass(frozen=True)
class Lever:
    """Something that could be done, and the bound on the advantage that would then hold."""

    action: str
    upper: Fraction
    note: str = ""

    @property
    def upper_str(self) -> str:
        """`upper`, rounded up."""
        return decimal_string(self.upper, 4, "up")


@dataclass(frozen=True)
class Beside:
    """Numbers of another game than the release's, shown beside it: (of what, at most)."""

    title: str
    rows: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    theorems: tuple[str, ...] = ()


class Source(Protocol):
    """One kind of knowledge about a release, as statements on quantities and attackers."""

    @property
    def name(self) -> str:
        """What it is, in a few words."""

    @property
    def silent(self) -> str:
        """Why it says nothing of this release's game; empty where it does."""

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        """What it says of one quantity against one attacker."""

    def levers(self, most: Fraction | None) -> Iterable[Lever]:
        """What would lower its bound on the advantage; `most` is the advantage wanted."""
