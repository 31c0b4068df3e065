"""The majority of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from ...laws import Bernoulli, Law
from ..learner import Learner


@dataclass(frozen=True)
class MajorityVote(Learner):
    """Releases the label that more than half of n labels 0 or 1 have, n odd: a leaf, an ensemble, a poll.

    Raises ValueError for a law other than Bernoulli, or an even n.
    """

    released: ClassVar[str] = "the label of the majority"

    def check(self, law: Law) -> None:
        if not isinstance(law, Bernoulli):
            raise ValueError(f"law must be Bernoulli(p) for MajorityVote, got {law}")

    def check_size(self, law: Law, n: sp.Expr) -> None:
        if n.is_even:
            raise ValueError(f"n must be odd for MajorityVote, got {n}")
