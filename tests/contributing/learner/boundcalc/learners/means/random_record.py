"""One record of the data, drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..learner import Learner


@dataclass(frozen=True)
class RandomRecord(Learner):
    """Releases z_I, I uniform on 1..n and independent of the data."""

    released: ClassVar[str] = "one record, drawn at random"
