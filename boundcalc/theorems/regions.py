"""T-REGION: from a theorem that bounds a divergence to every gamma and the whole trade-off curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from .information.region_chi2 import region_chi2
from .information.region_info import region_info
from .theorem import Region, Setting, Theorem

_CARRIERS: tuple[tuple[str, str, Callable[[sp.Expr], Region]], ...] = (
    ("information", "region-info", region_info),
    ("chi_square", "region-chi2", region_chi2),
)
"""What a theorem bounds, the theorem that carries it, and how."""


def regions(theorem: Theorem, game: Setting) -> Iterator[tuple[tuple[str, ...], Region]]:
    """The bounds on the whole curve that a theorem gives for this game, and the theorems that carried them."""
    if theorem.region is not None:
        yield (), theorem.region(game)
    for kind, carrier, region in _CARRIERS:
        bounded = getattr(theorem, kind)
        value = bounded(game) if bounded is not None else None
        if value is not None:
            yield (carrier,), region(value)
