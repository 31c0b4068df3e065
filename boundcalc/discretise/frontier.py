"""The frontier security against distortion, on public records."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ..audit.completed import CompletedLaw
from ..audit.guarantee import upper_bound, upper_share
from ..numeric.kinds import Array
from .quantiser import Quantiser
from .quantisers.fitted import ColumnKey, Fitted
from .quantisers.ordered_sample import squared_error
from .quantisers.values import as_text, is_numeric

_MARGIN = 1.05  # a forecast that is right on average would miss the target every other time


if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Point:
    """One quantiser of the table: its distortion, and the bound on Delta that an audit of it may be expected to give.

    `leakage` is a forecast from public records, never a guarantee.
    """

    quantisers: Mapping[ColumnKey, Quantiser]
    distortion: float
    leakage: float
    cells: int
    family: str

    @property
    def security(self) -> float:
        """1 - leakage."""
        return 1 - self.leakage


@dataclass(frozen=True)
class Frontier:
    """All points that were looked at, and what is best among them."""

    points: tuple[Point, ...] = field(repr=False)

    @property
    def best(self) -> tuple[Point, ...]:
        """Points that no other beats in both distortion and leakage, least distortion first."""
        out: list[Point] = []
        for point in sorted(self.points, key=lambda p: (p.distortion, p.leakage)):
            if not out or point.leakage < out[-1].leakage:
                out.append(point)
        return tuple(out)

    @property
    def hull(self) -> tuple[Point, ...]:
        """The lower convex hull of `best`: leakage falls, ever more slowly, as distortion grows."""
        out: list[Point] = []
        for p in self.best:
            while len(out) > 1 and _turn(out[-2], out[-1], p) <= 0:
                out.pop()
            out.append(p)
        return tuple(out)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Forecast leakage against distortion: what was tried, and the best of it. Returns the axes."""
        from ..plot import axes_of

        ax = axes_of(ax)
        tried = [p.distortion for p in self.points], [p.leakage for p in self.points]
        ax.scatter(*tried, s=10, color="grey", label="tried (forecast)")
        best = [p.distortion for p in self.best], [p.leakage for p in self.best]
        ax.plot(*best, marker="o", drawstyle="steps-post", label="best (forecast)")
        positive = [x for x in tried[0] if x > 0]
        if positive:  # what is worth a choice lies close to no distortion
            ax.set_xscale("symlog", linthresh=max(min(positive), 1e-4))
        ax.set_yscale("log")
        ax.set_xlabel("distortion")
        ax.set_ylabel(r"forecast of the bound on $\Delta$")
        ax.legend()
        return ax

    def choose(self, leakage: float) -> Point:
        """The point of least distortion whose forecast leakage is at most this; ValueError when there is none."""
        fit = [p for p in self.points if p.leakage <= leakage]
        if not fit:
            best = min(self.points, key=lambda p: p.leakage)
            raise ValueError(
                f"no quantiser that was tried reaches security {1 - leakage:g}; the best has {best.security:.4g} "
                f"at distortion {best.distortion:.3g}: drop columns, or use more records"
            )
        return min(fit, key=lambda p: (p.distortion, p.leakage))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b.distortion - a.distortion) * (c.leakage - a.leakage) - (b.leakage - a.leakage) * (
        c.distortion - a.distortion
    )


class Column:
    """One column (or several, jointly) with the rungs of its ladder, fitted to the public records."""

    def __init__(self, key: ColumnKey, values: Array, rungs: Sequence[Quantiser | None], measure: str) -> None:
        self.key, self.rungs = key, list(rungs)
        fitted = [None if rung is None else rung.fit(values) for rung in rungs]
        self.codes = [_codes(values if one is None else one(values)) for one in fitted]
        self.distortion = [
            _distortion(values, one, code, measure) for one, code in zip(fitted, self.codes, strict=True)
        ]


def explore(
    columns: Sequence[Column], n: int, alpha: Fraction, family: str, seed: int, gamma: Fraction = Fraction(1)
) -> list[Point]:
    """A path from the finest to the coarsest rungs: each step takes the column with the most to gain per distortion."""
    at = [0] * len(columns)
    points = [_point(columns, at, n, alpha, family, seed, gamma)]
    while any(i + 1 < len(c.codes) for i, c in zip(at, columns, strict=True)):
        here, loss = _diversity(columns, at), _loss(columns, at)
        best, step = -math.inf, at
        for j, column in enumerate(columns):
            if at[j] + 1 == len(column.codes):
                continue
            trial = [*at[:j], at[j] + 1, *at[j + 1 :]]
            gain = math.log(here / _diversity(columns, trial))
            ratio = gain / max(_loss(columns, trial) - loss, 1e-9)
            if ratio > best:
                best, step = ratio, trial
        at = step
        points.append(_point(columns, at, n, alpha, family, seed, gamma))
    return points


def _point(
    columns: Sequence[Column], at: Sequence[int], n: int, alpha: Fraction, family: str, seed: int, gamma: Fraction
) -> Point:
    cells = _cells(columns, at)
    chosen = {c.key: rung for c, i in zip(columns, at, strict=True) if (rung := c.rungs[i]) is not None}
    return Point(chosen, _loss(columns, at), forecast(cells, n, alpha, seed, gamma), len(cells), family)


def forecast(cells: Array, n: int, alpha: Fraction, seed: int, gamma: Fraction = Fraction(1)) -> float:
    """The upper bound that an audit of n records may be expected to give, from how often each public cell occurs.

    It is the bound for n records drawn from the completed law. Values that are still unseen make that too low; by how
    much is learnt from the public records themselves: thinned by the same factor, they must forecast the whole.
    """
    rng = np.random.default_rng(seed)  # the same draws for every quantiser, so that they compare fairly
    size = int(cells.sum())
    part = alpha * upper_share(gamma)
    raw = _expected(cells, n, part, rng, gamma)
    thin = size * size // n
    if n <= size or thin < 30:
        return min(1.0, raw * _MARGIN)
    parts = [rng.multivariate_hypergeometric(cells, thin, method="marginals") for _ in range(3)]
    before = min(_expected(few[few > 0], size, part, rng, gamma) for few in parts)
    actual = float(upper_bound(_counts(cells), part, gamma=gamma))
    return min(1.0, raw * max(1.0, actual / before) * _MARGIN)


def _expected(cells: Array, n: int, alpha: Fraction, rng: np.random.Generator, gamma: Fraction) -> float:
    law = CompletedLaw.from_counts(_counts(cells))
    return float(upper_bound(imagined(law, n, rng), alpha, gamma=gamma))


def _counts(cells: Array) -> dict[int, int]:
    seen, number = np.unique(cells, return_counts=True)
    return dict(zip(seen.tolist(), number.tolist(), strict=True))


def imagined(law: CompletedLaw, n: int, rng: np.random.Generator) -> dict[int, int]:
    """Counts of counts of n records drawn from a completed law."""
    weights = np.append(law.mass * law.multiplicity, law.continuous)
    groups = rng.multinomial(n, weights / weights.sum())
    out: dict[int, int] = {1: int(groups[-1])} if groups[-1] else {}
    for size, times in zip(groups[:-1].tolist(), law.multiplicity.tolist(), strict=True):
        values = max(1, round(times))
        drawn = np.unique(rng.integers(values, size=size), return_counts=True)[1] if size else np.array([], dtype=int)
        for k, number in zip(*np.unique(drawn, return_counts=True), strict=True):
            out[int(k)] = out.get(int(k), 0) + int(number)
    return dict(sorted(out.items()))


def _cells(columns: Sequence[Column], at: Sequence[int]) -> Array:
    """How often each combination of codes occurs."""
    code = columns[0].codes[at[0]]
    for column, i in zip(columns[1:], at[1:], strict=True):
        other = column.codes[i]
        code = code * (int(other.max()) + 1) + other
        code = np.unique(code, return_inverse=True)[1]
    return np.unique(code, return_counts=True)[1]


def _diversity(columns: Sequence[Column], at: Sequence[int]) -> float:
    return float(np.sqrt(_cells(columns, at)).sum())


def _loss(columns: Sequence[Column], at: Sequence[int]) -> float:
    return sum(c.distortion[i] for c, i in zip(columns, at, strict=True)) / len(columns)


def _codes(values: Array) -> Array:
    if values.ndim == 2:
        return np.unique(values, axis=0, return_inverse=True)[1].ravel()
    if values.dtype.kind in "iufM":
        return np.unique(values, return_inverse=True)[1]
    seen: dict[str | None, int] = {}
    return np.array([seen.setdefault(v, len(seen)) for v in as_text(values)])


def _distortion(values: Array, fitted: Fitted | None, codes: Array, measure: str) -> float:
    """mse: mean squared error over the variance, for categories the share of information lost; information: always."""
    if fitted is None:
        return 0.0
    if measure == "mse" and is_numeric(values):
        q = fitted(values)
        if values.ndim == 1:
            return squared_error(values, q)
        return float(np.mean([squared_error(x, y) for x, y in zip(values.T, q.T, strict=True)]))
    before = _entropy(_codes(values))
    return 1 - _entropy(codes) / before if before else 0.0


def _entropy(codes: Array) -> float:
    p = np.unique(codes, return_counts=True)[1] / len(codes)
    return float(-(p * np.log(p)).sum())
