"""Attribute inference, reconstruction, re-identification: what they gain from a release (T-INFER)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from .frames import Printed
from .functions.discrete.largest_count import LargestCount
from .laws.known_part import places_of
from .numeric import Enclosure, evaluate
from .numeric.exact import shown
from .numeric.kinds import Json
from .plot import spans
from .theorems import Setting

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Inference(Printed):
    """How often an attack succeeds that sees the release, and how often one that does not.

    `success`: of the best attack; `kind` is "exact" where this is its value, and "upper" where no attack does better.
    `baseline`: of the best rule that does not see the release. `theorem`: where it comes from.
    """

    success: Enclosure
    baseline: Enclosure
    kind: str
    theorem: str
    attack: str
    """What is guessed, in words."""

    @property
    def gain(self) -> Enclosure:
        """What the release adds: success - baseline."""
        return (self.success - self.baseline).maximum(0)

    @property
    def shown_success(self) -> str:
        """The success in print: its value, or the bound rounded up."""
        return self.success.to_string(10) if self.kind == "exact" else f"<= {self.success.upper_str(6)}"

    @property
    def shown_gain(self) -> str:
        """The gain in print."""
        return self.gain.to_string(10) if self.kind == "exact" else f"<= {self.gain.upper_str(6)}"

    @property
    def source(self) -> str:
        """The theorem, and whether the number is no guarantee."""
        return self.theorem if self.success.guaranteed else f"{self.theorem}, not guaranteed"

    def __str__(self) -> str:
        return (
            f"{self.attack}: success {self.shown_success}, without the release {self.baseline.to_string(10)}, "
            f"gain {self.shown_gain} ({self.source})"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """What is reached without the release, and with it. Returns the axes."""
        return Guesses((self,)).plot(ax)

    def to_json(self) -> Json:
        """One object for `--json`."""
        return {
            "attack": self.attack,
            "success": self.success.to_json(12),
            "baseline": self.baseline.to_json(12),
            "gain": self.gain.to_json(12),
            "kind": self.kind,
            "theorem": self.theorem,
        }


@dataclass(frozen=True)
class Guesses:
    """Several of them as one picture."""

    found: tuple[Inference, ...]

    def plot(self, ax: Axes | None = None) -> Axes:
        """A row each: what is reached without the release, and with it. Returns the axes."""
        named = []
        for one in self.found:
            exact, high, blind = one.kind == "exact", float(one.success.upper), float(one.baseline.upper)
            name = f"{one.attack}, blind {blind:.3g}"
            named.append((name, "without the release", "|", blind, blind))
            said = "best attack, exact" if exact else "any attack, upper bound"
            named.append((name, said, "o" if exact else "<", high, high))
        return spans(ax, named, "probability of success")


def guessing(game: Setting, known: Any, secret: Any, digits: int = 12) -> tuple[Enclosure, Enclosure]:
    """(success, baseline) of guessing the `secret` coordinates of a record, or all of it (None), by one who knows its
    `known` ones (none: ()), from the counts of all.

    With N_as the number of training records of known part a and secret part s, the best guess is the most frequent s:
    success = sum_a E max_s N_as/n, and without the release sum_a max_s p_as.
    """
    records = list(_records(game))
    seen = () if known == () else _places(game, records, known, "knows")
    guessed = None if secret is None else _places(game, records, secret, "secret")
    cells: dict[Any, dict[Any, sp.Expr]] = defaultdict(lambda: defaultdict(lambda: sp.S.Zero))
    for value, mass in records:
        cells[tuple(value[i] for i in seen)][value if guessed is None else tuple(value[i] for i in guessed)] += mass
    success = sp.Add(*(LargestCount(game.n, row.values()) for row in cells.values()))
    blind = sp.Add(*(sp.Max(*row.values()) for row in cells.values()))
    return evaluate(success, digits), evaluate(blind, digits)


def _records(game: Setting) -> Iterable[tuple[Any, sp.Expr]]:
    law = game.law
    if not law.independent:
        raise ValueError(f"guessing is worked out for independent data, not for a part of a known table, got {law}")
    if not law.is_discrete or not law.atom_count.is_finite or law.free_symbols or not game.n.is_Integer:
        raise ValueError(
            f"guessing is worked out for laws of finitely many atoms and numbers for all parameters, got {law}"
        )
    return law.rarest(int(law.atom_count))


def _places(game: Setting, records: Sequence[tuple[Any, sp.Expr]], what: Any, name: str) -> tuple[int, ...]:
    """The places of coordinates that are named or numbered, of records that have them."""
    sizes = {len(value) if isinstance(value, tuple | sp.Tuple) else 0 for value, _ in records}
    if len(sizes) > 1 or 0 in sizes:
        without = next(value for value, _ in records if not isinstance(value, tuple | sp.Tuple) or len(sizes) > 1)
        raise ValueError(f"{name} needs records of several parts, all of as many, got {shown(without)}")
    return places_of(what, getattr(game.law, "names", ()), sizes.pop(), name)
