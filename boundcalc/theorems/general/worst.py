"""T-WORST: no procedure leaks more than releasing the empirical law."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="worst",
    title="The worst procedure",
    kind="identity",
    label="proved",
    statement=r"No procedure has a larger $\Delta_\gamma$ than the one that releases the empirical law $P_n$.",
    as_stated=r"\Delta_\gamma(P, A, n) \leq \Delta_\gamma(P, P_n, n)",
    expr=None,
    reference="aubinais2025",
    uses=("dpi",),
)
