"""Learner: the procedure A that turns n data into what is released."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Learner:
    """A learning procedure theta = A(z_1, ..., z_n), randomised and symmetric in the data."""

    released: ClassVar[str] = "theta"
    """What is released, in words."""

    def __str__(self) -> str:
        return type(self).__name__

    def check(self, law: Any) -> None:
        """Raise ValueError when the learner cannot work on data of this law."""
