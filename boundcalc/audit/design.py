"""How the records of a table came to be in it, and what its counts then say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..numeric.exact import shown, to_integer
from ..numeric.kinds import Json, NumberLike
from ..theorems.counts.count import RECORDS
from ..theorems.counts.count_strata import STRATA
from ..theorems.counts.count_survey import SURVEY
from .guarantee import (
    ConfidenceInterval,
    away_from_one,
    survey_bound,
    tpr_bound,
    tpr_theorems,
    two_sided,
    upper_bound,
    upper_share,
    upper_theorems,
)
from .sequences import Counts, records

THIS_TABLE = "this table"
_MOST = 10**18


@dataclass(frozen=True)
class Design:
    """Independent draws from one law; `strata`: columns within whose values they are; `population`: a sample without
    replacement from that many (count-survey). `side`: "both" sides of Delta, or the "upper" one alone, which gets all
    of the error probability."""

    strata: tuple[str, ...] = ()
    population: int | None = None
    side: str = "both"

    @property
    def assumption(self) -> str:
        """What the interval rests on."""
        if self.population is not None:
            return f"{SURVEY} (N = {self.population}); non-members are drawn from all of it"
        return f"{STRATA} (strata: {', '.join(self.strata)})" if self.strata else RECORDS

    @property
    def outsiders(self) -> str:
        """Whom a non-member is drawn from, as the end of a sentence, where that is not the law of the records."""
        return (
            "" if self.population is None else f", non-members being drawn from all {self.population} of the population"
        )

    @property
    def both(self) -> bool:
        """Whether there is a lower side."""
        return self.side == "both" and not self.strata and self.population is None

    def check(self, rows: int, n: int) -> None:
        """Raise ValueError where a table of so many records cannot be of this design, or speak of n to train on."""
        if (self.strata or self.population) and n != rows:
            name = "strata" if self.strata else "population"
            raise ValueError(f"{name} takes models of the {rows} records of the table, got n = {n}")
        if self.population is not None and self.population <= rows:
            raise ValueError(
                f"population must be above the {rows} records of the table, a sample of it, got {self.population}; a "
                "table that is its own population takes population='this table'"
            )

    def share(self, gamma: Fraction) -> Fraction:
        """The part of the error probability that the upper side gets."""
        return upper_share(gamma) if self.both else Fraction(1)

    def upper(self, counts: Counts, n: int, alpha: Fraction, gamma: Fraction) -> Fraction:
        """The upper end of Delta_gamma for models of n records, at the error probability alpha."""
        if self.population is not None:
            return survey_bound(counts, alpha, gamma)
        return upper_bound(counts, alpha, _part(counts, n), gamma, bool(self.strata))

    def theorems(self, rows: int, n: int, gamma: Fraction) -> tuple[str, ...]:
        """What `upper` takes the better of."""
        if self.population is not None:
            return ("count-survey", "count-var", *(("count-distinct",) if away_from_one(gamma) else ()))
        more = (*(("mono",) if n > rows else ()), *(("count-strata",) if self.strata else ()))
        return (*upper_theorems(rows, min(Fraction(1), Fraction(n, rows)), gamma, bool(self.strata)), *more)

    def interval(self, counts: Counts, n: int, confidence: Fraction, gamma: Fraction) -> ConfidenceInterval:
        """What is certain of Delta_gamma, models being trained on n records."""
        rows = records(counts)
        if self.both and n <= rows:
            return two_sided(counts, confidence, Fraction(n, rows), gamma)
        high = self.upper(counts, n, 1 - confidence, gamma)
        return ConfidenceInterval(Fraction(0), high, confidence, self.theorems(rows, n, gamma))

    def tpr(self, counts: Counts, n: int, alpha: Fraction, fpr: Fraction) -> Fraction:
        """A true-positive rate that no attack exceeds at this false-positive rate."""
        if self.population is not None:
            return min(Fraction(1), survey_bound(counts, alpha) + fpr)
        return tpr_bound(counts, alpha, fpr, _part(counts, n), bool(self.strata))

    def tpr_theorems(self, rows: int, n: int) -> tuple[str, ...]:
        """What `tpr` rests on."""
        if self.population is not None:
            return ("count-survey",)
        return tpr_theorems(rows, min(Fraction(1), Fraction(n, rows)), bool(self.strata))

    def to_json(self) -> Json:
        """All fields."""
        return {"strata": list(self.strata), "population": self.population, "side": self.side}


def _part(counts: Counts, n: int) -> Fraction:
    return min(Fraction(1), Fraction(n, records(counts)))


def checked(strata: Sequence[str] | str | None, population: NumberLike | str | None, side: str) -> Design:
    """The design of these arguments; ValueError for what is none."""
    chosen = () if strata is None else (strata,) if isinstance(strata, str) else tuple(map(str, strata))
    if strata is not None and not chosen:
        raise ValueError("strata must name at least one column")
    if not isinstance(side, str) or side not in ("both", "upper"):
        raise ValueError(f"side must be 'both' or 'upper', got {shown(side)}")
    size = None
    if population is not None and population != THIS_TABLE:
        try:
            size = to_integer(population, "population")
        except ValueError:
            raise ValueError(
                f"population must be 'this table' or the number of records that the table is a sample of, got "
                f"{shown(population)}"
            ) from None
        if size > _MOST:
            raise ValueError(f"population must be at most 10^18, got {shown(population)}")
    if chosen and population is not None:
        raise ValueError("strata takes no population")
    return Design(chosen, size, side)


__all__ = ["THIS_TABLE", "Design", "checked"]
