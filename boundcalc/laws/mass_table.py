"""The masses and labels of a finite law, as one opaque SymPy leaf that can hold a million atoms."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np
import sympy as sp
from flint import fmpq

from ..functions.atomic_law import Block, Blocks
from ..numeric.exact import shown, to_fmpq, to_rational
from ..numeric.float64 import UNIT, accurate_sum
from ..numeric.kinds import Array, NumberLike, Printer

Weights: TypeAlias = Array | list[fmpq]
Labels: TypeAlias = tuple[Hashable, ...] | range


class MassTable(sp.Atom):
    """Weights w_j > 0 (exact rationals, w_j / sum w the mass) with the labels of the atoms.

    Compares and hashes by content; never expanded into SymPy objects.
    """

    is_commutative = True
    weights: Weights
    labels: Labels

    def __new__(cls, weights: Weights, labels: Sequence[Hashable] | None = None) -> MassTable:
        obj = sp.Basic.__new__(cls)
        obj.weights = weights
        obj.labels = (
            range(1, len(weights) + 1) if labels is None else labels if isinstance(labels, range) else tuple(labels)
        )
        return obj

    @classmethod
    def read(
        cls, weights: Iterable[NumberLike], labels: Sequence[Hashable] | None, normalize: bool, name: str
    ) -> MassTable:
        """Validate weights: not negative, not NaN, exact; they sum to 1, or `normalize` divides by their sum."""
        array = cls._as_array(weights, name)
        if labels is not None and len(labels) != len(array):
            raise ValueError(
                f"values must have one entry for each of the {len(array)} probabilities, got {len(labels)}"
            )
        if labels is not None and len(set(labels)) != len(labels):
            twice = next(value for value, count in Counter(labels).items() if count > 1)
            raise ValueError(f"values must be distinct, got {twice!r} more than once")
        if isinstance(array, np.ndarray):
            if array.dtype.kind == "f" and not np.all(np.isfinite(array)):
                raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)][0]}")
            least = array.min(initial=1)
            negative: Sequence[int] | Array = np.flatnonzero(array < 0) if least < 0 else ()
            keep: Sequence[int] | Array = np.flatnonzero(array > 0) if least <= 0 else range(len(array))
        else:
            negative = [i for i, w in enumerate(array) if w < 0]
            keep = [i for i, w in enumerate(array) if w > 0]
        if len(negative):
            raise ValueError(f"{name} must not be negative, got {array[negative[0]]}")
        if not len(keep):
            raise ValueError(f"{name} must have at least one positive entry")
        if len(keep) < len(array):
            labels = [labels[i] for i in keep] if labels is not None else [int(i) + 1 for i in keep]
            array = array[keep] if isinstance(array, np.ndarray) else [array[i] for i in keep]
        table = cls(array, labels)
        if not normalize:
            table._require_sum_one(name)
        return table

    @staticmethod
    def _as_array(weights: Iterable[NumberLike], name: str) -> Weights:
        if isinstance(weights, str | bytes | set | frozenset) or not hasattr(weights, "__iter__"):
            raise ValueError(f"{name} must be a sequence of numbers, got {shown(weights)}")
        if isinstance(weights, np.ndarray):
            if weights.ndim != 1 or weights.dtype.kind not in "iufO":
                raise ValueError(
                    f"{name} must be a one-dimensional array of numbers, got {weights.dtype} of shape {weights.shape}"
                )
            if weights.dtype.kind in "iu":
                return weights.astype(np.int64) if weights.max(initial=0) < 2**62 else [fmpq(int(w)) for w in weights]
            if weights.dtype == np.float64:
                return weights.copy()
        values = [to_fmpq(to_rational(w, name)) for w in weights]
        if not values:
            raise ValueError(f"{name} must have at least one entry")
        return values

    def _require_sum_one(self, name: str) -> None:
        if isinstance(self.weights, np.ndarray) and self.weights.dtype.kind == "f":
            total = accurate_sum(self.weights)
            if abs(total - 1) > len(self.weights) * 1e-15:
                raise ValueError(f"{name} must sum to 1, got {total!r}; pass normalize=True to divide by the sum")
        if self.total != 1:
            found = _short(self.total)
            raise ValueError(f"{name} must sum to 1 exactly, got {found}; pass normalize=True to divide by the sum")

    # -- content -------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.weights)

    @cached_property
    def exact_weights(self) -> list[fmpq]:
        """The weights as exact rationals; a float is its shortest decimal."""
        if isinstance(self.weights, np.ndarray):
            if self.weights.dtype.kind == "f":
                return [to_fmpq(Fraction(text)) for text in map(repr, self.weights.tolist())]
            return [fmpq(w) for w in self.weights.tolist()]
        return self.weights

    @cached_property
    def total(self) -> fmpq:
        """The exact sum of the weights."""
        if isinstance(self.weights, np.ndarray) and self.weights.dtype.kind in "iu":
            return fmpq(_integer_sum(self.weights))
        return _balanced_sum(self.exact_weights)

    @cached_property
    def groups(self) -> list[tuple[fmpq, int]]:
        """Distinct masses with multiplicities, smallest first."""
        if isinstance(self.weights, np.ndarray):
            distinct, counts = np.unique(self.weights, return_counts=True)
            if self.weights.dtype.kind == "f":
                exact = [to_fmpq(Fraction(text)) for text in map(repr, distinct.tolist())]
            else:
                exact = [fmpq(w) for w in distinct.tolist()]
            return [(w / self.total, int(c)) for w, c in zip(exact, counts.tolist(), strict=True)]
        tally = Counter((int(w.p), int(w.q)) for w in self.exact_weights)
        out = [(fmpq(p, q) / self.total, count) for (p, q), count in tally.items()]
        return sorted(out, key=lambda pair: pair[0])

    @cached_property
    def float64(self) -> Block:
        """(masses, absolute error bounds, multiplicities or None for all 1), without the exact weights if possible."""
        if isinstance(self.weights, np.ndarray):
            distinct, counts = self._distinct
            return *self._float64_of(distinct), counts
        value = np.array(
            [
                float(mass.p) / float(mass.q) if mass.height_bits() < 1000 else float(_fraction(mass))
                for mass, _ in self.groups
            ]
        )
        return value, 4 * UNIT * value + 1e-300, np.array([float(count) for _, count in self.groups])

    def float64_blocks(self, size: int) -> Blocks:
        """(number of masses, function from a start to a block of `float64`); arrays are divided a block at a time."""
        if isinstance(self.weights, np.ndarray):
            distinct, counts = self._distinct

            def block(i: int) -> Block:
                return *self._float64_of(distinct[i : i + size]), None if counts is None else counts[i : i + size]

            return len(distinct), block
        value, error, count = self.float64
        assert count is not None
        return len(value), lambda i: (value[i : i + size], error[i : i + size], count[i : i + size])

    @property
    def _array(self) -> Array:
        assert isinstance(self.weights, np.ndarray)
        return self.weights

    @cached_property
    def _distinct(self) -> tuple[Array, Array | None]:
        """(weights, multiplicities or None) of an array. Sorting costs more than the terms: only where a glance shows
        repetitions."""
        weights = self._array
        glance = weights[:: max(1, len(weights) >> 12)]
        if len(np.unique(glance)) >= 0.9 * len(glance):
            return weights, None
        distinct, counts = np.unique(weights, return_counts=True)
        return distinct, counts.astype(np.float64)

    @cached_property
    def _float64_total(self) -> float:
        return accurate_sum(self._array) if self._array.dtype.kind == "f" else float(int(self.total.p))

    def _float64_of(self, weights: Array) -> tuple[Array, Array]:
        # Shortest decimal, accurate summation, division: a few roundings each.
        value = weights / self._float64_total
        return value, 8 * UNIT * value + 1e-300

    @cached_property
    def index(self) -> dict[Hashable, int]:
        """Position of each label."""
        return {label: i for i, label in enumerate(self.labels)}

    def mass(self, i: int) -> Fraction:
        """The exact mass of the i-th atom."""
        if isinstance(self.weights, np.ndarray):
            return to_rational(self.weights[i]) / _fraction(self.total)
        return _fraction(self.weights[i] / self.total)

    def order(self) -> Sequence[int] | Array:
        """Positions of the atoms, smallest mass first."""
        if isinstance(self.weights, np.ndarray):
            return np.argsort(self.weights, kind="stable")
        return sorted(range(len(self)), key=lambda i: self.weights[i])

    # -- a SymPy leaf --------------------------------------------------------------------------------------------------

    @cached_property
    def digest(self) -> str:
        """A fingerprint of weights and labels."""
        h = hashlib.sha256()
        if isinstance(self.weights, np.ndarray):
            h.update(str(self.weights.dtype).encode() + self.weights.tobytes())
        else:
            h.update("|".join(f"{w.p}/{w.q}" for w in self.weights).encode())
        h.update(repr(self.labels).encode())
        return h.hexdigest()

    def _hashable_content(self) -> tuple[str]:
        return (self.digest,)

    def __reduce__(self) -> tuple[Callable[..., MassTable], tuple[object, Labels, bool]]:
        if isinstance(self.weights, np.ndarray):
            return _rebuild, (self.weights, self.labels, False)
        return _rebuild, ([(int(w.p), int(w.q)) for w in self.weights], self.labels, True)

    __reduce_ex__ = lambda self, protocol: self.__reduce__()  # noqa: E731 - SymPy overrides __reduce_ex__ too

    @property
    def counted(self) -> sp.Symbol:
        """The weights themselves, as text: those of a table of counts."""
        shown = [_short(fmpq(w) if isinstance(w, int) else w) for w in list(self.weights[:6])]
        return sp.Symbol(", ".join(shown) + (f", ... {len(self)} cells" if len(self) > 6 else ""))

    def _sympystr(self, printer: Printer) -> str:
        masses = [_short(to_fmpq(self.mass(i))) for i in range(min(len(self), 6))]
        return ", ".join(masses) + (f", ... {len(self)} atoms" if len(self) > 6 else "")

    _latex = _sympystr


def _rebuild(weights: Array | list[tuple[int, int]], labels: Labels, pairs: bool) -> MassTable:
    return MassTable([fmpq(p, q) for p, q in weights] if pairs else weights, labels)


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _integer_sum(weights: Array) -> int:
    """The exact sum of an array of non-negative integers below 2^62."""
    high, low = weights >> 31, weights & (2**31 - 1)
    blocks = [slice(i, i + (1 << 31)) for i in range(0, len(weights), 1 << 31)]
    return sum((int(high[block].sum()) << 31) + int(low[block].sum()) for block in blocks)


def _short(x: fmpq) -> str:
    text = str(x)
    return text if len(text) <= 24 else f"{float(_fraction(x)):.15g}"


def _balanced_sum(values: Sequence[fmpq]) -> fmpq:
    """Pairwise summation keeps the denominators of the partial sums short."""
    values = list(values)
    while len(values) > 1:
        odd = values[-1:] if len(values) % 2 else []
        values = [a + b for a, b in zip(values[::2], values[1::2], strict=False)] + odd
    return values[0]
