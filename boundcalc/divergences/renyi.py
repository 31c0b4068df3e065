"""Renyi's divergence of two laws."""

from __future__ import annotations

import sympy as sp

from ..laws import Law
from ..numeric.exact import to_expr
from .command import command_line
from .kl import kl
from .power import log_closed_form, power_integral


@command_line("renyi", alpha="Order of Renyi's divergence.  [default: 2]")
def renyi(p: Law, q: Law, alpha: object = 2) -> sp.Expr:
    r"""``D_alpha(P||Q) = log(int p^alpha q^(1-alpha)) / (alpha - 1)`` in nats, alpha > 0; KL at alpha = 1.

    >>> import boundcalc as bc
    >>> renyi(bc.Normal(1, 1), bc.Normal(0, 1), 3)
    3/2
    """
    a = to_expr(alpha, "alpha")
    if a == 1:
        return kl(p, q)
    integral = power_integral(p, q, a)
    log = log_closed_form(p, q, a)
    return (sp.log(integral) if log is None else log) / (a - 1)
