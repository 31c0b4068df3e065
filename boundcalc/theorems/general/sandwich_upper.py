"""T-SANDWICH, upper side: from total variation to Delta at another gamma."""

from __future__ import annotations

from ..conditions import UNBALANCED
from ..exact import EXACT_KNOWN, balanced
from ..theorem import Theorem

THEOREM = Theorem(
    id="sandwich-upper",
    title="Sandwich, upper side",
    kind="upper",
    label="proved",
    statement=r"$(1 - G(1-\mathrm{TV}))_+ \leq \Delta_\gamma \leq \mathrm{TV}$ with $G = \max(\gamma, 1/\gamma)$.",
    as_stated=r"\mathrm{TV}",
    expr=lambda game: balanced(game),
    conditions=(UNBALANCED, EXACT_KNOWN),
    reference="aubinais2025",
)
