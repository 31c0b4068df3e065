"""The law of the leakage over records: whom a release exposes, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .frames import to_html
from .laws import FinitePopulation
from .learners import WorstCase
from .numeric import Enclosure, evaluate
from .numeric.exact import to_rate
from .plot import shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Leakage:
    """Delta_gamma(z) of every record z with its mass, the least exposed first.

    >>> import boundcalc as bc
    >>> leak = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3).leakage()
    >>> str(leak.worst), str(leak.quantile("1/2"))
    ('125/216', '1/4')
    """

    records: tuple[tuple[Any, Enclosure, Enclosure], ...]
    """(record, mass, leakage)."""

    @property
    def mean(self) -> Enclosure:
        """The average over the law: Delta_gamma itself (T-COND)."""
        return sum((mass * leak for _, mass, leak in self.records), Enclosure.point(0))

    @property
    def worst(self) -> Enclosure:
        """The leakage of the most exposed record."""
        out = Enclosure.point(0)
        for _, _, leak in self.records:
            out = out.maximum(leak)
        return out

    def quantile(self, share: Any) -> Enclosure:
        """The smallest leakage that a share `share` of the records do not exceed, 0 <= share <= 1."""
        wanted = to_rate(share, "share")
        ends = []
        for side in ("lower", "upper"):
            total, found = Enclosure.point(0), Fraction(0)
            for leak, mass in sorted((Fraction(getattr(leak, side)), mass) for _, mass, leak in self.records):
                total, found = total + mass, leak
                # Below, the quantile may be reached as soon as the masses allow it; above, when they certainly do.
                if (total.upper if side == "lower" else total.lower) >= wanted:
                    break
            ends.append(found)
        return Enclosure(min(ends), max(ends))

    def share_above(self, level: Any) -> Enclosure:
        """The share of records whose leakage exceeds `level`."""
        bar = to_rate(level, "level")
        none = Enclosure.point(0)
        certain = sum((mass for _, mass, leak in self.records if leak.lower > bar), none)
        possible = sum((mass for _, mass, leak in self.records if leak.upper > bar), none)
        return Enclosure(min(certain.lower, Fraction(1)), min(possible.upper, Fraction(1)))

    def summary(self) -> dict[str, Enclosure]:
        """Mean, median, 95% quantile and worst."""
        quantiles = {"median": self.quantile("1/2"), "95%": self.quantile("19/20")}
        return {"mean": self.mean} | quantiles | {"worst": self.worst}

    def plot(self, ax: Axes | None = None) -> Axes:
        """The leakage of the records against the share that leaks no more. Returns the axes."""
        found = [(float(mass), float(leak)) for _, mass, leak in self.records]
        return shares(ax, found, "exact", r"leakage $\Delta(z)$")

    def _repr_html_(self) -> str:
        rows = [(name, value.to_string(8)) for name, value in self.summary().items()]
        return to_html(("records", "leakage, exact"), rows, f"{len(self.records)} records")

    def __str__(self) -> str:
        parts = self.summary().items()
        return ", ".join(f"{name} {value.to_string(8)}" for name, value in parts)

    def __repr__(self) -> str:
        return f"Leakage({len(self.records)} records: {self})"


def leakage(game: Any, digits: int = 12) -> Leakage:
    """The law of the leakage of an exact game on finitely many atoms; ValueError for any other."""
    theorem, law = game.exact_theorem, game.law
    if theorem is None or theorem.target is None:
        raise ValueError(f"the leakage of one record is not known exactly for {game.learner} on {law}")
    cells = law.frequencies if isinstance(law, FinitePopulation) else law
    if not cells.is_discrete or not cells.atom_count.is_finite or game.is_symbolic:
        raise ValueError(f"the law of the leakage is worked out for finitely many atoms of known mass, got {law}")
    worst = isinstance(game.learner, WorstCase)  # then records of equal mass leak the same
    known: dict[Any, tuple[Enclosure, Enclosure]] = {}
    records = []
    for value, mass in law.rarest(int(cells.atom_count)):
        key = mass if worst else value
        if key not in known:
            known[key] = evaluate(mass, digits), evaluate(theorem.target(game, value), digits)
        records.append((value, *known[key]))
    return Leakage(tuple(sorted(records, key=lambda row: row[2].midpoint)))


__all__ = ["Leakage", "leakage"]
