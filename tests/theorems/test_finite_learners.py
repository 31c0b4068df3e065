"""Explicit learners on finite data: all that holds of them is computed, and every bound must be on its side of Delta.

The learners are random kernels from count vectors of n and of n - 1 records, so that both neighbouring relations make
sense; Delta is a finite sum of fractions. A new kind of property has to be added to `properties` (or to `ELSEWHERE`).
"""

from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from math import comb
from random import Random

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from reference import enumeration
from reference import learners as reference_learners

import boundcalc as bc
from boundcalc.learners import LEARNERS
from boundcalc.learners.property import Property

GAMMAS = [Fraction(x) for x in ("1", "3/2", "1/2", "11/10", "9/10", "3", "1/5", "1000", "1/1000")]
ELSEWHERE = {
    "Composition": "divergences/test_losses",
    "DPSGD": "divergences/test_losses",
    "GaussianErrors": "below, Gaussian",
    "GaussianMechanism": "below, Gaussian",
    "LaplaceMechanism": "below, Laplace",
    "HellingerInformation": "test_envelope",
    "RenyiInformation": "test_region",
    "Interpolator": "exact",
    "Copies": "models",
    "KnownDesign": "exact",
    "NearestNeighbours": "models",
    "RegressionTree": "models",
    "RidgeFit": "models",
    "OverparameterisedLeastSquares": "heuristic",
    "PrivateMechanism": "interop/test_dp_accounting",
    "QuantisedArgmin": "below",
    "TrainedToLoss": "test_properties",
}


def rational(x, up=True):
    """A number a little above (or below) a float."""
    return Fraction(float(x)) * (1 + Fraction(1 if up else -1, 10**9))


def symbol(x):
    return sp.Rational(x.numerator, x.denominator)


def divergence(alpha, p, q):
    """The Renyi divergence of order alpha."""
    return mp.log(mp.fsum(mp.mpf(float(p[x])) ** alpha * mp.mpf(float(q[x])) ** (1 - alpha) for x in p)) / (alpha - 1)


def private(pairs, relation):
    """Every privacy guarantee that holds for these pairs of laws."""

    def profile(g):
        return max(enumeration.hockey_stick(p, q, g) for p, q in pairs)

    ratio = max(p[x] / q[x] for p, q in pairs for x in p)
    for g in {Fraction(1), (1 + ratio) / 2, ratio}:
        yield bc.PrivateLearner(sp.log(symbol(g)), profile(g), neighbours=relation)
    gammas = [1, (3 + ratio) / 4, (1 + ratio) / 2]
    yield bc.PrivateLearner(profile=[(sp.log(symbol(Fraction(g))), profile(g)) for g in gammas], neighbours=relation)
    e, a = sp.symbols("e a")
    sticks = (
        sp.Add(*(sp.Max(0, symbol(p[x]) - sp.exp(e) * symbol(q[x])) for x in p)) for p, q in sorted(pairs, key=str)[:40]
    )
    if len(pairs) <= 40:
        yield bc.PrivateLearner(profile=sp.Lambda(e, sp.Max(*sticks)), neighbours=relation)
    lines = [(Fraction(0), Fraction(0)), *((1 - profile(g), g) for x in gammas for g in {x, 1 / Fraction(x)})]
    crossings = {(c - d) / (g - h) for c, g in lines for d, h in lines if g != h}
    places = sorted({Fraction(0), Fraction(1), *(x for x in crossings if 0 < x < 1)})
    yield bc.PrivateLearner(tradeoff=[(x, max(c - g * x for c, g in lines)) for x in places], neighbours=relation)
    highest = {max(lines, key=lambda line: line[0] - line[1] * (x + y) / 2) for x, y in pairwise(places)}
    f = sp.Lambda(a, sp.Max(*(symbol(c) - symbol(Fraction(g)) * a for c, g in highest)))
    yield bc.PrivateLearner(tradeoff=f, neighbours=relation)
    share = mp.mpf(float(ratio / (1 + ratio)))  # the kink of the trade-off function of pure privacy lies on that of mu
    mu = 2 * mp.sqrt(2) * mp.erfinv(2 * share - 1)
    yield bc.GaussianDP(rational(mu), neighbours=relation)
    for alpha in ("3/2", "2", "3", "8"):
        order = mp.mpf(Fraction(alpha).numerator) / Fraction(alpha).denominator
        epsilon = max(divergence(order, p, q) for p, q in pairs)
        yield bc.RenyiDP(alpha, rational(max(epsilon, 0)), neighbours=relation)
    orders = [1 + mp.mpf(2) ** (k / mp.mpf(2)) for k in range(-12, 16)]
    rho = max(divergence(x, p, q) / x for x in orders for p, q in pairs)
    yield bc.ZeroConcentratedDP(rational(max(rho, 0)) * Fraction(101, 100), neighbours=relation)


def properties(rng, kernel, smaller, probs, n):
    """Learners known by all that is true of this one."""
    member, outsider = reference_learners.learner_laws(kernel, probs, n)
    swaps = [
        (kernel[a], kernel[b])
        for a in kernel
        for b in kernel
        if sum(abs(s - t) for s, t in zip(a, b, strict=True)) == 2
    ]
    yield from private(swaps, "replace-one")
    removed = [
        (kernel[a], smaller[b]) for a in kernel for b in smaller if all(s >= t for s, t in zip(a, b, strict=True))
    ]
    yield from private(removed + [(q, p) for p, q in removed], "add-remove")
    information = mp.fsum(float(w) * mp.log(float(w / outsider[x])) for x, w in member.items())
    yield bc.MutualInformation(rational(max(information, 0)) + Fraction(1, 10**12))
    weights = {c: enumeration.multinomial_pmf(c, probs) for c in kernel}
    overall = {x: sum(weights[c] * law[x] for c, law in kernel.items()) for x in next(iter(kernel.values()))}
    total = mp.fsum(
        float(weights[c] * w) * mp.log(float(w / overall[x])) for c, law in kernel.items() for x, w in law.items()
    )
    yield bc.MutualInformation(rational(max(total, 0)) + Fraction(1, 10**12), of="sample")
    yield bc.ChiSquareInformation(sum(w * w / outsider[x] for x, w in member.items()) - 1)
    yield bc.FiniteModels(len(overall))
    yield bc.BitBudget((len(overall) - 1).bit_length())
    random_loss = {x: Fraction(rng.randint(0, 4), 4) for x in outsider}
    best_losses = [{x: Fraction(int(member.get(x, 0) <= g * w)) for x, w in outsider.items()} for g in GAMMAS[:3]]
    for loss in (random_loss, *best_losses):  # the latter attain the bounds
        for epsilon in (Fraction(0), Fraction(1, 4), Fraction(3, 4)):
            fits = [sum((w for x, w in law.items() if loss[x] <= epsilon), Fraction(0)) for law in (member, outsider)]
            yield bc.OverfittingLearner(epsilon, 1 - fits[0], fresh=fits[1])
        means = [sum(w * loss[x] for x, w in law.items()) for law in (member, outsider)]
        spread = max(loss.values()) - min(loss.values())
        if spread:
            yield bc.GeneralisationGap(abs(means[0] - means[1]), spread)


def random_learner(seed):
    """(random numbers, kernel on n records, kernel on n - 1, probabilities, n); sometimes nearly deterministic."""
    rng = Random(seed)
    size, n = rng.choice([(2, 1), (2, 2), (3, 1), (2, 3)])
    noise = rng.choice([Fraction(1, 3), Fraction(1, 30), Fraction(19, 20)])

    def smooth(kernel):
        return {c: {x: law.get(x, 0) * (1 - noise) + noise / 3 for x in range(3)} for c, law in kernel.items()}

    kernel, smaller = (smooth(reference_learners.random_kernel(rng, size, m, 3)) for m in (n, n - 1))
    weights = [rng.randint(1, 9) for _ in range(size)]
    return rng, kernel, smaller, [Fraction(w, sum(weights)) for w in weights], n


def check(learner, n, gamma, truth, law=None, averages=True):
    """`averages`: the truth is that of a game, for bounds that average over targets; else that of one pair."""
    record = "average" if averages else "worst"
    for found in bc.Game(law, learner, n=n, lam=gamma, record=record).bounds(8):
        value = found.number()
        if found.label == "heuristic" or found.kind == "limit":
            continue
        if found.kind == "upper":
            assert value.upper >= truth, (str(learner), found.path, gamma)
        else:
            assert found.kind == "lower"
            assert value.lower <= truth, (str(learner), found.path, gamma)


def check_all(seed, gammas):
    rng, kernel, smaller, probs, n = random_learner(seed)
    laws = reference_learners.learner_laws(kernel, probs, n)
    for learner in properties(rng, kernel, smaller, probs, n):
        for gamma in gammas:
            check(learner, n, gamma, enumeration.delta(*laws, gamma))


@pytest.mark.parametrize("seed", range(3))
def test_every_bound_holds_for_a_random_learner_of_which_all_is_known(seed):
    check_all(seed, GAMMAS[:3])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 40))
def test_every_bound_holds_for_many_random_learners_at_many_gammas(seed):
    check_all(seed, GAMMAS)


@pytest.mark.parametrize("seed", range(8))
def test_every_privacy_bound_holds_for_the_pair_or_the_two_steps_it_speaks_of(seed):
    """Sharper than a game, which averages over targets: the bounds speak of the worst pair of neighbours."""
    rng = Random(seed)

    def law():
        weights = [rng.randint(1, 20) for _ in range(2 + seed % 2)]
        return {x: Fraction(w, sum(weights)) for x, w in enumerate(weights)}

    p, r, q = law(), law(), law()
    if seed < 4:  # randomised response: the tight pair of pure privacy; and one step further
        odds = Fraction(seed + 2)
        p, r, q = ({0: o / (1 + o), 1: 1 / (1 + o)} for o in (odds, Fraction(1), 1 / odds))
    steps = {"replace-one": [(p, q), (q, p)], "add-remove": [(p, r), (r, p), (r, q), (q, r)]}
    for relation, pairs in steps.items():
        for learner in private(pairs, relation):
            for gamma in GAMMAS[:4]:
                truth = max(enumeration.delta(p, q, gamma), enumeration.delta(q, p, gamma))
                check(learner, 1, gamma, truth, averages=False)


def test_randomised_response_on_three_records_attains_the_bound_of_pure_privacy():
    kernel = {
        tuple(int(k == z) for k in range(3)): {x: Fraction(4 if x == z else 1, 6) for x in range(3)} for z in range(3)
    }
    laws = reference_learners.learner_laws(kernel, [Fraction(1, 3)] * 3, 1)
    truth = enumeration.delta(*laws, 1)
    game = bc.Game(None, bc.PrivateLearner(sp.log(4)), n=1)
    assert truth == Fraction(1, 3)
    value = game.bounds(20).upper.number()
    assert value.lower <= truth <= value.upper


def test_every_kind_of_property_is_tested():
    rng, kernel, smaller, probs, n = random_learner(0)
    seen = {type(learner).__name__ for learner in properties(rng, kernel, smaller, probs, n)}
    kinds = {name for name, kind in LEARNERS.items() if issubclass(kind, Property)}
    assert seen | set(ELSEWHERE) == kinds
    assert not seen & set(ELSEWHERE)


# -- mechanisms with noise: records +1 and -1, so that one removed moves their sum by 1 and one replaced by 2 ----------


def noisy_sum_delta(density, p, n, gamma, sampling=1):
    """Delta when the sum of n signs plus noise is released, each record used with this probability."""

    def law(fixed):
        """(shift, weight) of the sum, the first record being `fixed` (None: random)."""
        out = {}
        free = n if fixed is None else n - 1
        for plus in range(free + 1):
            w = comb(free, plus) * p**plus * (1 - p) ** (free - plus)
            signs = [1] * plus + [-1] * (free - plus) + ([] if fixed is None else [fixed])
            for used in product((0, 1), repeat=n) if sampling != 1 else [(1,) * n]:
                share = sampling ** sum(used) * (1 - sampling) ** (n - sum(used)) if sampling != 1 else 1
                shift = sum(s * u for s, u in zip(signs, used, strict=True))
                out[shift] = out.get(shift, 0) + w * share
        return out

    def f(weights, x):
        return sum(w * density(x - s) for s, w in weights.items())

    outsider = law(None)
    nodes, shares = np.polynomial.legendre.leggauss(24)
    cells = np.arange(-8 * (n + 9), 8 * (n + 9)) / 8
    x = (cells[:, None] + (1 + nodes) / 16).ravel()
    total = 0.0
    for z, share in ((1, p), (-1, 1 - p)):
        member = law(z)
        first, second, g = (member, outsider, gamma) if gamma >= 1 else (outsider, member, 1 / gamma)
        gains = np.maximum(0, f(first, x) - g * f(second, x)).reshape(len(cells), -1)
        total += share * float(np.sum(gains @ shares)) / 16
    return total - 1e-5  # kinks


@cache
def noisy_sums(gamma):
    """Delta of a sum with Laplace noise, with Gaussian noise, and with sampling as well."""

    def normal(x):
        return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)

    laplace = noisy_sum_delta(lambda x: np.exp(-abs(x) / 2) / 4, 0.5, 1, gamma)
    return laplace, noisy_sum_delta(normal, 0.5, 1, gamma), noisy_sum_delta(normal, 1 / 3, 2, gamma, 0.25)


@pytest.mark.parametrize(("relation", "sensitivity"), [("add-remove", 1), ("replace-one", 2)])
@pytest.mark.parametrize("gamma", ["1", "2", "2/3"])
def test_noisy_sums_leak_no_more_than_the_mechanisms_say(relation, sensitivity, gamma):
    laplace, gauss, sampled = noisy_sums(float(Fraction(gamma)))
    check(bc.LaplaceMechanism(2, sensitivity, neighbours=relation), 1, gamma, laplace)
    check(bc.GaussianMechanism(1, sensitivity, neighbours=relation), 1, gamma, gauss)
    if relation == "add-remove":
        check(bc.GaussianMechanism(1, 1, 1, "1/4", neighbours=relation), 2, gamma, sampled)


# -- a prediction of y by the mean of the training y's: normal errors of known size ------------------------------------


@pytest.mark.parametrize("n", [2, 5, 30])
@pytest.mark.parametrize("lam", ["1", "3", "1/3"])
def test_the_errors_of_a_mean_leak_no_more_than_the_mean(n, lam):
    truth = bc.Game(bc.Normal(0, 1), bc.EmpiricalMean(), n=n, lam=lam).delta(12).number().upper
    train, test = 1 - Fraction(1, n), 1 + Fraction(1, n)
    found = [bc.GaussianErrors(sp.sqrt(symbol(train)), sp.sqrt(symbol(test)))]
    for epsilon in ("1/100", "1/4", "1"):
        size = mp.mpf(Fraction(epsilon).numerator) / Fraction(epsilon).denominator
        alpha = rational(1 - mp.erf(mp.sqrt(size / 2 / float(train))))
        found.append(bc.OverfittingLearner(epsilon, alpha, noise=1))
        found.append(bc.OverfittingLearner(epsilon, alpha, density="0.39895"))
        found.append(bc.OverfittingLearner(epsilon, alpha, fresh=rational(mp.erf(mp.sqrt(size / 2 / float(test))))))
    for learner in found:
        check(learner, n, lam, truth)


# -- the empirical best of finitely many models ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_the_empirical_best_of_some_models_leaks_no_more_than_the_bounds(seed):
    rng = Random(seed)
    size, n, models = (*rng.choice([(2, 6), (3, 4), (2, 12), (3, 9)]), rng.choice([2, 3]))
    weights = [rng.randint(1, 9) for _ in range(size)]
    probs = [Fraction(w, sum(weights)) for w in weights]
    losses = [[Fraction(rng.randint(0, 6), 6) for _ in range(size)] for _ in range(models)]
    losses.sort(key=lambda row: sum(p * x for p, x in zip(probs, row, strict=True)))
    others = [[x - y for x, y in zip(row, losses[0], strict=True)] for row in losses[1:]]
    gaps = [sum(p * d for p, d in zip(probs, row, strict=True)) for row in others]
    if min(gaps) == 0:
        pytest.skip("two best models")
    variances = [
        sum(p * d * d for p, d in zip(probs, row, strict=True)) - g * g for row, g in zip(others, gaps, strict=True)
    ]
    spread = max(map(max, losses)) - min(map(min, losses))

    def exponent(row):
        """A little below -min_{s <= 0} ln E e^{sD}: every s gives a lower bound."""
        return max(
            -mp.log(mp.fsum(float(p) * mp.exp(-s * float(d)) for p, d in zip(probs, row, strict=True)))
            for s in (mp.mpf(k) / 4 for k in range(160))
        )

    exponents = [rational(max(exponent(row), 0), up=False) for row in others]
    order = range(models - 1, -1, -1)  # ties go against theta_1
    kernel = {
        c: {min(order, key=lambda k: sum(x * t for x, t in zip(losses[k], c, strict=True))): Fraction(1)}
        for c in enumeration.count_vectors(size, n)
    }
    laws = reference_learners.learner_laws(kernel, probs, n)
    for gamma in GAMMAS[:4]:
        truth = enumeration.delta(*laws, gamma)
        check(bc.QuantisedArgmin(gaps, variances, loss_range=spread), n, gamma, truth)
        check(bc.QuantisedArgmin(exponents=exponents), n, gamma, truth)
        check(bc.FiniteModels(models), n, gamma, truth)
