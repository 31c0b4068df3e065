"""Pairs of laws with many atoms, or infinitely many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from ...laws import DiscreteGaussian as GaussianLaw
from ...laws import DiscreteLaplace, DiscreteLaw
from ...laws.sequence import SequenceLaw
from ...laws.two_sided import TwoSidedLaw
from ...numeric.ball import NoBallEvaluation, PrecisionTooLow, to_arb
from ...numeric.precision import current_bits, working_precision
from ..atoms import Atoms as Comparison
from ..both_sides import BothSides
from ..hockey_stick import hockey_stick
from ..runs import Run, common_support, have_runs, mass_of_run
from .mechanisms import finite, geometric
from .noises import DiscreteGaussian
from .pair import Atoms, Pair, Tails, ball, remembered

_MAX_ATOMS = 1 << 14


class Rest(sp.Expr):
    """The mass of a law outside the window that is taken of it at the working precision: a ball from 0."""

    is_commutative = True
    is_real = True

    def __new__(cls, law: SequenceLaw) -> Rest:
        return sp.Expr.__new__(cls, law)

    def _ball_closure(self, variables: object) -> Callable[..., arb]:
        _, _, rest = window(self.args[0])
        return lambda *_: rest


def window(law: SequenceLaw) -> tuple[int, int, arb]:
    """(first, last, ball of the mass outside), about 2^-bits at the working precision."""
    bits = current_bits()
    first, below = law.head_start(bits, fmpq(1))
    last = law.cut(bits, fmpq(1))
    if last == 0 and law.power_tail(last, fmpq(1)) > arb(2) ** -bits:  # a tail in closed form
        last = law._search(lambda k: law.power_tail(k, fmpq(1)) < arb(2) ** -bits)
    if last - first > _MAX_ATOMS:
        raise NoBallEvaluation(f"more than {_MAX_ATOMS} atoms of {law} would have to be taken one by one")
    return first, last, arb(0).union((below + to_arb(law.power_tail(last, fmpq(1)))).upper())


@dataclass(frozen=True)
class Integers(Pair):
    """Two laws on the same integers, with masses in a window: what lies outside counts as infinite, or not at all."""

    p: SequenceLaw
    q: SequenceLaw

    def atoms(self) -> Atoms:
        ends = [window(law)[:2] for law in (self.p, self.q)]
        first, last = min(a for a, _ in ends), max(b for _, b in ends)
        both = [(to_arb(self.p.mass(k)), to_arb(self.q.mass(k))) for k in range(first, last + 1)]
        if not all(p > 0 and q > 0 for p, q in both):
            raise PrecisionTooLow(f"masses of {self.p} and {self.q}")
        return sorted(both, key=lambda pair: float((pair[0] / pair[1]).log().mid()))

    @property
    def infinite(self) -> sp.Expr:
        return Rest(self.p)

    @property
    def lost(self) -> sp.Expr:
        return Rest(self.q)

    def excess(self, order: sp.Expr) -> sp.Expr:
        return hockey_stick(self.p, self.q, order)

    def reversed(self) -> Pair:
        return Integers(self.q, self.p)


class Outside(sp.Expr):
    """P's mass where Q has no atoms, of two laws on integers."""

    is_commutative = True
    is_real = True

    def __new__(cls, p: DiscreteLaw, q: DiscreteLaw) -> sp.Expr:
        (low, high), (first, last) = p.index_range, q.index_range
        return sp.S.Zero if first <= low and high <= last else sp.Expr.__new__(cls, p, q)

    def _ball_closure(self, variables: object) -> Callable[..., arb]:
        p, q = self.args
        first, last = common_support(p, q)
        if last is not None and first > last:
            return lambda *_: arb(1)
        low, high = int(p.index_range[0]), p.index_range[1]
        total = arb(0)
        if low < first:
            total += to_arb(mass_of_run(p, Run(low, first - 1, 1)))
        if last is not None and high > last:
            total += to_arb(mass_of_run(p, Run(last + 1, None if high is sp.oo else int(high), 1)))
        return lambda *_: total


@dataclass(frozen=True)
class Runs(Pair):
    """Two laws on integers, of which L > c is a few runs of atoms: however many they are and however heavy the tails.

    Its atoms are not listed: P(c < L < infinity) and Q(L > c) are exact at every c.
    """

    p: DiscreteLaw
    q: DiscreteLaw

    def tails(self) -> Tails:
        compared, beyond = Comparison(self.p, self.q), ball(self.infinite)

        def above(c: arb) -> tuple[arb, arb]:
            q, p = compared.test(c)
            return to_arb(p) - beyond, to_arb(q)

        return remembered(above)

    @property
    def infinite(self) -> sp.Expr:
        return Outside(self.p, self.q)

    @property
    def zero(self) -> sp.Expr:
        return Outside(self.q, self.p)

    def excess(self, order: sp.Expr) -> sp.Expr:
        return hockey_stick(self.p, self.q, order)

    def reversed(self) -> Pair:
        return Runs(self.q, self.p)


class SidesRest(sp.Expr):
    """The mass of a law on all integers outside the window that is taken of it: a ball from 0."""

    is_commutative = True
    is_real = True

    def __new__(cls, law: TwoSidedLaw) -> SidesRest:
        return sp.Expr.__new__(cls, law)

    def _ball_closure(self, variables: object) -> Callable[..., arb]:
        law = self.args[0]
        rest = 2 * law.side_tail(_last(law), fmpq(1))
        return lambda *_: arb(0).union(rest.upper())


def _last(law: TwoSidedLaw) -> int:
    last = law.cut(current_bits(), fmpq(1))
    if 2 * last > _MAX_ATOMS:
        raise NoBallEvaluation(f"more than {_MAX_ATOMS} atoms of {law} would have to be taken one by one")
    return last


@dataclass(frozen=True)
class Sides(Pair):
    """Two laws on all integers, Q moved by `by`, with masses in a window: what lies outside counts as infinite, or not
    at all."""

    p: TwoSidedLaw
    q: TwoSidedLaw
    by: int

    def atoms(self) -> Atoms:
        last = max(_last(self.p), _last(self.q)) + abs(self.by)
        both = list(BothSides(self.p, self.q, self.by).masses(last))
        if not all(p > 0 and q > 0 for p, q in both):
            raise PrecisionTooLow(f"masses of {self.p} and {self.q}")
        return sorted(both, key=lambda pair: float((pair[0] / pair[1]).log().mid()))

    @property
    def infinite(self) -> sp.Expr:
        return SidesRest(self.p)

    @property
    def lost(self) -> sp.Expr:
        return SidesRest(self.q)

    def reversed(self) -> Pair:
        return Sides(self.q, self.p, -self.by)


def both_sides(laws: BothSides) -> Pair:
    """Discrete Laplace laws of one rate are geometric noise, discrete Gaussian ones of one sigma such noise."""
    p, q, by = laws.p, laws.q, laws.by
    if by is None:
        return finite([(sp.S.One, sp.S.Zero), (sp.S.Zero, sp.S.One)])
    if p == q and by == 0:
        return finite([(sp.S.One, sp.S.One)])
    if p == q and isinstance(p, DiscreteLaplace):
        return geometric(p.rate, abs(by))
    if p == q and isinstance(p, GaussianLaw):
        return DiscreteGaussian(p.sigma, abs(by))
    return Sides(p, q, by)


def sequences(p: DiscreteLaw, q: DiscreteLaw) -> Pair | None:
    """Two laws on integers, one of them with infinitely or very many atoms; None where no pair is known."""
    if isinstance(p, SequenceLaw) and isinstance(q, SequenceLaw) and p.index_range == q.index_range:
        try:
            with working_precision(2 * 128):
                for law in (p, q):
                    window(law)
        except (NoBallEvaluation, ValueError):
            pass
        else:
            return Integers(p, q)
    return Runs(p, q) if have_runs(p, q) else None
