"""Rao-Blackwellised samples a second, beside numpy's own generation of the same variates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "Rao-Blackwellised sampling beside numpy's generation of the same variates (Zipf(1, 1000), n = 1000)"
SIZES = {"full": [10**6], "quick": [10**5], "tiny": [100]}
AIMS = (("numpy: choice and binomial", "time / ours", ">=", 1 / 3),)


def contenders(samples: int) -> dict[str, Callable[[], Any]]:
    """The size is the number of samples."""
    game = bc.Game(bc.Zipf(1, 1000), n=1000)
    masses = 1 / np.arange(1.0, 1001)
    masses /= masses.sum()

    def ours() -> Any:
        return game.simulate(samples, seed=0).estimate

    def variates() -> float:
        rng = np.random.default_rng(0)
        p = masses[rng.choice(1000, size=samples, p=masses)]
        return float((1 + rng.binomial(999, p)).mean())

    return {"boundcalc": ours, "numpy: choice and binomial": variates}
