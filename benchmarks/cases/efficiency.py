"""How many samples the Rao-Blackwellised estimators need, beside attack simulation, for an interval of the same width.

`release` integrates the test point out and is what `simulate` takes by default on discrete data; `ratio`, the default
elsewhere, integrates out the attack's coin and answer only, and gains much where a single answer says little, Delta
well below 1. The default should gain a factor of at least 50 in every game here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import boundcalc as bc
from boundcalc.montecarlo import clopper_pearson

TITLE = "Samples for an interval of the same width: Rao-Blackwellised estimators beside attack simulation"
SIZES = {"full": [20_000], "quick": [5000], "tiny": [2000]}
REPEATS = 2
PEAK = False
LEVEL = "0.99"


def games() -> dict[str, bc.Game]:
    """Name -> game."""
    return {
        "Gaussian mean, n = 100, d = 1": bc.Game(bc.Normal(0, 1), bc.EmpiricalMean(), n=100),
        "uniform on 1000 atoms, n = 1000": bc.Game(bc.DiscreteUniform(1, 1000), n=1000),
        "Zipf(1, 1000), n = 1000": bc.Game(bc.Zipf(1, 1000), n=1000),
        "Zipf(1, 1000), n = 100000": bc.Game(bc.Zipf(1, 1000), n=100_000),
    }


def contenders(samples: int) -> dict[str, Callable[[], Any]]:
    """Every estimator that a game has; the size is the number of samples."""
    tasks = {}
    for name, game in games().items():
        for method in ("release", "ratio", "leakage"):
            task = partial(game.simulate, samples, seed=0, level=LEVEL, method=method)
            try:
                game.simulate(100, seed=0, method=method)
            except ValueError:
                continue  # this game does not know it
            tasks[f"{name}, {method}"] = task
    return tasks


def attack_samples(delta: float, width: float) -> int:
    """Games that attack simulation plays until its Clopper-Pearson interval for Delta (gamma = 1) is this narrow."""

    def reached(n: int) -> bool:
        low, high = clopper_pearson(round(n * (1 + delta) / 2), n, LEVEL)
        return 2 * (high - low) <= width

    low, high = 1, 2
    while not reached(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def notes(samples: int) -> list[str]:
    """The factors at equal width."""
    lines = [f"{'estimator':44} {'width':>10} {'attack needs':>14} {'factor':>8}"]
    exact = {name: float(game.delta().number()) for name, game in games().items()}
    default = {name: game.simulate(samples, seed=0, level=LEVEL).method for name, game in games().items()}
    smallest = math.inf
    for label, task in contenders(samples).items():
        name = label.rsplit(", ", 1)[0]
        estimate = task()
        needed = attack_samples(exact[name], estimate.width)
        mark = ""
        if estimate.method == default[name]:
            mark, smallest = "  default", min(smallest, needed / samples)
        lines.append(f"{label:44} {estimate.width:10.2e} {needed:14d} {needed / samples:8.1f}{mark}")
    return [*lines, f"smallest factor of a default: {smallest:.1f}"]
