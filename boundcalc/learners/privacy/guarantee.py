"""What all differential-privacy guarantees share: the neighbouring relation."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeAlias

import sympy as sp

from ...divergences.losses import PrivacyLoss
from ...numeric.exact import shown
from ..property import Property

REPLACE_ONE = "replace-one"
ADD_REMOVE = "add-remove"
RELATIONS = (REPLACE_ONE, ADD_REMOVE)
Concentrated: TypeAlias = tuple[sp.Expr, sp.Expr, sp.Expr]
"""(rho, xi, delta) of approximate zero-concentrated privacy."""
_DIGITS = 12


@dataclass(frozen=True, repr=False)
class Privacy(Property):
    r"""A guarantee for all neighbouring data sets: D(A(S), A(S')) is small, whatever S and its neighbour S'.

    `neighbours`: which data sets are neighbours: "replace-one" (one record is exchanged) or "add-remove" (one record
    is added or removed; A is then defined on n - 1 records too). Membership inference needs replace-one: a member's
    release is compared with the release on data in which another record has its place. A guarantee for add-remove
    holds for replace-one when it is used twice, S -> S without z -> S without z plus z'. With
    P -> R -> Q and any gamma = g1 g2,

        E_gamma(P||Q) <= E_g1(P||R) + g1 E_g2(R||Q),

    since P - gamma Q = (P - g1 R) + g1 (R - g2 Q). For g1 = g2 = sqrt(gamma) that is (1 + sqrt(gamma)) times the
    divergence at sqrt(gamma); (eps, delta) becomes (2 eps, (1 + e^eps) delta). A sensitivity doubles, so mu doubles
    too."""

    neighbours: str = field(default=REPLACE_ONE, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.neighbours, str) or self.neighbours not in RELATIONS:
            raise ValueError(f"neighbours must be one of {', '.join(RELATIONS)}, got {shown(self.neighbours)}")

    @property
    def loss(self) -> PrivacyLoss | None:
        """A pair that dominates one step of the relation: an exchange, or a removal (its reverse is the addition).

        None where none is known, or while parameters are symbols.
        """
        return None

    @property
    def exchange(self) -> PrivacyLoss | None:
        """A pair that dominates every exchange of one record; None where none is known."""
        return self.loss if self.factor == 1 else None

    @property
    def concentrated(self) -> Concentrated | None:
        """(rho, xi, delta) for which it is delta-approximately (xi, rho)-zCDP, for its neighbours; None where none is
        known."""
        return None

    def renyi(self, order: sp.Expr) -> sp.Expr | None:
        """A bound on the Renyi divergence of this order > 1 for all its neighbours, in both orders; None where none is
        known."""
        if self.loss is None:
            return None
        try:
            found = self.loss.renyi(order, _DIGITS).maximum(self.loss.reversed().renyi(order, _DIGITS))
        except ValueError:
            return None
        if found.upper == math.inf:
            return None
        return sp.Rational(math.ceil(found.upper * 10**_DIGITS), 10**_DIGITS)

    @property
    def factor(self) -> sp.Integer:
        """How many steps of the relation exchange one record: 1 or 2."""
        return sp.Integer(RELATIONS.index(self.neighbours) + 1)
