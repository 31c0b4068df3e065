"""Regression trees with public splits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...laws import Bernoulli, Categorical, DiscreteLaw, Law
from ...numeric.exact import shown
from ..learner import Learner
from ..property import Property, need_no_law


@dataclass(frozen=True, repr=False)
class RegressionTree(Property):
    """A regression tree whose splits do not depend on the data releases the mean and the number of the labels in each
    leaf, a partition of the features.

    `leaves`: the law of the leaf that a record falls into. Labels are normal, of known variance, and of one
    mean all over a leaf. The game has no law of its own.

    Splits that were chosen with the data leak more; so does a mean that varies within a leaf (.2991 in place of .2241
    for three labels of means 3 and -3). Bagging and subsampling: `fraction=` of the game.

    Raises ValueError for leaves that are no law of finitely many, or a game with a law.

    >>> import boundcalc as bc
    >>> leaves = bc.Categorical(["1/2", "3/10", "1/5"])
    >>> bc.Game(None, RegressionTree(leaves), n=12).delta(digits=5).value.to_string(5)
    '0.26954...'
    """

    leaves: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        law = self.leaves
        if not isinstance(law, DiscreteLaw) or not law.independent or law.atom_count.is_finite is not True:
            raise ValueError(f"leaves must be a law of finitely many leaves, got {shown(law)}")

    @property
    def claim(self) -> str:
        return (
            "theta is the mean and the number of the labels in each leaf of a tree with public splits, leaves of law "
            f"{self.leaves}"
        )

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(Categorical(["1/2", "3/10", "1/5"])), cls(Bernoulli("1/3"))]

    def check(self, law: Law) -> None:
        need_no_law(self, law)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set(self.leaves.free_symbols)
