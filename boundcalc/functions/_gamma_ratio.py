"""Ratios of gamma functions in float64, their logarithms of size x log x cancelled in balls."""

from __future__ import annotations

from functools import lru_cache

from flint import arb

from ..numeric.precision import working_precision


@lru_cache(maxsize=64)
def log_gamma_ratio(a: float, b: float, shift: float = 0.0) -> float:
    """ln Gamma(a) - ln Gamma(b) - shift ln a, to the last place.

    >>> round(log_gamma_ratio(1e15, 1e15 - 1, 1.0), 18)  # ln(1 - 1e-15)
    -1e-15
    """
    with working_precision(200):
        return float((arb(a).lgamma() - arb(b).lgamma() - arb(shift) * arb(a).log()).mid())
