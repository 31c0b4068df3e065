"""What can any attack on any model trained on these records achieve?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from ..montecarlo.interval import float_level
from ..numeric.exact import to_expr, to_integer, to_rate, to_rational
from ..numeric.kinds import Json, NumberLike
from ..numeric.rounding import decimal_string
from ..theorems.general.acc import accuracy
from .completed import CompletedLaw, plug_in
from .design import THIS_TABLE, Design, checked
from .guarantee import ConfidenceInterval
from .histories import Histories, Numbered
from .maps import Part, parts_of, together
from .records import Records, Shown, choose_columns
from .report import render, summary
from .sequences import records
from .split import SplitAudit, split_audit, split_size
from .spread import LeakageBound
from .who import Knowledge, Knows, several_sets, who_knows_what
from .words import JOINT, assumptions, notes, statement, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FPRS = (0.001, 0.01)
_LARGEST_N = 10**18


@dataclass(frozen=True)
class Cell:
    """A combination of values, how many records have it, and the estimated leakage of one of them."""

    values: dict[str, Shown] = field(hash=False)
    count: int
    leakage: float

    def to_json(self) -> Json:
        """All fields; infinities, which JSON does not have, as text."""
        values = {k: str(v) if isinstance(v, float) and not math.isfinite(v) else v for k, v in self.values.items()}
        return {"values": values, "count": self.count, "leakage": self.leakage}


@dataclass(frozen=True)
class ColumnCost:
    """What one column costs: its distinct values, those that occur once, and the upper bound on Delta without it.

    Each bound holds with the audit's confidence on its own, not all of them together.
    """

    name: str
    distinct: int
    single: int
    upper_without: Fraction
    saving: float

    @property
    def upper_str(self) -> str:
        """`upper_without`, rounded up."""
        return decimal_string(self.upper_without, 4, "up")


@dataclass(frozen=True)
class Audit:
    """The answer of `audit`.

    `delta`, `security`, `accuracy` are ConfidenceIntervals: they cover the truth with the stated confidence over
    the draw of the records, whatever the law and for every learner (T-COUNT, T-COUNT-VAR, T-COUNT-LOW). Everything
    under `estimate` is an estimate without guarantee, and so are `exposed[i].leakage`, `tpr`, `diversity` and
    `sample_size`.
    """

    columns: tuple[str, ...]
    """What the models may be trained on."""
    rows: int
    n: int
    counts: dict[int, int] = field(repr=False, hash=False)
    delta: ConfidenceInterval
    target: Fraction
    exposed: tuple[Cell, ...] = field(repr=False)
    costs: tuple[ColumnCost, ...] = field(repr=False)
    law: CompletedLaw = field(repr=False, compare=False)
    nu: Fraction = Fraction(1, 2)
    lam: Fraction = Fraction(1)
    known: tuple[str, ...] | None = None
    by: str | None = None
    """The column whose values are the people: a record is all rows of one of them."""
    design: Design = field(default_factory=Design)
    """How the records came to be in the table."""

    @property
    def knows(self) -> tuple[str, ...]:
        """What the attacker knows of a target: all columns unless `known` says less (T-PARTIAL)."""
        return self.columns if self.known is None else self.known

    # -- guaranteed with the stated confidence -------------------------------------------------------------------------

    @property
    def confidence(self) -> Fraction:
        """The probability with which both sides hold."""
        return self.delta.confidence

    @property
    def gamma(self) -> Fraction:
        """lam (1-nu)/nu: `delta` is Delta_gamma."""
        return self.lam * (1 - self.nu) / self.nu

    @property
    def measure(self) -> str:
        """What of an attack Delta_gamma bounds."""
        if self.gamma == 1:
            return "advantage (TPR - FPR)"
        return f"TPR - {self.gamma} FPR" if self.gamma > 1 else f"TNR - {1 / self.gamma} FNR"

    @property
    def security(self) -> ConfidenceInterval:
        """1 - Delta; `security.lower` is what may be promised."""
        return 1 - self.delta

    @property
    def accuracy(self) -> ConfidenceInterval:
        """The best attack's accuracy, for a fair coin (1 + Delta)/2 (T-ACC)."""
        low, high = (
            to_rational(accuracy(to_expr(self.nu), to_expr(self.lam), to_expr(end)))
            for end in (self.delta.lower, self.delta.upper)
        )
        return ConfidenceInterval(low, high, self.confidence, (*self.delta.theorems, "acc"))

    @cached_property
    def tpr_upper(self) -> dict[float, Fraction]:
        """A TPR that no attack on any model exceeds at FPR 0.001 and 0.01: each with the audit's confidence on its own
        (T-UNIQUE, T-COUNT)."""
        return {fpr: self.design.tpr(self.counts, self.n, 1 - self.confidence, Fraction(repr(fpr))) for fpr in FPRS}

    @property
    def coin(self) -> str:
        """Whose accuracy it is."""
        return "fair coin" if self.nu == Fraction(1, 2) and self.lam == 1 else f"nu = {self.nu}, lam = {self.lam}"

    @property
    def target_met(self) -> bool:
        """Whether the guaranteed security reaches the target."""
        return self.security.lower >= self.target

    @property
    def target_str(self) -> str:
        """`target`, rounded down."""
        return decimal_string(self.target, 6, "down")

    # -- facts of the table --------------------------------------------------------------------------------------------

    @property
    def distinct(self) -> int:
        """Distinct combinations of values."""
        return sum(self.counts.values())

    @property
    def singletons(self) -> int:
        """Combinations that occur once."""
        return self.counts.get(1, 0)

    # -- estimates -----------------------------------------------------------------------------------------------------

    @property
    def estimate(self) -> float:
        """Delta of the completed law (see CompletedLaw): an estimate."""
        return self.law.delta(self.n, self.gamma)

    @property
    def plug_in(self) -> float:
        """Delta of the table's own frequencies: the naive estimate, too small with many rare values."""
        return plug_in(self.counts, self.n, self.gamma)

    @property
    def diversity(self) -> float:
        """C_K of the completed law: an estimate."""
        return self.law.diversity

    @property
    def tpr(self) -> dict[float, float]:
        """The best attack's TPR at FPR 0.001 and 0.01, for the completed law: an estimate."""
        return {fpr: self.law.tpr(self.n, fpr) for fpr in FPRS}

    @property
    def sample_size(self) -> int | None:
        """The n at which the completed law reaches the target: an estimate; None when no n does."""
        return self.law.sample_size(float(1 - self.target), self.gamma)

    @staticmethod
    def rounded_up(rate: Fraction) -> str:
        """Four digits, none of them too low."""
        return decimal_string(rate, 4, "up")

    # -- words ---------------------------------------------------------------------------------------------------------

    @property
    def statement(self) -> str:
        """One sentence for a release note."""
        return statement(self)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before relying on the numbers."""
        return notes(self)

    def __str__(self) -> str:
        return text(self)

    def to_json(self) -> Json:
        """Everything, as one object, the interval for Delta at its top; bounds and estimates apart."""
        return self.delta.to_json() | {
            "rows": self.rows,
            "columns": list(self.columns),
            "knows": list(self.knows),
            "by": self.by,
            "design": self.design.to_json(),
            "n": self.n,
            "nu": str(self.nu),
            "lam": str(self.lam),
            "delta": self.delta.to_json(),
            "security": self.security.to_json(),
            "accuracy": self.accuracy.to_json(),
            "tpr_upper": {f"{fpr:g}": decimal_string(rate, 8, "up") for fpr, rate in self.tpr_upper.items()},
            "target": {"security": float_level(self.target) if self.target else 0.0, "met": self.target_met},
            "distinct": self.distinct,
            "singletons": self.singletons,
            "counts_of_counts": {str(k): number for k, number in self.counts.items()},
            "estimates": {
                "kind": "estimate",
                "delta": self.estimate,
                "plug_in": self.plug_in,
                "tpr": {f"{fpr:g}": rate for fpr, rate in self.tpr.items()},
                "diversity": None if self.law.continuous else self.diversity,
                "n_for_target": self.sample_size,
                "exposed": [c.to_json() for c in self.exposed],
            },
            "columns_cost": [
                {
                    "column": c.name,
                    "distinct": c.distinct,
                    "single": c.single,
                    "delta_upper_without": c.upper_str,
                }
                for c in self.costs
            ],
            "assumptions": assumptions(self),
            "covers": JOINT,
            "each_by_itself": ["tpr_upper", "columns_cost"],
            "notes": list(self.notes),
            "statement": self.statement,
        }

    def plot(self, ax: Axes | None = None) -> Axes:
        """The interval for Delta at its confidence, the estimate (no guarantee), and the target. Returns the axes."""
        from ..plot import axes_of

        ax = axes_of(ax)
        low, high = float(self.delta.lower), float(self.delta.upper)
        stated = f"interval, confidence {float(self.confidence):g}"
        ax.plot([low, high], [0, 0], marker="|", markersize=14, label=stated)
        ax.plot([self.estimate], [0], marker="d", linestyle="", label="estimate, no guarantee")
        ax.axvline(
            1 - float(self.target), linestyle="--", color="grey", label=f"target: security {float(self.target):g}"
        )
        named = ", ".join(self.knows) if len(self.knows) < 6 else f"{len(self.knows)} columns"
        ax.set_yticks([0], [named if self.known is None else f"who knows\n{named}"])
        ax.set_xlim(0, 1)
        ax.set_xlabel(f"largest {self.measure} of any attack")
        ax.legend()
        return ax

    def inference(self, baseline: NumberLike) -> Fraction:
        """A bound on the success of any attack that guesses (an attribute, the record), at the audit's confidence.

        `baseline`: the supremum kappa of what any rule reaches that does not see the model, or an upper bound on it.
        The success is at most gamma kappa + Delta_gamma, kappa + Delta at gamma = 1 (T-INFER).

        Raises ValueError unless 0 <= baseline <= 1; for an audit at gamma < 1, which does not speak of it; and for one
        of an attacker who knows a part of the columns: success is told by the whole record.
        """
        if self.known is not None and set(self.known) != set(self.columns):
            raise ValueError("a guess succeeds by the whole record: inference takes an audit without knows")
        kappa, gamma = to_rate(baseline, "baseline"), Fraction(self.gamma)
        if gamma < 1:
            raise ValueError("inference is bounded by audits at gamma of at least 1")
        return min(Fraction(1), gamma * kappa + Fraction(self.delta.upper))

    def identified(self, confidence: NumberLike) -> Fraction:
        """A bound on the share of members about whom an attacker may be that sure, at the audit's confidence.

        The members whom an attack calls members so that at least a share c = `confidence` of those it names are some:
        TPR >= t FPR with t = c (1-nu)/((1-c) nu), so that E_gamma >= TPR - gamma FPR >= (1 - gamma/t) TPR.

        Raises ValueError unless 0 <= confidence <= 1.

        >>> import boundcalc as bc
        >>> found = bc.audit({"a": [i % 7 for i in range(5000)]})
        >>> found.identified("9/10") == found.delta.upper * 9 / 8
        True
        """
        c, gamma, nu = to_rate(confidence, "confidence"), Fraction(self.gamma), Fraction(self.nu)
        height = Fraction(self.delta.upper)
        height = height if gamma >= 1 else 1 - gamma + gamma * height
        slope = gamma * (1 - c) * nu / (c * (1 - nu)) if c else Fraction(1)  # gamma/t
        return min(Fraction(1), height / (1 - slope)) if slope < 1 else Fraction(1)

    def leakage(self) -> LeakageBound:
        """The law of the leakage over the records, as far as `delta` bounds it, at the audit's confidence."""
        return LeakageBound(self.delta)

    def to_html(self) -> str:
        """A self-contained page: no script, nothing from the network."""
        return render(self)

    def _repr_html_(self) -> str:
        return summary(self)


def audit(
    data: object,
    columns: Sequence[str] | str | None = None,
    n: NumberLike | None = None,
    confidence: NumberLike = "0.95",
    target: NumberLike = "0.95",
    exposed: int = 0,
    column_costs: bool = True,
    memory_limit: str | None = None,
    nu: NumberLike = "1/2",
    lam: NumberLike = 1,
    knows: Knows | None = None,
    split: NumberLike | None = None,
    population: NumberLike | None = None,
    progress: bool = False,
    by: str | None = None,
    strata: Sequence[str] | str | None = None,
    side: str = "both",
) -> Audit | SplitAudit | Knowledge:
    r"""How well any membership inference attack on any model trained on these records can do, whatever their law.

    With probability at least `confidence` over the draw of the records, Delta_n lies in `audit(...).delta`
    (T-COUNT and T-COUNT-VAR above, T-COUNT-LOW below). It is assumed that the records are independent draws from one
    law and that the columns, and any quantiser applied to them, were chosen without looking at them. The bound holds
    for any number of models, statistics and versions of the same records together (T-JOINT).

    `knows`: the columns that an attacker knows of a target. The bound then holds for every model of *all* columns
    (T-PARTIAL): what the attacker can tell apart decides, not what the model was trained on. A part of a column is
    "zip[:3]" (its first 3 characters), "card[-4:]" (its last 4), "age[10]" (steps of width 10) or "born[year]" (also
    month, day), or anything else as {"zip": function of the cell}, fixed without looking at the records. Several lists
    of columns, or the number of columns (2: every pair), give a `Knowledge`, the worst first, with a confidence that
    covers all of them together. `columns` without `knows` is an attacker who knows all of them. `progress`: show a bar.

    `side`: "upper" gives all of the error probability to the upper end; the lower one is then 0. `strata`: columns
    that the attacker knows too and within whose values alone the records are draws from one law (count-strata).
    `population`: the number N of records that the table is a simple random sample of, without replacement
    (count-survey); non-members are drawn from all N.

    `by`: a column that names people, a record being the whole history of one of them: all its rows, in no order. The
    records are then independent if people are, and n counts people.

    `split`: the table is known and n = `split` of its records (a number, or a share) are drawn for training, the others
    being left out: exact numbers for the game of train and test records (T-FINITE), no law and no confidence, as a
    `SplitAudit`. `population="this table"`: the same with `n` and non-members drawn from all records.

    `data`: a path (Parquet, CSV, a directory of Parquet files), or a data frame of any library that narwhals knows;
    the grouping runs where the data are (see Records for how values compare). `columns`: all unless given. `n`: the
    number of training records, that of the table unless given; smaller: by thinning; larger: the upper bound still
    holds. `target`: the security wanted. `exposed`: how many of the rarest records to list as they are, none unless
    asked for. `column_costs`: also the bound without each column. `memory_limit`: such as "2GB", for files. `nu`,
    `lam`: as in Game, the probability of a member and the weight of correct answers on the others; the interval is then
    for Delta_gamma (count-distinct and T-SANDWICH).

    Raises ValueError for unknown columns, no records, unreadable data, a split larger than the table, and n,
    confidence, nu, lam out of range.

    >>> import pandas as pd
    >>> found = audit(pd.DataFrame({"a": [0, 1] * 5000}))
    >>> print(found.delta)
    [0.001792, 0.006288] with confidence 0.95
    >>> found.security.lower > Fraction(99, 100)
    True
    """
    level = share_of(confidence, "confidence")
    wanted = to_rational(target, "target")
    if not 0 <= wanted < 1:
        raise ValueError(f"target must be in [0, 1), got {target}")
    if isinstance(exposed, bool) or not isinstance(exposed, int) or exposed < 0:
        raise ValueError(f"exposed must be an integer of at least 0, got {exposed!r}")
    coin, weight = share_of(nu, "nu"), to_rational(lam, "lam")
    if weight <= 0:
        raise ValueError(f"lam must be positive, got {lam}")
    gamma = weight * (1 - coin) / coin
    size = None if n is None else to_integer(n, "n")
    if size is not None and size > _LARGEST_N:
        raise ValueError(f"n must be at most 10^18, got {n}")
    design = checked(strata, population, side)
    asked = several_sets(knows)
    is_known = split is not None or population == THIS_TABLE
    if is_known and (design.strata or side != "both"):
        raise ValueError(f"{'strata' if design.strata else 'side'} is not for a known table")
    if design.population is not None and split is not None:
        raise ValueError("give split, or population, the number of records that the table is a sample of")
    if asked is not None and is_known:
        raise ValueError("knows takes one list of columns for a known table")
    if asked is not None and by is not None:
        raise ValueError("by takes one list of known columns")
    if asked is not None:
        return who_knows_what(data, asked, columns, size, level, memory_limit, gamma, progress, design)
    table = read_table(data, columns, knows, memory_limit, by, design.strata)
    known = None if knows is None and not design.strata else table.names
    trained = tuple(choose_columns(table.stored, columns))
    if is_known:
        outsider = _design(split, population, size)
        counts = table.counts()
        rows = records(counts)
        if rows < 2:
            raise ValueError(f"a known table needs at least 2 records, got {rows}")
        if split is not None:
            size = split_size(split, rows)
        assert size is not None
        if size > rows:
            raise ValueError(f"n must be at most {rows}, the records of the table, got {n}")
        return split_audit(table, trained, counts, size, outsider, wanted, exposed, coin, weight)
    if column_costs or exposed:
        table.settle()
    counts = table.counts()
    rows = records(counts)
    if not rows:
        raise ValueError("the data have no records")
    size = rows if size is None else size
    design.check(rows, size)
    delta = design.interval(counts, size, level, gamma)
    law = CompletedLaw.from_counts(counts)
    cells = (
        tuple(Cell(values, k, law.leakage(size, k, gamma)) for values, k in table.rarest(exposed)) if exposed else ()
    )
    costs = _costs(table, size, design, 1 - level, gamma, delta.upper) if column_costs else ()
    if known is not None:
        delta = replace(delta, theorems=(*delta.theorems, "partial"))
    return Audit(trained, rows, size, counts, delta, wanted, cells, costs, law, coin, weight, known, by, design)


def read_table(
    data: object,
    columns: Sequence[str] | str | None,
    knows: Knows | None,
    memory_limit: str | None,
    by: str | None,
    strata: tuple[str, ...],
) -> Records | Histories | Numbered:
    """What the attacker knows of each record, or of the histories of the values of `by`."""
    parts: list[Part] = []

    def read(stored: Sequence[str]) -> list[str]:
        chosen = choose_columns(stored, None if by is not None and columns is None else columns)
        for names, what in (([by] if by is not None else [], "by"), (strata, "strata")):
            if names:
                choose_columns(stored, names, what)
        parts[:] = parts_of(chosen, stored) if knows is None else parts_of(knows, stored)
        if by is not None:
            if columns is None and knows is None:
                parts[:] = [part for part in parts if part.column != by]
            if any(part.column == by for part in parts):
                raise ValueError(f"by = {by!r} names the person, and is no column of its record")
            if strata:
                raise ValueError("strata takes no by: the rows of one person may be of several strata")
        parts[:] = together([*(Part(name, name) for name in strata), *parts]).values()
        return list(dict.fromkeys([*([] if by is None else [by]), *(part.column for part in parts)]))

    table = Records.read(data, read, memory_limit)
    if by is not None:
        return Histories(table, by, parts)
    return table if all(part.seen is None for part in parts) else Numbered(table, parts)


def _design(split: NumberLike | None, population: NumberLike | None, n: int | None) -> str:
    """Whom a non-member is drawn from, in an audit of a known table."""
    if split is not None and (population is not None or n is not None):
        raise ValueError("give split, or population='this table' with n")
    if split is None and n is None:
        raise ValueError("population='this table' needs n, the number of training records")
    return "everybody" if split is None else "left out"


def interval(counts: dict[int, int], n: int, confidence: Fraction, gamma: Fraction = Fraction(1)) -> ConfidenceInterval:
    """The two-sided interval for Delta_gamma with n training records, from the counts of a table of any size.

    >>> interval({1: 100}, 1000, Fraction(19, 20)).upper
    Fraction(1, 1)
    """
    return Design().interval(counts, n, confidence, gamma)


def _costs(
    table: Records | Histories | Numbered, n: int, design: Design, alpha: Fraction, gamma: Fraction, whole: Fraction
) -> tuple[ColumnCost, ...]:
    out = []
    alpha = alpha * design.share(gamma)
    for name in table.names:
        if name in design.strata:
            continue
        alone = table.counts([name])
        rest = [c for c in table.names if c != name]
        # Without any column every record is the same, and nothing leaks.
        without = design.upper(table.counts(rest), n, alpha, gamma) if rest else Fraction(0)
        saving = float(whole - without)
        out.append(ColumnCost(name, sum(alone.values()), alone.get(1, 0), without, saving))
    return tuple(sorted(out, key=lambda cost: (cost.upper_without, cost.name)))


def share_of(value: NumberLike, name: str) -> Fraction:
    """`value` as an exact rational in (0, 1), or ValueError naming the argument."""
    share = to_rational(value, name)
    if not 0 < share < 1:
        raise ValueError(f"{name} must be in (0, 1), got {value}")
    return share


__all__ = ["Audit", "Cell", "ColumnCost", "audit", "interval"]
