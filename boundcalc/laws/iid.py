"""Independent copies of a discrete law."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import comb
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import NoBallEvaluation, Number, shorten, to_arb
from ..numeric.contradiction import nonnegative
from ..numeric.enclosure import Enclosure
from ..numeric.exact import shown, to_integer
from ..numeric.kinds import Array
from ..numeric.multiprecision import MpNumber
from .discrete import DiscreteLaw, MassCounts, rarest_first
from .known_part import Knows, Seen, places_of
from .law import Law
from .mapped import mapped

_MAX_ATOMS = 1_000_000
MAX_COPIES = 10**6


class IID(DiscreteLaw):
    """The law of (X_1, ..., X_d), d independent copies of a discrete X: a `Product` of equal laws, for large d.

    Raises ValueError for a law that is not discrete, or d that is no integer from 1 to 10^6.

    >>> from boundcalc.laws import Bernoulli
    >>> IID(Bernoulli("1/4"), 3).mass_of((1, 0, 0))
    9/64
    """

    def __new__(cls, law: DiscreteLaw, d: Any) -> IID:
        if not isinstance(law, DiscreteLaw):
            raise ValueError(f"IID takes a discrete law, got {shown(law)}")
        copies = to_integer(d, "d")
        if not 1 <= copies <= MAX_COPIES:
            raise ValueError(f"d must be an integer from 1 to {MAX_COPIES}, got {shown(d)}")
        return sp.Basic.__new__(cls, law, sp.Integer(copies))

    @classmethod
    def examples(cls) -> list[Law]:
        from .bernoulli import Bernoulli
        from .categorical import Categorical

        return [cls(Bernoulli("1/4"), 3), cls(Categorical(["1/2", "1/3", "1/6"]), 2)]

    @property
    def law(self) -> DiscreteLaw:
        """The law of one coordinate."""
        return self.args[0]

    def known(self, what: Knows) -> Law:
        if callable(what) or isinstance(what, Seen):
            return mapped(self, what)
        many = len(places_of(what, (), self.copies))
        return self.law if many == 1 else IID(self.law, many)

    @property
    def copies(self) -> int:
        """d."""
        return int(self.args[1])

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, self.atom_count

    @property
    def atom_count(self) -> sp.Expr:
        return self.law.atom_count**self.copies

    @property
    def is_lattice(self) -> bool:
        return False

    def table(self) -> MassCounts | None:
        table = self.law.table()
        return None if table is None else _power(table, self.copies)

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        exponent = to_arb(a)
        table, outside = self.law.window_table(bits + 16 + self.copies.bit_length(), a)
        inside = sum((count * to_arb(mass) ** exponent for mass, count in table), arb(0))
        rest = (inside + outside) ** self.copies - inside**self.copies
        return _power(table, self.copies), nonnegative(rest, "a sum of powers outside a box", self).upper()

    def diverges(self, a: Number) -> bool:
        """Whether the sum of p^a is infinite."""
        return bool(getattr(self.law, "diverges", lambda _: False)(a))

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        return _power(self.law.mpmath_table(), self.copies)

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        low, high = self.law.extreme_masses()
        return _repeated(low, self.copies), _repeated(high, self.copies)

    def mass_of(self, value: object) -> sp.Expr:
        if not isinstance(value, tuple | list | sp.Tuple) or len(value) != self.copies:
            raise ValueError(f"target must be a tuple of {self.copies} values, got {shown(value)}")
        return sp.Mul(*(self.law.mass_of(v) for v in value))

    def mass_exprs(self) -> Iterator[sp.Expr]:
        return (sp.Mul(*masses) for masses in product(list(self.law.mass_exprs()), repeat=self.copies))

    def rarest(self, count: int) -> list[tuple[Any, sp.Expr]]:
        count = to_integer(count, "count")
        one: list[tuple[Any, sp.Expr]] = [((value,), mass) for value, mass in self.law.rarest(count)]
        best, left = [((), sp.S.One)], self.copies
        # The rarest atoms are among products of the rarest of each part; parts by doubling.
        while left:
            if left & 1:
                best = _rarest(best, one, count)
            left >>= 1
            if left:
                one = _rarest(one, one, count)
        return best

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        out: Array = np.ones(size)
        for _ in range(self.copies):
            out = out * self.law.sample_masses(rng, size)
        return out

    def sample(self, rng: np.random.Generator, size: int) -> Any:  # a list of tuples
        return list(zip(*(self.law.sample(rng, size) for _ in range(self.copies)), strict=True))


def _rarest(x: list[Any], y: list[Any], count: int) -> list[Any]:
    return rarest_first([(v + w, m * p) for (v, m), (w, p) in product(x, y)])[:count]


def _power(table: list[tuple[Any, int]], d: int) -> list[tuple[Any, int]]:
    """Products of d masses: one for every way to share d places out among the distinct masses."""
    if comb(d + len(table) - 1, len(table) - 1) > _MAX_ATOMS:
        raise NoBallEvaluation(f"{d} copies of a law with {len(table)} distinct masses are out of reach")
    out: list[tuple[Any, int, int]] = [(fmpq(1) if isinstance(table[0][0], fmpq | arb) else 1, 1, 0)]
    for place, (mass, count) in enumerate(table):
        powers, times = [1], [1]
        for _ in range(d):
            powers.append(shorten(powers[-1] * mass) if isinstance(mass, fmpq | arb) else powers[-1] * mass)
            times.append(times[-1] * count)
        last = place == len(table) - 1
        out = [
            (product_ * powers[k], number * comb(d - used, k) * times[k], used + k)
            for product_, number, used in out
            for k in ([d - used] if last else range(d - used + 1))
        ]
    return [(mass, count) for mass, count, _ in out]


def _repeated(x: Enclosure, d: int) -> Enclosure:
    out, power = Enclosure.point(1), x
    while d:
        out = out * power if d & 1 else out
        d >>= 1
        power = power * power if d else power
    return out
