"""The bounds of one game at several sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .bounds import Bounds
from .frames import in_columns, to_frame, to_html
from .numeric.exact import listed
from .plot import lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHOWN = 40


@dataclass(frozen=True, repr=False)
class Sweep:
    """Bounds against n: `games` and what every theorem says of each.

    >>> import boundcalc as bc
    >>> sweep = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3).sweep(n=[3, 10])
    >>> [str(b["disc-exact"]) for b in sweep]
    ['415/1296', '0.170670467072...']
    >>> print(sweep)
    n   Delta at least  Delta at most  theorem
    3   0.320216        0.320217       disc-exact
    10  0.17067         0.170671       disc-exact
    """

    sizes: tuple[int, ...]
    bounds: tuple[Bounds, ...]

    def __iter__(self) -> Iterator[Bounds]:
        return iter(self.bounds)

    def __len__(self) -> int:
        return len(self.bounds)

    def __getitem__(self, place: int) -> Bounds:
        return self.bounds[place]

    def table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        """(head, rows) of what is printed: the best guaranteed ends at every n, and their theorems."""
        rows = []
        for n, bounds in zip(self.sizes, self.bounds, strict=True):
            best, ends = (bounds.lower, bounds.upper), bounds.interval
            named = dict.fromkeys(bound.path for bound in best if bound is not None)
            rows.append([str(n), ends.lower_str(6), ends.upper_str(6), ", ".join(named)])
        return ("n", "Delta at least", "Delta at most", "theorem"), rows

    def __repr__(self) -> str:
        return f"Sweep(n = {listed(self.sizes, 'sizes')})"

    def __str__(self) -> str:
        head, rows = self.table()
        return in_columns(head, _few(rows))

    def _repr_html_(self) -> str:
        head, rows = self.table()
        return to_html(head, _few(rows), "; ".join(self.bounds[0].scope))

    def to_frame(self, backend: str = "pandas") -> Any:
        """One row for every theorem and n: theorem, kind, label, lower, upper, guaranteed, tightness, n."""
        found = [row | {"n": n} for n, bounds in zip(self.sizes, self.bounds, strict=True) for row in bounds.rows()]
        return to_frame(found, backend)

    def plot(self, ax: Axes | None = None, theorems: Sequence[str] | None = None) -> Axes:
        """Every theorem against n on logarithmic axes: exact values as lines, bounds dashed, limits dotted.

        `theorems`: only these, by path or id; those without carried bounds unless given. Returns the axes.
        """
        found: dict[str, tuple[str, list[tuple[float, float]]]] = {}
        for n, bounds in zip(self.sizes, self.bounds, strict=True):
            for bound in bounds:
                wanted = not bound.via if theorems is None else bound.path in theorems or bound.id in theorems
                if wanted and bound.value is not None and bound.value.is_finite:
                    end = bound.value.lower if bound.kind == "lower" else bound.value.upper
                    found.setdefault(bound.path, (bound.kind, []))[1].append((float(n), float(end)))
        named = [(path, kind, points) for path, (kind, points) in found.items()]
        return lines(ax, named, "n", r"$\Delta$")


def _few(rows: list[list[str]]) -> list[list[str]]:
    """The first and the last rows where they are many."""
    return rows if len(rows) <= _SHOWN else [*rows[: _SHOWN // 2], ["..."] * len(rows[0]), *rows[-_SHOWN // 2 :]]
