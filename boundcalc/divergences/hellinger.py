"""The Hellinger distance of two laws."""

from __future__ import annotations

import sympy as sp

from ..laws import Law
from .command import command_line
from .power import power_integral


@command_line("hellinger")
def hellinger(p: Law, q: Law) -> sp.Expr:
    r"""``H(P, Q) = sqrt(1 - int sqrt(p q))``, in [0, 1].

    >>> import boundcalc as bc
    >>> hellinger(bc.Normal(0, 1), bc.Normal(2, 1))
    sqrt(1 - exp(-1/2))
    """
    return sp.sqrt(1 - power_integral(p, q, sp.Rational(1, 2)))
