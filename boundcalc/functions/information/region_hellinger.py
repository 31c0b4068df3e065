"""The largest leakage and the trade-off curve of pairs of laws of a given Hellinger distance (T-REGION)."""

from __future__ import annotations

import sympy as sp

from ...numeric.sign import compare


def hellinger_region(square: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    r"""``sup Delta_gamma(P, Q)`` over all pairs of laws with H^2(P, Q) = 1 - int sqrt(p q) <= h: elementary.

    With TPR = sin^2 u and FPR = sin^2 v every test has cos(u - v) >= 1 - h. The largest p - gamma q is
    (1 - gamma + sqrt((1-gamma)^2 + 4 gamma h (2-h)))/2; for gamma < 1 Delta is (that - 1 + gamma)/gamma. 0 <= h <= 1.

    >>> hellinger_region(sp.Rational(1, 2), sp.S.One)
    sqrt(3)/2
    """
    root = sp.sqrt((1 - gamma) ** 2 + 4 * gamma * square * (2 - square))
    above, below = (root - (gamma - 1)) / 2, (root - (1 - gamma)) / (2 * gamma)
    sign = compare(gamma, sp.S.One)
    if sign is not None:
        return above if sign >= 0 else below
    return sp.Piecewise((above, gamma >= 1), (below, True))


def hellinger_tpr(square: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """The largest true-positive rate at the false-positive rate a = sin^2 v: sin^2(v + arccos(1-h)), or 1."""
    near = 1 - square
    root = sp.sqrt(rate) * near + sp.sqrt((1 - rate) * square * (2 - square))
    return _within(rate, near**2, root**2)


def hellinger_fpr(square: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """The smallest false-positive rate at the true-positive rate b = sin^2 u: sin^2(u - arccos(1-h)), or 0."""
    near = 1 - square
    root = sp.sqrt(rate) * near - sp.sqrt((1 - rate) * square * (2 - square))
    return sp.Max(0, root, evaluate=False) ** 2


def _within(rate: sp.Expr, last: sp.Expr, value: sp.Expr) -> sp.Expr:
    """`value` up to the rate from which on 1 is reached."""
    sign = compare(rate, last)
    if sign is not None:
        return value if sign <= 0 else sp.S.One
    return sp.Piecewise((value, sp.Le(rate, last)), (1, True))


__all__ = ["hellinger_fpr", "hellinger_region", "hellinger_tpr"]
