"""The leakage of the sufficient statistics X'X, X'y of least squares on Gaussian data."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flint import acb, arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.contradiction import nonnegative
from ...numeric.integrate import Integrand, segment
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from ...numeric.work import remembered
from ..node import Node, need_int

_MOST_DATA, _MOST_ALONE = 300, 100  # the latter for p = 1
_SPARE = 20  # bits of the working precision that the integrals need not reach
_MOST_NODES = 20_000
_BITS_ALONE, _REACH_ALONE = 40, 17  # for p = 1


class GramMatrixDelta(Node):
    r"""``Delta_gamma`` of (X'X, X'y) on n > p records of `GaussianRegression`: ``GramMatrixDelta(n, p, gamma)``.

    The likelihood ratio L (theorem ols-sufficient) has the moments, with q = 1 - z and k = n - p,

        M(z) = E_0 L^z = (Gamma(n/2)/Gamma(k/2))^z prod_{j=k+2}^{n+1} Gamma((j-z)/2)/Gamma(j/2) / Beta(p/2, (k+1)/2)
               int_0^1 h^{p/2-1} (1-h)^{(1+z(k-3))/2} (1+hq)^{-(n+q)/2} (1-h q^2)^{-1/2} dh,

    and by Mellin inversion ``E_0 min(L, gamma) = (1/pi) Re int_0^oo gamma^{1-z} M(z)/(z(1-z)) dy``, z = 1/2 + iy, so
    that Delta_gamma = 1 - E_0 min(L, gamma)/min(1, gamma). The integral of the modulus of the inner integrand falls
    with y, which bounds the tail: certified. For p = 1 M falls like y^-2 only, and 4 to 5 digits are reached, for
    p >= 2 as many as are asked for. Raises ValueError for n <= p, and for n above 300 (100 for p = 1).

    >>> GramMatrixDelta(20, 10, 1).evalf(8)
    0.73574392
    """

    nargs = 3
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        n, p, gamma = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}^{{X'X,\,X'y}}\left({n}, {p}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        size, features = need_int(n), need_int(p)
        if not 1 <= features < size:
            raise ValueError(f"n must be more than p >= 1, got n = {size}, p = {features}")
        most = _MOST_ALONE if features == 1 else _MOST_DATA
        if size > most:
            raise NoBallEvaluation(
                f"n = {size} is beyond the reach of the integrals (n <= {most} for p = {features}); use the limit"
            )
        if not gamma > 0:
            raise PrecisionTooLow("gamma is not certainly positive")
        ratio = to_arb(gamma)
        least = (
            _least(size, features, ratio, current_bits()) if isinstance(gamma, arb) else _cached(size, features, gamma)
        )
        if not least.is_finite():
            raise PrecisionTooLow("the integrals behind the Gram matrix are not finite balls")
        return 1 - least / ratio.min(arb(1))

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        return mpmath.mpf(_in_doubles(int(n), int(p), float(gamma)))


def _in_doubles(n: int, p: int, gamma: float) -> float:
    """The same integrals by fixed nodes, y = sinh t and h = 1/(1 + e^-v): about 11 digits, no error bound."""
    import numpy as np
    from scipy.special import loggamma

    k, j = n - p, np.arange(n - p + 2, n + 2)
    # a path off the line, along which the integrand turns less for large y; no singularity lies between
    line = np.arange(-80.0, 45.0, 0.04)
    bend, fall = (1.0, 0.0) if k > 3 else (0.5, 0.5)
    centre = -np.log(max(k - 3, 1))
    v = line + 1j * (fall - bend * np.tanh(line - centre))
    slope = 1 - 1j * bend / np.cosh(line - centre) ** 2
    log_h, log_rest = -np.log1p(np.exp(-v)), -np.log1p(np.exp(v))
    h = np.exp(log_h)
    front = loggamma((n + 1) / 2) - loggamma(p / 2) - loggamma((k + 1) / 2) - loggamma(j / 2).sum()
    x, weight = np.polynomial.legendre.leggauss(40)
    total = 0.0
    for low in np.arange(0, 12, 0.25):
        t = low + (x + 1) / 8
        z = (0.5 + 1j * np.sinh(t))[:, None]
        q = 1 - z
        log_f = p / 2 * log_h + (3 + z * (k - 3)) / 2 * log_rest - (n + q) / 2 * np.log1p(h * q)
        log_f = log_f - np.log1p(-h * q * q) / 2
        outside = front + z * (loggamma(n / 2) - loggamma(k / 2)) + loggamma((j - z) / 2).sum(1, keepdims=True)
        moment = np.exp(log_f + outside) @ slope * 0.04
        part = (gamma ** q[:, 0] * moment / (z * q)[:, 0]).real * np.cosh(t)
        total += float(part @ weight) / 8
    return 1 - total / np.pi / min(1.0, gamma)


def _cached(n: int, p: int, gamma: fmpq) -> arb:
    # for p = 1 more bits give no more digits
    return _remembered(n, p, int(gamma.p), int(gamma.q), _BITS_ALONE if p == 1 else current_bits())


@remembered(maxsize=256)
def _remembered(n: int, p: int, top: int, bottom: int, bits: int) -> arb:
    return _least(n, p, arb(fmpq(top, bottom)), bits)


def _least(n: int, p: int, gamma: arb, bits: int) -> arb:
    """E_0 min(L, gamma)."""
    if p > 1:
        bits = -(-bits // 32) * 32  # few precisions, so that they are met again
    with working_precision(bits):
        return _moments(n, p, bits).minimum(gamma)


@lru_cache(maxsize=16)
def _moments(n: int, p: int, bits: int) -> Moments:
    """For all gamma: what is expensive depends on gamma only through the number of nodes."""
    return Moments(n, p, fmpq(1, 1 << (_REACH_ALONE if p == 1 else bits - _SPARE)))


class Moments:
    """M(z) and bounds on it for 0 < Re z < 1; h = 1 - e^{-2 x^2} takes both singular ends of (0, 1) away.

    There M is analytic. At every h and x = Re z the modulus of the integrand and the gamma factors falls with y: with
    a = (n+1-x)/2 and tan(phi) = hy/(1+h(1-x)) the logarithmic derivative of the part that has h(1-z) and one gamma
    factor is at most (phi - alpha - sin(phi) sin(phi - alpha)/sin(alpha))/2 <= 0, tan(alpha) = y/(2a); the others fall.
    """

    def __init__(self, n: int, p: int, goal: fmpq) -> None:
        self.n, self.p, self.k, self.goal = n, p, n - p, goal  # goal: the error aimed at
        half = arb(fmpq(1, 2))
        self.log_norm = (half * (n + 1)).lgamma() - (half * p).lgamma() - (half * (self.k + 1)).lgamma()
        self.log_norm -= sum(((half * j).lgamma() for j in range(self.k + 2, n + 2)), arb(0))
        self.log_base = (half * n).lgamma() - (half * self.k).lgamma()
        self.at: dict[fmpq, acb] = {}  # M(1/2 + iy) by y
        self.sizes: dict[tuple[str, ...], arb] = {}

    def minimum(self, gamma: arb) -> arb:
        """E_0 min(L, gamma), by the trapezoidal rule in y (Trefethen and Weideman 2014, theorem 5.1)."""
        goal = self.goal
        log_gamma, middle, side = gamma.log(), fmpq(1, 2), fmpq(12, 25)
        # the edges grow with gamma: the nodes of one large gamma serve every smaller one
        wide = log_gamma.max(arb(7))
        edges = [self._edge(middle + sign * side, wide) for sign in (-1, 1)]
        step = fmpq(1, 1)
        while not (sum(edges) / ((2 * arb.pi() * side / step).exp() - 1) <= goal) and step > fmpq(1, 1 << 12):
            step *= fmpq(7, 8)
        step = fmpq(int(step * (1 << 20)), 1 << 20)
        error = sum(edges) / ((2 * arb.pi() * side / step).exp() - 1)
        far = 4
        while far / step < _MOST_NODES and self._beyond(middle, log_gamma, arb(far)) > goal:
            far += 1 + far // 4
        count = min(int(far / step) + 1, _MOST_NODES)
        error += 2 * self._beyond(middle, log_gamma, arb(step * (count - 1)))
        total = arb(0)
        for j in range(count):
            y = step * j
            z = acb(arb(middle), arb(y))
            if y not in self.at:
                self.at[y] = self.moment(z, goal * (y * y + 1) / (8 + far))
            part = (((1 - z) * log_gamma).exp() * self.at[y]).real / (y * y + fmpq(1, 4))
            total += part if j else part / 2
        value = (step * total + arb(0, error.upper()) / 2) / arb.pi()
        largest = gamma.min(arb(1))
        return largest - nonnegative(largest - value, "min(1, gamma) less E_0 min(L, gamma)", self.n, self.p, gamma)

    def _size(self, x: Number, log_gamma: arb, y: arb) -> arb:
        """A bound on |gamma^{1-z} M(z)| for Re z = x that falls with Im z = y."""
        key = (str(x), *map(str, y.man_exp()))
        if key not in self.sizes:
            self.sizes[key] = self.modulus(arb(x), y)
        return ((1 - x) * log_gamma).exp() * self.sizes[key]

    def _beyond(self, x: Number, log_gamma: arb, y: arb) -> arb:
        """A bound on the integral of |gamma^{1-z} M(z)/(z(1-z))| beyond y > 0, as |z(1-z)| >= y^2."""
        return (self._size(x, log_gamma, y) / y).upper()

    def _edge(self, x: Number, log_gamma: arb) -> arb:
        """A bound on the integral of |gamma^{1-z} M(z)/(z(1-z))| over the line Re z = x."""
        total, low = arb(0), arb(0)
        high = arb(fmpq(1, 8))
        for _ in range(12):
            least = ((low * low + x * x) * (low * low + (1 - x) ** 2)).sqrt()
            total += (high - low) * self._size(x, log_gamma, low) / least
            low, high = high, 2 * high
        return 2 * (total + self._beyond(x, log_gamma, low)).upper()

    def moment(self, z: acb, goal: Number) -> acb:
        """M(z), 0 < Re z < 1, to about `goal`."""
        q, power = 1 - z, 3 + z * (self.k - 3)
        front = z * self.log_base + self.log_norm
        for j in range(self.k + 2, self.n + 2):
            front += ((j - z) / 2).lgamma()

        def smooth(h: acb) -> acb:
            """The factors without singularity at h = 1."""
            return (-(self.n + q) / 2 * log_off_cut(1 + h * q)).exp() * rsqrt_off_cut(1 - h * q * q)

        def integrand(x: acb, analytic: bool) -> acb:
            square = x * x
            h = -(-2 * square).expm1()
            return self._powers(x, square, h) * (-power * square).exp() * smooth(h)

        size = front.exp()
        goal = goal / (4 * abs(size).upper())
        return size * self._integral(integrand, power.real, lambda h: abs(smooth(acb(h))), goal)

    def modulus(self, x: arb, y: arb) -> arb:
        """The integral of the modulus of the integrand of M(x + iy), times the modulus of what is in front of it."""
        z = acb(x, y)
        front = x * self.log_base + self.log_norm
        for j in range(self.k + 2, self.n + 2):
            front += ((j - z) / 2).lgamma().real
        order, power, rest = (self.n + 1 - x) / 2, 3 + x * (self.k - 3), 1 - x

        def smooth(h: acb) -> acb:
            # |1+hq|^2, its angle, and |1-hq^2|^2 as analytic functions of h
            side, height = 1 + h * rest, h * y
            second = (1 - h * (rest * rest - y * y)) ** 2 + (2 * rest * height) ** 2
            return (
                y / 2 * _atan(height / side)
                - order / 2 * log_off_cut(side * side + height * height)
                - log_off_cut(second) / 4
            ).exp()

        def integrand(v: acb, analytic: bool) -> acb:
            square = v * v
            h = -(-2 * square).expm1()
            return self._powers(v, square, h) * (-power * square).exp() * smooth(h)

        size = front.exp()
        goal = self.goal**2 / size
        return size * self._integral(integrand, power, lambda h: smooth(acb(h)).real, goal, loose=True).real

    def _powers(self, x: acb, square: acb, h: acb) -> acb:
        """4 x h^{p/2-1}."""
        if self.p % 2 == 0:
            return 4 * x * h ** (self.p // 2 - 1)
        # h = x^2 g(x), g without zeros near the line
        if x.contains(acb(0)):
            g = _entire(square)
        else:
            g = h / square
        return 4 * x ** (self.p - 1) * rsqrt_off_cut(g) * g ** ((self.p - 1) // 2)

    def _integral(
        self, integrand: Integrand, power: arb, bound: Callable[[arb], arb], goal: arb, loose: bool = False
    ) -> acb:
        """Over x in (0, oo): cut where e^{-power x^2} is negligible. `loose`: three digits are enough."""
        bits = current_bits()
        end = ((bits + 20) / power).sqrt().mid()
        h = (1 - (-2 * end * end).exp()).union(arb(1))
        tail = 2 / power * (-power * end * end).exp() * bound(h).upper()
        if self.p == 1:
            tail /= h.lower().sqrt()
        relative = arb(2) ** (-10 if loose else -bits)
        inside = segment(integrand, acb(0), acb(end), rel_tol=relative, abs_tol=goal)
        error = arb(0, tail.upper())
        return inside + acb(error, error)


def log_off_cut(z: acb) -> acb:
    return z.log() if z.real > 0 or not z.imag.contains(0) else acb("nan")


def rsqrt_off_cut(z: acb) -> acb:
    return z.rsqrt() if z.real > 0 or not z.imag.contains(0) else acb("nan")


def _atan(z: acb) -> acb:
    turn = z * acb(0, 1)
    return (log_off_cut(1 + turn) - log_off_cut(1 - turn)) / acb(0, 2)


def _entire(v: acb) -> acb:
    """(1 - e^{-2v})/v near 0: the series, with |v| <= 1 (else no enclosure)."""
    size = abs(v).upper()
    if not size <= 1:
        return acb("nan")
    total, term = acb(0), acb(2)
    for j in range(2, 40 + current_bits()):
        total += term
        term *= -2 * v / j
    rest = 2 * abs(term).upper()
    return total + acb(arb(0, rest), arb(0, rest))
