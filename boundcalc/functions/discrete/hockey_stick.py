"""The hockey-stick term h_gamma(n, p): what one atom of mass p contributes to the worst-case Delta."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp
from flint import fmpq

from ...numeric.ball import Number, evaluate_ball
from ...numeric.float64 import Approximation, NoFloat64Evaluation
from ...numeric.kinds import Array, Floats, NumberLike, Printer
from ...numeric.multiprecision import MpNumber, mpmath
from .. import _binomial
from ..binomial_pmf import BinomialPMF
from ..binomial_sf import BinomialSF
from ..node import Node, indexed
from ._between_kinks import cap, h_one, many
from ._hockey_stick_ball import kernel

_MPMATH_TERMS = 1_000_000


class HockeyStick(Node):
    r"""``h_gamma(n, p)``, B ~ Bin(n, p): ``E(B/n - gamma p)_+`` for gamma >= 1, ``E(p - B/(gamma n))_+`` for gamma < 1.

    The worst-case Delta_gamma of a discrete law is the sum of h_gamma(n, p_j) over its atoms (T-DISC). For
    gamma = 1 de Moivre's closed form h = (m/n) C(n, m) p^m (1-p)^(n-m+1), m = floor(np) + 1 (T-MAD); one closed
    term whose cost does not grow with n. h is continuous in p, at most min(p, 1), and 0 at p = 0 and p = 1.

    Integer n >= 1, 0 <= p <= 1, gamma > 0 (default 1).

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(HockeyStick(3, sp.Rational(1, 2))).exact
    Fraction(1, 8)
    >>> HockeyStick(3, sp.Rational(1, 2)).rewrite(sp.binomial)
    1/8
    """

    nargs = (2, 3)
    known_range = (0, 1)
    at_most_mass = True

    def __new__(cls, n: NumberLike, p: NumberLike, gamma: NumberLike = 1, **options: bool) -> sp.Expr:
        return super().__new__(cls, n, p, gamma, **options)

    @classmethod
    def eval(cls, n: sp.Expr, p: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        if p in (sp.S.Zero, sp.S.One):
            return sp.S.Zero
        return None

    # -- elementary forms ----------------------------------------------------------------------------------------------

    def _eval_rewrite_as_binomial(self, n: sp.Expr, p: sp.Expr, gamma: sp.Expr, **_: object) -> sp.Expr:
        if gamma == 1:
            m = sp.floor(n * p) + 1
            return m / n * sp.binomial(n, m) * p**m * (1 - p) ** (n - m + 1)
        return self.rewrite(sp.Sum)

    def _eval_rewrite_as_BinomialSF(self, n: sp.Expr, p: sp.Expr, gamma: sp.Expr, **_: object) -> sp.Expr:
        k, j = sp.floor(gamma * n * p) + 1, sp.floor(n * p * gamma)
        above = p * (BinomialSF(k - 1, n - 1, p) - gamma * BinomialSF(k, n, p))
        below = p * (1 - BinomialSF(j + 1, n, p) - (1 - BinomialSF(j, n - 1, p)) / gamma)
        return _by_gamma(gamma, above, below)

    def _eval_rewrite_as_Sum(self, n: sp.Expr, p: sp.Expr, gamma: sp.Expr, **_: object) -> sp.Expr:
        i = sp.Dummy("i", integer=True)
        weight = sp.binomial(n, i) * p**i * (1 - p) ** (n - i)
        above = sp.Sum(sp.Max(0, i / n - gamma * p) * weight, (i, 0, n))
        below = sp.Sum(sp.Max(0, p - i / (gamma * n)) * weight, (i, 0, n))
        return _by_gamma(gamma, above, below)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative in p or gamma, away from the kinks at integer gamma n p (n is an integer)."""
        n, p, gamma = self.args
        k, j = sp.floor(gamma * n * p) + 1, sp.floor(gamma * n * p)
        if argindex == 2:
            if gamma == 1:
                return (
                    BinomialSF(k - 1, n - 1, p) - BinomialSF(k, n, p) + (k - 1 - n * p) * BinomialPMF(k - 1, n - 1, p)
                )
            above = (
                BinomialSF(k - 1, n - 1, p)
                - gamma * BinomialSF(k, n, p)
                + (k - 1 - gamma * n * p) * BinomialPMF(k - 1, n - 1, p)
            )
            below = (
                (1 - BinomialSF(j + 1, n, p))
                - (1 - BinomialSF(j, n - 1, p)) / gamma
                + (j / gamma - n * p) * BinomialPMF(j, n - 1, p)
            )
            return _by_gamma(gamma, above, below)
        if argindex == 3:
            return _by_gamma(gamma, -p * BinomialSF(k, n, p), p * (1 - BinomialSF(j, n - 1, p)) / gamma**2)
        raise sp.core.function.ArgumentIndexError(self, argindex)

    def leading_term(self) -> sp.Expr:
        """What h_1(n, p) is asymptotic to as n grows: sqrt(p (1-p) / (2 pi n)); other gamma decay exponentially."""
        n, p, gamma = self.args
        if gamma != 1:
            raise ValueError("for gamma != 1 the term decays exponentially in n; no leading term is given")
        return sp.sqrt(p * (1 - p) / (2 * sp.pi * n))

    def small_mass_terms(self) -> tuple[Number, list[tuple[Number, Number, Number]]]:
        """(bound, [(c, a, b), ...]): where bound * p < 1 the term is sum c p^a (1-p)^b, with k = 1 or k = 0."""
        n, _, gamma = self.args
        size, g = evaluate_ball(n), evaluate_ball(gamma)
        missing = (fmpq(1), fmpq(1), size)
        if g <= 1:
            return size * g, [missing]
        return size * g, [(1 - g, fmpq(1), fmpq(0)), (g, fmpq(1), size)]

    def _text(self, printer: Printer) -> str:
        n, p = map(printer._print, self.args[:2])
        return rf"{indexed(printer, 'h', self.args[2])}\left({n}, {p}\right)"

    def _sympystr(self, printer: Printer) -> str:
        n, p, gamma = map(printer._print, self.args)
        return f"h({n}, {p})" if self.args[2] == 1 else f"h({n}, {p}, {gamma})"

    def _eval_is_nonnegative(self) -> bool:
        return True

    # -- balls ---------------------------------------------------------------------------------------------------------

    def _ball_bind(self, n: Number | None, p: Number | None, gamma: Number | None) -> Callable[[Number], Number] | None:
        return None if n is None or gamma is None else kernel(n, gamma)

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        return kernel(n, gamma)(p)

    # -- float64 and mpmath --------------------------------------------------------------------------------------------

    def _float64(self, n: Approximation, p: Approximation, gamma: Approximation) -> Approximation:
        return HockeyStick._float64_value(n, p, gamma)

    @staticmethod
    def _float64_value(n: Approximation, p: Approximation, gamma: Approximation) -> Approximation:
        if np.any(n.error > 0) or n.value > _binomial.MAX_FLOAT64_N:
            raise NoFloat64Evaluation("the float64 path takes n up to 2^53; use the ball backend")
        size, g, off = float(n.value), float(gamma.value), float(gamma.error)
        if not (size >= 1 and size == int(size)):
            raise ValueError(f"n must be an integer of at least 1, got {size:g}")
        if not g > off:
            raise NoFloat64Evaluation("gamma may not be positive in float64; use the ball backend")
        shape = np.shape(p.value)
        mass, radius = _probabilities(np.atleast_1d(p.value), p.error)
        # Where the radius is no small part of p or 1-p, h is taken at the double: see below.
        nearest = min(mass.min(initial=1.0), 1.0 - mass.max(initial=0.0))
        any_rough = radius.max(initial=0.0) >= 1e-3 * nearest
        rough = radius >= 1e-3 * np.minimum(mass, 1.0 - mass) if any_rough else None
        slack = radius / mass if rough is None else np.where(rough, 0.0, radius / np.where(rough, 1.0, mass))
        if abs(g - 1.0) <= 4 * off:
            value, error = h_one(size, mass, slack)
            if off:  # |h_gamma - h_1| <= p |gamma - 1| max(1, 1/gamma)
                error = error + 1.01 * (abs(g - 1.0) + off) * (mass + radius)
        else:
            value, error = many(size, mass, slack, g, off)
        error = error + 1e-300  # underflow
        if rough is not None:
            # (B/n - gamma p)_+ and (p - B/(gamma n))_+ move by at most max(gamma, 1/gamma) |dp|, B/n coupled.
            reached = g * (mass - radius) < 1.0 + 1e-9  # beyond, h is 0
            error = np.where(rough & reached, error + 1.01 * max(g, 1.0 / g) * radius, error)
        if rough is not None or not float(error.sum()) < 1e-9 * float(value.sum()):
            most = cap(size, mass, radius, g, off)  # for where the bounds above say little
            value, error = np.fmin(value, most), np.fmin(error, most)
        return Approximation(value.reshape(shape), error.reshape(shape))

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        return HockeyStick._mpmath_value(n, p, gamma)

    @staticmethod
    def _mpmath_value(n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        if p == 0 or p == 1:
            return mpmath.mpf(0)

        if gamma == 1:
            m = mpmath.floor(n * p) + 1
            return m / n * mpmath.binomial(n, m) * p**m * (1 - p) ** (n - m + 1)
        kink = gamma * n * p
        k = mpmath.floor(kink)
        if gamma > 1:
            return _mpmath_excess(k + 1, n, p, k + 1 - kink) / n
        return _mpmath_excess(n - k, n, 1 - p, kink - k) / (gamma * n)


def _mpmath_excess(k: MpNumber, n: MpNumber, p: MpNumber, start: MpNumber) -> MpNumber:
    """sum over j >= 0 of (start + j) P(Bin(n, p) = k+j), term by term: nothing cancels."""
    if k > n:
        return mpmath.mpf(0)
    weight, total, j = mpmath.mpf(1), start, 0
    while j < n - k and (j < 2 or (start + j) * weight > mpmath.eps * total):
        weight *= (n - k - j) * p / ((k + j + 1) * (1 - p))
        j += 1
        total += (start + j) * weight
        if j > _MPMATH_TERMS:
            raise ValueError(f"more than {_MPMATH_TERMS} terms for gamma so close to 1; use the ball backend")
    return mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k) * total


def _probabilities(value: Floats, error: Floats) -> tuple[Array, Array]:
    """(masses in [0, 1], absolute errors): a double outside is replaced by the end next to it, which is no worse."""
    mass = np.asarray(value, dtype=np.float64)
    radius = np.broadcast_to(np.asarray(error, dtype=np.float64), mass.shape)
    least, largest = float(mass.min(initial=1.0)), float(mass.max(initial=0.0))
    if least >= 0.0 and largest <= 1.0:
        return mass, radius
    if np.any(mass < -radius) or np.any(mass - 1.0 > radius):
        raise ValueError(f"p must be in [0, 1], got {least if least < 0 else largest:g}")
    return np.clip(mass, 0.0, 1.0), radius


def _by_gamma(gamma: sp.Expr, above: sp.Expr, below: sp.Expr) -> sp.Expr:
    if gamma.is_number:
        return above if gamma >= 1 else below
    return sp.Piecewise((above, gamma >= 1), (below, True))
