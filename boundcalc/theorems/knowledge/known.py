"""T-KNOWN: the attacker knows, or chose, other members."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="known",
    title="Other members are known",
    kind="identity",
    label="proved",
    statement=(
        r"An attacker who knows $m$ of the other members, or chose them (poisoning), the target being drawn from the "
        r"$n - m$ others and the $m$ records fixed without seeing those: the worst case is exactly $\Delta_\gamma(P, "
        r"P_{n-m}, n-m)$. $m = n - 1$ is the adversary of differential privacy, whose guarantees hold whatever the "
        r"other records are."
    ),
    as_stated=r"\Delta_\gamma(P, P_n, n \mid z_2, \dots, z_{m+1}) = \Delta_\gamma(P, P_{n-m}, n-m)",
    expr=None,
    uses=("worst",),
)
