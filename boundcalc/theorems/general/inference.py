"""T-INFER: what any attack that guesses gains from a release."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="inference",
    title="Attribute inference, reconstruction, re-identification",
    kind="identity",
    label="proved",
    statement=(
        r"Success is an event of the attack's answer and the record $z$ alone; $\kappa$ is the supremum of what any "
        r"rule reaches that does not see the release (or an upper bound on it). Then an attack that sees it succeeds "
        r"on a training record with probability at most the true-positive rate of the best membership attack at the "
        r"false-positive rate $\kappa$, and so at most $\kappa + \Delta_1$. From the counts $P_n$ of discrete data "
        r"$z = (a, s)$, $a$ known, the best guess of $s$ gains exactly "
        r"$\sum_a [\mathbb{E}\max_s N_{as}/n - \max_s p_{as}]$."
    ),
    as_stated=r"P_1(\mathrm{success}) \leq \mathrm{TPR}(\mathrm{FPR} = \kappa) \leq \kappa + \Delta_1",
    expr=None,
    uses=("acc", "worst"),
)
