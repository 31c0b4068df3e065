"""The theory itself on small models: all samples, all deterministic learners, all attacks, in exact rationals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod
from random import Random

from ..game import Game
from ..numeric import evaluate
from ..theorems import CATALOG
from .verdict import Verdict

Counts = tuple[int, ...]
Kernel = Mapping[Counts, Mapping[int, Fraction]]
"""A learner that is symmetric in the data: from the counts of the sample to a law on labels."""
Law = dict[tuple[int, int], Fraction]

GAMMAS = tuple(map(Fraction, ("1/3", "4/5", "1", "5/4", "2", "7/2")))
_RANDOM_LEARNERS = 12


@dataclass(frozen=True)
class Report:
    """How many cases were enumerated, in which family, and the first that failed, if any."""

    family: str
    cases: int
    failure: str = ""
    word: str = "exhausted"
    how: str = ""
    problem: str = ""

    def verdict(self) -> Verdict:
        """Exhausted, or refuted by the case that failed; undecided when there is a problem instead.

        What fails in balls or in a quadrature was not shown there: only exact rationals refute.
        """
        failed = f"not confirmed: {self.failure}" if self.failure and self.word != "exhausted" else ""
        if self.problem or failed:
            return Verdict("undecided", domain=self.family, cases=self.cases, problem=self.problem or failed)
        if self.how:
            return Verdict(self.word, self.how, self.family, self.cases)
        if self.failure:
            return Verdict("refuted", domain=self.family, cases=self.cases, counterexample=self.failure)
        arithmetic = {"exhausted": "exact rationals", "certified": "balls"}.get(
            self.word, "quadrature without guarantee"
        )
        return Verdict(self.word, f"{self.cases} cases in {arithmetic}", self.family, self.cases)


@dataclass(frozen=True)
class Model:
    """A law on K records and a sample size."""

    law: tuple[Fraction, ...]
    n: int

    def counts(self) -> Iterator[Counts]:
        """All count vectors."""
        return _compositions(self.n, len(self.law))

    def weight(self, counts: Counts) -> Fraction:
        """The multinomial probability."""
        left, ways = self.n, 1
        for c in counts:
            ways, left = ways * comb(left, c), left - c
        return ways * prod((p**c for p, c in zip(self.law, counts, strict=True)), start=Fraction(1))

    def pair(self, learner: Kernel) -> tuple[Law, Law]:
        """(P1, P0): the laws of (theta, z) for members and for outsiders, from the definition."""
        member: Law = {}
        release: dict[int, Fraction] = {}
        for counts in self.counts():
            w = self.weight(counts)
            for theta, share in learner[counts].items():
                release[theta] = release.get(theta, Fraction(0)) + w * share
                for z, c in enumerate(counts):
                    member[theta, z] = member.get((theta, z), Fraction(0)) + w * share * Fraction(c, self.n)
        outsider = {(t, z): r * p for t, r in release.items() for z, p in enumerate(self.law)}
        return member, outsider

    def delta(self, learner: Kernel, gamma: Fraction) -> Fraction:
        """Delta_gamma from the definition."""
        return divergence(*self.pair(learner), gamma)

    def empirical(self) -> Kernel:
        """The learner that releases the counts."""
        return {c: {i: Fraction(1)} for i, c in enumerate(self.counts())}

    def __str__(self) -> str:
        return f"p = ({', '.join(map(str, self.law))}), n = {self.n}"


def divergence(first: Law, second: Law, gamma: Fraction) -> Fraction:
    """E_gamma(first || second) for gamma >= 1, E_{1/gamma}(second || first) for gamma < 1."""
    if gamma < 1:
        return divergence(second, first, 1 / gamma)
    zero = Fraction(0)
    return sum((max(zero, first.get(x, zero) - gamma * second.get(x, zero)) for x in {*first, *second}), zero)


def _compositions(total: int, parts: int) -> Iterator[Counts]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, parts - 1):
            yield (first, *rest)


def partitions(size: int) -> Iterator[tuple[int, ...]]:
    """Every partition of `size` objects, as labels."""

    def extend(labels: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(labels) == size:
            yield labels
            return
        for label in range(max(labels, default=-1) + 2):
            yield from extend((*labels, label))

    yield from extend(())


def deterministic(model: Model) -> Iterator[Kernel]:
    """Every deterministic symmetric learner, up to the names of what it releases."""
    vectors = list(model.counts())
    for labels in partitions(len(vectors)):
        yield {c: {label: Fraction(1)} for c, label in zip(vectors, labels, strict=True)}


def randomised(model: Model, rng: Random) -> Kernel:
    """A random stochastic learner with three outputs."""
    out = {}
    for c in model.counts():
        weights = [rng.randint(0, 6) for _ in range(3)]
        weights[rng.randrange(3)] += 1
        out[c] = {i: Fraction(w, sum(weights)) for i, w in enumerate(weights)}
    return out


def learners(model: Model, seed: int = 0) -> Iterator[Kernel]:
    """All deterministic learners and some random stochastic ones."""
    yield from deterministic(model)
    rng = Random(seed)
    for _ in range(_RANDOM_LEARNERS):
        yield randomised(model, rng)


MODELS = (
    Model((Fraction(1, 2), Fraction(1, 2)), 1),
    Model((Fraction(1, 3), Fraction(2, 3)), 2),
    Model((Fraction(1, 5), Fraction(4, 5)), 3),
    Model((Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), 2),
)
_FAMILY = "2 or 3 records, n up to 3, every deterministic learner and random stochastic ones, gamma from 1/3 to 7/2"


def exhaust(statement: Callable[[Model, Kernel, Fraction], bool], models: Sequence[Model] = MODELS) -> Report:
    """Whether the statement holds for every model, learner and gamma of the family."""
    cases = 0
    for model in models:
        for learner in learners(model):
            for gamma in GAMMAS:
                cases += 1
                if not statement(model, learner, gamma):
                    return Report(_FAMILY, cases, f"{model}, gamma = {gamma}, learner {dict(learner)}")
    return Report(_FAMILY, cases)


# -- the theorems -----------------------------------------------------------------------------------------------------


def conditional(model: Model, learner: Kernel, gamma: Fraction) -> bool:
    """T-COND, the inner laws from all ordered samples."""
    inner = Fraction(0)
    release: Law = {}
    given: dict[int, Law] = {z: {} for z in range(len(model.law))}
    for sample in product(range(len(model.law)), repeat=model.n):
        w = prod((model.law[z] for z in sample), start=Fraction(1))
        for theta, share in learner[tuple(sample.count(z) for z in range(len(model.law)))].items():
            release[theta, 0] = release.get((theta, 0), Fraction(0)) + w * share
            cell = given[sample[0]]
            cell[theta, 0] = cell.get((theta, 0), Fraction(0)) + w * share / model.law[sample[0]]
    for z, p in enumerate(model.law):
        inner += p * divergence(given[z], release, gamma)
    return inner == model.delta(learner, gamma)


def processed(model: Model, learner: Kernel, gamma: Fraction) -> bool:
    """T-DPI for a fixed channel from the labels to two outputs."""
    channel = {t: {0: Fraction(1 + t % 3, 4), 1: 1 - Fraction(1 + t % 3, 4)} for law in learner.values() for t in law}
    after: dict[Counts, dict[int, Fraction]] = {}
    for counts, law in learner.items():
        out = {0: Fraction(0), 1: Fraction(0)}
        for theta, share in law.items():
            for label, part in channel[theta].items():
                out[label] += share * part
        after[counts] = out
    return model.delta(after, gamma) <= model.delta(learner, gamma)


def worst(model: Model, learner: Kernel, gamma: Fraction) -> bool:
    """T-WORST."""
    return model.delta(learner, gamma) <= model.delta(model.empirical(), gamma)


def monotone(models: Sequence[Model] = MODELS) -> Report:
    """T-MONO: the worst case at n + 1 is at most that at n, n up to 4."""
    cases = 0
    for model in models:
        for n in range(1, 5):
            small, large = Model(model.law, n), Model(model.law, n + 1)
            for gamma in GAMMAS:
                cases += 1
                if large.delta(large.empirical(), gamma) > small.delta(small.empirical(), gamma):
                    return Report("the models, n up to 5", cases, f"{small}, gamma = {gamma}")
    return Report("2 or 3 records, n up to 5, gamma from 1/3 to 7/2", cases)


def binomial_term(n: int, p: Fraction, gamma: Fraction) -> Fraction:
    """h_gamma(n, p) from the binomial law."""
    weights = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    zero = Fraction(0)
    if gamma >= 1:
        return sum((w * max(zero, Fraction(k, n) - gamma * p) for k, w in enumerate(weights)), zero)
    return sum((w * max(zero, p - Fraction(k, n) / gamma) for k, w in enumerate(weights)), zero)


def discrete(models: Sequence[Model] = MODELS) -> Report:
    """T-DISC: the empirical law's Delta is the sum of the atoms' binomial terms."""
    cases = 0
    for model in models:
        for n in range(1, 5):
            here = Model(model.law, n)
            for gamma in GAMMAS:
                cases += 1
                if here.delta(here.empirical(), gamma) != sum(binomial_term(n, p, gamma) for p in here.law):
                    return Report("the models, n up to 4", cases, f"{here}, gamma = {gamma}")
    return Report("2 or 3 records, n up to 4, gamma from 1/3 to 7/2", cases)


# -- limits -----------------------------------------------------------------------------------------------------------


def approaches(id: str, games: Sequence[Game], tolerance: Sequence[Fraction]) -> Report:
    """Whether the exact Delta of each game is within the relative tolerance of what the theorem gives.

    In balls where the game's value is guaranteed; sampled where it is not.
    """
    expr = CATALOG[id].expr
    assert expr is not None
    family = "; ".join(f"{game.law}, n = {game.n}" for game in games)
    word = "certified"
    for i, (game, allowed) in enumerate(zip(games, tolerance, strict=True), 1):
        gap = abs(game.delta(6).number() / evaluate(expr(game), 6) - 1)
        word = word if gap.guaranteed else "sampled"
        if not gap.upper <= allowed:
            return Report(family, i, f"{game.law}, n = {game.n}: off by {gap}, more than {allowed}", word)
    return Report(family, len(games), "", word)
