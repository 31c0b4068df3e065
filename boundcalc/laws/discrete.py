"""Discrete laws: what every law with atoms offers to the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, wraps
from typing import ClassVar, TypeVar

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions.atomic_law import Block as Block
from ..functions.atomic_law import Blocks as Blocks
from ..functions.atomic_law import MassCounts as MassCounts
from ..numeric.ball import Number, evaluate_ball, to_arb, to_double
from ..numeric.enclose import enclose
from ..numeric.enclosure import Enclosure
from ..numeric.exact import shown, to_expr
from ..numeric.float64 import FLOAT64_BITS, Approximation
from ..numeric.kinds import Array, NumberLike, Record
from ..numeric.multiprecision import MpNumber
from ..numeric.precision import working_precision
from .law import Law


class DiscreteLaw(Law):
    r"""``P = sum_j p_j delta_{u_j}``: at most countably many atoms u_j with masses p_j > 0.

    A law with finitely many atoms answers `table`; a law whose atoms are best taken in a window (infinitely many, or
    very many) answers None there and derives from `SequenceLaw`.
    """

    is_discrete: ClassVar[bool] = True
    pmf: Callable[[sp.Expr], sp.Expr] | None = None
    """The mass at index k as an expression, where there is a formula."""

    @property
    def index_symbol(self) -> str:
        """How the index of an atom is written in formulas."""
        return "j" if self.pmf is None else "k"

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        """First and last index of the atoms."""
        raise NotImplementedError

    @property
    def atom_count(self) -> sp.Expr:
        """K, the number of atoms of positive mass (oo when the support is infinite)."""
        low, high = self.index_range
        return high - low + 1

    @property
    def is_lattice(self) -> bool:
        """Whether the values are rational numbers, so that sums of them can be counted."""
        return True

    # -- masses --------------------------------------------------------------------------------------------------------

    def table(self) -> MassCounts | None:
        """Distinct masses and multiplicities at the working precision, or None for a law taken in a window."""
        raise NotImplementedError

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        """(masses of the atoms in a window, bound on the sum of p^a outside it, about 2^-bits or exactly 0)."""
        table = self.table()
        assert table is not None
        return table, arb(0)

    def mass_exprs(self) -> Iterator[sp.Expr]:
        """The masses one by one, as expressions."""
        low, high = self.index_range
        if self.pmf is None or not (low.is_Integer and high.is_Integer):
            raise ValueError(f"{self} does not list its masses one by one")
        return (self.pmf(sp.Integer(k)) for k in range(int(low), int(high) + 1))

    def float64_table(self) -> Block | None:
        """(masses, absolute errors, multiplicities) as float64 arrays, or None."""
        with working_precision(FLOAT64_BITS):
            table = self.table()
            if table is None:
                return None
            pairs = [to_double(mass) for mass, _ in table]
        weights = np.array([float(Approximation.exact(count).value) for _, count in table])
        return np.array([v for v, _ in pairs]), np.array([e for _, e in pairs]), weights

    def float64_blocks(self, size: int) -> Blocks | None:
        """`float64_table` a block at a time, or None."""
        table = self.float64_table()
        if table is None:
            return None
        value, error, weights = table

        def block(i: int) -> Block:
            return value[i : i + size], error[i : i + size], None if weights is None else weights[i : i + size]

        return len(value), block

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        """Masses and multiplicities as mpmath numbers at mpmath's working precision (a window of infinitely many)."""
        from ..numeric.multiprecision import compile_mpmath

        return [(compile_mpmath(mass)(), 1) for mass in self.mass_exprs()]

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        """(smallest mass or infimum, largest mass)."""
        table = self.table()
        if table is None:
            raise NotImplementedError
        ends = [mass for mass, _ in table]
        low, high = ends[0], ends[0]
        for mass in ends[1:]:
            if isinstance(mass, fmpq) and isinstance(low, fmpq) and isinstance(high, fmpq):
                low, high = min(low, mass), max(high, mass)
            else:
                low, high = to_arb(low).min(to_arb(mass)), to_arb(high).max(to_arb(mass))
        return enclosure_of(low), enclosure_of(high)

    # -- atoms ---------------------------------------------------------------------------------------------------------

    def mass_of(self, value: object) -> sp.Expr:
        """The mass of the atom at `value`, an expression; ValueError when it is no atom of the law."""
        index = to_expr(value, "target")
        low, high = self.index_range
        if self.pmf is None or not index.is_Integer or (index < low) == True or (index > high) == True:  # noqa: E712
            raise ValueError(f"target must be an atom of {self}, got {shown(value)}")
        return self.pmf(index)

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        """(value, mass) of the `count` atoms of smallest mass, rarest first; ValueError if there is no rarest."""
        raise ValueError(f"{self} has no rarest atom: its support is infinite")

    def value_masses(self) -> list[tuple[sp.Rational, Number]]:
        """(value, mass) of every atom, for a finite law on rational numbers."""
        low, high = (int(end) for end in self.index_range)
        assert self.pmf is not None
        return [(sp.Integer(k), evaluate_ball(self.pmf(sp.Integer(k)))) for k in range(low, high + 1)]

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        """Masses (float64) of `size` independently drawn atoms: all that a simulation of the game needs."""
        value, chance = _chances(self)
        return value[chance.searchsorted(rng.random(size), side="right")]


@lru_cache(maxsize=8)
def _chances(law: DiscreteLaw) -> tuple[Array, Array]:
    """(masses, cumulative chances) in float64: batches of a simulation share them."""
    masses = law.float64_table()
    if masses is None:
        raise TypeError(f"{law} cannot be sampled by its table")
    value, _, weights = masses
    chance = (value if weights is None else value * weights).cumsum()
    return value, chance / chance[-1]


def rarest_first(pairs: Iterable[tuple[Record, sp.Expr]]) -> list[tuple[Record, sp.Expr]]:
    """(value, mass) by mass, to 30 digits; equal ones in the order given."""
    return sorted(pairs, key=lambda pair: enclose(pair[1], 30).midpoint)


D = TypeVar("D", bound=DiscreteLaw)


def at_integers(formula: Callable[[D, sp.Expr], sp.Expr]) -> Callable[[D, NumberLike], sp.Expr]:
    """The formula of a mass for a law on integers: k is read as a number, and a number that is no atom has mass 0."""

    @wraps(formula)
    def pmf(law: D, k: NumberLike) -> sp.Expr:
        index = to_expr(k, "k")
        if index.is_number:
            low, high = law.index_range
            if index.is_integer is False or (index < low) == True or (index > high) == True:  # noqa: E712
                return sp.S.Zero
        return formula(law, index)

    return pmf


def enclosure_of(x: Number) -> Enclosure:
    """The Enclosure of a value at the working precision."""
    return Enclosure.point(x) if isinstance(x, fmpq) else Enclosure.of_ball(x)
