"""Random learners on a few atoms, played exactly: whatever is known of one must leave its true leakage possible.

A learner maps the counts of n data (and of n - 1, for add-remove neighbours) to a law on a few models, by a table of
rationals. The joint law of model and member is enumerated, and so is every property of the learner: its number of
models, its information, budgets, profiles, trade-off functions, losses.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, factorial, log, prod
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import stats

import boundcalc as bc

from ..campaign import campaign
from ..draws import GAMMAS, decades, rationals
from ..properties import holds_truth
from ..verdicts import at_most, contains, stated

Law = tuple[Fraction, ...]


def up(x: float) -> str:
    """A decimal above x."""
    return str(Fraction(ceil((x + 1e-9 * (1 + abs(x))) * 10**10), 10**10))


def excess(p: Law, q: Law, gamma: Fraction) -> Fraction:
    return sum((max(a - gamma * b, Fraction(0)) for a, b in zip(p, q, strict=True)), Fraction(0))


def oriented(p: Law, q: Law, gamma: Fraction) -> Fraction:
    """Delta_gamma of p (members) against q."""
    return excess(p, q, gamma) if gamma >= 1 else excess(q, p, 1 / gamma)


def counts_of(k: int, n: int) -> list[tuple[int, ...]]:
    return [c for c in itertools.product(range(n + 1), repeat=k) if sum(c) == n]


@dataclass
class Played:
    """A learner's table on n data (and n - 1), and the joint law of model and member."""

    masses: Law
    n: int
    rows: dict[tuple[int, ...], Law]
    models: int

    def __post_init__(self) -> None:
        k = len(self.masses)
        joint: dict[tuple[int, int], Fraction] = {}
        release = [Fraction(0)] * self.models
        for c in counts_of(k, self.n):
            ways = factorial(self.n) // prod(factorial(x) for x in c)
            chance = ways * prod((p**x for p, x in zip(self.masses, c, strict=True)), start=Fraction(1))
            for m, share in enumerate(self.rows[c]):
                release[m] += chance * share
                for z in range(k):
                    joint[m, z] = joint.get((m, z), Fraction(0)) + chance * share * Fraction(c[z], self.n)
        places = sorted(joint)
        self.places = places
        self.p1: Law = tuple(joint[place] for place in places)
        self.p0: Law = tuple(release[m] * self.masses[z] for m, z in places)

    def delta(self, gamma: Fraction) -> Fraction:
        return oriented(self.p1, self.p0, gamma)

    def neighbours(self, relation: str) -> list[tuple[Law, Law]]:
        k, out = len(self.masses), []
        for c in counts_of(k, self.n):
            for i in range(k):
                if not c[i]:
                    continue
                less = tuple(x - (j == i) for j, x in enumerate(c))
                if relation == "add-remove":
                    out += [(self.rows[c], self.rows[less]), (self.rows[less], self.rows[c])]
                else:
                    others = (tuple(x + (j == m) for j, x in enumerate(less)) for m in range(k) if m != i)
                    out += [(self.rows[c], self.rows[d]) for d in others]
        return out


def played(weights: list[int], n: int, models: int, table: list[int]) -> Played:
    total = sum(weights)
    masses = tuple(Fraction(w, total) for w in weights)
    numbers = itertools.cycle(table)
    rows = {}
    for size in (n - 1, n):
        for c in counts_of(len(masses), size):
            row = [next(numbers) for _ in range(models)]
            if not sum(row):
                row[0] = 1
            rows[c] = tuple(Fraction(x, sum(row)) for x in row)
    return Played(masses, n, rows, models)


SKEWED = st.one_of(st.integers(1, 9), st.sampled_from([1, 1, 10, 100]))
GAME = {
    "weights": st.lists(SKEWED, min_size=2, max_size=3),
    "n": st.integers(1, 3),
    "models": st.integers(1, 4),
    "gamma": GAMMAS,
}
POSITIVE_TABLE = st.lists(st.one_of(st.integers(1, 6), st.integers(1, 200)), min_size=7, max_size=17)
ANY_TABLE = st.lists(st.one_of(st.integers(0, 4), st.sampled_from([0, 0, 1])), min_size=7, max_size=17)
TABLE = st.one_of(POSITIVE_TABLE, ANY_TABLE)
RELATION = st.sampled_from(["replace-one", "add-remove"])


def judge(game: Played, learner: Any, gamma: str, what: str, law: Any = None) -> None:
    """Every bound that the learner's description gives leaves the truth possible."""
    g = Fraction(gamma)
    bounds = bc.Game(law, learner, n=game.n, lam=gamma).bounds(8)
    stated(len(bounds) > 0 or g != 1, f"{what} says something", str(learner))
    holds_truth(bounds, game.delta(g), 0, what)


def law_of(game: Played) -> Any:
    return bc.Categorical([str(p) for p in game.masses])


@campaign("mechanisms", weight=2, table=TABLE, **GAME)
def any_learner(weights: list[int], n: int, models: int, table: list[int], gamma: str) -> None:
    """The worst case is worse, a number of models and their information bound the leakage, released data are worst."""
    game = played(weights, n, models, table)
    g = Fraction(gamma)
    truth = game.delta(g)
    worst = bc.Game(law_of(game), n=n, lam=gamma).delta(12).value
    stated(truth <= worst.upper, "worst case", f"{worst!r} is below {truth}")
    judge(game, bc.FiniteModels(models), gamma, "FiniteModels")
    if models in (1, 2, 4):
        judge(game, bc.BitBudget({1: 0, 2: 1, 4: 2}[models]), gamma, "BitBudget")
    information = sum(float(a) * log(a / b) for a, b in zip(game.p1, game.p0, strict=True) if a)
    judge(game, bc.MutualInformation(up(max(information, 0.0))), gamma, "MutualInformation")
    chi = sum((a * a / b for a, b in zip(game.p1, game.p0, strict=True) if b), Fraction(0)) - 1
    judge(game, bc.ChiSquareInformation(str(chi)), gamma, "ChiSquareInformation")
    holds_truth(bc.Game(law_of(game), bc.FiniteModels(models), n=n, lam=gamma).bounds(8), truth, 0, "with its law")
    both = bc.FiniteModels(models) & bc.ChiSquareInformation(str(chi))
    judge(game, both, gamma, "Properties", law_of(game))


@campaign(
    "mechanisms",
    weight=2,
    table=TABLE,
    losses=st.lists(st.integers(0, 6), min_size=5, max_size=12),
    level=st.integers(0, 6),
    **GAME,
)
def losses(
    weights: list[int], n: int, models: int, table: list[int], gamma: str, losses: list[int], level: int
) -> None:
    """Gaps and small losses on members bound the leakage from below."""
    game = played(weights, n, models, table)
    loss = {place: Fraction(losses[i % len(losses)], 6) for i, place in enumerate(game.places)}
    mean1 = sum(p * loss[place] for p, place in zip(game.p1, game.places, strict=True))
    mean0 = sum(p * loss[place] for p, place in zip(game.p0, game.places, strict=True))
    judge(game, bc.GeneralisationGap(str(abs(mean1 - mean0))), gamma, "GeneralisationGap")
    fitted = sum(
        (p for p, place in zip(game.p1, game.places, strict=True) if loss[place] <= Fraction(level, 6)), Fraction(0)
    )
    fresh = sum(
        (p for p, place in zip(game.p0, game.places, strict=True) if loss[place] <= Fraction(level, 6)), Fraction(0)
    )
    judge(game, bc.OverfittingLearner(str(Fraction(level, 6)), str(1 - fitted), fresh=str(fresh)), gamma, "Overfitting")


@campaign(
    "mechanisms",
    weight=3,
    table=TABLE,
    relation=RELATION,
    epsilons=st.lists(rationals("0", "3"), min_size=1, max_size=3),
    **GAME,
)
def budgets(
    weights: list[int], n: int, models: int, table: list[int], gamma: str, relation: str, epsilons: list[str]
) -> None:
    """(epsilon, delta) at several epsilons, alone and together, for both relations."""
    game = played(weights, n, models, table)
    pairs = []
    for e in epsilons:
        level = Fraction(exp(float(Fraction(e))))
        delta = max((excess(p, q, level) for p, q in game.neighbours(relation)), default=Fraction(0))
        pairs.append((e, str(min(Fraction(1), Fraction(up(float(delta)))))))
    for e, d in pairs:
        judge(game, bc.PrivateLearner(epsilon=e, delta=d, neighbours=relation), gamma, "budget")
    judge(game, bc.PrivateLearner(profile=pairs, neighbours=relation), gamma, "profile")
    judge(game, bc.PrivateLearner(profile=pairs, neighbours=relation), gamma, "profile with its law", law_of(game))


@campaign("mechanisms", weight=3, table=POSITIVE_TABLE, relation=RELATION, alpha=rationals("11/10", "12"), **GAME)
def pure(weights: list[int], n: int, models: int, table: list[int], gamma: str, relation: str, alpha: str) -> None:
    """Pure budgets, Renyi, concentrated and Gaussian privacy, and the whole trade-off function."""
    game = played(weights, n, models, table)
    pairs = game.neighbours(relation)
    epsilon = max((log(a / b) for p, q in pairs for a, b in zip(p, q, strict=True)), default=0.0)
    judge(game, bc.PrivateLearner(epsilon=up(epsilon), neighbours=relation), gamma, "pure budget")
    judge(game, bc.PrivateLearner(epsilon=up(epsilon), neighbours=relation), gamma, "pure budget, law", law_of(game))
    a = float(Fraction(alpha))
    renyi = max(
        (log(sum(float(x) ** a * float(y) ** (1 - a) for x, y in zip(p, q, strict=True))) / (a - 1) for p, q in pairs),
        default=0.0,
    )
    judge(game, bc.RenyiDP(alpha, up(max(renyi, 0.0))), gamma, "RenyiDP") if relation == "replace-one" else judge(
        game, bc.RenyiDP(alpha, up(max(renyi, 0.0)), neighbours=relation), gamma, "RenyiDP add-remove"
    )
    judge(game, bc.ZeroConcentratedDP(up(epsilon**2 / 2), neighbours=relation), gamma, "zCDP")
    mu = -2 * float(stats.norm.ppf(1 / (1 + exp(epsilon))))
    judge(game, bc.GaussianDP(up(max(mu, 0.0)), neighbours=relation), gamma, "GaussianDP")
    several = bc.RenyiDP(alpha, up(max(renyi, 0.0)), neighbours=relation) & bc.PrivateLearner(
        epsilon=up(epsilon), neighbours=relation
    )
    judge(game, several, gamma, "several guarantees", law_of(game))


def corners(p: Law, q: Law) -> list[tuple[Fraction, Fraction]]:
    """The trade-off function of p against q: (false positives under q, misses under p) of the tests by p/q."""
    order = sorted(range(len(p)), key=lambda i: -(p[i] / q[i]) if q[i] else Fraction(-(10**9)))
    a, f, out = Fraction(0), Fraction(1), [(Fraction(0), Fraction(1))]
    for i in order:
        a, f = a + q[i], f - p[i]
        out.append((a, f))
    return out


def hull(points: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """The lower convex hull."""
    least: dict[Fraction, Fraction] = {}
    for a, f in points:
        least[a] = min(f, least.get(a, Fraction(1)))
    out: list[tuple[Fraction, Fraction]] = []
    for point in sorted(least.items()):
        while len(out) > 1:
            (x0, y0), (x1, y1) = out[-2:]
            if (y1 - y0) * (point[0] - x1) >= (point[1] - y1) * (x1 - x0):
                out.pop()
            else:
                break
        out.append(point)
    return out


@campaign("mechanisms", weight=2, table=TABLE, relation=RELATION, **GAME)
def tradeoff(weights: list[int], n: int, models: int, table: list[int], gamma: str, relation: str) -> None:
    """The lower hull of all neighbours' trade-off functions, for both relations."""
    game = played(weights, n, models, table)
    points = [(Fraction(0), Fraction(1)), (Fraction(1), Fraction(0))]
    for p, q in game.neighbours(relation):
        points += corners(p, q)
    f = hull(points)
    learner = bc.PrivateLearner(tradeoff=[(str(a), str(b)) for a, b in f], neighbours=relation)
    judge(game, learner, gamma, f"trade-off, {relation}")


@campaign(
    "mechanisms",
    weight=2,
    weights=st.lists(SKEWED, min_size=2, max_size=4),
    n=st.integers(1, 4),
    gamma=GAMMAS,
    merge=st.integers(0, 3),
    digits=st.integers(3, 25),
)
def data_processing(weights: list[int], n: int, gamma: str, merge: int, digits: int) -> None:
    """Learners on one law, each a function of the one before: the data, the merged data, the mean, the noisy mean."""
    total = sum(weights)
    masses = [Fraction(w, total) for w in weights]
    law = bc.Categorical([str(p) for p in masses], values=list(range(len(masses))))
    worst = bc.Game(law, n=n, lam=gamma).delta(digits).value
    mean = bc.Game(law, bc.EmpiricalMean(), n=n, lam=gamma).delta(digits).value
    at_most(mean, worst, "a mean below the data")
    i = merge % (len(masses) - 1)
    merged = [*masses[:i], masses[i] + masses[i + 1], *masses[i + 2 :]]
    coarse = bc.Game(bc.Categorical([str(p) for p in merged]), n=n, lam=gamma).delta(digits).value
    at_most(coarse, worst, "merged below unmerged")
    for noise in ("laplace", "gaussian"):
        noisy = bc.Game(law, bc.PrivateMean("1/3", noise=noise), n=n, lam=gamma)
        louder = bc.Game(law, bc.PrivateMean("2", noise=noise), n=n, lam=gamma)
        try:
            first, second = noisy.delta(8).value, louder.delta(8).value
        except ValueError:
            continue
        at_most(first, mean, "a noisy mean below the mean")
        at_most(second, first, "more noise")


@campaign("mechanisms", weights=st.lists(SKEWED, min_size=2, max_size=4), n=st.integers(1, 4), gamma=GAMMAS)
def targets(weights: list[int], n: int, gamma: str) -> None:
    """The leakage of each record against its enumeration, and their mean is Delta."""
    total = sum(weights)
    masses = [Fraction(w, total) for w in weights]
    game = bc.Game(bc.Categorical([str(p) for p in masses]), n=n, lam=gamma)
    g = Fraction(gamma)
    whole = Fraction(0)
    for z, p in enumerate(masses):
        truth = Fraction(0)
        # Under z_1 = z the count is 1 + Bin(n-1, p); without, Bin(n, p): the counts are sufficient.
        for b in range(n + 1):
            other = _binomial(b, n, p)
            mine = _binomial(b - 1, n - 1, p)
            truth += max(mine - g * other, 0) if g >= 1 else max(other - mine / g, 0)
        contains(game.target(_label(game, z), 12).value, truth, "target")
        whole += p * truth
    contains(game.delta(12).value, whole, "mean of targets")


def _label(game: Any, z: int) -> Any:
    return list(game.law.labels)[z] if hasattr(game.law, "labels") else z


def _binomial(k: int, n: int, p: Fraction) -> Fraction:
    from .. import evaluators as ev

    return ev.binomial_pmf(k, n, p)


@campaign(
    "mechanisms",
    weight=2,
    weights=st.lists(SKEWED, min_size=2, max_size=3),
    n=st.integers(1, 7),
    gamma=GAMMAS,
    models=st.integers(2, 4),
    table=st.lists(st.integers(0, 8), min_size=6, max_size=12),
)
def empirical_best(weights: list[int], n: int, gamma: str, models: int, table: list[int]) -> None:
    """The empirically best of finitely many models, enumerated, by its exponents and by its gaps and variances."""
    total, k = sum(weights), len(weights)
    masses = tuple(Fraction(w, total) for w in weights)
    numbers = itertools.cycle(table)
    losses = [[Fraction(next(numbers), 8) for _ in range(k)] for _ in range(models)]
    risks = [sum(p * x for p, x in zip(masses, row, strict=True)) for row in losses]
    losses = [row for _, row in sorted(zip(risks, losses, strict=True), key=lambda pair: pair[0])]
    apart = [[x - y for x, y in zip(row, losses[0], strict=True)] for row in losses[1:]]
    gaps = [sum(p * d for p, d in zip(masses, row, strict=True)) for row in apart]
    if min(gaps) <= 0:
        return
    variances = [
        sum(p * (d - gap) ** 2 for p, d in zip(masses, row, strict=True)) for row, gap in zip(apart, gaps, strict=True)
    ]
    rows = {}
    for c in counts_of(k, n):
        sums = [sum(x * m for x, m in zip(row, c, strict=True)) for row in losses]
        # Of several best ones the last: the least that is known of the first.
        best = max(i for i, x in enumerate(sums) if x == min(sums))
        rows[c] = tuple(Fraction(i == best) for i in range(models))
    game = Played(masses, n, rows, models)
    texts = [str(g) for g in gaps], [str(v) for v in variances]
    judge(game, bc.QuantisedArgmin(*texts, loss_range="1"), gamma, "the empirical best, by its gaps")
    exponents = [_exponent(masses, row) for row in apart]
    judge(game, bc.QuantisedArgmin(exponents=exponents), gamma, "the empirical best, by its exponents")


def _exponent(masses: Law, differences: list[Fraction]) -> str:
    """A number just below -min over s <= 0 of ln E e^(s D): the best s of a scan, its value rounded down."""
    p, d = (np.array([float(x) for x in values]) for values in (masses, differences))
    least = min(float(np.log(p @ np.exp(s * d))) for s in -np.logspace(-3, 2, 400))
    return str(max(Fraction(0), Fraction(-least).limit_denominator(10**9) - Fraction(1, 10**6)))


@campaign(
    "mechanisms",
    p=rationals("1/20", "19/20"),
    n=st.integers(1, 60),
    cuts=st.lists(st.integers(0, 59), min_size=1, max_size=3, unique=True),
    gamma=GAMMAS,
)
def quantised_counts(p: str, n: int, cuts: list[int], gamma: str) -> None:
    """How many of many records are 1, told in a few classes: what the number of models allows, as n grows."""
    x, g, ends = Fraction(p), Fraction(gamma), sorted(cuts)
    member, outsider = [Fraction(0)] * (2 * len(ends) + 2), [Fraction(0)] * (2 * len(ends) + 2)
    for k in range(n + 1):
        mass, cell = _binomial(k, n, x), sum(k > cut for cut in ends)
        for bit, share, chance in ((0, Fraction(n - k, n), 1 - x), (1, Fraction(k, n), x)):
            member[2 * cell + bit] += mass * share
            outsider[2 * cell + bit] += mass * chance
    truth = oriented(tuple(member), tuple(outsider), g)
    models = len(ends) + 1
    bounds = [bc.FiniteModels(models), bc.MutualInformation(up(information_of(tuple(member), tuple(outsider))))]
    for learner in [*bounds, *([bc.BitBudget(models // 2)] if models in (2, 4) else [])]:
        holds_truth(bc.Game(None, learner, n=n, lam=gamma).bounds(8), truth, 0, "classes of counts")


def information_of(p: Law, q: Law) -> float:
    """sum p ln(p/q)."""
    return max(0.0, sum(float(a) * log(a / b) for a, b in zip(p, q, strict=True) if a))


@campaign(
    "mechanisms",
    eta=st.one_of(rationals("1/1000", "1/2"), decades(-6, -1)),
    noise=rationals("1/5", "3"),
    dim=st.integers(1, 2),
    gamma=GAMMAS,
)
def trained_to_loss(eta: str, noise: str, dim: int, gamma: str) -> None:
    """One record, its response released on a grid of cells so small that the loss is at most eta."""
    h, s, g = 2 * (float(Fraction(eta)) / dim) ** 0.5, float(Fraction(noise)), float(Fraction(gamma))
    reach = 9 * s
    if reach / h > 2e4 or (dim == 2 and reach / h > 700):
        return
    edges = np.arange(-int(reach / h) - 1, int(reach / h) + 2) * h
    cells = np.diff(stats.norm.cdf(edges, 0, s))
    p = cells if dim == 1 else np.outer(cells, cells).ravel()
    truth = float(p @ np.maximum(1 - g * p, 0)) if g >= 1 else float(p @ (1 - p))
    bounds = bc.Game(None, bc.TrainedToLoss(eta, noise=noise, dim=dim), n=1, lam=gamma).bounds(8)
    holds_truth(bounds, truth, 1e-9, "trained to a loss")
    level = (2 * np.pi * s * s) ** (-dim / 2)
    by_density = bc.Game(None, bc.TrainedToLoss(eta, density=up(level), dim=dim), n=1, lam=gamma).bounds(8)
    holds_truth(by_density, truth, 1e-9, "trained to a loss, by the density")


@campaign("mechanisms", train=rationals("1/20", "3"), ratio=rationals("1/2", "20"), gamma=GAMMAS)
def gaussian_errors(train: str, ratio: str, gamma: str) -> None:
    """A release that shows the error of the record and nothing else: two normals, by quadrature."""
    s, r, g = float(Fraction(train)), float(Fraction(ratio)), float(Fraction(gamma))
    x = np.linspace(-12 * max(s, r * s), 12 * max(s, r * s), 400001)
    p, q = stats.norm.pdf(x, 0, s), stats.norm.pdf(x, 0, r * s)
    gain = np.maximum(p - g * q, 0) if g >= 1 else np.maximum(q - p / g, 0)
    truth = float(np.trapezoid(gain, x))
    test = str(Fraction(train) * Fraction(ratio))
    bounds = bc.Game(None, bc.GaussianErrors(train, test), n=3, lam=gamma).bounds(8)
    holds_truth(bounds, truth, 1e-6 * (1 + 1 / g), "errors of members")
    if g == 1 and r >= 1:
        stated(len(bounds) > 0, "Gaussian errors say something", str(bounds))
