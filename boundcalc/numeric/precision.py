"""Ownership of the process-wide working precisions of python-flint and of our mpmath context."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import flint

from .exact import shown

# python-flint keeps its precision in one global context, and mpmath its own in an object, so that evaluations in
# different threads must take turns: one turn for both, as each may call the other.
_LOCK = threading.RLock()

MAX_DIGITS = 100_000


def bits_of(digits: int) -> int:
    """Bits that hold `digits` decimal digits."""
    return math.ceil(digits * math.log2(10))


@contextmanager
def exclusive() -> Iterator[None]:
    """Keep other threads from changing a working precision; re-entrant."""
    with _LOCK:
        yield


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Evaluate balls with `bits` bits of mantissa; re-entrant and safe to call from several threads."""
    with _LOCK:
        before = flint.ctx.prec
        flint.ctx.prec = bits
        try:
            yield
        finally:
            flint.ctx.prec = before


def current_bits() -> int:
    """The working precision in force, in bits."""
    return int(flint.ctx.prec)


def check_digits(digits: object) -> int:
    """Return `digits` if it is an integer from 1 to 100000, else raise ValueError."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MAX_DIGITS:
        raise ValueError(f"digits must be an integer from 1 to {MAX_DIGITS}, got {shown(digits)}")
    return digits
