"""Finite mixtures of discrete laws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import Number, add, evaluate_ball, multiply, to_arb
from ..numeric.enclosure import Enclosure
from ..numeric.exact import shown
from ..numeric.kinds import Array, NumberLike, Printer
from ..numeric.multiprecision import MpNumber
from ..numeric.sign import smallest
from .categorical import Categorical
from .components import components, sample_mixture
from .discrete import DiscreteLaw, enclosure_of
from .law import Law
from .sequence import SequenceLaw

_LISTED = 1 << 16
_HEAVY_WINDOW = 1 << 12


class DiscreteMixture(SequenceLaw):
    r"""``sum_i w_i P_i`` for discrete laws P_i on rational numbers; built by `Mixture`.

    Components with infinitely many atoms live on the integers, and so must the others beside them. When all have
    finitely many the mixture is a `Categorical`.

    >>> from boundcalc.laws import Bernoulli, Mixture, Poisson
    >>> Mixture([Bernoulli("1/2"), Bernoulli("1/4")], ["1/3", "2/3"])
    Categorical(2/3, 1/3)
    >>> Mixture([Poisson(1), Poisson(2)]).mass_of(0)
    exp(-2)/2 + exp(-1)/2
    """

    def __new__(cls, laws: Sequence[Law], weights: Sequence[NumberLike] | None = None) -> Law:
        merged = components(laws, weights, DiscreteLaw, "all discrete or all continuous on the line")
        if len(merged) == 1:
            return next(iter(merged))
        self = sp.Basic.__new__(cls, sp.Tuple(*merged), sp.Tuple(*merged.values()))
        for law in merged:
            if not law.is_lattice:
                raise ValueError(f"laws must have rational numbers as atoms, got {law}")
            if not law.free_symbols and not isinstance(law, SequenceLaw) and law.atom_count > _LISTED:
                raise ValueError(f"laws must have at most {_LISTED} atoms or a sequence of masses, got {law}")
        if self.free_symbols:
            raise ValueError(f"laws of a discrete mixture must have numbers for all parameters, got {self}")
        if all((law.atom_count <= _LISTED) == True for law in merged):  # noqa: E712
            return _categorical(merged)
        for table in self._tables.values():
            if any(value != int(value) for value in table):
                raise ValueError("laws must live on the integers beside a law with infinitely many atoms")
        return self

    @property
    def laws(self) -> tuple[DiscreteLaw, ...]:
        """The components."""
        return tuple(self.args[0])

    @property
    def weights(self) -> tuple[sp.Expr, ...]:
        """Their weights."""
        return tuple(self.args[1])

    @property
    def _parts(self) -> list[tuple[sp.Expr, DiscreteLaw]]:
        return list(zip(self.weights, self.laws, strict=True))

    @property
    def _balls(self) -> list[tuple[Number, DiscreteLaw]]:
        return [(evaluate_ball(w), law) for w, law in self._parts]

    @property
    def _tables(self) -> dict[DiscreteLaw, dict[sp.Rational, Number]]:
        """{value: mass} of the components that are listed, at the working precision."""
        return {law: dict(law.value_masses()) for law in self.laws if not isinstance(law, SequenceLaw)}

    # -- what every discrete law offers --------------------------------------------------------------------------------

    @property
    def index_symbol(self) -> str:
        return "j"

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        firsts = [law.index_range[0] for law in self.laws if isinstance(law, SequenceLaw)]
        firsts += [sp.Integer(int(min(table))) for table in self._tables.values()]
        return smallest(*firsts), sp.oo

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        raise ValueError(f"{self} has no mpmath evaluation; use the ball backend")

    def mass_of(self, value: object) -> sp.Expr:
        masses = []
        for w, law in self._parts:
            try:
                masses.append(w * law.mass_of(value))
            except ValueError:  # no atom of this component
                continue
        if not masses:
            raise ValueError(f"target must be an atom of {self}, got {shown(value)}")
        return sp.Add(*masses)

    def mass_exprs(self) -> Iterator[sp.Expr]:
        raise ValueError(f"{self} does not list its masses one by one")

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        most = arb(0)
        for mass in self.masses(int(self.index_range[0]), self.mode()):
            most = most.max(to_arb(mass))
        return Enclosure.point(0), enclosure_of(most)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return sample_mixture(self._parts, rng, size)

    def float_pmf(self, values: Array) -> Array:
        total = np.zeros(len(values))
        tables = self._tables
        for w, law in self._parts:
            if law in tables:
                masses = {float(value): float(to_arb(mass).mid()) for value, mass in tables[law].items()}
                total += float(w) * np.array([masses.get(float(value), 0.0) for value in values])
            else:
                low, high = law.index_range
                inside = (values >= float(low)) & (values <= float(high))
                total[inside] += float(w) * law.float_pmf(np.asarray(values)[inside])
        return total

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        return self.float_pmf(self.sample(rng, size))

    # -- the sequence of masses on the integers ------------------------------------------------------------------------

    def mode(self) -> int:
        # Beyond all modes no component rises.
        modes = [law.mode() for law in self.laws if isinstance(law, SequenceLaw)]
        return max([*modes, *(int(max(table)) for table in self._tables.values())])

    def masses(self, first: int, last: int) -> Iterator[Number]:
        tables = self._tables
        rows: list[Iterable[Number]] = []
        for _, law in self._parts:
            if law in tables:
                rows.append([tables[law].get(sp.Integer(k), fmpq(0)) for k in range(first, last + 1)])
            else:
                rows.append(_masses(law, first, last))
        weights = [w for w, _ in self._balls]
        for row in zip(*rows, strict=True):
            total: Number = fmpq(0)
            for w, mass in zip(weights, row, strict=True):
                total = add(total, multiply(w, mass))
            yield total

    def mass(self, k: int) -> Number:
        return next(self.masses(k, k))

    def _going(self, k: int) -> list[tuple[Number, DiscreteLaw]]:
        """The components that still have atoms beyond k, k at or beyond the mode."""
        return [
            (w, law)
            for w, law in self._balls
            if isinstance(law, SequenceLaw) and (law.index_range[1] > k) == True  # noqa: E712
        ]

    def ratio_bound(self, k: int) -> arb:
        # The ratio of sums is between the smallest and the largest ratio.
        out = arb(0)
        for _, law in self._going(k):
            out = out.max(to_arb(law.ratio_bound(k)))
        return out

    def ratio_floor(self, k: int) -> arb:
        going = self._going(k)
        if any((law.index_range[1] != sp.oo) for _, law in going) or not going:
            return arb(0)
        floors = [to_arb(law.ratio_floor(k)) for _, law in going]
        best, mass = floors[0], to_arb(self.mass(k))
        for floor in floors[1:]:
            best = best.min(floor)
        for i, (w, law) in enumerate(going):
            # The share of the slowest component does not fall from k on.
            if all(floors[i] >= to_arb(other.ratio_bound(k)) for j, (_, other) in enumerate(going) if j != i):
                best = best.max(floors[i] * to_arb(w) * to_arb(law.mass(k)) / mass)
        return best.lower()

    def decay(self, k: int) -> tuple[arb, arb, arb]:
        # Any component is a lower bound: the one that falls slowest.
        best = arb(0), arb(0), arb(0)
        for w, law in self._going(k):
            mass, ratio, bend = law.decay(k)
            if ratio > best[1] or (ratio >= best[1] and to_arb(w) * mass > best[0]):
                best = to_arb(w) * mass, ratio, bend
        return best

    @property
    def is_heavy(self) -> bool:
        return any(law.is_heavy for law in self.laws if isinstance(law, SequenceLaw))

    def mass_bound(self, last: int) -> arb:
        return sum((to_arb(w) * to_arb(law.mass_bound(last)) for w, law in self._going(last)), arb(0)).upper()

    def power_tail(self, last: int, a: Number) -> arb:
        going, exponent = self._going(last), to_arb(a)
        if a == 1:
            return sum((to_arb(w) * to_arb(law.power_tail(last, a)) for w, law in going), arb(0))
        # (sum w x)^a <= sum w^a x^a for a <= 1, and <= sum w x^a, >= sum w^a x^a for a >= 1.
        parts = [(to_arb(w), to_arb(law.power_tail(last, a))) for w, law in going]
        powers = sum((w**exponent * part for w, part in parts), arb(0))
        if a < 1:
            return arb(0).union(powers.upper())
        return powers.lower().union(sum((w * part for w, part in parts), arb(0)).upper())

    def diverges(self, a: Number) -> bool:
        return any(law.diverges(a) for law in self.laws if isinstance(law, SequenceLaw))

    def cut(self, bits: int, a: Number) -> int:
        # Powers of a sum have no closed tail, so it must be small; that of a heavy law cannot be.
        ends = [self.mode()]
        for law in self.laws:
            if isinstance(law, SequenceLaw):
                light = not law.is_heavy
                ends.append(law._search(_is_below(law, bits, a)) if light else law.mode() + _HEAVY_WINDOW)
        return max(ends)

    def head_start(self, bits: int, a: Number) -> tuple[int, arb]:
        first = min(
            [law.head_start(bits + 8, a)[0] for law in self.laws if isinstance(law, SequenceLaw)]
            + [int(min(table)) for table in self._tables.values()]
        )
        return first, self._below(first, a)

    def _below(self, k: int, a: Number) -> arb:
        total = arb(0)
        for w, law in self._balls:
            if isinstance(law, SequenceLaw) and k > int(law.index_range[0]):
                total += (to_arb(w) ** to_arb(a)).max(to_arb(w)) * law._below(k, a)
            elif not isinstance(law, SequenceLaw) and k > int(min(self._tables[law])):
                return arb.pos_inf()
        return total

    def _sympystr(self, printer: Printer) -> str:
        return f"Mixture({self._arguments(printer)})"

    def _latex(self, printer: Printer) -> str:
        return rf"\mathrm{{Mixture}}\left({self._arguments(printer)}\right)"


def _is_below(law: SequenceLaw, bits: int, a: Number) -> Callable[[int], bool]:
    return lambda k: bool(law.power_tail(k, a) < arb(2) ** -bits)


def _categorical(parts: dict[DiscreteLaw, sp.Expr]) -> Categorical:
    """The mixture of laws with finitely many atoms: a table."""
    masses: dict[sp.Rational, sp.Expr] = {}
    for law, w in parts.items():
        for value, _ in law.value_masses():
            masses[value] = masses.get(value, sp.S.Zero) + w * law.mass_of(value)
    values = sorted(value for value, mass in masses.items() if mass != 0)
    listed = [masses[value] for value in values]
    if all(mass.is_Rational for mass in listed):
        return Categorical(listed, values=values)
    return Categorical._of_law(listed, values)


def _masses(law: SequenceLaw, first: int, last: int) -> Iterator[Number]:
    """p(first), ..., p(last) with zeros outside the support."""
    low, high = law.index_range
    start, stop = max(first, int(low)), last if high is sp.oo else min(last, int(high))
    yield from (fmpq(0) for _ in range(first, min(start, last + 1)))
    if start <= stop:
        yield from law.masses(start, stop)
    yield from (fmpq(0) for _ in range(max(stop + 1, start), last + 1))


__all__ = ["DiscreteMixture"]
