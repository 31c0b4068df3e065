"""Events of dp-accounting as learners with guaranteed bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from ..divergences.losses import PrivacyLoss, RepeatedSelection
from ..functions import power
from ..learners import (
    Composition,
    GaussianDP,
    GaussianMechanism,
    LaplaceMechanism,
    Learner,
    PrivateLearner,
    PrivateMechanism,
    ZeroConcentratedDP,
)
from ..learners.privacy.guarantee import ADD_REMOVE, REPLACE_ONE, Privacy
from ..numeric.enclose import enclose
from ..numeric.exact import shown, to_expr, to_integer


class UnknownEventError(ValueError):
    """An event without a certified learner."""


def from_events(event: Any, neighbours: str = ADD_REMOVE) -> Learner:
    """The learner with guaranteed bounds that a DpEvent of dp-accounting describes.

    Known for both relations: GaussianDpEvent, LaplaceDpEvent, EpsilonDeltaDpEvent, ZCDpEvent,
    SingleEpochTreeAggregationDpEvent, RepeatAndSelectDpEvent and NoOpDpEvent; for neighbours "add-remove" also
    PoissonSampledDpEvent (of Gaussian events composed, or of one other event), DiscreteLaplaceDpEvent,
    TruncatedSubsampledGaussianDpEvent and MixtureOfGaussiansDpEvent; for "replace-one" SampledWithoutReplacementDpEvent
    (of the same) and RandomizedResponseDpEvent; and their ComposedDpEvent and SelfComposedDpEvent. Noise is in units of
    a record's norm: adding or removing a record moves the released sum by 1, replacing one by 2; in a tree a record
    that is removed is replaced by 0, so that the others keep their places. A float means its shortest decimal. Raises
    ValueError, naming it, for any other event.

    >>> import dp_accounting as dp
    >>> step = dp.PoissonSampledDpEvent(0.01, dp.GaussianDpEvent(1.0))
    >>> str(from_events(dp.SelfComposedDpEvent(step, 1000)))
    "GaussianMechanism(sigma=1, steps=1000, sampling=1/100, neighbours='add-remove')"
    """
    parts: dict[Privacy, int] = {}
    for part, count in _flatten(event, 1, neighbours):
        if count:
            parts[part] = parts.get(part, 0) + count
    found, squares = [], []
    for part, count in parts.items():
        if isinstance(part, GaussianMechanism) and part.sampling == 1:
            squares.append((part, count))
        else:
            found.append((part, count))
    if not found:
        # One release is (sensitivity/noise)-GDP; squares add up under composition.
        return GaussianDP(_order(squares) if squares else 0, neighbours=neighbours)
    if all(isinstance(part, ZeroConcentratedDP) for part in parts) and len(parts) > 1:
        return Composition(list(parts), list(parts.values())).parts[1]
    learners: list[Learner] = []
    times: list[int] = []
    for part, count in parts.items():
        whole = _steps(part, count)
        learners.append(part if whole is None else whole)
        times.append(count if whole is None else 1)
    return learners[0] if len(learners) == 1 and times == [1] else Composition(learners, times)


def _steps(part: Privacy, count: int) -> Privacy | None:
    """`count` of them as one learner; None where that is a composition."""
    neighbours = part.neighbours
    if isinstance(part, GaussianMechanism):
        return GaussianMechanism(part.sigma, part.sensitivity, count, part.sampling, neighbours=neighbours)
    if isinstance(part, LaplaceMechanism):
        return LaplaceMechanism(part.scale, part.sensitivity, count, neighbours=neighbours)
    if isinstance(part, ZeroConcentratedDP):
        return ZeroConcentratedDP(count * part.rho, count * part.xi, neighbours=neighbours)
    return None


def _order(parts: list[tuple[GaussianMechanism, int]]) -> sp.Expr:
    """mu of Gaussian releases together."""
    return power(sp.Add(*(count * part.mu**2 for part, count in parts)), sp.S.Half)


def _flatten(event: Any, count: int, neighbours: str) -> Iterator[tuple[Privacy, int]]:
    """(learner of one step, how often) of every part; ValueError for a part that is not known."""
    kind = type(event).__name__
    if kind == "SelfComposedDpEvent":
        yield from _flatten(event.event, count * to_integer(event.count, "count", 0), neighbours)
    elif kind == "ComposedDpEvent":
        for part in event.events:
            yield from _flatten(part, count, neighbours)
    elif kind != "NoOpDpEvent":
        if kind not in _KNOWN:
            known = ", ".join([*_KNOWN, "SelfComposedDpEvent", "ComposedDpEvent", "NoOpDpEvent"])
            raise UnknownEventError(f"no certified learner is known for {shown(event)}; supported are {known}")
        relation, read = _KNOWN[kind]
        if relation not in ("", neighbours):
            raise UnknownEventError(f"{kind} is known for {relation} neighbours, got {neighbours}")
        found = read(event, neighbours)
        if found is not None:
            yield found, count


def _sensitivity(neighbours: str) -> int:
    """The sum of vectors of norm at most 1 is released: a record added or removed moves it by 1, one replaced by 2."""
    return 2 if neighbours == REPLACE_ONE else 1


def _positive(event: Any, name: str) -> sp.Expr:
    value = to_expr(getattr(event, name), name)
    if not value.is_positive:
        raise UnknownEventError(f"no certified learner is known for {shown(event)}: {name} must be positive")
    return value


def _gaussian(event: Any, neighbours: str) -> Privacy:
    return GaussianMechanism(_positive(event, "noise_multiplier"), _sensitivity(neighbours), neighbours=neighbours)


def _laplace(event: Any, neighbours: str) -> Privacy:
    return LaplaceMechanism(_positive(event, "noise_multiplier"), _sensitivity(neighbours), neighbours=neighbours)


def _budget(event: Any, neighbours: str) -> Privacy:
    return PrivateLearner(to_expr(event.epsilon, "epsilon"), to_expr(event.delta, "delta"), neighbours=neighbours)


def _concentrated(event: Any, neighbours: str) -> Privacy:
    xi = to_expr(getattr(event, "xi", 0), "xi")
    return ZeroConcentratedDP(to_expr(event.rho, "rho"), xi, neighbours=neighbours)


def _tree(event: Any, neighbours: str) -> Privacy | None:
    """A record is in one leaf of one tree: in at most as many released sums as the tree has levels, ceil(log2(steps +
    1))."""
    steps = event.step_counts if isinstance(event.step_counts, list | tuple) else [event.step_counts]
    levels = max((to_integer(count, "step_counts", 0) for count in steps), default=0).bit_length()
    noise = _positive(event, "noise_multiplier")
    reach = _sensitivity(neighbours) * sp.sqrt(levels)
    return GaussianMechanism(noise, reach, neighbours=neighbours) if levels else None


def _discrete_laplace(event: Any, neighbours: str) -> Privacy:
    reach = to_integer(event.sensitivity, "sensitivity", 1)
    return PrivateMechanism(PrivacyLoss.geometric(_positive(event, "noise_parameter"), reach), neighbours=neighbours)


def _mixture(event: Any, neighbours: str) -> Privacy:
    shifts = [to_expr(x, "sensitivities") for x in event.sensitivities]
    chances = [to_expr(x, "sampling_probs") for x in event.sampling_probs]
    loss = PrivacyLoss.gaussian_mixture(_positive(event, "standard_deviation"), shifts, chances)
    return PrivateMechanism(loss, neighbours=neighbours)


def _truncated(event: Any, neighbours: str) -> Privacy | None:
    sizes = (to_integer(getattr(event, name), name, 1) for name in ("truncated_batch_size", "dataset_size"))
    rate = to_expr(event.sampling_probability, "sampling_probability")
    if rate == 0:
        return None
    loss = PrivacyLoss.truncated_batch(_positive(event, "noise_multiplier"), rate, *sizes)
    return PrivateMechanism(loss, neighbours=neighbours)


def _response(event: Any, neighbours: str) -> Privacy | None:
    values = to_integer(event.num_buckets, "num_buckets", 1)
    if values == 1:
        return None
    loss = PrivacyLoss.randomised_response(_positive(event, "noise_parameter"), values)
    return PrivateMechanism(loss, neighbours=neighbours)


def _single(event: Any, neighbours: str) -> Privacy | None:
    """The event that a sampled one is of, as a learner of one step; None where nothing is released."""
    kind = type(event).__name__
    parts: dict[Privacy, int] = {}
    for part, count in _flatten(event.event, 1, neighbours):
        if count:
            parts[part] = parts.get(part, 0) + count
    plain = [(p, n) for p, n in parts.items() if isinstance(p, GaussianMechanism) and p.sampling == 1]
    if len(plain) == len(parts):
        # Gaussian releases of one sample are one, of the sum of their squares.
        return GaussianMechanism(1 / _order(plain), neighbours=neighbours) if plain else None
    ((part, count), *others) = parts.items()
    loss = part.loss
    if others or count != 1 or loss is None or len(loss.parts) != 1 or loss.parts[0][1] != 1:
        raise UnknownEventError(
            f"{kind} is known of Gaussian events or of one other event, not of {shown(event.event)}"
        )
    return part


def _sampled(event: Any, neighbours: str) -> Privacy | None:
    rate = to_expr(event.sampling_probability, "sampling_probability")
    inner = _single(event, neighbours)
    if inner is None or rate == 0:
        return None
    if isinstance(inner, GaussianMechanism) and inner.sampling == 1:
        return GaussianMechanism(inner.sigma, inner.sensitivity, sampling=rate, neighbours=neighbours)
    assert inner.loss is not None
    return inner if rate == 1 else PrivateMechanism(inner.loss.sampled(rate), neighbours=neighbours)


def _without_replacement(event: Any, neighbours: str) -> Privacy | None:
    size = to_integer(event.source_dataset_size, "source_dataset_size", 1)
    drawn = to_integer(event.sample_size, "sample_size", 0)
    if drawn > size:
        raise ValueError(f"sample_size must be at most source_dataset_size = {size}, got {drawn}")
    inner = _single(event, neighbours)
    if inner is None or drawn == 0:
        return None
    assert inner.loss is not None
    loss = inner.loss.without_replacement(sp.Rational(drawn, size))
    return inner if drawn == size else PrivateMechanism(loss, neighbours=neighbours)


def _selection(event: Any, neighbours: str) -> Privacy | None:
    """By the Renyi divergences of one run (see `RepeatedSelection`), as a privacy profile."""
    shape = sp.oo if event.shape == math.inf else to_expr(event.shape, "shape")
    mean = to_expr(event.mean, "mean")
    if (mean >= 1) != True or (shape >= 0) != True:  # noqa: E712
        raise ValueError(f"RepeatAndSelectDpEvent needs mean >= 1 and shape >= 0, got {shown(mean)} and {shown(shape)}")
    inner = from_events(event.event, neighbours)
    assert isinstance(inner, Privacy)
    if isinstance(inner, GaussianDP) and inner.mu == 0:
        return None
    if mean == 1 and shape != sp.oo:
        return inner
    if inner.loss is None:
        raise UnknownEventError(f"RepeatAndSelectDpEvent is not known of {shown(event.event)}")
    if shape == sp.oo:
        best = RepeatedSelection(inner.loss, mean=mean)
    else:
        best = RepeatedSelection(inner.loss, shape=shape, gamma=_stop(mean, shape))
    try:
        return PrivateLearner(profile=best.profile(), neighbours=neighbours)
    except ValueError as error:
        raise UnknownEventError(f"RepeatAndSelectDpEvent is not known of {shown(event.event)}: {error}") from None


def _stop(mean: sp.Expr, shape: sp.Expr) -> sp.Expr:
    """gamma of the truncated negative binomial law of this mean, or a little less: then it is certainly run at least as
    often, and the bounds fall with gamma."""
    if shape == 1:
        return 1 / mean

    def runs(gamma: sp.Rational) -> sp.Expr:
        if shape == 0:
            return (1 / gamma - 1) / sp.log(1 / gamma)
        return shape * (1 - gamma) / (gamma * (1 - gamma**shape))

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(runs(sp.Float(middle))) >= float(mean) else (low, middle)
    gamma = sp.Rational(low)
    for _ in range(60):
        if enclose(runs(gamma) - mean, 6).lower >= 0:
            return gamma
        gamma *= 1 - sp.Rational(1, 10**12)
    raise UnknownEventError(f"no law of runs of mean {shown(mean)} and shape {shown(shape)} is found")


_KNOWN: dict[str, tuple[str, Callable[[Any, str], Privacy | None]]] = {
    "GaussianDpEvent": ("", _gaussian),
    "LaplaceDpEvent": ("", _laplace),
    "DiscreteLaplaceDpEvent": (ADD_REMOVE, _discrete_laplace),
    "EpsilonDeltaDpEvent": ("", _budget),
    "ZCDpEvent": ("", _concentrated),
    "RandomizedResponseDpEvent": (REPLACE_ONE, _response),
    "PoissonSampledDpEvent": (ADD_REMOVE, _sampled),
    "SampledWithoutReplacementDpEvent": (REPLACE_ONE, _without_replacement),
    "TruncatedSubsampledGaussianDpEvent": (ADD_REMOVE, _truncated),
    "MixtureOfGaussiansDpEvent": (ADD_REMOVE, _mixture),
    "SingleEpochTreeAggregationDpEvent": ("", _tree),
    "RepeatAndSelectDpEvent": ("", _selection),
}
"""The relation for which it is known ("" for both), and the learner of one of them; None where it releases nothing."""
