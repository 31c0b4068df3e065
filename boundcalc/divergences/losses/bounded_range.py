"""Bounded range: the exponential mechanism."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from flint import arb

from .pair import Pair, Tails, ball


@dataclass(frozen=True)
class BoundedRange(Pair):
    r"""A mechanism whose losses on any two neighbours lie in an interval of length `epsilon`, wherever it lies.

    With the interval [t - epsilon, t] the worst pair has two outcomes, and the largest E_c over all t is
    ``(1 - sqrt(c) e^(-epsilon/2))^2/(1 - e^-epsilon)`` for e^-epsilon <= c <= e^epsilon (Dong, Durfee, Rogers 2020):
    that of ``Q(L > c) = (e^(-epsilon/2)/sqrt(c) - e^-epsilon)/(1 - e^-epsilon)``. Its own reverse.
    """

    epsilon: sp.Expr

    def tails(self) -> Tails:
        half = (-ball(self.epsilon) / 2).exp()
        scale = 1 / (1 - half * half)

        def above(c: arb) -> tuple[arb, arb]:
            root = c.sqrt().max(half).min(1 / half)
            return scale * (1 - root * half), scale * (half / root - half * half)

        return above

    def reversed(self) -> Pair:
        return self
