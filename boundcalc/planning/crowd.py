"""k-anonymity in, leakage out: what it is worth to be one of k equal records, and which k is enough (T-CROWD)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from ..functions import BinomialPMF
from ..numeric import Enclosure, evaluate
from ..numeric.exact import shown, to_expr, to_integer, to_rational
from ..numeric.precision import check_digits

_MOST = 10**30
_ENOUGH_DIGITS = 500


def crowd_leakage(k: Any, share: Any = "1/2", digits: int = 15) -> Enclosure:
    r"""max_t P(Bin(k-1, q) = t): the advantage over one record among `k` that the attacker cannot tell apart.

    Each of the k is in the training set with probability q = `share`, independently of the others, and the attacker
    sees how many of them are. It does not grow with k, and is about 1/sqrt(2 pi (k-1) q (1-q)).

    Raises ValueError unless k >= 1 is an integer and 0 < share < 1 a rational number.

    >>> [f"{float(crowd_leakage(k)):.4f}" for k in (5, 10, 20, 100)]
    ['0.3750', '0.2461', '0.1762', '0.0796']
    """
    size, q = to_integer(k, "k"), to_expr(_share(share, "share"))
    check_digits(digits)
    if size > _MOST:
        raise ValueError(f"k must be at most 10^30, got {shown(k)}")
    return evaluate(BinomialPMF(sp.floor(size * q), size - 1, q), digits) if size > 1 else Enclosure.point(1)


def crowd_size(advantage: Any, share: Any = "1/2") -> int:
    r"""The smallest k for which an attack on one of k equal records has at most this advantage.

    Raises ValueError unless 0 < advantage < 1 and 0 < share < 1, or when no k up to 10^30 is enough.

    >>> crowd_size("1/10"), crowd_size("1/10", share="4/5")
    (64, 100)
    """
    wanted, q = _share(advantage, "advantage"), _share(share, "share")

    def enough(k: int) -> bool:
        digits = 8
        while digits <= _ENOUGH_DIGITS:
            value = crowd_leakage(k, q, digits)
            if value.upper <= wanted:
                return True
            if value.lower > wanted:
                return False
            digits *= 2
        raise ValueError(f"the leakage of a crowd of {k} cannot be told from {advantage}")

    low, high = 0, 1
    while not enough(high):
        low, high = high, 2 * high
        if high > _MOST:
            raise ValueError(f"no k up to 10^30 has an advantage of at most {shown(advantage)}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _share(value: Any, name: str) -> Fraction:
    share = to_rational(value, name)
    if not 0 < share < 1:
        raise ValueError(f"{name} must be in (0, 1), got {shown(value)}")
    return share
