"""Noisy releases and mechanisms against quadratures of their densities, and against dp-accounting."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import stats

import boundcalc as bc

from ..campaign import campaign
from ..draws import GAMMAS, categorical, decades, rationals
from ..properties import bounds_of, holds_truth
from ..verdicts import all_hold, at_most, contains, in_unit, stated
from .means import _panels, _unit

SCALES = st.one_of(rationals("1/20", "3"), decades(-2, 1))
NOISES = st.sampled_from(["laplace", "gaussian"])


def gaussian_release(d: int, rho: float, gamma: float) -> float:
    """N(rho z, (1-rho^2) I) against N(0, I), averaged over |z|: inside a ball about z/rho the ratio exceeds gamma."""
    chances, weights = _panels(_unit(81))
    squares = stats.chi2.ppf(chances, d)
    v = 1 - rho * rho
    if v == 0:
        return 1.0
    radii = np.maximum((2 * v / rho**2) * (-d / 2 * np.log(v) + squares / 2 - np.log(gamma)), 0)
    member = stats.ncx2.cdf(radii / v, d, squares * v / rho**2)
    outsider = stats.ncx2.cdf(radii, d, squares / rho**2)
    gain = member - gamma * outsider if gamma >= 1 else (1 - outsider) - (1 - member) / gamma
    return float((weights * gain).sum())


def noisy_lattice(
    values: list[int], masses: list[float], n: int, scale: float, noise: str, gamma: float
) -> tuple[float, float]:
    """Delta_gamma of (sum + n scale W)/n on a grid of cells, with its error: the cells in which the sign changes."""
    low, high = min(values), max(values)
    one = np.zeros(high - low + 1)
    for v, p in zip(values, masses, strict=True):
        one[v - low] += p
    rest = np.array([1.0])
    for _ in range(n - 1):
        rest = np.convolve(rest, one)
    whole = np.convolve(rest, one)
    law = stats.laplace if noise == "laplace" else stats.norm
    width = n * scale
    reach = width * (32 if noise == "laplace" else 8)
    # Cells that meet every atom at an edge: the Laplace density has a kink there.
    steps = max(1, int(np.ceil(40 / width))) if width < 40 else 1
    if (len(whole) + 2 * reach) * steps > 60000:
        return np.nan, np.inf
    start = -int(np.ceil(reach))
    edges = np.arange(start * steps, (len(whole) + int(np.ceil(reach))) * steps + 1) / steps
    if len(edges) * len(whole) > 6e6:
        return np.nan, np.inf

    def cells(pmf: np.ndarray, shift: int) -> np.ndarray:
        at = np.arange(len(pmf)) + shift
        keep = pmf > 1e-18
        return sum(p * np.diff(law.cdf(edges, a, width)) for p, a in zip(pmf[keep], at[keep], strict=True))

    outsider = cells(whole, 0)
    total = error = 0.0
    for v, p in zip(range(len(one)), one, strict=True):
        if not p:
            continue
        member = cells(rest, v)
        gain = member - gamma * outsider if gamma >= 1 else outsider - member / gamma
        positive = gain > 0
        total += p * float(gain[positive].sum())
        # Where the sign changes, neighbouring cells may hold both signs.
        turn = np.zeros(len(gain), bool)
        turn[1:] |= positive[1:] != positive[:-1]
        turn[:-1] |= positive[1:] != positive[:-1]
        error += p * float(np.abs(gain[turn]).sum())
    return total, error + 1e-9 * (1 + 1 / gamma)


@campaign(
    "privacy",
    weight=3,
    law=categorical(4),
    values=st.lists(st.integers(-5, 6), min_size=4, max_size=4, unique=True),
    scale=SCALES,
    noise=NOISES,
    n=st.integers(1, 9),
    gamma=GAMMAS,
    digits=st.integers(3, 10),
    seconds=30,
)
def noisy_means(law: str, values: list[int], scale: str, noise: str, n: int, gamma: str, digits: int) -> None:
    """Noisy means of lattice data against mixtures on a fine grid."""
    masses = [Fraction(t) for t in law[12:-1].split(",")]
    values = values[: len(masses)]
    data = bc.Categorical([str(p) for p in masses], values=values)
    game = bc.Game(data, bc.PrivateMean(scale, noise=noise), n=n, lam=gamma)
    truth, error = noisy_lattice(
        values, [float(p) for p in masses], n, float(Fraction(scale)), noise, float(Fraction(gamma))
    )
    if not np.isfinite(truth):
        return
    value = game.delta(digits).value
    in_unit(value, "range")
    contains(value, truth, f"{noise} mean", 2 * error)
    holds_truth(game.bounds(6), truth, 2 * error, "bounds on a noisy mean")
    z = values[0]
    leak = game.target(z, digits).value
    in_unit(leak, "range")
    if len(values) == 1:
        contains(leak, truth, "one atom", 2 * error)


@campaign(
    "privacy",
    weight=2,
    p=rationals("1/50", "49/50"),
    scale=SCALES,
    noise=NOISES,
    n=st.integers(1, 12),
    gamma=GAMMAS,
    seconds=30,
)
def two_cells(p: str, scale: str, noise: str, n: int, gamma: str) -> None:
    """A noisy histogram of two cells: exactly one noisy count for Gaussian noise; more than one count for Laplace."""
    data = bc.Categorical([p, str(1 - Fraction(p))])
    game = bc.Game(data, bc.PrivateHistogram(scale, noise=noise), n=n, lam=gamma)
    s, g = float(Fraction(scale)), float(Fraction(gamma))
    masses = [float(Fraction(p)), 1 - float(Fraction(p))]
    if noise == "gaussian":
        truth, error = noisy_lattice([1, 0], masses, n, s / np.sqrt(2) / n, noise, g)
        if np.isfinite(truth):
            contains(game.delta(8).value, truth, "two noisy counts", 2 * error)
            holds_truth(game.bounds(6), truth, 2 * error, "bounds on two noisy counts")
    else:
        low, high = laplace_histogram(masses, n, s, g)
        if np.isfinite(high):
            holds_truth(game.bounds(6), (low + high) / 2, (high - low) / 2 + 1e-7 * (1 + 1 / g), "Laplace histogram")


def laplace_histogram(masses: list[float], n: int, scale: float, gamma: float) -> tuple[float, float]:
    """Two ends of what two Laplace-noisy counts leak: merging the points of squares that no kink crosses tells less,
    and by how much shows when the squares are quartered."""
    reach, steps = int(np.ceil(22 * scale)) + 1, max(1, int(np.ceil(4 / scale)))
    if (n + 2 * reach) * 2 * steps > 1600:
        return np.nan, np.inf
    rough, fine = (_squares(masses, n, scale, gamma, reach, k * steps) for k in (1, 2))
    return fine, fine + 3 * (fine - rough)


def _squares(masses: list[float], n: int, scale: float, gamma: float, reach: int, steps: int) -> float:
    edges = np.arange(-reach * steps, (n + reach) * steps + 1) / steps
    rows = np.array([np.diff(stats.laplace.cdf(edges, k, scale)) for k in range(n + 1)])

    def joint(chances: np.ndarray) -> np.ndarray:
        return (rows * chances[:, None]).T @ rows[::-1]

    outsider, total = joint(stats.binom.pmf(np.arange(n + 1), n, masses[0])), 0.0
    for joined, share in ((1, masses[0]), (0, masses[1])):
        member = joint(stats.binom.pmf(np.arange(n + 1) - joined, n - 1, masses[0]) if n > 1 else np.eye(2)[joined])
        gain = member - gamma * outsider if gamma >= 1 else outsider - member / gamma
        total += share * float(np.maximum(gain, 0).sum())
    return total


@campaign(
    "privacy",
    weight=2,
    law=st.sampled_from(["Uniform(0, 1)", "Beta(2, 3)", "Beta(1/2, 1/2)"]),
    scale=SCALES,
    noise=NOISES,
    n=st.integers(1, 12),
    gamma=GAMMAS,
    seconds=20,
)
def bounded_means(law: str, scale: str, noise: str, n: int, gamma: str) -> None:
    """Bounds on a noisy mean of bounded data stay above what the data rounded down to a lattice and n = 1 leak."""
    from boundcalc.grammar import parse_law

    from .. import evaluators as ev
    from .laws import scipy_law

    data = parse_law(law)
    game = bc.Game(data, bc.PrivateMean(scale, noise=noise), n=n, lam=gamma)
    bounds = bounds_of(game)
    if n > 1:
        return
    # n = 1: z + noise against the mixture over z: a two-dimensional quadrature.
    other = scipy_law(*ev.parse(law))
    s, g = float(Fraction(scale)), float(Fraction(gamma))
    if s < 0.05 or s > 30:
        return
    kind = stats.laplace if noise == "laplace" else stats.norm
    levels, weights = _panels(np.linspace(0, 1, 31), 4)
    z = other.ppf(levels)
    x, wx = _panels(np.linspace(-30 * s, 1 + 30 * s, 1201), 4)
    table = kind.pdf(x[None, :], z[:, None], s)
    mixture = weights @ table
    gain = np.maximum(table - g * mixture, 0) if g >= 1 else np.maximum(mixture - table / g, 0)
    truth = float(weights @ (gain @ wx))
    holds_truth(bounds, truth, 2e-3 * (1 + 1 / g), "one noisy record")


@campaign(
    "privacy",
    weight=2,
    sigma=rationals("1/5", "8"),
    sensitivity=rationals("1/5", "3"),
    steps=st.integers(1, 40),
    epsilon=rationals("0", "6"),
    gamma=GAMMAS,
    relation=st.sampled_from(["replace-one", "add-remove"]),
)
def gaussian_mechanism(sigma: str, sensitivity: str, steps: int, epsilon: str, gamma: str, relation: str) -> None:
    """The profile of composed Gaussian releases, and the bound for members, from one pair of normals."""
    learner = bc.GaussianMechanism(sigma, sensitivity, steps, neighbours=relation)
    mu = float(Fraction(sensitivity) / Fraction(sigma)) * steps**0.5
    e = float(Fraction(epsilon))
    truth = stats.norm.cdf(mu / 2 - e / mu) - np.exp(e) * stats.norm.cdf(-mu / 2 - e / mu)
    contains(learner.profile(epsilon, 12), truth, "Gaussian profile", 1e-9 * np.exp(e))
    # The pair N(mu, 1), N(0, 1) is reached by n = 1 and two records, each with chance 1/2, at replace-one: what that
    # game leaks is below the bound.
    far = mu * (2 if relation == "add-remove" else 1)
    p = np.linspace(-9, far + 9, 40001)
    a, b = stats.norm.pdf(p), stats.norm.pdf(p - far)
    mix, g = (a + b) / 2, float(Fraction(gamma))
    gain = [np.maximum(x - g * mix, 0) if g >= 1 else np.maximum(mix - x / g, 0) for x in (a, b)]
    least = float(np.trapezoid((gain[0] + gain[1]) / 2, p))
    upper = bc.Game(None, learner, n=1, lam=gamma).bounds(8).upper
    assert upper is not None
    stated(float(upper.value.upper) >= least - 1e-6, "members of a Gaussian mechanism", f"{upper} below {least}")
    # The same as a budget mu: two records at the distance that the relation allows.
    step = Fraction(sensitivity) / Fraction(sigma)
    far = float(step) * (2 if relation == "add-remove" else 1)
    least = two_records(
        lambda t: stats.norm.sf(np.log(t) / far - far / 2) - t * stats.norm.sf(np.log(t) / far + far / 2), gamma
    )
    upper = bc.Game(None, bc.GaussianDP(str(step), neighbours=relation), n=1, lam=gamma).bounds(8).upper
    assert upper is not None
    stated(float(upper.value.upper) >= least - 1e-9, "members under Gaussian privacy", f"{upper} below {least}")


@campaign(
    "privacy",
    weight=2,
    scale=rationals("1/4", "6"),
    sensitivity=rationals("1/4", "3"),
    steps=st.integers(1, 6),
    epsilon=rationals("0", "5"),
)
def laplace_mechanism(scale: str, sensitivity: str, steps: int, epsilon: str) -> None:
    """The profile of composed Laplace releases between dp-accounting's two roundings."""
    ends = _accountant(float(Fraction(scale) / Fraction(sensitivity)), steps)
    value = bc.LaplaceMechanism(scale, sensitivity, steps).profile(epsilon, 10)
    in_unit(value, "range")
    low, high = (end.get_delta_for_epsilon(float(Fraction(epsilon))) for end in ends)
    all_hold(
        [float(value.lower) <= high + 1e-9, float(value.upper) >= low - 1e-9],
        "Laplace profile",
        f"{value!r} outside {low}, {high}",
    )


@lru_cache(maxsize=64)
def _accountant(parameter: float, steps: int) -> tuple[Any, Any]:
    from dp_accounting.pld.privacy_loss_distribution import from_laplace_mechanism

    return tuple(
        from_laplace_mechanism(
            parameter, pessimistic_estimate=side, value_discretization_interval=2e-3, use_connect_dots=False
        ).self_compose(steps)
        for side in (False, True)
    )


@campaign(
    "privacy",
    sigma=rationals("1", "6"),
    sampling=st.one_of(rationals("1/100", "1/2"), decades(-4, -1)),
    steps=st.integers(1, 12),
    gamma=GAMMAS,
    seconds=30,
)
def sampled_gaussian(sigma: str, sampling: str, steps: int, gamma: str) -> None:
    """Subsampled Gaussian releases: guaranteed upper bounds stay above what one of two records leaks at n = 1, where
    one moves the sum and the other one does not, by dp-accounting's optimistic roundings."""
    from .losses import accounted

    learner = bc.GaussianMechanism(sigma, 1, steps, sampling, neighbours="add-remove")
    bounds = bounds_of(bc.Game(None, learner, n=5, lam=gamma))
    lows = [
        accounted("gaussian", float(Fraction(sigma)), float(Fraction(sampling)), back, steps)[0]
        for back in (False, True)
    ]
    least = two_records(lambda t: sum(float(low(np.log(t))) for low in lows) / 2, gamma)
    for b in bounds:
        if b.kind == "upper" and b.guaranteed:
            stated(float(b.value.upper) >= least - 1e-6, "subsampled members", f"{b} below {least}")


def two_records(pair: Any, gamma: str) -> float:
    """Delta_gamma of n = 1 and two records of chance 1/2, from E_t of the pair of their releases, t >= 1: its mean over
    the two orders of the pair."""
    g = float(Fraction(gamma))
    if g < 1:  # ((P+Q)/2 - P/g)_+ = (Q - (2/g - 1) P)_+ / 2
        return float(pair(2 / g - 1)) / 2
    return float((1 - g / 2) * pair(g / (2 - g))) if g < 2 else 0.0


@campaign(
    "privacy",
    weight=2,
    event=st.sampled_from(["gaussian", "laplace"]),
    noises=st.lists(rationals("1/2", "9"), min_size=1, max_size=3),
    counts=st.lists(st.integers(1, 9), min_size=3, max_size=3),
    gamma=GAMMAS,
    relation=st.sampled_from(["replace-one", "add-remove"]),
)
def events(event: str, noises: list[str], counts: list[int], gamma: str, relation: str) -> None:
    """Composed dp-accounting events: the bound is the theorem's for the composed noise, by a formula of its own."""
    import dp_accounting

    from boundcalc.interop import dp_accounting as ours

    if event == "laplace":
        noises = noises[:1]
    kind = dp_accounting.GaussianDpEvent if event == "gaussian" else dp_accounting.LaplaceDpEvent
    parts = [
        dp_accounting.SelfComposedDpEvent(kind(float(Fraction(x))), c) for x, c in zip(noises, counts, strict=False)
    ]
    value = ours.delta(dp_accounting.ComposedDpEvent(parts), gamma, relation)
    g = max(float(Fraction(gamma)), 1 / float(Fraction(gamma)))
    size = 2.0  # one record replaced moves the released sum by 2 under either relation
    if event == "gaussian":
        mu = size * sum(c / float(Fraction(x)) ** 2 for x, c in zip(noises, counts, strict=False)) ** 0.5
        least = two_records(
            lambda t: stats.norm.sf(np.log(t) / mu - mu / 2) - t * stats.norm.sf(np.log(t) / mu + mu / 2), gamma
        )
        most = stats.norm.sf(np.log(g) / mu - mu / 2) - g * stats.norm.sf(np.log(g) / mu + mu / 2)
    else:
        x, c = float(Fraction(noises[0])), counts[0]
        low, high = _accountant(x / size, c)
        least = two_records(lambda t: low.get_delta_for_epsilon(np.log(t)), gamma)
        most = min(1.0, float(high.get_delta_for_epsilon(np.log(g))) * (1 if relation == "replace-one" else 10))
    stated(float(value.upper) >= least - 1e-9, "events above what two records leak", f"{value!r} below {least}")
    if relation == "replace-one":
        stated(float(value.upper) <= most + 1e-6, "events not above their pair", f"{value!r} above {most}")


@campaign(
    "privacy",
    epsilon=rationals("0", "5"),
    delta=st.one_of(st.just("0"), rationals("0", "1/2"), decades(-9, -2)),
    gamma=GAMMAS,
    digits=st.integers(3, 30),
)
def budget_theorem(epsilon: str, delta: str, gamma: str, digits: int) -> None:
    """T-DP's formula in mpmath, and it falls with the budget."""
    import mpmath
    from mpmath import mp

    game = bc.Game(None, bc.PrivateLearner(epsilon=epsilon, delta=delta), n=7, lam=gamma)
    with mp.workdps(50):
        e, d, g = (
            mp.exp(mpmath.mpf(Fraction(epsilon).numerator) / Fraction(epsilon).denominator),
            Fraction(delta),
            Fraction(gamma),
        )
        g = max(g, 1 / g)
        d, x = mp.mpf(d.numerator) / d.denominator, mp.mpf(g.numerator) / g.denominator
        truth = max(d, d + (1 - d) * (e - x) / (1 + e), 1 - x * (1 - d), 0)
        for b in game.bounds(digits):
            if b.id == "dp" and b.value is not None and not b.via:
                contains(b.value, truth, "T-DP", Fraction(1, 10**40))
    larger = bc.Game(None, bc.PrivateLearner(epsilon=str(Fraction(epsilon) + 1), delta=delta), n=7, lam=gamma)
    at_most(game.bounds(8).upper.value, larger.bounds(8).upper.value, "a larger budget")
