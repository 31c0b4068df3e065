"""Convenient units for two laws on the line: divergences do not change under an invertible map of both."""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from ..laws import Affine, ContinuousLaw, Exponential, Gamma, Law, LogNormal, Mixture, Uniform
from ..numeric.ball import evaluate_ball, to_arb
from ..numeric.precision import working_precision

_FAR, _TOO_FAR = 64, 1 << 18
"""Units are changed where a size is beyond 2^64 or 2^-64: nothing happens to everyday numbers, nor to absurd ones."""


def in_convenient_units(p: ContinuousLaw, q: ContinuousLaw) -> tuple[ContinuousLaw, ContinuousLaw]:
    """The images of both laws under one map x -> shift + factor x that brings p near 0 and 1."""
    with working_precision(64):
        width = _width(p)
        power, factor = -_magnitude(width), sp.S.One
        if _FAR < abs(power) < _TOO_FAR:  # a width that is rational becomes 1: short numbers keep what follows cheap
            factor = sp.Abs(1 / width) if width.is_Rational else sp.Integer(2) ** power
        place = _location(p)
        shift = -place * factor if place != 0 and _FAR < _magnitude(place * factor) < _TOO_FAR else sp.S.Zero
    return _moved(p, shift, factor), _moved(q, shift, factor)


def _moved(law: ContinuousLaw, shift: sp.Expr, factor: sp.Expr) -> ContinuousLaw:
    """The affine image, of a mixture component by component: where they start and end is then seen."""
    if isinstance(law, Mixture):
        return Mixture([_moved(part, shift, factor) for part in law.laws], list(law.weights))
    return Affine(law, shift, factor)


def _magnitude(x: sp.Expr) -> int:
    """About log2 |x|, and 0 for what is not known to be away from 0."""
    ball = abs(to_arb(evaluate_ball(x)))
    if not (ball > 0 and ball.is_finite()):
        return 0
    return int(float((ball.log() / to_arb(fmpq(2)).log()).mid()))


def _width(law: Law) -> sp.Expr:
    if isinstance(law, Affine):
        return law.scale * _width(law.law)
    if isinstance(law, Mixture):
        return _width(law.laws[0])
    if isinstance(law, Exponential | Gamma):
        return 1 / law.rate
    if isinstance(law, Uniform):
        return law.b - law.a
    if isinstance(law, LogNormal):
        return sp.exp(law.mu)
    return getattr(law, "sd", getattr(law, "scale", sp.S.One))


def _location(law: Law) -> sp.Expr:
    if isinstance(law, Affine):
        return law.shift + law.scale * _location(law.law)
    if isinstance(law, Mixture):
        return _location(law.laws[0])
    if isinstance(law, Uniform):
        return law.a
    return law.mean if hasattr(law, "sd") else getattr(law, "location", sp.S.Zero)


__all__ = ["in_convenient_units"]
