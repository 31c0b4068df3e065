"""The mean of geometric data, exactly."""

from __future__ import annotations

from ...functions import NegativeBinomialMean
from ...laws import Geometric
from .closed_sum import extra, theorem
from .suff_negative_binomial import draw, log_ratio

THEOREM = theorem(
    id="suff-geometric",
    title="Mean of geometric data, exactly",
    statement=(
        r"For geometric data $z_1 \mid S$ is negative hypergeometric, $S$ the sum: when the mean is released "
        r"$\Delta_\gamma = \mathbb{E}_S\, D_\gamma(\mathrm{NHyp}(S, n), \mathrm{Geometric}(q))$."
    ),
    as_stated=r"\mathbb{E}_S D_\gamma(\mathrm{NHyp}(S, n), \mathrm{Geometric}(q))",
    data="geometric",
    laws=(Geometric,),
    node=lambda law, n, gamma, z: NegativeBinomialMean(1, law.q, n, gamma, *extra(z)),
    draw=draw,
    log_ratio=log_ratio,
    origin=1,
)
