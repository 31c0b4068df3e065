"""Learner: the procedure A that turns n data into what is released."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import sympy as sp


@dataclass(frozen=True)
class Learner:
    """A learning procedure theta = A(z_1, ..., z_n), randomised and symmetric in the data.

    ``first & second`` is one learner of which both descriptions hold.
    """

    released: ClassVar[str] = "theta"
    """What is released, in words."""

    def __str__(self) -> str:
        return type(self).__name__

    def __and__(self, other: Any) -> Learner:
        if not isinstance(other, Learner):
            return NotImplemented
        from .properties import Properties

        return Properties(self, other)

    def check(self, law: Any) -> None:
        """Raise ValueError when the learner cannot work on data of this law."""

    def check_size(self, law: Any, n: sp.Expr) -> None:
        """Raise ValueError when the learner cannot work on n data of this law."""

    @property
    def parts(self) -> tuple[Learner, ...]:
        """The descriptions that hold of this one learner."""
        return (self,)

    @property
    def sources(self) -> tuple[Learner, ...]:
        """Learners whose release can be post-processed into this one's: none leaks less than this one (T-DPI)."""
        return ()

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters without a value."""
        values = (getattr(self, f.name) for f in fields(self))
        return {symbol for value in values for symbol in _symbols(value)}


def _symbols(value: Any) -> set[sp.Symbol]:
    if isinstance(value, tuple):
        return {symbol for item in value for symbol in _symbols(item)}
    return set(getattr(value, "free_symbols", ()))
