"""SymPy expressions as Coq terms over the reals, in the forms that the interval tactic reads."""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

from ..functions import MASS, AtomSum, DiversityConstant, PoissonMAD
from ..functions.discrete.cap import MassCap
from ..functions.discrete.robbins import RobbinsLower, RobbinsUpper
from ..functions.means.gauss import GaussianMean
from ..functions.normal_cdf import NormalCDF
from ..numeric import evaluate

_MAX_TERMS = 200


class NoCertificate(ValueError):
    """The expression is outside what the exporter can state."""


@dataclass
class Writer:
    """Writes one expression; `choices` collects the sides that maxima and minima take, each to be proved."""

    choices: list[str] = field(default_factory=list)
    integrals: list[str] = field(default_factory=list)
    _sides: list[tuple[str, str]] = field(default_factory=list)

    def write(self, expr: sp.Expr) -> str:
        """The Coq term."""
        if isinstance(expr, sp.Integer):
            return f"({expr})" if expr < 0 else str(expr)
        if isinstance(expr, sp.Rational):
            return f"({expr.p} / {expr.q})"
        if isinstance(expr, sp.Symbol):
            return expr.name
        if isinstance(expr, PoissonMAD):
            # x^(m+1) as a number would have thousands of digits.
            (x,) = expr.args
            m = sp.floor(x)
            return (
                f"(2 * {self._argument(x)} * exp ({m} * ln {self._argument(x)} - {self.write(x)}) / {sp.factorial(m)})"
            )
        if expr is sp.pi:
            return "PI"
        if expr is sp.E:
            return "(exp 1)"
        if isinstance(expr, sp.Add):
            return "(" + " + ".join(map(self.write, expr.args)) + ")"
        if isinstance(expr, sp.Mul):
            top, bottom = sp.fraction(expr)
            if bottom != 1:
                return f"({self.write(top)} / {self.write(bottom)})"
            return "(" + " * ".join(map(self.write, expr.args)) + ")"
        if isinstance(expr, sp.Pow):
            return self._power(expr.base, expr.exp)
        if isinstance(expr, sp.exp):
            return f"(exp {self._argument(expr.args[0])})"
        if isinstance(expr, sp.log):
            return f"(ln {self._argument(expr.args[0])})"
        if isinstance(expr, sp.Abs):
            return f"(Rabs {self._argument(expr.args[0])})"
        if isinstance(expr, sp.Max | sp.Min):
            return self._extreme(expr)
        if isinstance(expr, NormalCDF):
            # Phi(x) = 1/2 +- erf(|x|/sqrt 2)/2, so that the integral runs upwards from 0.
            (x,) = expr.args
            side = 1 if evaluate(x, 10).midpoint >= 0 else -1
            return self.write(sp.Rational(1, 2) + side * sp.erf(side * x / sp.sqrt(2), evaluate=False) / 2)
        if isinstance(expr, sp.erf):
            # erf x is 2/sqrt(pi) times the integral of exp(-t^2) over (0, x); over +-x it is half of that.
            x = self.write(expr.args[0])
            name = f"RInt (fun t => exp (- (t * t))) 0 ({x})"
            self.integrals.append(name)
            return f"(2 / sqrt PI * {name})"
        if isinstance(expr, RobbinsLower | RobbinsUpper):
            return self._robbins(expr)
        return self.write(_opened(expr))

    def _robbins(self, expr: sp.Expr) -> str:
        """The elementary bound with its powers as exponentials: as numbers they would have thousands of digits."""
        n, p = expr.args
        m = sp.floor(n * p) + 1
        if m >= n:
            return self.write(p**n * (1 - p))
        log = sp.Add(*(sp.S.One / k * sign for k, sign in zip(expr.remainders(n, m), (1, -1, -1), strict=True)))
        scale = self.write(m / n * (1 - p))
        root = f"sqrt ({n} / (2 * PI * {m} * {n - m}))"
        powers = f"{m} * ln {self._argument(n * p / m)} + {n - m} * ln {self._argument(n * (1 - p) / (n - m))}"
        return f"({scale} * {root} * exp ({powers} + {self.write(log)}))"

    def _argument(self, expr: sp.Expr) -> str:
        # Always in brackets: in Coq application binds tighter than every operator.
        return f"({self.write(expr)})"

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        if exponent == sp.Rational(1, 2):
            return f"(sqrt {self._argument(base)})"
        if exponent.is_negative:
            return f"(/ {self._argument(base**-exponent)})"
        if exponent.is_Integer and exponent <= 20:
            return f"({self._argument(base)} ^ {exponent})"
        if exponent.is_Rational and exponent.q == 2:
            return f"(sqrt {self._argument(base)} * {self._argument(base ** (exponent - sp.Rational(1, 2)))})"
        if base is sp.E:
            return f"(exp {self._argument(exponent)})"
        # A large power would overflow the stack as x ^ n.
        return f"(exp ({self.write(exponent)} * ln {self._argument(base)}))"

    def _extreme(self, expr: sp.Expr) -> str:
        larger = isinstance(expr, sp.Max)
        args = sorted(expr.args, key=lambda e: evaluate(e, 20).midpoint, reverse=larger)
        text, name = self.write(args[0]), "Rmax" if larger else "Rmin"
        for other in args[1:]:
            pair = f"({text}) ({self.write(other)})"
            # Proved from the inside out: what is decided already stands for its side.
            self.choices.append(f"{name}_left {self._decided(pair)}")
            whole, kept = self._decided(f"({name} {pair})"), self._decided(text)
            self._sides.append((whole, kept))
            text = f"({name} {pair})"
        return text

    def _decided(self, text: str) -> str:
        for whole, kept in self._sides:
            text = text.replace(whole, kept)
        return text


def _opened(expr: sp.Expr) -> sp.Expr:
    """One of our own nodes as elementary functions of numbers."""
    if isinstance(expr, DiversityConstant):
        return _opened(expr.as_sum)
    if isinstance(expr, AtomSum):
        table = expr.law.table()
        if table is None or len(table) > _MAX_TERMS or not all(hasattr(mass, "p") for mass, _ in table):
            raise NoCertificate(
                f"certificates take laws with at most {_MAX_TERMS} distinct rational masses, not {expr.law}"
            )
        return sp.Add(*(count * expr.summand.subs(MASS, sp.Rational(int(m.p), int(m.q))) for m, count in table))
    if isinstance(expr, GaussianMean) and expr.args[0].is_even:
        return expr.rewrite(sp.exp)
    if isinstance(expr, MassCap):
        return expr.rewrite(sp.Min)
    if hasattr(expr, "elementary"):
        return expr.elementary()
    rewritten: sp.Expr = expr.doit()
    if rewritten == expr:
        raise NoCertificate(f"no certificate can state {type(expr).__name__}: {expr}")
    return rewritten
