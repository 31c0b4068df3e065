"""The fitted mean and variance of normal data, exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp

from ...functions import NormalFit, NormalFitTest
from ...functions.means import _suff_normal
from ...functions.means.suff_normal import rates
from ...laws import Normal
from ...laws.draws import chi_square
from ...learners import SufficientStatistic
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ..theorem import Condition, LogRatios, Setting, Theorem


def _standard(game: Setting, z: Record) -> sp.Expr:
    return (to_expr(z, "target") - game.law.mean) / game.law.sd


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    if game.n <= 2:
        return sp.S.Zero, sp.S.One
    return NormalFitTest(game.n, t, 0), NormalFitTest(game.n, t, 1)


def _roc_float(game: Setting) -> Callable[[float], tuple[float, float]]:
    n = int(game.n)
    if n <= 2:
        return lambda t: (0.0, 1.0) if t > 0 else (1.0, 1.0)
    return lambda t: rates(n, t) if t > 0 else (1.0, 1.0)


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    fixed = None if z is None else float(_standard(game, z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        if n <= 2:
            return np.full(size, np.inf if member else -np.inf)
        point = rng.standard_normal(size) if fixed is None else np.full(size, fixed)
        if not member:
            mean, square = rng.standard_normal(size) / np.sqrt(n), chi_square(rng, n - 1, size)
        else:  # the record added to the mean and the squares of the others
            others = rng.standard_normal(size) / np.sqrt(n - 1)
            mean = others + (point - others) / n
            square = chi_square(rng, n - 2, size) + (point - others) ** 2 * (n - 1) / n
        return _suff_normal.log_ratio(n, mean, square, point)

    return log_ratios


THEOREM = Theorem(
    id="suff-normal",
    title="Fitted mean and variance of normal data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"Normal data, neither parameter known, the mean $m$ and the sum of squared deviations $Q$ are released. In "
        r"standard units the likelihood ratio is $\frac{\sqrt{2\pi n/(n-1)}}{B(1/2, (n-2)/2)}\, Q'^{(n-4)/2} "
        r"Q^{-(n-3)/2} e^{z^2/2}$, $Q' = Q - \frac{n}{n-1}(z-m)^2$, and $0$ where $Q' < 0$; $\Delta_\gamma$ is its "
        r"hockey-stick divergence, and $1$ for $n \leq 2$. The statement is proved; its value is computed by "
        r"quadratures that are not certified."
    ),
    as_stated=r"D_\gamma(\mathrm{law}(m, Q, z_1), \mathrm{law}(m, Q) \otimes P)",
    expr=lambda game: NormalFit(game.n, game.gamma),
    conditions=(
        Condition(
            "normal data whose mean and variance are both fitted",
            lambda game: (
                isinstance(game.law, Normal)
                and isinstance(game.learner, SufficientStatistic)
                and not game.learner.known
            ),
        ),
    ),
    uses=("cond",),
    target=lambda game, z: NormalFit(game.n, game.gamma, _standard(game, z)),
    roc=_roc,
    roc_float=_roc_float,
    sampler=_sampler,
)
