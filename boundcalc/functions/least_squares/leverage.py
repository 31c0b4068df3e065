"""The leakage of one record of a least-squares fit with a known design, as a function of its leverage."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Literal

import sympy as sp
from flint import acb, arb, fmpq

from ...numeric.ball import to_arb
from ...numeric.panels import Panels
from ..exp_of_log import power
from ..means.gauss import GaussianMean
from ..means.gauss_rates import GaussianMeanTest
from .limit import PlanarGaussian, PlanarGaussianTest

_ABSENT = acb(arb("nan"))


def left_out(h: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """Delta_gamma when the fit without the record is the other model: the two laws of (y, x't)."""
    return PlanarGaussian(2 - h, (1 - h) ** 2, gamma)


def left_out_test(h: sp.Expr, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(FPR, TPR) of the test LR > t there."""
    fpr, tpr = (PlanarGaussianTest(2 - h, (1 - h) ** 2, t, member) for member in (0, 1))
    return fpr, tpr


def fresh_label(h: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """Delta_gamma when the record's label is drawn anew for the other model: two normals of correlation sqrt(h)."""
    return GaussianMean(1, power(h, sp.S.Half), gamma)


def fresh_label_test(h: sp.Expr, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(FPR, TPR) of the test LR > t there."""
    fpr, tpr = (GaussianMeanTest(1, power(h, sp.S.Half), t, member) for member in (0, 1))
    return fpr, tpr


Model = Literal["left out", "fresh label"]
"""The other model: fitted without the record, or with another label in its place."""


@cache
def panels(model: Model, gamma: Fraction) -> tuple[Panels, ...]:
    """Delta_gamma for many leverages at once: on (0, 1), cut where gamma sqrt(det) is 1.

    Both are of `PlanarGaussian`: the covariances of (y, x't) have eigenvalues 1 +- sqrt h against each other where the
    label is fresh.
    """
    first = 1 / gamma if model == "left out" else 1 / gamma**2
    cut = Fraction(float(1 - first)) if gamma > 1 else Fraction(0)
    ends = [(Fraction(0), cut), (cut, Fraction(1))] if cut else [(Fraction(0), Fraction(1))]
    exact = fmpq(gamma.numerator, gamma.denominator)
    node = left_out(sp.Dummy(), sp.Rational(gamma))

    def value(h: fmpq) -> arb:
        shape = (2 - h, (1 - h) ** 2) if model == "left out" else (fmpq(2), 1 - h)
        return to_arb(node._ball(*shape, exact))

    def bound(h: acb) -> acb:
        return _complex(h, model, arb(exact))

    return tuple(Panels(pair, value, bound) for pair in ends)


def _complex(h: acb, model: Model, gamma: arb) -> acb:
    """Delta_gamma on a complex ball of leverages, roughly; not finite unless it is analytic there.

    The integral of `PlanarGaussian` in s, over cells and a tail.
    """
    if model == "left out":
        root = (h * (4 - 3 * h)).sqrt(analytic=True)
        larger, gap = (2 - h + root) / 2, (root - h) / 2
        smaller = (1 - h) ** 2 / larger
        ratio = gamma * (1 - h)
    else:
        gap = h.sqrt(analytic=True)
        larger = 1 + gap
        smaller = (1 - h) / larger
        ratio = gamma * (1 - h).sqrt(analytic=True)
    below = bool(abs(ratio) < 1)
    rate = -ratio.log(analytic=True) if below else ratio.log(analytic=True)
    # 1/q at its two ends, each in a form that keeps boxes small
    starts = smaller / (1 - smaller), larger / gap
    start, other, sign = (starts[0], gap / larger, 1) if below else (starts[1], 1 / smaller - 1, -1)
    size = abs(start).upper()
    if not (rate.real >= 0 and size.is_finite()):
        return _ABSENT
    step = size.sqrt() / 4
    last = 4 * (1 + size.sqrt())
    total, t = acb(0), arb(0)
    while not t > last:
        edge = step if t == 0 else t * arb("1.2")
        total += _piece(rate, start, other, sign, arb(t).union(edge)) * (edge - t)
        t = edge
    # Beyond: |v| >= t^2 - |start|, |v + sign| >= |v| - 1, and 1 + other v has a positive real part.
    share = size / t**2
    if not (other * (1 + acb(arb(0, share.upper()), arb(0, share.upper())))).real >= 0:
        return _ABSENT
    tail = 1 / (3 * t**3 * (1 - share) * (1 - share - 1 / t**2))
    value = 2 * (-rate * start).exp() * start.sqrt(analytic=True) / arb.pi()
    value *= total + acb(arb(0, tail.upper()), arb(0, tail.upper()))
    if not below:
        return gamma * value
    return 1 - gamma + gamma * value if gamma >= 1 else value


def _piece(rate: acb, start: acb, other: acb, sign: int, s: arb) -> acb:
    square = s * s
    v = start + square
    return (-rate * square).exp() * (1 + other * v).rsqrt(analytic=True) / (v * (v + sign))
