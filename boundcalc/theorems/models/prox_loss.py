"""The attack on the loss of a regression of a class with many features."""

from __future__ import annotations

from ..theorem import Theorem
from .scores import EXISTS, SCORES, nodes, sizes

THEOREM = Theorem(
    id="prox-loss",
    title="Loss thresholds on regressions of a class",
    kind="lower",
    label="limit",
    statement=(
        r"In the limit of prox-limit, the attack that says member iff the loss of the record is below a threshold "
        r"gains $P(v > \tau + \lambda\ell'(\tau)) - \gamma P(v > \tau)$, $v = aw + sZ$, for scores above $\tau$; here "
        r"for the best $\tau$. The ratio uses $w$ as well, and gains more."
    ),
    as_stated=r"P(v > \tau + \lambda\ell'(\tau)) - \gamma P(v > \tau)",
    expr=lambda game: nodes(game)[2](*sizes(game), game.gamma),
    conditions=(SCORES,),
    assumptions=(EXISTS,),
    says=lambda game: game.gamma >= 1,
    reference="sur2019",
    uses=("prox-limit",),
)
