"""The leverages of a design matrix, with a bound on what float64 arithmetic does to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..numeric.float64 import UNIT
from ..numeric.kinds import Array

_BLOCK = 4096
_MOST = 0.5
_SMALLEST = 2.0**-970
_TINY = 2.0**-500


@dataclass(frozen=True)
class Leverages:
    """h_i = x_i'(X'X)^{-1} x_i within `radius` of `middle`, row by row."""

    middle: Array
    radius: Array


def leverages(X: Array, names: Sequence[str], weights: Array | None = None) -> Leverages:
    r"""The leverages of the rows of X (of W^{1/2} X with weights), by blocks of rows: little memory beside X itself.

    With T about R^{-1}, X = QR, the rows a_i of A = XT have h_i = a_i (A'A)^{-1} a_i', and A'A is within d of the
    identity, so that h_i lies between |a_i|^2/(1+d) and |a_i|^2/(1-d). What is computed of A and A'A is off by at most
    k units times the sum of the absolute values of its k terms, in whatever order they are added.

    Raises ValueError where a column is a linear combination of others, or nearly.
    """
    n, p = X.shape
    root = None if weights is None else np.sqrt(weights)

    def blocks() -> list[slice]:
        return [slice(i, min(i + _BLOCK, n)) for i in range(0, n, _BLOCK)]

    def rows(block: slice) -> Array:
        return X[block] if root is None else X[block] * root[block, None]

    with np.errstate(over="ignore"):
        largest = np.max([np.max(np.abs(rows(b)), axis=0) for b in blocks()], axis=0)
    for name, size in zip(names, largest, strict=True):
        if not (size == 0 or _SMALLEST <= size < np.inf):
            raise ValueError(
                f"X must have columns (times the roots of the weights) of {_SMALLEST:.0e} to 1e308 in size: {name} has "
                f"{size:.3g}; measure it in other units"
            )
    scale = np.exp2(-np.frexp(largest)[1].astype(float))
    upper = np.empty((0, p))
    for block in blocks():
        upper = np.asarray(np.linalg.qr(np.vstack((upper, rows(block) * scale)), mode="r"))
    _independent(upper, names)
    T = scale[:, None] * np.linalg.inv(upper)
    size = np.abs(T)
    gram, absolute, spill = np.zeros((p, p)), 0.0, 0.0
    middle, radius = np.empty(n), np.empty(n)
    unit = (p + 8) * UNIT * 1.01
    for block in blocks():
        part = rows(block) @ T
        # |a_i - what is computed of it|; products that underflow are off by less than _TINY
        off = unit * np.linalg.norm(np.abs(rows(block)) @ size, axis=1) + _TINY
        length = np.linalg.norm(part, axis=1)
        middle[block], radius[block] = length, off + unit * length
        gram += part.T @ part
        absolute += float(np.sum(length**2))
        spill += float(np.sum(off**2))
    # ||A'A - I||: what is computed, the rounding of its sums, and A for what is computed of it; Frobenius norms.
    rounding = (_BLOCK + len(blocks()) + p * p + 8) * UNIT * absolute
    d = (np.linalg.norm(gram - np.eye(p)) + rounding + 2 * np.sqrt(absolute * spill) + spill) * (1 + 1e-9)
    if not d < _MOST:
        raise ValueError(f"X must have linearly independent columns: those of {', '.join(names)} nearly are not")
    low = np.maximum(middle - radius, 0) ** 2 / (1 + d) * (1 - 16 * UNIT)
    high = (middle + radius) ** 2 / (1 - d) * (1 + 16 * UNIT) + _TINY**2
    centre = (low + high) / 2
    return Leverages(centre, (high - low) / 2 * (1 + 8 * UNIT) + 4 * UNIT * high)


def _independent(upper: Array, names: Sequence[str]) -> None:
    """Raise ValueError naming the columns that are, about, combinations of the others."""
    from scipy.linalg import qr

    p = upper.shape[1]
    if upper.shape[0] < p:
        raise ValueError(f"X must have at least as many rows as columns, got {upper.shape[0]} x {p}")
    norms = np.linalg.norm(upper, axis=0)
    zero = [name for name, x in zip(names, norms, strict=True) if x == 0]
    if zero:
        raise ValueError(f"X must have linearly independent columns: {', '.join(zero)} is 0 in every row")
    factor, order = qr(upper / norms, mode="r", pivoting=True)
    lost = [i for i in range(p) if abs(factor[i, i]) < p * 1e-13]
    if lost:
        first = lost[0]
        spelled = []
        kept = order[:first]
        for i in lost:
            combination = np.linalg.lstsq(upper[:, kept], upper[:, order[i]], rcond=None)[0]
            large = [
                names[k] for k, c in zip(kept, combination, strict=True) if abs(c) * norms[k] > 1e-9 * norms[order[i]]
            ]
            spelled.append(f"{names[order[i]]} is a combination of {', '.join(large) or 'the others'}")
        raise ValueError(f"X must have linearly independent columns: {'; '.join(spelled)}, up to rounding")
