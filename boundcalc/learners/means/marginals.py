"""The marginals of the data: how often each value occurs, coordinate by coordinate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...laws import IID, Law, Product
from ...laws.coordinates import coordinates
from ..learner import Learner


@dataclass(frozen=True)
class Marginals(Learner):
    """Releases, for every coordinate of the data and every value of it, how many of the n data have that value.

    The data have independent coordinates with finitely many values: `Product` and `IID` laws. For bits these are the
    sums of the coordinates: allele frequencies, presence of features, counts of a naive Bayes model.

    Raises ValueError for another law.

    >>> import boundcalc as bc
    >>> law = bc.IID(bc.Bernoulli("3/10"), 100)
    >>> bc.Game(law, bc.Marginals(), n=100).delta(digits=3).value.to_string(3)
    '0.384...'
    """

    released: ClassVar[str] = "the counts of every coordinate's values"

    def check(self, law: Law) -> None:
        if not isinstance(law, IID | Product):
            raise ValueError(f"law must be a Product or IID law, of independent coordinates, for marginals, got {law}")
        for part, _ in coordinates(law):
            if part.atom_count.is_finite is False:
                raise ValueError(f"the coordinates must have finitely many values for marginals, got {part}")
