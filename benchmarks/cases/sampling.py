"""Rao-Blackwellised samples a second, beside numpy's own generation of the same variates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "Rao-Blackwellised sampling beside numpy's generation of the same variates (Zipf(1, 1000), n = 1000)"
SIZES = {
    "full": [("ratio", 10**6), ("release", 10**4)],
    "quick": [("ratio", 10**5), ("release", 1000)],
    "tiny": [("ratio", 100), ("release", 100)],
}
AIMS = (("numpy, the same variates", "time / ours", ">=", 1 / 3),)


def contenders(size: tuple[str, int]) -> dict[str, Callable[[], Any]]:
    """The size is the method and the number of samples: an atom and its count for `ratio`, all counts for `release`."""
    method, samples = size
    game = bc.Game(bc.Zipf(1, 1000), n=1000)
    masses = 1 / np.arange(1.0, 1001)
    masses /= masses.sum()

    def ours() -> Any:
        return game.simulate(samples, seed=0, method=method).estimate

    def variates() -> float:
        rng = np.random.default_rng(0)
        if method == "release":
            blocks = (rng.multinomial(1000, masses, size=1000) for _ in range(0, samples, 1000))
            return float(sum(block.max(axis=1).sum() for block in blocks) / samples)
        p = masses[rng.choice(1000, size=samples, p=masses)]
        return float((1 + rng.binomial(999, p)).mean())

    return {"boundcalc": ours, "numpy, the same variates": variates}
