"""Released means against the two laws of the game, integrated numerically without any formula of ours.

Given the release s, the member's law is compared with P (T-SUFF); where the release is an affine image of a sum the two
conditional laws are written down from their densities, the sets where one exceeds gamma times the other are found on a
fine grid and by bisection, and their masses are differences of distribution functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import special, stats
from scipy.interpolate import BSpline

import boundcalc as bc
from boundcalc.grammar import parse_law

from ..campaign import campaign
from ..draws import GAMMAS, categorical, decades, rationals
from ..verdicts import at_most, contains, in_unit, not_wider, stated

Function = Callable[[Any], Any]


def oriented(excess: Function, gamma: float) -> float:
    """Delta_gamma from excess(a, b) = E int (a dP1 - b dP0)_+, for gamma on either side of 1."""
    return excess((1.0, gamma)) if gamma >= 1 else excess((-1 / gamma, -1.0))


def positive_mass(
    log_ratio: Function, first: Function, second: Function, grid: np.ndarray, a: float, b: float
) -> float:
    """int (a dF - b dG)_+ over the grid's range, a and b of one sign, by the sign of log dF/dG - log(b/a)."""
    level = np.log(b / a)
    with np.errstate(all="ignore"):
        above = (log_ratio(grid) > level) if a > 0 else (log_ratio(grid) < level)
    change = np.nonzero(above[1:] != above[:-1])[0]
    low, high = grid[change].copy(), grid[change + 1].copy()
    left = above[change]
    for _ in range(60):
        mid = (low + high) / 2
        with np.errstate(all="ignore"):
            side = (log_ratio(mid) > level) if a > 0 else (log_ratio(mid) < level)
        low, high = np.where(side == left, mid, low), np.where(side == left, high, mid)
    cuts = np.concatenate([[grid[0]], (low + high) / 2, [grid[-1]]])
    signs = np.concatenate([[above[0]], above[change + 1]])
    gain = a * np.diff(first(cuts)) - b * np.diff(second(cuts))
    return float(gain[signs].sum())


@lru_cache(maxsize=64)
def _spline(k: int) -> tuple[BSpline, BSpline]:
    """Density and distribution function of the sum of k uniforms."""
    density = BSpline.basis_element(np.arange(k + 1.0), extrapolate=False)
    return density, density.antiderivative()


def _irwin_hall(k: int, x: np.ndarray) -> np.ndarray:
    return np.nan_to_num(_spline(k)[0](x))


def _irwin_hall_cdf(k: int, x: np.ndarray) -> np.ndarray:
    return np.where(x <= 0, 0.0, np.where(x >= k, 1.0, np.nan_to_num(_spline(k)[1](np.clip(x, 0, k - 1e-15)))))


def _panels(edges: np.ndarray, order: int = 8) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(order)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half + half * nodes).ravel(), (half * weights).ravel()


def _unit(steps: int, end: float = 1e-12) -> np.ndarray:
    """Edges over (0, 1), finer by decades near both ends."""
    tail = np.geomspace(end, 0.01, 12)
    return np.concatenate([tail, np.linspace(0.01, 0.99, steps + 1)[1:-1], 1 - tail[::-1]])


def uniform_mean(n: int, gamma: float) -> float:
    """Uniform data on (0, 1): the sum s of n; given s the member has density f_{n-1}(s - z)/f_n(s)."""
    sums, weights = _panels(np.linspace(0, n / 2, 5 * n + 1), 6)
    densities = _irwin_hall(n, sums)

    def given_sum(s: float, density: float, ab: tuple[float, float]) -> float:
        grid = np.linspace(max(0.0, s - (n - 1)), min(1.0, s), 33)
        inside = positive_mass(
            lambda z: np.log(_irwin_hall(n - 1, s - z) / density),
            lambda z: -_irwin_hall_cdf(n - 1, s - z) / density,
            lambda z: z,
            grid,
            *ab,
        )
        return inside + (-ab[1] * (1 - (grid[-1] - grid[0])) if ab[0] < 0 else 0.0)

    def excess(ab: tuple[float, float]) -> float:
        rows = zip(sums, weights, densities, strict=True)
        return 2 * sum(w * f * given_sum(s, f, ab) for s, w, f in rows if f > 1e-14)

    return oriented(excess, gamma)


def gamma_mean(shape: float, n: int, gamma: float) -> float:
    """Gamma(shape, 1) data: the sum s of n; given s the member is s Beta(shape, (n-1) shape)."""
    rest = (n - 1) * shape
    log_constant = special.gammaln(shape) - special.betaln(shape, rest)
    chances, weights = _panels(_unit(41), 6)
    shares = _unit(250)

    def given_sum(s: float, ab: tuple[float, float]) -> float:
        inside = positive_mass(
            lambda u: (rest - 1) * np.log1p(-u) + s * u - shape * np.log(s) + log_constant,
            lambda u: special.betainc(shape, rest, u),
            lambda u: special.gammainc(shape, s * u),
            shares,
            *ab,
        )
        return inside + (-ab[1] * special.gammaincc(shape, s) if ab[0] < 0 else 0.0)

    def excess(ab: tuple[float, float]) -> float:
        sums = special.gammaincinv(n * shape, chances)
        return sum(w * given_sum(s, ab) for s, w in zip(sums, weights, strict=True))

    return oriented(excess, gamma)


def cauchy_mean(n: int, gamma: float) -> float:
    """Cauchy data: given z the mean is Cauchy around z/n with scale 1 - 1/n; without, Cauchy(0, 1)."""
    chances, weights = _panels(0.5 + _unit(80) / 2, 6)
    scale = 1 - 1 / n
    grid = np.tan(np.linspace(-np.pi / 2 + 1e-9, np.pi / 2 - 1e-9, 401))

    def given_target(z: float, ab: tuple[float, float]) -> float:
        centre = z / n
        return positive_mass(
            lambda x: np.log(scale) - np.log(scale**2 + (x - centre) ** 2) + np.log1p(x * x),
            lambda x: np.arctan((x - centre) / scale) / np.pi + 0.5,
            lambda x: np.arctan(x) / np.pi + 0.5,
            np.unique(np.concatenate([grid, centre + scale * grid])),
            *ab,
        )

    def excess(ab: tuple[float, float]) -> float:
        targets = np.tan(np.pi * (chances - 0.5))
        return 2 * sum(w * given_target(z, ab) for z, w in zip(targets, weights, strict=True))

    return oriented(excess, gamma)


def gaussian_mean(d: int, n: int, gamma: float) -> float:
    """Normal data in R^d: given |z|^2 = r the sum is N(z, (n-1) I) against N(0, n I).

    The log-ratio is constant - |x - n z|^2/(2 n (n-1)) + r/2: balls around n z, by noncentral chi-squares.
    """
    chances, weights = _panels(_unit(81))
    m = n - 1.0
    squares = special.chdtri(d, 1 - chances)
    radii = np.maximum(2 * n * m * (d / 2 * np.log(n / m) + squares / 2 - np.log(gamma)), 0)
    member = stats.ncx2.cdf(radii / m, d, m * squares)
    outsider = stats.ncx2.cdf(radii / n, d, n * squares)
    gain = member - gamma * outsider if gamma >= 1 else (1 - outsider) - (1 - member) / gamma
    return float((weights * gain).sum())


def lattice_mean(law: list[tuple[int, Fraction]], n: int, gamma: Fraction) -> Fraction:
    """sum_z p_z D(z + S_{n-1}, S_n), both laws by convolution of rationals."""

    def add(sums: Counter[int]) -> Counter[int]:
        out: Counter[int] = Counter()
        for s, mass in sums.items():
            for z, p in law:
                out[s + z] += mass * p
        return out

    sums: Counter[int] = Counter({0: Fraction(1)})
    for _ in range(n - 1):
        sums = add(sums)
    whole = add(sums)
    total = Fraction(0)
    for z, p in law:
        for s, mass in whole.items():
            member = sums.get(s - z, Fraction(0))
            gain = member - gamma * mass if gamma >= 1 else mass - member / gamma
            total += p * max(gain, Fraction(0))
    return total


def laws_of_a_game(law: Any, n: int, gamma: str, digits: int, learner: Any) -> Any:
    """What holds without a reference; returns the fine value."""
    game = bc.Game(law, learner, n=n, lam=gamma)
    rough, fine = game.delta(digits).value, game.delta(digits + 6).value
    not_wider(rough, fine, "digits", digits + 6)
    in_unit(fine, "range")
    balanced = bc.Game(law, learner, n=n).delta(digits).value
    at_most(fine, balanced, "sandwich")
    big = max(Fraction(gamma), 1 / Fraction(gamma))
    low = 1 - big * (1 - balanced)
    at_most(low, fine, "sandwich below")
    return fine


POINTS = st.lists(st.integers(-6, 9), min_size=8, max_size=8, unique=True)
FROZEN: dict[str, Any] = {
    "Normal(0, 1)": stats.norm(),
    "Exponential(1)": stats.expon(),
    "Gamma(5/2, 1)": stats.gamma(2.5),
    "Uniform(0, 1)": stats.uniform(),
    "Cauchy(0, 1)": stats.cauchy(),
}


@campaign("means", n=st.integers(2, 26), gamma=GAMMAS, digits=st.integers(3, 14), seconds=30)
def uniform(n: int, gamma: str, digits: int) -> None:
    """Means of uniform data against B-splines, and laws of the game."""
    value = laws_of_a_game(bc.Uniform(0, 1), n, gamma, digits, bc.EmpiricalMean())
    if n >= 3:
        contains(value, uniform_mean(n, float(Fraction(gamma))), "uniform mean", "1e-5")


@campaign(
    "means",
    shape=st.one_of(st.just("1"), rationals("1/4", "6")),
    n=st.integers(2, 200),
    gamma=GAMMAS,
    digits=st.integers(3, 12),
    seconds=30,
)
def gamma_data(shape: str, n: int, gamma: str, digits: int) -> None:
    """Means of gamma data against incomplete gammas over the shares of the sum."""
    value = laws_of_a_game(bc.Gamma(shape, 1), n, gamma, digits, bc.EmpiricalMean())
    a = float(Fraction(shape))
    # What lies beyond the ends of the grid of shares, with the weight that a gamma below 1 gives it.
    beyond = 4e-12 ** min(a, (n - 1) * a) * (1 + 1 / float(Fraction(gamma)))
    contains(value, gamma_mean(a, n, float(Fraction(gamma))), "gamma mean", 2e-5 + 4 * beyond)


@campaign("means", n=st.integers(2, 1000), gamma=GAMMAS, digits=st.integers(3, 14), seconds=30)
def cauchy(n: int, gamma: str, digits: int) -> None:
    """Means of Cauchy data against arc tangents."""
    value = laws_of_a_game(bc.Cauchy(0, 1), n, gamma, digits, bc.EmpiricalMean())
    contains(value, cauchy_mean(n, float(Fraction(gamma))), "Cauchy mean", "2e-5")


@campaign(
    "means",
    d=st.one_of(st.sampled_from([1, 2, 2, 3]), st.integers(1, 12)),
    n=st.integers(2, 3000),
    gamma=GAMMAS,
    digits=st.integers(3, 30),
)
def gauss(d: int, n: int, gamma: str, digits: int) -> None:
    """Means of normal vectors against noncentral chi-squares."""
    value = laws_of_a_game(bc.MultivariateNormal(dim=d), n, gamma, digits, bc.EmpiricalMean())
    contains(value, gaussian_mean(d, n, float(Fraction(gamma))), "Gaussian mean", "1e-6")


@campaign(
    "means",
    law=categorical(4),
    points=POINTS,
    n=st.integers(1, 12),
    gamma=GAMMAS,
    digits=st.integers(3, 20),
)
def lattice(law: str, points: list[int], n: int, gamma: str, digits: int) -> None:
    """Means of data on a lattice against convolutions of rationals."""
    masses = [Fraction(text) for text in law[12:-1].split(",")]
    data = bc.Categorical([str(p) for p in masses], values=points[: len(masses)])
    game = bc.Game(data, bc.EmpiricalMean(), n=n, lam=gamma)
    value = game.delta(digits).value
    contains(value, lattice_mean(list(zip(points, masses, strict=False)), n, Fraction(gamma)), "lattice mean")
    in_unit(value, "range")


@campaign(
    "means",
    law=st.sampled_from(sorted(FROZEN)),
    n=st.integers(2, 14),
    gamma=GAMMAS,
    seconds=40,
)
def targets_average_to_delta(law: str, n: int, gamma: str) -> None:
    """Delta = E Delta(z): a quadrature over z of the certified leakage of one record."""
    data = parse_law(law)
    learner = bc.EmpiricalMean()
    whole = bc.Game(data, learner, n=n, lam=gamma).delta(8).value
    chances, weights = _panels(np.linspace(0, 1, 13), 6)
    game = bc.Game(data, learner, n=n, lam=gamma)
    leaks = (float(game.target(repr(float(z)), 6).value.midpoint) for z in FROZEN[law].ppf(chances))
    total = sum(w * leak for w, leak in zip(weights, leaks, strict=True))
    contains(whole, total, "mean of targets", "2e-3")


@campaign(
    "means",
    law=st.sampled_from(["Exponential", "Normal", "Uniform"]),
    scale=decades(-3, 3),
    shift=st.integers(-3, 3),
    n=st.integers(2, 20),
    gamma=GAMMAS,
    seconds=20,
)
def affine_images(law: str, scale: str, shift: int, n: int, gamma: str) -> None:
    """The mean of a + s L leaks as the mean of L."""
    kind = {"Exponential": bc.Exponential(1), "Normal": bc.Normal(0, 1), "Uniform": bc.Uniform(0, 1)}[law]
    first = bc.Game(kind, bc.EmpiricalMean(), n=n, lam=gamma).delta(10).value
    second = bc.Game(bc.Affine(kind, shift, scale), bc.EmpiricalMean(), n=n, lam=gamma).delta(10).value
    at_most(first, second, "affine")
    at_most(second, first, "affine")


def normal_fit(n: int, gamma: float) -> float:
    """Mean and sd of n normal data: the member is m + s w, w ancillary with density (1 - w^2/(n-1))^((n-4)/2)."""
    chances, weights = _panels(_unit(9, 1e-7), 4)
    means = special.ndtri(chances) / np.sqrt(n)
    sds = np.sqrt(stats.chi2.ppf(chances, n - 1) / n)
    edge = np.sqrt(n - 1.0)
    member = stats.beta((n - 2) / 2, (n - 2) / 2, loc=-edge, scale=2 * edge)
    cells = np.concatenate([[-np.inf], edge * np.sin(np.linspace(-np.pi / 2, np.pi / 2, 1501)), [np.inf]])
    inside = np.diff(member.cdf(cells))

    def given(m: float, s: float) -> float:
        outside = np.diff(special.ndtr(m + s * cells))
        gain = inside - gamma * outside if gamma >= 1 else outside - inside / gamma
        return float(np.maximum(gain, 0).sum())

    return sum(
        2 * a * b * given(m, s)
        for m, a in zip(means, weights, strict=True)
        if m > 0
        for s, b in zip(sds, weights, strict=True)
        if a * b > 1e-9
    )


@campaign("means", n=st.integers(4, 60), gamma=GAMMAS, seconds=40)
def fitted_normals(n: int, gamma: str) -> None:
    """Mean and variance of normal data against the ancillary residual; their digits are not promised, but are right."""
    game = bc.Game(bc.Normal(0, 1), bc.SufficientStatistic(), n=n, lam=gamma)
    value = game.delta(6).value
    in_unit(value, "range")
    g = float(Fraction(gamma))
    truth, slack = normal_fit(n, g), 3e-3 * (1 + 1 / g)
    stated(float(value.lower) - slack <= truth <= float(value.upper) + slack, "normal fit", f"{value!r} is not {truth}")


def closed_mean(kind: str, parameters: list[float], n: int, gamma: float) -> float:
    """Data whose sums stay in their family: sum_z p_z D(z + S_{n-1}, S_n) over windows of both."""

    def law(k: int) -> Any:
        if kind == "Poisson":
            return stats.poisson(k * parameters[0])
        if kind == "Binomial":
            return stats.binom(k * int(parameters[0]), parameters[1])
        return stats.nbinom(k * parameters[0], parameters[1])

    one, rest, whole = law(1), law(n - 1), law(n)
    top = int(max(whole.ppf(1 - 1e-13), one.ppf(1 - 1e-13))) + 2
    s = np.arange(top + 1)
    others, every, total = rest.pmf(s) if n > 1 else (s == 0) * 1.0, whole.pmf(s), 0.0
    for z in range(int(one.ppf(1e-13)), int(one.ppf(1 - 1e-13)) + 1):
        member = np.concatenate([np.zeros(z), others])[: top + 1]
        gain = member - gamma * every if gamma >= 1 else every - member / gamma
        total += one.pmf(z) * float(np.maximum(gain, 0).sum())
    return total


@campaign(
    "means",
    weight=2,
    kind=st.sampled_from(["Poisson", "Binomial", "NegativeBinomial"]),
    size=st.one_of(st.integers(1, 9).map(str), rationals("1/10", "20")),
    p=rationals("1/20", "19/20"),
    n=st.integers(2, 60),
    gamma=GAMMAS,
    digits=st.integers(3, 15),
    seconds=20,
)
def closed_sums(kind: str, size: str, p: str, n: int, gamma: str, digits: int) -> None:
    """Means of Poisson, binomial and negative binomial data against the sums over z and s."""
    if kind == "Binomial":
        size = str(max(1, int(Fraction(size))))
    law = {
        "Poisson": lambda: bc.Poisson(size),
        "Binomial": lambda: bc.Binomial(size, p),
        "NegativeBinomial": lambda: bc.NegativeBinomial(size, p),
    }[kind]()
    g = float(Fraction(gamma))
    for learner in (bc.EmpiricalMean(), bc.SufficientStatistic()):
        value = bc.Game(law, learner, n=n, lam=gamma).delta(digits).value
        in_unit(value, "range")
        contains(
            value,
            closed_mean(kind, [float(Fraction(size)), float(Fraction(p))], n, g),
            f"{kind} mean",
            1e-9 * (1 + 1 / g),
        )
