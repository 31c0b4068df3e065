"""What can any attack on any model trained on these records achieve?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from ..montecarlo.interval import float_level
from ..numeric.exact import to_expr, to_integer, to_rate, to_rational
from ..numeric.kinds import Json, NumberLike
from ..numeric.rounding import decimal_string
from ..theorems.counts.count import RECORDS
from ..theorems.general.acc import accuracy
from .completed import CompletedLaw, plug_in
from .guarantee import UPPER_SHARE, ConfidenceInterval, away_from_one, two_sided, upper_bound
from .records import Records, Shown
from .report import render, summary
from .sequences import records
from .words import notes, statement, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FPRS = (0.001, 0.01)
_LARGEST_N = 10**18


@dataclass(frozen=True)
class Cell:
    """A combination of values, how many records have it, and the estimated leakage of one of them."""

    values: dict[str, Shown]
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
    rows: int
    n: int
    counts: dict[int, int] = field(repr=False)
    delta: ConfidenceInterval
    target: Fraction
    exposed: tuple[Cell, ...] = field(repr=False)
    costs: tuple[ColumnCost, ...] = field(repr=False)
    law: CompletedLaw = field(repr=False, compare=False)
    nu: Fraction = Fraction(1, 2)
    lam: Fraction = Fraction(1)

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
            "n": self.n,
            "nu": str(self.nu),
            "lam": str(self.lam),
            "delta": self.delta.to_json(),
            "security": self.security.to_json(),
            "accuracy": self.accuracy.to_json(),
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
            "assumptions": [RECORDS],
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
        ax.axvline(1 - float(self.target), linestyle="--", color="grey", label=f"security {float(self.target):g}")
        ax.set_yticks([0], [", ".join(self.columns) if len(self.columns) < 6 else f"{len(self.columns)} columns"])
        ax.set_xlim(0, 1)
        ax.set_xlabel(f"largest {self.measure} of any attack")
        ax.legend()
        return ax

    def inference(self, baseline: NumberLike) -> Fraction:
        """A bound on the success of any attack that guesses (an attribute, the record), at the audit's confidence.

        `baseline`: the supremum kappa of what any rule reaches that does not see the model, or an upper bound on it.
        The success is at most gamma kappa + Delta_gamma, kappa + Delta at gamma = 1 (T-INFER).

        Raises ValueError unless 0 <= baseline <= 1, and for an audit at gamma < 1, which does not speak of it.
        """
        kappa, gamma = to_rate(baseline, "baseline"), Fraction(self.gamma)
        if gamma < 1:
            raise ValueError("inference is bounded by audits at gamma of at least 1")
        return min(Fraction(1), gamma * kappa + Fraction(self.delta.upper))

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
    exposed: int = 10,
    column_costs: bool = True,
    memory_limit: str | None = None,
    nu: NumberLike = "1/2",
    lam: NumberLike = 1,
) -> Audit:
    r"""How well any membership inference attack on any model trained on these records can do, whatever their law.

    With probability at least `confidence` over the draw of the records, Delta_n lies in `audit(...).delta`
    (T-COUNT and T-COUNT-VAR above, T-COUNT-LOW below). It is assumed that the records are independent draws from one
    law and that the columns, and any quantiser applied to them, were chosen without looking at them.

    `data`: a path (Parquet, CSV, a directory of Parquet files), or a data frame of any library that narwhals knows;
    the grouping runs where the data are (see Records for how values compare). `columns`: all unless given. `n`: the
    number of training records, that of the table unless given; smaller: by thinning; larger: the upper bound still
    holds. `target`: the security wanted. `exposed`: how many of the rarest cells to list. `column_costs`: also the
    bound without each column. `memory_limit`: such as "2GB", for files. `nu`, `lam`: as in Game, the probability of a
    member and the weight of correct answers on the others; the interval is then for Delta_gamma (count-distinct and
    T-SANDWICH).

    Raises ValueError for unknown columns, no records, unreadable data, and n, confidence, nu, lam out of range.

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
    table = Records.read(data, columns, memory_limit)
    if column_costs or exposed:
        table.settle()
    counts = table.counts()
    rows = records(counts)
    if not rows:
        raise ValueError("the data have no records")
    size = rows if size is None else size
    delta = interval(counts, size, level, gamma)
    law = CompletedLaw.from_counts(counts)
    cells = (
        tuple(Cell(values, k, law.leakage(size, k, gamma)) for values, k in table.rarest(exposed)) if exposed else ()
    )
    costs = _costs(table, rows, size, UPPER_SHARE * (1 - level), gamma, delta.upper) if column_costs else ()
    return Audit(table.names, rows, size, counts, delta, wanted, cells, costs, law, coin, weight)


def interval(counts: dict[int, int], n: int, confidence: Fraction, gamma: Fraction = Fraction(1)) -> ConfidenceInterval:
    """The two-sided interval for Delta_gamma with n training records, from the counts of a table of any size.

    >>> interval({1: 100}, 1000, Fraction(19, 20)).upper
    Fraction(1, 1)
    """
    rows = records(counts)
    if n > rows:
        whole = upper_bound(counts, 1 - confidence, gamma=gamma)
        more = ("count-distinct",) if away_from_one(gamma) else ()
        return ConfidenceInterval(Fraction(0), whole, confidence, ("count", "count-var", *more, "mono"))
    return two_sided(counts, confidence, Fraction(n, rows), gamma)


def _costs(
    table: Records, rows: int, n: int, alpha: Fraction, gamma: Fraction, whole: Fraction
) -> tuple[ColumnCost, ...]:
    out = []
    theta = min(Fraction(1), Fraction(n, rows))
    for name in table.names:
        alone = table.counts([name])
        rest = [c for c in table.names if c != name]
        # Without any column every record is the same, and nothing leaks.
        without = upper_bound(table.counts(rest), alpha, theta, gamma) if rest else Fraction(0)
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
