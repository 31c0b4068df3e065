"""A majority of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...functions import BinomialPMF
from ...learners import MajorityVote
from ...numeric.kinds import Array
from ..conditions import BALANCED, knows
from ..theorem import LogRatios, Setting, Theorem


def _delta(game: Setting) -> sp.Expr:
    p, n = game.law.p, game.n
    return 2 * p * (1 - p) * BinomialPMF((n - 1) / 2, n - 1, p)


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
        r"For $p = 1/2$ the counts themselves leak no more; away from it the majority leaks exponentially little."
    ),
    as_stated=r"2 p (1-p) \binom{n-1}{(n-1)/2} (p (1-p))^{(n-1)/2}",
    expr=_delta,
    conditions=(knows(MajorityVote, "the majority of the labels is released"), BALANCED),
    sampler=_sampler,
)
