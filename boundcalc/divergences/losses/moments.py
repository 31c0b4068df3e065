"""Moments of the likelihood ratio of a pair, from which its Rényi divergences follow."""

from __future__ import annotations

from math import comb
from typing import Any

import sympy as sp
from flint import acb, arb

from ...functions.normal_cdf import upper_tail
from ...numeric.ball import evaluate_ball, to_arb
from ...numeric.complex_ball import NOT_ANALYTIC
from ...numeric.integrate import finite, integrate
from ...numeric.precision import current_bits
from ..kl import kl
from ..renyi import renyi
from ..runs import ends_of_supremum, have_runs
from .bounded_range import BoundedRange
from .densities import Densities
from .mechanisms import Exchanged, Gaussian, Laplace
from .mixed import Mixed
from .noises import DiscreteGaussian
from .pair import Pair, Reversed, Sampled, ball
from .sequences import Integers, Runs

_WHOLE = 4096
"""Largest whole order whose sum is written out."""


def moment(pair: Pair, order: sp.Expr, logs: int = 0) -> arb:
    """E_Q L^s (ln L)^logs over 0 < L < infinity, s = `order` real and logs 0 or 1, at the working precision.

    Raises ValueError for a pair that is known by its tails alone.
    """
    if isinstance(pair, Reversed):
        return (-1) ** logs * moment(pair.pair, 1 - order, logs)
    if isinstance(pair, Mixed):
        return sum((ball(w) * moment(part, order, logs) for part, w in pair.parts), arb(0))
    s = to_arb(evaluate_ball(order))
    if isinstance(pair, BoundedRange):
        return _bounded_range(ball(pair.epsilon), s, logs)
    if pair.tails() is None:
        return sum((_term(q, p / q, s, logs) for p, q in pair.atoms()), arb(0))
    if isinstance(pair, Gaussian):
        square = ball(pair.mu) ** 2
        return ((s * s - s) * square / 2).exp() * (1 if not logs else (s - arb(1) / 2) * square)
    if isinstance(pair, Laplace):
        return _laplace(ball(pair.epsilon), order, s, logs)
    if isinstance(pair, Sampled):
        inner, rate = pair.pair, ball(pair.rate)
        if isinstance(inner, Gaussian):
            return _sampled_gaussian(ball(inner.mu), rate, order, s, logs)
        if isinstance(inner, Laplace):
            return sum((_term(q, p / q, s, logs) for p, q in pair.atoms()), _between(inner, rate, s, logs))
    if isinstance(pair, Exchanged):
        return _exchanged(pair, order, logs)
    raise ValueError(f"no Rényi divergence is known for the loss {pair}")


def _laplace(epsilon: arb, order: sp.Expr, s: arb, logs: int) -> arb:
    """(s e^((s-1) epsilon) + (s-1) e^(-s epsilon))/(2 s - 1); with the logarithm at s = 1 (minus that at s = 0)."""
    if logs:
        return (epsilon - 1 + (-epsilon).exp()) * (1 if order == 1 else -1)
    if order == sp.S.Half:
        return (1 + epsilon / 2) * (-epsilon / 2).exp()
    return (s * ((s - 1) * epsilon).exp() + (s - 1) * (-s * epsilon).exp()) / (2 * s - 1)


def _term(mass: arb, ratio: arb, s: arb, logs: int) -> arb:
    log = ratio.log()
    return mass * (s * log).exp() * (log if logs else 1)


def _power(base: acb, s: arb, logs: int, analytic: bool) -> acb:
    """base^s (ln base)^logs, off the negative axis."""
    if analytic and not base.real > 0:
        return NOT_ANALYTIC
    log = base.log()
    return (s * log).exp() * (log if logs else 1)


def _between(pair: Laplace, rate: arb, s: arb, logs: int) -> arb:
    """The part of Laplace noise between the two centres, y from P's: ln L = epsilon - 2 y, sampled at the rate."""
    epsilon = ball(pair.epsilon)

    def f(y: acb, analytic: bool) -> acb:
        return (y - epsilon).exp() / 2 * _power(1 - rate + rate * (epsilon - 2 * y).exp(), s, logs, analytic)

    return finite(f, arb(0), epsilon, arb(2) ** -current_bits() * (abs(s) * epsilon).exp())


def _bounded_range(epsilon: arb, s: arb, logs: int) -> arb:
    """ln L has the density e^(-x/2) e^(-epsilon/2)/(2 (1 - e^-epsilon)) on |x| <= epsilon."""
    scale, u = (-epsilon / 2).exp() / (2 * (1 - (-epsilon).exp())), s - arb(1) / 2
    if logs:
        return scale * 2 * (u * epsilon * (u * epsilon).cosh() - (u * epsilon).sinh()) / (u * u)
    return scale * 2 * (epsilon if u == 0 else (u * epsilon).sinh() / u)


def _density(x: Any) -> Any:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def _sampled_gaussian(mu: arb, rate: arb, order: sp.Expr, s: arb, logs: int) -> arb:
    if not logs and order.is_Integer and 0 <= order <= _WHOLE:
        k, rest, total = int(order), 1 - rate, arb(0)
        for j in range(k + 1):
            total += comb(k, j) * rest ** (k - j) * rate**j * (arb(j * j - j) * mu * mu / 2).exp()
        return total

    def f(x: acb, analytic: bool) -> acb:
        return _density(x) * _power(1 - rate + rate * (mu * x - mu * mu / 2).exp(), s, logs, analytic)

    # The ratio is at most 1 and at least 1 - rate left of mu/2, at least 1 and at most that of the whole right of it.
    whole = ((s * s - s) * mu * mu / 2).exp()
    floor = (1 - rate).log()

    def below(t: arb) -> arb:
        if not t < mu / 2:
            return arb.pos_inf()
        size = (s * floor).exp().max(arb(1)) * (abs(floor) if logs else 1)
        return size * upper_tail(-t)

    def above(t: arb) -> arb:
        if not t > mu / 2:
            return arb.pos_inf()
        if not s > 0:
            return mu * _density(t) if logs else upper_tail(t)
        start = t - s * mu  # of the tilted law; ln L = mu x - mu^2/2 <= mu x
        return whole * (mu * (_density(start) + abs(s * mu) * upper_tail(start)) if logs else upper_tail(start))

    scale = arb(1).max((s * rate.log()).exp() * whole) if s > 1 else arb(1) / 16
    cuts = (
        [arb(0)] if not s > 1 else [arb(0), arb((s * mu).mid()), arb((mu / 2 + ((1 - rate) / rate).log() / mu).mid())]
    )
    return integrate(f, None, None, cuts=cuts, below=below, above=above, tolerance=arb(2) ** -current_bits() * scale)


def _exchanged(pair: Exchanged, order: sp.Expr, logs: int) -> arb:
    sigma, rate = ball(pair.sigma), ball(pair.rate)
    if pair.rate == 1:
        return moment(Gaussian(2 / pair.sigma), order, logs)
    if order < sp.Rational(1, 2):  # the pair is its own reverse
        return (-1) ** logs * _exchanged(pair, 1 - order, logs)
    s, mu = to_arb(evaluate_ball(order)), 1 / sigma

    def f(x: acb, analytic: bool) -> acb:
        p = 1 - rate + rate * (mu * x - mu * mu / 2).exp()
        q = 1 - rate + rate * (-mu * x - mu * mu / 2).exp()
        if analytic and not (p.real > 0 and q.real > 0):
            return NOT_ANALYTIC
        log = p.log() - q.log()
        return _density(x) * (q.log() + s * log).exp() * (log if logs else 1)

    # (1-q)^(1-s) max(1, e^(mu x))^s or, for s <= 1, p + q bounds p^s q^(1-s) where the other mixture is at most 1.
    factor = ((1 - s) * (1 - rate).log()).exp().max(arb(1))
    top = ((s * mu) ** 2 / 2).exp()

    def tail(t: arb) -> arb:
        """Of either side: |ln L| <= mu |x| - ln(1-q)."""
        if not t > 0:
            return arb.pos_inf()
        start = t - s * mu
        plain = factor * top * upper_tail(start)
        low = (1 - rate).log()
        growth = factor * top * mu * (_density(start) + s * mu * upper_tail(start)) - low * plain
        return 2 * (
            (growth if logs else plain) + (mu * _density(t) - low * upper_tail(t) if logs else upper_tail(t)) * factor
        )

    return integrate(
        f,
        None,
        None,
        cuts=[arb(0), arb((s * mu).mid())],
        below=lambda t: tail(-t),
        above=tail,
        tolerance=arb(2) ** -current_bits(),
    )


def divergence(pair: Pair, order: sp.Expr) -> arb:
    """The Rényi divergence of P from Q, order in [0, infinity]."""
    if isinstance(pair, Integers | Runs | Densities):
        return _of_laws(pair, order)
    if isinstance(pair, DiscreteGaussian) and pair.bound is None:
        return _discrete_gaussian(pair, order)
    if pair.lost != 0:  # what lies outside a window is not known
        raise ValueError(f"no Rényi divergence is known for the loss {pair}")
    if order >= 1 and pair.infinite != 0:
        return arb.pos_inf()
    if order == sp.oo:
        return _largest(pair).log()
    if order == 1:
        return moment(pair, sp.S.One, 1)
    if order == 0:
        return _unlikely(1 - ball(pair.zero))
    if order < 1:
        return _unlikely(moment(pair, order)) / (1 - to_arb(evaluate_ball(order)))
    return moment(pair, order).log() / (to_arb(evaluate_ball(order)) - 1)


def _unlikely(mass: arb) -> arb:
    """-ln of a mass; infinity where P and Q have nothing in common."""
    return arb.pos_inf() if mass == 0 else -mass.log()


def _of_laws(pair: Integers | Runs | Densities, order: sp.Expr) -> arb:
    """Of two laws: of the laws themselves, not of the masses in a window."""
    if order == 0:
        return _unlikely(1 - ball(pair.zero))
    if order == sp.oo:
        return largest_ends(pair)[1]
    value = kl(pair.p, pair.q) if order == 1 else renyi(pair.p, pair.q, order)
    return arb.pos_inf() if value == sp.oo else to_arb(evaluate_ball(value))


def largest_ends(pair: Pair) -> tuple[arb, arb]:
    """(what ln L certainly comes as near to as one likes, what it is at most)."""
    if isinstance(pair, Densities):
        return pair.ends_of_supremum()
    if isinstance(pair, Integers | Runs):
        if not have_runs(pair.p, pair.q):
            raise ValueError(f"no largest loss is known for {pair.p} against {pair.q}")
        return ends_of_supremum(pair.p, pair.q)
    value = divergence(pair, sp.oo)
    return value, value


def _discrete_gaussian(pair: DiscreteGaussian, order: sp.Expr) -> arb:
    if order == 0:
        return arb(0)
    if order == sp.oo:
        return arb.pos_inf()
    s = to_arb(evaluate_ball(order))
    if (order * pair.sensitivity).is_Integer or order == 1:  # the weights are those of the noise itself
        return s * pair.sensitivity**2 / (2 * ball(pair.sigma) ** 2)
    return pair.power_sum(s).log() / (s - 1)


def _largest(pair: Pair, up: bool = True) -> arb:
    """The supremum of L, or the infimum."""
    if isinstance(pair, Reversed):
        return 1 / _largest(pair.pair, not up)
    if isinstance(pair, Sampled):
        rate = ball(pair.rate)
        low = arb(0) if not up and pair.pair.zero != 0 else _largest(pair.pair, up)
        return 1 - rate + rate * low
    if isinstance(pair, Mixed):
        found = [_largest(part, up) for part, _ in pair.parts]
        largest = found[0]
        for value in found[1:]:
            largest = largest.max(value) if up else largest.min(value)
        return largest
    if isinstance(pair, BoundedRange):
        return ball(pair.epsilon if up else -pair.epsilon).exp()
    if pair.tails() is not None and not isinstance(pair, Laplace):
        if isinstance(pair, Gaussian | Exchanged):
            return arb.pos_inf() if up else arb(0)
        raise ValueError(f"no largest loss is known for {pair}")
    atoms = [p / q for p, q in pair.atoms()]
    out = atoms[0]
    for ratio in atoms[1:]:
        out = out.max(ratio) if up else out.min(ratio)
    return out
