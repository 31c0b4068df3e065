"""The mean of negative binomial data, exactly."""

from __future__ import annotations

import numpy as np

from ...functions import NegativeBinomialMean
from ...functions._log_pmf import log_negative_binomial
from ...laws import Law, NegativeBinomial
from ...laws.draws import negative_binomial
from ...numeric.kinds import Array, Floats
from .closed_sum import extra, theorem


def _shape(law: Law) -> float:
    return float(law.r) if isinstance(law, NegativeBinomial) else 1.0


def draw(law: Law, rng: np.random.Generator, k: int, size: int) -> Array:
    """S_k of (negative binomial or geometric) data counted from 0."""
    return negative_binomial(rng, k * _shape(law), float(law.q), size) if k else np.zeros(size, dtype=np.int64)


def log_ratio(law: Law, n: int, z: Floats, s: Array) -> Array:
    """log P(S_{n-1} = s - z) - log P(S_n = s)."""
    r, q = _shape(law), float(law.q)
    before = log_negative_binomial(s - z, (n - 1) * r, q) if n > 1 else np.where(s == z, 0.0, -np.inf)
    return before - log_negative_binomial(s, n * r, q)


THEOREM = theorem(
    id="suff-negative-binomial",
    title="Mean of negative binomial data, exactly",
    statement=(
        r"For $\mathrm{NB}(r, q)$ data $z_1 \mid S$ is negative hypergeometric, $S$ the sum: when the mean is released "
        r"$\Delta_\gamma = \mathbb{E}_S\, D_\gamma(\mathrm{NHyp}(S, nr, r), \mathrm{NB}(r, q))$."
    ),
    as_stated=r"\mathbb{E}_S D_\gamma(\mathrm{NHyp}(S, n r, r), \mathrm{NB}(r, q))",
    data="negative binomial",
    laws=(NegativeBinomial,),
    node=lambda law, n, gamma, z: NegativeBinomialMean(law.r, law.q, n, gamma, *extra(z)),
    draw=draw,
    log_ratio=log_ratio,
)
