"""Claims on the binomial deviation for all n."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from .. import binomial
from ..domain import Domain, Relation, Scalar
from ..point import sign_of
from ..subdivide import subdivide
from ..verdict import Verdict, weakest
from .one_variable import between_kinks, holds_at


def every_n(relation: Relation, domain: Domain) -> Verdict | None:
    """Claims on the binomial deviation for all n: exact between kinks for small n, a compact cube for the others."""
    if not binomial.mentions(relation) or domain.constraints:
        return None
    n = next((s for s in domain.scalars if s.integer), None)
    p = next((s for s in domain.scalars if not s.integer), None)
    if n is None or p is None or len(domain.scalars) != 2 or n.values:
        return None
    finite = n.upper.is_finite
    if not (n.lower.is_number and n.upper.is_number and n.lower >= 1):
        return None
    last = int(n.upper) if finite else max(binomial.LAST_SMALL, int(n.lower) - 1)
    if last - int(n.lower) > 60 or (relation.strict and not finite and not _is_inside(p)):
        return None
    verdicts: list[Verdict] = []
    for k in range(int(n.lower), last + 1):
        here = _for_one_n(relation.subs({n.symbol: sp.Integer(k)}), n, p, k)
        if here is None:
            return None
        verdicts += here
    if finite:
        how = f"real-root isolation between the kinks p = m/n, {len(verdicts)} intervals"
        return replace(weakest(verdicts), how=how)
    boxes = _boxes_beyond(relation, n, p, last)
    if boxes is None:
        return None
    return Verdict(
        "certified",
        f"n <= {last} exactly, {len(verdicts)} intervals between the kinks p = m/n; n > {last} by {boxes} boxes of "
        "1/M, 1/(n-M), M - np with M = floor(np) + 1 and Robbins' remainders",
        cases=boxes + len(verdicts),
    )


def _for_one_n(relation: Relation, n: Scalar, p: Scalar, k: int) -> list[Verdict] | None:
    """A verdict for each interval between kinks in p, where n = k; None when one is left open."""
    low, high = p.lower.subs(n.symbol, k), p.upper.subs(n.symbol, k)
    if low > high or (low == high and (p.open_lower or p.open_upper)):
        return []
    if low == high:
        return [Verdict("proved", "one point")] if holds_at(relation, p.symbol, low) else None
    hows = between_kinks(relation, Scalar(p.symbol, False, low, high), k)
    return None if hows is None else [Verdict("certified" if "ball" in how else "proved", how) for how in hows]


def _boxes_beyond(relation: Relation, n: Scalar, p: Scalar, last: int) -> int | None:
    """How many boxes show the relation for all n > last; None when they do not."""
    boxes = 0
    parts = binomial.large(relation, n, p, last)
    for slack, box, constraints in parts or []:
        if slack.is_number:
            if not (sign_of(slack, {}) == 1 or (slack == 0 and not relation.strict)):
                return None
            continue
        done = subdivide(slack, box, relation.strict, constraints)
        if not done.complete:
            return None
        boxes += done.boxes
    return boxes if parts else None


def _is_inside(p: Scalar) -> bool:
    """Whether 0 < p < 1 throughout, where the two sides of a claim can be divided."""
    gap = 1 - p.upper
    return bool(
        (p.lower.is_positive or (p.lower == 0 and p.open_lower)) and (gap.is_positive or (gap == 0 and p.open_upper))
    )
