"""The exact leakage of releasing the marginals of data with independent coordinates (T-PRODUCT)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import TypeAlias

import sympy as sp
from flint import arb, fmpq

from ...functions.node import BINDER, CALL, Functional, at_least_one, mean_text, need_int, share
from ...laws import DiscreteLaw
from ...laws.coordinates import coordinates, flat
from ...numeric import Enclosure
from ...numeric.ball import Number, evaluate_ball, to_arb
from ...numeric.exact import to_fmpq, to_rational
from ...numeric.kinds import NumberLike, Printer, Record, VectorLike
from ...numeric.precision import current_bits
from .counted import Counted
from .privacy_loss import PrivacyLoss

_MAX_RATIOS, _MAX_PRODUCTS, _MAX_BITS = 1 << 12, 1 << 20, 1 << 12
_DIGITS = 4
"""Of a composed loss; a single one gives all that are asked for."""
MAX_N = 10**5

Ratios: TypeAlias = dict[fmpq, fmpq]
"""Likelihood ratio -> its mass under P0."""


def marginal_loss(law: DiscreteLaw, n: int, target: Record | None = None) -> PrivacyLoss:
    """(target one of the data, target fresh), as a composition over the coordinates of the law."""
    return PrivacyLoss(*_parts(law, n, target))


def _parts(law: DiscreteLaw, n: int, target: Record) -> tuple[tuple[Counted, int], ...]:
    if not 1 <= n <= MAX_N:
        raise ValueError(f"n must be an integer from 1 to {MAX_N} for marginals, got {n}")
    parts: Counter[Counted] = Counter()
    if target is None:
        for part, count in coordinates(law):
            masses = Counter(mass for mass in part.mass_exprs() if mass != 0)
            parts[Counted(tuple((mass, times * mass) for mass, times in masses.items()), n)] += count
    else:
        every = [part for part, count in coordinates(law) for _ in range(count)]
        for part, value in zip(every, flat(law, target), strict=True):
            parts[Counted(((part.mass_of(value), sp.S.One),), n)] += 1
    return tuple(parts.items())


@lru_cache(maxsize=32)
def ratios(law: DiscreteLaw, n: int, target: Record | None = None) -> Ratios | None:
    """The law of the likelihood ratio in rationals, where that is short; else None."""
    parts = _parts(law, n, target)
    exprs = [x for part, _ in parts for pair in part.values for x in pair]
    if not all(x.is_Rational for x in exprs):
        return None
    bits = sum(count * (n + 1) * max(int(p.q).bit_length() for p, _ in part.values) for part, count in parts)
    if bits > _MAX_BITS or (n + 1) * max(len(part.values) for part, _ in parts) > _MAX_RATIOS:
        return None
    out: Ratios = {fmpq(1): fmpq(1)}
    for part, count in parts:
        one = _summed(
            (s / (n * p), w * comb(n, s) * p**s * (1 - p) ** (n - s)) for p, w in _rational(part) for s in range(n + 1)
        )
        for _ in range(count):
            if len(out) * len(one) > _MAX_PRODUCTS:
                return None
            out = _summed((x * y, p * q) for x, p in out.items() for y, q in one.items())
            if len(out) > _MAX_RATIOS:
                return None
    return out


def _rational(part: Counted) -> list[tuple[fmpq, fmpq]]:
    return [(fmpq(int(p.p), int(p.q)), fmpq(int(w.p), int(w.q))) for p, w in part.values]


def _summed(pairs: Iterable[tuple[fmpq, fmpq]]) -> Ratios:
    out: dict[tuple[int, int], fmpq] = {}
    for x, mass in pairs:
        if mass != 0:
            key = int(x.p), int(x.q)
            out[key] = out.get(key, fmpq(0)) + mass
    return {fmpq(p, q): mass for (p, q), mass in out.items()}


class MarginalsDelta(Functional):
    r"""``D_gamma(P1, P0)`` when the marginals of n data with independent coordinates are released: T-PRODUCT.

    The likelihood ratio is the product over the coordinates of S_j/(n p_j), p_j the mass of the target's value there
    and S_j how many data have it. In rationals where that is short; one coordinate in balls; otherwise by composing the
    coordinates' losses, to about four digits. With `target` the leakage of that record. n from 1 to 10^5, gamma > 0.

    >>> import boundcalc as bc
    >>> bc.evaluate(MarginalsDelta(bc.IID(bc.Bernoulli("1/2"), 2), 2)).exact
    Fraction(7, 16)
    """

    known_range = (0, 1)

    def __new__(
        cls, law: DiscreteLaw, n: NumberLike, gamma: NumberLike = 1, target: VectorLike | None = None
    ) -> sp.Expr:
        args = [law, sp.sympify(n, strict=True), sp.sympify(gamma, strict=True)]
        return sp.Expr.__new__(cls, *args, *([] if target is None else [sp.Tuple(*target)]))

    @property
    def target(self) -> sp.Tuple | None:
        """The one record whose leakage is meant, or None for the average."""
        return self.args[3] if len(self.args) > 3 else None

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """An average over records, or the divergence at one."""
        return BINDER if self.target is None else CALL

    def _text(self, printer: Printer) -> str:
        law, n, gamma = self.args[:3]
        return mean_text(printer, printer._print(law), n, gamma, self.target, self.free_symbols)

    def _value(self) -> Number:
        law, n, order = self.args[0], need_int(evaluate_ball(self.args[1])), self.args[2]
        gamma = evaluate_ball(order)
        above = at_least_one(gamma)
        exact = ratios(law, n, self.target)
        if exact is not None:
            total: Number = fmpq(0)
            for ratio, mass in exact.items():
                gap = ratio - gamma if above else 1 - ratio / gamma
                positive = gap if isinstance(gap, fmpq) else gap.nonnegative_part()
                total = total + mass * (positive if not isinstance(gap, fmpq) or gap > 0 else fmpq(0))
            return share(total, "the leakage of marginals", n, order)
        loss = marginal_loss(law, n, self.target)
        single = len(loss.parts) == 1 and loss.parts[0][1] == 1
        digits = max(1, current_bits() // 4) if single else _DIGITS
        found = loss.divergence(order, digits) if above else loss.reversed().divergence(1 / order, digits)
        return _ball_of(found)


def _ball_of(x: Enclosure) -> arb:
    low, high = (arb(to_fmpq(to_rational(end))) for end in (x.lower, x.upper))
    return to_arb(low).union(high)


def listed(law: DiscreteLaw, n: int) -> tuple[tuple[Fraction, Fraction, Fraction], ...] | None:
    """(ratio, mass under P1, mass under P0), the largest ratio first, where the law of the ratio is short."""
    exact = ratios(law, n)
    if exact is None:
        return None
    rows = [(_fraction(x), _fraction(x * q), _fraction(q)) for x, q in exact.items()]
    return tuple(sorted(rows, reverse=True))


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))
