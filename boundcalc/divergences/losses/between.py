"""The pair of two laws, whatever they are."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...laws import IID, ContinuousLaw, DiscreteLaw, Law, LogNormal, MultivariateNormal, Normal, Product
from ...laws import Laplace as LaplaceLaw
from ...laws.discrete_affine import DiscreteAffine
from ..both_sides import BothSides
from ..mahalanobis import mahalanobis
from ..node import check_pair
from .densities import Densities
from .mechanisms import Gaussian, Laplace, finite
from .pair import Pair
from .sequences import both_sides, sequences

_MOST_LISTED = 1 << 14


def between(p: Law, q: Law) -> list[tuple[Pair, int]]:
    """Pairs, and how often each, whose product is that of the two laws."""
    check_pair(p, q)
    if p.free_symbols or q.free_symbols:
        raise ValueError(f"p and q must be laws without symbols, got {p} and {q}")
    if p == q:
        return [(finite([(sp.S.One, sp.S.One)]), 1)]
    if isinstance(p, Product) and isinstance(q, Product) and len(p.laws) == len(q.laws):
        return [part for x, y in zip(p.laws, q.laws, strict=True) if x != y for part in between(x, y)]
    if isinstance(p, DiscreteAffine) and isinstance(q, DiscreteAffine) and p.args[1:] == q.args[1:]:
        return between(p.law, q.law)  # one-to-one
    if isinstance(p, IID) and isinstance(q, IID) and p.copies == q.copies:
        return [(pair, count * p.copies) for pair, count in between(p.law, q.law)]
    pair = _pair(p, q)
    if pair is None:
        raise ValueError(
            f"no privacy loss is known for {p} against {q}: laws with densities on the line, normal laws of one "
            f"covariance, and discrete laws on numbers or labels"
        )
    return [(pair, 1)]


def _pair(p: Law, q: Law) -> Pair | None:
    if isinstance(p, MultivariateNormal) and isinstance(q, MultivariateNormal):
        distance = mahalanobis(p, q)
        return Gaussian(distance) if distance != 0 else finite([(sp.S.One, sp.S.One)])
    if isinstance(p, LogNormal) and isinstance(q, LogNormal):  # log is one-to-one
        p, q = Normal(p.mu, p.sigma), Normal(q.mu, q.sigma)
    if isinstance(p, Normal) and isinstance(q, Normal) and p.sd == q.sd:
        return Gaussian(sp.Abs(p.mean - q.mean) / p.sd)
    if isinstance(p, LaplaceLaw) and isinstance(q, LaplaceLaw) and p.scale == q.scale:
        return Laplace(sp.Abs(p.location - q.location) / p.scale)
    if isinstance(p, ContinuousLaw) and isinstance(q, ContinuousLaw):
        return Densities(p, q)
    if not (isinstance(p, DiscreteLaw) and isinstance(q, DiscreteLaw)):
        return None
    if not all(law.atom_count.is_finite and law.atom_count <= _MOST_LISTED for law in (p, q)):
        sides = BothSides.of(p, q)
        return sequences(p, q) if sides is None else both_sides(sides)
    values = list(dict.fromkeys([*_values(p), *_values(q)]))
    return finite((_mass(p, z), _mass(q, z)) for z in values)


def _values(law: DiscreteLaw) -> list[Any]:
    return [z for z, _ in law.value_masses()] if law.is_lattice else list(law.labels)


def _mass(law: Any, value: Any) -> sp.Expr:
    try:
        return law.mass_of(value)
    except ValueError:
        return sp.S.Zero
