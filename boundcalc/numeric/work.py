"""What an evaluation has cost, counted and not timed: the same on every machine.

A unit is one evaluation of an integrand, or of a term of a long sum, at 64 bits. Whoever calculates says what it takes;
whoever has to end where more effort shows nothing new looks at what was spent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from .precision import current_bits, exclusive

P = ParamSpec("P")
T = TypeVar("T")
_spent = 0


def spend(evaluations: int) -> None:
    """So many evaluations at the precision in force were made, or are about to be."""
    global _spent
    with exclusive():
        _spent += max(1, evaluations * current_bits() // 64)


def spent() -> int:
    """The units so far: only differences mean something."""
    return _spent


def remembered(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """`functools.lru_cache`, with what is found again costing what it cost at first."""

    def of(function: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=maxsize)
        def kept(*args: P.args, **options: P.kwargs) -> tuple[T, int]:
            start = _spent
            return function(*args, **options), _spent - start

        @wraps(function)
        def found(*args: P.args, **options: P.kwargs) -> T:
            global _spent
            with exclusive():
                start = _spent
                value, cost = kept(*args, **options)  # type: ignore[arg-type]
                _spent = start + cost
            return value

        return found

    return of


__all__ = ["remembered", "spend", "spent"]
