"""The mean of Poisson data, exactly."""

from __future__ import annotations

import numpy as np

from ...functions import PoissonMean
from ...functions._log_pmf import log_poisson
from ...laws import Law, Poisson
from ...laws.draws import poisson
from ...numeric.kinds import Array, Floats
from .closed_sum import extra, theorem


def _log_ratio(law: Law, n: int, z: Floats, s: Array) -> Array:
    rate = float(law.rate)
    before = log_poisson(s - z, (n - 1) * rate) if n > 1 else np.where(s == z, 0.0, -np.inf)
    return before - log_poisson(s, n * rate)


THEOREM = theorem(
    id="suff-poisson",
    title="Mean of Poisson data, exactly",
    statement=(
        r"For Poisson data $z_1 \mid S \sim \mathrm{Bin}(S, 1/n)$, $S$ the sum: when the mean is released "
        r"$\Delta_\gamma = \mathbb{E}_S\, D_\gamma(\mathrm{Bin}(S, 1/n), \mathrm{Poisson}(\lambda))$."
    ),
    as_stated=r"\mathbb{E}_S D_\gamma(\mathrm{Bin}(S, 1/n), \mathrm{Poisson}(\lambda))",
    data="Poisson",
    laws=(Poisson,),
    node=lambda law, n, gamma, z: PoissonMean(law.rate, n, gamma, *extra(z)),
    draw=lambda law, rng, k, size: poisson(rng, k * float(law.rate), size),
    log_ratio=_log_ratio,
)
