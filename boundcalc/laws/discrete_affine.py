"""The affine image of a discrete law."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from flint import arb

from ..functions.atomic_law import Block, Blocks
from ..numeric.ball import Number
from ..numeric.enclosure import Enclosure
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import Array, Printer, Record
from ..numeric.multiprecision import MpNumber
from ..numeric.sign import certain_sign
from .discrete import DiscreteLaw, MassCounts
from .law import Law


class DiscreteAffine(DiscreteLaw):
    """The law of ``shift + scale X``, X from a discrete law on numbers, scale != 0: `Affine` makes it.

    Its atoms have the masses of those of X, in the same order; only their values differ.

    >>> from boundcalc.laws import Affine, Poisson
    >>> Affine(Poisson(2), 1, 3).mass_of(7)
    2*exp(-2)
    """

    def __new__(cls, law: DiscreteLaw, shift: sp.Expr, scale: sp.Expr) -> DiscreteLaw:
        if isinstance(law, DiscreteAffine):
            law, shift, scale = law.law, shift + scale * law.shift, scale * law.scale
        return law if (shift, scale) == (0, 1) else sp.Basic.__new__(cls, law, shift, scale)

    @classmethod
    def examples(cls) -> list[Law]:
        from .binomial import Binomial

        return [cls(Binomial(3, sp.Rational(1, 3)), sp.Integer(1), sp.Integer(2))]

    def _sympystr(self, printer: Printer) -> str:
        # As it is written.
        return f"Affine({', '.join(printer._print(arg) for arg in self.args)})"

    def _latex(self, printer: Printer) -> str:
        return rf"\mathrm{{Affine}}\left({', '.join(printer._print(arg) for arg in self.args)}\right)"

    @property
    def law(self) -> DiscreteLaw:
        """The law of X."""
        return self.args[0]

    @property
    def shift(self) -> sp.Expr:
        """The constant that is added."""
        return self.args[1]

    @property
    def scale(self) -> sp.Expr:
        """The factor."""
        return self.args[2]

    @property
    def unlabelled(self) -> DiscreteLaw:
        """A law with the same masses: sums over atoms are sums over its atoms."""
        return self.law

    @property
    def pmf(self) -> object:  # type: ignore[override]
        """The mass of the atom with an index, which is that of X."""
        return self.law.pmf

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return self.law.index_range

    @property
    def atom_count(self) -> sp.Expr:
        return self.law.atom_count

    @property
    def is_lattice(self) -> bool:
        return bool(self.law.is_lattice and self.shift.is_Rational and self.scale.is_Rational)

    def _image(self, value: object) -> sp.Expr:
        return self.shift + self.scale * sp.sympify(value)

    def mass_of(self, value: object) -> sp.Expr:
        x = to_expr(value, "target")
        inner = (x - self.shift) / self.scale
        if not inner.free_symbols and not inner.is_Rational:
            nearest = sp.Integer(sp.floor(inner + sp.Rational(1, 2)))
            inner = nearest if certain_sign(inner - nearest) == 0 else inner
        try:
            return self.law.mass_of(inner)
        except ValueError:
            raise ValueError(f"target must be an atom of {self}, got {shown(value)}") from None

    # -- masses: those of X --------------------------------------------------------------------------------------------

    def table(self) -> MassCounts | None:
        return self.law.table()

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        return self.law.window_table(bits, a)

    def diverges(self, a: Number) -> bool:
        """Whether the sum of p^a is infinite."""
        return bool(getattr(self.law, "diverges", lambda a: False)(a))

    def mass_exprs(self) -> Iterator[sp.Expr]:
        return self.law.mass_exprs()

    def float64_table(self) -> Block | None:
        return self.law.float64_table()

    def float64_blocks(self, size: int) -> Blocks | None:
        return self.law.float64_blocks(size)

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        return self.law.mpmath_table()

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        return self.law.extreme_masses()

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        return self.law.sample_masses(rng, size)

    # -- atoms ---------------------------------------------------------------------------------------------------------

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        return [(self._image(value), mass) for value, mass in self.law.rarest(count)]

    def value_masses(self) -> list[tuple[sp.Rational, Number]]:
        return [(self._image(value), mass) for value, mass in self.law.value_masses()]

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return float(self.shift) + float(self.scale) * np.asarray(self.law.sample(rng, size), dtype=float)

    def float_pmf(self, values: Array) -> Array:
        """Masses at an array of values, as float64 without guarantee (for simulation)."""
        inner = np.rint((np.asarray(values, dtype=float) - float(self.shift)) / float(self.scale))
        found: Array = self.law.float_pmf(inner)
        return found
