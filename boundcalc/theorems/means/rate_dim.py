"""The dimension bounds the first-order constant of a released mean."""

from __future__ import annotations

from ..conditions import BALANCED
from ..theorem import Theorem
from .released import CONTINUOUS, COVARIANCE, PLAIN_MEAN

THEOREM = Theorem(
    id="mean-rate-dim",
    title="Rate of a released mean, by the dimension",
    kind="limit",
    label="heuristic",
    statement=(
        r"$\mathbb{E}\|S^{-1/2}(L-m)\| \leq \sqrt d$, so that the limit of $\sqrt n\,\Delta$ (mean-rate, a first-order "
        r"argument unless the data are Gaussian or one-hot) is at most $\sqrt{d/(2\pi)}$."
    ),
    as_stated=r"\mathbb{E}\|S^{-1/2}(L-m)\| \leq \sqrt{d}",
    expr=None,  # a bound on a limit, and no number that Delta is near
    conditions=(PLAIN_MEAN, CONTINUOUS, COVARIANCE, BALANCED),
    reference="aubinais2025",
    uses=("mean-rate",),
)
