"""The mean of binomial data, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...functions import BinomialMean
from ...functions._log_pmf import log_binomial
from ...laws import Bernoulli, Binomial, Law
from ...numeric.kinds import Array, Floats
from .closed_sum import extra, theorem


def _size(law: Law) -> sp.Expr:
    return law.n if isinstance(law, Binomial) else sp.S.One


def _log_ratio(law: Law, n: int, z: Floats, s: Array) -> Array:
    m, p = int(_size(law)), float(law.p)
    before = log_binomial(s - z, (n - 1) * m, p) if n > 1 else np.where(s == z, 0.0, -np.inf)
    return before - log_binomial(s, n * m, p)


THEOREM = theorem(
    id="suff-binomial",
    title="Mean of binomial data, exactly",
    statement=(
        r"For $\mathrm{Bin}(m, p)$ data $z_1 \mid S$ is hypergeometric, $S$ the sum: when the mean is released "
        r"$\Delta_\gamma = \mathbb{E}_S\, D_\gamma(\mathrm{Hyp}(nm, S, m), \mathrm{Bin}(m, p))$."
    ),
    as_stated=r"\mathbb{E}_S D_\gamma(\mathrm{Hyp}(n m, S, m), \mathrm{Bin}(m, p))",
    data="Bernoulli or binomial",
    laws=(Bernoulli, Binomial),
    node=lambda law, n, gamma, z: BinomialMean(_size(law), law.p, n, gamma, *extra(z)),
    draw=lambda law, rng, k, size: rng.binomial(k * int(_size(law)), float(law.p), size),
    log_ratio=_log_ratio,
)
