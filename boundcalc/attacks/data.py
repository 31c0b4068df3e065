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

_TOLD_APART = (str, bytes, bool, int, float, complex, type(None))
"""Types whose values print alike only when they are alike."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of records (X, y) taken as the data law itself: P gives each row the same mass.

    Records are drawn with replacement, as the game says, so that all runs are independent and every statement is one
    on this law; `game(n)` gives the exact limit of any learner on it (T-DISC). A fresh record is then often a training
    record as well: it is not the game of a table that is split into training records and others.

    >>> table = Table([[0.0], [1.0], [1.0]], [0, 1, 1])
    >>> str(table.game(2).delta())  # two atoms, of masses 1/3 and 2/3
    '8/27'
    """

    X: Features = field(repr=False)
    y: Array = field(repr=False)

    def __post_init__(self) -> None:
        X = self.X if hasattr(self.X, "iloc") else np.asarray(self.X)
        y = np.asarray(self.y)
        if len(X.shape) < 2 or len(X) != len(y) or len(y) < 2:
            raise ValueError(f"X must be a table with one row for each of the y, got {X.shape} and {y.shape}")
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    def __len__(self) -> int:
        return len(self.y)

    def __call__(self, rng: np.random.Generator, size: int) -> Records:
        rows = rng.integers(len(self), size=size)
        return (self.X.iloc[rows] if hasattr(self.X, "iloc") else self.X[rows]), self.y[rows]

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
        again = 1 - (1 - 1 / len(self)) ** n
        return (
            f"THE GAME PLAYED IS NOT A SPLIT OF THE TABLE: its {len(self)} rows are the data law, and records are "
            "drawn from them with replacement, so that a non-member's row is among the training records as well with "
            f"probability {again:.2g}. The lower bound speaks of this game alone, and no upper bound is shown beside."
        )

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
