"""A root of a rational never fails: SymPy's memory of prime factors takes what it finds, or leaves it.

To print sqrt(x) in lowest terms SymPy 1.14 looks for small prime factors of x. Where two large ones lie close to each
other it finds these, composite as they may be, and its own memory refuses them with a ValueError. What is not prime is
not remembered instead: the memory is only there to save time.
"""

from __future__ import annotations

from contextlib import suppress

from sympy.ntheory import factor_

if hasattr(factor_, "FactorCache"):
    _add = factor_.FactorCache.add

    def _remembered(self: factor_.FactorCache, n: int, factors: list[int]) -> None:
        with suppress(ValueError):
            _add(self, n, factors)

    factor_.FactorCache.add = _remembered
