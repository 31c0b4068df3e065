"""A frame whose columns are the keys of a table's columns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..identity import Incomparable
from .cells import Elsewhere, InMemory


@dataclass(frozen=True)
class Keyed:
    """`cells`: the distinct combinations of c0, x0, c1, ...; `keys[i]`: those that stand for column i.

    The keys of two values are equal, in the engine that groups them, only when the values are one. The first key is
    the value, to sort and to show by; others tell apart what the engine takes for equal.
    """

    cells: InMemory | Elsewhere
    keys: tuple[tuple[str, ...], ...]


@contextmanager
def naming(column: str) -> Iterator[None]:
    """What cannot be compared exactly is refused with the column's name."""
    try:
        yield
    except Incomparable as error:
        raise refused(column, str(error)) from None
    except Exception as error:
        if type(error).__module__.split(".")[0] in ("pyarrow", "polars"):
            raise refused(column, f"that Arrow does not hold ({' '.join(str(error).split())[:100]})") from None
        raise


def refused(column: str, what: str) -> ValueError:
    """The error for values that cannot be compared exactly."""
    return ValueError(
        f"column {column!r} has values {what}, which cannot be compared exactly; convert it to numbers, text or bytes"
    )
