"""Where the records of an attacked learner come from."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..game import Game
from ..laws import Counts
from ..montecarlo.run import check_count


@dataclass(frozen=True, eq=False)
class Table:
    """A table of records (X, y) taken as the data law itself: P gives each row the same mass.

    Records are drawn with replacement, as the game says, so that all runs are independent and every statement is one
    on this law; `game(n)` gives the exact limit of any learner on it (T-DISC).

    >>> table = Table([[0.0], [1.0], [1.0]], [0, 1, 1])
    >>> str(table.game(2).delta())  # two atoms, of masses 1/3 and 2/3
    '8/27'
    """

    X: Any = field(repr=False)
    y: Any = field(repr=False)

    def __post_init__(self) -> None:
        X = self.X if hasattr(self.X, "iloc") else np.asarray(self.X)
        y = np.asarray(self.y)
        if len(X.shape) < 2 or len(X) != len(y) or len(y) < 2:
            raise ValueError(f"X must be a table with one row for each of the y, got {X.shape} and {y.shape}")
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    def __len__(self) -> int:
        return len(self.y)

    def __call__(self, rng: np.random.Generator, size: int) -> tuple[Any, Any]:
        rows = rng.integers(len(self), size=size)
        return (self.X.iloc[rows] if hasattr(self.X, "iloc") else self.X[rows]), self.y[rows]

    def _rows(self) -> list[str]:
        """What tells rows apart: what they print, so that no two rows are taken for one that a learner could tell."""
        if hasattr(self.X, "iloc"):
            rows = [self.X.iloc[:, i].tolist() for i in range(self.X.shape[1])]  # column by column: no common type
        else:
            rows = self.X.reshape(len(self.X), -1).T.tolist()
        return list(map(repr, zip(*rows, self.y.tolist(), strict=True)))

    def game(self, n: int) -> Game:
        """The worst-case game on n records of this table, equal rows being one atom."""
        tally = Counter(self._rows())
        return Game(Counts({str(i): count for i, count in enumerate(tally.values())}), n=n)

    def atom(self, row: int) -> str:
        """Which atom of that law a row is."""
        rows = self._rows()
        return str(list(dict.fromkeys(rows)).index(rows[check_count(row, "target", len(self) - 1, 0)]))

    def describe(self) -> str:
        """A fingerprint of the content."""
        return hashlib.sha256(repr(self._rows()).encode()).hexdigest()
