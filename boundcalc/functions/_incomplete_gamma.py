"""The regularised incomplete gamma functions in balls, with their digits in both tails."""

from __future__ import annotations

import math

from flint import arb

from ..numeric.contradiction import within
from ..numeric.precision import current_bits, working_precision

_MOST_TERMS = 20_000


def upper(a: arb, x: arb) -> arb:
    """Q(a, x), a > 0, for a point x."""
    if x <= 0:
        return arb(1)
    return within(x.gamma_upper(a, regularized=1), 0, 1, "Q", a, x)


def lower(a: arb, x: arb) -> arb:
    """P(a, x), a > 0, for a point x.

    FLINT's own P sums an alternating series for x < a, and loses about x bits to it.
    """
    if x <= 0:
        return arb(0)
    beyond = upper(a, x)
    if beyond < 0.999:
        return 1 - beyond
    length = _length(a, x)
    if length <= _MOST_TERMS:
        return within(_series(a, x), 0, 1, "P", a, x)
    lost = -_log2(a, x)
    with working_precision(current_bits() + lost + 16):
        return 1 - upper(a, x)


def _series(a: arb, x: arb) -> arb:
    """x^a e^-x / Gamma(a+1) sum_k x^k / ((a+1) ... (a+k)), all terms positive."""
    bits = current_bits()
    # The exponents are large and cancel.
    with working_precision(bits + 2 * int(math.log2(float(a.upper()) + 2)) + 16):
        small, term, total, k = arb(2) ** -bits, arb(1), arb(1), 0
        while True:
            k += 1
            term = term * x / (a + k)
            total += term
            ratio = x / (a + k + 1)  # and less from there on
            if k % 16 == 0 and ratio < 1:
                rest = (term * ratio / (1 - ratio)).upper()
                if rest < small * total:
                    break
        return (a * x.log() - x - (a + 1).lgamma()).exp() * (total + arb(0).union(rest))


def _length(a: arb, x: arb) -> float:
    """About the number of terms of the series (float64: only says which way is the cheaper)."""
    shape, point = float(a.mid()), float(x.mid())
    if not math.isfinite(shape) or not point < shape:
        return math.inf
    most = current_bits() * math.log(2)
    # x^k / ((a+1) ... (a+k)) is about e^(-k d - k^2/(2a)), d = -log(x/a).
    d = -math.log(point / shape) if point > 0 else math.inf
    return 2 * most / (d + math.sqrt(d * d + 2 * most / shape))


def _log2(a: arb, x: arb) -> int:
    """About the logarithm of P(a, x), from its leading factor."""
    with working_precision(64 + 2 * int(math.log2(float(a.upper()) + 2))):
        return int(float(((a * x.log() - x - (a + 1).lgamma()) / arb(2).log()).mid()))


__all__ = ["lower", "upper"]
