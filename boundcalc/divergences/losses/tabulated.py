"""A pair of laws given by a table of losses on a grid."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from .pair import Atoms, Pair, ball


@dataclass(frozen=True)
class Tabulated(Pair):
    """``P(ln L = k unit)`` for k = first, first + 1, ..., and P(L = infinity), as fractions; Q's masses follow, and
    what they lack of 1 is at L = 0. The masses need not add up to exactly 1."""

    unit: sp.Rational
    first: int
    masses: tuple[float, ...]
    beyond: float = 0.0

    def atoms(self) -> Atoms:
        unit = ball(self.unit)
        found = []
        for k, mass in enumerate(self.masses, self.first):
            if mass:
                p = arb(_exact(mass))
                found.append((p, p * (-unit * k).exp()))
        return found

    @property
    def lattice(self) -> sp.Expr:
        return self.unit

    @property
    def infinite(self) -> sp.Expr:
        return sp.Rational(self.beyond)

    def __str__(self) -> str:
        return f"Tabulated({len(self.masses)} losses)"

    __repr__ = __str__


def _exact(x: float) -> fmpq:
    top, bottom = x.as_integer_ratio()
    return fmpq(top, bottom)
