"""The constant of the worst-case rate on heavy power laws."""

from __future__ import annotations

from flint import arb

from ...numeric.ball import Number, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node

_TERMS = 4000


class PowerLawConstant(Node):
    r"""``I(s) = (1/s) int_0^oo H(y) y^{-1/s-1} dy``, H(y) = E|Pois(y) - y|/2, for 1 < s < 2.

    For p_j ~ c j^-s the worst-case Delta is asymptotic to c^{1/s} I(s) n^{1/s-1}: the sum of H(n c j^-s)/n over j is a
    Riemann sum. On [m, m+1) H(y) = y^{m+1} e^{-y}/m!, so that I is a series of incomplete gamma functions; the
    remainder is enclosed by sqrt(y/2pi) e^{-1/(12m)} <= H(y) <= sqrt(y/2pi) e^{1/(24(m+1/2))} to about 7 digits.
    """

    nargs = 1
    known_range = (0, None)

    def _text(self, printer: Printer) -> str:
        return rf"I\left({printer._print(self.args[0])}\right)"

    def _ball(self, s: Number) -> Number:
        a = 1 / to_arb(s)
        if not (a > arb(1) / 2 and a < 1):
            raise ValueError(f"s must be in (1, 2) for the power-law constant, got {s}")
        total, factorial = arb(0), arb(1)
        for m in range(_TERMS):
            order = m + 1 - a
            upper = arb(m + 1).gamma_upper(order)
            lower = arb(m).gamma_upper(order) if m else order.gamma()
            total += (lower - upper) / factorial
            factorial *= m + 1
        tail = arb(_TERMS) ** (arb(1) / 2 - a) / (a - arb(1) / 2) / (2 * arb.pi()).sqrt()
        low, high = (-arb(1) / (12 * _TERMS)).exp(), (arb(1) / (24 * _TERMS + 12)).exp()
        return a * (total + tail * low.union(high))

    def _mpmath(self, s: MpNumber) -> MpNumber:
        a = 1 / s
        return a * mpmath.nsum(lambda m: (mpmath.gammainc(m + 1 - a, m, m + 1)) / mpmath.factorial(m), [0, mpmath.inf])
