"""T-COND: the average of the leakage of single records."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="cond",
    title="Leakage of one target, averaged",
    kind="identity",
    label="proved",
    statement=(
        r"$\Delta_\gamma = \mathbb{E}_{z \sim P}\, D_\gamma(\mathrm{law}(\theta \mid z_1 = z), \mathrm{law}(\theta))$: "
        r"the leakage of a target $z$, averaged over the data law."
    ),
    as_stated=r"\mathbb{E}_{z \sim P} D_\gamma(\mathrm{law}(\theta \mid z_1 = z), \mathrm{law}(\theta))",
    expr=None,
    reference="aubinais2025",
)
