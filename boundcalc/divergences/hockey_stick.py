"""The hockey-stick divergence of two laws."""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

from ..functions.normal_cdf import NormalCDF
from ..laws import Exponential, Laplace, Law, LogNormal, MultivariateNormal, Normal
from ..numeric.ball import NoBallEvaluation, Number, add, evaluate_ball, multiply, to_arb
from ..numeric.contradiction import nonnegative, within
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import Printer
from ..numeric.sign import certain_sign, largest
from .atoms import Atoms
from .command import command_line
from .line import Line
from .mahalanobis import mahalanobis
from .node import PairNode, both_discrete, check_pair, on_line


@command_line("hockey-stick", gamma="Of the hockey-stick divergence.  [default: 1]")
def hockey_stick(p: Law, q: Law, gamma: object = 1) -> sp.Expr:
    r"""``E_gamma(P||Q) = sup_B [P(B) - gamma Q(B)] = int (p - gamma q)_+``, an expression to `evaluate`.

    `p`, `q`: two discrete laws, two laws with densities on the line, or two multivariate normal laws of the same
    covariance; `gamma` >= 0. A closed form where one is known (normal, log-normal, Laplace, exponential, Poisson
    pairs), else a node that is evaluated in balls; exact rationals for laws with rational masses. With gamma = e^eps it
    is the delta of (eps, delta)-indistinguishability. Raises ValueError for other arguments.

    >>> import boundcalc as bc
    >>> bc.evaluate(hockey_stick(bc.Normal(0, 1), bc.Cauchy(0, 1)), 20).to_string(20)
    '0.25116455428885107897...'
    >>> bc.evaluate(hockey_stick(bc.Bernoulli("1/2"), bc.Bernoulli("1/3"), "5/4")).exact
    Fraction(1, 12)
    """
    check_pair(p, q)
    g = to_expr(gamma, "gamma")
    if g.is_extended_real is False or g.is_negative or g.is_finite is False:
        raise ValueError(f"gamma must be in [0, oo), got {shown(gamma)}")
    return HockeyStickDivergence(p, q, g)


class HockeyStickDivergence(PairNode):
    r"""``E_gamma(P||Q)`` where no closed form is known; built by `hockey_stick`."""

    symbol = "E"
    known_range = (0, 1)

    def __new__(cls, p: Law, q: Law, gamma: object) -> sp.Expr:
        gamma = to_expr(gamma, "gamma")
        closed = _closed_form(p, q, gamma)
        return sp.Expr.__new__(cls, p, q, gamma) if closed is None else closed

    @property
    def gamma(self) -> sp.Expr:
        """gamma."""
        return self.args[2]

    def _text(self, printer: Printer) -> str:
        p, q, gamma = map(printer._print, self.args)
        if self.gamma == 1:
            return rf"\mathrm{{TV}}\left({p}, {q}\right)"
        return rf"\mathrm{{E}}_{{{gamma}}}\left({p} \,\middle\|\, {q}\right)"

    def _sympystr(self, printer: Printer) -> str:
        p, q, gamma = map(printer._print, self.args)
        return f"TV({p}, {q})" if self.gamma == 1 else f"E_{gamma}({p} || {q})"

    def _value(self) -> Number:
        gamma = evaluate_ball(self.gamma)
        if both_discrete(self.p, self.q):
            return Atoms(self.p, self.q).hockey_stick(gamma)
        if not on_line(self.p, self.q):
            raise NoBallEvaluation(f"no evaluation is known for {self.p} against {self.q}")
        if gamma == 0:
            return fmpq(1)
        line = Line(self.p, self.q)
        total: Number = fmpq(0)
        for span in line.spans(self.gamma):
            if span.sign == -1:
                continue
            mass = line.mass(line.p, span.low, span.high)
            if span.sign == 1:
                value = mass - multiply(gamma, line.mass(line.q, span.low, span.high))
                total = add(total, nonnegative(value, "p - gamma q where p/q > gamma", self, span.low, span.high))
            else:
                total = add(total, arb(0).union(to_arb(mass).upper()))
        return within(total, 0, 1, "a hockey-stick divergence", self)


def _closed_form(p: Law, q: Law, gamma: sp.Expr) -> sp.Expr | None:
    """E_gamma in closed form, None where none is known (or the parameters do not decide which)."""
    if p == q:
        return largest(0, 1 - gamma)
    if gamma == 0:
        return sp.S.One
    if isinstance(p, MultivariateNormal) and isinstance(q, MultivariateNormal):
        return _normal_shift(mahalanobis(p, q), gamma)
    if isinstance(p, LogNormal) and isinstance(q, LogNormal):
        p, q = Normal(p.mu, p.sigma), Normal(q.mu, q.sigma)  # log is one-to-one
    if isinstance(p, Normal) and isinstance(q, Normal):
        if p.sd == q.sd:
            return _normal_shift(sp.Abs(p.mean - q.mean) / p.sd, gamma)
        return _normal_scales(p, q, gamma)
    if isinstance(p, Laplace) and isinstance(q, Laplace) and p.scale == q.scale:
        distance = sp.Abs(p.location - q.location) / p.scale
        return largest(0, 1 - gamma, 1 - sp.sqrt(gamma) * sp.exp(-distance / 2))
    if isinstance(p, Exponential) and isinstance(q, Exponential):
        return _exponentials(p.rate, q.rate, gamma)
    return None


def _normal_shift(distance: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """Equal variances, means `distance` standard deviations apart."""
    if distance == 0:
        return largest(0, 1 - gamma)
    cut = sp.log(gamma) / distance
    return NormalCDF(distance / 2 - cut) - gamma * NormalCDF(-distance / 2 - cut)


def _normal_scales(p: Normal, q: Normal, gamma: sp.Expr) -> sp.Expr | None:
    """log p/q - log gamma = -(A x^2 + 2 B x + C)/2 changes sign at two points or nowhere."""
    narrow = p.sd < q.sd
    if narrow not in (sp.true, sp.false) or gamma.free_symbols or p.free_symbols or q.free_symbols:
        return None
    a = 1 / p.sd**2 - 1 / q.sd**2
    b = q.mean / q.sd**2 - p.mean / p.sd**2
    c = p.mean**2 / p.sd**2 - q.mean**2 / q.sd**2 + 2 * sp.log(gamma * p.sd / q.sd)
    discriminant = b**2 - a * c
    sign = certain_sign(discriminant)
    if sign is None:
        return None
    if sign <= 0:
        return sp.S.Zero if narrow else 1 - gamma
    # The roots may be as close as they like: their order is that of the sign of a (positive when p is the narrow one),
    # and SymPy must not look for the sign under the square root, where its numerics see the wrong one.
    root = sp.Pow(discriminant, sp.Rational(1, 2), evaluate=False)
    root = root if narrow else -root
    ends = (-b - root) / a, (-b + root) / a
    z = [[(end - law.mean) / law.sd for end in ends] for law in (p, q)]
    if narrow:
        inside = [_between(*pair) for pair in z]
        return inside[0] - gamma * inside[1]
    outside = [NormalCDF(pair[0]) + NormalCDF(-pair[1]) for pair in z]
    return outside[0] - gamma * outside[1]


def _between(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """P(low < Z <= high), from the tail that is the shorter."""
    if certain_sign(low) == 1:
        return NormalCDF(-low) - NormalCDF(-high)
    return NormalCDF(high) - NormalCDF(low)


def _exponentials(a: sp.Expr, b: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
    """p/q = (a/b) e^{-(a-b) x} crosses gamma once."""
    faster = a > b
    if faster not in (sp.true, sp.false):
        return None
    if faster:
        end = largest(0, sp.log(a / (gamma * b)) / (a - b))
        return (1 - sp.exp(-a * end)) - gamma * (1 - sp.exp(-b * end))
    end = largest(0, sp.log(gamma * b / a) / (b - a))
    return sp.exp(-a * end) - gamma * sp.exp(-b * end)
