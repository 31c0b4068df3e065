"""A learner whose privacy a numerical accountant computes."""

from __future__ import annotations

from dataclasses import dataclass

from ...functions.privacy.account import Account
from .guarantee import Privacy


@dataclass(frozen=True, repr=False)
class Accounted(Privacy):
    """A learner known by a privacy loss distribution of dp-accounting; see `boundcalc.interop.dp_accounting`.

    What follows from it is not called guaranteed: the accountant rounds in float64 without an error bound.
    """

    account: Account

    @property
    def claim(self) -> str:
        return f"the learner has a privacy loss distribution computed by dp-accounting for {self.neighbours} neighbours"
