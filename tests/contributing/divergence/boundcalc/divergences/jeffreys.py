"""Jeffreys' divergence of two laws."""

from __future__ import annotations

import sympy as sp

from ..laws import Law
from .command import command_line
from .kl import kl


@command_line("jeffreys")
def jeffreys(p: Law, q: Law) -> sp.Expr:
    r"""``J(P, Q) = KL(P||Q) + KL(Q||P)`` in nats; oo when it is infinite.

    >>> import boundcalc as bc
    >>> jeffreys(bc.Normal(1, 1), bc.Normal(0, 1))
    1
    """
    return kl(p, q) + kl(q, p)
