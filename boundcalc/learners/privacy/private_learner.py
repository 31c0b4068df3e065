"""Differential privacy, known by a budget, a profile or a trade-off function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy as sp

from ...divergences.losses import PrivacyLoss
from ...laws.parameter import Parameter
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import Exact
from ...numeric.sign import certain_sign, compare, smallest
from ..property import one_of
from .guarantee import Concentrated, Privacy

_EPSILON = Parameter("epsilon", r"\varepsilon", sp.Interval(0, sp.oo), ("1/10", "1", "8"))
_DELTA = Parameter("delta", r"\delta", sp.Interval(0, 1), ("0", "1/100000", "1/10"))
_PLACES = (0, sp.Rational(1, 10), sp.S.Half, 1, 2, 4, 8, 16)
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

    delta must be in [0, 1] and must not rise with epsilon; a function is looked at in some places.

    `neighbours`: "replace-one" or "add-remove" (see `Privacy`). Raises ValueError for anything else.

    >>> str(PrivateLearner(epsilon=1, delta=1e-5))
    'PrivateLearner(epsilon=1, delta=1/100000)'
    >>> PrivateLearner(epsilon=-1)
    Traceback (most recent call last):
    ...
    ValueError: epsilon must be in [0, oo), got -1
    """

    epsilon: Exact | None = None
    delta: Exact | None = None
    profile: Sequence[tuple[Exact, Exact]] | sp.Lambda | None = None
    tradeoff: Sequence[tuple[Exact, Exact]] | sp.Lambda | None = None

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
        if isinstance(self.profile, sp.Lambda):
            _check_profile(self.profile)

    @property
    def budgets(self) -> tuple[tuple[sp.Expr, sp.Expr], ...] | None:
        """The budgets (epsilon, delta) for its own neighbours; None when they are not what is known."""
        found = ((self.epsilon, self.delta),) if self.epsilon is not None else self.profile
        return found if isinstance(found, tuple) else None

    @property
    def pairs(self) -> tuple[tuple[sp.Expr, sp.Expr], ...] | None:
        """The budgets (epsilon, delta) for replace-one neighbours; None when they are not what is known."""
        found = self.budgets
        if found is None or self.factor == 1:
            return found
        return tuple((2 * e, smallest(1, (1 + sp.exp(e)) * d)) for e, d in found)

    def profile_at(self, epsilon: sp.Expr) -> sp.Expr:
        """delta(epsilon) of a profile given as a function; ValueError where that is certainly negative."""
        assert isinstance(self.profile, sp.Lambda)
        delta = self.profile(epsilon)
        if not delta.free_symbols and certain_sign(delta) == -1:
            raise ValueError(f"profile must be in [0, 1], got {shown(delta)} at epsilon = {shown(epsilon)}")
        return delta

    @property
    def loss(self) -> PrivacyLoss | None:
        if self.free_symbols:
            return None
        if isinstance(self.profile, tuple):
            return PrivacyLoss.profile(self.profile) if all(delta < 1 for _, delta in self.profile) else None
        if self.epsilon is None or self.delta is None or not (self.epsilon > 0 and self.delta < 1):
            return None
        return PrivacyLoss.budget(self.epsilon, self.delta)

    @property
    def concentrated(self) -> Concentrated | None:
        # (epsilon, delta)-DP is delta-approximately epsilon^2/2-zCDP (Bun, Steinke 2016).
        if self.epsilon is None or self.delta is None or (self.delta < 1) != True:  # noqa: E712
            return None
        return self.epsilon**2 / 2, sp.S.Zero, self.delta

    @property
    def exchange(self) -> PrivacyLoss | None:
        if self.loss is None or self.factor == 1:
            return self.loss
        assert self.pairs is not None
        if isinstance(self.profile, tuple):
            return PrivacyLoss.profile(self.pairs) if all(delta < 1 for _, delta in self.pairs) else None
        ((epsilon, delta),) = self.pairs
        return PrivacyLoss.budget(epsilon, delta) if delta < 1 else None

    @property
    def claim(self) -> str:
        if self.epsilon is not None:
            what = f"is ({self.epsilon}, {self.delta})-differentially private"
        elif self.profile is not None:
            what = "has a known privacy profile"
        else:
            what = "has a known trade-off function"
        return f"the learner {what} for {self.neighbours} neighbours"


def _listed(value: object, name: str) -> tuple[tuple[sp.Expr, sp.Expr], ...] | sp.Lambda | None:
    """A Lambda of one variable as it is; a list of pairs as a tuple of pairs of exact numbers."""
    if value is None or (isinstance(value, sp.Lambda) and len(value.variables) == 1):
        if value is not None and not isinstance(value.expr, sp.Expr):
            raise ValueError(f"{name} must give a number everywhere, got {shown(value.expr)}")
        return value
    if not isinstance(value, list | tuple) or not value or len(value) > 64:
        raise ValueError(
            f"{name} must be a list of 1 to 64 pairs or a sympy.Lambda of one variable, got {shown(value)}"
        )
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):
        raise ValueError(f"{name} must be a list of pairs, got {shown(value)}")
    return tuple((to_expr(x, name), to_expr(y, name)) for x, y in value)


def _check_profile(profile: sp.Lambda) -> None:
    """ValueError where delta(epsilon) certainly leaves [0, 1] or rises between some chosen places."""
    if profile.free_symbols:
        return
    values = [(epsilon, profile(epsilon)) for epsilon in _PLACES]
    for epsilon, delta in values:
        if compare(delta, sp.S.Zero) == -1 or compare(delta, sp.S.One) == 1 or delta.is_extended_real is False:
            raise ValueError(f"profile must be in [0, 1], got {shown(delta)} at epsilon = {epsilon}")
    for (a, before), (b, after) in pairwise(values):
        if compare(before, after) == -1:
            raise ValueError(f"profile must not rise, but does between epsilon = {a} and {b}")


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
