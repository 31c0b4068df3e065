"""A table that is known, split at random into training records and others: exact numbers, no law and no confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..frames import Printed
from ..game import Game
from ..inference import Inference
from ..laws import FinitePopulation
from ..leakage import Leakage
from ..numeric import Enclosure
from ..numeric.exact import shown as shown_value
from ..numeric.exact import to_expr, to_integer, to_rational
from ..numeric.kinds import Json, NumberLike
from ..numeric.rounding import decimal_string
from .histories import Histories, Numbered
from .records import Records, Shown
from .report import words_page
from .words import listed, shown, where

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FPRS = (Fraction(1, 1000), Fraction(1, 100))
DESIGN = (
    "the training records are a simple random sample of the table, and the learner does not look at their order; "
    "what the attacker knows of a target was fixed without looking at the split"
)


@dataclass(frozen=True)
class SplitCell:
    """A combination of values that the attacker can know, how many records have it, and the leakage of one of them."""

    values: dict[str, Shown] = field(hash=False)
    count: int
    leakage: Enclosure

    def to_json(self) -> Json:
        """All fields, the leakage with its ends."""
        return {"values": {k: str(v) for k, v in self.values.items()}, "count": self.count} | self.leakage.to_json(8)


@dataclass(frozen=True)
class SplitAudit(Printed):
    """The answer of `audit(..., split=n)`: what any attack on any model of this split can achieve (T-FINITE).

    `delta`, `security`, `accuracy` and `tpr` are Enclosures of exact values for the worst model, and upper bounds for
    every other one: nothing is assumed of the records, and there is no level of confidence. `knows`: the columns that
    the attacker knows of a target; the model may be trained on all of them.
    """

    columns: tuple[str, ...]
    knows: tuple[str, ...]
    rows: int
    n: int
    outsider: str
    counts: Mapping[int, int] = field(repr=False, hash=False)
    target: Fraction
    exposed: tuple[SplitCell, ...] = field(repr=False)
    game: Game = field(repr=False)

    @cached_property
    def delta(self) -> Enclosure:
        """Delta_gamma of the worst model."""
        return self.game.delta(12).number()

    @property
    def security(self) -> Enclosure:
        """1 - Delta."""
        return 1 - self.delta

    @cached_property
    def accuracy(self) -> Enclosure:
        """The best attack's accuracy (T-ACC)."""
        return self.game.accuracy(12).number()

    @cached_property
    def tpr(self) -> dict[Fraction, Enclosure]:
        """The best attack's TPR at FPR 1/1000 and 1/100."""
        curve = self.game.tradeoff()
        return {fpr: curve.tpr(fpr) for fpr in FPRS}

    @property
    def gamma(self) -> Fraction:
        """lam (1-nu)/nu."""
        return to_rational(self.game.gamma)

    def inference(self, baseline: NumberLike) -> Inference:
        """Any attack that guesses (an attribute, the record), against one that is blind (`Game.inference`); ValueError
        where the attacker knows a part of the columns: success is told by the whole record."""
        if set(self.knows) != set(self.columns):
            raise ValueError("a guess succeeds by the whole record: inference takes a split audit without knows")
        return self.game.inference(baseline)

    def identified(self, confidence: NumberLike) -> Enclosure:
        """The largest share of members about whom an attacker may be that sure (`Game.identified`)."""
        return self.game.identified(confidence)

    def leakage(self) -> Leakage:
        """The law of the leakage over the records of the table: mean, quantiles, worst (T-FINITE)."""
        return self.game.leakage()

    def plot(self, ax: Axes | None = None) -> Axes:
        """The trade-off curve of the worst model, an upper bound for every other. Returns the axes."""
        return self.game.tradeoff().plot(ax)

    @property
    def distinct(self) -> int:
        """Distinct combinations of the values that the attacker knows."""
        return sum(self.counts.values())

    @property
    def singletons(self) -> int:
        """Combinations that occur once."""
        return self.counts.get(1, 0)

    @property
    def target_met(self) -> bool:
        """Whether the security of every model reaches the target."""
        return bool(self.security.lower >= self.target)

    @property
    def who(self) -> str:
        """Whom a non-member is drawn from, in words."""
        return "the records left out" if self.outsider == "left out" else "all records"

    @property
    def statement(self) -> str:
        """One sentence for a release note."""
        measure = "an advantage (TPR - FPR)" if self.gamma == 1 else f"a value of Delta at gamma = {self.gamma}"
        return (
            f"For a random split of these {self.rows} records into {self.n} for training and {self.rows - self.n} left "
            f"out, no membership inference attack by somebody who knows {self._known} of a target, non-members being "
            f"drawn from {self.who}, on any model or models of {self._trained} has {measure} above "
            f"{self.delta.upper_str(4)}: security is at least {self.security.lower_str(4)} "
            "(boundcalc, T-FINITE; no assumption on the records, no confidence level)."
        )

    @property
    def _known(self) -> str:
        return "all columns" if set(self.knows) == set(self.columns) else listed(self.knows)

    @property
    def _trained(self) -> str:
        return "all columns" if len(self.columns) > 6 else shown(", ".join(self.columns))

    def __str__(self) -> str:
        lines = [
            f"{self.rows} known records, {self.n} of them for training; the attacker knows {self._known}",
            f"{self.distinct} distinct combinations, {self.singletons} occurring once",
            "",
            f"For every model of this split, non-members drawn from {self.who}: exact for the worst model",
            f"  Delta     {_short(self.delta)}",
            f"  security  {_short(self.security)}",
            f"  accuracy  {_short(self.accuracy)}",
            f"  target    security {decimal_string(self.target, 6, 'down')}: {'met' if self.target_met else 'not met'}",
            *(f"  TPR at FPR {float(fpr):g}   {_short(rate)}" for fpr, rate in self.tpr.items()),
        ]
        if self.exposed:
            lines += ["", "Most exposed records, with the leakage of one of them"]
        for cell in self.exposed:
            lines.append(f"  {_short(cell.leakage):<9}  seen {cell.count}x  {where(cell.values)}")
        return "\n".join([*lines, "", f"Assuming: {DESIGN}.", f"Statement: {self.statement}"])

    def to_json(self) -> Json:
        """Everything, as one object, the enclosure of Delta at its top."""
        return self.delta.to_json(12) | {
            "kind": "exact",
            "theorem": "finite",
            "rows": self.rows,
            "columns": list(self.columns),
            "knows": list(self.knows),
            "n": self.n,
            "outsider": self.outsider,
            "nu": str(self.game.nu),
            "lam": str(self.game.lam),
            "delta": self.delta.to_json(12),
            "security": self.security.to_json(12),
            "accuracy": self.accuracy.to_json(12),
            "tpr": {f"{float(fpr):g}": rate.to_json(12) for fpr, rate in self.tpr.items()},
            "target": {"security": float(self.target), "met": self.target_met},
            "distinct": self.distinct,
            "singletons": self.singletons,
            "exposed": [cell.to_json() for cell in self.exposed],
            "assumptions": [DESIGN],
            "statement": self.statement,
        }

    def to_html(self) -> str:
        """A self-contained page."""
        return words_page(self)


def split_audit(
    table: Records | Histories | Numbered,
    columns: tuple[str, ...],
    counts: Mapping[int, int],
    n: int,
    outsider: str,
    target: Fraction,
    exposed: int,
    nu: Fraction,
    lam: Fraction,
) -> SplitAudit:
    """The audit of a table of these counts; `table` shows its rarest cells."""
    seen = sorted(counts)
    cells = np.repeat(np.array(seen, dtype=np.int64), np.array([counts[k] for k in seen], dtype=np.int64))
    game = Game(FinitePopulation(cells, outsider), n=n, nu=to_expr(nu), lam=to_expr(lam))
    first = {int(k): int(i) + 1 for k, i in zip(*np.unique(cells, return_index=True), strict=True)}
    rarest = tuple(SplitCell(values, k, game.target(first[k], 8).number()) for values, k in table.rarest(exposed))
    rows = int(cells.sum())
    return SplitAudit(columns, table.names, rows, n, outsider, dict(counts), target, rarest, game)


def split_size(split: NumberLike, rows: int) -> int:
    """How many records are for training: a number of them, or a share of the table (rounded to the nearest record)."""
    share = to_rational(split, "split")
    if 0 < share < 1:
        n = round(share * rows)
    else:
        try:
            n = to_integer(split, "split")
        except ValueError:
            raise ValueError(
                f"split must be a number of training records or a share in (0, 1), got {shown_value(split)}"
            ) from None
    if not 1 <= n <= rows - 1:
        raise ValueError(f"split must leave some of the {rows} records in and some out, got {shown_value(split)}")
    return n


def _short(x: Enclosure) -> str:
    return f"{float(x.midpoint):.4g}" if x.width < Fraction(1, 10**7) else f"[{x.lower_str(4)}, {x.upper_str(4)}]"
