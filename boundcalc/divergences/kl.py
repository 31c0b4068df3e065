"""The Kullback-Leibler divergence of two laws."""

from __future__ import annotations

import sympy as sp

from ..functions.digamma import Digamma
from ..functions.log_gamma import LogGamma
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
)
from ..numeric.ball import NoBallEvaluation, Number
from .atoms import Atoms
from .command import command_line
from .line import Line
from .mahalanobis import mahalanobis
from .node import PairNode, both_discrete, check_pair, on_line
from .one_family import one_family
from .power import certainly_inside


@command_line("kl")
def kl(p: Law, q: Law) -> sp.Expr:
    r"""``KL(P||Q) = int p log(p/q)`` in nats; oo when it is infinite.

    >>> import boundcalc as bc
    >>> kl(bc.Normal(1, 1), bc.Normal(0, 1))
    1/2
    >>> bc.evaluate(kl(bc.Cauchy(0, 1), bc.Normal(0, 1))).lower
    inf
    """
    check_pair(p, q)
    return RelativeEntropy(p, q)


class RelativeEntropy(PairNode):
    r"""``int p log(p/q)`` where no closed form is known; built by `kl`."""

    symbol = "KL"
    known_range = (0, None)

    def __new__(cls, p: Law, q: Law) -> sp.Expr:
        closed = sp.S.Zero if p == q else _closed_form(p, q)
        return sp.Expr.__new__(cls, p, q) if closed is None else closed

    def _value(self) -> Number:
        if both_discrete(self.p, self.q):
            return Atoms(self.p, self.q).relative_entropy()
        if not on_line(self.p, self.q):
            raise NoBallEvaluation(f"no evaluation is known for {self.p} against {self.q}")
        return Line(self.p, self.q).relative_entropy()


def _closed_form(p: Law, q: Law) -> sp.Expr | None:
    if isinstance(p, MultivariateNormal) and isinstance(q, MultivariateNormal):
        return mahalanobis(p, q) ** 2 / 2
    p, q = one_family(p, q)
    if isinstance(q, Normal) and isinstance(p, Normal):
        ratio = p.sd**2 / q.sd**2
        return (ratio - 1 - sp.log(ratio)) / 2 + (p.mean - q.mean) ** 2 / (2 * q.sd**2)
    if type(p) is not type(q):
        return None
    if isinstance(p, Exponential):
        return sp.log(p.rate / q.rate) + q.rate / p.rate - 1
    if isinstance(p, Gamma):
        return (
            (p.shape - q.shape) * Digamma(p.shape)
            - LogGamma(p.shape)
            + LogGamma(q.shape)
            + q.shape * sp.log(p.rate / q.rate)
            + p.shape * (q.rate / p.rate - 1)
        )
    if isinstance(p, Beta):
        a, b = p.a - q.a, p.b - q.b
        digammas = a * Digamma(p.a) + b * Digamma(p.b) - (a + b) * Digamma(p.a + p.b)
        return q._log_beta - p._log_beta + digammas
    if isinstance(p, Laplace):
        distance = sp.Abs(p.location - q.location)
        return sp.log(q.scale / p.scale) - 1 + (distance + p.scale * sp.exp(-distance / p.scale)) / q.scale
    if isinstance(p, Cauchy):
        top = (p.scale + q.scale) ** 2 + (p.location - q.location) ** 2
        return sp.log(top / (4 * p.scale * q.scale))
    if isinstance(p, Pareto) and (p.scale >= q.scale) == True:  # noqa: E712
        ratio = q.shape / p.shape
        return -sp.log(ratio) + q.shape * sp.log(p.scale / q.scale) + ratio - 1
    if isinstance(p, Poisson):
        return p.rate * sp.log(p.rate / q.rate) - p.rate + q.rate
    if isinstance(p, NegativeBinomial) and p.r == q.r:
        failures = p.r * (1 - p.q) / p.q
        return p.r * sp.log(p.q / q.q) + failures * sp.log((1 - p.q) / (1 - q.q))
    if isinstance(p, Binomial) and p.n == q.n and certainly_inside(p.p) and certainly_inside(q.p):
        return p.n * (p.p * sp.log(p.p / q.p) + (1 - p.p) * sp.log((1 - p.p) / (1 - q.p)))
    return None
