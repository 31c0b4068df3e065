"""The product of independent discrete laws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, fmpq
from sympy.core.symbol import Str

from ..numeric.ball import NoBallEvaluation, Number, shorten, to_arb
from ..numeric.contradiction import nonnegative
from ..numeric.enclosure import Enclosure
from ..numeric.exact import listed, shown, to_expr, to_integer
from ..numeric.kinds import Array, Printer, Record
from ..numeric.multiprecision import MpNumber
from .discrete import DiscreteLaw, MassCounts, rarest_first
from .known_part import Knows, Seen, places_of
from .law import Law
from .mapped import mapped

_MAX_ATOMS = 5_000_000


class Product(DiscreteLaw):
    """The law of (X_1, ..., X_d) for independent X_i: masses multiply. Coordinates may have names.

    >>> from boundcalc.laws import Bernoulli, DiscreteUniform
    >>> Product(Bernoulli("1/4"), DiscreteUniform(1, 3)).mass_of((1, 2))
    1/12
    >>> Product(smoker=Bernoulli("1/4"), ward=DiscreteUniform(1, 3)).known(["ward"])
    DiscreteUniform(1, 3)
    >>> Product(smoker=Bernoulli("1/4"), ward=DiscreteUniform(1, 3)).known(max).mass_of(3)
    1/3
    """

    def __new__(cls, *laws: DiscreteLaw, **named: DiscreteLaw) -> Product:
        if laws and named:
            raise ValueError("Product takes laws, or laws with names, not both")
        names = sp.Tuple(*map(Str, named)) if named else None
        laws = laws or tuple(named.values())
        if not laws:
            raise ValueError("Product takes at least one law")
        for law in laws:
            if not isinstance(law, DiscreteLaw):
                raise ValueError(f"Product takes discrete laws, got {shown(law)}")
        return sp.Basic.__new__(cls, *laws, *([] if names is None else [names]))

    @property
    def laws(self) -> tuple[DiscreteLaw, ...]:
        """The laws of the coordinates."""
        return tuple(law for law in self.args if isinstance(law, DiscreteLaw))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the coordinates; none where they have none."""
        return tuple(map(str, self.args[-1])) if isinstance(self.args[-1], sp.Tuple) else ()

    def known(self, what: Knows) -> Law:
        """Coordinates; {coordinate: None, or a map of its values}; or a map of the whole record."""
        maps: dict[int, Any] = {}
        if isinstance(what, Seen) and all(isinstance(name, str | int) for name, _ in what.pairs):
            places = places_of([name for name, _ in what.pairs], self.names, len(self.laws))
            maps = {place: seen for place, (_, seen) in zip(places, what.pairs, strict=True) if seen is not None}
        elif isinstance(what, Seen) or callable(what):
            return mapped(self, what)
        else:
            places = places_of(what, self.names, len(self.laws))
        laws = [mapped(self.laws[i], maps[i]) if i in maps else self.laws[i] for i in places]
        if len(laws) == 1:
            return laws[0]
        names = [self.names[i] for i in places] if self.names else []
        return Product(**dict(zip(names, laws, strict=True))) if names else Product(*laws)

    @classmethod
    def examples(cls) -> list[Law]:
        from .categorical import Categorical

        return [cls(Categorical(["1/2", "1/2"]), Categorical(["1/4", "3/4"]))]

    @property
    def index_symbol(self) -> str:
        return "j"

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, self.atom_count

    @property
    def atom_count(self) -> sp.Expr:
        return sp.Mul(*(law.atom_count for law in self.laws))

    @property
    def is_lattice(self) -> bool:
        return False

    def table(self) -> MassCounts | None:
        tables = []
        for law in self.laws:
            table = law.table()
            if table is None:
                return None
            tables.append(table)
        return _multiply(tables)

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        exponent = to_arb(a)
        inside, whole, tables = arb(1), arb(1), []
        for law in self.laws:
            table, outside = law.window_table(bits + 16, a)
            part = sum((count * to_arb(mass) ** exponent for mass, count in table), arb(0))
            inside, whole = inside * part, whole * (part + outside)
            tables.append(table)
        # Outside the box: the whole sum of powers minus the sum inside.
        return _multiply(tables), nonnegative(whole - inside, "a sum of powers outside a box", self).upper()

    def diverges(self, a: Number) -> bool:
        """Whether the sum of p^a is infinite."""
        return any(getattr(law, "diverges", lambda _: False)(a) for law in self.laws)

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        out: list[tuple[sp.Expr, int]] = [(1, 1)]
        for law in self.laws:
            out = [(mass * factor, count * times) for mass, count in out for factor, times in law.mpmath_table()]
        return out

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        low = high = Enclosure.point(1)
        for law in self.laws:
            least, most = law.extreme_masses()
            low, high = low * least, high * most
        return low, high

    def mass_of(self, value: object) -> sp.Expr:
        if not isinstance(value, tuple | list | sp.Tuple) or len(value) != len(self.laws):
            raise ValueError(f"target must be a tuple of {len(self.laws)} values, got {shown(value)}")
        return sp.Mul(*(law.mass_of(v) for law, v in zip(self.laws, value, strict=True)))

    def mass_exprs(self) -> Iterator[sp.Expr]:
        return (sp.Mul(*masses) for masses in product(*(list(law.mass_exprs()) for law in self.laws)))

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        count = to_integer(count, "count")
        # The rarest atoms of a product are among products of the rarest of each factor.
        best = product(*(law.rarest(count) for law in self.laws))
        pairs = [(tuple(v for v, _ in pick), to_expr(sp.Mul(*(m for _, m in pick)))) for pick in best]
        return rarest_first(pairs)[:count]

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        out: Array = np.ones(size)
        for law in self.laws:
            out = out * law.sample_masses(rng, size)
        return out

    def _sympystr(self, printer: Printer) -> str:
        names = [f"{name}=" for name in self.names] or [""] * len(self.laws)
        factors = list(zip(names, self.laws, strict=True))
        return f"Product({listed(factors, 'factors', lambda factor: factor[0] + printer._print(factor[1]))})"

    def sample(self, rng: np.random.Generator, size: int) -> list[tuple[Record, ...]]:  # type: ignore[override]
        return list(zip(*(law.sample(rng, size) for law in self.laws), strict=True))


def _multiply(tables: list[MassCounts]) -> MassCounts:
    """The masses of the product, equal ones grouped."""
    groups: list[tuple[Number, int]] = [(fmpq(1), 1)]
    for table in tables:
        if len(groups) * len(table) > _MAX_ATOMS:
            raise NoBallEvaluation(f"a product of more than {_MAX_ATOMS} distinct masses is out of reach")
        merged: dict[Number, int] = defaultdict(int)
        balls: list[tuple[Number, int]] = []
        for (mass, count), (factor, times) in product(groups, table):
            value = shorten(mass * factor)
            if isinstance(value, fmpq):
                merged[int(value.p), int(value.q)] += count * times
            else:
                balls.append((value, count * times))
        groups = [(fmpq(p, q), count) for (p, q), count in merged.items()] + balls
    return groups
