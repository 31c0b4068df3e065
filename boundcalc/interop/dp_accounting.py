"""From dp-accounting: a PLD or a DpEvent becomes a learner, or an enclosure of Delta."""

from __future__ import annotations

from typing import Any

from ..functions import Account
from ..game import Game
from ..learners import Accounted, Learner
from ..learners.privacy.guarantee import ADD_REMOVE, REPLACE_ONE
from ..numeric import Enclosure
from ..numeric.exact import shown, to_expr
from .accounted_loss import from_distribution as from_distribution
from .dp_events import UnknownEventError
from .dp_events import from_events as from_events


def learner(source: Any, neighbours: str = ADD_REMOVE, optimistic: Any = None) -> Learner:
    """The learner that a privacy loss distribution or a DpEvent of dp-accounting describes.

    Events that `from_events` knows become learners whose bounds are guaranteed, without dp-accounting's numbers; any
    other event, and a privacy loss distribution, becomes `Accounted`, whose values are not: dp-accounting rounds in
    float64 without an error bound.

    `neighbours`: the relation of the source, "add-remove" (dp-accounting's default) or "replace-one"; `optimistic`: a
    second distribution, rounded optimistically, for the lower end.

    Raises ValueError for an event that dp-accounting does not support, or anything else.
    """
    if hasattr(source, "get_delta_for_epsilon"):
        return Accounted(Account(source, optimistic), neighbours=neighbours)
    try:
        return from_events(source, neighbours)
    except UnknownEventError:
        return Accounted(Account(_distribution(source, neighbours)), neighbours=neighbours)


def delta(source: Any, gamma: Any = 1, neighbours: str = ADD_REMOVE, optimistic: Any = None) -> Enclosure:
    """What the source says of Delta_gamma of the average record, for any data and n: [0, best upper bound].

    ``guaranteed`` is True for the events that `from_events` knows, and False otherwise.

    >>> import dp_accounting
    >>> delta(dp_accounting.GaussianDpEvent(2.0)).upper_str(3)
    '0.222'
    """
    g = to_expr(gamma, "gamma")
    if g.is_positive is not True:
        raise ValueError(f"gamma must be positive, got {shown(gamma)}")
    game = Game(None, learner(source, neighbours, optimistic), n=1, nu=1 / (1 + g))
    best = min((b for b in game.bounds(12) if b.kind == "upper"), key=lambda bound: bound.number().upper)
    return Enclosure(0, min(best.number().upper, 1), best.number().guaranteed)


def _distribution(event: Any, neighbours: str) -> Any:
    try:
        import dp_accounting
        from dp_accounting.pld import PLDAccountant
    except ModuleNotFoundError:
        raise ValueError("this needs the extra [accounting]: pip install 'boundcalc[accounting]'") from None
    if not isinstance(event, dp_accounting.DpEvent):
        known = "a privacy loss distribution or a DpEvent of dp-accounting"
        raise ValueError(f"source must be {known}, got {shown(event)}")
    relation = dp_accounting.NeighboringRelation
    chosen = relation.REPLACE_ONE if neighbours == REPLACE_ONE else relation.ADD_OR_REMOVE_ONE
    accountant = PLDAccountant(chosen)
    try:
        accountant.compose(event)
    except Exception as error:
        raise ValueError(f"dp-accounting does not support this event for {neighbours} neighbours: {error}") from None
    # The accountant has no public access to the distribution itself; its delta is what is needed.
    return _Composed(accountant)


class _Composed:
    """An accountant, asked like a privacy loss distribution."""

    def __init__(self, accountant: Any) -> None:
        self.accountant = accountant

    def get_delta_for_epsilon(self, epsilon: float) -> float:
        """delta at this epsilon."""
        return float(self.accountant.get_delta(epsilon))
