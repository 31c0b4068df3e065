"""What the nodes of T-REGION share: exact ends of balls, and the bits that cancel between two close coins."""

from __future__ import annotations

from flint import arb

from ...numeric.ball import Number, PrecisionTooLow, to_arb
from .._bracket import Span


def ends(x: Number) -> Span:
    """The ends of a ball; PrecisionTooLow where it has none."""
    ball = to_arb(x)
    if not ball.is_finite():
        raise PrecisionTooLow("no finite ball")
    return ball.lower(), ball.upper()


def spare(x: arb) -> int:
    """Bits that cancel: the divergence of two coins close to each other is the square of their distance."""
    if not x > 0:
        return 64
    _, exponent = x.mid().man_exp()
    return 64 + 2 * min(abs(int(exponent) + int(x.mid().bits())), 1 << 14)


__all__ = ["ends", "spare"]
