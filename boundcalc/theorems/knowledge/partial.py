"""T-PARTIAL: what the attacker knows decides, not what the model was trained on."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="partial",
    title="What the attacker knows of a target",
    kind="identity",
    label="proved",
    statement=(
        r"Let $\pi$ be any map of a record, or a channel: what an attacker sees of its target, fixed without the "
        r"training data; the target's place among the records uniform and independent of the learner. For every "
        r"release $\theta$ of *all* that the records hold, even the raw table, $D_\gamma(\mathrm{law}(\theta, "
        r"\pi(z_1)), \mathrm{law}(\theta) \times \pi(P))$ is at most the worst-case $\Delta_\gamma$ of the law "
        r"$\pi(P)$ at $n$, for every $\gamma$ and the whole curve; for a map it is attained by $\theta = P_n$. "
        r"Through a channel $W$ the worst case is $\mathbb{E}\|(W(P_n) - \gamma W(P))_+\|_1$ ($\gamma \geq 1$)."
    ),
    as_stated=r"\Delta_\gamma(\theta, \pi(z_1)) \leq \Delta_\gamma(\pi(P), P_n, n)",
    expr=None,
    uses=("worst", "dpi"),
)
