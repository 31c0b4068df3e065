"""The largest of several multinomial counts, on average: what guessing from counts achieves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import sympy as sp
from flint import arb, arb_poly, fmpq, fmpq_poly

from ...numeric.ball import NoBallEvaluation, Number, compile_ball, to_arb
from ...numeric.contradiction import nonnegative
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits
from ..node import TERM, Evaluated, need_int, share

_EXACT = 64
_MOST = 1000


class LargestCount(Evaluated, sp.Expr):
    r"""``E max_j N_j / n`` for counts N_j of n independent records, a record being of kind j with probability p_j.

    The masses may leave some for other kinds. P(max N_j <= m) = n! [x^n] e^{r x} prod_j sum_{k <= m} (p_j x)^k/k!, r
    what the masses leave, and E max = sum_{m < n} P(max > m). Integer n from 1 to 1000.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(LargestCount(2, [sp.Rational(1, 2), sp.Rational(1, 2)])).exact
    Fraction(3, 4)
    """

    is_commutative = True
    is_real = True
    is_nonnegative = True
    precedence = TERM
    known_range = (0, 1)

    def __new__(cls, n: Any, masses: Any) -> LargestCount:
        return sp.Expr.__new__(cls, sp.sympify(n), sp.Tuple(*masses))

    def _text(self, printer: Printer) -> str:
        n, masses = self.args
        listed = ", ".join(map(printer._print, masses))
        law = rf"\mathrm{{Mult}}\left({printer._print(n)}; {listed}\right)"
        return rf"\frac{{1}}{{{printer._print(n)}}} \mathbb{{E}}\max {law}"

    def _sympystr(self, printer: Printer) -> str:
        return f"LargestCount({', '.join(map(printer._print, self.args))})"

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        n, masses = self.args
        size, parts = compile_ball(n, variables), [compile_ball(p, variables) for p in masses]
        return lambda *values: _mean(need_int(size(*values)), [part(*values) for part in parts])

    def _mpmath_closure(self, variables: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import compile_mpmath

        n, masses = self.args
        parts = [compile_mpmath(p, variables) for p in masses]
        return lambda *values: _mp_mean(int(n), [part(*values) for part in parts])


def _mean(n: int, masses: list[Number]) -> Number:
    if not 1 <= n <= _MOST:
        raise NoBallEvaluation(f"the largest of {len(masses)} counts is worked out for n from 1 to {_MOST}, got {n}")
    if len(masses) == 1:
        return masses[0]
    exact = n <= _EXACT and all(isinstance(p, fmpq) for p in masses)
    rest = 1 - sum(masses, fmpq(0))
    poly: Any = fmpq_poly if exact else arb_poly
    unit: Any = fmpq(1) if exact else arb(1)
    powers = [_powers(p if exact else to_arb(p), n, unit) for p in masses]
    others = poly(_powers(rest if exact else nonnegative(to_arb(rest), "the mass of the other atoms"), n, unit))
    total, factorial = 0 * unit, unit
    for k in range(2, n + 1):
        factorial = factorial * k
    for m in range(n):
        if not exact and m > 2:
            tail = sum((_tail(n, m + 1, to_arb(p)) for p in masses), arb(0))
            if tail < arb(2) ** -(current_bits() + 16):  # it falls with m
                total += arb(0).union((n - m) * tail.upper())
                break
        if len(masses) * m < n and isinstance(rest, fmpq) and rest == 0:
            total += 1  # some count is larger
            continue
        least = others
        for row in powers:
            least = poly([least[i] for i in range(min(len(least), n + 1))]) * poly(row[: m + 1])
        total += 1 - (factorial * least[n] if len(least) > n else 0 * unit)
    return share(total / n, "the share of the largest count", n, *masses)


def _tail(n: int, k: int, p: arb) -> arb:
    """A bound on P(Bin(n, p) >= k): Chernoff, e^(-n d(k/n||p)) for k/n >= p."""
    x = arb(k) / n
    if not x > p or k >= n or not p < 1:
        return p**n if k == n else arb(1)
    return (-n * (x * (x / p).log() + (1 - x) * ((1 - x) / (1 - p)).log())).exp()


def _powers(p: Any, n: int, unit: Any) -> list[Any]:
    """p^k/k! for k = 0..n."""
    row = [unit]
    for k in range(1, n + 1):
        row.append(row[-1] * p / k)
    return row


def _mp_mean(n: int, masses: list[MpNumber]) -> MpNumber:
    """By summing over all counts."""
    total, rest = mpmath.mpf(0), 1 - sum(masses)
    for counts in product(range(n + 1), repeat=len(masses)):
        left = n - sum(counts)
        if left < 0:
            continue
        weight = mpmath.mpf(math.factorial(n)) / math.factorial(left) * (mpmath.mpf(rest) ** left if left else 1)
        for p, k in zip(masses, counts, strict=True):
            weight *= mpmath.mpf(p) ** k / math.factorial(k)
        total += weight * max(counts)
    return total / n


__all__ = ["LargestCount"]
