"""T-PROX: M-estimators with p/n -> c."""

from __future__ import annotations

import sympy as sp

from ..theorem import Setting, Theorem
from .scores import EXISTS, SCORES, nodes, sizes


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    test = nodes(game)[1]
    fpr, tpr = (test(*sizes(game), t, member) for member in (0, 1))
    return fpr, tpr


THEOREM = Theorem(
    id="prox-limit",
    title="Regressions of a class with many features",
    kind="limit",
    label="limit",
    statement=(
        r"When $p/n \to c$ and the penalty is $n\mu|t|^2/2$, let $w = y x'\theta$ ($y = \pm1$) and $v = aw + sZ$, $Z$ "
        r"standard normal. The score $y x't$ is in the limit $u = v$ for an outsider, and $u = "
        r"\mathrm{prox}_{\lambda\ell}(v)$ for a member: $u + \lambda\ell'(u) = v$, where $a, s, \lambda$ solve "
        r"$\mathbb{E}\,w\ell'(u) + \mu a|\theta|^2 = 0$, $\lambda^2\mathbb{E}\,\ell'(u)^2 = cs^2$ and "
        r"$\mathbb{E}\,1/(1+\lambda\ell''(u)) = 1 - c + \mu\lambda$. $\Delta_\gamma$ is that of the two laws of $(w, "
        r"u)$, whose ratio is $(1+\lambda\ell'')\exp(-((u+\lambda\ell'-aw)^2-(u-aw)^2)/(2s^2))$. Given the cited "
        r"limit, no less leaks (divergences are lower semicontinuous); that no more leaks supposes that the laws of "
        r"scores converge in total variation, which the cited theorems do not say."
    ),
    as_stated=r"D_\gamma(\mathrm{law}(w, \mathrm{prox}_{\lambda\ell}(aw + sZ)), \mathrm{law}(w, aw + sZ))",
    expr=lambda game: nodes(game)[0](*sizes(game), game.gamma),
    conditions=(SCORES,),
    assumptions=(EXISTS,),
    reference="sur2019",
    roc=_roc,
)
