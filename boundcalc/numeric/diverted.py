"""Standard output kept clean of what compiled libraries print."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDOUT, _STDERR = 1, 2
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def diverted_stdout() -> Iterator[None]:
    """What is written to the descriptor of standard output in here, by C code above all, comes out on standard error.

    For solvers that print a line where no option keeps them from it: it would spoil ``--json``.
    """
    with _ONE_AT_A_TIME:
        try:
            target = os.dup(_STDERR)
        except OSError:  # there is none
            target = os.open(os.devnull, os.O_WRONLY)
        try:
            kept = os.dup(_STDOUT)
        except OSError:  # nothing to keep clean
            os.close(target)
            yield
            return
        try:
            _flush()
            os.dup2(target, _STDOUT)
            yield
        finally:
            _flush()
            os.dup2(kept, _STDOUT)
            os.close(kept)
            os.close(target)


def _flush() -> None:
    """Empty the buffers of C's own streams, where the C library can be asked."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)
