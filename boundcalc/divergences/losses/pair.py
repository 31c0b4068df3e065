"""Two laws known by the law of their likelihood ratio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp
from flint import arb

from ...numeric.ball import evaluate_ball, to_arb

Tails: TypeAlias = Callable[[arb], tuple[arb, arb]]
"""c > 0 -> (P(c < L < infinity), Q(L > c)) of the part without atoms."""
Atoms: TypeAlias = list[tuple[arb, arb]]
"""(mass under P, mass under Q) of each atom with 0 < L < infinity, L increasing."""


def ball(x: sp.Expr) -> arb:
    """x at the working precision."""
    return to_arb(evaluate_ball(x))


def remembered(tails: Tails) -> Tails:
    """The same, not computed twice for one c: for tails that take long."""
    known: dict[float, tuple[arb, arb, tuple[arb, arb]]] = {}

    def above(c: arb) -> tuple[arb, arb]:
        key = float(c.mid())
        middle, radius, value = known.get(key, (None, None, None))
        if value is None or not (middle == c.mid() and radius == c.rad()):
            value = tails(c)
            known[key] = c.mid(), c.rad(), value
        return value

    return above


@dataclass(frozen=True)
class Pair:
    r"""A pair of laws (P, Q), or a pair that dominates one, known by the law of L = dP/dQ.

    Dominates: E_c(P'||Q') <= E_c(P||Q) for all c > 0. The law of L consists of atoms and of a part known by its tails
    (both at the working precision in force), of P(L = infinity) and of Q(L = 0).
    """

    def tails(self) -> Tails | None:
        """The part without atoms; None when there is none."""
        return None

    def atoms(self) -> Atoms:
        """The atoms."""
        return []

    @property
    def infinite(self) -> sp.Expr:
        """P(L = infinity)."""
        return sp.S.Zero

    @property
    def zero(self) -> sp.Expr:
        """Q(L = 0)."""
        return sp.S.Zero

    @property
    def lost(self) -> sp.Expr:
        """Q's mass where L is not told: P's mass there counts as infinite, or not at all."""
        return sp.S.Zero

    @property
    def lattice(self) -> sp.Expr | None:
        """A loss > 0 of which ln L is always a multiple, where it is finite; None when none is known."""
        return None

    @property
    def flat(self) -> bool:
        """Whether L is known to have one value at most that is positive and finite."""
        return self.tails() is None and len(self.atoms()) <= 1

    def excess(self, order: sp.Expr) -> sp.Expr | None:
        """E_c(P||Q) as an expression, c = `order` > 0; None where it follows from tails and atoms."""
        return None

    def reversed(self) -> Pair:
        """(Q, P)."""
        return Reversed(self)

    def continuous(self) -> tuple[arb, arb]:
        """(mass under P, mass under Q) of the part without atoms."""
        atoms = self.atoms()
        p = 1 - ball(self.infinite) - sum((p for p, _ in atoms), arb(0))
        return p, 1 - ball(self.zero) - sum((q for _, q in atoms), arb(0))


@dataclass(frozen=True)
class Reversed(Pair):
    """(Q, P): the ratio is 1/L."""

    pair: Pair

    def tails(self) -> Tails | None:
        tails = self.pair.tails()
        if tails is None:
            return None
        all_of_p, all_of_q = self.pair.continuous()

        def above(c: arb) -> tuple[arb, arb]:
            p, q = tails(1 / c)
            return all_of_q - q, all_of_p - p

        return above

    def atoms(self) -> Atoms:
        return [(q, p) for p, q in reversed(self.pair.atoms())]

    @property
    def infinite(self) -> sp.Expr:
        return self.pair.zero + self.pair.lost

    @property
    def zero(self) -> sp.Expr:
        return self.pair.infinite if self.pair.lost == 0 else sp.S.Zero

    @property
    def lost(self) -> sp.Expr:
        return self.pair.infinite if self.pair.lost != 0 else sp.S.Zero

    @property
    def lattice(self) -> sp.Expr | None:
        return self.pair.lattice

    @property
    def flat(self) -> bool:
        return self.pair.flat

    def reversed(self) -> Pair:
        return self.pair


@dataclass(frozen=True)
class Sampled(Pair):
    """((1 - q) Q + q P, Q): a record takes part with probability q in (0, 1); the ratio is 1 - q + q L.

    That is its removal; its addition is the reversed pair."""

    pair: Pair
    rate: sp.Expr

    def tails(self) -> Tails | None:
        tails, rate = self.pair.tails(), ball(self.rate)
        if tails is None:
            return None
        everything = self.pair.continuous()

        def above(c: arb) -> tuple[arb, arb]:
            inner = (c - 1 + rate) / rate
            if inner > 0:
                p, q = tails(inner)
            elif inner <= 0:
                p, q = everything
            else:  # too near to the least ratio for the ball to tell
                p, q = (x.union(y) for x, y in zip(tails(arb(inner.upper())), everything, strict=True))
            return (1 - rate) * q + rate * p, q

        return above

    def atoms(self) -> Atoms:
        rate = ball(self.rate)
        found = [((1 - rate) * q + rate * p, q) for p, q in self.pair.atoms()]
        zero = ball(self.pair.zero)
        return found if self.pair.zero == 0 else [((1 - rate) * zero, zero), *found]

    @property
    def infinite(self) -> sp.Expr:
        return self.rate * self.pair.infinite + (1 - self.rate) * self.pair.lost

    @property
    def lost(self) -> sp.Expr:
        return self.pair.lost

    @property
    def flat(self) -> bool:
        if self.pair.zero == 0:
            return self.pair.flat
        return self.pair.flat and not self.pair.atoms()
