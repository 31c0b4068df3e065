"""The mean of exponential data, exactly."""

from __future__ import annotations

from ...functions import ExponentialMean, ExponentialMeanTest
from ..theorem import Theorem
from .gamma import sampler, target
from .released import EXPONENTIAL_MEAN

THEOREM = Theorem(
    id="mean-exp",
    title="Mean of exponential data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"For exponential data with sum $S$ and $u = z/S$ the likelihood ratio is $(n-1)(1-u)^{n-2} e^{uS}/S$; under "
        r"$P_1$ $u \sim \mathrm{Beta}(1, n-1)$ is independent of $S$. It exceeds $\gamma$ where $1-u$ lies between "
        r"two branches of Lambert's $W$: one integral."
    ),
    as_stated=r"\mathbb{E}_S D_\gamma(S \cdot \mathrm{Beta}(1, n-1), \mathrm{Exp}(1))",
    expr=lambda game: ExponentialMean(game.n, game.gamma),
    conditions=(EXPONENTIAL_MEAN,),
    uses=("suff",),
    target=target,
    roc=lambda game, t: (ExponentialMeanTest(game.n, t, 0), ExponentialMeanTest(game.n, t, 1)),
    sampler=sampler,
)
