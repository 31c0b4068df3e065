"""From dp-accounting: a PLD or a DpEvent becomes a learner, or an enclosure of Delta."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..divergences.losses import PrivacyLoss
from ..functions import Account, power
from ..game import Game
from ..learners import (
    Accounted,
    Composition,
    GaussianDP,
    GaussianMechanism,
    LaplaceMechanism,
    Learner,
    PrivateLearner,
    PrivateMechanism,
    ZeroConcentratedDP,
)
from ..learners.privacy.guarantee import ADD_REMOVE, REPLACE_ONE
from ..numeric import Enclosure
from ..numeric.exact import shown, to_expr, to_integer

EVENTS = (
    "GaussianDpEvent",
    "LaplaceDpEvent",
    "DiscreteLaplaceDpEvent",
    "EpsilonDeltaDpEvent",
    "ZCDpEvent",
    "PoissonSampledDpEvent",
    "TruncatedSubsampledGaussianDpEvent",
    "MixtureOfGaussiansDpEvent",
    "SelfComposedDpEvent",
    "ComposedDpEvent",
    "NoOpDpEvent",
)
"""The events of which `from_events` knows a learner with guaranteed bounds."""
_SAMPLED_LAPLACE = "PoissonSampledDpEvent of a LaplaceDpEvent"
_REMOVALS = (
    "PoissonSampledDpEvent",
    "DiscreteLaplaceDpEvent",
    _SAMPLED_LAPLACE,
    "TruncatedSubsampledGaussianDpEvent",
    "MixtureOfGaussiansDpEvent",
)


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


class UnknownEventError(ValueError):
    """An event without a certified learner."""


def from_events(event: Any, neighbours: str = ADD_REMOVE) -> Learner:
    """The learner with guaranteed bounds that a DpEvent of dp-accounting describes.

    Known: GaussianDpEvent, LaplaceDpEvent, EpsilonDeltaDpEvent, ZCDpEvent (without xi, alone), NoOpDpEvent; for
    neighbours "add-remove" also PoissonSampledDpEvent of a Gaussian or a Laplace event, DiscreteLaplaceDpEvent,
    TruncatedSubsampledGaussianDpEvent and MixtureOfGaussiansDpEvent; and their ComposedDpEvent and SelfComposedDpEvent.
    Noise is in units of a record's norm: adding or removing a record moves the released sum by 1, replacing one by 2. A
    float means its shortest decimal. Raises ValueError, naming it, for any other event.

    >>> import dp_accounting as dp
    >>> step = dp.PoissonSampledDpEvent(0.01, dp.GaussianDpEvent(1.0))
    >>> str(from_events(dp.SelfComposedDpEvent(step, 1000)))
    "GaussianMechanism(sigma=1, steps=1000, sampling=1/100, neighbours='add-remove')"
    """
    parts: dict[tuple[Any, ...], int] = {}
    for part, count in _flatten(event, 1):
        parts[part] = parts.get(part, 0) + count
    parts = {part: count for part, count in parts.items() if count}
    kinds = {part[0] for part in parts}
    # The sum of vectors of norm at most 1 is released: a record added or removed moves it by 1, a record replaced by 2.
    sensitivity = 2 if neighbours == REPLACE_ONE else 1
    if kinds <= {"GaussianDpEvent"}:
        # One release is (sensitivity/noise)-GDP; squares add up under composition.
        square = sp.Add(*(count / noise**2 for (_, noise), count in parts.items()))
        return GaussianDP(sensitivity * power(square, sp.S.Half) if parts else 0, neighbours=neighbours)
    if kinds == {"ZCDpEvent"}:
        return ZeroConcentratedDP(sp.Add(*(count * rho for (_, rho), count in parts.items())), neighbours=neighbours)
    for kind in sorted(kinds.intersection(_REMOVALS)):
        if neighbours != ADD_REMOVE:
            raise UnknownEventError(f"{kind} is known for {ADD_REMOVE} neighbours, got {neighbours}")
    if "ZCDpEvent" in kinds:
        raise UnknownEventError("ZCDpEvent composes with other events of its kind only")
    learners: list[Learner] = []
    times: list[int] = []
    for (kind, *numbers), count in parts.items():
        if kind == "EpsilonDeltaDpEvent":
            learners.append(PrivateLearner(*numbers, neighbours=neighbours))
            times.append(count)
            continue
        if kind in _REMOVALS[1:]:
            loss = _loss(kind, *numbers)
            learners.append(PrivateMechanism(loss, neighbours=neighbours))
            times.append(count)
            continue
        if kind == "LaplaceDpEvent":
            learners.append(LaplaceMechanism(numbers[0], sensitivity, count, neighbours=neighbours))
        else:
            sampling = numbers[1] if kind == "PoissonSampledDpEvent" else 1
            learners.append(GaussianMechanism(numbers[0], sensitivity, count, sampling, neighbours=neighbours))
        times.append(1)
    return learners[0] if len(learners) == 1 and times == [1] else Composition(learners, times)


def _loss(kind: str, *numbers: Any) -> PrivacyLoss:
    """The removal of a record."""
    if kind == "TruncatedSubsampledGaussianDpEvent":
        return PrivacyLoss.truncated_batch(*numbers)
    if kind == "MixtureOfGaussiansDpEvent":
        return PrivacyLoss.gaussian_mixture(*numbers)
    if kind == "DiscreteLaplaceDpEvent":
        return PrivacyLoss.geometric(*numbers)
    scale, rate = numbers
    return PrivacyLoss.laplace(scale).sampled(rate)


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


def _flatten(event: Any, count: int) -> Iterator[tuple[tuple[Any, ...], int]]:
    """((kind, parameters), how often) of every part; ValueError for a part that is not known."""
    kind = type(event).__name__
    if kind in ("GaussianDpEvent", "LaplaceDpEvent") and event.noise_multiplier:
        yield (kind, to_expr(event.noise_multiplier, "noise_multiplier")), count
    elif kind == "EpsilonDeltaDpEvent":
        yield (kind, to_expr(event.epsilon, "epsilon"), to_expr(event.delta, "delta")), count
    elif kind == "ZCDpEvent" and not getattr(event, "xi", 0):
        yield (kind, to_expr(event.rho, "rho")), count
    elif kind == "PoissonSampledDpEvent":
        rate = to_expr(event.sampling_probability, "sampling_probability")
        for part, inner in _flatten(event.event, 1):
            if part[0] not in ("GaussianDpEvent", "LaplaceDpEvent") or inner != 1:
                known = "one Gaussian or Laplace event"
                raise UnknownEventError(f"PoissonSampledDpEvent is known of {known}, not of {part[0]}")
            if rate != 0:
                sampled = kind if part[0] == "GaussianDpEvent" else _SAMPLED_LAPLACE
                yield (part if rate == 1 else (sampled, part[1], rate)), count
    elif kind == "DiscreteLaplaceDpEvent" and event.noise_parameter:
        yield (
            (kind, to_expr(event.noise_parameter, "noise_parameter"), to_integer(event.sensitivity, "sensitivity", 1)),
            count,
        )
    elif kind == "TruncatedSubsampledGaussianDpEvent":
        sizes = (to_integer(getattr(event, name), name, 1) for name in ("truncated_batch_size", "dataset_size"))
        rate = to_expr(event.sampling_probability, "sampling_probability")
        if rate != 0:
            yield (kind, to_expr(event.noise_multiplier, "noise_multiplier"), rate, *sizes), count
    elif kind == "MixtureOfGaussiansDpEvent":
        shifts = tuple(to_expr(x, "sensitivities") for x in event.sensitivities)
        chances = tuple(to_expr(x, "sampling_probs") for x in event.sampling_probs)
        yield (kind, to_expr(event.standard_deviation, "standard_deviation"), shifts, chances), count
    elif kind == "SelfComposedDpEvent":
        yield from _flatten(event.event, count * to_integer(event.count, "count", 0))
    elif kind == "ComposedDpEvent":
        for part in event.events:
            yield from _flatten(part, count)
    elif kind != "NoOpDpEvent":
        raise UnknownEventError(f"no certified learner is known for {shown(event)}; supported are {', '.join(EVENTS)}")


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
