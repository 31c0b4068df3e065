"""T-REMOVE: the average target under an add/remove guarantee, without going through an exchange."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ...divergences.losses.bounds import LossRemoval
from ..conditions import NUMBERS
from ..theorem import Condition, Setting, Theorem

REMOVAL = Condition(
    "a pair of laws is known that dominates every removal of one record",
    lambda game: getattr(game.learner, "factor", 1) == 2 and getattr(game.learner, "loss", None) is not None,
)


def _tangents(game: Setting, fpr: Fraction) -> tuple[sp.Expr, ...]:
    """Near gamma = 1 it is the sharpest, and where the exchange says most it may be as well."""
    exchange = game.learner.exchange
    return (sp.S.One,) if exchange is None else (sp.S.One, exchange.tangent(fpr, average=True))


THEOREM = Theorem(
    id="remove",
    title="Average target under an add/remove guarantee",
    kind="upper",
    label="cited",
    statement=(
        r"Let $R$ be the law of the release without the record and $E_c(P_z\|R) \leq E_c(P\|Q)$ for all $c > 0$ and "
        r"all records $z$, $L = dP/dQ$. Then $\Delta_\gamma \leq \mathbb{E}_Q\,\psi(L) + \psi'(\infty) P(L = \infty)$ "
        r"for every convex $\psi \geq 0$ with $\sqrt{\psi(b) + (G-1) b} + \sqrt{\psi(a)} \geq \sqrt{G(b-a)}$ for $0 "
        r"\leq a < b$ where $\gamma = G \geq 1$, or $\sqrt{\psi(b)} + \sqrt{\psi(a) + (G-1) a} \geq \sqrt{b-a}$ where "
        r"$\gamma = 1/G < 1$. A piecewise linear $\psi$ is found by convex programming, and every inequality is then "
        r"certain. It is a bound on the average over the target. That the pair dominates a composition is cited."
    ),
    as_stated=r"\mathbb{E}_Q\, \psi(L)",
    expr=lambda game: LossRemoval(game.learner.loss, game.gamma),
    conditions=(
        REMOVAL,
        NUMBERS,
    ),
    reference="zhu2022",
    tangents=_tangents,
    uses=("cond",),
)
