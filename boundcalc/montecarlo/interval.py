"""Exact confidence intervals for a probability."""

from __future__ import annotations

from typing import Any

from ..numeric.exact import to_rational


def clopper_pearson(successes: int, trials: int, level: Any = "0.99") -> tuple[float, float]:
    """The Clopper-Pearson interval for the success probability of `trials` independent trials.

    Covers the truth with probability at least `level` for every trials and probability. The ends are moved outward
    by 1e-12 relative, far beyond the error of the incomplete-beta inverse they are computed with.

    Raises ValueError unless 0 <= successes <= trials, trials >= 1 and 0 < level < 1.

    >>> low, high = clopper_pearson(8, 10, "0.95")
    >>> round(low, 4), round(high, 4)
    (0.4439, 0.9748)
    """
    from scipy.stats import beta

    confidence = float(check_level(level))
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"successes must be between 0 and trials >= 1, got {successes} of {trials}")
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, trials - successes + 1)) * (1 - 1e-12)
    high = 1.0
    if successes < trials:
        high = 1 - (1 - float(beta.ppf(1 - tail, successes + 1, trials - successes))) * (1 - 1e-12)
    return low, min(1.0, high)


def check_level(level: Any) -> Any:
    """`level` as an exact rational in (0, 1), or ValueError."""
    value = to_rational(level, "level")
    if not 0 < value < 1:
        raise ValueError(f"level must be in (0, 1), got {level}")
    return value
