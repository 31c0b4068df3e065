"""A majority of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...functions import BinomialPMF, BinomialSF
from ...learners import MajorityVote
from ...numeric.kinds import Array
from ..conditions import knows
from ..theorem import LogRatios, Setting, Theorem


def _delta(game: Setting) -> sp.Expr:
    p, n, gamma = game.law.p, game.n, game.gamma
    if gamma == 1:
        return 2 * p * (1 - p) * BinomialPMF((n - 1) / 2, n - 1, p)
    above, below = (_label(n, p, gamma, order) + _label(n, 1 - p, gamma, order) for order in (1, -1))
    if gamma.is_number:
        return above if gamma > 1 else below
    return sp.Piecewise((above, gamma >= 1), (below, True))


def _label(n: sp.Expr, p: sp.Expr, gamma: sp.Expr, order: int) -> sp.Expr:
    """What a label of probability p adds: where it wins if gamma >= 1 (order 1), where it loses below (-1)."""
    most = (n + 1) / 2
    if order == 1:
        won = BinomialSF(most - 1, n - 1, p) - gamma * BinomialSF(most, n, p)
    else:
        won = BinomialSF(most, n, 1 - p) - BinomialSF(most, n - 1, 1 - p) / gamma
    return p * sp.Max(0, won, evaluate=bool(won.is_Rational))


def _sampler(game: Setting, z: Any) -> LogRatios:
    from scipy.stats import binom

    n, p = int(game.n), float(game.law.p)
    most = (n - 1) // 2
    # log P(the majority is 1), and 0, for a label among the votes and for anybody's
    with np.errstate(divide="ignore"):
        given = [(binom.logsf(most - y, n - 1, p), binom.logcdf(most - y, n - 1, p)) for y in (0, 1)]
        anybody = binom.logsf(most, n, p), binom.logcdf(most, n, p)

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        label = (rng.random(size) < p if z is None else np.full(size, bool(z))).astype(int)
        ones = rng.binomial(n - 1, p, size) + label if member else rng.binomial(n, p, size)
        lost = (ones <= most).astype(int)
        ratio = np.array(given) - np.array(anybody)
        found: Array = ratio[label, lost]
        return found

    return log_ratios


THEOREM = Theorem(
    id="majority-vote",
    title="Majority of labels",
    kind="exact",
    label="proved",
    statement=(
        r"The label of the majority of $n$ labels is released, $n$ odd, each 1 with probability $p$: $\Delta = 2p(1-p) "
        r"\binom{n-1}{(n-1)/2} (p(1-p))^{(n-1)/2}$, the probability that one vote decides (Banzhaf), times $2p(1-p)$. "
        r"For $p = 1/2$ the counts themselves leak no more; away from it the majority leaks exponentially little. For "
        r"other $\gamma$ it is the sum over the four pairs of a label and a majority, in two of which members are more."
    ),
    as_stated=r"2 p (1-p) \binom{n-1}{(n-1)/2} (p (1-p))^{(n-1)/2}",
    expr=_delta,
    conditions=(knows(MajorityVote, "the majority of the labels is released"),),
    says=lambda game: sp.Eq(game.gamma, 1),
    sampler=_sampler,
)
