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
from ...numeric.precision import current_bits, working_precision
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


class WindowSpread(Node):
    r"""``int sd(U_h(y - Z)) dy`` for a standard normal Z and U_h the uniform density on (-h, h), h > 0.

    With q(y) = P(y - h < Z < y + h) it is ``int sqrt(q(y) (1 - q(y))) dy/(2h)``.

    >>> import sympy as sp
    >>> WindowSpread(sp.Rational(1, 10)).evalf(10)
    4.893725467
    """

    nargs = 1
    known_range = (0, None)

    def _text(self, printer: Printer) -> str:
        return rf"\int \mathrm{{sd}}\left(U_{{{printer._print(self.args[0])}}}(y - Z)\right) dy"

    def _ball(self, h: Number) -> Number:
        h, bits = to_arb(h), current_bits()
        small = h.min(arb(1))
        goal = small.sqrt().lower() / arb(2) ** bits
        window, point = arb(0, h.upper()), h / arb(2) ** (bits // 2)

        def deviation(y: acb, analytic: bool) -> acb:
            low, high = (y - h) / root, (y + h) / root
            inside, outside = (low.erfc() - high.erfc()) / 2, ((-low).erfc() + high.erfc()) / 2
            if not 4 * h < 1:
                return (inside * outside).sqrt(analytic=analytic)
            # q(y) = 2 h phi(y) times the mean of exp(-ys - s^2/2) over |s| < h, which lies in every convex set that
            # holds these values: a difference of balls that are wide beside h would say nothing.
            gauss = (-(y * y) / 4).exp()
            front = 2 * h / (2 * arb.pi()).sqrt()
            mean = inside / (front * gauss * gauss) if y.rad() < point else (-(y * window) - window * window / 2).exp()
            return (
                gauss
                * (front * mean).sqrt(analytic=analytic)
                * (1 - front * gauss * gauss * mean).sqrt(analytic=analytic)
            )

        def tail(t: arb) -> arb:  # at most 1/2; from h on q is at most exp(-(y-h)^2/2)/2
            return (h - t).max(arb(0)) / 2 + (arb.pi() / 2).sqrt() * ((t - h).max(arb(0)) / 2).erfc()

        with working_precision(bits + 16 - 2 * min(0, int(float(small.log().mid())))):
            root = arb(2).sqrt()
            return integrate(deviation, 0, None, above=tail, tolerance=goal) / h

    def _mpmath(self, h: MpNumber) -> MpNumber:
        def deviation(y: MpNumber) -> MpNumber:
            inside = mpmath.ncdf(h - y) - mpmath.ncdf(-h - y)
            return mpmath.sqrt(inside * (mpmath.ncdf(y - h) + mpmath.ncdf(-h - y)))

        return mpmath.quad(deviation, [0, h, *(h + step for step in (1, 2, 4, 8, 16, 32))]) / h
