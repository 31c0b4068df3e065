"""The sufficient statistics of least squares, for every n > p."""

from __future__ import annotations

import numpy as np

from ...functions.least_squares._sufficient_ratio import log_ratio
from ...functions.least_squares.sufficient import GramMatrixDelta
from ...functions.least_squares.sufficient_record import GramMatrixLeakage
from ...laws.draws import chi_square
from ...numeric.kinds import Array, Record
from ..theorem import LogRatios, Setting, Theorem
from .conditions import MORE_DATA, SUFFICIENT
from .record import leakage_of, records


def _sampler(game: Setting, z: Record) -> LogRatios:
    n, p = int(game.n), int(game.law.p)
    drawn = records(game, z)

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        square, y = drawn(rng, size)
        # W from the other records (a member's) or from all: x'W^{-1}x and |W| by a Bartlett factor whose last axis is x
        others = n - 1 if member else n
        last = chi_square(rng, others - p + 1, size)
        leverage = square / last
        log_det = np.log(last)
        for j in range(others - p + 2, others + 1):
            log_det += np.log(chi_square(rng, j, size))
        u = np.sqrt(leverage) * rng.standard_normal(size)
        if member:  # adding (x, y) to the others
            u = (u + leverage * y) / (1 + leverage)
            log_det += np.log1p(leverage)
            leverage = leverage / (1 + leverage)
        return log_ratio(n, p, leverage, log_det, square, u, y)

    return log_ratios


THEOREM = Theorem(
    id="ols-sufficient",
    title="Releasing the Gram matrix, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"Gaussian design and noise, $n > p$, $S = X'X$ and $X'y$ are released. In standard units, with $t$ the "
        r"estimate, $u = x't$, $r = y - u$ and $h = x'S^{-1}x$, the likelihood ratio is "
        r"$2^{p/2}\frac{\Gamma(n/2)}{\Gamma((n-p)/2)}|S|^{-1/2}(1-h)^{(n-p-3)/2}"
        r"e^{(|x|^2+y^2)/2 - r^2/(2(1-h))}$ for $h < 1$ and 0 otherwise, and $\Delta_\gamma$ is its hockey-stick "
        r"divergence, whatever the coefficients, the noise level and the covariance of the features are."
    ),
    as_stated=r"D_\gamma(\mathrm{law}((X'X, X'y), z_1), \mathrm{law}(X'X, X'y) \otimes P)",
    expr=lambda game: GramMatrixDelta(game.n, game.law.p, game.gamma),
    conditions=(SUFFICIENT, MORE_DATA),
    uses=("cond",),
    target=leakage_of(GramMatrixLeakage),
    sampler=_sampler,
)
