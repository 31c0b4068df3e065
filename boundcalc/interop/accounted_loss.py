"""A privacy loss distribution of dp-accounting as pairs of laws: asked and composed like our own, never guaranteed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..divergences.losses import PrivacyLoss
from ..divergences.losses.tabulated import Tabulated
from ..numeric import Enclosure
from ..numeric.exact import shown
from ..numeric.kinds import NumberLike

Both = tuple[PrivacyLoss, PrivacyLoss]
"""(removal, addition)."""


@dataclass(frozen=True, repr=False)
class AccountedLoss:
    """The pairs of laws that tables of dp-accounting state, for the removal and for the addition of a record.

    `above` is a table that was rounded pessimistically: what it states is computed exactly, in rational numbers and
    balls, and composed without further loss. That it lies above the mechanism rests on dp-accounting's float64, which
    has no error bound, so every answer has guaranteed=False. A pessimistic table says nothing from below: the lower end
    is 0, unless `below`, a table rounded optimistically, gives one. ``x * y`` composes with another table or with a
    `PrivacyLoss`, ``x ** k`` with itself.

    >>> from dp_accounting.pld import privacy_loss_distribution as pld
    >>> loss = from_distribution(pld.from_laplace_mechanism(1.0, value_discretization_interval=0.01))
    >>> (loss * PrivacyLoss.budget("1/2")).advantage().upper_str(3), loss.advantage().guaranteed
    ('0.412', False)
    """

    above: Both
    below: Both | None = None

    def __mul__(self, other: object) -> AccountedLoss:
        if isinstance(other, PrivacyLoss):
            other = AccountedLoss((other, other.reversed()), (other, other.reversed()))
        if not isinstance(other, AccountedLoss):
            return NotImplemented
        below = None
        if self.below is not None and other.below is not None:
            below = self.below[0] * other.below[0], self.below[1] * other.below[1]
        return AccountedLoss((self.above[0] * other.above[0], self.above[1] * other.above[1]), below)

    __rmul__ = __mul__

    def __pow__(self, count: Any) -> AccountedLoss:
        below = None if self.below is None else (self.below[0] ** count, self.below[1] ** count)
        return AccountedLoss((self.above[0] ** count, self.above[1] ** count), below)

    def _asked(self, ask: Callable[[PrivacyLoss], Enclosure]) -> Enclosure:
        """The larger of removal and addition."""
        upper = max(ask(loss).upper for loss in dict.fromkeys(self.above))
        lower = 0 if self.below is None else max(ask(loss).lower for loss in dict.fromkeys(self.below))
        return Enclosure(min(lower, upper), upper, False)

    def divergence(self, gamma: NumberLike, digits: int = 4) -> Enclosure:
        """E_gamma, gamma > 0."""
        return self._asked(lambda loss: loss.divergence(gamma, digits))

    def delta(self, epsilon: NumberLike, digits: int = 4) -> Enclosure:
        """The least delta that goes with epsilon."""
        return self._asked(lambda loss: loss.delta(epsilon, digits))

    def epsilon(self, delta: NumberLike, digits: int = 4) -> Enclosure:
        """The least epsilon that goes with delta in (0, 1)."""
        return self._asked(lambda loss: loss.epsilon(delta, digits))

    def tpr(self, fpr: NumberLike, digits: int = 4) -> Enclosure:
        """The largest true positive rate of a test with this false positive rate in [0, 1]."""
        return self._asked(lambda loss: loss.tpr(fpr, digits))

    def advantage(self, digits: int = 4) -> Enclosure:
        """TPR - FPR of the best test."""
        return self.divergence(1, digits)

    def __repr__(self) -> str:
        return f"AccountedLoss(removal={self.above[0]}, addition={self.above[1]})"


def from_distribution(distribution: Any, optimistic: Any = None) -> AccountedLoss:
    """The pairs of a privacy loss distribution of dp-accounting, rounded pessimistically; `optimistic`: one of the same
    mechanism that is rounded optimistically, for the lower end. Raises ValueError for anything else."""
    above = _pairs("distribution", distribution, True)
    return AccountedLoss(above, None if optimistic is None else _pairs("optimistic", optimistic, False))


def _pairs(name: str, distribution: Any, pessimistic: bool) -> Both:
    tables = []
    for side in ("_pmf_remove", "_pmf_add"):
        table = getattr(distribution, side, None)
        table = getattr(distribution, "_pmf_remove", None) if table is None else table
        if table is None or not hasattr(table, "_infinity_mass"):
            raise ValueError(f"{name} must be a PrivacyLossDistribution of dp-accounting, got {shown(distribution)}")
        if bool(table._pessimistic_estimate) != pessimistic:
            kind = "pessimistically" if pessimistic else "optimistically"
            raise ValueError(f"{name} must be rounded {kind}: the other kind bounds nothing from this side")
        tables.append(table)
    removal, addition = map(_loss, tables)
    return removal, removal if tables[0] is tables[1] else addition


def _loss(table: Any) -> PrivacyLoss:
    listed = getattr(table, "_loss_probs", None)
    if listed is not None:
        first = min(listed, default=0)
        masses = [float(listed.get(k, 0.0)) for k in range(first, max(listed, default=-1) + 1)]
    else:
        first, masses = int(table._lower_loss), [float(mass) for mass in table._probs]
    infinite = float(table._infinity_mass)
    if not all(math.isfinite(mass) for mass in (*masses, infinite)):
        raise ValueError("distribution must have finite masses")
    # Fourier transforms leave masses a little below 0: there is none.
    unit = sp.Rational(float(table._discretization))
    return PrivacyLoss((Tabulated(unit, first, tuple(max(0.0, x) for x in masses), min(max(0.0, infinite), 1.0)), 1))
