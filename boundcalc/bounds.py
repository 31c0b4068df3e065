"""Bounds: what every applicable theorem says of one quantity."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

from .frames import in_columns, to_frame, to_html
from .numeric import Enclosure, evaluate
from .numeric.exact import to_expr
from .plot import rows
from .result import Bound
from .theorems import Setting
from .theorems.general.acc import accuracy

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Bounds(Sequence[Bound]):
    """The bounds on one quantity: a sequence that also prints as a table and knows its best guaranteed ends.

    `out_of_reach`: theorems that apply but whose number cannot be calculated here, and why.
    """

    def __init__(self, bounds: Sequence[Bound], game: Setting, out_of_reach: Mapping[str, str] | None = None) -> None:
        self._bounds, self._game = tuple(bounds), game
        self.out_of_reach = dict(out_of_reach or {})
        upper, lower = self.upper, self.lower
        if upper is not None and lower is not None and lower.number().lower > upper.number().upper:
            raise ValueError(
                f"the stated properties contradict each other: {lower.path} gives Delta {lower}, "
                f"{upper.path} gives Delta {upper}"
            )

    @overload
    def __getitem__(self, i: int | str) -> Bound: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[Bound, ...]: ...
    def __getitem__(self, i: int | slice | str) -> Bound | tuple[Bound, ...]:
        """By place, or by the id of a theorem (or its whole path, as the table shows it); KeyError for another id."""
        if not isinstance(i, str):
            return self._bounds[i]
        for name in ("path", "id"):
            for bound in self._bounds:
                if getattr(bound, name) == i:
                    return bound
        raise KeyError(f"{i!r} is none of {', '.join(bound.path for bound in self._bounds) or 'no bounds'}")

    def __len__(self) -> int:
        return len(self._bounds)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bounds) and (self._bounds, self._game) == (other._bounds, other._game)

    def __hash__(self) -> int:
        return hash((self._bounds, self._game))

    def __iter__(self) -> Iterator[Bound]:
        return iter(self._bounds)

    @property
    def upper(self) -> Bound | None:
        """The smallest guaranteed upper bound (an exact value counts)."""
        found = [b for b in self._bounds if b.kind in ("upper", "exact") and b.guaranteed]
        return min(found, key=lambda b: b.number().upper, default=None)

    @property
    def lower(self) -> Bound | None:
        """The largest guaranteed lower bound (an exact value counts)."""
        found = [b for b in self._bounds if b.kind in ("lower", "exact") and b.guaranteed]
        return max(found, key=lambda b: b.number().lower, default=None)

    @property
    def interval(self) -> Enclosure:
        """The best guaranteed interval for Delta: from the largest lower to the smallest upper bound, within [0, 1]."""
        low = Fraction(0) if self.lower is None else Fraction(self.lower.number().lower)
        high = Fraction(1) if self.upper is None else Fraction(self.upper.number().upper)
        return Enclosure(min(max(low, Fraction(0)), Fraction(1)), min(high, Fraction(1)))

    @property
    def gap(self) -> Fraction:
        """What is not known: the width of the interval."""
        return Fraction(self.interval.width)

    @property
    def security(self) -> Enclosure:
        """The interval for Sec = 1 - Delta."""
        return 1 - self.interval

    @property
    def accuracy(self) -> Enclosure:
        """The interval for the largest accuracy of an attack (T-ACC)."""
        ends = (to_expr(end) for end in (self.interval.lower, self.interval.upper))
        low, high = (evaluate(accuracy(self._game.nu, self._game.lam, end)) for end in ends)
        return Enclosure(low.lower, high.upper)

    def to_the_best(self, bound: Bound) -> Enclosure | None:
        """How many times the smallest guaranteed upper bound an upper bound is: its tightness where no exact value is
        known. None for other bounds, and where one is known."""
        best = self.upper
        if best is None or best.kind == "exact" or bound.kind != "upper" or bound.value is None:
            return None
        least, value = Fraction(best.number().upper), bound.value
        return Enclosure.point(Fraction(value.upper) / least) if least and value.is_finite else None

    def table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        """(head, rows) of what is printed: the last column is the tightness, or where no exact value is known how many
        times the best one an upper bound is."""
        known = any(b.tightness is not None for b in self) or sum(b.kind == "upper" for b in self) < 2
        column = [b.tightness if known else self.to_the_best(b) for b in self]
        rows = [
            [b.path, b.kind, b.label, str(b), "" if x is None else x.to_string(5) if known else f"{float(x):.3g}"]
            for b, x in zip(self, column, strict=True)
        ]
        return ("id", "kind", "label", "value", "tightness" if known else "to the best"), rows

    def __str__(self) -> str:
        return "\n".join([in_columns(*self.table()), *self.scope, *self.notes])

    @property
    def notes(self) -> list[str]:
        """What the table leaves out where the exact value is not in it, and why: one line for each reason."""
        if any(bound.kind == "exact" for bound in self._bounds):
            return []
        reasons: dict[str, list[str]] = {}
        for name, why in self.out_of_reach.items():
            reasons.setdefault(why, []).append(name)
        lines = [f"out of reach: {', '.join(names)} ({why})" for why, names in reasons.items()]
        lines = lines if self._bounds or lines else ["no theorem gives a number here; explain() says why"]
        return lines

    @property
    def scope(self) -> list[str]:
        """Whose leakage is bounded, in a line, where there is more to it than the average."""
        if self._game.record == "worst":
            return ["Delta of the worst record"]
        every = dict.fromkeys(bound.id for bound in self._bounds if bound.speaks_of == "every")
        return [f"Delta of the average record; of every record: {', '.join(every)}"] if every else []

    __repr__ = __str__

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame (pandas, polars or pyarrow) of theorem, kind, label, lower, upper, guaranteed, tightness.

        The ends are float64, rounded outward.
        """
        return to_frame(self.rows(), backend)

    def rows(self) -> list[dict[str, object]]:
        """What `to_frame` holds, a dictionary for each bound."""
        return [_row(bound) for bound in self._bounds]

    def plot(self, ax: Axes | None = None) -> Axes:
        """The table as a picture: every theorem's value, marked as exact, bound or limit. Returns the axes."""
        named = [
            (b.path, b.kind, float(b.value.lower), float(b.value.upper))
            for b in self._bounds
            if b.value is not None and b.value.is_finite
        ]
        return rows(ax, named, r"$\Delta$")

    def _repr_html_(self) -> str:
        return to_html(*self.table(), "; ".join([*self.scope, *self.notes]))

    def _repr_latex_(self) -> str:
        head = r"\text{theorem} & & \text{label} & \text{bound}/\Delta"
        rows = (
            rf"\text{{{b.path}}} & {b.latex()} & \text{{{b.label}}} & {b.tightness.latex(5) if b.tightness else ''}"
            for b in self
        )
        return r"$\begin{array}{llll}" + r" \\ ".join((head, *rows)) + r"\end{array}$"


def _row(bound: Bound) -> dict[str, object]:
    value, tightness = bound.value, bound.tightness
    return {
        "theorem": bound.path,
        "kind": bound.kind,
        "label": bound.label,
        "lower": None if value is None else _below(value.lower),
        "upper": None if value is None else -_below(-value.upper),
        "guaranteed": bound.guaranteed,
        "tightness": None if tightness is None else float(tightness),
    }


def _below(x: Fraction | float) -> float:
    """The largest double that is at most x."""
    near = float(x)
    return math.nextafter(near, -math.inf) if math.isfinite(near) and near > x else near
