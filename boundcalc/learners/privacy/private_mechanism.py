"""A private learner known by its privacy loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...divergences.losses import PrivacyLoss
from ...numeric.exact import shown
from ..learner import Learner
from .guarantee import REPLACE_ONE, Privacy


@dataclass(frozen=True, repr=False)
class PrivateMechanism(Privacy):
    r"""A learner of which a `PrivacyLoss` is known: E_c(A(S)||A(S')) <= E_c(P||Q) for all c > 0 and all neighbours.

    `dominated_by`: for "replace-one" neighbours the pair of every exchange of a record, in both orders; for
    "add-remove" the pair of every removal, A(S) against the release without the record, so that its reverse is that of
    the addition. `exchanged_by`: for "add-remove" a pair that dominates every exchange too, where one is known. Raises
    ValueError for anything else.

    >>> import boundcalc as bc
    >>> best = bc.PrivacyLoss.bounded_range("1/10") ** 20
    >>> print(bc.Game(None, PrivateMechanism(best), n=1000).bounds().upper.number().upper_str(3))
    0.0821
    """

    dominated_by: Any
    exchanged_by: Any = None

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(PrivacyLoss.bounded_range("1/2"))]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.dominated_by, PrivacyLoss):
            raise ValueError(f"dominated_by must be a PrivacyLoss, got {shown(self.dominated_by)}")
        if self.exchanged_by is not None and not isinstance(self.exchanged_by, PrivacyLoss):
            raise ValueError(f"exchanged_by must be a PrivacyLoss, got {shown(self.exchanged_by)}")
        if self.exchanged_by is not None and self.neighbours == REPLACE_ONE:
            raise ValueError("exchanged_by belongs to add-remove neighbours: for replace-one dominated_by says it")

    @property
    def loss(self) -> PrivacyLoss:
        return self.dominated_by

    @property
    def exchange(self) -> PrivacyLoss | None:
        return self.loss if self.factor == 1 else self.exchanged_by

    @property
    def claim(self) -> str:
        return f"the learner has a privacy loss that a known pair dominates, for {self.neighbours} neighbours"
