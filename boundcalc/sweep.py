"""The bounds of one game at several sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .bounds import Bounds
from .frames import to_frame, to_html
from .plot import lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Sweep:
    """Bounds against n: `games` and what every theorem says of each.

    >>> import boundcalc as bc
    >>> sweep = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3).sweep(n=[3, 10])
    >>> [str(b["disc-exact"]) for b in sweep]
    ['415/1296', '0.170670467072...']
    """

    sizes: tuple[int, ...]
    bounds: tuple[Bounds, ...]

    def __iter__(self) -> Iterator[Bounds]:
        return iter(self.bounds)

    def __len__(self) -> int:
        return len(self.bounds)

    def __getitem__(self, place: int) -> Bounds:
        return self.bounds[place]

    def __repr__(self) -> str:
        listed = ", ".join(map(str, self.sizes))
        return f"Sweep(n = {listed})"

    def _repr_html_(self) -> str:
        return to_html(
            ("n", "Delta at least", "Delta at most"),
            [
                (str(n), b.interval.lower_str(6), b.interval.upper_str(6))
                for n, b in zip(self.sizes, self.bounds, strict=True)
            ],
        )

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
