"""T-JOINT and T-STREAM: any number of releases together, and data that arrive in blocks."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="joint",
    title="Any number of releases together",
    kind="identity",
    label="proved",
    statement=(
        r"The empirical law is the worst of all releases, so that a bound on the worst case holds for any number of "
        r"models, statistics and versions of the same records *together*: nothing composes. Records in blocks or "
        r"strata of $n_1 + \dots + n_H = n$, everything released after each: the worst case is $\Delta_\gamma(P, n)$ "
        r"for an attacker who cannot tell a target's block, and $\sum_h (n_h/n) \Delta_\gamma(P_h, n_h)$ for one who "
        r"can, the block of a non-member being drawn with the same frequencies."
    ),
    as_stated=r"\Delta_\gamma(P, (A_1, A_2, \dots), n) \leq \Delta_\gamma(P, P_n, n)",
    expr=None,
    uses=("worst",),
)
