"""Pairs of laws brought into one family, so that each closed form is written once."""

from __future__ import annotations

from ..laws import (
    Bernoulli,
    Binomial,
    ChiSquare,
    Exponential,
    Gamma,
    Geometric,
    Law,
    LogNormal,
    NegativeBinomial,
    Normal,
    Weibull,
)


def one_family(p: Law, q: Law) -> tuple[Law, Law]:
    """(p', q') with the same divergences as (p, q), of every kind: a special case of a family becomes a member of it,
    and both go through the same one-to-one map where that makes them simpler."""
    if isinstance(p, ChiSquare):
        p = p.as_gamma
    if isinstance(q, ChiSquare):
        q = q.as_gamma
    if isinstance(p, Exponential) and isinstance(q, Gamma):
        p = Gamma(1, p.rate)
    if isinstance(q, Exponential) and isinstance(p, Gamma):
        q = Gamma(1, q.rate)
    if isinstance(p, Bernoulli):
        p = Binomial(1, p.p)
    if isinstance(q, Bernoulli):
        q = Binomial(1, q.p)
    if isinstance(p, Geometric) and isinstance(q, Geometric) and 1 not in (p.q, q.q):
        p, q = NegativeBinomial(1, p.q), NegativeBinomial(1, q.q)  # the same atoms, shifted by one
    if isinstance(p, LogNormal) and isinstance(q, LogNormal):
        p, q = Normal(p.mu, p.sigma), Normal(q.mu, q.sigma)
    if isinstance(p, Weibull) and isinstance(q, Weibull) and p.shape == q.shape:
        p, q = Exponential(p.scale**-p.shape), Exponential(q.scale**-q.shape)  # x -> x^shape
    return p, q


__all__ = ["one_family"]
