"""T-SUFF: releasing a sufficient statistic."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="suff",
    title="Releasing a sufficient statistic",
    kind="identity",
    label="proved",
    statement=(
        r"$\Delta_\gamma = \mathbb{E}_\theta\, D_\gamma(\mathrm{law}(z_1 \mid \theta), P)$: disintegrated the other "
        r"way, the likelihood ratio is $p(z \mid \theta)/p(z)$, and $p(z \mid T)$ is the minimum-variance unbiased "
        r"estimate of the density when a complete sufficient $T$ is released."
    ),
    as_stated=r"\mathbb{E}_\theta D_\gamma(\mathrm{law}(z_1 \mid \theta), P)",
    expr=None,
    uses=("cond",),
)
