"""T-OLS: least squares on Gaussian data, for every n > p."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp

from ...functions.least_squares import _exact_quadrature
from ...functions.least_squares.exact import LeastSquaresDelta, LeastSquaresTest, rates
from ...functions.least_squares.exact_record import LeastSquaresLeakage
from ...laws.draws import chi_square
from ...numeric.kinds import Array, Record
from ..theorem import Draws, LogRatios, Setting, Theorem
from .conditions import ESTIMATE, MORE_DATA
from .record import leakage_of, records


def _sampler(game: Setting, z: Record) -> LogRatios:
    n, p = int(game.n), int(game.law.p)
    drawn = records(game, z)

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        # Rotated so that the test point is (|x|, 0, ..., 0). For W Wishart with k degrees the Schur complement of its
        # first entry is chi-square with k - p + 1 degrees, and the rest of the estimate is a regression on its own.
        square, y = drawn(rng, size)
        square = np.maximum(square, 1e-300)  # it divides
        others = n - 1 if member else n
        precision = square / chi_square(rng, others - p + 1, size)  # x'W^{-1}x
        u = np.sqrt(precision) * rng.standard_normal(size)
        if member:  # adding (x, y) to a regression on the others
            u = (u + precision * y) / (1 + precision)
        across = np.zeros(size)
        if p > 1:
            # given the first coefficient, the others are (1 + first^2)^(1/2) times an independent t vector
            across = rng.chisquare(p - 1, size) / chi_square(rng, others - p + 2, size)
        length = (1 + u**2 / square) * (1 + across) - 1
        return _exact_quadrature.log_ratio(n, p, length, square, u, y)

    return log_ratios


def _leakage_sampler(game: Setting) -> Draws:
    n, p, gamma = int(game.n), int(game.law.p), float(game.gamma)

    def leakage(rng: np.random.Generator, size: int) -> Array:
        square, y = rng.chisquare(p, size), rng.standard_normal(size)
        found = np.array(
            [_exact_quadrature.one_record(n, p, gamma, a, b, 6)[0] for a, b in zip(square, y, strict=True)]
        )
        return np.clip(found if gamma >= 1 else (found - 1 + gamma) / gamma, 0, 1)

    return leakage


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    fpr, tpr = (LeastSquaresTest(game.n, game.law.p, t, member) for member in (0, 1))
    return fpr, tpr


def _roc_float(game: Setting) -> Callable[[float], tuple[float, float]]:
    n, p = int(game.n), int(game.law.p)
    return lambda t: rates(n, p, t) if t > 0 else (1.0, 1.0)


THEOREM = Theorem(
    id="ols-exact",
    title="Least squares, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"Gaussian design and noise, $n > p$, the least-squares estimate $t$ is released. In standard units, with $u "
        r"= x't$, $r = y - u$, $a = |x|^2 + u^2$, $s = |r|\sqrt{a}$, $\mu = (n-p+1)/2$, the likelihood ratio is "
        r"$K\sqrt{1+|t|^2}\,e^{ru}(s^\mu K_\mu(s) + a s^{\mu-1}K_{\mu-1}(s))$, $K = "
        r"2^{1-\mu}\Gamma(n/2)/(\Gamma((n-p)/2)\Gamma((n+1)/2))$, and $\Delta_\gamma$ is its hockey-stick divergence, "
        r"whatever the coefficients, the noise level and the covariance of the features are. It is unbounded: no pure "
        r"differential privacy. The statement is proved; its value is computed by quadratures that are not certified; "
        r"the leakage of one record is enclosed for $n \leq 64$."
    ),
    as_stated=r"D_\gamma(\mathrm{law}(t, z_1), \mathrm{law}(t) \otimes P)",
    expr=lambda game: LeastSquaresDelta(game.n, game.law.p, game.gamma),
    conditions=(ESTIMATE, MORE_DATA),
    uses=("cond",),
    target=leakage_of(LeastSquaresLeakage),
    roc=_roc,
    roc_float=_roc_float,
    sampler=_sampler,
    leakage_sampler=_leakage_sampler,
)
