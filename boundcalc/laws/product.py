"""The product of independent discrete laws."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

import sympy as sp

from ..numeric.ball import NoBallEvaluation, shorten
from ..numeric.exact import to_expr
from .discrete import DiscreteLaw, Table

_MAX_ATOMS = 5_000_000


class Product(DiscreteLaw):
    """The law of (X_1, ..., X_d) for independent X_i with finitely many atoms: masses multiply.

    >>> from boundcalc.laws import Bernoulli, DiscreteUniform
    >>> Product(Bernoulli("1/4"), DiscreteUniform(1, 3)).mass_of((1, 2))
    1/12
    """

    def __new__(cls, *laws: DiscreteLaw) -> Product:
        if not laws:
            raise ValueError("Product takes at least one law")
        for law in laws:
            if not isinstance(law, DiscreteLaw):
                raise ValueError(f"Product takes discrete laws, got {law!r}")
            if law.atom_count is sp.oo:
                raise ValueError(f"Product takes laws with finitely many atoms, got {law}")
        return sp.Basic.__new__(cls, *laws)

    @property
    def index_symbol(self) -> str:
        return "j"

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, self.atom_count

    @property
    def atom_count(self) -> sp.Expr:
        return sp.Mul(*(law.atom_count for law in self.args))

    @property
    def is_lattice(self) -> bool:
        return False

    def table(self) -> Table | None:
        groups: dict[Any, list[Any]] = {"": [None, 1]}
        for law in self.args:
            table = law.table()
            if table is None:
                raise NoBallEvaluation(f"{law} has too many atoms for a product")
            if len(groups) * len(table) > _MAX_ATOMS:
                raise NoBallEvaluation(f"a product of more than {_MAX_ATOMS} distinct masses is out of reach")
            merged: dict[Any, list[Any]] = defaultdict(lambda: [None, 0])
            for (mass, count), (factor, times) in product(groups.values(), table):
                value = factor if mass is None else shorten(mass * factor)
                cell = merged[str(value) if not hasattr(value, "p") else (int(value.p), int(value.q))]
                # Balls that print alike may differ: their union is still correct for both.
                cell[0] = value if cell[0] is None or not hasattr(value, "union") else cell[0].union(value)
                cell[1] += count * times
            groups = merged
        return [(mass, count) for mass, count in groups.values()]

    def mass_of(self, value: Any) -> sp.Expr:
        if not isinstance(value, tuple | list | sp.Tuple) or len(value) != len(self.args):
            raise ValueError(f"target must be a tuple of {len(self.args)} values, got {value!r}")
        return sp.Mul(*(law.mass_of(v) for law, v in zip(self.args, value, strict=True)))

    def mass_exprs(self) -> Any:
        return (sp.Mul(*masses) for masses in product(*(list(law.mass_exprs()) for law in self.args)))

    def rarest(self, count: int) -> list[tuple[Any, sp.Expr]]:
        # The rarest atoms of a product are among products of the rarest of each factor.
        best = product(*(law.rarest(count) for law in self.args))
        pairs = [(tuple(v for v, _ in pick), to_expr(sp.Mul(*(m for _, m in pick)))) for pick in best]
        return sorted(pairs, key=lambda pair: sp.Float(pair[1], 30))[:count]

    def sample(self, rng: Any, size: int) -> Any:
        return list(zip(*(law.sample(rng, size) for law in self.args), strict=True))
