"""One cell of a known table: what it contributes to Delta when n of the N records are drawn for training."""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, floor_range, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from .._hypergeometric import at_least, pmf, upper_sum
from ..node import Node, at_least_one, need_int, share

_MPMATH_TERMS = 100_000


class SplitHockeyStick(Node):
    r"""A cell of M = N p of N records, T of which are among the n drawn: ``E(T/n - gamma Q)_+`` for gamma >= 1,
    ``E(Q - T/(gamma n))_+`` for gamma < 1, T hypergeometric.

    Q is the chance that an outsider is of the cell: (M - T)/(N - n) when it is drawn from the records left out
    (`everybody` = 0, n < N), p when it is drawn from all of them (`everybody` = 1). For gamma = 1 de Moivre's form for
    the hypergeometric law: E(T - mu)_+ = (m (N-M-n+m)/N) P(T = m), mu = n p, m = floor(mu) + 1; divided by n, and
    times N/(N-n) for outsiders left out (T-FINITE).

    Exact for N <= 4096 and rational gamma.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(SplitHockeyStick(4, 2, sp.Rational(1, 2))).exact  # T = 0, 1, 2 with chances 1/6, 4/6, 1/6
    Fraction(1, 6)
    """

    nargs = (3, 4, 5)
    known_range = (0, 1)
    at_most_mass = True

    def __new__(cls, whole: Any, n: Any, p: Any, gamma: Any = 1, everybody: Any = 0, **options: Any) -> sp.Expr:
        return super().__new__(cls, whole, n, p, gamma, everybody, **options)

    def _text(self, printer: Printer) -> str:
        whole, n, p, gamma, everybody = self.args
        order = "" if gamma == 1 else rf"_{{{printer._print(gamma)}}}"
        kind = r"\bar{h}" if everybody == 1 else "h"
        inside = ", ".join(map(printer._print, (n, whole * p, whole)))
        return rf"{kind}{order}\left({inside}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, whole: Number, n: Number, p: Number, gamma: Number, everybody: Number) -> Number:
        size, drawn, cell, of_all = _sizes(whole, n, p, everybody)
        if cell in (0, size) and of_all:
            return _alike(gamma) if cell else fmpq(0)
        if gamma == 1:
            return share(_de_moivre(size, cell, drawn, of_all), "a cell's share of Delta", size, cell, drawn)
        if at_least_one(gamma):
            slope = fmpq(1, drawn) if of_all else fmpq(1, drawn) + gamma / (size - drawn)
            line = gamma * cell / (size if of_all else size - drawn)
            return share(_above(size, cell, drawn, slope, line), "a cell's share of Delta", size, cell, drawn, gamma)
        # Counted by the U = M - T records of the cell that are left out.
        left = size - drawn
        slope = 1 / (gamma * drawn) if of_all else fmpq(1, left) + 1 / (gamma * drawn)
        line = cell / (gamma * drawn) - (fmpq(cell, size) if of_all else 0)
        return share(_above(size, cell, left, slope, line), "a cell's share of Delta", size, cell, drawn, gamma)

    def _mpmath(self, whole: MpNumber, n: MpNumber, p: MpNumber, gamma: MpNumber, everybody: MpNumber) -> MpNumber:
        size, drawn, cell = int(whole), int(n), int(mpmath.nint(whole * p))
        first, last = max(0, drawn - (size - cell)), min(cell, drawn)
        if last - first > _MPMATH_TERMS:
            raise ValueError(f"more than {_MPMATH_TERMS} terms; use the ball backend")

        def term(t: int) -> Any:
            outsider = mpmath.mpf(cell) / size if everybody else mpmath.mpf(cell - t) / (size - drawn)
            gap = mpmath.mpf(t) / drawn - gamma * outsider if gamma >= 1 else outsider - mpmath.mpf(t) / (gamma * drawn)
            return max(gap, 0) * mpmath.binomial(cell, t) * mpmath.binomial(size - cell, drawn - t)

        return mpmath.fsum(map(term, range(first, last + 1))) / mpmath.binomial(size, drawn)


class SplitTest(Node):
    r"""``P(LR > t)`` for a target of a cell of M = N p records: LR = (T/n)/Q, T and Q as in SplitHockeyStick.

    For a member (member = 1) T is 1 + a hypergeometric count of n - 1 among the other N - 1; for an outsider left out T
    is the count of n among the other N - 1, and for one drawn from everybody that of n among all N.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> [evaluate(SplitTest(4, 2, sp.Rational(1, 2), 1, member)).exact for member in (0, 1)]
    [Fraction(0, 1), Fraction(1, 3)]
    """

    nargs = (5, 6)
    known_range = (0, 1)

    def __new__(cls, whole: Any, n: Any, p: Any, t: Any, member: Any, everybody: Any = 0, **options: Any) -> sp.Expr:
        return super().__new__(cls, whole, n, p, t, member, everybody, **options)

    def _text(self, printer: Printer) -> str:
        whole, n, p, t, member, everybody = self.args
        size = whole if everybody == 1 else whole + n * (t - 1)
        shift, less = ("1 + ", 1) if member == 1 else ("", 0 if everybody == 1 else 1)
        law = ", ".join(map(printer._print, (whole - less, whole * p - less, n - (1 if member == 1 else 0))))
        line = printer._print(t * n * whole * p / size)
        return rf"\mathbb{{P}}\left({shift}\mathrm{{Hyp}}\left({law}\right) > {line}\right)"

    def _ball(self, whole: Number, n: Number, p: Number, t: Number, member: Number, everybody: Number) -> Number:
        size, drawn, cell, of_all = _sizes(whole, n, p, everybody)
        if not cell:
            return fmpq(0)
        line = t * drawn * cell / (size if of_all else size - drawn + t * drawn)
        joined = need_int(member)
        less = 1 if joined or not of_all else 0
        values = [at_least(k + 1 - joined, size - less, cell - less, drawn - joined) for k in set(floor_range(line))]
        if len(values) == 1:
            return values[0]
        # The test jumps where the line crosses an integer: a ball that straddles it takes both sides.
        return arb(to_arb(values[0])).union(to_arb(values[1]))


def _sizes(whole: Number, n: Number, p: Number, everybody: Number) -> tuple[int, int, int, bool]:
    """(N, n, M, whether the outsider is drawn from everybody), or ValueError."""
    size, drawn, cell, of_all = need_int(whole), need_int(n), need_int(whole * p), bool(need_int(everybody))
    most = size if of_all else size - 1
    if not 1 <= drawn <= most:
        raise ValueError(f"n must be in 1..{most} for a table of {size} records, got {drawn}")
    if not 0 <= cell <= size:
        raise ValueError(f"p must be in [0, 1], got {p}")
    return size, drawn, cell, of_all


def _alike(gamma: Number) -> Number:
    """The only cell: T/n and Q are 1."""
    at_least_one(gamma)
    return fmpq(0)


def _de_moivre(size: int, cell: int, drawn: int, of_all: bool) -> Number:
    """E(T/n - p)_+, or E(T/n - (M-T)/(N-n))_+ = N/(N-n) times that."""
    m = drawn * cell // size + 1
    term = pmf(m, size, cell, drawn) * m * (size - cell - drawn + m) / size
    return term / drawn if of_all else term * size / (drawn * (size - drawn))


def _above(size: int, cell: int, drawn: int, slope: Number, line: Number) -> Number:
    """E(slope T - line)_+ for T hypergeometric."""
    low, high = floor_range(line / slope)
    if high > low + 1:
        return to_arb(fmpq(0)).union(to_arb(fmpq(cell, size)))
    return upper_sum(low + 1, size, cell, drawn, slope * (low + 1) - line, slope)
