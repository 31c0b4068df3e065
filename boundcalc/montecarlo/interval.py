"""Exact confidence intervals for a probability."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from ..numeric.exact import shown, to_fmpq, to_rational
from ..numeric.precision import working_precision
from ..numeric.rounding import decimal_string


def clopper_pearson(successes: int, trials: int, level: object = "0.99") -> tuple[float, float]:
    """The Clopper-Pearson interval for the success probability of `trials` independent trials.

    Covers the truth with probability at least `level` for every trials and probability: each end is moved outward
    until a ball of the binomial tail there is certainly at most (1-level)/2.

    Raises ValueError unless 0 <= successes <= trials, trials >= 1 and 0 < level < 1.

    >>> low, high = clopper_pearson(8, 10, "0.95")
    >>> round(low, 4), round(high, 4)
    (0.4439, 0.9748)
    """
    tail = (1 - check_level(level)) / 2
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"successes must be between 0 and trials >= 1, got {shown(successes)} of {trials}")
    return lower_end(successes, trials, tail), upper_end(successes, trials, tail)


def binomial_sequence(successes: int, trials: int, level: object = "0.99") -> tuple[float, float]:
    r"""An interval for the success probability that may be looked at after every trial, and stopped at any time.

    All p with B(k + 1/2, n - k + 1/2) / (B(1/2, 1/2) p^k (1-p)^{n-k}) < 1/(1 - level), k of n trials successful.

    *Proof.* At the true p the left side is the likelihood of a mixture over that of p: a non-negative martingale that
    starts at 1, and by Ville's inequality it ever reaches 1/(1-level) with probability at most 1-level. Source:
    Robbins (1970).

    >>> low, high = binomial_sequence(800, 1000, "0.95")
    >>> round(low, 3), round(high, 3)
    (0.751, 0.843)
    """
    from scipy.special import betaln, xlog1py, xlogy

    error = 1 - check_level(level)
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"successes must be between 0 and trials >= 1, got {shown(successes)} of {trials}")
    failures = trials - successes
    mixture = float(betaln(successes + 0.5, failures + 0.5) - betaln(0.5, 0.5))
    # Far more than the rounding of the sums below can be.
    goal = log_odds_against(error) + 1e-9 + 1e-13 * trials

    def refuted(p: float) -> bool:
        if (p == 0 and successes) or (p == 1 and failures):
            return True
        return mixture - float(xlogy(successes, p) + xlog1py(failures, -p)) >= goal

    share = successes / trials
    ends = []
    for outside in (0.0, 1.0):
        inside = share
        if not refuted(outside):
            ends.append(outside)
            continue
        for _ in range(60):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if refuted(middle) else (middle, outside)
        ends.append(outside)
    return ends[0], ends[1]


def upper_end(successes: int, trials: int, tail: Fraction) -> float:
    """A number p with P(Bin(trials, p) <= successes) <= tail for certain, next to the smallest one; 1 for all."""
    # 1 - x is rounded to the nearest number, so the next one is no smaller than the exact difference.
    return min(1.0, math.nextafter(1 - lower_end(trials - successes, trials, tail), 2))


@lru_cache(maxsize=1 << 12)
def lower_end(successes: int, trials: int, tail: Fraction) -> float:
    """A number p with P(Bin(trials, p) >= successes) <= tail for certain, next to the largest one."""
    from flint import arb
    from scipy.stats import beta

    if successes == 0:
        return 0.0
    near = float(beta.ppf(float(tail), successes, trials - successes + 1))
    # The inverse of the incomplete beta function is good to a few units in most cases, but not in all: at 10^8 trials
    # it errs by 1e-10.
    with working_precision(80):
        bound = arb(to_fmpq(tail))
        for step in (10.0**k for k in range(-15, 0)):
            end = near * (1 - step)
            if arb(end).beta_lower(successes, trials - successes + 1, regularized=True) <= bound:
                return end
    return 0.0


def check_level(level: object) -> Fraction:
    """`level` as an exact rational in (0, 1), or ValueError."""
    value = to_rational(level, "level")
    if not 0 < value < 1:
        raise ValueError(f"level must be in (0, 1), got {shown(level)}")
    return value


def float_level(level: Fraction) -> float:
    """The float64 whose shortest decimal is the nearest one that is not above `level`.

    >>> float_level(Fraction(9, 10)), float_level(1 - Fraction(1, 10**20)) < 1
    (0.9, True)
    """
    near = float(level)
    return near if to_rational(near) <= level else math.nextafter(near, 0)


def percent(level: float | Fraction) -> str:
    """A confidence level in per cent, rounded down.

    >>> percent(0.9999999), percent(0.95)
    ('99.9999%', '95%')
    """
    return f"{decimal_string(100 * to_rational(level), 6, 'down')}%"


def log_odds_against(error: Fraction) -> float:
    """ln(1/error), whatever the size of the rational `error` in (0, 1]; rounded up."""
    value = math.log(error.denominator) - math.log(error.numerator)
    # the two logarithms are each good to a unit in the last place
    return value + 4 * math.ulp(math.log(error.denominator) + 1)


def float_down(x: Fraction) -> float:
    """The largest float64 that is at most x."""
    near = float(x)
    return near if Fraction(near) <= x else math.nextafter(near, -math.inf)


def float_up(x: Fraction) -> float:
    """The smallest float64 that is at least x."""
    return -float_down(-x)
