"""The sum of a Gaussian over the integers."""

from __future__ import annotations

from flint import arb

from ..numeric.ball import Number, to_arb
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from ..numeric.precision import current_bits
from .node import Node


class GaussianSum(Node):
    r"""``theta(s) = sum_{k integer} e^(-k^2/(2 s^2))``, s > 0: what the weights of the discrete Gaussian law add up to.

    By Poisson's summation it is also s sqrt(2 pi) sum_k e^(-2 pi^2 s^2 k^2); the sum that falls faster is taken.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GaussianSum(1), 12).to_string(12)
    '2.50662828804...'
    """

    nargs = 1

    def _eval_is_extended_positive(self) -> bool | None:
        return True if self.args[0].is_extended_positive else None

    def _sympystr(self, printer: Printer) -> str:
        return f"GaussianSum({printer._print(self.args[0])})"

    def _text(self, printer: Printer) -> str:
        return rf"\theta\left({printer._print(self.args[0])}\right)"

    def _ball(self, s: Number) -> Number:
        x = to_arb(s)
        plain, spread = 1 / (2 * x * x), 2 * (arb.pi() * x) ** 2
        if spread > plain:
            return x * (2 * arb.pi()).sqrt() * _sum(spread)
        return _sum(plain)

    def _mpmath(self, s: MpNumber) -> MpNumber:
        return mpmath.jtheta(3, 0, mpmath.exp(-1 / (2 * s * s)))


def _sum(rate: arb) -> arb:
    """sum_k e^(-rate k^2), rate > 0: from k on the terms fall at least as fast as a geometric sequence."""
    total, k = arb(1), 1
    while True:
        term = 2 * (-rate * k * k).exp()
        rest = term / (1 - (-rate * (2 * k + 1)).exp())
        if rest < arb(2) ** (-current_bits() - 8) or k > 4096 or not rest.is_finite():
            return total + (arb(0).union(rest.upper()) if rest.is_finite() else arb.pos_inf())
        total += term
        k += 1


__all__ = ["GaussianSum"]
