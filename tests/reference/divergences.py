"""Naive high-precision twins of divergences between two laws with densities, or two mass functions."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import mpmath as mp

from .continuous import Density, sign_changes


def over(f: Callable[[mp.mpf], mp.mpf], cuts: Sequence[mp.mpf]) -> mp.mpf:
    """The integral of f, one quadrature between two cuts."""
    return mp.fsum(mp.quad(f, [a, b]) for a, b in pairwise(cuts))


def hockey_stick(p: Density, q: Density, gamma: mp.mpf, cuts: Sequence[mp.mpf], pieces: int = 400) -> mp.mpf:
    """The integral of (p - gamma q)_+ with the sign changes found by a scan of each finite piece."""
    points = set(cuts)
    for a, b in pairwise(cuts):
        if mp.isinf(a) or mp.isinf(b):
            continue
        step = (b - a) / 10**6
        points |= set(sign_changes(lambda x: p(x) - gamma * q(x), a + step, b - step, pieces))
    return over(lambda x: max(p(x) - gamma * q(x), mp.mpf(0)), sorted(points))


def relative_entropy(p: Density, q: Density, cuts: Sequence[mp.mpf]) -> mp.mpf:
    """The integral of p log(p/q)."""

    def f(x: mp.mpf) -> mp.mpf:
        return p(x) * mp.log(p(x) / q(x)) if p(x) > 0 else mp.mpf(0)

    return over(f, cuts)


def power_integral(p: Density, q: Density, alpha: mp.mpf, cuts: Sequence[mp.mpf]) -> mp.mpf:
    """The integral of p^alpha q^(1-alpha)."""

    def f(x: mp.mpf) -> mp.mpf:
        return p(x) ** alpha * q(x) ** (1 - alpha) if p(x) > 0 and q(x) > 0 else mp.mpf(0)

    return over(f, cuts)


def discrete(
    p: Callable[[int], mp.mpf], q: Callable[[int], mp.mpf], term: Callable[[mp.mpf, mp.mpf], mp.mpf], last: int
) -> mp.mpf:
    """The sum of term(p(k), q(k)) for k = 0, ..., last."""
    return mp.fsum(term(p(k), q(k)) for k in range(last + 1))
