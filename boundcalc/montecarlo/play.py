"""Playing the membership game with the optimal attack."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..theorems import CATALOG, Theorem
from .estimate import CrossCheck, Estimate
from .interval import check_level, clopper_pearson

if TYPE_CHECKING:
    from ..game import Game

_BATCH = 1 << 18
MAX_SAMPLES = 10**11


def simulate(game: Game, samples: int = 10**6, seed: int | None = None, level: Any = "0.99") -> Estimate:
    r"""Estimate Delta by playing the game `samples` times with the optimal attack.

    The coin shows "member" with probability 1/(1+gamma), so that a correct answer has the probability
    max(w, 1-w) + min(w, 1-w) Delta, w = 1/(1+gamma): one binomial count, whose Clopper-Pearson interval is exact. The
    attack answers "member" iff the likelihood ratio exceeds gamma.

    Raises ValueError for samples < 1, a level outside (0, 1), symbols, or a learner that cannot be played.
    """
    if isinstance(samples, bool) or not isinstance(samples, int | np.integer) or not 1 <= samples <= MAX_SAMPLES:
        raise ValueError(f"samples must be an integer from 1 to {MAX_SAMPLES}, got {samples!r}")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or seed < 0):
        raise ValueError(f"seed must be a non-negative integer, got {seed!r}")
    confidence = check_level(level)
    if game.is_symbolic:
        raise ValueError("a simulation needs numbers for all parameters of the game")
    gamma = float(game.gamma)
    bar = math.log(gamma)
    member_chance = 1 / (1 + gamma)
    rng = np.random.default_rng(seed)
    theorem = playable(game)
    play = theorem.sampler(game, None)
    correct = 0
    for start in range(0, int(samples), _BATCH):
        size = min(_BATCH, int(samples) - start)
        members = int(rng.binomial(size, member_chance))
        correct += int(np.count_nonzero(play(rng, members, True) > bar))
        correct += int(np.count_nonzero(play(rng, size - members, False) <= bar))
    low, high = clopper_pearson(correct, int(samples), confidence)
    best = max(member_chance, 1 - member_chance)
    scale = min(member_chance, 1 - member_chance)

    def to_delta(accuracy: float) -> float:
        return min(1.0, max(0.0, (accuracy - best) / scale))

    # The ends keep clear of the rounding of this affine map.
    slack = 1e-13 / scale
    return Estimate(
        estimate=to_delta(correct / samples),
        lower=max(0.0, to_delta(low) - slack),
        upper=min(1.0, to_delta(high) + slack),
        level=float(confidence),
        samples=int(samples),
        seed=seed,
        method="attack simulation, Clopper-Pearson",
    )


def crosscheck(game: Game, samples: int = 10**6, seed: int | None = 0, level: Any = "0.999") -> CrossCheck:
    """Simulate `game` and compare the interval with its guaranteed enclosure."""
    return simulate(game, samples, seed, level).crosscheck(game.delta(digits=12).number())


def playable(game: Game) -> Theorem:
    """The first theorem that applies and knows how to play the game."""
    for theorem in CATALOG.values():
        if theorem.sampler is not None and theorem.applies(game):
            return theorem
    raise ValueError(f"no simulation is known for {game.learner} on {game.law}")
