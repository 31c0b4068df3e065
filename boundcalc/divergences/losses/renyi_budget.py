"""The pair that dominates whatever keeps bounds on its Rényi divergences."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from ...functions.privacy.renyi_mix import hull_pair
from .pair import Atoms, Pair

_NODES = 128
_LEAST = 1e-15


@dataclass(frozen=True)
class RenyiBudget(Pair):
    """The pair whose profile joins points of the best profile of a `budget` (see `RenyiProfile`) by chords, at c >= 1
    and, with the roles exchanged, below: it dominates both orders of all neighbours. Its own reverse.

    No pair with the budget itself need have this profile: every c has its own worst one.
    """

    budget: sp.Expr

    def _listed(self) -> tuple[tuple[fmpq, ...], tuple[fmpq, ...], fmpq]:
        return hull_pair(self.budget, _NODES, _LEAST)

    def atoms(self) -> Atoms:
        ratios, masses, infinite = self._listed()
        up = [(arb(r * q), arb(q)) for r, q in zip(ratios, masses, strict=True) if q > 0]
        middle = arb(1 - infinite - sum((q + r * q for r, q in zip(ratios, masses, strict=True)), fmpq(0)))
        return [*((q, p) for p, q in reversed(up)), (middle, middle), *up]

    @property
    def infinite(self) -> sp.Expr:
        _, _, rest = self._listed()
        return sp.Rational(int(rest.p), int(rest.q))

    @property
    def zero(self) -> sp.Expr:
        return self.infinite

    def reversed(self) -> Pair:
        return self
