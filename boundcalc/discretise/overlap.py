"""Whether public records are other records than the training records: a comparison by values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..numeric.kinds import Array
from .quantisers.values import as_text, is_numeric, missing

_BITS = (24, 13, 8)
"""Significant bits to which numbers are compared besides exactly: those of float32, about 4 and about 2 digits."""
_TOO_EVEN = -4.0
"""Standard deviations: independent records are so even with a probability below 3e-5."""
_DETAILED = 12
"""Significant digits of a number that two records do not share by chance."""


@dataclass(frozen=True)
class Overlap:
    """`shared`: public records with the values of a training record; `same`: all of them, and no others; `copied`:
    more than other records of the same law would share."""

    shared: int
    same: bool
    copied: bool


def overlap(public: Sequence[Array], training: Sequence[Array]) -> Overlap:
    """Compare tables by the values in their columns, in any order; arrays as `plain` gives them.

    Records of one law are exchangeable: given the pooled table, any of its records are as likely the public ones. A
    copy splits every value too evenly. The test is that of `evenness`, on exact values and on rounded numbers, so that
    a copy in another precision is noticed too (any fixed rounding keeps records exchangeable). It cannot see an
    overlap among a few values that everybody has. Where no record occurs twice in either table, one common record with
    a number of 12 digits is enough.
    """
    size = len(public[0])
    codes = _codes(public, training)
    ours, theirs = _counts(codes, size)
    common = (theirs > 0)[codes[:size]]
    same = len(ours) > 1 and bool(np.array_equal(ours, theirs))
    unique = ours.max() <= 1 and theirs.max() <= 1
    copied = (
        same
        or evenness(ours, theirs) < _TOO_EVEN
        or (unique and any(_detailed(column[common]) for column in public if is_numeric(column)))
        or any(evenness(*_counts(codes, size)) < _TOO_EVEN for codes in _rounded(public, training))
    )
    return Overlap(int(common.sum()), same, copied)


def evenness(first: Array, second: Array) -> float:
    r"""How much less two tables of counts differ than a random division of the pooled records would, in standard units.

    The statistic is sum_v X_v^2 / t_v, X the counts of one part and t the pooled ones (Pearson's chi-square up to a
    linear map). Its mean and variance over all divisions follow from the factorial moments
    E X_v^(i) X_w^(j) = t_v^(i) t_w^(j) f_{i+j}, f_m = b^(m)/N^(m), b of N records. Source: Haldane (1940).
    """
    total = first + second
    keep = total > 0
    first, total = first[keep], total[keep]
    parts, records = int(first.sum()), int(total.sum())
    if records < 4 or len(total) < 2:
        return 0.0
    f = [Fraction(1)]
    for m in range(4):
        f.append(f[-1] * max(0, parts - m) / (records - m))
    sizes, times = (part.tolist() for part in np.unique(total, return_counts=True))
    cells = len(total)
    mean = square = own = Fraction(0)
    more = more_squared = 0
    for t, number in zip(sizes, times, strict=True):
        mean += number * (f[1] + (t - 1) * f[2])
        falling = [math.perm(t, m) for m in range(5)]
        fourth = falling[1] * f[1] + 7 * falling[2] * f[2] + 6 * falling[3] * f[3] + falling[4] * f[4]
        own += number * fourth / t**2
        more += number * (t - 1)
        more_squared += number * (t - 1) ** 2
    square = own + cells * (cells - 1) * f[2] + 2 * (cells - 1) * more * f[3] + (more**2 - more_squared) * f[4]
    variance = square - mean**2
    found = float(np.sum(np.square(first.astype(np.float64)) / total))
    return (found - float(mean)) / math.sqrt(variance) if variance > 0 else 0.0


def _counts(codes: Array, size: int) -> tuple[Array, Array]:
    """How often each record occurs among the first `size` and among the others."""
    first, second = (np.bincount(part, minlength=codes.max() + 1) for part in (codes[:size], codes[size:]))
    return first, second


def _detailed(numbers: Array) -> bool:
    """Whether one of them needs at least 12 digits, in float32 where that holds it."""
    for number in numbers.tolist():
        if isinstance(number, float) and math.isfinite(number):
            with np.errstate(over="ignore"):
                short = np.float32(number)
            text = str(short if float(short) == number else number)
            if len(text.split("e")[0].strip("-").replace(".", "").strip("0")) >= _DETAILED:
                return True
    return False


def _rounded(public: Sequence[Array], training: Sequence[Array]) -> Iterator[Array]:
    """`_codes` with numbers rounded to few bits; nothing where there are no numbers."""
    if any(_column(ours, theirs)[1] for ours, theirs in zip(public, training, strict=True)):
        for bits in _BITS:
            yield _codes(public, training, bits)


def _codes(public: Sequence[Array], training: Sequence[Array], bits: int | None = None) -> Array:
    """A number for each record, equal for equal records: public ones first."""
    code = np.zeros(len(public[0]) + len(training[0]), dtype=np.int64)
    for ours, theirs in zip(public, training, strict=True):
        column, numeric = _column(ours, theirs)
        if numeric and bits is not None:
            mantissa, exponent = np.frexp(column)
            column = np.ldexp(np.round(np.ldexp(mantissa, bits)), exponent - bits)
        other = np.unique(column, return_inverse=True)[1]
        code = np.unique(code * (int(other.max()) + 1) + other, return_inverse=True)[1]
    return code


def _column(ours: Array, theirs: Array) -> tuple[Array, bool]:
    """Both columns as one array of comparable values, and whether they are float64; missing values are alike."""
    if ours.dtype.kind == theirs.dtype.kind == "f":
        return np.concatenate([ours, theirs]), True
    parts = [x.astype("datetime64[s]").astype(str) if x.dtype.kind == "M" else x for x in (ours, theirs)]
    if is_numeric(ours) or is_numeric(theirs):  # equal numbers are equal keys, 1 and 1.0
        cells = [None if missing(cell) else cell for part in parts for cell in part.tolist()]
    else:
        cells = [cell for part in parts for cell in as_text(part)]
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(cell, len(seen)) for cell in cells]), False
