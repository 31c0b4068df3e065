"""T-DPI: post-processing cannot raise Delta."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="dpi",
    title="Data processing",
    kind="identity",
    label="proved",
    statement=(
        r"Any post-processing of the release (quantising, adding noise, publishing predictions only) cannot raise "
        r"$\Delta_\gamma$."
    ),
    as_stated=r"\Delta_\gamma(P, g \circ A, n) \leq \Delta_\gamma(P, A, n)",
    expr=None,
    reference="aubinais2025",
)
