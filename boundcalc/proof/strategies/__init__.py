"""Ways to prove a relation on a domain, one a file: each returns a verdict, or None where it has nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..domain import Domain, Relation
from ..verdict import Verdict


class Prover(Protocol):
    """What a strategy calls for the smaller claims that it leaves: all strategies together."""

    def __call__(self, relation: Relation, domain: Domain, hypotheses: Sequence[Relation] = ()) -> Verdict | None:
        """The verdict, or None."""
