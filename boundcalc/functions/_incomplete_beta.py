"""The regularised incomplete beta function in balls, where FLINT's own sums alternate."""

from __future__ import annotations

import math

from flint import arb

from ..numeric.contradiction import within
from ..numeric.precision import current_bits

_MOST_TERMS = 4_000


def lower(a: arb, b: arb, x: arb, log_beta: arb) -> arb:
    """I_x(a, b), a and b > 0, for a point 0 <= x <= 1; log_beta = log B(a, b)."""
    if x <= 0 or x >= 1:
        return arb(int(bool(x >= 1)))
    y = 1 - x
    if 2 * x > 1 and _length(b, a, y) <= _MOST_TERMS:
        value = 1 - _series(b, a, y, x, log_beta)
    elif _length(a, b, x) <= _MOST_TERMS:
        value = _series(a, b, x, y, log_beta)
    else:
        value = x.beta_lower(a, b, regularized=1)
    return within(value, 0, 1, "I", a, b, x)


def _series(a: arb, b: arb, x: arb, y: arb, log_beta: arb) -> arb:
    """x^a y^b/(a B(a, b)) sum_k (a+b) ... (a+b+k-1)/((a+1) ... (a+k)) x^k, all terms positive."""
    small, term, total, k = arb(2) ** -current_bits(), arb(1), arb(1), 0
    while True:
        term = term * x * (a + b + k) / (a + 1 + k)
        total += term
        k += 1
        if k % 8 == 0:
            ratio = (x * (a + b + k) / (a + 1 + k)).max(x)  # later ones are smaller, or at most x
            if ratio < 1:
                rest = (term * ratio / (1 - ratio)).upper()
                if rest < small * total:
                    break
    return (a * x.log() + b * y.log() - a.log() - log_beta).exp() * (total + arb(0).union(rest))


def _length(a: arb, b: arb, x: arb) -> float:
    """About the number of terms (float64: only says which way is the cheaper)."""
    p, q, u = float(a.mid()), float(b.mid()), float(x.mid())
    if not u < 1:
        return math.inf
    peak = max(u * (p + q) - p - 1, 0.0) / (1 - u)
    # The terms fall like a geometric series of ratio u far out, and like a normal density around the peak.
    most = current_bits() * math.log(2)
    return peak + min(2 * most / max(1 - u * (p + q) / (p + 1), 1e-9), math.sqrt(2 * most * (p + peak + 1)) * 2) / (
        1 - u
    )


__all__ = ["lower"]
