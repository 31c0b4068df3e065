"""The part of the affinity of a pair of laws that lies above a ratio."""

from __future__ import annotations

from flint import acb, arb

from ...functions.normal_cdf import upper_tail
from ...numeric.complex_ball import NOT_ANALYTIC
from ...numeric.integrate import integrate
from ...numeric.precision import current_bits
from .mechanisms import Exchanged, Gaussian, Laplace
from .pair import Pair, Sampled, ball
from .profile_search import Unknown


def affinity(pair: Pair, c: arb) -> arb:
    """int_{c < L < infinity} sqrt(dP dQ) of the part without atoms, at the working precision.

    Raises `Unknown` for a pair that is known by its tails alone.
    """
    if isinstance(pair, Gaussian):
        mu = ball(pair.mu)
        return (-mu * mu / 8).exp() * upper_tail(c.log() / mu)
    if isinstance(pair, Laplace):  # between the two centres, y from P's: sqrt(dP dQ) = e^(-epsilon/2) dy/2
        epsilon = ball(pair.epsilon)
        return (-epsilon / 2).exp() / 2 * ((epsilon - c.log()) / 2).max(arb(0)).min(epsilon)
    if isinstance(pair, Exchanged):
        mu, q = 1 / ball(pair.sigma), ball(pair.rate)
        return _of_mixtures(pair.threshold(c) * mu, mu, q, True)
    if isinstance(pair, Sampled) and isinstance(pair.pair, Gaussian):
        mu, q = ball(pair.pair.mu), ball(pair.rate)
        inner = (c - 1 + q) / q
        if not inner > 0:
            raise Unknown
        return _of_mixtures(inner.log() / mu + mu / 2, mu, q, False)
    raise Unknown


def _of_mixtures(start: arb, mu: arb, q: arb, both: bool) -> arb:
    """int_start^oo phi(x) sqrt(A(x) B(x)) dx, A(x) = 1 - q + q e^(mu x - mu^2/2), B(x) = A(-x) if `both`, else 1."""

    def f(x: acb, analytic: bool) -> acb:
        a = 1 - q + q * (mu * x - mu * mu / 2).exp()
        b = 1 - q + q * (-mu * x - mu * mu / 2).exp() if both else acb(1)
        if analytic and not (a.real > 0 and b.real > 0):
            return NOT_ANALYTIC
        return (-x * x / 2).exp() / (2 * arb.pi()).sqrt() * a.sqrt() * b.sqrt()

    def above(t: arb) -> arb:  # sqrt(pq) <= (p + q)/2, and the other centre is the nearer to 0
        return (upper_tail(t - mu) + upper_tail(t)) / 2

    first = arb(start.mid())
    slip = abs(start - first) / 2  # the integrand is at most 1/2: a density's geometric mean
    value = integrate(f, first, None, cuts=[arb((mu / 2).mid())], above=above, tolerance=arb(2) ** -current_bits())
    return value + (-slip).union(slip)
