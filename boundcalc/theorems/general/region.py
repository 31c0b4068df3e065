"""T-REGION: a bound on a divergence is a bound on the whole trade-off curve."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="region",
    title="One bound, the whole curve",
    kind="identity",
    label="proved",
    statement=(
        r"If $D_f(P_1\|P_0) \leq x$ then every test has $d_f(\mathrm{TPR}\|\mathrm{FPR}) \leq x$, $d_f$ the divergence "
        r"of two coins, and each such pair of rates occurs. So $E_\gamma(P_1\|P_0) \leq \sup_q [p(q) - \gamma q]$, "
        r"$p(q) = \max\{p : d_f(p\|q) \leq x\}$, and no better bound follows from $x$; for $\gamma < 1$ "
        r"$\Delta_\gamma = (E_\gamma - 1 + \gamma)/\gamma$."
    ),
    as_stated=r"d_f(\mathrm{TPR} \| \mathrm{FPR}) \leq D_f(P_1 \| P_0)",
    expr=None,
    reference="harremoes2011",
    uses=("acc",),
)
