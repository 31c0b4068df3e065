"""The independent coordinates of a product law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from ..numeric.kinds import Record
from .discrete import DiscreteLaw
from .iid import IID
from .product import Product


def coordinates(law: DiscreteLaw) -> list[tuple[DiscreteLaw, int]]:
    """(law of a coordinate, how many have it), in the order of the coordinates; a nested law's are its own."""
    if isinstance(law, IID):
        inner = coordinates(law.law)
        return [(inner[0][0], inner[0][1] * law.copies)] if len(inner) == 1 else inner * law.copies
    if isinstance(law, Product):
        return [part for factor in law.laws for part in coordinates(factor)]
    return [(law, 1)]


def flat(law: DiscreteLaw, value: Record) -> list[Record]:
    """A value coordinate by coordinate; ValueError unless it is an atom."""
    law.mass_of(value)
    if not isinstance(law, IID | Product):
        return [value]
    parts = [law.law] * law.copies if isinstance(law, IID) else list(law.laws)
    values = cast(Sequence[Record], value)  # one for each coordinate: an atom
    return [x for part, v in zip(parts, values, strict=True) for x in flat(part, v)]
