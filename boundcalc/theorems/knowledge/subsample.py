"""T-SUBSAMPLE: a learner that uses a random part of its records."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="subsample",
    title="A random part of the records is used",
    kind="identity",
    label="proved",
    statement=(
        r"A learner that uses a uniform $s$ of its $n$ records, $w = s/n$: $P_1 - P_0 = w(P_1^s - P_0^s)$, so $\Delta "
        r"= w \Delta^s$ at $\gamma = 1$, and $E_\gamma(P_1\|P_0) = w E_{\gamma'}(P_1^s\|P_0^s)$ with $\gamma' = "
        r"(\gamma - 1 + w)/w$ for every $\gamma$: for $\gamma < 1$ $\Delta_\gamma = (w\gamma'/\gamma) "
        r"\Delta^s_{\gamma'}$ if $\gamma' > 0$, else $0$. The curve is $\mathrm{TPR} = w \mathrm{TPR}^s + (1-w) "
        r"\mathrm{FPR}$."
    ),
    as_stated=r"\Delta(P, A, n) = \frac{s}{n} \Delta(P, A^s, s)",
    expr=None,
)
