"""Whether a ratio tends to one."""

from __future__ import annotations

from random import Random

import sympy as sp
from flint import fmpq

from ..numeric.ball import to_arb
from ..numeric.precision import working_precision
from .candidates import points
from .domain import Domain, Relation
from .point import value
from .search import describe
from .verdict import Verdict


def tends_to_one(relation: Relation, domain: Domain) -> Verdict:
    """Sampled when the ratio comes closer and closer to one as the only unbounded integer grows, else undecided."""
    growing = [s for s in domain.scalars if s.integer and s.upper == sp.oo and not s.values]
    if len(growing) != 1 or domain.arrays:
        return Verdict("undecided", problem="a ~ b needs one integer without an upper bound, and numbers otherwise")
    (n,) = growing
    rest = Domain(tuple(s for s in domain.scalars if s != n), (), ())
    worst, cases = 0.0, 0
    for point in points(rest, Random(0), 12):
        gaps = []
        for size in (10**2, 10**4, 10**6):
            here = {**point, n.symbol: fmpq(max(size, int(n.lower) if n.lower.is_number else 1))}
            try:
                with working_precision(256):
                    left, right = to_arb(value(relation.left, here)), to_arb(value(relation.right, here))
                    gaps.append(float(abs(left / right - 1).mid()))
            except (ArithmeticError, ValueError) as error:
                return Verdict("undecided", problem=f"the ratio could not be evaluated: {error}")
        if not gaps[0] >= gaps[1] >= gaps[2] or not gaps[2] <= 0.05:
            return Verdict(
                "undecided", problem=f"the ratio differs from 1 by {gaps[2]:.3g} at {describe(here, domain)}"
            )
        worst, cases = max(worst, gaps[2]), cases + 3
    return Verdict("sampled", f"the ratio approaches 1, within {worst:.3g} at {n.symbol} = 10^6", cases=cases)
