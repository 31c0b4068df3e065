"""Differential privacy, known by a budget, a profile or a trade-off function."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.exact import to_expr
from ..property import one_of
from .guarantee import Privacy

_EPSILON = Parameter("epsilon", r"\varepsilon", sp.Interval(0, sp.oo), ("1/10", "1", "8"))
_DELTA = Parameter("delta", r"\delta", sp.Interval(0, 1), ("0", "1/100000", "1/10"))
_SHARE = Parameter("tradeoff", "f", sp.Interval(0, 1))


@dataclass(frozen=True, repr=False)
class PrivateLearner(Privacy):
    r"""A differentially private learner, known by exactly one of

    - `epsilon` >= 0 (and 0 <= `delta` <= 1): P(A(S) in B) <= e^epsilon P(A(S') in B) + delta for all neighbours S, S';
    - `profile`: several budgets that hold together, a list of pairs (epsilon, delta); or delta as a function of
    epsilon, a `sympy.Lambda`;
    - `tradeoff`: a trade-off function f (f-DP: an attack with false-positive rate a has at least the false-negative
      rate f(a)), as the list of corners (a, f(a)) of a piecewise linear f from a = 0 to a = 1, or a `sympy.Lambda`.
      f must be convex and non-increasing with f(a) <= 1 - a.

    `neighbours`: "replace-one" or "add-remove" (see `Privacy`). Raises ValueError for anything else.

    >>> str(PrivateLearner(epsilon=1, delta=1e-5))
    'PrivateLearner(epsilon=1, delta=1/100000)'
    >>> PrivateLearner(epsilon=-1)
    Traceback (most recent call last):
    ...
    ValueError: epsilon must be in [0, oo), got -1
    """

    epsilon: Any = None
    delta: Any = None
    profile: Any = None
    tradeoff: Any = None

    parameters = (_EPSILON, _DELTA)

    def __post_init__(self) -> None:
        for name in ("profile", "tradeoff"):
            object.__setattr__(self, name, _listed(getattr(self, name), name))
        known_by = one_of(self, "epsilon", "profile", "tradeoff")
        if known_by == "epsilon" and self.delta is None:
            object.__setattr__(self, "delta", sp.S.Zero)
        if known_by != "epsilon" and self.delta is not None:
            raise ValueError(f"delta belongs to epsilon; a {known_by} already says it")
        super().__post_init__()
        if isinstance(self.profile, tuple):
            pairs = tuple((_EPSILON.check(e), _DELTA.check(d)) for e, d in self.profile)
            object.__setattr__(self, "profile", pairs)
        if isinstance(self.tradeoff, tuple):
            corners = tuple((_SHARE.check(a), _SHARE.check(b)) for a, b in self.tradeoff)
            _check_corners(corners)
            object.__setattr__(self, "tradeoff", corners)

    @property
    def pairs(self) -> tuple[tuple[sp.Expr, sp.Expr], ...] | None:
        """The budgets (epsilon, delta) for replace-one neighbours; None when they are not what is known."""
        found = ((self.epsilon, self.delta),) if self.epsilon is not None else self.profile
        if not isinstance(found, tuple):
            return None
        if self.factor == 1:
            return found
        return tuple((2 * e, sp.Min(1, (1 + sp.exp(e)) * d)) for e, d in found)

    @property
    def claim(self) -> str:
        if self.epsilon is not None:
            what = f"is ({self.epsilon}, {self.delta})-differentially private"
        elif self.profile is not None:
            what = "has a known privacy profile"
        else:
            what = "has a known trade-off function"
        return f"the learner {what} for {self.neighbours} neighbours"


def _listed(value: Any, name: str) -> Any:
    """A Lambda of one variable as it is; a list of pairs as a tuple of pairs of exact numbers."""
    if value is None or (isinstance(value, sp.Lambda) and len(value.variables) == 1):
        return value
    if not isinstance(value, list | tuple) or not value or len(value) > 64:
        raise ValueError(f"{name} must be a list of 1 to 64 pairs or a sympy.Lambda of one variable")
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):
        raise ValueError(f"{name} must be a list of pairs, got {value!r}")
    return tuple((to_expr(x, name), to_expr(y, name)) for x, y in value)


def _check_corners(corners: tuple[tuple[sp.Expr, sp.Expr], ...]) -> None:
    if not all(x.is_Rational and y.is_Rational for x, y in corners):
        raise ValueError("tradeoff must have rational corners; give other functions as a sympy.Lambda")
    places = [x for x, _ in corners]
    if places != sorted(set(places)) or places[0] != 0 or places[-1] != 1:
        raise ValueError("tradeoff must have corners (a, f(a)) with a rising from 0 to 1")
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(corners)]
    if slopes != sorted(slopes) or slopes[-1] > 0:
        raise ValueError("tradeoff must be convex and non-increasing")
    for x, y in corners:
        if y > 1 - x:
            raise ValueError(f"tradeoff must be at most 1 - a, got f({x}) = {y}")
