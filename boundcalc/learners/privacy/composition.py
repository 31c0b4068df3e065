"""Several private releases of the same data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import mul
from typing import Any

import sympy as sp

from ...divergences.losses import MAX_STEPS, PrivacyLoss
from ...numeric.exact import listed, shown, to_integer
from ..learner import Learner
from .gaussian_mechanism import GaussianMechanism
from .guarantee import Concentrated, Privacy
from .laplace_mechanism import LaplaceMechanism
from .renyi_dp import RenyiDP
from .zero_concentrated_dp import ZeroConcentratedDP


@dataclass(frozen=True, repr=False)
class Composition(Privacy):
    r"""All of the `learners` on the same records, one after the other, each free to look at what the others released.

    Each has a privacy guarantee of its own, all for the same neighbours. `times`: how often each is run, a list of
    integers >= 1 (once unless given). A schedule of noise or of sampling rates is a composition of its stretches.
    Pairs of laws are composed by their losses. Budgets in Renyi divergences of one order, and rho, xi of concentrated
    ones, add up, and 1 - delta is multiplied (Bun, Steinke 2016); where all learners have such a budget the whole has
    one, which is another description of it, and with others the pair that dominates the sum is composed. Raises
    ValueError for anything else.

    >>> from boundcalc.learners import LaplaceMechanism
    >>> str(Composition([LaplaceMechanism(scale=10), LaplaceMechanism(scale=20)]))
    'Composition([LaplaceMechanism(scale=10), LaplaceMechanism(scale=20)])'
    >>> str(Composition([LaplaceMechanism(4)], times=[3]))
    'Composition([LaplaceMechanism(scale=4)], times=[3])'
    >>> from boundcalc.learners import GaussianDP, ZeroConcentratedDP
    >>> print(Composition([ZeroConcentratedDP("1/8"), GaussianDP("1/2")]).parts[1])
    ZeroConcentratedDP(rho=1/4)
    """

    learners: Any
    times: Any = None
    neighbours: str = field(default="", kw_only=True)

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls([LaplaceMechanism(4), GaussianMechanism(3)])]

    def __post_init__(self) -> None:
        if not isinstance(self.learners, list | tuple) or not self.learners:
            raise ValueError(f"learners must be a list of private learners, got {shown(self.learners)}")
        for learner in self.learners:
            if not isinstance(learner, Privacy):
                raise ValueError(f"learners must be private learners, got {shown(learner)}")
        times = [1] * len(self.learners) if self.times is None else self.times
        if not isinstance(times, list | tuple) or len(times) != len(self.learners):
            raise ValueError(f"times must be a list of one integer for each learner, got {shown(self.times)}")
        counts = tuple(to_integer(count, "times", 1) for count in times)
        if sum(counts) > MAX_STEPS:
            raise ValueError(f"times must be at most {MAX_STEPS} in all, got {sum(counts)}")
        object.__setattr__(self, "times", counts)
        relations = sorted({learner.neighbours for learner in self.learners})
        if len(relations) > 1 or self.neighbours not in ("", relations[0]):
            raise ValueError(f"all learners must have the same neighbours, got {', '.join(relations)}")
        object.__setattr__(self, "neighbours", relations[0])
        object.__setattr__(self, "learners", tuple(self.learners))
        super().__post_init__()

    def __str__(self) -> str:
        repeated = f", times=[{listed(self.times, 'numbers')}]" if max(self.times) > 1 else ""
        return f"Composition([{listed(self.learners, 'learners')}]{repeated})"

    __repr__ = __str__

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {symbol for learner in self.learners for symbol in learner.free_symbols}

    @property
    def loss(self) -> PrivacyLoss | None:
        return _product([(learner.loss, count) for learner, count in self._summed])

    @property
    def exchange(self) -> PrivacyLoss | None:
        return _product([(learner.exchange, count) for learner, count in self._summed])

    @cached_property
    def _flat(self) -> tuple[tuple[Privacy, int], ...]:
        """(learner, how often), compositions taken apart."""
        out: list[tuple[Privacy, int]] = []
        for learner, count in zip(self.learners, self.times, strict=True):
            inner = learner._flat if isinstance(learner, Composition) else ((learner, 1),)
            out += [(part, n * count) for part, n in inner]
        return tuple(out)

    @cached_property
    def _summed(self) -> tuple[tuple[Privacy, int], ...]:
        """The same with one budget for all of a kind that add up."""
        kinds: dict[object, list[tuple[Privacy, int]]] = {}
        for learner, count in self._flat:
            key = learner.alpha if isinstance(learner, RenyiDP) else type(learner)
            kinds.setdefault(key if isinstance(learner, RenyiDP | ZeroConcentratedDP) else None, []).append(
                (learner, count)
            )
        out = kinds.pop(None, [])
        for key, found in kinds.items():
            whole = _concentrated(found) if key is ZeroConcentratedDP else _renyi(found, sp.sympify(key))
            assert whole is not None
            out.append((whole, 1))
        return tuple(out)

    @property
    def concentrated(self) -> Concentrated | None:
        found = _concentrated(self._flat)
        return None if found is None else found.concentrated

    def renyi(self, order: sp.Expr) -> sp.Expr | None:
        found = _renyi(self._flat, order)
        return None if found is None else found.epsilon

    @cached_property
    def parts(self) -> tuple[Learner, ...]:
        """Itself, and the budgets that follow for the whole from those of its learners."""
        found: list[Learner | None] = []
        if any(isinstance(learner, ZeroConcentratedDP) for learner, _ in self._flat):
            found.append(_concentrated(self._flat))
        orders = (learner.alpha for learner, _ in self._flat if isinstance(learner, RenyiDP))
        found += [_renyi(self._flat, order) for order in dict.fromkeys(orders)]
        return (self, *(learner for learner in found if learner is not None))

    @property
    def claim(self) -> str:
        claims = (
            learner.claim if count == 1 else f"{count} times: {learner.claim}"
            for learner, count in zip(self.learners, self.times, strict=True)
        )
        return "; ".join(claims)


def _concentrated(learners: Sequence[tuple[Privacy, int]]) -> ZeroConcentratedDP | None:
    """rho and xi add up, 1 - delta is multiplied; None where a learner has no such budget."""
    budgets = [(learner.concentrated, count) for learner, count in learners]
    known = [(budget, count) for budget, count in budgets if budget is not None]
    if len(known) < len(budgets):
        return None
    rho, xi = (sp.Add(*(count * budget[i] for budget, count in known)) for i in (0, 1))
    delta = 1 - sp.Mul(*((1 - budget[2]) ** count for budget, count in known))
    return ZeroConcentratedDP(rho, xi, delta, neighbours=learners[0][0].neighbours)


def _renyi(learners: Sequence[tuple[Privacy, int]], order: sp.Expr) -> RenyiDP | None:
    """Divergences of one order add up; None where one is not known."""
    found = [(learner.renyi(order), count) for learner, count in learners]
    known = [count * epsilon for epsilon, count in found if epsilon is not None]
    return RenyiDP(order, sp.Add(*known), neighbours=learners[0][0].neighbours) if len(known) == len(found) else None


def _product(losses: list[tuple[PrivacyLoss | None, int]]) -> PrivacyLoss | None:
    """All of them; None where one is not known, or they are more than a loss counts."""
    known = [(loss, count) for loss, count in losses if loss is not None]
    steps = sum(count * n for loss, count in known for _, n in loss.parts)
    if len(known) < len(losses) or steps > MAX_STEPS:
        return None
    return reduce(mul, (loss**count for loss, count in known))
