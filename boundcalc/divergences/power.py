"""The integral behind chi-square, Hellinger and Renyi divergences."""

from __future__ import annotations

import sympy as sp

from ..functions.log_gamma import LogGamma
from ..functions.real_power import RealPower
from ..functions.riemann_zeta import RiemannZeta
from ..laws import (
    Beta,
    Binomial,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Law,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Pareto,
    Poisson,
    Zeta,
)
from ..numeric.ball import NoBallEvaluation, Number, evaluate_ball, to_arb
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import Printer
from .atoms import Atoms
from .line import Line
from .mahalanobis import mahalanobis
from .node import PairNode, both_discrete, check_pair, on_line
from .one_family import one_family

_LONG = 64


def power_integral(p: Law, q: Law, alpha: object) -> sp.Expr:
    r"""``A_alpha(P, Q) = int p^alpha q^(1-alpha)``, alpha > 0; oo when it diverges.

    At 1/2 it is the Bhattacharyya coefficient, at 2 one plus chi-square, and ``log A_alpha/(alpha-1)`` is Renyi's
    divergence. Closed forms for pairs of the same exponential family, else a node evaluated in balls.
    """
    check_pair(p, q)
    a = to_expr(alpha, "alpha")
    if a.is_extended_real is False or a.is_nonpositive or a.is_finite is False:
        raise ValueError(f"alpha must be in (0, oo), got {shown(alpha)}")
    return PowerIntegral(p, q, a)


class PowerIntegral(PairNode):
    r"""``int p^alpha q^(1-alpha)`` where no short closed form is known; built by `power_integral`."""

    symbol = "A"
    known_range = (0, None)

    def __new__(cls, p: Law, q: Law, alpha: object) -> sp.Expr:
        alpha = to_expr(alpha, "alpha")
        log = log_closed_form(p, q, alpha)
        short = log is not None and (log is sp.oo or not _is_long(p, q, alpha))
        return exponential(log) if short else cls.unevaluated(p, q, alpha)

    @property
    def alpha(self) -> sp.Expr:
        """alpha."""
        return self.args[2]

    def _text(self, printer: Printer) -> str:
        p, q, alpha = map(printer._print, self.args)
        return rf"\mathrm{{A}}_{{{alpha}}}\left({p}, {q}\right)"

    def _value(self) -> Number:
        if _is_long(*self.args):
            log = log_closed_form(*self.args)
            if log is not None:
                return to_arb(evaluate_ball(log)).exp()
        if both_discrete(self.p, self.q):
            return Atoms(self.p, self.q).power_sum(evaluate_ball(self.alpha))
        if not on_line(self.p, self.q):
            raise NoBallEvaluation(f"no evaluation is known for {self.p} against {self.q}")
        return Line(self.p, self.q).power_integral(self.alpha)


def _is_long(p: Law, q: Law, alpha: sp.Expr) -> bool:
    """Whether a closed form written out would multiply out long powers of its numbers."""
    numbers = [alpha, *(number for law in (p, q) for number in law.args)]
    return any(number.is_Rational and abs(number) > _LONG for number in numbers)


def exponential(log: sp.Expr) -> sp.Expr:
    """e^log, oo where log is."""
    if isinstance(log, sp.Piecewise):
        return sp.Piecewise(*((exponential(value), condition) for value, condition in log.args))
    return sp.exp(log)


def _where(value: sp.Expr, condition: sp.Basic | bool) -> sp.Expr:
    if condition == True:  # noqa: E712
        return value
    return sp.oo if condition == False else sp.Piecewise((value, condition), (sp.oo, True))  # noqa: E712


def log_closed_form(p: Law, q: Law, t: sp.Expr) -> sp.Expr | None:
    """log A_t(P, Q) where it is known, oo where the integral diverges.

    Logarithms of powers, never the powers: they are short however large the order and the parameters are.
    """
    if p == q:
        return sp.S.Zero
    s = 1 - t
    if isinstance(p, MultivariateNormal) and isinstance(q, MultivariateNormal):
        return -t * s * mahalanobis(p, q) ** 2 / 2
    p, q = one_family(p, q)
    if type(p) is not type(q):
        return None
    if isinstance(p, Normal):
        pooled = t * q.sd**2 + s * p.sd**2
        shape = s * sp.log(p.sd) + t * sp.log(q.sd) - sp.log(pooled) / 2
        return _where(shape - t * s * (p.mean - q.mean) ** 2 / (2 * pooled), pooled > 0)
    if isinstance(p, Exponential):
        rate = t * p.rate + s * q.rate
        return _where(t * sp.log(p.rate) + s * sp.log(q.rate) - sp.log(rate), rate > 0)
    if isinstance(p, Gamma):
        shape, rate = t * p.shape + s * q.shape, t * p.rate + s * q.rate
        constants = [law.shape * sp.log(law.rate) - LogGamma(law.shape) for law in (p, q)]
        log = t * constants[0] + s * constants[1] + LogGamma(shape) - shape * sp.log(rate)
        return _where(log, sp.And(shape > 0, rate > 0))
    if isinstance(p, Beta):
        a, b = t * p.a + s * q.a, t * p.b + s * q.b
        log = LogGamma(a) + LogGamma(b) - LogGamma(a + b) - t * p._log_beta - s * q._log_beta
        return _where(log, sp.And(a > 0, b > 0))
    if isinstance(p, Pareto) and p.scale == q.scale:
        shape = t * p.shape + s * q.shape
        return _where(t * sp.log(p.shape) + s * sp.log(q.shape) - sp.log(shape), shape > 0)
    if isinstance(p, Cauchy) and t == 2:
        return sp.log(1 + ((p.location - q.location) ** 2 + (p.scale - q.scale) ** 2) / (2 * p.scale * q.scale))
    if isinstance(p, Laplace) and p.scale == q.scale:
        distance = sp.Abs(p.location - q.location) / p.scale
        if t == sp.Rational(1, 2):
            return sp.log(1 + distance / 2) - distance / 2
        return sp.log((t - s * sp.exp(-(2 * t - 1) * distance)) / (2 * t - 1)) - s * distance
    if isinstance(p, Poisson):
        return q.rate * RealPower(p.rate / q.rate, t) - t * p.rate - s * q.rate
    if isinstance(p, NegativeBinomial) and p.r == q.r:
        ratio = (1 - q.q) * RealPower((1 - p.q) / (1 - q.q), t)
        return _where(p.r * (t * sp.log(p.q) + s * sp.log(q.q) - sp.log(1 - ratio)), ratio < 1)
    if isinstance(p, Binomial) and p.n == q.n and certainly_inside(p.p) and certainly_inside(q.p):
        yes, no = q.p * RealPower(p.p / q.p, t), (1 - q.p) * RealPower((1 - p.p) / (1 - q.p), t)
        return p.n * sp.log(yes + no)
    if isinstance(p, Zeta):
        exponent = t * p.s + s * q.s
        log = sp.log(RiemannZeta(exponent)) - t * sp.log(RiemannZeta(p.s)) - s * sp.log(RiemannZeta(q.s))
        return _where(log, exponent > 1)
    return None


def certainly_inside(x: sp.Expr) -> bool:
    """Whether 0 < x < 1 is certain."""
    return bool(sp.And(x > 0, x < 1) == sp.true)
