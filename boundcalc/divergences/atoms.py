"""The certified engine for two discrete laws: sums over their common atoms, tails enclosed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import cast

import sympy as sp
from flint import arb, fmpq

from ..laws import DiscreteLaw, Law, Product
from ..laws.discrete_affine import DiscreteAffine
from ..laws.sequence import SequenceLaw
from ..numeric.ball import (
    NoBallEvaluation,
    Number,
    add,
    evaluate_ball,
    multiply,
    power,
    shorten,
    to_arb,
)
from ..numeric.contradiction import nonnegative, positive_part
from ..numeric.kinds import Record
from ..numeric.precision import current_bits
from .both_sides import BothSides
from .power_tail import PowerTail, component_power_tail, heavy_power_sum, log_mass, sign_beyond
from .run_sums import power_sum, relative_entropy
from .runs import Run, common_support, have_runs, mass_of_run, masses, runs

_MAX_ATOMS = 1 << 20
_MAX_WINDOW = 1 << 18
_HEAVY_WINDOW = 1 << 14
_FEW_ATOMS = 300
_FEW = 64


class Atoms:
    """Two discrete laws, with what the divergences ask about them at the working precision in force."""

    def __init__(self, p: DiscreteLaw, q: DiscreteLaw) -> None:
        if isinstance(p, DiscreteAffine) and isinstance(q, DiscreteAffine) and p.args[1:] == q.args[1:]:
            p, q = p.law, q.law  # one-to-one
        self.p, self.q = p, q
        self.is_finite = all(_is_listed(law) for law in (p, q))
        few = all(law.atom_count.is_finite and law.atom_count <= _FEW_ATOMS for law in (p, q))
        self.has_runs = not few and have_runs(p, q)
        self.both_sides = None if self.is_finite else BothSides.of(p, q)
        if not self.is_finite and self.both_sides is None:
            for law in (p, q):
                if not law.is_lattice:
                    raise ValueError(f"{law} has no atoms in common with a law on the integers")
                if not isinstance(law, SequenceLaw) and not _is_listed(law):
                    raise NoBallEvaluation(f"{law} has too many atoms to be compared one by one; at most {_MAX_ATOMS}")

    def pairs(self) -> Iterator[tuple[Number, Number]]:
        """(p mass, q mass) of every atom of two listed laws."""
        p, q = dict(_listed(self.p)), dict(_listed(self.q))
        for value in dict.fromkeys([*p, *q]):
            yield p.get(value, fmpq(0)), q.get(value, fmpq(0))

    # -- divergences ---------------------------------------------------------------------------------------------------

    def hockey_stick(self, gamma: Number) -> Number:
        """sum (p - gamma q)_+."""
        if gamma == 0:
            return fmpq(1)
        if self.both_sides is not None:
            return self.both_sides.hockey_stick(gamma)
        if self.has_runs:
            return _sum(self._excess(run, gamma) for run in runs(self.p, self.q, gamma))
        if self.is_finite:
            return _sum(positive_part(p - multiply(gamma, q)) for p, q in self.pairs())
        first, below, last = self._window(lambda j: self._is_clear(j, gamma))
        total = _sum(positive_part(p - multiply(gamma, q)) for p, q in self._masses(first, last))
        p_tail, q_tail = (to_arb(_tail(law, last)) for law in (self.p, self.q))
        sign = self._tail_sign(last, gamma)
        if sign is None:
            rest = arb(0).union(p_tail.upper())
        else:
            rest = nonnegative(p_tail - gamma * q_tail, "p - gamma q in a tail", self.p, self.q) if sign > 0 else arb(0)
        return add(add(total, rest), arb(0).union(below.upper()))

    def _excess(self, run: Run, gamma: Number) -> Number:
        """The sum of (p - gamma q)_+ over a run."""
        if run.sign == -1:
            return fmpq(0)
        if run.sign is None and run.last is not None and run.last - run.first < _FEW:
            pairs = zip(*(masses(law, run.first, run.last) for law in (self.p, self.q)), strict=True)
            return _sum(positive_part(p - multiply(gamma, q)) for p, q in pairs)
        p, q = (mass_of_run(law, run) for law in (self.p, self.q))
        if run.sign is None:
            return arb(0).union(to_arb(p).upper())
        return nonnegative(p - multiply(gamma, q), "p - gamma q where p/q > gamma", self.p, self.q, run)

    def test(self, t: Number) -> tuple[Number, Number]:
        """(Q(p/q > t), P(p/q > t))."""
        if self.both_sides is not None:
            return self.both_sides.test(t)
        if self.has_runs and t != 0:
            signs = {1: arb(1), -1: arb(-1), None: arb(0, 1)}
            chosen = [
                (mass_of_run(self.p, run), mass_of_run(self.q, run), signs[run.sign])
                for run in runs(self.p, self.q, t)
                if run.sign != -1
            ]
        elif self.is_finite:
            chosen = [(p, q, p - multiply(t, q)) for p, q in self.pairs()]
        else:
            first, below, last = self._window(lambda j: self._is_clear(j, t))
            chosen = [(p, q, p - multiply(t, q)) for p, q in self._masses(first, last)]
            sign = self._tail_sign(last, t)
            unsure = arb(0, 1) if sign is None else arb(sign)
            chosen.append((to_arb(_tail(self.p, last)), to_arb(_tail(self.q, last)), unsure))
            chosen.append((arb(0).union(below.upper()), arb(0).union(below.upper()), arb(0, 1)))
        fpr: Number = fmpq(0)
        tpr: Number = fmpq(0)
        for p, q, sign_ball in chosen:
            if sign_ball > 0:
                fpr, tpr = add(fpr, q), add(tpr, p)
            elif not sign_ball <= 0:
                fpr, tpr = fpr + arb(0).union(to_arb(q)), tpr + arb(0).union(to_arb(p))
        return fpr, tpr

    def power_sum(self, alpha: Number) -> Number:
        """sum p^alpha q^(1-alpha), alpha > 0; +oo exactly when it diverges."""
        if self.both_sides is not None:
            return self.both_sides.power_sum(alpha)
        other = 1 - alpha

        def term(p: Number, q: Number) -> Number:
            if p == 0:
                return fmpq(0)
            if q == 0:
                return fmpq(0) if alpha <= 1 else arb.pos_inf()
            return multiply(power(p, alpha), power(q, other))

        known = power_sum(self.p, self.q, alpha) if self.has_runs and self._are_bounded() else None
        if known is not None:
            return known
        if self.is_finite:
            return _sum(term(p, q) for p, q in self.pairs())
        heavy = [getattr(law, "is_heavy", False) for law in (self.p, self.q)]
        if alpha < 1 and any(heavy) and not all(heavy):
            small = arb(2) ** -current_bits()

            def short(j: int) -> bool:
                # The product of the tails is negligible, or falls too slowly to be waited for.
                tails = [to_arb(_tail(law, j)).upper() for law in (self.p, self.q)]
                return 0 in tails or j > _HEAVY_WINDOW or bool(power(tails[0], alpha) * power(tails[1], other) < small)

            first, below, last = self._window(short)
            total = _sum(term(p, q) for p, q in self._masses(first, last))
            # Hoelder's inequality.
            ends = [to_arb(_tail(law, last)).upper() for law in (self.p, self.q)]
            rest = arb(0) if 0 in ends else power(ends[0], alpha) * power(ends[1], other)
            return add(total, arb(0).union(rest.upper()) + arb(0).union(below.upper()))
        state: dict[str, arb] = {}

        def settled(j: int) -> bool:
            first, second = PowerTail.of(self.p, j), PowerTail.of(self.q, j)
            if first is not None and second is not None:
                state.update(rest=heavy_power_sum(first, second, alpha))
                return first.is_ready and second.is_ready
            p, q = self._steps(j)
            if p is None:
                state.update(rest=arb(0))
                return True
            if q is None:
                state.update(rest=arb.pos_inf() if alpha > 1 else arb(0))
                return True
            fast, slow = (q[0], q[1]) if alpha > 1 else (q[1], q[0])
            high = p[1] ** to_arb(alpha) * fast ** to_arb(other) if fast > 0 else arb.pos_inf()
            low = p[0] ** to_arb(alpha) * slow ** to_arb(other) if p[0] > 0 and slow > 0 else arb(0)
            if low >= 1:
                state.update(rest=arb.pos_inf())
                return True
            if high < 1:
                rest = to_arb(term(_mass(self.p, j), _mass(self.q, j))) * high / (1 - high)
            elif alpha > 1:
                rest = component_power_tail(self.p, self.q, alpha, j)
            else:
                return False
            if not rest.is_finite():
                return False
            state.update(rest=arb(0).union(rest.upper()))
            return bool(rest <= arb(2) ** (-current_bits()))

        first, below, last = self._window(settled)
        if "rest" not in state:
            raise NoBallEvaluation(f"no certified tail is known for {self.p} against {self.q}")
        total = _sum(term(p, q) for p, q in self._masses(first, last))
        if _is_infinite(total) or _is_infinite(state["rest"]):
            return arb.pos_inf()
        if below != 0:
            raise NoBallEvaluation(f"no certified lower tail is known for {self.p} against {self.q}")
        return add(total, state["rest"])

    def relative_entropy(self) -> Number:
        """sum p log(p/q); +oo exactly when it diverges."""
        if self.both_sides is not None:
            return self.both_sides.relative_entropy()

        def term(p: Number, q: Number) -> Number:
            if p == 0:
                return fmpq(0)
            return arb.pos_inf() if q == 0 else multiply(p, _log(p / q))

        known = relative_entropy(self.p, self.q) if self.has_runs and self._are_bounded() else None
        if known is not None:
            return known
        if self.is_finite:
            return _sum(term(p, q) for p, q in self.pairs())
        state: dict[str, arb] = {}

        def settled(j: int) -> bool:
            p, q = self._steps(j)
            if p is None or q is None:
                state.update(rest=arb(0) if p is None else arb.pos_inf())
                return True
            heavy = PowerTail.of(self.p, j)
            if heavy is not None:
                return self._heavy_entropy(heavy, state)
            ratio = p[1]
            other, floor, bend = self.q.decay(j)
            if not (ratio < 1 and floor > 0):
                return False
            # log(p/q) at j+i is at most start + rise i + bend i^2, and p(j+i) <= p(j) ratio^i.
            mass = to_arb(_mass(self.p, j))
            start, rise = abs((mass / other).log()), (ratio / floor).log().nonnegative_part()
            one, two = ratio / (1 - ratio) ** 2, ratio * (1 + ratio) / (1 - ratio) ** 3
            upper = mass * (start * ratio / (1 - ratio) + rise * one + bend * two)
            # From below: p log(p/q) >= p - q, and >= p log p.
            lower = -to_arb(_tail(self.q, j)).upper()
            least, fall, curve = self.p.decay(j)
            if least > 0 and fall > 0:
                whole = abs(least.log()) * ratio / (1 - ratio) + abs(fall.log()) * one + curve * two
                lower = lower.max((-mass * whole).lower())
            state.update(rest=upper.upper().union(lower))
            return bool(state["rest"].rad() <= arb(2) ** (-current_bits()))

        first, below, last = self._window(settled)
        if "rest" not in state or below != 0:
            raise NoBallEvaluation(f"no certified tail is known for {self.p} against {self.q}")
        total = _sum(term(p, q) for p, q in self._masses(first, last))
        return arb.pos_inf() if _is_infinite(total) or _is_infinite(state["rest"]) else add(total, state["rest"])

    def _are_bounded(self) -> bool:
        """Whether the common atoms have an end, or too many come before the bulk to take them all."""
        if common_support(self.p, self.q)[1] is not None:
            return True
        starts = [law.head_start(current_bits(), fmpq(1))[0] - int(law.index_range[0]) for law in (self.p, self.q)]
        return min(starts) > 0

    def _heavy_entropy(self, p: PowerTail, state: dict[str, arb]) -> bool:
        """The sum of p log(p/q) beyond j, and whether it is known well enough."""
        q = PowerTail.of(self.q, p.j)
        if q is None and to_arb(p.lead[0]) <= 2 and to_arb(self.q.ratio_bound(p.j + 1)) < 1:
            state.update(rest=arb.pos_inf())  # -log q grows at least like k, which has no mean
            return True
        if not p.is_ready or not (q is None or q.is_ready):
            return False
        other = log_mass(self.q, p.j) if q is None else q.log()
        if other is None:
            return False
        state.update(rest=p.total(p.log() - other))
        return bool(other.error <= arb(2) ** -current_bits())

    # -- windows on the integers ---------------------------------------------------------------------------------------

    def _masses(self, first: int, last: int) -> Iterator[tuple[Number, Number]]:
        rows = []
        for law in (self.p, self.q):
            if isinstance(law, SequenceLaw):
                rows.append(masses(law, first, last))
            else:
                table = {int(v): m for v, m in _numbers(law) if v == int(v)}
                rows.append(iter([table.get(k, fmpq(0)) for k in range(first, last + 1)]))
        yield from zip(*rows, strict=True)
        # Atoms of a listed law that are no integers have no partner.
        for law, side in ((self.p, 0), (self.q, 1)):
            if not isinstance(law, SequenceLaw):
                for value, mass in _numbers(law):
                    if value != int(value):
                        yield (mass, fmpq(0)) if side == 0 else (fmpq(0), mass)

    def _window(self, settled: Callable[[int], bool]) -> tuple[int, arb, int]:
        """(first, bound on both masses below it, last): the tail beyond `last` is negligible or understood."""
        bits = current_bits() + 8
        first, below, last = [], arb(0), 0
        for law in (self.p, self.q):
            if isinstance(law, SequenceLaw):
                start, rest = law.head_start(bits, fmpq(1))
                first.append(start)
                below += to_arb(rest)
                last = max(last, law.mode(), law.cut(bits, fmpq(1)))
            else:
                values = [int(sp.floor(v)) for v, _ in _listed(law)]
                first.append(min(values))
                last = max(last, *values)
        begin = min(first)
        if below != 0 and begin < max(first):
            below = to_arb(sum((_head(law, begin) for law in (self.p, self.q)), arb(0)))
        step = 1
        while not settled(last) and last - begin < _MAX_WINDOW:
            last, step = last + step, 2 * step
        if last - begin > _MAX_ATOMS:
            raise NoBallEvaluation(f"{self.p} and {self.q} have too many atoms to be compared one by one")
        return begin, below, last

    def _steps(self, j: int) -> tuple[tuple[Number, Number] | None, tuple[Number, Number] | None]:
        """For each law (floor, bound) of the ratios of successive masses from j on; None when nothing is left."""
        out: list[tuple[Number, Number] | None] = []
        for law in (self.p, self.q):
            if not isinstance(law, SequenceLaw) or (law.index_range[1] <= j) == True:  # noqa: E712
                out.append(None)
            else:
                out.append((law.ratio_floor(j), law.ratio_bound(j)))
        return out[0], out[1]

    def _is_clear(self, j: int, gamma: Number) -> bool:
        """Whether the sign of p - gamma q beyond j is known, or does not matter."""
        small = arb(2) ** (-current_bits())
        return self._tail_sign(j, gamma) is not None or all(to_arb(_tail(law, j)) <= small for law in (self.p, self.q))

    def _tail_sign(self, j: int, gamma: Number) -> int | None:
        """The sign of p - gamma q on all of j, j+1, ..."""
        p, q = self._steps(j)
        if p is None or q is None:
            return 0 if p is None and q is None else -1 if p is None else 1
        first, second = PowerTail.of(self.p, j), PowerTail.of(self.q, j)
        if first is not None and second is not None:
            return sign_beyond(first, second, gamma)
        lead = to_arb(_mass(self.p, j)) - gamma * to_arb(_mass(self.q, j))
        if lead > 0 and p[0] >= q[1]:
            return 1
        if lead < 0 and p[1] <= q[0]:
            return -1
        return None


def _is_listed(law: DiscreteLaw) -> bool:
    return law.atom_count.is_finite is True and bool(law.atom_count <= _MAX_ATOMS)


def _listed(law: Law) -> list[tuple[Record, Number]]:
    """(value, mass) of every atom."""
    if isinstance(law, Product):
        parts = [_listed(factor) for factor in law.laws]
        out: list[tuple[Record, Number]] = []
        for atoms in product(*parts):
            mass: Number = fmpq(1)
            for _, factor in atoms:
                mass = shorten(mass * factor)
            out.append((tuple(value for value, _ in atoms), mass))
        return out
    if law.is_lattice:
        return law.value_masses()
    return [(label, evaluate_ball(mass)) for label, mass in zip(law.labels, law.mass_exprs(), strict=True)]


def _numbers(law: Law) -> list[tuple[sp.Rational, Number]]:
    """The same for a law on numbers."""
    return cast(list[tuple[sp.Rational, Number]], _listed(law))


def _mass(law: Law, k: int) -> Number:
    low, high = law.index_range
    return law.mass(k) if isinstance(law, SequenceLaw) and low <= k <= high else fmpq(0)


def _tail(law: Law, last: int) -> Number:
    if not isinstance(law, SequenceLaw) or (law.index_range[1] <= last) == True:  # noqa: E712
        return fmpq(0)
    return law.power_tail(last, fmpq(1))


def _head(law: Law, first: int) -> arb:
    if not isinstance(law, SequenceLaw) or first <= int(law.index_range[0]):
        return arb(0)
    return to_arb(law._below(first, fmpq(1)))


def _is_infinite(x: Number) -> bool:
    """Whether x is certainly +oo."""
    return isinstance(x, arb) and not x.is_finite() and bool(x > 0)


def _log(x: Number) -> Number:
    return fmpq(0) if isinstance(x, fmpq) and x == 1 else to_arb(x).log()


def _sum(terms: Iterator[Number]) -> Number:
    total: Number = fmpq(0)
    for term in terms:
        if _is_infinite(term):
            return arb.pos_inf()  # absorbs the rest
        total = add(total, term)
    return total
