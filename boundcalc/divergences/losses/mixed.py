"""Mixtures of mechanisms: one of several pairs, and which one is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp
from flint import arb

from ...functions.binomial_sf import BinomialSF
from .mechanisms import Finite, Gaussian, finite
from .pair import Atoms, Pair, Sampled, Tails, ball


@dataclass(frozen=True)
class Mixed(Pair):
    """Pair i with chance w_i, the same under P and Q, and i is part of the outcome: E_c is the mean of theirs.

    `parts` lists (pair, w). It dominates any release that does not show i (convexity).
    """

    parts: tuple[tuple[Pair, sp.Expr], ...]

    def tails(self) -> Tails | None:
        found = [(tails, ball(w)) for pair, w in self.parts if (tails := pair.tails()) is not None]
        if not found:
            return None

        def above(c: arb) -> tuple[arb, arb]:
            p, q = arb(0), arb(0)
            for tails, w in found:
                x, y = tails(c)
                p, q = p + w * x, q + w * y
            return p, q

        return above

    def continuous(self) -> tuple[arb, arb]:
        p, q = arb(0), arb(0)
        for pair, w in self.parts:
            if pair.tails() is not None:
                (x, y), weight = pair.continuous(), ball(w)
                p, q = p + weight * x, q + weight * y
        return p, q

    def atoms(self) -> Atoms:
        found = [(ball(w) * p, ball(w) * q) for pair, w in self.parts for p, q in pair.atoms()]
        return sorted(found, key=lambda atom: float((atom[0] / atom[1]).log().mid()))

    @property
    def infinite(self) -> sp.Expr:
        return sp.Add(*(w * pair.infinite for pair, w in self.parts))

    @property
    def zero(self) -> sp.Expr:
        return sp.Add(*(w * pair.zero for pair, w in self.parts))

    @property
    def lost(self) -> sp.Expr:
        return sp.Add(*(w * pair.lost for pair, w in self.parts))

    @property
    def lattice(self) -> sp.Expr | None:
        units = {pair.lattice for pair, _ in self.parts}
        return units.pop() if len(units) == 1 else None

    @property
    def flat(self) -> bool:
        return self.tails() is None and len(self.atoms()) <= 1

    def reversed(self) -> Pair:
        return Mixed(tuple((pair.reversed(), w) for pair, w in self.parts))


def mixed(parts: Sequence[tuple[Pair, sp.Expr]]) -> Pair:
    """The mixture of `parts`: of finite pairs a finite one."""
    listed = [(w * p, w * q) for pair, w in parts if isinstance(pair, Finite) for p, q in pair.masses]
    if all(isinstance(pair, Finite) for pair, _ in parts):
        return finite(listed)
    return parts[0][0] if len(parts) == 1 else Mixed(tuple(parts))


def truncated_batch(sigma: sp.Expr, rate: sp.Expr, size: int, n: int) -> Pair:
    r"""Removal of a record from a Gaussian release of a Poisson sample of n records, cut to at most `size` at random.

    Given how many of the other n - 1 are drawn, N, whether they are fewer than `size` is the same with and without the
    record. If so it is added to the sum with probability `rate`. If not, the sum without it is over a uniform set of
    `size` of them, and with it, in place of a uniform one of these, with probability ``rate size/(N+1)``: on average
    ``size P(Bin(n, rate) > size)/(n P(Bin(n-1, rate) >= size))``, and then the sum moves by at most 2.
    """
    full = BinomialSF(size, n - 1, rate)
    if rate == 1:
        full, share = sp.Integer(int(n > size)), sp.Rational(size, n)
    elif n <= size:
        full, share = sp.S.Zero, sp.S.Zero
    else:
        share = size * BinomialSF(size + 1, n, rate) / (n * full)
    free = Sampled(Gaussian(1 / sigma), rate) if rate != 1 else Gaussian(1 / sigma)
    if full == 0:
        return free
    moved = Sampled(Gaussian(2 / sigma), share)
    return moved if full == 1 else Mixed(((free, 1 - full), (moved, full)))
