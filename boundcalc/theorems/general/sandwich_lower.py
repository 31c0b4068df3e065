"""T-SANDWICH, lower side: from total variation to Delta at another gamma."""

from __future__ import annotations

import sympy as sp

from ...numeric.sign import largest
from ..conditions import UNBALANCED
from ..exact import EXACT_KNOWN, balanced
from ..theorem import Theorem
from ..unit_interval import positive_part


def sandwich_lower(tv: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """(1 - max(gamma, 1/gamma) (1 - TV))_+."""
    return positive_part(1 - largest(gamma, 1 / gamma) * (1 - tv))


THEOREM = Theorem(
    id="sandwich-lower",
    title="Sandwich, lower side",
    kind="lower",
    label="proved",
    statement=r"$(1 - G(1-\mathrm{TV}))_+ \leq \Delta_\gamma \leq \mathrm{TV}$ with $G = \max(\gamma, 1/\gamma)$.",
    as_stated=r"\max(0, 1 - G (1 - \mathrm{TV}))",
    expr=lambda game: sandwich_lower(balanced(game), game.gamma),
    conditions=(UNBALANCED, EXACT_KNOWN),
    reference="aubinais2025",
)
