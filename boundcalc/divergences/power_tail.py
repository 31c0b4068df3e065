"""Tails of power laws: sums over k > j of expressions in k^(-s) and log k, as Hurwitz zeta functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, cmp_to_key

import sympy as sp
from flint import arb, arb_series, ctx, fmpq

from ..laws import Geometric, Law, NegativeBinomial, Poisson, Zeta
from ..laws.discrete_mixture import DiscreteMixture
from ..laws.sequence import SequenceLaw
from ..numeric.ball import Number, evaluate_ball, to_arb
from ..numeric.precision import current_bits
from ..numeric.sign import order

_MAX_ORDER = 400
_MAX_TERMS = 4000


def _compared(a: tuple[sp.Expr, Number], b: tuple[sp.Expr, Number]) -> int:
    return order(a[0], b[0])


_RISING = cmp_to_key(_compared)
"""Pairs (exponent, weight) by their exponents, an order that is proved."""


@dataclass(frozen=True)
class Term:
    """``c k^(-e) (log k)^f``, f = 0 or 1."""

    c: arb
    e: Number
    f: int = 0


@dataclass(frozen=True)
class Series:
    """A sum of terms for k > j, up to an error of at most `error` in absolute value."""

    terms: tuple[Term, ...]
    error: arb

    def __sub__(self, other: Series) -> Series:
        return Series(
            (*self.terms, *(replace(term, c=-term.c) for term in other.terms)), (self.error + other.error).upper()
        )

    def __add__(self, other: Series) -> Series:
        return Series((*self.terms, *other.terms), (self.error + other.error).upper())


@dataclass(frozen=True)
class PowerTail:
    r"""A law beyond j: ``p(k) = sum_i c_i k^(-s_i) + r(k)``, ``0 <= r(k) <= light k^(-s_0)`` for k > j.

    The exponents increase, c_i > 0; r is what the components with lighter tails contribute.
    """

    j: int
    weights: tuple[tuple[sp.Expr, Number], ...]
    """(s_i, the weight of the zeta law in the mixture): c_i = w_i/zeta(s_i)."""
    light: arb

    @classmethod
    def of(cls, law: Law, j: int) -> PowerTail | None:
        """The form of a zeta law, or of a mixture with one; None for the others."""
        parts = _parts(law)
        heavy = sorted(((part.s, w) for w, part in parts if isinstance(part, Zeta)), key=_RISING)
        if not heavy:
            return None
        light, s = arb(0), to_arb(evaluate_ball(heavy[0][0]))
        for w, part in parts:
            if isinstance(part, Zeta) or not isinstance(part, SequenceLaw) or (part.index_range[1] <= j) == True:  # noqa: E712
                continue
            # r(k) k^s falls from j+1 on when the ratios of the lighter masses are below those of k^(-s).
            if j < part.mode() or not part.ratio_bound(j + 1) <= (arb(j + 1) / (j + 2)) ** s:
                light = arb.pos_inf()
            else:
                light += (to_arb(w) * to_arb(part.mass(j + 1)) * arb(j + 1) ** s).upper()
        return cls(j, tuple(heavy), light)

    @cached_property
    def powers(self) -> tuple[tuple[Number, arb], ...]:
        """(s_i, c_i)."""
        exponents = ((evaluate_ball(s), w) for s, w in self.weights)
        return tuple((s, to_arb(w) / to_arb(s).zeta()) for s, w in exponents)

    @property
    def lead(self) -> tuple[Number, arb]:
        """(s_0, c_0)."""
        return self.powers[0]

    @cached_property
    def _others(self) -> tuple[list[tuple[Number, arb]], arb, arb]:
        """([(s_i - s_0, c_i/c_0), ...], bound on their sum at k > j, the same for the lighter part)."""
        s, c = self.lead
        others = [(exponent - s, coefficient / c) for exponent, coefficient in self.powers[1:]]
        at = arb(self.j + 1)
        size = sum((b * at ** (-to_arb(d)) for d, b in others), arb(0)).upper()
        return others, size, (self.light / c).upper()

    @property
    def is_ready(self) -> bool:
        """Whether the expansion converges well and the lighter part is negligible at the working precision."""
        _, size, light = self._others
        return bool(size < fmpq(1, 4) and light <= arb(2) ** -current_bits())

    def _expanded(self, coefficient: Callable[[int], arb], least: int = 0) -> Series:
        """``sum_m coefficient(m) (sum_i b_i k^(-d_i))^m``; from `least` on coefficients grow at most twofold."""
        others, size, _ = self._others
        goal = arb(2) ** (-current_bits() - 8)
        power: dict[tuple[int, ...], arb] = {(0,) * len(others): arb(1)}
        terms, error, order = [Term(coefficient(0), fmpq(0))], arb(0), 0
        while others and power and order < _MAX_ORDER:
            order += 1
            new: dict[tuple[int, ...], arb] = {}
            for index, b in power.items():
                for i, (_, factor) in enumerate(others):
                    key = (*index[:i], index[i] + 1, *index[i + 1 :])
                    new[key] = new.get(key, arb(0)) + b * factor
            if (size**order < goal and order >= least) or len(terms) + len(new) > _MAX_TERMS:
                break
            power = new
            for index, b in power.items():
                exponent: Number = fmpq(0)
                for times, (d, _) in zip(index, others, strict=True):
                    exponent = exponent + times * d
                terms.append(Term(coefficient(order) * b, exponent))
        if others:
            # Beyond, |coefficient(m+1)/coefficient(m)| <= 2 and size < 1/4.
            error = (abs(coefficient(order)) * size**order * 2).upper() if order >= least else arb.pos_inf()
        return Series(tuple(terms), error)

    def log(self) -> Series:
        """log p(k)."""
        s, c = self.lead
        _, _, light = self._others
        body = self._expanded(lambda m: arb(0) if m == 0 else arb(-1) ** (m + 1) / m)
        return Series((Term(-to_arb(s), fmpq(0), 1), Term(c.log(), fmpq(0)), *body.terms), (body.error + light).upper())

    def power(self, a: Number) -> Series:
        """(p(k)/(c_0 k^(-s_0)))^a."""
        x = to_arb(a)
        _, size, light = self._others

        def coefficient(m: int) -> arb:
            out = arb(1)
            for i in range(m):
                out = out * (x - i) / (i + 1)
            return out

        # |(a - m)/(m + 1)| <= 2 for m >= |a|.
        body = self._expanded(coefficient, int(abs(x).upper().ceil().unique_fmpz() or 0))
        # (1 + sigma + r)^a = (1 + sigma)^a (1 + r/(1 + sigma))^a, the first at most (1 + size)^|a|.
        whole = (1 + size) ** abs(x)
        slack = whole * abs((1 + light) ** abs(x) - 1)
        return Series(body.terms, (body.error + slack).upper())

    def total(self, series: Series) -> arb:
        """The sum over k > j of p(k) times the series; a sum that diverges is +-oo, by the sign of its leading term."""
        s, _ = self.lead
        if any(_diverges(s, term.e) for term in series.terms):
            return _infinite(s, series)
        total = arb(0)
        for exponent, coefficient in self.powers:
            total += coefficient * sum((term.c * self.sum(exponent + term.e, term.f) for term in series.terms), arb(0))
            total += coefficient * self.sum(exponent, 0) * _around(series.error)
        spread = sum((abs(term.c) * self.sum(s + term.e, term.f) for term in series.terms), arb(0))
        return total + _around(self.light * (spread + series.error * self.sum(s, 0)))

    def sum(self, exponent: Number, f: int) -> arb:
        """The sum over k > j of k^(-exponent) (log k)^f."""
        x = to_arb(exponent)
        if not x > 1:
            return arb.nan()
        if f == 0:
            return x.zeta(arb(self.j + 1))
        cap = ctx.cap
        try:
            ctx.cap = 2
            return -arb_series([x, 1]).zeta(arb(self.j + 1))[1]
        finally:
            ctx.cap = cap


def heavy_power_sum(p: PowerTail, q: PowerTail, alpha: Number) -> arb:
    """The sum over k > j of p^alpha q^(1-alpha), +oo exactly when it diverges."""
    (s, c), (t, d) = p.lead, q.lead
    x = to_arb(alpha)
    exponent = alpha * s + (1 - alpha) * t
    if to_arb(exponent) <= 1:
        return arb.pos_inf()
    first, second = p.power(alpha), q.power(1 - alpha)
    total = arb(0)
    for a in first.terms:
        for b in second.terms:
            total += a.c * b.c * p.sum(exponent + a.e + b.e, 0)
    # Both factors stay within [1/2^|a|, 2^|a|] of 1.
    most = arb(2) ** (abs(x) + abs(1 - x))
    total += _around((first.error + second.error + first.error * second.error) * most * p.sum(exponent, 0))
    return c**x * d ** (1 - x) * total


def component_power_tail(p: Law, q: Law, alpha: Number, j: int) -> arb:
    """A bound on the sum over k > j of p^alpha q^(1-alpha), alpha > 1, component by component; +oo if none is found.

    (sum w p_i)^alpha <= sum w p_i^alpha, and q is at least any one of its components.
    """
    a, total = to_arb(alpha), arb(0)
    for w, first in _parts(p):
        if _ends(first, j):
            continue
        best = arb.pos_inf()
        for v, second in _parts(q):
            if not _ends(second, j):
                best = best.min(to_arb(v) ** (1 - a) * _pair_tail(first, second, a, j))
        total += to_arb(w) * best
    return total.upper()


def _pair_tail(p: Law, q: Law, a: arb, j: int) -> arb:
    if isinstance(p, Poisson) and isinstance(q, Poisson):
        rates = (to_arb(evaluate_ball(law.rate)) for law in (p, q))
        ratio = next(rates) ** a * next(rates) ** (1 - a) / (j + 2)
    else:
        ratio = p.ratio_bound(j + 1) ** a * _floor(q, j + 1) ** (1 - a) if _floor(q, j + 1) > 0 else arb.pos_inf()
    if not ratio < 1 or j < max(p.mode(), q.mode()):
        return arb.pos_inf()
    return to_arb(p.mass(j + 1)) ** a * to_arb(q.mass(j + 1)) ** (1 - a) / (1 - ratio)


def sign_beyond(p: PowerTail, q: PowerTail, gamma: Number) -> int | None:
    """The sign of p - gamma q at every k > j, where the slowest power certainly outweighs the rest."""
    sides = ((fmpq(1), p), (-gamma, q))
    merged: list[tuple[sp.Expr, Number]] = []
    for exponent, w in sorted(((s, side * w) for side, tail in sides for s, w in tail.weights), key=_RISING):
        if merged and order(merged[-1][0], exponent) == 0:
            w = merged.pop()[1] + w
        merged.append((exponent, w))
    balls = ((evaluate_ball(s), w) for s, w in merged if not w == 0)  # noqa: SIM201 - an open ball is not 0
    left = [(s, to_arb(w) / to_arb(s).zeta()) for s, w in balls]
    if not left:
        return 0 if p.light == 0 and q.light == 0 else None
    (s, c), *others = left
    if not all(to_arb(t - s) >= 0 for t, _ in others):
        return None  # the powers differ by less than the working precision shows
    rest = sum((abs(d) * arb(p.j + 1) ** -to_arb(t - s) for t, d in others), arb(0))
    for light, tail in ((p.light, p), (to_arb(gamma) * q.light, q)):
        if not light == 0 and not to_arb(tail.lead[0]) >= to_arb(s):  # noqa: SIM201
            return None
        rest += light
    if c > rest:
        return 1
    return -1 if -c > rest else None


def log_mass(law: Law, j: int) -> Series | None:
    """log q(k) for k > j, for the laws with lighter tails where a series is known."""
    if isinstance(law, DiscreteMixture):
        return _log_mixture(law, j)
    one = fmpq(1)
    if isinstance(law, Geometric):
        q = to_arb(evaluate_ball(law.q))
        return Series((Term((1 - q).log(), -one), Term(q.log() - (1 - q).log(), fmpq(0))), arb(0))
    if isinstance(law, NegativeBinomial) and law.r.is_Integer and law.r <= j // 4:
        r, q = int(law.r), to_arb(evaluate_ball(law.q))
        constant = r * q.log() - arb(r).lgamma()
        series = Series((Term((1 - q).log(), -one), Term(constant, fmpq(0))), arb(0))
        for i in range(1, r):
            series = series + _log_shifted(i, j)
        return series
    if isinstance(law, Poisson):
        rate = to_arb(evaluate_ball(law.rate))
        body = Series((Term(rate.log(), -one), Term(-rate, fmpq(0))), arb(0))
        return body - _log_factorial(j)
    return None


def _log_shifted(i: int, j: int) -> Series:
    """log(k + i) = log k + sum (-1)^(m+1) (i/k)^m/m, alternating."""
    terms, m = [Term(arb(1), fmpq(0), 1)], 1
    while (size := (arb(i) / (j + 1)) ** m / m) > arb(2) ** (-current_bits() - 8) and m < _MAX_ORDER:
        terms.append(Term(arb(-1) ** (m + 1) * arb(i) ** m / m, fmpq(m)))
        m += 1
    return Series(tuple(terms), size.upper())


def _log_factorial(j: int) -> Series:
    """log k! by Stirling's series; what is left out is smaller than the first term left out."""
    half = fmpq(1, 2)
    terms = [
        Term(arb(1), fmpq(-1), 1),
        Term(arb(-1), fmpq(-1)),
        Term(arb(half), fmpq(0), 1),
        Term((2 * arb.pi()).log() / 2, fmpq(0)),
    ]
    m, before = 1, arb.pos_inf()
    while True:
        c = arb(fmpq.bernoulli(2 * m)) / (2 * m * (2 * m - 1))
        size = abs(c) / arb(j + 1) ** (2 * m - 1)
        if size < arb(2) ** (-current_bits() - 8) or not size < before or m >= _MAX_ORDER:
            return Series(tuple(terms), size.upper())
        terms.append(Term(c, fmpq(2 * m - 1)))
        m, before = m + 1, size


def _log_mixture(law: DiscreteMixture, j: int) -> Series | None:
    """The slowest component carries the rest: log(w q_0) + log(1 + r), r shrinking beyond j."""
    parts = [(w, part) for w, part in _parts(law) if not _ends(part, j)]
    for i, (w, slow) in enumerate(parts):
        others = [pair for k, pair in enumerate(parts) if k != i]
        if any(
            not other.ratio_bound(j + 1) <= _floor(slow, j + 1) and not _is_slower(slow, other) for _, other in others
        ):
            continue
        series = log_mass(slow, j)
        if series is None:
            return None
        base = to_arb(w) * to_arb(slow.mass(j + 1))
        rest = sum((to_arb(v) * to_arb(other.mass(j + 1)) for v, other in others), arb(0)) / base
        return series + Series((Term(to_arb(w).log(), fmpq(0)),), rest.upper())
    return None


def _is_slower(slow: Law, other: Law) -> bool:
    return isinstance(slow, Poisson) and isinstance(other, Poisson) and bool(slow.rate >= other.rate)


def _floor(law: Law, k: int) -> arb:
    return to_arb(law.ratio_floor(k))


def _ends(law: Law, j: int) -> bool:
    return not isinstance(law, SequenceLaw) or bool((law.index_range[1] <= j) == True)  # noqa: E712


def _parts(law: Law) -> list[tuple[Number, Law]]:
    return law._balls if isinstance(law, DiscreteMixture) else [(fmpq(1), law)]


def _diverges(s: Number, e: Number) -> bool:
    return bool(to_arb(s + e) <= 1)


def _infinite(s: Number, series: Series) -> arb:
    """+-oo by the sign of the fastest growing terms that diverge; not a number where it is not certain."""
    top = series.terms[0]
    for term in series.terms:
        if _is_below(term.e, top.e) or (_is_same(term.e, top.e) and term.f > top.f):
            top = term
    equal = [term for term in series.terms if _is_same(term.e, top.e) and term.f == top.f]
    slower = [term for term in series.terms if _is_below(top.e, term.e) or (_is_same(term.e, top.e) and term.f < top.f)]
    if len(equal) + len(slower) < len(series.terms):
        return arb.nan()  # which power leads is open
    lead = sum((term.c for term in equal), arb(0))
    if lead > 0:
        return arb.pos_inf()
    return arb.neg_inf() if lead < 0 else arb.nan()


def _is_below(x: Number, y: Number) -> bool:
    return bool(to_arb(x - y) < 0)


def _is_same(x: Number, y: Number) -> bool:
    """Whether two exponents are certainly equal: rationals, or the very same ball."""
    return x is y or bool(x == y)


def _around(x: Number) -> arb:
    ball = to_arb(x).upper()
    return (-ball).union(ball)


__all__ = ["PowerTail", "Series", "component_power_tail", "heavy_power_sum", "log_mass", "sign_beyond"]
