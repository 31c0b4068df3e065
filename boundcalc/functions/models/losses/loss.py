"""What the limit of an M-estimator asks of a loss and of the law of the labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flint import acb, arb

from ....numeric.kinds import Array


@dataclass(frozen=True)
class Loss:
    """A convex loss l(y u) of a label y = -1 or 1 and a score u, twice differentiable, analytic near the line."""

    name: str
    slopes: Callable[[acb], tuple[acb, acb]]
    """u -> (l', l''), in complex balls; not finite where they are not analytic."""
    steepest: tuple[int, int]
    """(p, q) with ``|l'(u)| <= p + q |v|`` for every v on the far side of u, and l' <= 0: l falls."""
    slopes_float: Callable[[Array], tuple[Array, Array]]


@dataclass(frozen=True)
class Link:
    """P(y = 1 | g) = k(g), with k(g) + k(-g) = 1: how labels come about."""

    name: str
    value: Callable[[acb], acb]
    """k in complex balls."""
    strip: float
    """k is analytic for |Im g| < strip, and more."""
    bound: Callable[[acb], arb]
    """A bound on |k| on all horizontal lines through a ball; not finite where none is known."""
    beyond: Callable[[acb, int], arb]
    """(ball, side) -> a bound on |k| on the horizontal half-lines from it to the left (-1) or to the right (1)."""
    value_float: Callable[[Array], Array]
    along: Callable[[Sequence[arb]], Callable[[acb], list[acb]]] | None = None
    """The same at a ball moved by many shifts, where that is faster."""
    moments: Callable[[acb, arb], list[acb]] | None = None
    """(m, tau) -> E z^j k(m + tau z) for j = 0..3, z ~ N(0, 1), where that is known in closed form."""

    def at_shifts(self, shifts: Sequence[arb]) -> Callable[[acb], list[acb]]:
        """z -> k at z moved by each of the shifts."""
        if self.along is not None:
            return self.along(shifts)
        return lambda z: [self.value(z + shift) for shift in shifts]


def imaginary(z: acb) -> arb:
    """A bound on |Im z|."""
    return abs(z.imag).upper()


__all__ = ["Link", "Loss", "imaginary"]
