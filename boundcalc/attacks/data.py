"""Where the records of an attacked learner come from."""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..game import Game
from ..laws import Counts, FinitePopulation
from ..numeric.kinds import Array, NumberLike
from ..theorems.theorem import is_plain

if TYPE_CHECKING:
    import pandas as pd

Features: TypeAlias = "Array | pd.DataFrame"
Records: TypeAlias = tuple[Features, Array]
"""(X, y): a record is a row of both."""


def take(X: Features, rows: Array | list[int]) -> Features:
    """Some rows of a frame or an array; a frame's labels of rows, which would tell equal records apart, are left."""
    return X.iloc[rows].reset_index(drop=True) if hasattr(X, "iloc") else np.asarray(X)[rows]


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
    the rows left out; ``table.split(n)`` has the exact limit of any learner on it (T-FINITE). `draw` draws rows with
    replacement instead, which takes the table for the data law: give ``table.draw`` to play that other game, in which a
    non-member is often a training record as well; `game(n)` has the limit of that one (T-DISC).

    `X` may be an array or a frame of pandas, polars or Arrow; `y` a list, an array or a column of one.

    >>> table = Table([[0.0], [1.0], [1.0]], [0, 1, 1])
    >>> str(table.game(2).delta())  # two atoms, of masses 1/3 and 2/3
    '8/27'
    >>> str(table.split(2).delta())  # sum over the cells of E (T/2 - (M - T)/1)_+
    '2/3'
    """

    X: Features = field(repr=False)
    y: Array = field(repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    """What the columns of an array are called."""

    def __post_init__(self) -> None:
        X: Any = self.X.collect() if hasattr(self.X, "collect") else self.X  # a lazy frame
        X = X.to_pandas() if hasattr(X, "to_pandas") else X
        if hasattr(X, "toarray"):
            raise ValueError(f"X must be an array or a frame of pandas, polars or Arrow, got {type(X).__name__}")
        X = X.reset_index(drop=True) if hasattr(X, "iloc") else np.asarray(X)
        y = np.asarray(self.y)
        y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
        if len(X.shape) < 2 or len(X) != len(y) or len(y) < 2:
            raise ValueError(f"X must be a table with one row for each of the y, got {X.shape} and {y.shape}")
        for i, label in enumerate(y.tolist() if y.ndim == 1 else ()):
            if label is None or type(label).__name__ in ("NAType", "NaTType") or label != label:  # nan is not itself
                raise ValueError(f"y must not have missing labels, got {label} in record {i + 1} of {len(y)}")
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
            names = self.names or [str(i) for i in range(self.X.shape[1])]
            columns = dict(zip(names, self.X.T, strict=True))
        else:
            return []
        found = []
        for name, column in columns.items():
            if column.dtype.kind == "f" and not np.all(column == np.round(column)):
                continue
            if len({_written(cell) for cell in column.tolist()}) == len(self) > 2:
                found.append(name)
        return found

    def game(self, n: int) -> Game:
        """The worst-case game on n records of this table, equal rows being one atom."""
        tally = Counter(self._rows())
        return Game(Counts({str(i): count for i, count in enumerate(tally.values())}), n=n)

    def split(self, n: int, nu: NumberLike = "1/2", lam: NumberLike = 1) -> Game:
        """The game that is played on this table, against the worst learner (T-FINITE), equal rows being one cell."""
        return Game(FinitePopulation(self._cells()), n=n, nu=nu, lam=lam)

    def _cells(self) -> list[int]:
        return sorted(Counter(self._rows()).values())

    def check_split(self, game: Game) -> None:
        """ValueError unless a game is the split of this table, by an attacker who knows whole records."""
        law = game.law
        if not isinstance(law, FinitePopulation) or law.outsider != "left out" or not is_plain(game):
            raise ValueError(f"game must be the split of the table, table.split(n), not one over a law, got {game}")
        held = sorted(int(weight) for weight in law.frequencies.args[0].exact_weights if weight)
        if held != self._cells():
            raise ValueError(
                f"game must be the split of this table of {len(self)} records in {len(self._cells())} cells of equal "
                f"rows, got one of {law.size} in {len(held)}"
            )

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
