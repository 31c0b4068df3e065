"""Claims on a largest or smallest of several numbers: one claim for each of them."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from ..domain import Domain, Relation
from ..verdict import Verdict, weakest
from . import Prover


def each_part(relation: Relation, domain: Domain, hypotheses: Sequence[Relation], prove: Prover) -> Verdict | None:
    """max(a, b) <= c is a <= c and b <= c; a <= min(b, c) likewise."""
    up = relation.ascending()
    if isinstance(up.left, sp.Max):
        parts = [Relation(part, up.operator, up.right) for part in up.left.args]
    elif isinstance(up.right, sp.Min):
        parts = [Relation(up.left, up.operator, part) for part in up.right.args]
    else:
        return None
    verdicts = [prove(part, domain, hypotheses) for part in parts]
    return None if None in verdicts else weakest(v for v in verdicts if v is not None)
