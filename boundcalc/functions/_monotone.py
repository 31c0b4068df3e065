"""Balls of monotone functions: the hull of the values at both ends, however wide the argument."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb


def monotone(f: Callable[[arb], arb], x: arb) -> arb:
    """A ball that contains f on x, for a monotone f."""
    if x.is_exact() or not x.is_finite():
        return f(x)
    return f(x.lower()).union(f(x.upper()))
