"""Probability mass functions in high precision, and Delta of an infinite law by direct summation."""

from collections.abc import Callable
from typing import NamedTuple

import mpmath as mp

Number = int | str | mp.mpf


class Law(NamedTuple):
    """A law on consecutive integers: ``pmf(k)`` for k = first, first + 1, ..., last (None: without end).

    The parameters are kept as given and converted at the working precision in each call, so decimal
    parameters should be strings, integers or fractions.
    """

    name: str
    first: int
    last: int | None
    pmf: Callable[[int], mp.mpf]


class PartialSum(NamedTuple):
    """``value`` sums the first atoms, ``tail`` is the mass of the rest; Delta is in [value, value + tail]."""

    value: mp.mpf
    tail: mp.mpf


def exact(x: object) -> mp.mpf:
    """A number at the working precision, from an integer, a float, a decimal string or a fraction."""
    if hasattr(x, "numerator") and hasattr(x, "denominator"):
        return mp.mpf(int(x.numerator)) / int(x.denominator)
    if isinstance(x, str) and "/" in x:
        top, bottom = x.split("/")
        return mp.mpf(top) / mp.mpf(bottom)
    return mp.mpf(x)


def binomial(m: int, p: object) -> Law:
    """Binomial: C(m,k) p**k (1-p)**(m-k), k = 0, ..., m."""
    return Law("binomial", 0, m, lambda k: mp.binomial(m, k) * exact(p) ** k * (1 - exact(p)) ** (m - k))


def geometric(q: object) -> Law:
    """Geometric, number of trials up to the first success: q (1-q)**(k-1), k = 1, 2, ..."""
    return Law("geometric", 1, None, lambda k: exact(q) * (1 - exact(q)) ** (k - 1))


def negative_binomial(r: object, q: object) -> Law:
    """Negative binomial, failures before success r: C(k+r-1,k) q**r (1-q)**k, k = 0, 1, ..., real r > 0."""
    return Law(
        "negative binomial",
        0,
        None,
        lambda k: mp.rf(exact(r), k) / mp.factorial(k) * exact(q) ** exact(r) * (1 - exact(q)) ** k,
    )


def poisson(mean: object) -> Law:
    """Poisson: exp(-mean) mean**k / k!, k = 0, 1, ..."""
    return Law("poisson", 0, None, lambda k: mp.exp(-exact(mean)) * exact(mean) ** k / mp.factorial(k))


def zipf(s: object, size: int) -> Law:
    """Zipf: k**-s / sum of j**-s over j = 1, ..., size; k = 1, ..., size."""

    def pmf(k: int) -> mp.mpf:
        return mp.mpf(k) ** -exact(s) / mp.fsum(mp.mpf(j) ** -exact(s) for j in range(1, size + 1))

    return Law("zipf", 1, size, pmf)


def zeta(s: object) -> Law:
    """Zeta: k**-s / zeta(s), k = 1, 2, ..., s > 1."""
    return Law("zeta", 1, None, lambda k: mp.mpf(k) ** -exact(s) / mp.zeta(exact(s)))


def atom_term(n: int, p: mp.mpf, gamma: object) -> mp.mpf:
    """E(B/n - gamma p)_+ for gamma >= 1, E(p - B/(gamma n))_+ for gamma < 1, B binomial, term by term."""
    ratio = exact(gamma)
    total = mp.mpf(0)
    for k in range(n + 1):
        weight = mp.binomial(n, k) * p**k * (1 - p) ** (n - k)
        part = mp.mpf(k) / n - ratio * p if ratio >= 1 else p - mp.mpf(k) / (n * ratio)
        total += weight * max(part, mp.mpf(0))
    return total


def infinite_delta(law: Law, n: int, gamma: object, terms: int, dps: int = 40) -> PartialSum:
    """Delta of the released empirical law, summed over the first ``terms`` atoms, and the mass of the others.

    Each atom contributes between 0 and p, so Delta lies in [value, value + tail]. No atom is skipped and no
    series is summed in closed form.
    """
    with mp.workdps(dps):
        stop = law.first + terms
        if law.last is not None:
            stop = min(stop, law.last + 1)
        masses = [law.pmf(k) for k in range(law.first, stop)]
        value = mp.fsum(atom_term(n, p, gamma) for p in masses)
        finished = law.last is not None and stop == law.last + 1
        return PartialSum(value, mp.mpf(0) if finished else 1 - mp.fsum(masses))
