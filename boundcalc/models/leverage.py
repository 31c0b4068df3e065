"""T-LEVERAGE: what least squares with a known design leaks of each of its records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import ArrayLike

from ..functions.least_squares.leverage import Model, panels
from ..numeric import Enclosure
from ..numeric.exact import shown, to_rate, to_rational
from ..numeric.float64 import ASSUMPTION, UNIT
from ..numeric.kinds import Array, Json, NumberLike
from ..plot import shares
from .design import Leverages, leverages
from .float_table import float_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LOWEST, _HIGHEST = 2.0**-45, 1 - 2.0**-44


@dataclass(frozen=True, eq=False, repr=False)
class Leverage:
    r"""The leakage of every record of a least-squares fit whose design is known, exactly, for Gaussian noise.

    ``values[i]`` is Delta_gamma of record i within ``errors[i]``: the attacker knows the design, the record's label,
    the coefficients and the noise level, and asks whether the model was fitted with the record, or to the other n - 1
    (`outsider` "left out"), or with a fresh label in its place ("fresh label"). It depends on the leverage h_i alone:
    PlanarGaussian(2 - h, (1-h)^2), and GaussianMean(1, sqrt h). For releasing the coefficients only: the residual
    variance as well leaks more.
    """

    leverages: Leverages
    gamma: Fraction
    outsider: Model
    values: Array
    errors: Array
    supposed: tuple[str, ...] = ()
    """What is supposed of this fit, beside what all of them rest on."""

    def __len__(self) -> int:
        return len(self.values)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the values rest on, in words."""
        return (
            "the labels have Gaussian noise of known variance and a mean that is linear in the columns",
            "the attacker knows the design, the label, the coefficients and the noise level",
            "the coefficients are released, and nothing else",
            *self.supposed,
            ASSUMPTION,
        )

    def _ends(self, low: float, high: float) -> Enclosure:
        return Enclosure(max(0.0, low), min(1.0, high), assumptions=self.assumptions)

    @cached_property
    def mean(self) -> Enclosure:
        """Of a record drawn at random: Delta_gamma of the game."""
        n = len(self)
        middle, error = math.fsum(self.values) / n, math.fsum(self.errors) / n * (1 + 1e-9) + 8 * UNIT
        return self._ends(middle - error, middle + error)

    def quantile(self, share: NumberLike) -> Enclosure:
        """The smallest value that at least this share of the records do not exceed; 0 < share <= 1."""
        q = to_rate(share, "share")
        if not q:
            raise ValueError(f"share must be above 0, got {shown(share)}")
        place = math.ceil(q * len(self)) - 1
        low, high = (np.partition(self.values + sign * self.errors, place)[place] for sign in (-1, 1))
        return self._ends(float(low), float(high))

    @property
    def median(self) -> Enclosure:
        """The middle value, or the mean of the two in the middle."""
        half = len(self) // 2
        low, high = (np.partition(self.values + sign * self.errors, [half - 1, half]) for sign in (-1, 1))
        first = half if len(self) % 2 else half - 1
        return self._ends(*(float(x[first] + x[half]) / 2 for x in (low, high)))

    @property
    def max(self) -> Enclosure:
        """The most exposed record's."""
        return self.quantile(1)

    def exposed(self, count: int = 10) -> list[tuple[int, float, Enclosure]]:
        """(row, leverage, leakage) of the most exposed records, the worst first."""
        rows = np.argsort(-self.values, kind="stable")[:count]
        return [(int(i), float(self.leverages.middle[i]), self.record(int(i))) for i in rows]

    def record(self, row: int) -> Enclosure:
        """The leakage of one record."""
        if not 0 <= row < len(self):
            raise ValueError(f"row must be from 0 to {len(self) - 1}, got {shown(row)}")
        return self._ends(float(self.values[row] - self.errors[row]), float(self.values[row] + self.errors[row]))

    def at(self, gamma: NumberLike) -> Leverage:
        """The same records at another gamma."""
        return _of(self.leverages, _gamma(gamma), self.outsider, self.supposed)

    def tpr(self, fpr: NumberLike) -> Enclosure:
        r"""The best true-positive rate at a false-positive rate, over a record drawn at random: inf_g mean E_g + g fpr.

        Raises ValueError unless 0 < fpr <= 1.
        """
        a = to_rate(fpr, "fpr")
        if not a:
            raise ValueError(f"fpr must be above 0, got {shown(fpr)}")

        def line(g: Fraction) -> Enclosure:
            delta = self.at(g).mean
            divergence = delta if g >= 1 else delta * g + 1 - g
            return divergence + g * a

        middle = Fraction(_threshold(self.leverages.middle, self.outsider, float(a))).limit_denominator(64)
        middle = max(middle, Fraction(1, 16))
        return _least([(g, line(g)) for g in (middle * Fraction(15, 16), middle, middle * Fraction(17, 16))])

    def summary(self) -> dict[str, Enclosure]:
        """Mean, median, 95% quantile and maximum."""
        return {"mean": self.mean, "median": self.median, "95%": self.quantile(Fraction(95, 100)), "max": self.max}

    def to_json(self) -> Json:
        """What `--json` prints."""
        return {
            "records": len(self),
            "gamma": str(self.gamma),
            "outsider": self.outsider,
            "theorem": theorem_of(self.outsider),
            "assumptions": list(self.assumptions),
            **{name: value.to_json() for name, value in self.summary().items()},
        }

    def __repr__(self) -> str:
        found = ", ".join(f"{name} {value.to_string(4)}" for name, value in self.summary().items())
        return f"Leverage({len(self)} records, gamma = {self.gamma}: {found})"

    def __str__(self) -> str:
        lines = [
            f"{len(self)} records, gamma = {self.gamma}, against a fit {_WORDS[self.outsider]} "
            f"({theorem_of(self.outsider)}, proved)"
        ]
        lines += [f"  {name:7} {value.to_string(4)}" for name, value in self.summary().items()]
        lines += [f"  row {row}: leverage {h:.4g}, leakage {value.to_string(4)}" for row, h, value in self.exposed(3)]
        return "\n".join([*lines, *(f"  assumes: {text}" for text in self.assumptions)])

    def _repr_html_(self) -> str:
        from html import escape

        cells = "".join(
            f"<tr><th>{escape(k)}</th><td>{escape(v.to_string(4))}</td></tr>" for k, v in self.summary().items()
        )
        notes = "".join(f"<li>{escape(text)}</li>" for text in self.assumptions)
        source = f"{len(self)} records, {theorem_of(self.outsider)}, proved"
        return f"<table>{cells}</table><p>{escape(source)}</p><ul>{notes}</ul>"

    def plot(self, ax: Axes | None = None) -> Axes:
        """The leakage of the records against the share that leaks no more; matplotlib axes are returned."""
        records = [(1 / len(self), float(leak)) for leak in np.sort(self.values)]
        return shares(ax, records, f"{theorem_of(self.outsider)} (exact)", rf"leakage $\Delta_{{{self.gamma}}}$")


_WORDS = {"left out": "to the other records", "fresh label": "with a fresh label in its place"}


def theorem_of(outsider: Model) -> str:
    """The id of the theorem."""
    return "ols-leverage" if outsider == "left out" else "ols-fresh-label"


def leverage(
    X: Any,
    *,
    gamma: NumberLike = 1,
    outsider: Model = "left out",
    intercept: bool = False,
    weights: ArrayLike | None = None,
) -> Leverage:
    r"""The leakage of every record of least squares on the rows of X (n x p numbers, n > p), exactly.

    ``h_i = x_i'(X'X)^{-1} x_i``; the leakage is PlanarGaussian(2 - h, (1-h)^2, gamma), for a fresh label
    GaussianMean(1, sqrt h, gamma). `intercept` adds a column of ones. `weights`: those of weighted least squares,
    positive; the variance of a label's noise times its weight is supposed to be the same for all. X is taken as the
    float64 numbers that it holds (a sparse one is made dense); what rounding does is part of every interval. Millions
    of rows take seconds, and memory for a few numbers a row.

    Raises ValueError for columns that depend on each other (which), a row of leverage 1 (without it there is no fit),
    anything that is not a finite float64 number, gamma <= 0.

    >>> import numpy as np
    >>> found = leverage(np.array([[1.0, 0], [1, 1], [1, 2], [1, 3], [1, 4]]))
    >>> [round(float(h), 12) for h in found.leverages.middle]
    [0.6, 0.3, 0.2, 0.3, 0.6]
    >>> found.max.to_string(5)
    '0.46402...'
    """
    if outsider not in get_args(Model):
        raise ValueError(f"outsider must be one of {', '.join(get_args(Model))}, got {shown(outsider)}")
    order = _gamma(gamma)
    table, names = _numbers(X)
    if intercept:
        table, names = np.column_stack((np.ones(len(table)), table)), ["intercept", *names]
    n, p = table.shape
    if n <= p:
        raise ValueError(f"X must have more rows than columns, got {n} x {p}")
    if weights is None:
        return _of(leverages(table, names), order, outsider)
    return _of(leverages(table, names, _weights(weights, n)), order, outsider, (_WEIGHTED,))


def _numbers(X: Any) -> tuple[Array, list[str]]:
    names = [str(name) for name in getattr(X, "columns", ())]
    table = float_table(X, "X")
    if table.ndim != 2 or not table.size:
        raise ValueError(f"X must be n x p numbers, got shape {table.shape}")
    names = names or [f"column {j}" for j in range(table.shape[1])]
    bad = np.argwhere(~np.isfinite(table))
    if len(bad):
        i, j = bad[0]
        raise ValueError(f"X must be finite, got {table[i, j]} in row {i}, {names[j]}")
    return table, names


def _weights(weights: ArrayLike, n: int) -> Array:
    found = float_table(weights, "weights")
    if found.shape != (n,) or not np.all(np.isfinite(found) & (found > 0)):
        raise ValueError(f"weights must be {n} positive numbers")
    return found


def _gamma(gamma: NumberLike) -> Fraction:
    found = Fraction(to_rational(gamma, "gamma"))
    if found <= 0:
        raise ValueError(f"gamma must be positive, got {shown(gamma)}")
    return found


_WEIGHTED = "the variance of the noise of a label is the same for all, divided by its weight"


def _of(found: Leverages, gamma: Fraction, outsider: Model, supposed: tuple[str, ...] = ()) -> Leverage:
    full = np.flatnonzero(found.middle + found.radius >= _HIGHEST)
    if len(full):
        rows = ", ".join(map(str, full[:5])) + (", ..." if len(full) > 5 else "")
        raise ValueError(
            f"row {rows} of X has leverage 1, up to rounding: without it the coefficients are not determined"
        )
    return Leverage(found, gamma, outsider, *_leakages(found, gamma, outsider), supposed)


def _leakages(found: Leverages, gamma: Fraction, outsider: Model) -> tuple[Array, Array]:
    h, radius = found.middle, found.radius
    values, errors = np.zeros_like(h), np.zeros_like(h)
    # KL of the two laws is at most 0.51 h there, so that their distance is at most 0.51 sqrt(h), and so Delta_gamma.
    low = h < _LOWEST
    values[low] = errors[low] = 0.26 * np.sqrt(h[low] + radius[low])
    for part in panels(outsider, gamma):
        first, last = (float(part.edges[i]) for i in (0, -1))
        begin, end = (float(x) for x in part.ends)
        here = ~low & (h >= begin) & (h < end)
        if not here.any():
            continue
        # Nearest to a cut the value at the edge of the panels stands for what is beyond: the eigenvalues of the
        # covariance change by little, and with them the law.
        near = np.clip(h[here], first, last)
        gap = np.abs(near - h[here]) * (2 / (1 - h[here]) + 1 + 2 / np.sqrt(h[here]))
        values[here], error = part(near, radius[here])
        errors[here] = np.minimum(error + gap, 1.0)
    return values, errors


def _threshold(h: Array, outsider: Model, fpr: float) -> float:
    """About the ratio above which the records' outsiders have this rate: by simulation, only to know where to look."""
    rng = np.random.default_rng(0)
    h = rng.choice(h, 2**18)
    larger, det = (2 - h + np.sqrt(h * (4 - 3 * h))) / 2, (1 - h) ** 2
    if outsider == "fresh label":
        larger, det = 1 + np.sqrt(h), 1 - h
    z = rng.standard_normal((2, len(h))) ** 2
    log = -np.log(det) / 2 - (z[0] * (1 / larger - 1) + z[1] * (larger / det - 1)) / 2
    return float(np.exp(np.quantile(log, 1 - fpr)))


def _least(lines: Sequence[tuple[Fraction, Enclosure]]) -> Enclosure:
    """The least value of a convex function of which three are known: chords, drawn on, lie below it."""
    (g1, first), (g2, middle), (g3, last) = lines
    best = min(Fraction(value.upper) for _, value in lines)
    low = Fraction(0)
    if middle.upper < first.lower and middle.upper < last.lower:  # the least value is in between
        right = (Fraction(last.upper) - Fraction(middle.lower)) / (g3 - g2)
        left = (Fraction(first.upper) - Fraction(middle.lower)) / (g2 - g1)
        low = Fraction(middle.lower) - max(right * (g2 - g1), left * (g3 - g2))
    return Enclosure(max(Fraction(0), low), min(Fraction(1), best), assumptions=middle.assumptions)
