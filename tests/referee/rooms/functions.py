"""Every public function against mpmath at high precision, from its definition."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from hypothesis import strategies as st
from mpmath import mp
from scipy import integrate, special, stats

import boundcalc as bc
from boundcalc import functions as bf
from boundcalc.functions.digamma import Digamma
from boundcalc.functions.gaussian_sum import GaussianSum
from boundcalc.functions.harmonic import Harmonic
from boundcalc.functions.log_gamma import LogGamma
from boundcalc.functions.real_power import RealPower
from boundcalc.functions.riemann_zeta import RiemannZeta
from boundcalc.numeric.ball import compile_ball, to_arb
from boundcalc.numeric.float64 import Approximation, compile_float64
from boundcalc.numeric.precision import working_precision

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import DIGITS, GAMMAS, decades, rationals
from ..properties import mpmath_agrees, number
from ..verdicts import all_contain, all_hold, at_most, contains, fraction, stated

POSITIVE = st.one_of(rationals("0", "20").filter(lambda t: Fraction(t) > 0), decades(-6, 3))
UNIT = st.one_of(rationals("0", "1"), decades(-12, -1))
REAL = st.one_of(rationals("-12", "12"), decades(-4, 1), decades(-4, 1).map(lambda t: f"-{t}"))


def q(text: Any) -> sp.Rational:
    x = Fraction(text)
    return sp.Rational(x.numerator, x.denominator)


def held(expr: Any, truth: Any, digits: int, what: str, relative: Fraction = ev.RELATIVE) -> Any:
    """Balls, float64 and mpmath of the expression hold a truth."""
    fine = number(expr, digits)
    contains(fine, truth, what, ev.slack_of(truth, relative))
    mpmath_agrees(expr, fine)
    return fine


@campaign("functions", weight=3, x=REAL, digits=DIGITS)
def normal_cdf(x: str, digits: int) -> None:
    """Phi against the complementary error function."""
    with mp.workdps(ev.DIGITS):
        held(bf.NormalCDF(q(x)), ev.normal_cdf(ev.real(x)), digits, "NormalCDF")


@campaign("functions", weight=3, a=POSITIVE, x=POSITIVE, digits=DIGITS)
def gamma_cdf(a: str, x: str, digits: int) -> None:
    """P(a, x) and Q(a, x) against a series of positive terms."""
    with mp.workdps(ev.DIGITS):
        low, high = ev.gamma_lower(ev.real(a), ev.real(x)), ev.gamma_upper(ev.real(a), ev.real(x))
        held(bf.GammaCDF(q(a), q(x)), low, digits, "GammaCDF")
        held(bf.GammaSF(q(a), q(x)), high, digits, "GammaSF")


@campaign("functions", weight=3, a=POSITIVE, b=POSITIVE, x=UNIT, digits=DIGITS)
def beta_cdf(a: str, b: str, x: str, digits: int) -> None:
    """I_x(a, b) against a series of positive terms."""
    with mp.workdps(ev.DIGITS):
        if Fraction(x) > Fraction(999, 1000):
            return
        held(bf.BetaCDF(q(a), q(b), q(x)), ev.beta_lower(ev.real(a), ev.real(b), ev.real(x)), digits, "BetaCDF")


@campaign("functions", weight=3, n=st.integers(1, 90), k=st.integers(-2, 92), p=UNIT, digits=DIGITS)
def binomials(n: int, k: int, p: str, digits: int) -> None:
    """Masses, tails and mean deviations of binomials against sums of rationals."""
    x = Fraction(p)
    held(bf.BinomialPMF(k, n, q(p)), ev.binomial_pmf(k, n, x), digits, "BinomialPMF", Fraction(0))
    held(bf.BinomialSF(k, n, q(p)), ev.binomial_sf(k, n, x), digits, "BinomialSF", Fraction(0))
    mad = sum(ev.binomial_pmf(j, n, x) * abs(j - n * x) for j in range(n + 1))
    held(bf.BinomialMAD(n, q(p)), mad, digits, "BinomialMAD", Fraction(0))


@campaign(
    "functions", weight=2, n=st.integers(100, 10**7), spread=st.integers(-9, 9), p=UNIT, digits=st.integers(3, 20)
)
def large_binomials(n: int, spread: int, p: str, digits: int) -> None:
    """Tails of large binomials against the terms that count."""
    x = Fraction(p)
    if not 0 < x < 1:
        return
    k = round(float(n * x + spread * (float(n * x * (1 - x)) ** 0.5)))
    with mp.workdps(ev.DIGITS):
        tail = ev.large_binomial_sf(k, n, ev.real(p))
        held(bf.BinomialSF(k, n, q(p)), tail, digits, "BinomialSF", Fraction(1, 10**20))
        if 0 <= k <= n:
            mass = mp.exp(ev.log_binomial_pmf(k, n, ev.real(p)))
            held(bf.BinomialPMF(k, n, q(p)), mass, digits, "BinomialPMF", Fraction(1, 10**20))


@campaign("functions", weight=3, n=st.integers(1, 70), p=UNIT, gamma=GAMMAS, digits=DIGITS)
def hockey_stick(n: int, p: str, gamma: str, digits: int) -> None:
    """h_gamma(n, p), the error rates of a count and their caps against sums of rationals."""
    from .discrete import atom

    x, g = Fraction(p), Fraction(gamma)
    h = atom(n, x, g) if x else Fraction(0)
    value = held(bf.HockeyStick(n, q(p), q(gamma)), h, digits, "HockeyStick", Fraction(0))
    if 0 < x < 1:
        at_most(value, number(bf.MassCap(n, q(p)), digits), "MassCap")
        fpr = ev.binomial_sf((g * n * x).__floor__() + 1, n, x)
        tpr = sum(ev.binomial_pmf(j - 1, n - 1, x) for j in range(1, n + 1) if j > g * n * x)
        held(bf.CountTest(n, q(p), q(gamma), 0), fpr, digits, "CountTest 0", Fraction(0))
        held(bf.CountTest(n, q(p), q(gamma), 1), tpr, digits, "CountTest 1", Fraction(0))
        if g == 1:
            at_most(number(bf.RobbinsLower(n, q(p)), digits), value, "RobbinsLower")
            at_most(value, number(bf.RobbinsUpper(n, q(p)), digits), "RobbinsUpper")


@campaign("functions", weight=2, x=st.one_of(POSITIVE, st.integers(1, 10**6).map(str)), digits=DIGITS)
def gamma_functions(x: str, digits: int) -> None:
    """log Gamma and digamma against mpmath."""
    with mp.workdps(ev.DIGITS):
        held(LogGamma(q(x)), mp.loggamma(ev.real(x)), digits, "LogGamma", Fraction(1, 10**30))
        held(Digamma(q(x)), mp.digamma(ev.real(x)), digits, "Digamma", Fraction(1, 10**30))


@campaign(
    "functions", weight=2, count=st.integers(1, 400), s=st.one_of(rationals("0", "4"), decades(-3, 1)), digits=DIGITS
)
def zeta_functions(count: int, s: str, digits: int) -> None:
    """Generalised harmonic numbers, zeta and Gaussian sums against sums and mpmath."""
    with mp.workdps(ev.DIGITS):
        total = mp.fsum(mp.mpf(k) ** -ev.real(s) for k in range(1, count + 1))
        held(Harmonic(count, q(s)), total, digits, "Harmonic")
        if Fraction(1, 50) < Fraction(s) < 40:
            plain = 1 + 2 * mp.fsum(mp.exp(-((k / ev.real(s)) ** 2) / 2) for k in range(1, 800))
            held(GaussianSum(q(s)), plain, digits, "GaussianSum")
        if Fraction(s) > 1:
            held(RiemannZeta(q(s)), mp.zeta(ev.real(s)), digits, "RiemannZeta")


@campaign(
    "functions",
    weight=2,
    count=st.integers(10**3, 10**12),
    s=st.one_of(st.sampled_from(["1", "2", "1/2"]), rationals("0", "4")),
    digits=st.integers(3, 20),
)
def long_harmonic(count: int, s: str, digits: int) -> None:
    """Long generalised harmonic numbers between the two integrals around them."""
    with mp.workdps(ev.DIGITS):
        t = ev.real(s)
        near = mp.fsum(mp.mpf(k) ** -t for k in range(1, 400))

        def integral(a: Any, b: Any) -> Any:
            return mp.log(b / a) if t == 1 else (b ** (1 - t) - a ** (1 - t)) / (1 - t)

        # A convex summand: the midpoint rule is below the sum, the trapezium above.
        low, high = mp.mpf(400), mp.mpf(count)
        above = near + integral(low - mp.mpf(1) / 2, high + mp.mpf(1) / 2)
        below = near + integral(low, high) + (low**-t + high**-t) / 2
        value = number(Harmonic(count, q(s)), digits)
        small = Fraction(1, 10**30)
        stated(value.lower <= fraction(above) * (1 + small), "Harmonic below its integral", f"{value!r} > {above}")
        stated(value.upper >= fraction(below) * (1 - small), "Harmonic above its trapezium", f"{value!r} < {below}")


@campaign("functions", weight=2, x=POSITIVE, y=st.one_of(REAL, st.integers(-3000, 3000).map(str)), digits=DIGITS)
def powers(x: str, y: str, digits: int) -> None:
    """x^y, e^x and log-sum-exp against mpmath."""
    with mp.workdps(ev.DIGITS + 10):
        a, b = ev.real(x), ev.real(y)
        held(RealPower(q(x), q(y)), mp.exp(b * mp.log(a)), digits, "RealPower")
        held(bf.ExpOfLog(q(y) * sp.log(q(x))), mp.exp(b * mp.log(a)), digits, "ExpOfLog")
        both = mp.log(mp.exp(a) + mp.exp(b))
        held(bf.LogSumExp(q(x), q(y)), both, digits, "LogSumExp", Fraction(1, 10**20))


@campaign(
    "functions", weight=2, x=st.one_of(POSITIVE, rationals("0", "60"), st.integers(0, 50).map(str)), digits=DIGITS
)
def poisson_deviation(x: str, digits: int) -> None:
    """E|N - x| of a Poisson law against its sum."""
    with mp.workdps(ev.DIGITS):
        rate = ev.real(x)
        if rate > 2000:
            return
        most = int(rate + 40 * mp.sqrt(rate) + 200)
        term, total = mp.exp(-rate), mp.mpf(0)
        for k in range(most):
            total += term * abs(k - rate)
            term *= rate / (k + 1)
        held(bf.PoissonMAD(q(x)), total, digits, "PoissonMAD", Fraction(1, 10**20))


@campaign("functions", mu=st.one_of(rationals("0", "8"), decades(-6, 0)), gamma=GAMMAS, digits=DIGITS)
def gaussian_profile(mu: str, gamma: str, digits: int) -> None:
    """E_gamma of two normals from the place where their densities cross."""
    with mp.workdps(ev.DIGITS + 30):
        m, g = ev.real(mu), ev.real(gamma)
        if m == 0:
            return
        cut = mp.log(g) / m + m / 2
        truth = ev.normal_cdf(m - cut) - g * ev.normal_cdf(-cut)
        held(bf.gaussian_profile(q(mu), q(gamma)), truth, digits, "gaussian_profile", Fraction(1, 10**20))


@campaign(
    "functions",
    epsilon=st.one_of(rationals("0", "4"), decades(-4, 0)),
    steps=st.integers(1, 5),
    gamma=GAMMAS,
    seconds=20,
)
def laplace_profile(epsilon: str, steps: int, gamma: str) -> None:
    """E_gamma of T Laplace releases against the convolved law of one release's privacy loss."""
    e, g = float(Fraction(epsilon)), float(Fraction(gamma))
    value = number(bf.LaplaceProfile(q(epsilon), steps, q(gamma)), 12, unit=True)
    if e == 0:
        contains(value, max(0, 1 - Fraction(gamma)), "LaplaceProfile")
        return
    # The loss of one release: e with chance 1/2, -e with chance e^-e/2, density e^((x-e)/2)/4 between: on a grid.
    cells = 2000
    edges = np.linspace(-e, e, cells + 1)
    middle = np.diff(np.exp((edges - e) / 2)) / 2
    up, down = np.zeros(cells + 1), np.zeros(cells + 1)
    up[1:], down[:-1] = middle, middle
    up[-1], down[-1] = up[-1] + 0.5, down[-1] + 0.5
    up[0], down[0] = up[0] + np.exp(-e) / 2, down[0] + np.exp(-e) / 2
    ends = []
    for one in (down, up):
        law = one
        for _ in range(steps - 1):
            law = np.convolve(law, one)
        loss = np.linspace(-steps * e, steps * e, len(law))
        ends.append(float((law * np.maximum(0, 1 - g * np.exp(-loss))).sum()))
    all_hold(
        [float(value.lower) <= ends[1] + 1e-9, float(value.upper) >= ends[0] - 1e-9],
        "LaplaceProfile",
        f"{value!r} against {ends}",
    )


@campaign(
    "functions",
    weight=2,
    trace=rationals("11/10", "6"),
    det=st.one_of(rationals("1/100", "1"), rationals("1", "4")),
    gamma=GAMMAS,
    seconds=20,
)
def planar_gaussian(trace: str, det: str, gamma: str) -> None:
    """Delta_gamma(N(0, S), N(0, I)) in the plane by polar coordinates and quadrature."""
    t, d, g = Fraction(trace), Fraction(det), float(Fraction(gamma))
    t = 1 + d + t / 3  # one eigenvalue on each side of 1
    value = number(bf.PlanarGaussian(q(t), q(det), q(gamma)), 12, unit=True)
    root = np.sqrt(float(t * t - 4 * d))
    big, small = (float(t) + root) / 2, (float(t) - root) / 2
    if small < 1e-3:
        return
    angle = (np.arange(600) + 0.5) * np.pi / 1200  # a quarter
    form = np.cos(angle) ** 2 / big + np.sin(angle) ** 2 / small
    energy = np.concatenate([[0], np.geomspace(1e-5, 60, 8000)])  # r^2/2 under either law
    gain = []
    for f in form:
        top = 60 / min(f, 1.0)
        r = energy * (top / 60)
        p, o = np.exp(-f * r) / np.sqrt(big * small), np.exp(-r)
        y = np.maximum(p - g * o, 0) if g >= 1 else np.maximum(o - p / g, 0)
        gain.append(np.trapezoid(y, r))
    contains(value, float(np.mean(gain)), "PlanarGaussian", "1e-4")


@campaign(
    "functions",
    d=st.integers(1, 40),
    rho=rationals("1/1000", "99/100"),
    r=st.one_of(rationals("0", "9"), decades(-3, 1)),
    gamma=GAMMAS,
    digits=st.integers(3, 20),
    seconds=20,
)
def gaussian_target(d: int, rho: str, r: str, gamma: str, digits: int) -> None:
    """The leakage of one record of a Gaussian mean by noncentral chi-squares."""
    c, z, g = (float(Fraction(x)) for x in (rho, r, gamma))
    value = number(bf.GaussianTarget(d, q(rho), q(r), q(gamma)), digits, unit=True)
    # X ~ N(c z e, (1-c^2) I) against N(0, I): log ratio = -d/2 log(1-c^2) - |x - c z e|^2/(2(1-c^2)) + |x|^2/2.
    # It exceeds log g inside the ball |x - z e/c|^2 < R.
    v = 1 - c * c
    radius = (2 * v / c**2) * (-d / 2 * np.log(v) + z * z / 2 - np.log(g))
    radius = max(radius, 0.0)
    inside = stats.ncx2.cdf(radius / v, d, (z * v / c) ** 2 / v) if radius else 0.0
    outside = stats.ncx2.cdf(radius, d, (z / c) ** 2) if radius else 0.0
    truth = inside - g * outside if g >= 1 else (1 - outside) - (1 - inside) / g
    if np.isfinite(truth) and z / c < 1e3:
        contains(value, truth, "GaussianTarget", "1e-6")


@campaign(
    "functions",
    a=rationals("1/2", "6"),
    n=st.integers(2, 60),
    z=st.one_of(rationals("1/50", "12"), decades(-3, 1)),
    gamma=GAMMAS,
    digits=st.integers(3, 20),
    seconds=20,
)
def gamma_target(a: str, n: int, z: str, gamma: str, digits: int) -> None:
    """The leakage of one record of a gamma mean by quadrature of the positive part."""
    shape, x, g = (float(Fraction(t)) for t in (a, z, gamma))
    value = number(bf.GammaTarget(q(a), n, q(z), q(gamma)), digits, unit=True)
    member, other = stats.gamma((n - 1) * shape), stats.gamma(n * shape)
    grid = np.unique(
        np.concatenate(
            [x + member.ppf(np.linspace(1e-9, 1 - 1e-9, 6001)), other.ppf(np.linspace(1e-9, 1 - 1e-9, 6001))]
        )
    )
    p, o = np.diff(member.cdf(grid - x)), np.diff(other.cdf(grid))
    gain = p - g * o if g >= 1 else o - p / g
    truth = float(np.maximum(gain, 0).sum())  # cells in which the sign changes are small
    contains(value, truth, "GammaTarget", "1e-3")


@campaign("functions", s=rationals("101/100", "199/100"))
def power_law_constant(s: str) -> None:
    """The constant of a power law by quadrature of Poisson deviations."""
    t = float(Fraction(s))
    value = bc.evaluate(bf.PowerLawConstant(q(s)), 6)
    if not Fraction(11, 10) <= Fraction(s) <= Fraction(19, 10):
        return

    def half(y: float) -> float:
        m = np.floor(y)
        return float(np.exp((m + 1) * np.log(y) - y - special.gammaln(m + 1)))

    # int_0^oo H(y) y^(-1/s-1) dy: pieces, then sqrt(y/2pi) beyond.
    total = integrate.quad(lambda v: half(v ** (1 / (1 - 1 / t))) / v ** (1 / (1 - 1 / t)) / (1 - 1 / t), 0, 1)[0]
    total += sum(integrate.quad(lambda y: half(y) * y ** (-1 / t - 1), m, m + 1)[0] for m in range(1, 400))
    total += 400 ** (0.5 - 1 / t) / (1 / t - 0.5) / np.sqrt(2 * np.pi)
    contains(value, total / t, "PowerLawConstant", 2e-3 * total)


@campaign(
    "functions",
    corners=st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), min_size=1, max_size=5),
    gamma=GAMMAS,
    digits=DIGITS,
)
def tradeoff_divergence(corners: list[tuple[int, int]], gamma: str, digits: int) -> None:
    """sup_a 1 - f(a) - gamma a of a piecewise linear trade-off function is attained at a corner."""
    steps = sorted((Fraction(y, x), x, y) for x, y in corners)[::-1]
    width, drop = sum(x for _, x, _ in steps), sum(y for _, _, y in steps)
    # Convex, from (0, h) to (1, 0): scaled so that f(a) <= 1 - a holds.
    a, f, points = Fraction(0), Fraction(1), [(Fraction(0), Fraction(1))]
    for _, x, y in steps:
        a, f = a + Fraction(x, width), f - Fraction(y, drop)
        points.append((a, f))
    game = bc.Game(None, bc.PrivateLearner(tradeoff=[(str(a), str(f)) for a, f in points]), n=5, nu=1 / (1 + q(gamma)))
    # Both orders of the two laws are neighbours, so that each of the two numbers is a bound.
    g = max(Fraction(gamma), 1 / Fraction(gamma))
    needed = max(Fraction(0), min(max(1 - f - g * a for a, f in points), max(1 - a - g * f for a, f in points)))
    for b in game.bounds(digits):
        if b.id == "fdp":
            stated(b.value.upper >= min(needed, 1), "f-DP", f"{b!r} is below {needed}")


@campaign(
    "functions", power=st.integers(2, 5), gamma=st.one_of(GAMMAS, rationals("1/9", "9")), digits=st.integers(3, 15)
)
def tradeoff_function(power: int, gamma: str, digits: int) -> None:
    """sup_a 1 - f(a) - gamma a for f(a) = (1 - a^(1/k))^k, at a^(1/k) = u by a fine search in u."""
    a = sp.Symbol("a", nonnegative=True)
    f = sp.Lambda(a, (1 - a ** sp.Rational(1, power)) ** power)
    g = float(Fraction(gamma))
    value = bc.evaluate(bf.TradeoffDivergence(f, q(gamma)), digits)
    # 1 - (1-u)^k - g u^k is largest where ((1-u)/u)^(k-1) = g.
    u = 1 / (1 + g ** (1 / (power - 1)))
    contains(value, 1 - (1 - u) ** power - g * u**power, "sup of a trade-off function", 1e-12 * (1 + g))


X = sp.Symbol("x", positive=True)
Y = sp.Symbol("y", positive=True)
MANY: dict[str, tuple[Any, Any]] = {
    "NormalCDF": (bf.NormalCDF(X), special.ndtr),
    "GammaCDF": (bf.GammaCDF(Y, X), lambda x, y: special.gammainc(y, x)),
    "GammaSF": (bf.GammaSF(Y, X), lambda x, y: special.gammaincc(y, x)),
    "LogGamma": (LogGamma(X), special.gammaln),
    "Digamma": (Digamma(X), special.digamma),
    "RealPower": (RealPower(X, Y), np.power),
    "LogSumExp": (bf.LogSumExp(X, Y), np.logaddexp),
    "RiemannZeta": (RiemannZeta(1 + X), lambda x: special.zeta(1 + x)),
}


@campaign(
    "functions",
    weight=4,
    name=st.sampled_from(sorted(MANY)),
    seed=st.integers(0, 10**9),
    digits=st.sampled_from([53, 90]),
)
def many(name: str, seed: int, digits: int) -> None:
    """A few hundred random points of one function at a fixed precision, against scipy."""
    expr, other = MANY[name]
    names = sorted(expr.free_symbols, key=str)
    rng = np.random.default_rng(seed)
    points = [np.exp(rng.uniform(-5, 3.2, 300)) for _ in names]
    with working_precision(digits), np.errstate(all="ignore"):
        run = compile_ball(expr, names)
        balls = [to_arb(run(*(to_arb(sp_fmpq(x)) for x in row))) for row in zip(*points, strict=True)]
        truth = other(*points)
    middle = np.array([float(b.mid()) for b in balls])
    radius = np.array([float(b.rad().upper()) for b in balls])
    all_hold(
        radius <= np.maximum(np.abs(middle), 1e-250) * 1e-6 + 1e-290 if digits > 60 else radius >= 0,
        f"{name} is narrow",
        f"{name} wide",
    )
    all_contain(
        middle,
        radius,
        truth,
        1e-11 * np.abs(truth) + 1e-12 * (np.abs(truth) < 10) * (name in ("LogGamma", "Digamma", "LogSumExp")) + 1e-290,
        f"many {name}",
        points[0],
    )


def sp_fmpq(x: float) -> Any:
    from flint import fmpq

    a, b = float(x).as_integer_ratio()
    return fmpq(a, b)


@campaign(
    "functions",
    weight=6,
    seed=st.integers(0, 10**9),
    n=st.one_of(st.integers(1, 200), st.integers(1, 10**9)),
    gamma=GAMMAS,
)
def many_hockey_sticks(seed: int, n: int, gamma: str) -> None:
    """A thousand masses at once: the float64 kernel with its error bound, against scipy and against balls."""
    rng = np.random.default_rng(seed)
    p = np.exp(rng.uniform(np.log(1e-9 / n), 0, 1000))
    kernel = compile_float64(bf.HockeyStick(n, X, q(gamma)), [X])
    value = kernel(Approximation(p, np.zeros_like(p)))
    middle, error = np.broadcast_to(value.value, p.shape), np.broadcast_to(value.error, p.shape)
    exact = Fraction(gamma)
    with np.errstate(all="ignore"):
        if exact >= 1:
            k = np.floor(float(exact) * n * p) + 1
            truth = p * (stats.binom.sf(k - 2, n - 1, p) - float(exact) * stats.binom.sf(k - 1, n, p))
            size = p
        else:
            k = np.floor(n * p * float(exact))
            truth = p * (stats.binom.cdf(k, n, p) - float(1 / exact) * stats.binom.cdf(k - 1, n - 1, p))
            size = p * max(1.0, float(1 / exact)) * stats.binom.cdf(k, n, p)
    truth = np.where(truth > 1e-200, truth, np.nan)  # beyond, scipy's tails lose digits
    slack = (1e-8 + 1e-15 * n) * size + 1e-290  # scipy's tails lose digits as n grows
    all_contain(middle, error, truth, slack, "many HockeyStick against scipy", p)
    all_hold(middle + error >= 0, "many HockeyStick non-negative", "negative")
    all_hold(middle - error <= p, "many HockeyStick below its mass", "above the mass")
    # Masses known within a radius: the answer holds at every mass inside.
    inside = np.minimum(p * np.exp(rng.uniform(-1e-9, 1e-9, p.size)), 1.0)
    wide = kernel(Approximation(p, np.abs(inside - p) * (1 + 1e-12) + 5e-324))
    with working_precision(80):
        run = compile_ball(bf.HockeyStick(n, X, q(gamma)), [X])
        few = rng.choice(len(p), 12, replace=False)
        for place, got, what in ((p, value, "at doubles"), (inside, wide, "in radii")):
            balls = [to_arb(run(to_arb(sp_fmpq(place[i])))) for i in few]
            exact = np.array([float(b.mid()) for b in balls])
            slack = [float(b.rad().upper()) + abs(float(b.mid())) * 2e-16 + 5e-324 for b in balls]
            middle, error = (np.broadcast_to(x, p.shape)[few] for x in (got.value, got.error))
            all_contain(middle, error, exact, slack, f"many HockeyStick {what} against balls", place[few])
