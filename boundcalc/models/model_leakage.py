"""What the theorems say of a fitted model, with what they assume."""

from __future__ import annotations

from dataclasses import dataclass

from ..bounds import Bounds
from ..numeric.kinds import Json
from ..theorems import CATALOG


@dataclass(frozen=True)
class ModelLeakage:
    """The bounds of the game that a fitted model comes down to, and what is supposed beside the theorems."""

    bounds: Bounds
    assumptions: tuple[str, ...]
    estimated: str = ""
    """Which numbers of the game are estimates; what is said is then no more than heuristic, whatever the theorem is."""

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """What the statements rest on, in words."""
        said = (text for bound in self.bounds for text in CATALOG[bound.id].hypotheses)
        return tuple(dict.fromkeys((*said, *self.assumptions)))

    def to_json(self) -> Json:
        """What `--json` would print."""
        return {
            "bounds": [bound.to_json() for bound in self.bounds],
            "assumptions": list(self.hypotheses),
            "heuristic": self.estimated,
        }

    def __str__(self) -> str:
        lines = [str(self.bounds), *(f"  assumes: {text}" for text in self.hypotheses)]
        return "\n".join([*lines, *([f"  heuristic: {self.estimated}"] if self.estimated else [])])
