"""High-precision quadrature twins for laws with densities.

Integrals of (p - gamma q)_+ are taken between cut points, which must contain the places where p - gamma q
changes sign if the quadrature is to be accurate. ``sign_changes`` finds them by a scan and bisections.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import mpmath as mp

Density = Callable[[mp.mpf], mp.mpf]


def hockey_stick(p: Density, q: Density, gamma: mp.mpf, cuts: Sequence[mp.mpf]) -> mp.mpf:
    """E_gamma(P||Q): the integral of (p - gamma q)_+, one quadrature between two cuts."""
    return mp.fsum(mp.quad(lambda x: max(p(x) - gamma * q(x), mp.mpf(0)), [a, b]) for a, b in pairwise(cuts))


def oriented_hockey_stick(p1: Density, p0: Density, gamma: mp.mpf, cuts: Sequence[mp.mpf]) -> mp.mpf:
    """Delta of two densities: E_gamma(P1||P0) for gamma >= 1, and E_{1/gamma}(P0||P1) for gamma < 1."""
    if gamma >= 1:
        return hockey_stick(p1, p0, gamma, cuts)
    return hockey_stick(p0, p1, 1 / mp.mpf(gamma), cuts)


def total_variation(p: Density, q: Density, cuts: Sequence[mp.mpf]) -> mp.mpf:
    """TV(P, Q): half the integral of |p - q|."""
    return mp.fsum(mp.quad(lambda x: abs(p(x) - q(x)) / 2, [a, b]) for a, b in pairwise(cuts))


def sign_changes(f: Callable[[mp.mpf], mp.mpf], low: mp.mpf, high: mp.mpf, pieces: int = 200) -> list[mp.mpf]:
    """The sign changes of a function seen on an even grid, each refined by bisection."""
    grid = [low + (high - low) * mp.mpf(i) / pieces for i in range(pieces + 1)]
    found = []
    for left, right in pairwise(grid):
        positive = f(left) > 0
        if positive == (f(right) > 0):
            continue
        for _ in range(mp.mp.prec + 10):
            middle = (left + right) / 2
            if (f(middle) > 0) == positive:
                left = middle
            else:
                right = middle
        found.append((left + right) / 2)
    return found


def normal_density(mean: mp.mpf, variance: mp.mpf) -> Density:
    """The density of N(mean, variance)."""
    return lambda x: mp.exp(-((x - mean) ** 2) / (2 * variance)) / mp.sqrt(2 * mp.pi * variance)


def chi_square_density(d: int) -> Density:
    """The density of the chi-square law with d degrees of freedom."""
    half = mp.mpf(d) / 2
    return lambda x: x ** (half - 1) * mp.exp(-x / 2) / (2**half * mp.gamma(half))


def gamma_density(shape: mp.mpf) -> Density:
    """The density of the gamma law of the given shape and rate one."""
    return lambda x: x ** (shape - 1) * mp.exp(-x) / mp.gamma(shape)


def normal_pair_delta(
    mean1: object, sd1: object, mean0: object, sd0: object, gamma: object = 1, dps: int = 25
) -> mp.mpf:
    """Delta of N(mean1, sd1^2) (member) and N(mean0, sd0^2), by quadrature between the sign changes."""
    with mp.workdps(dps):
        m1, s1, m0, s0, g = (mp.mpf(x) for x in (mean1, sd1, mean0, sd0, gamma))
        width = mp.sqrt(2 * mp.log(10) * (dps + 5))
        low = min(m1 - width * s1, m0 - width * s0)
        high = max(m1 + width * s1, m0 + width * s0)

        def log_ratio(x: mp.mpf) -> mp.mpf:
            return ((x - m0) / s0) ** 2 / 2 - ((x - m1) / s1) ** 2 / 2 + mp.log(s0 / s1) - mp.log(g)

        cuts = sorted([low, m0, m1, high, *sign_changes(log_ratio, low, high, 400)])
        return oriented_hockey_stick(normal_density(m1, s1**2), normal_density(m0, s0**2), g, cuts)


def normal_pair_tv(mean1: object, sd1: object, mean0: object, sd0: object, dps: int = 25) -> mp.mpf:
    """TV(N(mean1, sd1^2), N(mean0, sd0^2))."""
    return normal_pair_delta(mean1, sd1, mean0, sd0, 1, dps)


def gaussian_mechanism_delta(eps: object, sigma: object, sensitivity: object = 1, dps: int = 25) -> mp.mpf:
    """delta(eps) of the Gaussian mechanism: E_{exp(eps)} of N(sensitivity, sigma^2) and N(0, sigma^2)."""
    with mp.workdps(dps):
        e, s, c = (mp.mpf(x) for x in (eps, sigma, sensitivity))
        width = mp.sqrt(2 * mp.log(10) * (dps + 5)) * s
        crossing = e * s**2 / c + c / 2
        low, high = -width, c + width
        cuts = sorted({low, high, *(x for x in (crossing, mp.mpf(0), c) if low < x < high)})
        return hockey_stick(normal_density(c, s**2), normal_density(0, s**2), mp.exp(e), cuts)


def gaussian_mean_delta(n: object, d: int, gamma: object = 1, noise: object = 0, dps: int = 15) -> mp.mpf:
    """Delta of a Gaussian mean in d dimensions, by a double integral over the two chi-square variables.

    rho^2 = 1/(n (1 + n noise^2)) is the squared correlation of the mean (with noise N(0, noise^2 S)) and a
    training point, a coordinate. Under P0, U and V are independent chi-squares with d degrees of freedom, and
    log LR = -(d/2) log(1-rho^2) + rho U / (2(1+rho)) - rho V / (2(1-rho)). Needs n >= 2.
    """
    with mp.workdps(dps + 5):
        g = mp.mpf(gamma)
        rho = 1 / mp.sqrt(mp.mpf(n) * (1 + mp.mpf(n) * mp.mpf(noise) ** 2))
        chi = chi_square_density(d)
        a, b = rho / (2 * (1 + rho)), rho / (2 * (1 - rho))
        c = -mp.mpf(d) / 2 * mp.log(1 - rho**2)

        def ratio(u: mp.mpf, v: mp.mpf) -> mp.mpf:
            return mp.exp(c + a * u - b * v)

        def part(u: mp.mpf, v: mp.mpf) -> mp.mpf:
            lr = ratio(u, v)
            return chi(u) * max(lr - g if g >= 1 else 1 - lr / g, mp.mpf(0))

        def inner(v: mp.mpf) -> mp.mpf:
            edge = (mp.log(g) - c + b * v) / a
            if g >= 1:
                return mp.quad(lambda u: part(u, v), [max(edge, mp.mpf(0)), max(edge, mp.mpf(d)) + 2 * d + 20, mp.inf])
            return mp.quad(lambda u: part(u, v), [0, edge]) if edge > 0 else mp.mpf(0)

        kink = (c - mp.log(g)) / b
        cuts = sorted({mp.mpf(0), mp.mpf(d), mp.mpf(3 * d + 20), *([kink] if kink > 0 else [])})
        return +mp.quad(lambda v: chi(v) * inner(v), [*cuts, mp.inf])


def gaussian_mean_delta_single(n: object, d: int, gamma: object = 1, noise: object = 0, dps: int = 25) -> mp.mpf:
    """The same Delta by one integral over V, the law of U being taken from incomplete gamma functions.

    E_gamma(P1||P0) = P1(LR > gamma) - gamma P0(LR > gamma), where U and V are (1 + rho) and (1 - rho) times
    chi-square variables under P1.
    """
    with mp.workdps(dps + 5):
        g = mp.mpf(gamma)
        rho = 1 / mp.sqrt(mp.mpf(n) * (1 + mp.mpf(n) * mp.mpf(noise) ** 2))
        chi, half = chi_square_density(d), mp.mpf(d) / 2
        a, b = rho / (2 * (1 + rho)), rho / (2 * (1 - rho))
        c = -half * mp.log(1 - rho**2) - mp.log(g)

        def above(v: mp.mpf, scale_u: mp.mpf) -> mp.mpf:
            edge = (b * v - c) / a / scale_u
            return mp.gammainc(half, edge / 2, mp.inf, regularized=True) if edge > 0 else mp.mpf(1)

        def probability(scale_u: mp.mpf, scale_v: mp.mpf) -> mp.mpf:
            kink = c / b / scale_v
            spread = mp.sqrt(2 * d)
            cuts = {mp.mpf(0), mp.mpf(d), d + 4 * spread, d + 10 * spread, d + 20 * spread + 100}
            cuts |= {x for x in (d - 4 * spread, d - 8 * spread, kink) if x > 0}
            # v = w^2 removes the singularity of the density at 0 when d = 1
            roots = [mp.sqrt(v) for v in sorted(cuts)]
            return mp.quad(lambda w: 2 * w * chi(w**2) * above(scale_v * w**2, scale_u), roots)

        member, nonmember = probability(1 + rho, 1 - rho), probability(mp.mpf(1), mp.mpf(1))
        return +(member - g * nonmember if g >= 1 else (1 - nonmember) - (1 - member) / g)


def gaussian_mean_delta_by_target(n: int, gamma: object = 1, dps: int = 15) -> mp.mpf:
    """Delta of a Gaussian mean in one dimension, without chi-squares: the leakage of the target z, averaged.

    The mean given z_1 = z is N(z/n, (n-1)/n^2), and N(0, 1/n) otherwise; z is standard normal.
    """
    with mp.workdps(dps + 5):
        count, g = mp.mpf(n), mp.mpf(gamma)
        top, bottom = (count - 1) / count**2, 1 / count

        # log LR - log gamma is the quadratic -A x^2 + B x + C in the released mean x.
        quadratic = (1 / top - 1 / bottom) / 2

        def discriminant(z: mp.mpf) -> mp.mpf:
            constant = -((z / count) ** 2) / (2 * top) + mp.log(bottom / top) / 2 - mp.log(g)
            return (z / count / top) ** 2 + 4 * quadratic * constant

        def leakage(z: mp.mpf) -> mp.mpf:
            if discriminant(z) <= 0:
                return mp.mpf(0) if g >= 1 else 1 - 1 / g
            centre, reach = z / count / top / (2 * quadratic), mp.sqrt(discriminant(z)) / (2 * quadratic)
            inside1, inside0 = (
                mp.ncdf(centre + reach, mean, sd) - mp.ncdf(centre - reach, mean, sd)
                for mean, sd in ((z / count, mp.sqrt(top)), (mp.mpf(0), mp.sqrt(bottom)))
            )
            return inside1 - g * inside0 if g >= 1 else (1 - inside0) - (1 - inside1) / g

        cuts = [mp.mpf(x) for x in ("0", "0.03", "0.1", "0.3", "1", "3", "6", "14")]
        cuts = sorted([*cuts, *sign_changes(discriminant, cuts[0], cuts[-1])])
        return +(2 * mp.quad(lambda z: normal_density(0, 1)(z) * leakage(z), cuts))


def exponential_mean_delta(n: int, gamma: object = 1, dps: int = 15) -> mp.mpf:
    """Delta of the mean of n standard exponential records (n >= 2), by an integral over (s, z).

    s is the sum, with density s^(n-1) e^-s / (n-1)!. Given s, a member is z = s * Beta(1, n-1) and a
    non-member is standard exponential. For each s the ratio rises and then falls in z, so {LR > gamma} is an
    interval, found by bisections; the masses of an interval are elementary. The integral over s is cut where
    the interval vanishes.
    """
    with mp.workdps(dps + 5):
        g = mp.mpf(gamma)
        total = gamma_density(mp.mpf(n))

        def top(s: mp.mpf) -> mp.mpf:
            return min(max(s - (n - 2), mp.mpf(0)), s)

        def height(s: mp.mpf) -> mp.mpf:
            return (n - 1) / s * (1 - top(s) / s) ** (n - 2) * mp.exp(top(s)) - g

        def inner(s: mp.mpf) -> mp.mpf:
            def difference(z: mp.mpf) -> mp.mpf:
                return (n - 1) / s * (1 - z / s) ** (n - 2) * mp.exp(z) - g

            if height(s) <= 0:
                low = high = mp.mpf(0)
            else:
                low = next(iter(sign_changes(difference, mp.mpf(0), top(s), 1)), mp.mpf(0))
                high = next(iter(sign_changes(difference, top(s), s, 1)), s)
            inside1 = (1 - low / s) ** (n - 1) - (1 - high / s) ** (n - 1)
            inside0 = mp.exp(-low) - mp.exp(-high)
            return inside1 - g * inside0 if g >= 1 else (1 - inside0) - (1 - inside1) / g

        far = mp.mpf(3 * n + 60)
        rising = sign_changes(lambda s: (n - 1) / s - g, mp.mpf(1) / 1000, far, 1)
        kinks = [n - 2, n - 1, *sign_changes(height, mp.mpf(1) / 1000, far), *rising]
        cuts = sorted({mp.mpf(0), n + 3 * mp.sqrt(n), *kinks, far})
        return +mp.quad(lambda s: total(s) * inner(s), cuts)


def exponential_mean_delta_by_target(n: int, gamma: object = 1, dps: int = 15) -> mp.mpf:
    """The same Delta the other way round, n >= 3: the leakage of the target z, averaged.

    Given z the sum is z plus a gamma variable of shape n - 1, and a gamma variable of shape n otherwise. The
    ratio is zero before z, rises up to s = (n-1) z and falls.
    """
    if n < 3:
        raise ValueError("n must be at least three")
    with mp.workdps(dps + 5):
        g = mp.mpf(gamma)

        def log_ratio(s: mp.mpf, z: mp.mpf) -> mp.mpf:
            return mp.log(n - 1) + z + (n - 2) * mp.log1p(-z / s) - mp.log(s) - mp.log(g)

        def leakage(z: mp.mpf) -> mp.mpf:
            peak = (n - 1) * z
            if log_ratio(peak, z) <= 0:
                return mp.mpf(0) if g >= 1 else 1 - 1 / g
            far = 2 * peak
            while log_ratio(far, z) > 0:
                far *= 2
            near = z + (peak - z) * mp.mpf(2) ** (-mp.mp.prec)
            low = next(iter(sign_changes(lambda s: log_ratio(s, z), near, peak, 1)), z)
            high = sign_changes(lambda s: log_ratio(s, z), peak, far, 1)[0]
            inside1 = mp.gammainc(n - 1, low - z, high - z, regularized=True)
            inside0 = mp.gammainc(n, low, high, regularized=True)
            return inside1 - g * inside0 if g >= 1 else (1 - inside0) - (1 - inside1) / g

        small = mp.mpf(1) / 10**6
        kinks = sign_changes(lambda z: log_ratio((n - 1) * z, z), small, mp.mpf(60))
        cuts = sorted({mp.mpf(0), mp.mpf(1) / n, mp.mpf(1), mp.mpf(4), mp.mpf(12), mp.mpf(60), *kinks})
        return +mp.quad(lambda z: mp.exp(-z) * leakage(z), cuts)


def standardised_deviation(density: Density, cuts: Sequence[mp.mpf]) -> mp.mpf:
    """E|X - m| / sd, everything by quadrature; the cuts hold the ends, the mean comes from a first pass."""

    def expect(g: Density, points: Sequence[mp.mpf]) -> mp.mpf:
        return mp.fsum(mp.quad(lambda x: g(x) * density(x), [a, b]) for a, b in pairwise(points))

    mean = expect(lambda x: x, cuts)
    points = sorted({*cuts, mean})
    return expect(lambda x: abs(x - mean), points) / mp.sqrt(expect(lambda x: (x - mean) ** 2, points))
