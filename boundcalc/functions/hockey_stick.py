"""The hockey-stick term h_gamma(n, p): what one atom of mass p contributes to the worst-case Delta."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import Number, PrecisionTooLow, evaluate_ball, floor_range, to_arb
from ..numeric.float64 import UNIT, Approximation, NoFloat64Evaluation
from ..numeric.precision import current_bits
from . import _binomial
from .binomial_pmf import BinomialPMF
from .binomial_sf import BinomialSF, mpmath_sf
from .node import Node, need_int

_SERIES_TERMS = 4000  # beyond this the incomplete beta function is the faster way
_FLOAT64_TERMS = 200_000
_FRACTION_TERMS = 80
_FLOAT64_BLOCK = 1 << 13  # small enough for many intermediate arrays to stay in cache


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

    def __new__(cls, n: Any, p: Any, gamma: Any = 1, **options: Any) -> sp.Expr:
        return super().__new__(cls, n, p, gamma, **options)

    @classmethod
    def eval(cls, n: sp.Expr, p: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        if p in (sp.S.Zero, sp.S.One):
            return sp.S.Zero
        return None

    # -- elementary forms ----------------------------------------------------------------------------------------------

    def _eval_rewrite_as_binomial(self, n: sp.Expr, p: sp.Expr, gamma: sp.Expr, **_: Any) -> sp.Expr:
        if gamma == 1:
            m = sp.floor(n * p) + 1
            return m / n * sp.binomial(n, m) * p**m * (1 - p) ** (n - m + 1)
        return self.rewrite(sp.Sum)

    def _eval_rewrite_as_BinomialSF(self, n: sp.Expr, p: sp.Expr, gamma: sp.Expr, **_: Any) -> sp.Expr:
        k, j = sp.floor(gamma * n * p) + 1, sp.floor(n * p * gamma)
        above = p * (BinomialSF(k - 1, n - 1, p) - gamma * BinomialSF(k, n, p))
        below = p * (1 - BinomialSF(j + 1, n, p) - (1 - BinomialSF(j, n - 1, p)) / gamma)
        return _by_gamma(gamma, above, below)

    def _eval_rewrite_as_Sum(self, n: sp.Expr, p: sp.Expr, gamma: sp.Expr, **_: Any) -> sp.Expr:
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

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        n, p, gamma = map(printer._print, self.args)
        name = "h" if self.args[2] == 1 else rf"h_{{{gamma}}}"
        return rf"{name}{'' if exp is None else f'^{{{exp}}}'}\left({n}, {p}\right)"

    def _sympystr(self, printer: Any) -> str:
        n, p, gamma = map(printer._print, self.args)
        return f"h({n}, {p})" if self.args[2] == 1 else f"h({n}, {p}, {gamma})"

    def _eval_is_nonnegative(self) -> bool:
        return True

    # -- balls ---------------------------------------------------------------------------------------------------------

    def _ball_bind(self, n: Number | None, p: Number | None, gamma: Number | None) -> Callable[[Number], Number] | None:
        return None if n is None or gamma is None else HockeyStick._kernel(n, gamma)

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        return HockeyStick._kernel(n, gamma)(p)

    @staticmethod
    def _kernel(n_value: Number, gamma: Number) -> Callable[[Number], Number]:
        """p -> h_gamma(n, p), sharing what depends on n and gamma only."""
        n = need_int(n_value)
        if n < 1:
            raise ValueError(f"n must be an integer of at least 1, got {n}")
        if gamma == 1:
            return _de_moivre(n)
        if gamma > 1:
            return _above(n, gamma)
        if gamma < 1:
            return _below(n, gamma)
        raise PrecisionTooLow("gamma is not certainly on one side of 1")

    # -- float64 and mpmath --------------------------------------------------------------------------------------------

    def _float64(self, n: Approximation, p: Approximation, gamma: Approximation) -> Approximation:
        return HockeyStick._float64_value(n, p, gamma)

    @staticmethod
    def _float64_value(n: Approximation, p: Approximation, gamma: Approximation) -> Approximation:
        if np.any(n.error > 0) or n.value > _binomial.MAX_FLOAT64_N:
            raise NoFloat64Evaluation("the float64 path takes n up to 2^53; use the ball backend")
        shape = np.shape(p.value)
        mass = np.atleast_1d(np.asarray(p.value, dtype=np.float64))
        radius = np.broadcast_to(np.asarray(p.error, dtype=np.float64), shape or (1,))
        slack = radius / (mass if mass.min(initial=1.0) > 1e-300 else np.maximum(mass, 1e-300))
        largest = float(mass.max(initial=0.0))
        if gamma.value == 1.0 and gamma.error == 0.0:
            value, relative = _de_moivre_float64(int(n.value), mass)
            # d log h / d log p lies within 1/(1-p).
            loosest = float(slack.max(initial=0.0))
            if largest < 0.5 and loosest < 1e-6:
                error = value * (1.001 * (relative + 2.6 * loosest)) + 1e-300
            else:
                relative = relative + 1.25 * slack / np.maximum(1.0 - mass - mass * slack, 1e-300)
                error = _capped(value, relative)
        else:
            g = float(gamma.value), float(gamma.error)
            blocks = [slice(i, i + 2 * _FLOAT64_BLOCK) for i in range(0, mass.size, 2 * _FLOAT64_BLOCK)]
            parts = [_general_float64(float(n.value), mass[block], slack[block], *g) for block in blocks]
            value, error = (np.concatenate(column) for column in zip(*parts, strict=True))
            error = error + 1e-300  # underflow
        # Where 1-p is within its own error the bounds above say nothing; 0 <= h <= 1-p does.
        if largest >= 0.5 and 1.0 - largest < 16 * radius.max():
            rest = np.maximum(1.0 - mass, 0.0)
            error = np.where(rest < 16 * radius, value + 2 * (rest + radius), error)
        return Approximation(value.reshape(shape), error.reshape(shape))

    def _mpmath(self, n: Any, p: Any, gamma: Any) -> Any:
        return HockeyStick._mpmath_value(n, p, gamma)

    @staticmethod
    def _mpmath_value(n: Any, p: Any, gamma: Any) -> Any:
        if p == 0 or p == 1:
            return mpmath.mpf(0)

        if gamma == 1:
            m = mpmath.floor(n * p) + 1
            return m / n * mpmath.binomial(n, m) * p**m * (1 - p) ** (n - m + 1)
        k = mpmath.floor(gamma * n * p)
        if gamma > 1:
            return p * (mpmath_sf(k, n - 1, p) - gamma * mpmath_sf(k + 1, n, p))
        return p * ((1 - mpmath_sf(k + 1, n, p)) - (1 - mpmath_sf(k, n - 1, p)) / gamma)


def _by_gamma(gamma: sp.Expr, above: sp.Expr, below: sp.Expr) -> sp.Expr:
    if gamma.is_number:
        return above if gamma >= 1 else below
    return sp.Piecewise((above, gamma >= 1), (below, True))


# -- ball kernels ------------------------------------------------------------------------------------------------------


def _de_moivre(n: int) -> Callable[[Number], Number]:
    """p -> h_1(n, p) = p (1-p) P(Bin(n-1, p) = floor(np)), de Moivre's form."""
    log_factorial = _binomial.log_factorial(n - 1)
    whole = _binomial.stirling_ball(n - 1) if n > 1 else None
    scale = (arb(n - 1) / (2 * arb.pi())).sqrt()

    def at(k: int, p: Number) -> arb:
        # Stirling's form, as in `_de_moivre_float64`, where the series is short: log-gammas cost most.
        y, x = n - 1 - k, to_arb(p)
        first = _binomial.stirling_ball(k) if whole is not None else None
        second = _binomial.stirling_ball(y) if first is not None else None
        if whole is None or first is None or second is None:
            return x * (1 - x) * _binomial.log_pmf_ball(log_factorial, k, n - 1, x).exp()
        e = to_arb(p - (n * p - k))
        exponent = whole - first - second + k * (-e / k).log1p() + y * (e / y).log1p()
        return x * (1 - x) * scale * exponent.exp() / (arb(k) * y).sqrt()

    def h(p: Number) -> Number:
        if isinstance(p, fmpq):
            if p == 0 or p == 1:
                return fmpq(0)
            k = int((n * p).floor())
            if _binomial.is_small(n, p):
                return p * (1 - p) * _binomial.pmf(k, n - 1, p)
            return at(k, p)
        low, high = floor_range(n * p)
        if high - low > 1 or low < 0 or high > n - 1:
            return _coarse(p)
        # h is continuous: a ball that straddles an integer takes both formulas.
        return at(low, p) if low == high else at(low, p).union(at(high, p))

    return h


def _coarse(p: arb) -> arb:
    """0 <= h <= min(p, 1 - p): for gamma = 1 by symmetry, and h_gamma <= h_1."""
    cap = p.min(1 - p).upper().max(arb(0))
    return arb(0).union(cap)


def _above(n: int, gamma: Number) -> Callable[[Number], Number]:
    """gamma > 1: h = sum over i >= k of (i/n - gamma p) b_n(i), k = floor(gamma n p) + 1; every term is positive."""
    log_factorial = _binomial.log_factorial(n)
    ratio = 1 / to_arb(gamma)

    def h(p: Number) -> Number:
        if isinstance(p, fmpq) and (p == 0 or p == 1):
            return fmpq(0)
        low, high = floor_range(n * gamma * p)
        if low >= n or not p > 0:
            return fmpq(0) if low >= n else _coarse(to_arb(p))
        if high > low + 1:
            return _coarse(to_arb(p))
        k = low + 1
        if isinstance(p, fmpq) and isinstance(gamma, fmpq) and _binomial.is_small(n, p):
            return sum(((fmpq(i, n) - gamma * p) * _binomial.pmf(i, n, p) for i in range(k, n + 1)), fmpq(0))
        x = to_arb(p)
        # A ball that straddles the integer k: starting the sum early adds a term whose positive part is in the ball.
        start = (k - n * to_arb(gamma) * x).nonnegative_part()
        odds = x / (1 - x)
        if min(_terms_needed(ratio), n - k) <= _SERIES_TERMS:
            first = _binomial.log_pmf_ball(log_factorial, k, n, x).exp()
            return first / n * _rising_series(start, k, n, odds)
        b = _binomial.log_pmf_ball(_binomial.log_factorial(n - 1), k - 1, n - 1, x).exp()
        return (x * ((1 - gamma * x) * b - (gamma - 1) * _binomial.sf(k, n - 1, x))).nonnegative_part()

    return h


def _rising_series(start: arb, k: int, n: int, odds: arb) -> arb:
    """Sum over j >= 0 of (start + j) b(k+j)/b(k), with a geometric bound on what is left out."""
    weight, total = arb(1), start
    small = arb(2) ** (-current_bits() - 8)
    for j in range(1, n - k + 1):
        weight = weight * (n - k - j + 1) / (k + j) * odds
        total += (start + j) * weight
        if j % 16 == 0 or j > 64:
            r = odds * (n - k - j) / (k + j + 1)
            if r < 1:
                # Later ratios are smaller than r, so the rest is below a geometric series.
                rest = weight * ((start + j) * r / (1 - r) + r / (1 - r) ** 2)
                if rest < small * total:
                    return total + arb(0).union(rest.upper())
    return total


def _below(n: int, gamma: Number) -> Callable[[Number], Number]:
    """gamma < 1: h = sum over i <= k of (p - i/(gamma n)) b_n(i), k = floor(gamma n p); every term is positive."""
    log_factorial = _binomial.log_factorial(n)
    ratio = to_arb(gamma)
    g = 1 / gamma

    def h(p: Number) -> Number:
        if isinstance(p, fmpq) and (p == 0 or p == 1):
            return fmpq(0)
        low, high = floor_range(n * gamma * p)
        if high > low + 1 or low < 0 or not (p > 0 and p < 1):
            return _coarse(to_arb(p))
        # high, not low: a straddling ball adds the term whose positive part is in the ball.
        k = min(high, n)
        if isinstance(p, fmpq) and isinstance(gamma, fmpq) and _binomial.is_small(n, p):
            return sum(((p - g * fmpq(i, n)) * _binomial.pmf(i, n, p) for i in range(k + 1)), fmpq(0))
        x = to_arb(p)
        start = (n * to_arb(gamma) * x - k).nonnegative_part()
        if min(_terms_needed(ratio), k) <= _SERIES_TERMS:
            first = _binomial.log_pmf_ball(log_factorial, k, n, x).exp()
            return first / n * to_arb(g) * _falling_series(start, k, n, (1 - x) / x)
        b = _binomial.log_pmf_ball(_binomial.log_factorial(n - 1), k, n - 1, x).exp()
        lower_tail = _binomial.sf(n - k, n - 1, 1 - x)  # P(Bin(n-1, p) <= k-1)
        return (x * ((1 - x) * b - (g - 1) * lower_tail)).nonnegative_part()

    return h


def _falling_series(start: arb, k: int, n: int, odds: arb) -> arb:
    """Sum over j >= 0 of (start + j) b(k-j)/b(k), with a geometric bound on what is left out."""
    weight, total = arb(1), start
    small = arb(2) ** (-current_bits() - 8)
    for j in range(1, k + 1):
        weight = weight * (k - j + 1) / (n - k + j) * odds
        total += (start + j) * weight
        if j % 16 == 0 or j > 64:
            r = odds * (k - j) / (n - k + j + 1)
            if r < 1:
                rest = weight * ((start + j) * r / (1 - r) + r / (1 - r) ** 2)
                if rest < small * total:
                    return total + arb(0).union(rest.upper())
    return total


def _terms_needed(ratio: arb) -> int:
    """Terms of a geometric series of this ratio down to the working precision."""
    rate = -float(ratio.log().mid())
    return int(0.7 * current_bits() / max(rate, 1e-12)) + 8


# -- float64 kernels ---------------------------------------------------------------------------------------------------


def _de_moivre_float64(n: int, p: Any) -> tuple[Any, Any]:
    """(h_1(n, p), relative error bound) for an array of exact doubles 0 <= p <= 1 and integer 1 <= n <= 2^53.

    h = p (1-p) P(Bin(n-1, p) = m), m = floor(np). With d = np - m and e = p - d the binomial probability is
    sqrt(N / (2 pi m y)) exp(S(N) - S(m) - S(y) + m log1p(-e/m) + y log1p(e/y)), N = n-1, y = N-m, S Stirling's
    remainder: every term of the exponent is below 1.4 in size, so that a few units of absolute error suffice.
    """
    count = float(n)
    if p.max(initial=0.0) > 0.5:
        p = np.where(p > 0.5, 1.0 - p, p)  # h is symmetric under p -> 1-p, and 1-p is exact for p >= 1/2
    m, d = _floor_of_product(count, p)
    if m.min(initial=np.inf) >= 17:
        return _central(count, p, m, d), 96 * UNIT
    small = np.flatnonzero(m < 17)
    if 4 * small.size > p.size or n < 64:
        return _near_the_edge(count, p, m, d), 96 * UNIT
    value = _central(count, p, np.maximum(m, 17.0), d)
    value[small] = _near_the_edge(count, p[small], m[small], d[small])
    return value, 96 * UNIT


def _central(n: float, p: Any, m: Any, d: Any) -> Any:
    """h_1(n, p) for m = floor(np) >= 17 and p <= 1/2, hence y >= 16: no tables, no branches."""
    big, y, e = n - 1.0, (n - 1.0) - m, p - d
    r, s = 1.0 / m, 1.0 / y
    exponent = np.multiply(e, r)
    np.negative(exponent, out=exponent)
    np.log1p(exponent, out=exponent)
    exponent *= m
    exponent -= _binomial.stirling_series(r)
    if n >= 4e6:
        # y >= 10^6: what is left out of either series is below 2^-57.
        es = e * s
        tail = es * (1 / 3)
        np.subtract(0.5, tail, out=tail)
        tail *= es
        np.subtract(1.0, tail, out=tail)
        tail *= e
        exponent += tail
        exponent -= s * (1 / 12)
    else:
        exponent += y * np.log1p(e * s)
        exponent -= _binomial.stirling_series(s)
    exponent += float(_binomial.stirling_series(1.0 / np.float64(big)))
    np.exp(exponent, out=exponent)
    r *= s
    r *= big / (2 * np.pi)
    np.sqrt(r, out=r)
    exponent *= r
    exponent *= p
    exponent *= 1.0 - p
    return exponent


def _near_the_edge(n: float, p: Any, m: Any, d: Any) -> Any:
    """h_1(n, p) for any m = floor(np) and p <= 1/2."""
    outer = np.exp((n - 1.0) * np.log1p(-p))  # m = 0: P(Bin(n-1, p) = 0)
    if m.max(initial=0.0) > 0:
        e, y = p - d, n - 1.0 - m
        inside = (m > 0) & (y > 0)
        m, y = np.where(inside, m, 1.0), np.where(inside, y, 1.0)
        big = max(n - 1.0, 1.0)
        exponent = (
            _binomial.stirling_remainder(big)
            - _binomial.stirling_remainder(m)
            - _binomial.stirling_remainder(y)
            + m * np.log1p(np.where(inside, -e / m, 0.0))
            + y * np.log1p(np.where(inside, e / y, 0.0))
        )
        # Where y = 0 (only at n = 2, p = 1/2) the m = 0 form is right too: P(Bin(1, 1/2) = 1) = 1 - p.
        outer = np.where(inside, np.sqrt(big / (2 * np.pi * m) / y) * np.exp(exponent), outer)
    return p * (1.0 - p) * outer


def _product(n: float, p: Any) -> tuple[Any, Any]:
    """(n p rounded, n p minus that), by Dekker's error-free product."""
    product = n * p
    split = 134217729.0
    a = split * n
    high_n = a - (a - n)
    low_n = n - high_n
    b = split * p
    high_p = b - (b - p)
    low_p = p - high_p
    return product, ((high_n * high_p - product) + high_n * low_p + low_n * high_p) + low_n * low_p


def _floor_of_product(n: float, p: Any) -> tuple[Any, Any]:
    """(floor(n p), n p - floor(n p)), the floor exact."""
    product, residue = _product(n, p)
    m = np.floor(product)
    below = (product == m) & (residue < 0)
    if below.any():
        m = np.where(below, m - 1.0, m)
    return m, (product - m) + residue


def _general_float64(n: float, p: Any, slack: Any, gamma: float, gamma_error: float) -> tuple[Any, Any]:
    """(h_gamma(n, p), absolute error bound) in float64, k = floor(gamma n p) (+ 1 for gamma > 1).

    With a = |k - gamma n p| and weights W_j = b(k +- j)/b(k), h = b(k) (a sum W_j + sum j W_j) scale. A wrong k
    next to an integer changes h by no more than the error of a times the largest neighbouring weight.
    """
    above = gamma > 1.0
    boundary = gamma * n * p
    boundary_error = boundary * (4 * UNIT + slack + gamma_error / gamma)
    k = np.floor(boundary) + (1.0 if above else 0.0)
    scale = 1.0 / n if above else 1.0 / (gamma * n)
    inside = (k > 0) & (k < n) & (p > 1e-280) & (p < 1)
    if inside.all():
        return _tail_float64(n, p, slack, gamma, gamma_error, k, boundary, boundary_error)
    normal = (p > 1e-280) & (p < 1)  # below that h <= p is all that is needed
    value, error = np.zeros_like(p), np.where(normal, 0.0, np.minimum(2 * p, 1e-279))

    # k = 0 (gamma < 1): p (1-p)^n.  k >= n (gamma > 1): (1 - gamma p)_+ p^n.  Both straight from the definition.
    lowest = (k <= 0) & normal
    value = np.where(lowest, p * np.exp(n * np.log1p(np.where(lowest, -p, 0.0))), value)
    error = np.where(lowest, value * (40 * UNIT * (1 + n * p) + slack * (1 + n * p)) + boundary_error * scale, error)
    highest = (k >= n) & normal
    top = np.maximum(1.0 - gamma * p, 0.0) * np.exp(n * np.log(np.where(highest, p, 0.5)))
    value = np.where(highest, top, value)
    error = np.where(highest, (boundary_error + 4 * UNIT) * (1 + n) * (40 * UNIT * n + n * slack + 4), error)
    error = np.where(highest & (k > n) & (boundary - boundary_error > n), 0.0, error)
    value = np.where(highest & (k > n), 0.0, value)
    if inside.any():
        value[inside], error[inside] = _tail_float64(
            n, p[inside], slack[inside], gamma, gamma_error, k[inside], boundary[inside], boundary_error[inside]
        )
    return value, error


def _tail_float64(
    n: float, p: Any, slack: Any, gamma: float, gamma_error: float, k: Any, boundary: Any, boundary_error: Any
) -> tuple[Any, Any]:
    """The sum beyond k, 0 < k < n, as b(k) A (a + c): A = sum W_j, and c = sum j W_j / A, the mean overshoot.

    The lower tail of Bin(n, p) at k is the upper tail of Bin(n, 1-p) at n-k. For the upper tail A = k q/(k - np + c),
    and every part is positive: nothing cancels.
    """
    above = gamma > 1.0
    first, relative = _binomial.pmf_float64(k, n, p)
    inner = first / (n if above else gamma * n)
    q = 1.0 - p
    top, bottom = (k * q, (n - k + 1.0) * p) if above else ((n - k) * p, (k + 1.0) * q)
    product, beyond = _product(n, p)
    distance = (k - product) - beyond
    if above:
        overshoot, spread, todo = _mean_overshoot(n, k, p, q, distance)
    else:
        distance = -distance
        overshoot, spread, todo = _mean_overshoot(n, n - k, q, p, distance)
    ones = top / (distance + overshoot)
    if todo.any():
        ones[todo], overshoot[todo], spread[todo] = _series(n, p[todo], k[todo], above)
    total = ones * (np.abs(k - boundary) + overshoot)
    # d log b(k) / d log p = (k - np)/q, and W_j moves by j/q; for log-concave weights sum j (a+j) W_j is at most
    # (2c+1) sum (a+j) W_j.
    moved = 1.25 * np.abs(k - n * p) + 2.5 * (2.0 * overshoot + 1.0)
    relative = relative + slack * moved / q + spread + (gamma_error / gamma + 24 * UNIT)
    # top/bottom: the weight on the other side of k, in case the boundary lies there.
    shifted = (boundary_error + 2 * UNIT) * (ones + top / bottom + 1.0)
    return inner * total, inner * (_capped(total, relative) + shifted)


def _mean_overshoot(n: float, a: Any, x: Any, y: Any, distance: Any) -> tuple[Any, Any, Any]:
    """(c, bound on the relative error of what is made of c, where it was not reached): c = E[B - a | B >= a].

    B ~ Bin(n, x), y = 1-x, distance = a - nx > 0, 0 < a < n. With b = n-a+1 the continued fraction of the incomplete
    beta function I_x(a, b) (Didonato and Morris 1992, TOMS 708) becomes

        c = (b-1) x/(a+1) + alpha_1/(beta_1 + alpha_2/(beta_2 + ...)),
        alpha_i = (a+i-1)(a+b+i-1) i (b-i) x^2/(a+2i-1)^2,
        beta_i = i + i (b-i) x/(a+2i-1) + (a+i)/(a+2i+1) (1 + a - (n+1) x + i (1+y)).

    All parts are positive, so that consecutive convergents have c between them, and no rounding error is amplified.
    """
    c, spread = np.empty_like(a), np.empty_like(a)
    todo = np.arange(a.size)
    # How deep, measured over the distance in standard deviations and the smaller mean: a guess suffices.
    smaller = n * np.minimum(x, y)
    guess = np.minimum(3.0 + 95.0 * np.sqrt(n * x * y) / distance, 6.0 + 2.6 * np.sqrt(smaller))
    most = int(min(float(guess.max()), _FRACTION_TERMS))
    for depth in (min(int(guess.mean()) + 1, most), most, _FRACTION_TERMS):
        parts = (a, x, y, distance) if todo.size == a.size else (v[todo] for v in (a, x, y, distance))
        found, error = _convergents(depth, n, *parts)
        reached = error <= 8 * UNIT * found
        c[todo], spread[todo] = found, 2.0 * error / found + (32 * depth + 64) * UNIT
        todo = todo[~reached]
        if not todo.size:
            break
    rest = np.zeros(a.size, dtype=bool)
    rest[todo] = True
    return c, spread, rest


def _convergents(depth: int, n: float, a: Any, x: Any, y: Any, distance: Any) -> tuple[Any, Any]:
    """(the middle of two convergents of c, half their distance)."""
    if a.size > _FLOAT64_BLOCK:
        blocks = [slice(i, i + _FLOAT64_BLOCK) for i in range(0, a.size, _FLOAT64_BLOCK)]
        parts = [_convergents(depth, n, a[s], x[s], y[s], distance[s]) for s in blocks]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    bx, abx = (n - a) * x, (n + 1.0) * x
    free, step = 1.0 + (distance - x), 1.0 + y
    ends = n - float(a.max()) <= depth  # alpha_b = 0: the fraction is finite
    low, high = np.zeros_like(a), np.zeros_like(a)
    above, r_above = a + (depth + 1.0), 1.0 / (a + (2.0 * depth + 3.0))
    for i in range(depth + 1, 0, -1):
        before, r, shift = a + (i - 1.0), a + (2.0 * i - 1.0), (i - 1.0) * x
        np.divide(1.0, r, out=r)
        left = bx - shift
        if ends:
            np.maximum(left, 0.0, out=left)
        left *= i * r
        alpha = before * r
        shift += abx
        alpha *= shift
        alpha *= left
        beta = i * step
        beta += free
        beta *= above
        beta *= r_above
        beta += left
        beta += i
        high += beta
        np.divide(alpha, high, out=high)
        if i <= depth:  # the lower convergent leaves out the last part
            low += beta
            np.divide(alpha, low, out=low)
        above, r_above = before, r
    first = bx / (a + 1.0)
    return first + 0.5 * (low + high), 0.5 * np.abs(low - high)


def _series(n: float, p: Any, k: Any, above: bool) -> tuple[Any, Any, Any]:
    """(A, c, relative error bound) term by term, for a k too near the mean for the continued fraction."""
    odds = p / (1.0 - p) if above else (1.0 - p) / p
    weight, ones, steps = np.ones_like(k), np.ones_like(k), np.zeros_like(k)
    j, active = 0.0, np.ones_like(k, dtype=bool)
    while np.any(active):
        j += 1.0
        if j > _FLOAT64_TERMS:
            raise NoFloat64Evaluation("gamma is too close to 1 for the float64 series at this n; use the ball backend")
        ratio = (n - k - j + 1.0) / (k + j) if above else (k - j + 1.0) / (n - k + j)
        weight = np.where(active, weight * np.maximum(ratio, 0.0) * odds, 0.0)
        ones, steps = ones + weight, steps + j * weight
        r = np.maximum(ratio, 0.0) * odds
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = weight * (j + 1.0) / (1.0 - r) ** 2
            active = active & ~((r < 1.0) & (rest <= UNIT * ones)) & (weight > 0.0)
    return ones, steps / ones, np.full_like(k, 8 * UNIT * (j + 4.0))


def _capped(value: Any, relative: Any) -> Any:
    """value * relative + underflow, and infinite where the bound has lost its meaning."""
    if relative.max(initial=0.0) < 1e-4:
        return value * (relative * 1.0001) + 1e-300
    return value * np.expm1(np.minimum(relative, 50.0)) + 1e-300
