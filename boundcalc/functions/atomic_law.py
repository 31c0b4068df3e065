"""What a sum over atoms asks of a law: the laws are a room above, and these are all that a function knows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import sympy as sp
from flint import arb

from ..numeric.kinds import Array
from ..numeric.multiprecision import MpNumber
from ..numeric.number import Number

MassCounts = list[tuple[Number, int]]
"""Distinct masses with the number of atoms that have each."""

Block = tuple[Array, Array, Array | None]
"""(masses, bounds on their absolute errors, multiplicities or None for all 1) in float64."""

Blocks = tuple[int, Callable[[int], Block]]
"""(number of masses, function from a start to a block)."""


class AtomicLaw(Protocol):
    """A law with at most countably many atoms; its masses are known one by one, or in a window."""

    pmf: Callable[[sp.Expr], sp.Expr] | None
    """The mass at index k as an expression, where there is a formula."""

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters without a value."""

    @property
    def index_symbol(self) -> str:
        """How the index of an atom is written in formulas."""

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        """First and last index of the atoms."""

    @property
    def atom_count(self) -> sp.Expr:
        """The number of atoms of positive mass; oo for infinitely many."""

    def table(self) -> MassCounts | None:
        """Distinct masses and multiplicities at the working precision, or None for a law taken in a window."""

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        """(masses of the atoms in a window, bound on the sum of p^a outside it)."""

    def diverges(self, a: Number) -> bool:
        """Whether the sum of p^a is infinite; asked only of a law taken in a window."""

    def mass_exprs(self) -> Iterator[sp.Expr]:
        """The masses one by one, as expressions."""

    def float64_blocks(self, size: int) -> Blocks | None:
        """The masses in float64, `size` at a time; None for a law taken in a window."""

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        """Masses and multiplicities at mpmath's working precision."""

    def value_masses(self) -> list[tuple[sp.Rational, Number]]:
        """(value, mass) of every atom, for a finite law on rational numbers."""


class AtomSequence(AtomicLaw, Protocol):
    """A law with infinitely many atoms, or with very many: a sequence p(k) that falls from its mode on."""

    def mode(self) -> int:
        """An index from which on the masses do not rise."""

    def masses(self, first: int, last: int) -> Iterator[Number]:
        """p(first), ..., p(last)."""

    def mass_bound(self, last: int) -> arb:
        """A bound on every p(k), k > last, for last at or beyond the mode."""

    def power_tail(self, last: int, a: Number) -> arb:
        """A ball that contains the sum over k > last of p(k)^a, for last at or beyond the mode."""

    def head_start(self, bits: int, a: Number) -> tuple[int, arb]:
        """(first, bound on the sum over k < first of p(k)^a)."""

    def last_above(self, level: arb) -> int:
        """An index at or beyond the mode after which every mass is below `level`."""

    def cut(self, bits: int, a: Number) -> int:
        """An index after which the sum of p(k)^a is below 2^-bits."""
