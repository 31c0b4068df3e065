"""Roots of systems of equations, proved: Krawczyk's test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import arb, arb_mat

from .number import PrecisionTooLow

Balls = Sequence[arb]


def krawczyk(
    function: Callable[[Balls], Balls],
    jacobian: Callable[[Balls], Sequence[Balls]],
    start: Sequence[float],
    radii: Sequence[float],
) -> list[arb]:
    r"""Balls around `start` that contain a root of `function`, the only one within `radii` of `start`.

    With m the middle of the box X, A a matrix near the inverse of the Jacobian and J the Jacobian over all of X, every
    root in X lies in K = m - A f(m) + (1 - A J)(X - m), and K inside X proves that there is exactly one (Krawczyk 1969;
    Moore 1977). `start` and `radii` are suggestions: what is returned is proved whatever they are.

    Raises PrecisionTooLow where K is not inside X.

    >>> from flint import arb
    >>> [root] = krawczyk(lambda x: [x[0] ** 2 - 2], lambda x: [[2 * x[0]]], [1.41421356], [1e-6])
    >>> bool(root.contains(arb(2).sqrt())) and float(root.rad()) < 1e-12
    True
    """
    n = len(start)
    middle = [arb(x) for x in start]
    box = [arb(x, r) for x, r in zip(start, radii, strict=True)]
    slope = arb_mat(n, n, [entry for row in jacobian(box) for entry in row])
    try:
        middles = arb_mat(n, n, [entry.mid() for row in slope.tolist() for entry in row])
        inverse = arb_mat(n, n, [entry.mid() for row in middles.inv().tolist() for entry in row])
    except ZeroDivisionError:
        raise PrecisionTooLow("the Jacobian of a system may be singular") from None
    shift = inverse * arb_mat(n, 1, list(function(middle)))
    spread = arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)]) - inverse * slope
    moved = spread * arb_mat(n, 1, [x - m for x, m in zip(box, middle, strict=True)])
    found = [m - shift[i, 0] + moved[i, 0] for i, m in enumerate(middle)]
    if not all(x.contains_interior(y) for x, y in zip(box, found, strict=True)):
        raise PrecisionTooLow("no root of a system could be proved near where it was looked for")
    return found


__all__ = ["krawczyk"]
