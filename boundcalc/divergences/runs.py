"""Where one law on the integers exceeds gamma times another: runs of atoms, found by bisection and proved.

For two laws with a `RatioShape` the increments of f(k) = log p(k) - log q(k) - log gamma are monotone in k, so that f
is concave or convex on the common support: where it is positive is one run of atoms, or all but one run. A few certain
signs prove where the runs end, however many atoms there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from ..laws import DiscreteUniform, Law
from ..laws.ratio import POISSON, RatioLaw
from ..laws.sequence import SequenceLaw
from ..numeric.ball import Number, PrecisionTooLow, to_arb
from ..numeric.contradiction import nonnegative
from ..numeric.sign import order
from ..numeric.work import spend

_MAX_BITS = 1 << 14
_FEW = 8
_MOST_TOPS = 1 << 10


@dataclass(frozen=True)
class Run:
    """The atoms first, ..., last (None: no end) with the certain sign of p - gamma q on them; None when it is open."""

    first: int
    last: int | None
    sign: int | None


def have_runs(p: Law, q: Law) -> bool:
    """Whether both laws have more than one atom, and ratios that can be compared."""
    if not (isinstance(p, RatioLaw) and isinstance(q, RatioLaw)):
        return False
    return 1 not in (p.atom_count, q.atom_count) and p.ratio_shape.compare(q.ratio_shape) is not None


def runs(p: Law, q: Law, gamma: Number) -> Iterator[Run]:
    """All atoms of both laws in runs, gamma > 0."""
    (low, high), (other_low, other_high) = _ends(p), _ends(q)
    first, last = common_support(p, q)
    if last is not None and first > last:
        yield Run(low, high, 1)
        yield Run(other_low, other_high, -1)
        return
    if min(low, other_low) < first:
        yield Run(min(low, other_low), first - 1, 1 if low < first else -1)
    yield from _common(p, q, gamma, first, last)
    if last is not None and (high is None or other_high is None or max(high, other_high) > last):
        longest = high if other_high == last else other_high
        yield Run(last + 1, longest, 1 if other_high == last else -1)


def common_support(p: Law, q: Law) -> tuple[int, int | None]:
    """First and last (None: no end) integer that both laws may take."""
    (low, high), (other_low, other_high) = _ends(p), _ends(q)
    return max(low, other_low), _least(high, other_high)


def sup_log_ratio(p: Law, q: Law, first: int, last: int | None) -> arb | None:
    """A bound on log p/q on the atoms first, ..., last of both laws (None: no end); None where none is known."""

    def at(k: int) -> arb:
        return arb((p.log_mass(k) - q.log_mass(k)).upper())

    def falls(k: int) -> bool:
        return bool(p.log_ratio(k) - q.log_ratio(k) <= 0)

    if p.ratio_shape.compare(q.ratio_shape) > 0:
        if last is not None:
            return at(first).max(at(last))
        return None if _rises_for_ever(p, q, 1) else at(first)
    if falls(first):
        return at(first)
    rises = last is not None and (last == first or bool(p.log_ratio(last - 1) - q.log_ratio(last - 1) >= 0))
    return at(last) if last is not None and rises else None


def ends_of_supremum(p: Law, q: Law) -> tuple[arb, arb]:
    """(what log p/q certainly reaches, or comes as near to as one likes; what it is at most) on all atoms of p."""
    (low, high), (other_low, other_high) = _ends(p), _ends(q)
    first, last = common_support(p, q)
    above = other_high is not None and (high is None or high > other_high)
    if low < other_low or above:  # p has atoms that q has not
        return arb.pos_inf(), arb.pos_inf()

    def at(*places: int) -> tuple[arb, arb]:
        values = [p.log_mass(k) - q.log_mass(k) for k in places]
        top = values[0]
        for value in values[1:]:
            top = top.max(value)
        return arb(top.lower()), arb(top.upper())

    def step(k: int) -> arb:
        return p.log_ratio(k) - q.log_ratio(k)

    if p.ratio_shape.compare(q.ratio_shape) > 0:  # convex
        if last is not None:
            return at(first, last)
        return (arb.pos_inf(), arb.pos_inf()) if _slope_at_the_end(p, q) > 0 else at(first)
    if last is None:
        slope = _slope_at_the_end(p, q)
        if slope > 0:
            return arb.pos_inf(), arb.pos_inf()
        if slope == 0:  # it rises for ever, whereto is not known
            return at(1 << 64)[0], arb.pos_inf()
    top = _smallest(lambda k: not step(k).mid() > 0, first, last)
    left = next((k for k in _backwards(top, first) if k == first or step(k - 1) > 0), first)
    right = next((k for k in _onwards(top, last) if k == last or step(k) < 0), last)
    if right is None or right - left > _MOST_TOPS:  # too flat to tell where it is the largest
        return at(top)[0], at(top)[1] if isinstance(p, DiscreteUniform) and isinstance(
            q, DiscreteUniform
        ) else arb.pos_inf()
    return at(*range(left, right + 1))


def masses(law: Law, first: int, last: int) -> Iterator[Number]:
    """p(first), ..., p(last), 0 where the law has no atoms."""
    spend(max(last - first + 1, 0))
    low, high = _ends(law)
    start, stop = max(first, low), last if high is None else min(last, high)
    yield from (fmpq(0) for _ in range(first, start))
    if isinstance(law, SequenceLaw):
        yield from law.masses(start, stop)
    else:
        yield from (law.log_mass(k).exp() for k in range(start, stop + 1))
    yield from (fmpq(0) for _ in range(max(stop + 1, first), last + 1))


def mass_of_run(law: Law, run: Run) -> Number:
    """The mass of a run, 0 where the law has no atoms."""
    low, high = _ends(law)
    first, last = max(run.first, low), _least(run.last, high)
    if last is not None and first > last:
        return fmpq(0)
    return nonnegative(law.interval_mass(first, last), "the mass of a run of atoms", law, first, last)


def _common(p: Law, q: Law, gamma: Number, first: int, last: int | None) -> Iterator[Run]:
    if isinstance(p, DiscreteUniform) and isinstance(q, DiscreteUniform):
        yield Run(first, last, 1 if fmpq(1, int(p.atom_count)) > gamma * fmpq(1, int(q.atom_count)) else -1)
        return
    level = to_arb(gamma).log()
    # f is convex where the slopes of p are the larger ones: then its negative is the concave function.
    upside_down = -1 if p.ratio_shape.compare(q.ratio_shape) > 0 else 1
    hill = _Hill(
        lambda k: upside_down * (p.log_mass(k) - q.log_mass(k) - level),
        lambda k: upside_down * (p.log_ratio(k) - q.log_ratio(k)),
        first,
        last,
        last is None and _rises_for_ever(p, q, upside_down),
    )
    for run in hill.runs():
        yield run if run.sign is None else Run(run.first, run.last, upside_down * run.sign)


def _rises_for_ever(p: Law, q: Law, upside_down: int) -> bool:
    """Whether the concave function rises to the end: its increments fall to a limit that is not below 0."""
    return upside_down * _slope_at_the_end(p, q) >= 0


def _slope_at_the_end(p: Law, q: Law) -> int:
    """The sign of the limit of the increments of log p/q."""
    one, two = p.ratio_shape, q.ratio_shape
    if one.rank == two.rank == POISSON:
        return order(p.rate, q.rate)
    if POISSON in (one.rank, two.rank):
        return -1 if one.rank == POISSON else 1
    return order(one.limit, two.limit)


@dataclass(frozen=True)
class _Hill:
    """A concave function on the integers first, ..., last, with its increments step(k) = f(k+1) - f(k)."""

    at: Callable[[int], arb]
    step: Callable[[int], arb]
    first: int
    last: int | None
    rises: bool
    """Whether it rises without end (last is None)."""

    def runs(self) -> Iterator[Run]:
        """Where it is positive, where negative, and where that is open."""
        top = None if self.rises else _smallest(lambda k: not self.step(k).mid() > 0, self.first, self.last)
        start = _smallest(lambda k: bool(self.at(k).mid() > 0), self.first, top)
        low = next((k for k in _onwards(start, top) if self.at(k) > 0), None)
        below = next((k for k in _backwards(start - 1, self.first) if self._is_below(k, low is not None)), None)
        high: int | None = None
        beyond: int | None = None
        if top is not None:
            stop = _smallest(lambda k: not self.at(k).mid() > 0, top, self.last)
            high = low if low is None else next((k for k in _backwards(stop, low) if self.at(k) > 0), low)
            beyond = next((k for k in _onwards(stop, self.last) if self._is_beyond(k, low is not None)), None)
        open_from = self.first if below is None else below + 1
        open_to = self.last if beyond is None else beyond - 1
        if below is not None:
            yield Run(self.first, below, -1)
        if low is None:
            yield from self._one_by_one(open_from, open_to)
        else:
            yield from _nonempty(open_from, low - 1, None)
            yield Run(low, high, 1)
            if high is not None:
                yield from _nonempty(high + 1, open_to, None)
        if beyond is not None:
            yield Run(beyond, self.last, -1)

    def _one_by_one(self, first: int, last: int | None) -> Iterator[Run]:
        """The top of a hill that is nowhere certainly positive; few atoms have their own sign."""
        if last is None or last - first > _FEW:
            yield from _nonempty(first, last, None)
            return
        for k in range(first, last + 1):
            value = self.at(k)
            yield Run(k, k, 1 if value > 0 else -1 if value < 0 else None)

    def _is_below(self, k: int, positive: bool) -> bool:
        """Whether the function is certainly negative up to k: it rises there, or to a certainly positive value."""
        return bool(self.at(k) < 0) and (positive or bool(self.step(k) >= 0))

    def _is_beyond(self, k: int, positive: bool) -> bool:
        """Whether the function is certainly negative from k on."""
        return bool(self.at(k) < 0) and (positive or (k > self.first and bool(self.step(k - 1) <= 0)))


def _smallest(holds: Callable[[int], bool], first: int, last: int | None) -> int:
    """The smallest k of first, ..., last where a monotone condition seems to hold; `last` where it never does."""
    if holds(first):
        return first
    left, step = first, 1
    while last is None or left + step < last:
        if holds(left + step):
            break
        left, step = left + step, 2 * step
        if left.bit_length() > _MAX_BITS:
            raise PrecisionTooLow("two laws cross too far out")
    right = left + step if last is None else min(left + step, last)
    while right - left > 1:
        middle = (left + right) // 2
        left, right = (left, middle) if holds(middle) else (middle, right)
    return right


def _onwards(k: int, last: int | None) -> Iterator[int]:
    """k, k + 1, k + 3, ... up to `last`, ever faster."""
    step = 1
    while (last is None or k < last) and step.bit_length() < _MAX_BITS:
        yield k
        k, step = k + step, 2 * step
    if last is not None:
        yield last


def _backwards(k: int, first: int) -> Iterator[int]:
    """k, k - 1, k - 3, ... down to `first`, ever faster."""
    return (-j for j in _onwards(-k, -first)) if k >= first else iter(())


def _nonempty(first: int, last: int | None, sign: int | None) -> Iterator[Run]:
    if last is None or first <= last:
        yield Run(first, last, sign)


def _ends(law: Law) -> tuple[int, int | None]:
    low, high = law.index_range
    return int(low), None if high is sp.oo else int(high)


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


__all__ = ["Run", "common_support", "ends_of_supremum", "have_runs", "mass_of_run", "masses", "runs", "sup_log_ratio"]
