"""T-ENT: the entropy bound for every released mean."""

from __future__ import annotations

import math
from collections.abc import Callable

import sympy as sp

from ...laws import ContinuousLaw, Gamma, Law, MultivariateNormal
from ...numeric import evaluate
from ..conditions import at_least
from ..information.information import information_bound
from ..theorem import Condition, Setting, Theorem
from .released import CONTINUOUS, COVARIANCE, PLAIN_MEAN, dimension, gamma_shape, is_gaussian


def excess_entropy(law: Law) -> sp.Expr | None:
    """D: the relative entropy of L(z) from the Gaussian of the same mean and covariance; None where not known."""
    if is_gaussian(law):
        return sp.S.Zero
    try:
        excess = sp.log(2 * sp.pi * sp.E * law.variance) / 2 - law.entropy
    except ValueError:
        return None
    return None if excess is sp.oo else excess


def information(d: sp.Expr, n: sp.Expr, m: sp.Expr, excess: sp.Expr) -> sp.Expr:
    """((d/2) log(n/m) + D)/(n - m), a bound on I(S_n; z_1) for every 1 <= m < n; D may be that of S_m."""
    return (d * sp.log(n / m) / 2 + excess) / (n - m)


def _excess_of_sum(game: Setting) -> Callable[[sp.Expr], sp.Expr]:
    """m -> the excess entropy of S_m where it is known, else that of one datum."""
    shape = gamma_shape(game)
    if shape is not None:
        return lambda m: excess_entropy(Gamma(m * shape, 1))
    single = excess_entropy(game.law)
    assert single is not None
    return lambda m: single


def _information(game: Setting) -> sp.Expr:
    d, n, excess = dimension(game), game.n, _excess_of_sum(game)
    if is_gaussian(game.law) and n.is_Integer:
        m = n - 1
    elif not n.is_Integer or game.law.free_symbols:
        m = sp.floor(n / 2)  # any whole m is allowed
    else:
        size = int(n)
        candidates = sorted({max(1, min(size - 1, round(size * j / 64))) for j in range(65)} | {1, size - 1})
        m = min(map(sp.Integer, candidates), key=lambda m: _float(information(d, n, m, excess(m))))
    return information(d, n, m, excess(m))


def _float(expr: sp.Expr) -> float:
    value = float(evaluate(expr, 6))
    return value if math.isfinite(value) else math.inf


THEOREM = Theorem(
    id="mean-ent",
    title="Entropy bound for every mean",
    kind="upper",
    label="proved",
    statement=(
        r"For data with a density, covariance $S$ and finite differential entropy, and every whole $m$ with $1 \leq m "
        r"< n$: $I(S_n; z_1) \leq I_m = (\frac d2 \ln\frac nm + D)/(n-m)$, $D$ the relative entropy of $S_m$ (or of "
        r"one datum) from the Gaussian of the same mean and covariance; $\Delta_\gamma \leq \min(\sqrt{I_m/2}, "
        r"\sqrt{1-e^{-I_m}})$, minimised over $m$."
    ),
    as_stated=r"\min_{1 \leq m < n} \min(\sqrt{I_{m}/2}, \sqrt{1-e^{-I_{m}}})",
    expr=lambda game: information_bound(_information(game)),
    conditions=(
        PLAIN_MEAN,
        CONTINUOUS,
        at_least(2),
        COVARIANCE,
        Condition(
            "the entropy is known and finite",
            lambda game: (
                isinstance(game.law, ContinuousLaw | MultivariateNormal)
                and (gamma_shape(game) is not None or excess_entropy(game.law) is not None)
            ),
        ),
    ),
    uses=("information", "dpi"),
    information=_information,
)
