"""The leakage of one record through a Gaussian mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sympy as sp
from flint import acb, arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node, at_least_one, indexed
from ._contour import Contour, same_side
from .gauss_rates import check_rho, checked_dimension

_SLACK = 432  # see `_Parabola.rate`


class GaussianTarget(Node):
    r"""``D_gamma(N(rho z, (1-rho^2) I), N(0, I))`` in R^d, |z| = r: the inner term of T-COND behind `GaussianMean`.

    D_gamma is E_gamma for gamma >= 1, and E_{1/gamma} with the two laws exchanged for gamma < 1. The likelihood ratio
    exceeds gamma on a ball about z/rho, so that two non-central chi-square laws decide.
    Integer d >= 1; 0 <= rho <= 1; Mahalanobis distance r >= 0; gamma > 0 (default 1). Theorem mean-gauss.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GaussianTarget(3, sp.Rational(1, 10), 2), 15).to_string(15)
    '0.0799800224299404...'
    """

    nargs = (3, 4)
    known_range = (0, 1)

    def __new__(cls, d: NumberLike, rho: NumberLike, r: NumberLike, gamma: NumberLike = 1, **options: bool) -> sp.Expr:
        return super().__new__(cls, d, rho, r, gamma, **options)

    @classmethod
    def eval(cls, d: sp.Expr, rho: sp.Expr, r: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        return rho if rho in (sp.S.Zero, sp.S.One) else None

    def _text(self, printer: Printer) -> str:
        d, rho, r = map(printer._print, self.args[:3])
        return rf"{indexed(printer, 'D', self.args[3])}^{{\mathcal{{N}}}}\left({d}, {rho}; {r}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, d: Number, rho: Number, r: Number, gamma: Number) -> Number:
        dimension = checked_dimension(d)
        check_rho(rho)
        p, g, square = to_arb(rho), to_arb(gamma), to_arb(r) ** 2
        c = -(-p * p).log1p() * dimension / 2
        # LR > gamma iff |theta - z/rho|^2 < lambda + gap.
        lam = square / p**2
        gap = 2 * (1 - p * p) / p**2 * (c - g.log()) - square
        radius, above = lam + gap, at_least_one(gamma)
        if above and radius <= 0:
            return fmpq(0)
        if not radius > 0:
            raise PrecisionTooLow("the region where the ratio exceeds gamma is not certainly empty")
        curve = _Parabola(dimension, lam, gap, p * p / (2 * (1 - p * p)))
        return g * curve.inverse(right=True) if above else curve.inverse(right=False)

    def _mpmath(self, d: MpNumber, rho: MpNumber, r: MpNumber, gamma: MpNumber) -> MpNumber:
        c = -mpmath.mpf(d) / 2 * mpmath.log1p(-(rho**2))
        radius = (1 - rho**2) / rho**2 * (r**2 + 2 * (c - mpmath.log(gamma)))
        if radius <= 0:
            return mpmath.mpf(0) if gamma >= 1 else 1 - 1 / gamma
        noncentral = r**2 / rho**2

        def cdf(x: MpNumber, lam: MpNumber) -> MpNumber:
            # A Poisson mixture of central chi-square laws.
            middle, width = lam / 2, 14 * mpmath.sqrt(lam / 2 + 10) + 40
            first, last = int(max(0, middle - width)), int(middle + width)
            terms = (
                mpmath.exp(-lam / 2 + j * mpmath.log(lam / 2) - mpmath.loggamma(j + 1)) if lam else mpmath.mpf(j == 0)
                for j in range(first, last + 1)
            )
            return mpmath.fsum(
                weight * mpmath.gammainc(mpmath.mpf(d) / 2 + j, 0, x / 2, regularized=True)
                for j, weight in zip(range(first, last + 1), terms, strict=True)
            )

        member = cdf(radius / (1 - rho**2), noncentral * (1 - rho**2))
        outsider = cdf(radius, noncentral)
        gap = member - gamma * outsider
        return gap if gamma >= 1 else (gap - 1 + gamma) / gamma


@dataclass(frozen=True)
class _Parabola(Contour):
    r"""The Laplace inversion of non-central chi-square tails on parabolas.

    X is non-central chi-square (d, lam) under P0, dP1/dP0 = gamma e^{kappa (R - X)}, R = lam + gap. With t = 1/2 - w^2,
    E_gamma = (gamma/(2 pi i)) int E_0 e^{tX} e^{-tR} kappa/(t (t+kappa)) dt, left of both poles, where
    E e^{tX} e^{-tR} = (2 w^2)^{-d/2} e^{v (gap + 2 lam v/(1+2v))}, v = w^2 - 1/2 and w = 1/sqrt 2 + a + i u.
    """

    d: int
    lam: arb
    gap: arb
    kappa: arb

    def _poles(self) -> tuple[arb, arb]:
        """The parameters a of t = 0 and t = -kappa."""
        root = (arb(1) / 2).sqrt()
        return arb(0), self.kappa / ((arb(1) / 2 + self.kappa).sqrt() + root)

    def log_size(self, a: float) -> float:
        root, far = math.sqrt(0.5), float(self._poles()[1])
        v = a * (2 * root + a)
        if a <= -root or a in (0.0, far) or 1 + 2 * v <= 0:  # the last by rounding, next to -root
            return math.inf
        return (
            (1 - self.d) * math.log(root + a)
            + v * (float(self.gap) + 2 * float(self.lam) * v / (1 + 2 * v))
            - math.log(abs(a))
            - math.log(abs(a - far))
        )

    def fall(self, a: float, u: float) -> float:
        mu = math.sqrt(0.5) + a
        lam, radius = float(self.lam), float(self.lam) + float(self.gap)
        q = mu * mu + u * u
        bend = lam / 4 * (1 / (mu * mu) - (mu * mu - u * u) / (q * q))
        return radius * u * u + bend + (self.d - 1) / 2 * math.log(q / (mu * mu))

    def value(self, a: arb, u: arb) -> arb:
        x, root = acb(a, u), (arb(1) / 2).sqrt()
        w = x + root
        v = x * (x + 2 * root)
        far = (arb(1) / 2 + self.kappa).sqrt()
        out = ((1 - self.d) * w.log() + v * (self.gap + 2 * self.lam * v / (1 + 2 * v))).exp()
        return (out / (v * (w - far) * (w + far))).real

    def modulus(self, a: arb, u: arb) -> arb:
        root, far = (arb(1) / 2).sqrt(), (arb(1) / 2 + self.kappa).sqrt()
        mu, square = a + root, u * u
        q = mu * mu + square
        x = acb(a, u)
        v = x * (x + 2 * root)
        exponent = (v * (self.gap + 2 * self.lam * v / (1 + 2 * v))).real
        out = exponent + (1 - self.d) * q.log() / 2
        for pole in (root, -root, far, -far):
            out -= ((mu - pole) ** 2 + square).log() / 2
        return out.exp()

    def rate(self, a: arb, u: arb) -> arb:
        # |e^{R w^2}| falls at the rate 2 R u. With q = u^2, (mu^2 - q)/(mu^2 + q)^2 grows with slope at most
        # 1/(108 mu^4), which bounds what |e^{lam/(4 w^2)}| can win back. The other factors fall.
        mu = a + (arb(1) / 2).sqrt()
        return 2 * u * (self.lam + self.gap - self.lam / (_SLACK * mu**4))

    def connected(self, a: arb, edge: arb) -> bool:
        near, far = self._poles()
        return (
            bool(edge + (arb(1) / 2).sqrt() > 0)
            and bool(self.rate(edge, arb(1)) > 0)
            and same_side(a - near, edge - near)
            and same_side(a - far, edge - far)
        )

    def inverse(self, right: bool) -> arb:
        """E_gamma/gamma (right of the poles), or E_0(gamma - LR)_+ / gamma (left of them)."""
        root = math.sqrt(0.5)
        radius = float(self.lam) + float(self.gap)
        lowest = (float(self.lam) / (0.9 * _SLACK * radius)) ** 0.25 - root
        far = float(self._poles()[1])
        if right:
            strip = max(far, lowest), max(far, lowest) + 4 + 40 / math.sqrt(radius)
        else:
            strip = max(-root, lowest), 0.0
        if strip[0] >= strip[1]:
            raise NoBallEvaluation("the leakage of a record with rho this close to 1 is out of reach")
        return self.kappa * self.integral(strip) * (-arb(2).log() * self.d / 2).exp() / arb.pi()
