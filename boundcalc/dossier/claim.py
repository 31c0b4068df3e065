"""One certified statement on one quantity, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string

Side = Literal["upper", "lower"]


@dataclass(frozen=True)
class Quantity:
    """What is bounded: "delta" at gamma, "tpr" at a false-positive rate, "record": Delta of the worst record."""

    kind: Literal["delta", "tpr", "record"]
    at: Fraction = Fraction(1)

    @property
    def words(self) -> str:
        """As a person would say it."""
        at = f"{float(self.at):g}"
        if self.kind == "tpr":
            return f"TPR at FPR {at}"
        who = "leakage of the worst record" if self.kind == "record" else "advantage (TPR - FPR)"
        return who if self.at == 1 else f"Delta at gamma = {at}"


@dataclass(frozen=True)
class Claim:
    """`value` bounds a quantity on one `side`: for this release, or for the worst model ("any").

    `event`: the name of the experiment whose chance it rests on; empty where it is certain.
    """

    side: Side
    value: Fraction
    source: str
    theorems: tuple[str, ...]
    label: str
    event: str = ""
    about: Literal["this release", "the worst model"] = "this release"
    assumptions: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The number, rounded to the safe side."""
        return decimal_string(self.value, 4, "up" if self.side == "upper" else "down")

    def to_json(self) -> Json:
        """All fields."""
        return {
            "side": self.side,
            "value": decimal_string(self.value, 8, "up" if self.side == "upper" else "down"),
            "source": self.source,
            "theorems": list(self.theorems),
            "label": self.label,
            "rests_on": self.event or None,
            "about": self.about,
            "assumptions": list(self.assumptions),
        }
