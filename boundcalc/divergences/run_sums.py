"""Sums over the common atoms of two laws on the integers with comparable ratios, both tails enclosed.

f = log p/q is concave or convex (see `runs`): outside a window it is largest at an end, or it falls from there on. So
sum p e^{(a-1) f} <= P sup e^{(a-1) f} for a > 1, sum p^a q^(1-a) <= P^a Q^(1-a) for a < 1 (Hoelder), and -Q <= sum p f
<= P (sup f)_+.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flint import arb

from ..laws import DiscreteUniform, Law
from ..numeric.ball import Number, add, power, to_arb
from ..numeric.contradiction import positive_part
from ..numeric.precision import current_bits, working_precision
from .runs import Run, common_support, mass_of_run, masses, sup_log_ratio

_MOST = 1 << 20
_PROBES = 256
_ALL = 4096

Term = Callable[[Number, Number], Number]
Rest = Callable[[Number, Number, arb | None], arb | None]
"""(P and Q of the atoms outside a window on one side, sup log p/q on them or None) -> ball of their sum, or None."""


def power_sum(p: Law, q: Law, alpha: Number) -> Number | None:
    """sum p^alpha q^(1-alpha), +oo where p has atoms that q lacks (alpha > 1); None where a tail is not understood."""
    if alpha > 1 and _has_more(p, q):
        return arb.pos_inf()

    def rest(p_mass: Number, q_mass: Number, most: arb | None) -> arb | None:
        if alpha < 1:
            return arb(0).union((power(p_mass, alpha) * power(q_mass, 1 - alpha)).upper())
        return None if most is None else arb(0).union((p_mass * ((to_arb(alpha) - 1) * most).exp()).upper())

    def log_term(k: int) -> arb:
        return alpha * p.log_mass(k) + (1 - alpha) * q.log_mass(k)

    return _total(p, q, lambda x, y: power(x, alpha) * power(y, 1 - alpha), log_term, rest)


def relative_entropy(p: Law, q: Law) -> Number | None:
    """sum p log(p/q), +oo where p has atoms that q lacks; None where a tail is not understood."""
    if _has_more(p, q):
        return arb.pos_inf()

    def rest(p_mass: Number, q_mass: Number, most: arb | None) -> arb | None:
        return None if most is None else (-to_arb(q_mass)).union((p_mass * positive_part(most)).upper())

    return _total(p, q, lambda x, y: x * to_arb(x / y).log(), p.log_mass, rest)


def _has_more(p: Law, q: Law) -> bool:
    """Whether p has atoms that q lacks."""
    low, high = p.index_range
    other_low, other_high = q.index_range
    return bool(low < other_low) or bool(high > other_high)


def _total(p: Law, q: Law, term: Term, log_term: Callable[[int], arb], rest: Rest) -> Number | None:
    """The sum over a window around the largest term, as wide as its tails need, and the tails."""
    low, high = common_support(p, q)
    if high is not None and low > high:
        return arb(0)
    if isinstance(p, DiscreteUniform) and isinstance(q, DiscreteUniform):
        assert high is not None
        return (high - low + 1) * term(p.upto(int(p.a)), q.upto(int(q.a)))
    middle = _near_the_largest(log_term, low, high)
    goal = arb(2) ** (-current_bits() - 4) * log_term(middle).exp()
    reach = 16 if high is None or high - low > _ALL else _ALL
    sides: list[arb | None] = [None]
    first = last = middle
    while reach <= _MOST:
        first, last = max(low, middle - reach), middle + reach if high is None else min(high, middle + reach)
        sides = [_side(p, q, low, first - 1, rest), _side(p, q, last + 1, high, rest)]
        if all(side is not None and side.rad() <= goal for side in sides):
            break
        reach *= 2
    if any(side is None for side in sides):
        return None
    inside: Number = arb(0)
    for x, y in zip(masses(p, first, last), masses(q, first, last), strict=True):
        inside = add(inside, term(x, y))
    return sum((side for side in sides if side is not None), inside)


def _side(p: Law, q: Law, first: int, last: int | None, rest: Rest) -> arb | None:
    if last is not None and first > last:
        return arb(0)
    run = Run(first, last, None)
    return rest(mass_of_run(p, run), mass_of_run(q, run), sup_log_ratio(p, q, first, last))


def _near_the_largest(log_term: Callable[[int], arb], low: int, high: int | None) -> int:
    """An index where the terms are about as large as they get: only says where to begin."""
    with working_precision(128):

        def height(k: int) -> float:
            value = log_term(k).mid()
            return float(value) if value.is_finite() else float("-inf")

        best = max(_spread(low, high), key=height)
        step = max(abs(best - low) // 2, 1)
        while step:
            near = [k for k in (best - step, best + step) if k >= low and (high is None or k <= high)]
            better = max(near, key=height, default=best)
            best, step = (better, step) if height(better) > height(best) else (best, step // 2)
        return best


def _spread(low: int, high: int | None) -> Iterator[int]:
    """Indices that are apart by powers of two from both ends."""
    yield low
    for i in range(_PROBES):
        if high is not None and low + (1 << i) > high:
            break
        yield low + (1 << i)
        if high is not None:
            yield high - (1 << i)
    if high is not None:
        yield high


__all__ = ["power_sum", "relative_entropy"]
