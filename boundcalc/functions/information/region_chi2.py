"""The largest leakage and the trade-off curve of pairs of laws of a given chi-square divergence (T-REGION)."""

from __future__ import annotations

import sympy as sp

from ...numeric.sign import compare


def chi_square_region(x: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    r"""``sup Delta_gamma(P, Q)`` over all pairs of laws with chi^2(P||Q) <= x: elementary.

    Every test has (TPR - FPR)^2 <= x FPR (1 - FPR), and two coins can be any such pair. The largest p - gamma q is
    (1 - gamma + sqrt((gamma-1)^2 + x))/2 while its p is at most 1 (x <= 2 gamma - 1), and 1 - gamma/(1+x) beyond;
    for gamma < 1 Delta is (that - 1 + gamma)/gamma. x >= 0, gamma > 0.

    >>> chi_square_region(sp.Rational(1, 4), sp.S.One), chi_square_region(sp.Integer(3), sp.S.One)
    (1/4, 3/4)
    """
    root = sp.sqrt((gamma - 1) ** 2 + x)
    above = _cases(x, 2 * gamma - 1, (root - (gamma - 1)) / 2, 1 - gamma / (1 + x))
    below = _cases(x, 2 * gamma - 1, (root - (1 - gamma)) / (2 * gamma), x / (1 + x))
    return above if gamma == 1 else _cases(1, gamma, above, below)


def chi_square_tpr(x: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """The largest true-positive rate at the false-positive rate a: min(1, a + sqrt(x a (1-a)))."""
    return sp.Min(1, rate + sp.sqrt(x * rate * (1 - rate)), evaluate=False)


def chi_square_fpr(x: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """The smallest false-positive rate at the true-positive rate b: the smaller root of (b - q)^2 = x q (1 - q)."""
    if rate == 0:
        return sp.S.Zero
    return 2 * rate**2 / (2 * rate + x + sp.sqrt(x**2 + 4 * x * rate * (1 - rate)))


def _cases(low: sp.Expr | int, high: sp.Expr, met: sp.Expr, unmet: sp.Expr) -> sp.Expr:
    """`met` where low <= high, else `unmet`; both agree where they meet, so that a Piecewise may stay open."""
    sign = compare(sp.sympify(low), high)
    if sign is not None:
        return met if sign <= 0 else unmet
    return sp.Piecewise((met, sp.Le(low, high)), (unmet, True))


__all__ = ["chi_square_fpr", "chi_square_region", "chi_square_tpr"]
