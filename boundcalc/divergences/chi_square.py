"""The chi-square divergence of two laws."""

from __future__ import annotations

import sympy as sp

from ..laws import Law
from .command import command_line
from .power import power_integral


@command_line("chi-square")
def chi_square(p: Law, q: Law) -> sp.Expr:
    r"""``chi^2(P||Q) = int (p - q)^2/q = int p^2/q - 1``; oo when it is infinite.

    >>> import boundcalc as bc
    >>> chi_square(bc.Poisson(2), bc.Poisson(1))
    -1 + E
    >>> chi_square(bc.Normal(0, 2), bc.Normal(0, 1))
    oo
    """
    return power_integral(p, q, 2) - 1
