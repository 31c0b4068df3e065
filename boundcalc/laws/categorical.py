"""The categorical law: finitely many named atoms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import ClassVar

import numpy as np
import sympy as sp
from flint import fmpq

from ..functions.atomic_law import Block
from ..numeric.ball import Number, evaluate_ball, shorten
from ..numeric.exact import shown, to_expr, to_integer, to_rational
from ..numeric.kinds import Array, NumberLike, Record
from ..numeric.multiprecision import MpNumber
from .components import sums_to_one
from .discrete import Blocks, DiscreteLaw, MassCounts
from .known_part import Knows, cell_of, merged
from .law import Law
from .mass_table import MassTable
from .parameter import Parameter

_MASS = Parameter("probs", "p", sp.Interval(0, sp.oo))


class Categorical(DiscreteLaw):
    r"""``P(u_j) = p_j``, j = 1..K.

    `probs`: a mapping from value to probability, or the probabilities alone: rationals, strings (``"3/10"``,
    ``"0.1"``), floats (their shortest decimal), a numpy array, or SymPy expressions. They must sum to 1 exactly, unless
    ``normalize=True`` divides by their sum. Atoms of mass 0 are left out. `values`: the K distinct labels, 1..K when
    not given; rational values make it a law on numbers.

    Raises ValueError for negative, NaN or infinite entries, a sum other than 1, or repeated values.

    >>> law = Categorical(["1/2", "3/10", "1/5"])
    >>> law, law.atom_count
    (Categorical(1/2, 3/10, 1/5), 3)
    >>> Categorical({"heads": 0.5, "tails": 0.5}).mass_of("tails")
    1/2
    >>> Categorical(["0.5", "0.49"])
    Traceback (most recent call last):
    ...
    ValueError: probs must sum to 1 exactly, got 99/100; pass normalize=True to divide by the sum
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    weights: ClassVar[str] = "probs"
    """What the masses are called in errors."""
    pmf: Callable[[sp.Expr], sp.Expr] | None = None

    def __new__(
        cls,
        probs: Mapping[Hashable, NumberLike] | Iterable[NumberLike] | MassTable,
        values: Sequence[Hashable] | None = None,
        *,
        normalize: bool = False,
    ) -> Categorical:
        if isinstance(probs, MassTable):
            return sp.Basic.__new__(cls, probs)
        if isinstance(probs, Mapping):
            if values is not None:
                raise ValueError("values are the keys of probs already; give one of them")
            probs, values = list(probs.values()), list(probs)
        if isinstance(probs, sp.Tuple | list | tuple) and any(
            isinstance(p, sp.Expr) and not isinstance(p, sp.Rational | sp.Float) for p in probs
        ):
            return cls._symbolic(probs, values, normalize)
        values = None if values is None else [_plain(v) for v in _listed(values)]
        return sp.Basic.__new__(cls, MassTable.read(probs, values, normalize, cls.weights))

    @classmethod
    def examples(cls) -> list[Law]:
        return [cls(["1/2", "3/10", "1/5"]), cls(["7/8", "1/8"], [0, 3])]

    @classmethod
    def _symbolic(cls, probs: Iterable[NumberLike], values: Sequence[Hashable] | None, normalize: bool) -> Categorical:
        exprs = [to_expr(p, "probs") for p in probs]
        total = sp.Add(*exprs)
        if normalize:
            exprs = [p / total for p in exprs]
        elif not sums_to_one(total):
            raise ValueError(f"probs must sum to 1, got {total}; pass normalize=True to divide by the sum")
        exprs = [_MASS.check(p) for p in exprs]
        labels = range(1, len(exprs) + 1) if values is None else [_plain(v) for v in _listed(values)]
        if len(labels) != len(exprs):
            raise ValueError(
                f"values must have one entry for each of the {len(exprs)} probabilities, got {len(labels)}"
            )
        return cls._of_law(exprs, labels)

    @classmethod
    def _of_law(cls, exprs: list[sp.Expr], labels: Sequence[Hashable]) -> Categorical:
        """Masses that are known to be a law's: no sum of irrational numbers has to be recognised as 1."""
        return sp.Basic.__new__(cls, sp.Tuple(*exprs), sp.Tuple(*map(_sympy_label, labels)))

    @property
    def _table(self) -> MassTable | None:
        return self.args[0] if isinstance(self.args[0], MassTable) else None

    @property
    def labels(self) -> Sequence[Hashable]:
        """The values u_j, in the order given."""
        return self._table.labels if self._table is not None else [_plain(v) for v in self.args[1]]

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, sp.Integer(len(self.labels))

    @property
    def is_lattice(self) -> bool:
        return all(_is_rational(label) for label in self.labels)

    def table(self) -> MassCounts | None:
        if self._table is not None:
            return [(shorten(mass), count) for mass, count in self._table.groups]
        return [(evaluate_ball(p), 1) for p in self.args[0]]

    def float64_table(self) -> Block | None:
        return self._table.float64 if self._table is not None else super().float64_table()

    def float64_blocks(self, size: int) -> Blocks | None:
        return super().float64_blocks(size) if self._table is None else self._table.float64_blocks(size)

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        from ..numeric.multiprecision import mpmath

        if self._table is None:
            return super().mpmath_table()
        return [(mpmath.mpf(int(m.p)) / int(m.q), count) for m, count in self._table.groups]

    def mass_exprs(self) -> Iterator[sp.Expr]:
        if self._table is None:
            return iter(self.args[0])
        return (_rational(self._table.mass(i)) for i in range(len(self._table)))

    def mass_of(self, value: object) -> sp.Expr:
        labels = list(self.labels)
        index = self._table.index if self._table is not None else {label: i for i, label in enumerate(labels)}
        position = next((index[label] for label in _readings(value) if label in index), None)
        if position is None:
            raise ValueError(f"target must be an atom of the law ({_listing(labels)}), got {shown(value)}")
        return self.args[0][position] if self._table is None else _rational(self._table.mass(position))

    def known(self, what: Knows) -> Law:
        if self._table is None:
            raise ValueError("knows needs numbers for all probabilities of a table")
        labels = list(self.labels)
        cells = merged(zip(labels, self._table.exact_weights, strict=True), cell_of(what, labels))
        table = MassTable.read([to_rational(_rational(w)) for w in cells.values()], list(cells), True, self.weights)
        return sp.Basic.__new__(type(self), table)

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        count = to_integer(count, "count")
        if self._table is None:
            raise ValueError("the rarest atoms are not known while the probabilities have symbols")
        order = self._table.order()[:count]
        return [(self._table.labels[i], _rational(self._table.mass(int(i)))) for i in order]

    def value_masses(self) -> list[tuple[sp.Rational, Number]]:
        if not self.is_lattice:
            raise ValueError(f"values must be rational numbers for a released mean, got {_listing(self.labels)}")
        masses = [evaluate_ball(p) for p in self.mass_exprs()]
        return [(_rational(to_rational(v)), m) for v, m in zip(self.labels, masses, strict=True)]

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        chance = np.array([float(p) for p in self.mass_exprs()])
        picks = rng.choice(len(chance), size=size, p=chance / chance.sum())
        labels = list(self.labels)
        if all(isinstance(v, int) and abs(v) < 2**63 for v in labels):
            return np.array(labels, dtype=np.int64)[picks]
        values = np.empty(len(labels), dtype=object)  # one cell each, also for labels that are tuples
        values[:] = labels
        return values[picks]


def _listed(values: object) -> Iterable[Hashable]:
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise ValueError(f"values must be a list of labels, got {shown(values)}")
    return values


def _label(value: object) -> Hashable:
    if isinstance(value, str):
        return value
    try:
        q = to_rational(value, "values")
    except ValueError:
        try:
            hash(value)
        except TypeError:
            raise ValueError(f"values must be hashable, got {shown(value)}") from None
        return value
    return int(q) if q.denominator == 1 else q


def _readings(value: object) -> Iterator[Hashable]:
    """The label itself; for text then the number it spells: the command line has only text."""
    yield _label(value)
    if isinstance(value, str):
        with suppress(ValueError):
            yield _label(to_rational(value))


def _is_rational(label: Hashable) -> bool:
    from fractions import Fraction

    return isinstance(label, int | Fraction)


def _sympy_label(label: Hashable) -> sp.Basic:
    return sp.Symbol(label) if isinstance(label, str) else _rational(to_rational(label))


def _plain(label: object) -> Hashable:
    # Labels of a symbolic law travel as SymPy objects.
    return label.name if isinstance(label, sp.Symbol) else _label(label)


def _rational(q: Fraction | fmpq) -> sp.Rational:
    return sp.Rational(int(q.numerator), int(q.denominator))


def _listing(labels: Sequence[Hashable]) -> str:
    shown = [str(v) for v in list(labels)[:6]]
    return ", ".join(shown) + (", ..." if len(labels) > 6 else "")
