"""What can be seen of a record through noise: a symbol's share of Delta, and the spread of a blurred density."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import sympy as sp
from flint import acb, arb, arb_poly, fmpq, fmpq_poly

from ...numeric.ball import NoBallEvaluation, Number, evaluate_ball, to_arb
from ...numeric.exact import to_fmpq, to_rational
from ...numeric.integrate import integrate
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpClosure, MpNumber, mpmath
from ..node import Functional, Node, at_least_one, need_int, share

_EXACT = 1 << 10
_MOST = 1 << 18


class ChannelShare(Functional):
    r"""What one symbol s adds to Delta_gamma: ``E(S/n - gamma w)_+`` for gamma >= 1, ``E(w - S/(gamma n))_+`` else.

    S is the sum of W(s|z) over n independent records z and w its mean over n. `table`: (W(s|z), mass of such z).
    Integer n >= 1, gamma > 0, all of the table rational. The law of S is a power of a polynomial: exact for short sums.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> half = sp.Rational(1, 2)
    >>> evaluate(ChannelShare(2, 1, sp.Tuple(sp.Tuple(0, half), sp.Tuple(1, half)))).exact
    Fraction(1, 8)
    """

    known_range = (0, 1)

    def __new__(cls, n: NumberLike, gamma: NumberLike, table: sp.Tuple) -> sp.Expr:
        return sp.Expr.__new__(cls, sp.sympify(n, strict=True), sp.sympify(gamma, strict=True), table)

    def _text(self, printer: Printer) -> str:
        n, gamma, table = self.args
        mean = printer._print(sum(value * mass for value, mass in table))
        return rf"\mathbb{{E}}_{{{printer._print(gamma)}}}\left(S/{printer._print(n)}; w = {mean}\right)_+"

    def _value(self) -> Number:
        n, gamma = need_int(evaluate_ball(self.args[0])), evaluate_ball(self.args[1])
        pairs = [(to_rational(value), to_rational(mass)) for value, mass in self.args[2]]
        whole = math.lcm(*(value.denominator for value, _ in pairs))
        steps = [(int(value * whole), to_fmpq(mass)) for value, mass in pairs if mass]
        least, most = min(k for k, _ in steps), max(k for k, _ in steps)
        if n * (most - least) > _MOST:
            raise NoBallEvaluation(f"a sum with {n * (most - least)} values is out of reach")
        masses: list[fmpq] = [fmpq(0)] * (most - least + 1)
        for k, mass in steps:
            masses[k - least] += mass
        exact = n * (most - least) <= _EXACT
        law = (fmpq_poly(masses) if exact else arb_poly(masses)) ** n
        mean = sum((to_fmpq(value * mass) for value, mass in pairs), fmpq(0))
        out: Number = fmpq(0) if exact else arb(0)
        up = at_least_one(gamma)
        for i in range(n * (most - least) + 1):
            seen = fmpq(i + n * least, whole * n)
            gap = seen - gamma * mean if up else mean - seen / gamma
            if gap > 0:
                out += law[i] * gap
            elif not gap <= 0:  # a ball for gamma that meets a kink
                out += law[i] * to_arb(gap).union(arb(0))
        return share(out, "what a symbol adds to Delta", self)

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> MpClosure:
        n, gamma = int(self.args[0]), self.args[1]
        pairs = [(to_rational(value), to_rational(mass)) for value, mass in self.args[2]]

        def value(*_: MpNumber) -> MpNumber:
            law: dict[Fraction, MpNumber] = {Fraction(0): mpmath.mpf(1)}
            for _i in range(n):
                after: dict[Fraction, MpNumber] = {}
                for total, chance in law.items():
                    for step, mass in pairs:
                        more = chance * mpmath.mpf(mass.numerator) / mass.denominator
                        after[total + step] = after.get(total + step, mpmath.mpf(0)) + more
                law = after
            g, w = to_rational(gamma), sum(value * mass for value, mass in pairs)
            gaps = ((t / n - g * w if g >= 1 else w - t / (g * n), chance) for t, chance in law.items())
            return mpmath.fsum(chance * gap.numerator / gap.denominator for gap, chance in gaps if gap > 0)

        return value


class BlurSpread(Node):
    r"""``int sd(K_h(y - Z)) dy`` for a standard normal Z and K_h the normal density of standard deviation h > 0.

    The variance under the root is ``phi_a(y)/(2 h sqrt(pi)) - phi_b(y)^2``, phi_s the normal density of variance s,
    a = 1 + h^2/2, b = 1 + h^2: the first times 1 - h sqrt(2+h^2)/(1+h^2) exp(-y^2/((1+h^2)(2+h^2))).

    >>> import sympy as sp
    >>> BlurSpread(sp.Rational(1, 10)).evalf(10)
    3.607781413
    """

    nargs = 1
    known_range = (0, None)

    def _text(self, printer: Printer) -> str:
        return rf"\int \mathrm{{sd}}\left(\varphi_{{{printer._print(self.args[0])}}}(y - Z)\right) dy"

    def _ball(self, h: Number) -> Number:
        h, pi = to_arb(h), arb.pi()
        square = h * h
        front = (1 / (2 * h * pi.sqrt() * (2 * pi * (1 + square / 2)).sqrt())).sqrt()
        rate, depth = 1 / (2 * (2 + square)), h * (2 + square).sqrt() / (1 + square)
        fall = 1 / ((1 + square) * (2 + square))

        def density(y: acb, analytic: bool) -> acb:
            inside = 1 - acb(depth) * (-(y * y) * acb(fall)).exp()
            return (-(y * y) * acb(rate)).exp() * inside.sqrt(analytic=analytic)

        tail: Callable[[arb], arb] = lambda t: (pi / rate).sqrt() / 2 * (t * rate.sqrt()).erfc()  # noqa: E731
        return 2 * front * integrate(density, 0, None, above=tail)

    def _mpmath(self, h: MpNumber) -> MpNumber:
        def normal(y: MpNumber, variance: MpNumber) -> MpNumber:
            return mpmath.exp(-(y**2) / (2 * variance)) / mpmath.sqrt(2 * mpmath.pi * variance)

        def spread(y: MpNumber) -> MpNumber:
            return mpmath.sqrt(normal(y, 1 + h**2 / 2) / (2 * h * mpmath.sqrt(mpmath.pi)) - normal(y, 1 + h**2) ** 2)

        return 2 * mpmath.quad(spread, [0, 1, 2, 4, 8, 16, 32 + 8 * h])
