"""What the theorems on means of laws closed under convolution share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp

from ...functions.means.suff_closed import ClosedMean, ClosedMeanTest
from ...laws import Law
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Floats, Record
from ..theorem import Condition, LogRatios, Setting, Theorem
from .released import is_plain_mean


def theorem(
    *,
    id: str,
    title: str,
    statement: str,
    as_stated: str,
    data: str,
    laws: tuple[type[Law], ...],
    node: Callable[[Law, sp.Expr, sp.Expr, sp.Expr | None], sp.Expr],
    draw: Callable[[Law, np.random.Generator, int, int], Array],
    log_ratio: Callable[[Law, int, Floats, Array], Array],
    origin: int = 0,
) -> Theorem:
    """The exact theorem of one family.

    data: the laws in words; node(law, n, gamma, z or None) is the `ClosedMean`; draw(law, rng, k, size) samples S_k;
    log_ratio(law, n, z, s) is in float64, -inf outside the support. z and s count from `origin`, the least
    value of a datum.
    """

    def position(game: Setting, z: Record) -> sp.Expr:
        game.law.mass_of(z)  # ValueError unless z is an atom
        return to_expr(z, "target") - origin

    def with_gamma(game: Setting, t: sp.Expr) -> ClosedMean:
        return node(game.law, game.n, t, None)

    def sampler(game: Setting, z: Record) -> LogRatios:
        law, n = game.law, int(game.n)
        fixed = None if z is None else int(position(game, z))

        def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
            point = np.asarray(law.sample(rng, size)) - origin if fixed is None else np.full(size, fixed)
            total = draw(law, rng, n - 1, size) + point if member else draw(law, rng, n, size)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(total < point, -np.inf, log_ratio(law, n, point, total))

        return log_ratios

    return Theorem(
        id=id,
        title=title,
        kind="exact",
        label="proved",
        statement=statement,
        as_stated=as_stated,
        expr=lambda game: node(game.law, game.n, game.gamma, None),
        conditions=(
            Condition(
                f"{data} data whose mean is released",
                lambda game: isinstance(game.law, laws) and is_plain_mean(game),
            ),
        ),
        uses=("suff", "cond"),
        target=lambda game, z: node(game.law, game.n, game.gamma, position(game, z)),
        roc=lambda game, t: (
            ClosedMeanTest(with_gamma(game, t), 0),
            ClosedMeanTest(with_gamma(game, t), 1),
        ),
        sampler=sampler,
    )


def extra(z: sp.Expr | None) -> tuple[sp.Expr, ...]:
    """The last argument of a `ClosedMean` for one record."""
    return () if z is None else (z,)
