"""A continuous law seen through fixed cells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

import numpy as np
import sympy as sp

from ..numeric.ball import compile_ball, evaluate_ball, is_positive, to_arb
from ..numeric.exact import shown, to_expr, to_integer
from ..numeric.kinds import Array, NumberLike, Printer, Record
from ..numeric.number import Number
from ..numeric.precision import working_precision
from ..numeric.sign import certain_sign, compare
from .continuous import ContinuousLaw
from .discrete import DiscreteLaw, MassCounts
from .law import Law
from .parameter import Parameter, need_below

_MAX_CELLS = 1_000_000
_EDGE_BITS = 40  # equal-mass edges are quantiles rounded to this relative accuracy,
_MASS_BITS = 24  # or more where cells would otherwise differ in mass by more than this, relatively
_MAX_HALVINGS = 2_000


class Quantised(DiscreteLaw):
    r"""The law of the cell that X falls into, X from a continuous law: masses ``F(e_{i+1}) - F(e_i)``.

    Cells are (e_i, e_{i+1}], the first and the last unbounded. Give exactly one of `edges` (rising numbers inside the
    support), `width` with `low` and `high` (edges low, low + width, ..., high), or `cells` (that many cells of nearly
    equal mass: the edges are quantiles rounded to short rationals, and the masses are those of the rounded cells). The
    quantiser is fixed by the arguments alone, never by the training data. Atoms are numbered 1, 2, ... from the left;
    each mass is a difference of distribution or of survival functions, whichever is smaller.

    >>> from boundcalc.laws import Normal, Uniform
    >>> Quantised(Uniform(0, 1), ["1/4", "1/2"]).table()
    [(1/4, 1), (1/4, 1), (1/2, 1)]
    >>> Quantised(Normal(0, 1), width=1, low=-2, high=2).atom_count
    6
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    pmf: Callable[[sp.Expr], sp.Expr] | None = None

    def __new__(
        cls,
        law: ContinuousLaw,
        edges: Sequence[NumberLike] | None = None,
        *,
        width: NumberLike | None = None,
        low: NumberLike | None = None,
        high: NumberLike | None = None,
        cells: NumberLike | None = None,
    ) -> Quantised:
        if not isinstance(law, ContinuousLaw):
            raise ValueError(f"law must be a continuous law such as Normal(0, 1), got {shown(law)}")
        if sum(option is not None for option in (edges, width, cells)) != 1:
            raise ValueError("Quantised takes exactly one of edges, width (with low and high) and cells")
        step = sp.S.Zero
        if width is not None:
            edges, step = _even(width, low, high)
        elif low is not None or high is not None:
            raise ValueError("low and high go with width")
        elif cells is not None:
            edges = _quantiles(law, to_integer(cells, "cells", 2))
        elif edges is None or isinstance(edges, str) or not hasattr(edges, "__iter__"):
            raise ValueError(f"edges must be a list of numbers, got {shown(edges)}")
        points = edges if isinstance(edges, sp.Tuple) else [to_expr(edge, "edges") for edge in edges]
        if not isinstance(edges, sp.Tuple):
            _check_edges(law, points)
        return sp.Basic.__new__(cls, law, sp.Tuple(*points), step)

    @classmethod
    def examples(cls) -> list[Law]:
        from .normal import Normal

        return [cls(Normal(0, 1), [-1, 0, 2])]

    @property
    def func(self) -> Callable[..., Quantised]:
        """Rebuilds the law from its arguments, after a substitution."""
        return lambda law, edges, step: sp.Basic.__new__(type(self), law, edges, step)

    @property
    def law(self) -> ContinuousLaw:
        """The law of X."""
        return self.args[0]

    @property
    def edges(self) -> tuple[sp.Expr, ...]:
        """The finite ends of the cells, rising."""
        return tuple(self.args[1])

    @property
    def width(self) -> sp.Expr | None:
        """The width of the inner cells when they were given by it, else None."""
        return self.args[2] if self.args[2] != 0 else None

    @property
    def cells(self) -> list[tuple[sp.Expr, sp.Expr]]:
        """(low, high) of every cell."""
        low, high = self.law.support
        ends = [low, *self.edges, high]
        return list(pairwise(ends))

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, sp.Integer(len(self.edges) + 1)

    @property
    def is_lattice(self) -> bool:
        return False

    @property
    def labels(self) -> list[int]:
        """The atoms: the numbers of the cells."""
        return list(range(1, len(self.edges) + 2))

    @cached_property
    def _upper_half(self) -> int:
        """Number of the first cell that lies in the upper half of the law."""
        if self.law.free_symbols:
            return len(self.edges) + 1
        return 1 + bisect_left(self.edges, True, key=self._is_upper)

    def _is_upper(self, edge: sp.Expr) -> bool:
        with working_precision(64):
            return bool(to_arb(evaluate_ball(self.law._cdf(edge))) > 0.5)

    def _mass(self, i: int) -> sp.Expr:
        """The mass of cell i = 1, 2, ..., from the shorter tail."""
        first, last = i == 1, i == len(self.edges) + 1
        if i > self._upper_half or (last and not self.law.free_symbols):
            upper = self.law._survival(self.edges[i - 2]) if not first else sp.S.One
            return upper - (sp.S.Zero if last else self.law._survival(self.edges[i - 1]))
        lower = sp.S.Zero if first else self.law._cdf(self.edges[i - 2])
        return (sp.S.One if last else self.law._cdf(self.edges[i - 1])) - lower

    def mass_exprs(self) -> Iterator[sp.Expr]:
        return (self._mass(i) for i in range(1, len(self.edges) + 2))

    def table(self) -> MassCounts | None:
        """Masses as balls, each distribution function evaluated once; cells that certainly have none are left out."""
        x = sp.Dummy("x", real=True)
        below, above = (compile_ball(f(x), [x]) for f in (self.law._cdf, self.law._survival))
        points = [evaluate_ball(edge) for edge in self.edges]
        turn = self._upper_half  # cells up to this one use the distribution function
        lows = [0, *(below(point) for point in points[: turn - 1])]
        highs = [*(above(point) for point in points[turn - 1 :]), 0]
        masses = [b - a for a, b in pairwise(lows)]
        # The cell where the two meet: what is left of 1.
        masses.append(1 - lows[-1] - highs[0])
        masses += [a - b for a, b in pairwise(highs)]
        return [(mass, 1) for mass in masses if is_positive(mass) is not False]

    def mass_of(self, value: object) -> sp.Expr:
        """The mass of the cell that contains the number `value`."""
        z = to_expr(value, "target")
        low, high = self.law.support
        if compare(low, z) not in (-1, 0) or compare(z, high) not in (-1, 0):
            raise ValueError(f"target must be in the support of {self.law}, got {shown(value)}")
        return self._mass(bisect_left(self.edges, z) + 1)

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        count = to_integer(count, "count")
        masses = list(enumerate(self.mass_exprs(), 1))
        with working_precision(128):
            order = sorted(masses, key=lambda pair: to_arb(evaluate_ball(pair[1])).mid())
        cells = self.cells
        return [(_inside(*cells[i - 1]), mass) for i, mass in order[:count]]

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.choice(len(self._chances), size=size, p=self._chances) + 1

    @cached_property
    def _chances(self) -> Array:
        """The masses of all cells in float64; draws of the law itself may be too coarse for its cells."""
        masses = [float(to_arb(evaluate_ball(mass)).mid()) for mass in self.mass_exprs()]
        chances = np.maximum(masses, 0.0)
        return chances / chances.sum()

    def _sympystr(self, printer: Printer) -> str:
        count = len(self.edges) + 1
        inside = f"width={self.width}" if self.width is not None else f"{count} cells"
        return f"Quantised({printer._print(self.law)}, {inside})"

    def _latex(self, printer: Printer) -> str:
        return rf"{printer._print(self.law)} \circ Q_{{{len(self.edges) + 1}}}^{{-1}}"


def _check_edges(law: ContinuousLaw, edges: list[sp.Expr]) -> None:
    if not edges:
        raise ValueError("edges must have at least one number")
    if len(edges) >= _MAX_CELLS:
        raise ValueError(f"edges must be fewer than {_MAX_CELLS}, got {len(edges)}")
    for a, b in pairwise(edges):
        need_below(a, b, "edges must rise")
    low, high = law.support
    for edge in (edges[0], edges[-1]):
        for a, b in ((low, edge), (edge, high)):
            need_below(a, b, f"edges must be inside the support ({low}, {high})")


def _even(width: NumberLike, low: NumberLike | None, high: NumberLike | None) -> tuple[list[sp.Expr], sp.Expr]:
    if low is None or high is None:
        raise ValueError("width needs low and high, the ends of the inner cells")
    w, a, b = to_expr(width, "width"), to_expr(low, "low"), to_expr(high, "high")
    if certain_sign(w) != 1:
        raise ValueError(f"width must be in (0, oo), got {shown(w)}")
    count = (b - a) / w
    if not count.is_Integer or count < 1:
        raise ValueError(f"high - low must be a multiple of width, got ({b} - {a})/({w}) = {count}")
    if count > _MAX_CELLS:
        raise ValueError(f"width must leave at most {_MAX_CELLS} cells, got {count}")
    return [a + i * w for i in range(int(count) + 1)], w


def _quantiles(law: ContinuousLaw, cells: int) -> list[sp.Expr]:
    """Short rationals next to the quantiles i/cells."""
    if law.free_symbols:
        raise ValueError("cells of equal mass need a law without symbols")
    if cells > _MAX_CELLS:
        raise ValueError(f"cells must be at most {_MAX_CELLS}, got {shown(cells)}")
    x = sp.Dummy("x", real=True)
    with working_precision(96):
        below, above = (compile_ball(f(x), [x]) for f in (law.cdf, law.survival))
        edges = [_quantile(below, above, sp.Rational(i, cells), cells) for i in range(1, cells)]
    if any(not a < b for a, b in pairwise([law.support[0], *edges, law.support[1]])):
        raise ValueError(f"cells must be fewer for {law}: quantiles i/{cells} of it are too close to be told apart")
    return edges


def _quantile(
    below: Callable[[Number], Number], above: Callable[[Number], Number], level: sp.Rational, cells: int
) -> sp.Expr:
    from flint import arb, fmpq

    target = fmpq(int(level.p), int(level.q))
    spare = arb(2) ** -_MASS_BITS / cells

    def reached(y: fmpq) -> bool:
        return bool(below(y) >= target) if 2 * level <= 1 else bool(above(y) <= 1 - target)

    low, high = fmpq(-1), fmpq(1)
    while reached(low):
        low *= 2
    while not reached(high):
        high *= 2
    for _ in range(_MAX_HALVINGS):
        short = (high - low) * 2**_EDGE_BITS <= max(abs(low), abs(high))
        if short and (above(low) - above(high) < spare or below(high) - below(low) < spare):
            break
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return sp.Rational(int(high.p), int(high.q))


def _inside(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """A number that names a cell: its upper end, or a point of an unbounded cell."""
    return high if high.is_finite else low + 1


__all__ = ["Quantised"]
