"""Elementary bounds on the hockey-stick term by Robbins' form of Stirling's formula."""

from __future__ import annotations

from typing import TypeVar

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, PrecisionTooLow, evaluate_ball, floor_range, power, to_arb
from ...numeric.kinds import Printer
from ..node import Node, need_int

N = TypeVar("N", int, sp.Expr)


class _RobbinsBound(Node):
    """Common part: de Moivre's term with n! = sqrt(2 pi n) (n/e)^n e^{r_n}, 1/(12n+1) < r_n < 1/(12n)."""

    nargs = 2
    upper: bool

    @classmethod
    def remainders(cls, n: N, m: N) -> tuple[N, N, N]:
        """The denominators of the three remainders r_n - r_m - r_{n-m}, each where it makes the bound valid."""
        top = 12 * n if cls.upper else 12 * n + 1
        low, high = (12 * m + 1, 12 * (n - m) + 1) if cls.upper else (12 * m, 12 * (n - m))
        return top, low, high

    def _eval_rewrite_as_exp(self, n: sp.Expr, p: sp.Expr, **_: object) -> sp.Expr:
        m = sp.floor(n * p) + 1
        top, low, high = self.remainders(n, m)
        main = m / n * sp.sqrt(n / (2 * sp.pi * m * (n - m))) * (n * p / m) ** m * (1 - p)
        main *= (n * (1 - p) / (n - m)) ** (n - m)
        bound = main * sp.exp(sp.S.One / top - sp.S.One / low - sp.S.One / high)
        return sp.Piecewise((p**n * (1 - p), m >= n), (bound, True))

    def doit(self, **_: object) -> sp.Expr:
        """The elementary form."""
        return self.rewrite(sp.exp)

    def small_mass_terms(self) -> tuple[Number, list[tuple[Number, Number, Number]]]:
        """(bound, [(c, a, b)]): where bound * p < 1, m = 1 and the bound is c p (1-p)^n (p (1-p) for n = 1)."""
        n = need_int(evaluate_ball(self.args[0]))
        if n == 1:
            return fmpq(1), [(fmpq(1), fmpq(1), fmpq(1))]
        top, low, high = self.remainders(n, 1)
        log = (n - 1) * to_arb(fmpq(n, n - 1)).log() + to_arb(fmpq(1, top) - fmpq(1, low) - fmpq(1, high))
        scale = (to_arb(fmpq(n, n - 1)) / (2 * arb.pi())).sqrt() * log.exp()
        return fmpq(n), [(scale, fmpq(1), fmpq(n))]

    def _text(self, printer: Printer) -> str:
        n, p = map(printer._print, self.args)
        name = r"\overline{h}" if self.upper else r"\underline{h}"
        return rf"{name}\left({n}, {p}\right)"

    def _ball(self, n_value: Number, p: Number) -> Number:
        n = need_int(n_value)
        if isinstance(p, fmpq) and p in (0, 1):
            return fmpq(0)
        low, high = floor_range(n * p)
        if high > low + 1:
            raise PrecisionTooLow("the ball covers several kinks of the bound")
        values = [self._at(n, m + 1, to_arb(p)) for m in {max(low, 0), min(high, n - 1)}]
        return values[0] if len(values) == 1 else values[0].union(values[1])

    def _at(self, n: int, m: int, p: arb) -> arb:
        if m >= n:
            return power(p, fmpq(n)) * (1 - p)
        top, low, high = self.remainders(n, m)
        log = m * (n * p / m).log() + (n - m) * (n * (1 - p) / (n - m)).log()
        log += to_arb(fmpq(1, top) - fmpq(1, low) - fmpq(1, high))
        return fmpq(m, n) * (arb(n) / (2 * arb.pi() * m * (n - m))).sqrt() * (1 - p) * log.exp()


class RobbinsUpper(_RobbinsBound):
    r"""An elementary upper bound on ``h(n, p)``: de Moivre's term with Robbins' remainders (1955).

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(RobbinsUpper(10, sp.Rational(1, 3)), 6).to_string(6)
    '0.0607295...'
    """

    upper = True
    known_range = (0, None)
    at_most_mass = False


class RobbinsLower(_RobbinsBound):
    r"""An elementary lower bound on ``h(n, p)``: de Moivre's term with Robbins' remainders (1955).

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(RobbinsLower(10, sp.Rational(1, 3)), 6).to_string(6)
    '0.0606879...'
    """

    upper = False
    known_range = (0, 1)
    at_most_mass = True
