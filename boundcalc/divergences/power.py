"""The integral behind chi-square, Hellinger and Renyi divergences."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..laws import (
    Beta,
    Binomial,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Pareto,
    Poisson,
    Zeta,
)
from ..numeric.ball import NoBallEvaluation, Number, evaluate_ball
from ..numeric.exact import to_expr
from .atoms import Atoms
from .hockey_stick import _mahalanobis
from .line import Line
from .node import PairNode, both_discrete, check_pair, on_line
from .one_family import one_family


def power_integral(p: Any, q: Any, alpha: Any) -> sp.Expr:
    r"""``A_alpha(P, Q) = int p^alpha q^(1-alpha)``, alpha > 0; oo when it diverges.

    At 1/2 it is the Bhattacharyya coefficient, at 2 one plus chi-square, and ``log A_alpha/(alpha-1)`` is Renyi's
    divergence. Closed forms for pairs of the same exponential family, else a node evaluated in balls.
    """
    check_pair(p, q)
    a = to_expr(alpha, "alpha")
    if a.is_extended_real is False or a.is_nonpositive or a.is_finite is False:
        raise ValueError(f"alpha must be in (0, oo), got {alpha}")
    return PowerIntegral(p, q, a)


class PowerIntegral(PairNode):
    r"""``int p^alpha q^(1-alpha)`` where no closed form is known; built by `power_integral`."""

    symbol = "A"
    known_range = (0, None)

    def __new__(cls, p: Any, q: Any, alpha: Any) -> sp.Expr:
        alpha = sp.sympify(alpha, strict=True)
        closed = sp.S.One if p == q else _closed_form(p, q, alpha)
        return sp.Expr.__new__(cls, p, q, alpha) if closed is None else closed

    @property
    def alpha(self) -> sp.Expr:
        """alpha."""
        return self.args[2]

    def _text(self, printer: Any) -> str:
        p, q, alpha = map(printer._print, self.args)
        return rf"\mathrm{{A}}_{{{alpha}}}\left({p}, {q}\right)"

    def _value(self) -> Number:
        if both_discrete(self.p, self.q):
            return Atoms(self.p, self.q).power_sum(evaluate_ball(self.alpha))
        if not on_line(self.p, self.q):
            raise NoBallEvaluation(f"no evaluation is known for {self.p} against {self.q}")
        return Line(self.p, self.q).power_integral(self.alpha)


def _where(value: sp.Expr, condition: Any) -> sp.Expr:
    if condition == True:  # noqa: E712
        return value
    return sp.oo if condition == False else sp.Piecewise((value, condition), (sp.oo, True))  # noqa: E712


def _closed_form(p: Any, q: Any, t: sp.Expr) -> sp.Expr | None:
    s = 1 - t
    if isinstance(p, MultivariateNormal) and isinstance(q, MultivariateNormal):
        return sp.exp(-t * s * _mahalanobis(p, q) ** 2 / 2)
    p, q = one_family(p, q)
    if type(p) is not type(q):
        return None
    if isinstance(p, Normal):
        pooled = t * q.sd**2 + s * p.sd**2
        shape = p.sd**s * q.sd**t / sp.sqrt(pooled)
        return _where(shape * sp.exp(-t * s * (p.mean - q.mean) ** 2 / (2 * pooled)), pooled > 0)
    if isinstance(p, Exponential):
        rate = t * p.rate + s * q.rate
        return _where(p.rate**t * q.rate**s / rate, rate > 0)
    if isinstance(p, Gamma):
        shape, rate = t * p.shape + s * q.shape, t * p.rate + s * q.rate
        constant = (p.rate**p.shape / sp.gamma(p.shape)) ** t * (q.rate**q.shape / sp.gamma(q.shape)) ** s
        return _where(constant * sp.gamma(shape) / rate**shape, sp.And(shape > 0, rate > 0))
    if isinstance(p, Beta):
        a, b = t * p.a + s * q.a, t * p.b + s * q.b
        log = sp.loggamma(a) + sp.loggamma(b) - sp.loggamma(a + b) - t * p._log_beta - s * q._log_beta
        return _where(sp.exp(log), sp.And(a > 0, b > 0))
    if isinstance(p, Pareto) and p.scale == q.scale:
        shape = t * p.shape + s * q.shape
        return _where(p.shape**t * q.shape**s / shape, shape > 0)
    if isinstance(p, Cauchy) and t == 2:
        return 1 + ((p.location - q.location) ** 2 + (p.scale - q.scale) ** 2) / (2 * p.scale * q.scale)
    if isinstance(p, Laplace) and p.scale == q.scale:
        distance = sp.Abs(p.location - q.location) / p.scale
        if t == sp.Rational(1, 2):
            return (1 + distance / 2) * sp.exp(-distance / 2)
        return (t * sp.exp(-s * distance) - s * sp.exp(-t * distance)) / (2 * t - 1)
    if isinstance(p, Poisson):
        return sp.exp(p.rate**t * q.rate**s - t * p.rate - s * q.rate)
    if isinstance(p, NegativeBinomial) and p.r == q.r:
        ratio = (1 - p.q) ** t * (1 - q.q) ** s
        return _where((p.q**t * q.q**s / (1 - ratio)) ** p.r, ratio < 1)
    if isinstance(p, Binomial) and p.n == q.n and _inside(p.p) and _inside(q.p):
        return (p.p**t * q.p**s + (1 - p.p) ** t * (1 - q.p) ** s) ** p.n
    if isinstance(p, Zeta):
        exponent = t * p.s + s * q.s
        return _where(sp.zeta(exponent) / (sp.zeta(p.s) ** t * sp.zeta(q.s) ** s), exponent > 1)
    return None


def _inside(x: sp.Expr) -> bool:
    return bool(sp.And(x > 0, x < 1) == sp.true)
