"""T-ACC: the accuracy of the best attack."""

from __future__ import annotations

import sympy as sp

from ...numeric.sign import largest, smallest
from ..symbols import DELTA
from ..theorem import Theorem


def accuracy(nu: sp.Expr, lam: sp.Expr, delta: sp.Expr) -> sp.Expr:
    """max(nu, lam(1-nu)) + min(nu, lam(1-nu)) Delta."""
    rest = lam * (1 - nu)
    return largest(nu, rest) + smallest(nu, rest) * delta


THEOREM = Theorem(
    id="acc",
    title="Best attack",
    kind="identity",
    label="proved",
    statement=(
        r"The largest accuracy of an attack, with weight $\lambda$ on correct answers for non-members, is "
        r"$\max(\nu, \lambda(1-\nu)) + \min(\nu, \lambda(1-\nu))\,\Delta_\gamma$, $\gamma = "
        r"\lambda(1-\nu)/\nu$; the attack that says member iff the likelihood ratio exceeds $\gamma$ reaches "
        r"it."
    ),
    as_stated=r"\max(\nu, \lambda (1-\nu)) + \min(\nu, \lambda (1-\nu)) \Delta",
    expr=lambda game: accuracy(game.nu, game.lam, DELTA),
    reference="aubinais2025",
)
