"""Where the records of an attacked learner come from."""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..game import Game
from ..laws import Counts
from ..numeric.kinds import Array

if TYPE_CHECKING:
    import pandas as pd

Features: TypeAlias = "Array | pd.DataFrame"
Records: TypeAlias = tuple[Features, Array]
"""(X, y): a record is a row of both."""


def take(X: Features, rows: Array | list[int]) -> Features:
    """Some rows of a frame or an array."""
    return X.iloc[rows] if hasattr(X, "iloc") else np.asarray(X)[rows]


def encoded(X: Features, around: Features) -> Array:
    """Records as rows of numbers: words by their place among those of `around`, -1 for others and missing ones."""
    if not (hasattr(X, "iloc") and hasattr(around, "iloc")):
        rows, others = np.asarray(X), np.asarray(around)
        flat = rows.reshape(len(rows), -1)
        if rows.dtype.kind in "iufb":
            return flat.astype(np.float64)
        return np.column_stack(
            [_places(flat[:, i], others.reshape(len(others), -1)[:, i]) for i in range(flat.shape[1])]
        )
    columns = [(np.asarray(X.iloc[:, i]), np.asarray(around.iloc[:, i])) for i in range(X.shape[1])]
    return np.column_stack(
        [own.astype(np.float64) if own.dtype.kind in "iufb" else _places(own, other) for own, other in columns]
    )


def _places(column: Array, around: Array) -> Array:
    known = {word: float(i) for i, word in enumerate(sorted({str(cell) for cell in around.tolist()}))}
    return np.array([known.get(str(cell), -1.0) for cell in column.tolist()])


_TOLD_APART = (str, bytes, bool, int, float, complex, type(None))
"""Types whose values print alike only when they are alike."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of records (X, y) that the attacker knows: which of them were trained on is what it must find out.

    The game of a table is its split (`deal`): n rows drawn without replacement train, and non-members are drawn from
    the rows left out. `draw` draws rows with replacement instead, which takes the table for the data law: give
    ``table.draw`` to play that other game, in which a non-member is often a training record as well; `game(n)` has the
    exact limit of any learner on it (T-DISC).

    `X` may be an array or a frame of pandas, polars or Arrow.

    >>> table = Table([[0.0], [1.0], [1.0]], [0, 1, 1])
    >>> str(table.game(2).delta())  # two atoms, of masses 1/3 and 2/3
    '8/27'
    """

    X: Features = field(repr=False)
    y: Array = field(repr=False)

    def __post_init__(self) -> None:
        X = self.X.to_pandas() if hasattr(self.X, "to_pandas") else self.X
        X = X if hasattr(X, "iloc") else np.asarray(X)
        y = np.asarray(self.y)
        if len(X.shape) < 2 or len(X) != len(y) or len(y) < 2:
            raise ValueError(f"X must be a table with one row for each of the y, got {X.shape} and {y.shape}")
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    def __len__(self) -> int:
        return len(self.y)

    def rows(self, rows: Array | list[int]) -> Records:
        """The records in these places."""
        return take(self.X, rows), self.y[rows]

    def draw(self, rng: np.random.Generator, size: int) -> Records:
        """Independent records whose law is that of a row of the table: with replacement."""
        return self.rows(rng.integers(len(self), size=size))

    def deal(self, rng: np.random.Generator, n: int, without: int | None = None) -> tuple[Array, Array]:
        """The places of n training rows, in random order, and of those left out; never the row `without`."""
        order = rng.permutation(len(self))
        if without is not None:
            order = order[order != without]
        return order[:n], order[n:]

    def _rows(self) -> list[str]:
        """What tells rows apart: no two that a learner could tell are taken for one; too many atoms are on the safe
        side."""
        if hasattr(self.X, "iloc"):
            columns = [self.X.iloc[:, i].tolist() for i in range(self.X.shape[1])]  # one by one: no common type
        else:
            columns = self.X.reshape(len(self.X), -1).T.tolist()
        columns += self.y.reshape(len(self.y), -1).T.tolist()
        return [", ".join(row) for row in zip(*(map(_written, column) for column in columns), strict=True)]

    def note(self, n: int) -> str:
        """Which game is played on a table."""
        return (
            f"the game played: a split of the table. {n} of its {len(self)} rows, drawn without replacement, train; "
            f"non-members are drawn from the {len(self) - n} left out; the attacker knows the table"
        )

    def identifiers(self) -> list[str]:
        """Columns of whole numbers or words with another value in every record."""
        if not isinstance(self.X, np.ndarray):
            columns = {str(name): np.asarray(column) for name, column in self.X.items()}
        elif self.X.ndim == 2:
            columns = {str(i): column for i, column in enumerate(self.X.T)}
        else:
            return []
        found = []
        for name, column in columns.items():
            if column.dtype.kind == "f" and not np.all(column == np.round(column)):
                continue
            if len(set(column.tolist())) == len(self) > 2:
                found.append(name)
        return found

    def game(self, n: int) -> Game:
        """The worst-case game on n records of this table, equal rows being one atom."""
        tally = Counter(self._rows())
        return Game(Counts({str(i): count for i, count in enumerate(tally.values())}), n=n)

    def describe(self) -> str:
        """A fingerprint of the content."""
        return hashlib.sha256(repr(self._rows()).encode()).hexdigest()


def _written(value: object) -> str:
    """A cell as text that no other value has: arrays and series print shortened, so that their content is taken."""
    if type(value) in _TOLD_APART:
        return repr(value)
    try:
        return f"{type(value).__qualname__} {pickle.dumps(value)!r}"
    except Exception:  # pickling may fail in any way
        raise ValueError(
            f"a table cannot hold a {type(value).__name__}: its value cannot be told from others"
        ) from None
