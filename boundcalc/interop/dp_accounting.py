"""From dp-accounting: a PLD or a DpEvent becomes a learner, or an enclosure of Delta."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from ..functions import Account, power
from ..functions.privacy.account import Distribution
from ..functions.privacy.laplace import MAX_STEPS
from ..game import Game
from ..learners import Accounted, GaussianDP, LaplaceMechanism, Learner, ZeroConcentratedDP
from ..learners.privacy.guarantee import ADD_REMOVE, REPLACE_ONE
from ..numeric import Enclosure
from ..numeric.exact import shown, to_expr, to_integer
from ..numeric.kinds import NumberLike

if TYPE_CHECKING:
    from dp_accounting import DpEvent, PrivacyAccountant


def learner(
    source: DpEvent | PrivacyAccountant | Distribution,
    neighbours: str = ADD_REMOVE,
    optimistic: Distribution | None = None,
) -> Learner:
    """The learner that a privacy loss distribution or a DpEvent of dp-accounting describes.

    Compositions of Gaussian events become `GaussianDP`, and compositions of equal Laplace events `LaplaceMechanism`:
    their values are exact balls (with more than 1000 Laplace events: `ZeroConcentratedDP`, a guaranteed bound, beside
    what the accountant says). Their noise is in units of a record's norm, so that adding or removing a record moves
    the released sum by 1 and replacing one by 2. Everything else becomes `Accounted`, whose values are not guaranteed:
    dp-accounting rounds in float64 without an error bound. A float parameter means its shortest decimal.

    `neighbours`: the relation of the source, "add-remove" (dp-accounting's default) or "replace-one"; `optimistic`: a
    second distribution, rounded optimistically, for the lower end.

    Raises ValueError for an event that dp-accounting does not support, or anything else.
    """
    if hasattr(source, "get_delta_for_epsilon"):
        return Accounted(Account(source, optimistic), neighbours=neighbours)
    exact = _exact(source, neighbours)
    if isinstance(exact, GaussianDP | LaplaceMechanism):
        return exact
    accounted = Accounted(Account(_distribution(source, neighbours)), neighbours=neighbours)
    return accounted if exact is None else accounted & exact


def delta(
    source: DpEvent | PrivacyAccountant | Distribution,
    gamma: NumberLike = 1,
    neighbours: str = ADD_REMOVE,
    optimistic: Distribution | None = None,
) -> Enclosure:
    """What the source says of Delta_gamma, for any data and n: an Enclosure of [0, best upper bound].

    ``guaranteed`` is True for compositions of Gaussian or of at most 1000 Laplace events, and False otherwise.

    >>> import dp_accounting
    >>> delta(dp_accounting.GaussianDpEvent(2.0)).upper_str(8)
    '0.38292493'
    """
    g = to_expr(gamma, "gamma")
    if g.is_positive is not True:
        raise ValueError(f"gamma must be positive, got {shown(gamma)}")
    game = Game(None, learner(source, neighbours, optimistic), n=1, nu=1 / (1 + g))
    best = min((b for b in game.bounds(12) if b.kind == "upper"), key=lambda bound: bound.number().upper)
    return Enclosure(0, min(best.number().upper, 1), best.number().guaranteed)


def _exact(event: DpEvent, neighbours: str) -> Learner | None:
    parts = _flatten(event, 1)
    if parts is None:
        return None
    parts = [part for part in parts if part[2]]
    kinds = {kind for kind, _, _ in parts}
    # The sum of vectors of norm at most 1 is released: a record added or removed moves it by 1, a record replaced by 2.
    sensitivity = 2 if neighbours == REPLACE_ONE else 1
    if kinds <= {"GaussianDpEvent"}:
        # One release is (sensitivity/noise)-GDP; squares add up under composition.
        square = sp.Add(*(count / noise**2 for _, noise, count in parts))
        return GaussianDP(sensitivity * power(square, sp.S.Half) if parts else 0, neighbours=neighbours)
    if kinds == {"LaplaceDpEvent"} and len({noise for _, noise, _ in parts}) == 1:
        steps = sum(count for _, _, count in parts)
        if steps > MAX_STEPS:
            # eps-DP is eps^2/2-zCDP, and that adds up (Bun and Steinke 2016).
            return ZeroConcentratedDP(steps * (sensitivity / parts[0][1]) ** 2 / 2, neighbours=neighbours)
        return LaplaceMechanism(parts[0][1], sensitivity, steps, neighbours=neighbours)
    return None


def _flatten(event: DpEvent, count: int) -> list[tuple[str, DpEvent, int]] | None:
    """(kind, noise multiplier, count) of every part, or None when a part is neither Gaussian nor Laplace."""
    kind = type(event).__name__
    if kind in ("GaussianDpEvent", "LaplaceDpEvent"):
        return [(kind, to_expr(event.noise_multiplier, "noise_multiplier"), count)] if event.noise_multiplier else None
    if kind == "SelfComposedDpEvent":
        return _flatten(event.event, count * to_integer(event.count, "count", 0))
    if kind == "ComposedDpEvent":
        inner = [_flatten(part, count) for part in event.events]
        return None if not inner or None in inner else [row for part in inner for row in part or []]
    return None


def _distribution(event: DpEvent, neighbours: str) -> Distribution:
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

    def __init__(self, accountant: PrivacyAccountant) -> None:
        self.accountant = accountant

    def get_delta_for_epsilon(self, epsilon: float) -> float:
        """delta at this epsilon."""
        return float(self.accountant.get_delta(epsilon))
