"""The maximum of uniform data, exactly."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...laws import Uniform
from ...learners import SufficientStatistic
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Record
from ...numeric.sign import largest, smallest
from ..theorem import Condition, LogRatios, Setting, Theorem


def _oriented(excess: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """Delta_gamma from E_gamma(P1||P0)."""
    below = (excess - 1 + gamma) / gamma
    return sp.Piecewise((excess, gamma >= 1), (below, True))


def _value(game: Setting) -> sp.Expr:
    n, gamma = game.n, game.gamma
    share = (n - 1) / n
    # Below the maximum M the ratio is (1 - 1/n)/M; M has the density n m^{n-1}.
    end = share / gamma if gamma == 1 else smallest(1, share / gamma)
    return _oriented(1 / n + share * end**n - gamma * n / (n + 1) * end ** (n + 1), gamma)


def _position(game: Setting, z: Record) -> sp.Expr:
    """The record as a fraction of the way from the known end to the fitted one."""
    law, x = game.law, to_expr(z, "target")
    place = (x - law.a) / (law.b - law.a)
    if place.is_number and not 0 < place < 1:
        raise ValueError(f"target must lie between {law.a} and {law.b}, got {z}")
    return place if game.learner.known == ("a",) else 1 - place


def _target(game: Setting, z: Record) -> sp.Expr:
    n, gamma, x = game.n, game.gamma, _position(game, z)
    end = largest(x, smallest(1, (n - 1) / (n * gamma)))
    return _oriented(x ** (n - 1) + end ** (n - 1) - gamma * end**n - x ** (n - 1) + gamma * x**n, gamma)


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    n = game.n
    end = smallest(1, (n - 1) / (n * t))
    return n / (n + 1) * end ** (n + 1), 1 / n + (n - 1) / n * end**n


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    fixed = None if z is None else float(_position(game, z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        point = rng.random(size) if fixed is None else np.full(size, fixed)
        others = rng.random(size) ** (1 / (n - 1)) if n > 1 else np.zeros(size)
        largest = np.maximum(others, point) if member else rng.random(size) ** (1 / n)
        with np.errstate(divide="ignore"):
            below = np.log((n - 1) / n) - np.log(largest)
        return np.where(point < largest, below, np.where(point == largest, np.inf, -np.inf))

    return log_ratios


THEOREM = Theorem(
    id="suff-uniform",
    title="Maximum of uniform data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"For uniform data on $(a, b)$, $a$ known, the maximum is released (or the minimum, $b$ known): not regular, "
        r"rate $1/n$. With $u = \min(1, (1-1/n)/\gamma)$, $E_\gamma(P_1\|P_0) = \frac1n + (1-\frac1n)u^n - "
        r"\gamma\frac{n}{n+1}u^{n+1}$, which is $\Delta_\gamma = \frac1n + \frac{(1-1/n)^{n+1}}{(n+1)\gamma^n}$ for "
        r"$\gamma \geq 1$; for $\gamma < 1$, $\Delta_\gamma = (E_\gamma - 1 + \gamma)/\gamma$."
    ),
    as_stated=r"\frac{1}{n} + \frac{(1-1/n)^{n+1}}{(n+1) \gamma^{n}}",
    expr=_value,
    conditions=(
        Condition(
            "uniform data whose maximum or minimum is released",
            lambda game: isinstance(game.law, Uniform) and isinstance(game.learner, SufficientStatistic),
        ),
    ),
    says=lambda game: game.gamma >= 1,
    uses=("suff",),
    target=_target,
    roc=_roc,
    sampler=_sampler,
)
