"""A proof by the first strategy that succeeds, from the strongest."""

from __future__ import annotations

from collections.abc import Sequence

from .algebra import follows
from .domain import Domain, Relation
from .identity import is_identity
from .search import Found
from .strategies.boxes import on_box
from .strategies.cases import exhaust
from .strategies.every_n import every_n
from .strategies.one_variable import one_variable
from .strategies.parts import each_part
from .strategies.sums import structural
from .total import has_total
from .verdict import Verdict


def prove(
    relation: Relation, domain: Domain, hypotheses: Sequence[Relation] = (), found: Found | None = None
) -> Verdict | None:
    """The verdict of the first strategy that proves the relation, None when all leave it open.

    `found`: what a search for a counterexample has met, such as the smallest slack.
    """
    found = Found() if found is None else found
    if relation.operator == "~":
        return None
    if relation.operator in ("=", "<=", ">=") and is_identity(relation.left - relation.right, domain.hypotheses()):
        return Verdict("proved", "symbolic identity")
    if hypotheses or has_total(relation.left) or has_total(relation.right):
        return structural(relation, domain, hypotheses, prove) or each_part(relation, domain, hypotheses, prove)
    given = domain.hypotheses(relation)
    one = one_variable(relation, domain, found)
    if one:
        return Verdict("certified" if "ball" in one else "proved", one, margin=found.margin, tightest=found.tightest)
    if follows(relation, given):
        return Verdict("proved", "real algebra", margin=found.margin, tightest=found.tightest)
    if relation.operator == "=":
        return exhaust(relation, domain, prove)
    return every_n(relation, domain) or exhaust(relation, domain, prove) or on_box(relation, domain, found)
