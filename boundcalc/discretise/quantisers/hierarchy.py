"""Generalisation hierarchies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from numpy.typing import ArrayLike

from .fitted import Groups
from .values import as_text


@dataclass(frozen=True)
class Hierarchy:
    """Each value is replaced `level` times by its parent; a value without parent stays at the top.

    A value that is in no line of the hierarchy becomes `other`.

    >>> parents = {"Lyon": "France", "Nice": "France", "Rome": "Italy", "France": "Europe", "Italy": "Europe"}
    >>> Hierarchy(parents, 1).fit([])(["Lyon", "Rome", "Oslo"]).tolist()
    ['France', 'Italy', 'other']
    """

    parents: Mapping[str, str]
    level: int
    other: str = "other"

    def fit(self, values: ArrayLike) -> Groups:
        """The map at this level: it does not depend on the values."""
        known = dict.fromkeys([*self.parents, *self.parents.values()])
        return Groups({v: self._up(v) for v in as_text(list(known)) if v is not None}, self.other)

    def _up(self, value: str) -> str:
        for _ in range(self.level):
            value = self.parents.get(value, value)
        return value
