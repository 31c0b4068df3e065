"""The first-order constant of maximum likelihood and other M-estimators."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="m-estimator-rate",
    title="Rate of an M-estimator",
    kind="limit",
    label="heuristic",
    statement=(
        r"A regular M-estimator with influence function $\psi$ and $V = \mathrm{Cov}\,\psi$ is to first order the "
        r"mean of $\psi$: $\sqrt n\,\Delta \to \mathbb{E}\|V^{-1/2}\psi\|/\sqrt{2\pi}$. Maximum likelihood: $\psi$ is "
        r"the score. Least squares with Gaussian design and noise in $\mathbb{R}^d$: "
        r"$\sqrt2\,\Gamma((d+1)/2)/(\pi\,\Gamma(d/2))$."
    ),
    as_stated=r"\frac{\mathbb{E}\|V^{-1/2} \psi\|}{\sqrt{2 \pi n}}",
    expr=None,
    reference="aubinais2025",
    uses=("mean-rate",),
)
