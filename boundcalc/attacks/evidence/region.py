"""Where (TPR, FPR) of one fixed test lie, jointly, when its decisions are independent."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from flint import arb

from ...montecarlo.interval import lower_end, upper_end
from ...numeric.exact import to_fmpq
from ...numeric.precision import working_precision

Corner = tuple[Fraction, Fraction]
"""(an FPR, a TPR): what stands to its upper left."""

_SLICES = 48


def product(tp: int, members: int, fp: int, nonmembers: int, error: Fraction) -> list[Corner]:
    r"""The region A(p) B(q) > c, covered by corners: every (p, q) of it has p >= TPR and q <= FPR of one of them.

    A(p) = P(Bin(members, p) >= tp) and B(q) = P(Bin(nonmembers, q) <= fp) are independent p-values of the true rates,
    so that P(A B <= c) <= c (1 - ln c), and c is the number for which that is `error` (Fisher's combination).

    Sharper than an interval for each rate where both are uncertain: for a difference of rates of like spread s the
    loss is 2.64 s at error .05, of two intervals 3.91 s, and no method loses less than 2.33 s.

    *Proof.* A is above A(p) at tp + 1, so P(A(p) <= u) <= u, and so for B; a product of independent such variables is
    stochastically at least that of two uniform ones, U V, with P(U V <= c) = c + int_c^1 c/u du. The region is cut in
    slices a < A(p) <= a': there p > lower_end(tp, members, a), and B(q) > c/a' gives q < upper_end(fp, nonmembers,
    c/a').
    """
    c = fisher_cut(error)
    cuts = [Fraction(float(c) ** (1 - i / _SLICES)) for i in range(1, _SLICES)]
    levels = [c, *sorted(cut for cut in cuts if c < cut < 1), Fraction(1)]
    return [
        (Fraction(upper_end(fp, nonmembers, c / above)), Fraction(lower_end(tp, members, below)))
        for below, above in pairwise(levels)
    ]


def fisher_cut(error: Fraction) -> Fraction:
    """A number c in (0, 1) with c (1 - ln c) <= error for certain, next to the largest one.

    >>> round(float(fisher_cut(Fraction(1, 20))), 5)
    0.0087
    """
    low, high = -800.0, 0.0  # of ln c
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if math.exp(middle) * (1 - middle) <= error else (low, middle)
    with working_precision(80):
        for step in (10.0**k for k in range(-14, 0)):
            c = Fraction(math.exp(low) * (1 - step))
            if 0 < c < 1 and to_ball(c) * (1 - to_ball(c).log()) <= to_ball(error):
                return c
    return error**2 / 4  # c (1 - ln c) <= 2/sqrt(e) sqrt(c), whatever the c


def to_ball(x: Fraction) -> arb:
    return arb(to_fmpq(x))


def lower_of(x: arb) -> Fraction:
    """The lower end of a ball."""
    man, exp = (int(part) for part in x.lower().man_exp())
    return Fraction(man << exp) if exp >= 0 else Fraction(man, 1 << -exp)


def sidak(tp: int, members: int, fp: int, nonmembers: int, error: Fraction) -> list[Corner]:
    """One interval for each rate, at level sqrt(1 - error) each: independent, so that both hold at 1 - error."""
    each = Fraction(-math.expm1(math.log1p(-float(error)) / 2) * (1 - 1e-12))
    if (1 - each) ** 2 < 1 - error:
        each = error / 2
    return _rectangle(tp, members, fp, nonmembers, each)


def bonferroni(tp: int, members: int, fp: int, nonmembers: int, error: Fraction) -> list[Corner]:
    """One interval for each rate, at half of the error each: what is published as the Clopper-Pearson method."""
    return _rectangle(tp, members, fp, nonmembers, error / 2)


def _rectangle(tp: int, members: int, fp: int, nonmembers: int, each: Fraction) -> list[Corner]:
    return [(Fraction(upper_end(fp, nonmembers, each)), Fraction(lower_end(tp, members, each)))]


JOINT: dict[str, Callable[[int, int, int, int, Fraction], list[Corner]]] = {
    "product": product,
    "sidak": sidak,
    "bonferroni": bonferroni,
}
"""How the two rates share the error, by name."""
