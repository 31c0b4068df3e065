"""The total variation distance of two laws."""

from __future__ import annotations

import sympy as sp

from ..laws import Law
from .command import command_line
from .hockey_stick import hockey_stick


@command_line("tv")
def total_variation(p: Law, q: Law) -> sp.Expr:
    r"""``TV(P, Q) = sup_B |P(B) - Q(B)| = (1/2) int |p - q|``: the hockey-stick divergence at gamma = 1.

    >>> import boundcalc as bc
    >>> value = total_variation(bc.Normal(0, 1), bc.Normal("1/2", 1))
    >>> bc.evaluate(value, 50).to_string(50)
    '0.19741265136584744848170758316206747856409496248206...'
    """
    return hockey_stick(p, q, 1)
