"""How a density behaves at an end of its support: what certified tails of integrals are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, cmp_to_key
from typing import TypeAlias

import sympy as sp
from flint import arb

from ..numeric.ball import compile_ball, evaluate_ball, to_arb
from ..numeric.sign import compare, order, sign_of

SQUARE, LINEAR = "u^2", "u"
Key: TypeAlias = sp.Expr
"""A term of the expansion: the exponent k > 0 of e^{k u}, or the text SQUARE or LINEAR."""

U = sp.Dummy("u", positive=True)
"""u in the remainder of a form."""


@dataclass(frozen=True)
class TailForm:
    r"""``log p = sum_k c_k e^{k u} + c_2 u^2 + c_1 u + constant + r``, |r| <= remainder for every u >= start.

    u = log|x| at an infinite end of the support, and u = -log(distance) at a finite one: u -> oo at the end in both
    cases. The remainder is a number or an expression in `U` that does not rise from `start` on. Forms add and scale
    like the logarithms they stand for.
    """

    terms: Mapping[Key, sp.Expr] = field(default_factory=dict)
    constant: sp.Expr = sp.S.Zero
    remainder: sp.Expr = sp.S.Zero
    start: sp.Expr = sp.S.Zero

    def __add__(self, other: TailForm) -> TailForm:
        keys = dict.fromkeys([*self.terms, *other.terms])
        terms = {k: self.terms.get(k, sp.S.Zero) + other.terms.get(k, sp.S.Zero) for k in keys}
        return TailForm(
            terms,
            self.constant + other.constant,
            self.remainder + other.remainder,
            later(self.start, other.start),
        )

    def __mul__(self, factor: sp.Expr) -> TailForm:
        terms = {k: factor * c for k, c in self.terms.items()}
        return TailForm(terms, factor * self.constant, sp.Abs(factor) * self.remainder, self.start)

    def __sub__(self, other: TailForm) -> TailForm:
        return self + other * sp.S.NegativeOne

    @cached_property
    def ordered(self) -> list[tuple[Key, sp.Expr]]:
        """The terms that do not vanish, fastest first."""
        kept = [(k, c) for k, c in self.terms.items() if sign_of(c)]
        powers = [(k, c) for k, c in kept if not isinstance(k, str)]
        powers.sort(key=cmp_to_key(_by_falling_exponent))
        return powers + [(k, c) for name in (SQUARE, LINEAR) for k, c in kept if k == name]

    @property
    def direction(self) -> int:
        """1 when the form goes to oo, -1 when it goes to -oo, 0 when it stays bounded."""
        return sign_of(self.ordered[0][1]) if self.ordered else 0

    def smooth(self, u: sp.Expr) -> sp.Expr:
        """The form without its remainder."""
        total = self.constant
        for key, c in self.terms.items():
            total += c * (u**2 if key == SQUARE else u if key == LINEAR else sp.exp(key * u))
        return total

    def slack(self, u: arb) -> arb:
        """A bound on |r| on all of [u, oo)."""
        return to_arb(compile_ball(self.remainder, [U])(u))

    def bound(self, u: arb) -> arb:
        """An upper bound of the form at u, remainder included."""
        total = to_arb(evaluate_ball(self.constant)) + self.slack(u)
        for key, c in self.ordered:
            total += to_arb(evaluate_ball(c)) * basis(key, u)
        return total

    def slope_bound(self, u: arb) -> arb | None:
        """An upper bound, below 0, of the derivative of the smooth part on the whole of [u, oo), or None.

        The lower terms are at most half of the leading one at u, and their ratio to it falls from there on.
        """
        if self.direction >= 0 or not u >= 2:
            return None
        (key, c), *others = self.ordered
        lead = to_arb(evaluate_ball(c)) * derivative(key, u)
        rest = arb(0)
        for other, d in others:
            rest += abs(to_arb(evaluate_ball(d))) * derivative(other, u)
            # e^{ju}/e^{ku}, u/e^{ku} and 1/u all fall beyond max(2, 1/k).
            if not isinstance(key, str) and not u * to_arb(evaluate_ball(key)) >= 1:
                return None
        # The leading derivative does not shrink.
        return (lead + rest).upper() if rest <= abs(lead) / 2 else None

    def size_bound(self, u: arb) -> tuple[arb, arb]:
        """(b, r): |form| <= b at u, and at most b e^{r (v-u)} at v >= u; u >= 2."""
        total = abs(to_arb(evaluate_ball(self.constant))) + self.slack(u)
        rate = arb(0)
        for key, c in self.ordered:
            total += abs(to_arb(evaluate_ball(c))) * basis(key, u)
            rate = rate.max(to_arb(evaluate_ball(key)) if not isinstance(key, str) else 2 / u)
        return total, rate

    def integral_bound(self, u: arb, jacobian: int, factor: TailForm | None = None) -> arb:
        """A bound on the integral beyond u of exp(form) [times |factor|], in x: dx = e^{jacobian u} du.

        Infinite when u is too near for the bound to hold; check `direction` of the whole exponent first.
        """
        whole = self + TailForm({LINEAR: sp.Integer(jacobian)})
        if not u >= to_arb(evaluate_ball(whole.start)):
            return arb.pos_inf()
        slope = whole.slope_bound(u)
        if slope is None:
            return arb.pos_inf()
        value = whole.bound(u).exp()
        if factor is not None:
            if not u >= to_arb(evaluate_ball(factor.start)):
                return arb.pos_inf()
            size, rate = factor.size_bound(u)
            value, slope = value * size, slope + rate
        return (value / -slope).upper() if slope < 0 else arb.pos_inf()


def _by_falling_exponent(a: tuple[Key, sp.Expr], b: tuple[Key, sp.Expr]) -> int:
    return order(b[0], a[0])


def later(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The larger of two starts."""
    sign = compare(a, b)
    return sp.Max(a, b, evaluate=False) if sign is None else a if sign >= 0 else b


def basis(key: Key, u: arb) -> arb:
    """The term e^{ku}, u^2 or u at u."""
    if key == SQUARE:
        return u * u
    return u if key == LINEAR else (u * to_arb(evaluate_ball(key))).exp()


def derivative(key: Key, u: arb) -> arb:
    """Its derivative."""
    if key == SQUARE:
        return 2 * u
    if key == LINEAR:
        return arb(1)
    k = to_arb(evaluate_ball(key))
    return k * (u * k).exp()
