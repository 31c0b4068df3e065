"""Least squares against densities written from the definition, and against simulated data with exact intervals.

For one feature the estimate is t = sum xy/sum x^2: given a record (x, y) and the others' G = sum x^2, chi-square with
n - 1 degrees, t is normal; without the record as well. Two quadratures give what a record leaks. For the Gram matrix
both densities are products of a Wishart and a normal density, evaluated at simulated data.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from hypothesis import strategies as st
from scipy import special, stats

import boundcalc as bc
from boundcalc import functions as bf

from ..campaign import campaign
from ..draws import GAMMAS, rationals
from ..properties import bounds_of, holds_truth, number
from ..verdicts import all_hold, at_most, contains, in_unit, meet, stated
from .means import _panels, _unit

GAPS = rationals("0", "4")


@lru_cache(maxsize=64)
def _chi(df: int, steps: int = 21) -> tuple[np.ndarray, np.ndarray]:
    levels, weights = _panels(_unit(steps, 1e-9), 5)
    return stats.chi2.ppf(levels, df), weights


def estimate_density(t: np.ndarray, n: int, x: float, y: float) -> np.ndarray:
    """The density of the estimate on (x, y) and n - 1 other records, one feature."""
    g, w = _chi(n - 1)
    root = np.sqrt(g)
    return ((x * x + g) / root * stats.norm.pdf((t[:, None] * (x * x + g) - x * y) / root)) @ w


def fresh_density(t: np.ndarray, n: int) -> np.ndarray:
    """The density of the estimate on n records: normal given sum x^2."""
    return stats.t.pdf(t * np.sqrt(n), n) * np.sqrt(n)


def gain(p: np.ndarray, q: np.ndarray, gamma: float) -> np.ndarray:
    return np.maximum(p - gamma * q, 0) if gamma >= 1 else np.maximum(q - p / gamma, 0)


def record_leakage(n: int, x: float, y: float, gamma: float, steps: int = 4000) -> float:
    """D_gamma of the two densities of the estimate."""
    angle = (np.arange(steps) + 0.5) / steps * np.pi - np.pi / 2
    scale = 2 / np.sqrt(n)
    t = np.tan(angle) * scale
    slope = scale / np.cos(angle) ** 2 * np.pi / steps
    return float((gain(estimate_density(t, n, x, y), fresh_density(t, n), gamma) * slope).sum())


@campaign(
    "least_squares", weight=2, n=st.integers(2, 25), x=GAPS, y=GAPS, gamma=GAMMAS, digits=st.integers(3, 8), seconds=40
)
def record(n: int, x: str, y: str, gamma: str, digits: int) -> None:
    """What the estimate leaks about one record of one feature, by two quadratures."""
    if n < 3 or not Fraction(x):
        return
    value = bc.evaluate(bf.LeastSquaresLeakage(n, 1, _q(gamma), _q(x) ** 2, _q(y)), digits)
    in_unit(value, "range")
    truth = record_leakage(n, float(Fraction(x)), float(Fraction(y)), float(Fraction(gamma)))
    contains(value, truth, "one record", 2e-4 * (1 + 1 / float(Fraction(gamma))))


@campaign("least_squares", n=st.integers(3, 20), gamma=st.one_of(st.just("1"), GAMMAS), seconds=60)
def estimate(n: int, gamma: str) -> None:
    """Delta of the estimate with one feature, by averaging the leakage of records."""
    g = float(Fraction(gamma))
    value = bc.evaluate(bf.LeastSquaresDelta(n, 1, _q(gamma)), 6)
    in_unit(value, "range")
    levels, weights = _panels(_unit(5, 1e-6), 3)
    sizes = np.sqrt(stats.chi2.ppf(levels, 1))
    total = 0.0
    for a, wa in zip(sizes, weights, strict=True):
        for b, wb in zip(sizes, weights, strict=True):
            if wa * wb > 1e-7:  # signs of x and y change nothing but t's
                total += wa * wb * record_leakage(n, a, b, g, 600)
    contains(value, total, "the estimate", 6e-3 * (1 + 1 / g))
    holds_truth(
        bounds_of(bc.Game(bc.GaussianRegression(1), bc.LeastSquares(), n=n, lam=gamma)),
        total,
        6e-3 * (1 + 1 / g),
        "bounds",
    )


def _q(text: Any) -> sp.Rational:
    x = Fraction(text)
    return sp.Rational(x.numerator, x.denominator)


def log_gram(n: int, p: int, s: np.ndarray, v: np.ndarray) -> np.ndarray:
    """log density of (X'X, X'y) on n records at S = s, X'y = v: Wishart times N(0, S)."""
    sign, log_det = np.linalg.slogdet(s)
    trace = np.trace(s, axis1=-2, axis2=-1)
    form = np.einsum("...i,...i->...", v, np.linalg.solve(s, v[..., None])[..., 0])
    wishart = (n - p - 1) / 2 * log_det - trace / 2 - n * p / 2 * np.log(2) - special.multigammaln(n / 2, p)
    least = np.linalg.eigvalsh(s)[..., 0]
    return np.where((sign > 0) & (least > 0), wishart - form / 2 - log_det / 2 - p / 2 * np.log(2 * np.pi), -np.inf)


def play_gram(
    n: int, p: int, gamma: float, size: int, seed: int, fixed: tuple[np.ndarray, float] | None
) -> tuple[float, float]:
    """An interval for Delta_gamma (or one record's) at confidence 1 - 10^-10, from ratios of densities at data."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((size, n, p))
    y = rng.standard_normal((size, n))
    if fixed is not None:
        target, answer = np.broadcast_to(fixed[0], (size, p)), np.full(size, fixed[1])
    else:
        target, answer = rng.standard_normal((size, p)), rng.standard_normal(size)
    x[:, 0], y[:, 0] = target, answer
    s = np.einsum("kij,kil->kjl", x, x)
    v = np.einsum("kij,ki->kj", x, y)
    inside = log_gram(n - 1, p, s - np.einsum("ki,kj->kij", target, target), v - target * answer[:, None])
    ratio = inside - log_gram(n, p, s, v)  # under P1
    # E_gamma = E_1 (1 - gamma/LR)_+; for gamma < 1 E_0 (1 - LR/gamma)_+ = 1 - 1/gamma + E_1 (1/LR - 1/gamma)_+ ...,
    # so that E_gamma(P1||P0) = 1 - gamma + gamma E_{1/gamma}(P0||P1) is used instead.
    with np.errstate(over="ignore"):
        values = np.maximum(1 - gamma * np.exp(-ratio), 0)
    mean = float(values.mean())
    spread = float(values.std())
    half = np.sqrt(2 * spread**2 * 24 / size) + 7 * 24 / (3 * (size - 1))  # empirical Bernstein
    low, high = max(0.0, mean - half), min(1.0, mean + half)
    if gamma >= 1:
        return low, high
    return max(0.0, (low - 1 + gamma) / gamma), (high - 1 + gamma) / gamma


@campaign(
    "least_squares",
    weight=2,
    p=st.integers(1, 3),
    more=st.integers(1, 8),
    gamma=GAMMAS,
    seed=st.integers(0, 10**6),
    seconds=40,
)
def gram_matrix(p: int, more: int, gamma: str, seed: int) -> None:
    """Delta of the Gram matrix and X'y against simulated data and an exact interval."""
    n, g = p + more, float(Fraction(gamma))
    if more < 2:  # n - 1 records do not have a density in the space of matrices
        return
    game = bc.Game(bc.GaussianRegression(p), bc.LeastSquares("sufficient"), n=n, lam=gamma)
    value = number(bf.GramMatrixDelta(n, p, _q(gamma)), 5, unit=True)
    low, high = play_gram(n, p, g, 12000, seed, None)
    all_hold([float(value.lower) <= high, float(value.upper) >= low], "Gram matrix", f"{value!r} outside {low}, {high}")
    for b in bounds_of(game):
        if b.guaranteed and b.kind == "upper":
            stated(float(b.value.upper) >= low, "bounds", f"{b!r}")


@campaign(
    "least_squares",
    weight=2,
    p=st.integers(1, 3),
    more=st.integers(2, 9),
    x=GAPS,
    y=st.one_of(GAPS, GAPS.map(lambda t: f"-{t}")),
    gamma=GAMMAS,
    seed=st.integers(0, 10**6),
    seconds=40,
)
def gram_record(p: int, more: int, x: str, y: str, gamma: str, seed: int) -> None:
    """What the Gram matrix leaks about one record, against simulated data and an exact interval."""
    n, g = p + more, float(Fraction(gamma))
    if not Fraction(x):
        return
    value = bc.evaluate(bf.GramMatrixLeakage(n, p, _q(gamma), _q(x) ** 2, _q(y)), 5)
    in_unit(value, "range")
    place = np.zeros(p)
    place[0] = float(Fraction(x))
    low, high = play_gram(n, p, g, 12000, seed, (place, float(Fraction(y))))
    all_hold(
        [float(value.lower) <= high, float(value.upper) >= low],
        "record and Gram matrix",
        f"{value!r} outside {low}, {high}",
    )


def play_estimate(n: int, p: int, gamma: float, size: int, seed: int, tau: float) -> tuple[float, float]:
    """An interval for the gain P1(B) - gamma P0(B) of the attack B = {|y - x't| <= tau}: a lower end of Delta."""
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    t = np.linalg.solve(np.einsum("kij,kil->kjl", x, x), np.einsum("kij,ki->kj", x, y)[..., None])[..., 0]
    members = np.abs(y - np.einsum("kij,kj->ki", x, t)) <= tau
    fresh = np.abs(rng.standard_normal(size) - np.einsum("kj,kj->k", rng.standard_normal((size, p)), t)) <= tau
    values = (
        members.mean(axis=1) - gamma * fresh
        if gamma >= 1
        else (~fresh).astype(float) - (1 - members.mean(axis=1)) / gamma
    )
    top = 1 + max(gamma, 1 / gamma)
    half = np.sqrt(2 * values.var() * 24 / size) + 7 * top * 24 / (3 * (size - 1))
    return float(values.mean() - half), float(values.mean() + half)


def likelihood_ratio(n: int, x: np.ndarray, y: np.ndarray, t: np.ndarray) -> np.ndarray:
    """dP1/dP0 of the estimate t on (x, y) and n - 1 standard records, against n fresh ones; rows of x and t.

    t is the estimate iff the others' X'y is S t - x (y - x't), a normal vector given their Wishart matrix S;
    exp(-t'St/2) turns S into a Wishart matrix on n records of covariance (1 + tt')^-1, whose x'S^-1 x is x'(1 + tt')x
    over a chi-square variable with n - p + 1 degrees. Without the record t follows Student's law with as many degrees.
    """
    p = x.shape[1]
    chi, weights = _chi(n - p + 1)
    fit, norm = (x * t).sum(axis=1), 1 + (t * t).sum(axis=1)
    form = ((x * x).sum(axis=1) + fit**2)[:, None] / chi
    rest = y - fit
    with np.errstate(over="ignore", under="ignore"):
        mean = ((1 + form) * np.exp(-(rest[:, None] ** 2) * form / 2 + (rest * fit)[:, None])) @ weights
    head = special.multigammaln(n / 2, p) - special.multigammaln((n - 1) / 2, p)
    student = special.gammaln((n + 1) / 2) - special.gammaln((n - p + 1) / 2)
    return mean * np.exp(head - student) * np.sqrt(norm)


def play_best(
    n: int, p: int, gamma: float, size: int, seed: int, fixed: tuple[np.ndarray, float] | None
) -> tuple[float, float]:
    """An interval for P1(B) - gamma P0(B), (gamma < 1: over gamma, from the complement), B = {dP1/dP0 > gamma}, in
    simulated regressions: what the best attack on the estimate gains, at confidence 1 - 10^-10."""
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    target, answer = rng.standard_normal((size, p)), rng.standard_normal(size)
    if fixed is not None:
        target, answer = np.broadcast_to(fixed[0], (size, p)), np.full(size, fixed[1])

    def estimates() -> np.ndarray:
        gram, moments = np.einsum("kij,kil->kjl", x, x), np.einsum("kij,ki->kj", x, y)
        return np.linalg.solve(gram, moments[..., None])[..., 0]

    outside = likelihood_ratio(n, target, answer, estimates()) > gamma
    x[:, 0], y[:, 0] = target, answer
    inside = likelihood_ratio(n, target, answer, estimates()) > gamma
    if gamma >= 1:
        values = inside - gamma * outside
    else:
        values = (~outside) - (~inside) / gamma
    top = 1 + max(gamma, 1 / gamma)
    half = np.sqrt(2 * values.var() * 24 / size) + 7 * top * 24 / (3 * (size - 1))  # empirical Bernstein
    return float(values.mean() - half), float(values.mean() + half)


@campaign(
    "least_squares",
    weight=2,
    p=st.integers(2, 6),
    more=st.integers(1, 12),
    gamma=GAMMAS,
    seed=st.integers(0, 10**6),
    seconds=60,
)
def estimate_played(p: int, more: int, gamma: str, seed: int) -> None:
    """Delta of the estimate with several features: what the best attack gains in simulated regressions."""
    n, g = p + more, float(Fraction(gamma))
    value = bc.evaluate(bf.LeastSquaresDelta(n, p, _q(gamma)), 4)
    in_unit(value, "range")
    low, high = play_best(n, p, g, 12000, seed, None)
    all_hold(
        [float(value.lower) <= high, float(value.upper) >= low],
        "estimate of several features",
        f"{value!r} outside {low}, {high}",
    )
    for b in bounds_of(bc.Game(bc.GaussianRegression(p), bc.LeastSquares(), n=n, lam=gamma)):
        if b.guaranteed and b.kind == "upper":
            stated(float(b.value.upper) >= low, "bounds", f"{b!r}")


@campaign(
    "least_squares",
    weight=2,
    p=st.integers(2, 6),
    more=st.integers(1, 12),
    x=GAPS,
    y=st.one_of(GAPS, GAPS.map(lambda t: f"-{t}")),
    gamma=GAMMAS,
    seed=st.integers(0, 10**6),
    seconds=60,
)
def record_played(p: int, more: int, x: str, y: str, gamma: str, seed: int) -> None:
    """What the estimate leaks about one record of several features: what the best attack gains in simulations."""
    n, g = p + more, float(Fraction(gamma))
    if not Fraction(x):
        return
    value = bc.evaluate(bf.LeastSquaresLeakage(n, p, _q(gamma), _q(x) ** 2, _q(y)), 4)
    in_unit(value, "range")
    place = np.zeros(p)
    place[-1] = float(Fraction(x))
    low, high = play_best(n, p, g, 12000, seed, (place, float(Fraction(y))))
    all_hold(
        [float(value.lower) <= high, float(value.upper) >= low],
        "record of several features",
        f"{value!r} outside {low}, {high}",
    )


@campaign(
    "least_squares",
    p=st.integers(1, 6),
    more=st.integers(1, 20),
    gamma=GAMMAS,
    tau=rationals("1/20", "3"),
    seed=st.integers(0, 10**6),
    seconds=60,
)
def residual_attack(p: int, more: int, gamma: str, tau: str, seed: int) -> None:
    """No attack by the residual gains more in simulated regressions than the best one."""
    n, g = p + more, float(Fraction(gamma))
    low, _ = play_estimate(n, p, g, 5000, seed, float(Fraction(tau)))
    best = number(bf.ResidualAttack(n, p, _q(gamma)), 8)
    stated(float(best.upper) >= low, "the best residual attack", f"{best!r} below {low}")


@campaign("least_squares", p=st.integers(1, 40), more=st.integers(1, 60), gamma=GAMMAS, seconds=20)
def residual_gain(p: int, more: int, gamma: str) -> None:
    """The residual's attack at the crossing of the two limits, by the laws of the leverage: a member's is beta, an
    outsider's follows an F law."""
    n, g = p + more, float(Fraction(gamma))
    shares = np.arange(0.5, 20000) / 20000
    member = np.sqrt(stats.beta.ppf(shares, (n - p) / 2, p / 2))
    outsider = np.sqrt(1 + p / (n - p + 1) * stats.f.ppf(shares, p, n - p + 1))
    low, high = 1 - p / n, 1 / (1 - p / n)  # variances of the limits
    square = (np.log(high / low) / 2 - np.log(g)) / (1 / (2 * low) - 1 / (2 * high))
    truth = 0.0
    if square > 0:
        inside = [float((2 * stats.norm.cdf(np.sqrt(square) / scale) - 1).mean()) for scale in (member, outsider)]
        truth = max(0.0, inside[0] - g * inside[1] if g >= 1 else 1 - inside[1] - (1 - inside[0]) / g)
    contains(
        number(bf.ResidualAttack(n, p, _q(gamma)), 8), truth, "gain of the residual", 3e-4 * (1 + 1 / g + g * (g < 50))
    )


@campaign("least_squares", p=st.integers(1, 4), more=st.integers(1, 20), gamma=GAMMAS, seconds=60)
def order(p: int, more: int, gamma: str) -> None:
    """The residual's attack gains less than the estimate leaks, and that is less than the Gram matrix leaks."""
    n = p + more
    small = bc.evaluate(bf.ResidualAttack(n, p, _q(gamma)), 8)
    middle = bc.evaluate(bf.LeastSquaresDelta(n, p, _q(gamma)), 4)
    large = bc.evaluate(bf.GramMatrixDelta(n, p, _q(gamma)), 4)
    at_most(small, middle, "an attack below the estimate")
    at_most(middle, large, "the estimate below the Gram matrix")
    information = bc.evaluate(bf.GramInformation(n, p), 8)
    if gamma == "1" and information.is_finite:
        stated(float(large.lower) <= (float(information.upper) / 2) ** 0.5 + 1e-12, "Pinsker", f"{large!r}")


@campaign(
    "least_squares",
    p=st.integers(1, 3),
    more=st.integers(1, 6),
    noise=rationals("1/10", "3"),
    slope=rationals("-3", "3"),
    x=rationals("-2", "2"),
    y=rationals("-4", "4"),
    gamma=GAMMAS,
    seconds=30,
)
def standardised(p: int, more: int, noise: str, slope: str, x: str, y: str, gamma: str) -> None:
    """A record of any regression leaks as its standard record does."""
    n = p + more
    theta = [slope] + ["0"] * (p - 1)
    law = bc.GaussianRegression(p, noise, coefficients=theta)
    features = [x] + ["1"] * (p - 1)
    plain = bc.GaussianRegression(p)
    rest = (Fraction(y) - Fraction(slope) * Fraction(x)) / Fraction(noise)
    for learner in (bc.LeastSquares(), bc.LeastSquares("sufficient")):
        try:
            a = bc.Game(law, learner, n=n, lam=gamma).target((features, y), 4).value
            b = bc.Game(plain, learner, n=n, lam=gamma).target((features, str(rest)), 4).value
        except ValueError:
            continue
        meet(a, b, "standard record")
