"""T-MIX: the average target under a replace-one guarantee."""

from __future__ import annotations

from ...divergences.losses.bounds import LossMixture
from ...learners import LaplaceMechanism
from ..conditions import NUMBERS
from ..theorem import Condition, Theorem
from .losses import EXCHANGE, closed
from .neighbours import worst_gamma

THEOREM = Theorem(
    id="mix",
    title="Average target under a privacy guarantee",
    kind="upper",
    label="cited",
    statement=(
        r"If $E_c$ of the releases with and without an exchange of one record is at most $E_c(P\|Q)$ for all $c \geq "
        r"1$, then with $L = dP/dQ$, $G = \max(\gamma, 1/\gamma)$ and every $\kappa \in [0, 1)$, $\Delta_\gamma \leq "
        r"\kappa + \mathbb{E}_Q\, g_\kappa(L)_+$, $g_\kappa(r) = (1-\kappa) r - (G+\kappa) - "
        r"2\sqrt{\kappa(G-1+\kappa) r}$: the law of the release is a mixture of its laws given the record, which "
        r"cannot all be far from it. It is a bound on the average over the target, not for each target; no better one "
        r"follows from $E_c$ alone. That the pair dominates a composition is cited."
    ),
    as_stated=r"\min_{\kappa} (\kappa + \mathbb{E}_Q\, g_{\kappa}(L)_{+})",
    expr=lambda game: LossMixture(game.learner.exchange, worst_gamma(game)),
    conditions=(
        EXCHANGE,
        Condition(
            "no closed form says the same",
            lambda game: isinstance(game.learner, LaplaceMechanism) or not closed(game.learner),
            False,
        ),
        NUMBERS,
    ),
    reference="zhu2022",
    tangents=lambda game, fpr: (game.learner.exchange.tangent(fpr, average=True),),
    uses=("cond", "losses"),
)
