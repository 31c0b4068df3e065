"""The leakage of one record from the sufficient statistics X'X, X'y of least squares."""

from __future__ import annotations

from flint import acb, arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.integrate import segment
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits
from ..node import Node, need_int
from .sufficient import Moments, log_off_cut, rsqrt_off_cut

_MOST_DATA = 300
_SPARE = 20  # bits of the working precision that the integrals need not reach


class GramMatrixLeakage(Node):
    r"""``Delta_gamma(law(X'X, X'y | z_1 = (x, y)), law(X'X, X'y))``: ``GramMatrixLeakage(n, p, gamma, square, y)``.

    n > p >= 2; square = |x|^2 = R and y in standard units. With k = n - p, q = 1 - z, h = R/G for G
    chi-square with k+1 degrees, the likelihood ratio has for an outsider's release the moments

        M(z) = (2^{1/2} Gamma(n/2)/Gamma(k/2) e^{(R+y^2)/2})^z prod_{j=k+2}^n Gamma((j-z)/2)/Gamma(j/2)
               E G^{-z/2} (1-h)^{(z(k-3)+1)/2} (1-hq)^{-1/2} e^{-z y^2/(2(1-hq))} 1{h < 1},

    and Delta_gamma follows as for `GramMatrixDelta`, whose average over the records this is. |M| falls with Im z at
    least as its gamma functions: at the integrand's first factor |1 - hq| >= 1 - h(1 - Re z), and
    Re z/(1-hq) grows. Certified. Raises ValueError for n <= p, p = 1, square < 0, and n above 300.

    >>> GramMatrixLeakage(6, 3, 1, 3, 0).evalf(8)
    0.55778062
    """

    nargs = 5
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        n, p, gamma, square, y = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}^{{X'X,\,X'y}}\left({n}, {p}; |x|^2 = {square}, y = {y}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number, square: Number, y: Number) -> Number:
        size, features = need_int(n), need_int(p)
        if not 1 <= features < size:
            raise ValueError(f"n must be more than p >= 1, got n = {size}, p = {features}")
        if features == 1 or size > _MOST_DATA:
            raise NoBallEvaluation(
                f"n = {size}, p = {features} is beyond the reach of the integrals (p >= 2, n <= {_MOST_DATA})"
            )
        if square < 0:
            raise ValueError(f"square must be at least 0, got {square}")
        if not (gamma > 0 and (square > 0 or square == 0)):
            raise PrecisionTooLow("gamma and the square are not certainly positive")
        ratio = to_arb(gamma)
        goal = fmpq(1, 1 << (current_bits() - _SPARE))
        least = _OneRecord(size, features, goal, to_arb(square), to_arb(y)).minimum(ratio)
        if not least.is_finite():
            raise PrecisionTooLow("the integrals behind the Gram matrix are not finite balls")
        return 1 - least / ratio.min(arb(1))

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber, square: MpNumber, y: MpNumber) -> MpNumber:
        return mpmath.mpf(_in_doubles(int(n), int(p), float(gamma), float(square), float(y)))


def _in_doubles(n: int, p: int, gamma: float, square: float, y: float) -> float:
    """The same integrals by fixed nodes, Im z = sinh t and G = R + e^v: about 10 digits, no error bound."""
    import numpy as np
    from scipy.special import loggamma

    k, step = n - p, 0.01
    v = np.arange(-60.0, np.log(6 * n + 200), step)
    g = square + np.exp(v)
    h, log_rest = square / g, v - np.log(g)
    density = v + (k - 1) / 2 * np.log(g) - g / 2 - (k + 1) / 2 * np.log(2) - loggamma((k + 1) / 2)
    j = np.arange(k + 2, n + 1)
    x, weight = np.polynomial.legendre.leggauss(24)
    total = 0.0
    for low in np.arange(0, 5.5, 0.25):
        t = low + (x + 1) / 8
        z = (0.5 + 1j * np.sinh(t))[:, None]
        q = 1 - z
        inside = density - z / 2 * np.log(g) + (z * (k - 3) + 1) / 2 * log_rest
        inside = inside - np.log1p(-h * q) / 2 - z * y**2 / (2 * (1 - h * q))
        front = z * (np.log(2) / 2 + loggamma(n / 2) - loggamma(k / 2) + (square + y**2) / 2)
        front = front + (loggamma((j - z) / 2) - loggamma(j / 2)).sum(1, keepdims=True)
        moment = np.exp(inside + front).sum(1) * step
        part = (gamma ** q[:, 0] * moment / (z * q)[:, 0]).real * np.cosh(t)
        total += float(part @ weight) / 8
    return 1 - total / np.pi / min(1.0, gamma)


class _OneRecord(Moments):
    """M(z) for one record, and bounds on it for 0 < Re z < 1; h = 1 - e^{-2 x^2} as in `Moments`."""

    def __init__(self, n: int, p: int, goal: fmpq, square: arb, y: arb) -> None:
        super().__init__(n, p, goal)
        self.square, self.y2 = square, y * y
        degrees = arb(self.k + 1)
        self.gammas = range(self.k + (1 if square == 0 else 2), n + 1)
        self.log_tilt = self.log_base + (square + self.y2) / 2
        if square == 0:
            self.log_tilt -= self.y2 / 2
            self.log_front = arb(0)
        else:
            self.log_tilt += (2 / square).log() / 2
            self.log_front = degrees / 2 * (square / 2).log() - (degrees / 2).lgamma()
        self.real: dict[tuple[str, ...], arb] = {}  # by Re z, every bit of it

    def moment(self, z: acb, goal: Number) -> acb:
        front = z * self.log_tilt + self.log_front
        for j in self.gammas:
            front += ((j - z) / 2).lgamma() - (arb(j) / 2).lgamma()
        size = front.exp()
        return size if self.square == 0 else size * self._over_h(z, goal / (4 * abs(size).upper()))

    def modulus(self, x: arb, y: arb) -> arb:
        key = (*map(str, x.mid().man_exp()), *map(str, x.rad().man_exp()))
        if key not in self.real:
            self.real[key] = abs(self.moment(acb(x), self.goal)).upper()
        z = acb(x, y)
        fall = sum((((j - z) / 2).lgamma().real - ((j - x) / 2).lgamma() for j in self.gammas), arb(0))
        return self.real[key] * fall.exp()

    def _over_h(self, z: acb, goal: Number) -> acb:
        q, power, k, square = 1 - z, 3 + z * (self.k - 3), self.k, self.square

        def integrand(x: acb, analytic: bool) -> acb:
            v = x * x
            h = -(-2 * v).expm1()
            rest = 1 - h * q
            exponent = (z - k - 3) / 2 * log_off_cut(h) - square / (2 * h) - power * v - z * self.y2 / (2 * rest)
            return 4 * x * exponent.exp() * rsqrt_off_cut(rest)

        bits = current_bits()
        x = z.real
        # large G, h <= 1/4: all factors but the density of G are at most 2^(1/2)
        far = (arb(4) * square).max(arb(3 * (k + 1) + 2 * bits)).mid()
        start = ((1 - square / far).log() / -2).sqrt().mid()
        far = (square / -(-2 * start * start).expm1()).lower()  # of the start as it is rounded
        degrees = arb(k + 1) / 2
        near = 2 * square ** (x / 2 - degrees) * far ** (-x / 2) * arb(2) ** degrees * (far / 2).gamma_upper(degrees)
        # h close to 1
        end = ((bits + 20) / power.real).sqrt().max(2 * arb(start)).mid()
        h = (1 - (-2 * end * end).exp()).union(arb(1))
        last = 2 / power.real * (-power.real * end * end).exp() * abs(h ** ((x - k - 3) / 2)) / x.sqrt()
        inside = segment(integrand, acb(start), acb(end), rel_tol=arb(2) ** -bits, abs_tol=goal)
        error = arb(0, (near + last).upper())
        return inside + acb(error, error)
