"""Privacy losses hold against enumeration in rationals, quadrature, closed forms and random mechanisms."""

import itertools
import math
import pickle
import random
from fractions import Fraction

import mpmath
import pytest
from scipy import integrate, stats

from boundcalc.divergences.losses import PrivacyLoss
from boundcalc.laws import Poisson


def holds(found, truth, slack=0):
    return found.lower - slack <= truth <= found.upper + slack


def split(rng, k, zeros=False):
    """k random rational masses."""
    weights = [rng.randint(0 if zeros else 1, 20) for _ in range(k)]
    weights[0] += sum(weights) == 0
    return [Fraction(w, sum(weights)) for w in weights]


def hockey_stick(p, q, c):
    return sum(max(x - c * y, 0) for x, y in zip(p, q, strict=True))


def product(pairs):
    """The joint masses of independent draws."""
    return [
        tuple(math.prod(x[side] for x in choice) for side in (0, 1))
        for choice in itertools.product(*(list(zip(*pair, strict=True)) for pair in pairs))
    ]


@pytest.mark.parametrize("seed", range(12))
def test_a_composition_of_finite_laws_contains_the_enumerated_one(seed):
    rng = random.Random(seed)
    k = rng.randint(2, 4)
    p, q = split(rng, k, seed % 3 == 0), split(rng, k, seed % 4 == 0)
    p2, q2 = split(rng, 3), split(rng, 3)
    loss = (
        PrivacyLoss.finite(list(zip(p, q, strict=True))) ** 3 * PrivacyLoss.finite(list(zip(p2, q2, strict=True))) ** 2
    )
    joint = product([(p, q)] * 3 + [(p2, q2)] * 2)
    for c in (Fraction(1, 3), Fraction(1), Fraction(5, 2)):
        truth = sum(max(x - c * y, 0) for x, y in joint)
        found = loss.divergence(c)
        assert holds(found, truth), (c, found, float(truth))
        assert found.width < 0.02
    alpha = Fraction(1, 10)
    curve = min(sum(max(x - c * y, 0) for x, y in joint) + c * alpha for c in {0, *(x / y for x, y in joint if y)})
    assert holds(loss.tpr(alpha), curve)
    delta = Fraction(1, 20)
    least = loss.epsilon(delta)
    if math.isfinite(least.upper):
        assert sum(max(x - Fraction(math.exp(float(least.upper))) * y, 0) for x, y in joint) <= float(delta) + 1e-12
    if least.lower > 0:
        below = Fraction(math.exp(float(least.lower) - 1e-9))
        assert sum(max(x - below * y, 0) for x, y in joint) >= float(delta) - 1e-12


@pytest.mark.parametrize(("epsilon", "delta", "k"), [("1/10", "0", 40), ("1", "1/1000", 3), ("2", "1/10", 5)])
def test_composed_budgets_keep_their_digits(epsilon, delta, k):
    mpmath.mp.dps = 40
    e, d = mpmath.mpf(Fraction(epsilon).numerator) / Fraction(epsilon).denominator, Fraction(delta)
    low = (1 - mpmath.mpf(d.numerator) / d.denominator) / (1 + mpmath.exp(e))
    loss = PrivacyLoss.budget(epsilon, delta) ** k
    for c in (1, 2):
        finite = sum(
            max(0, math.comb(k, j) * low**k * (mpmath.exp(e * j) - c * mpmath.exp(e * (k - j)))) for j in range(k + 1)
        )
        truth = finite + 1 - (1 - mpmath.mpf(d.numerator) / d.denominator) ** k
        found = loss.divergence(c, digits=20)
        assert found.digits >= 20
        assert mpmath.mpf(found.lower.numerator) / found.lower.denominator <= truth + mpmath.mpf(10) ** -35
        assert mpmath.mpf(found.upper.numerator) / found.upper.denominator >= truth - mpmath.mpf(10) ** -35


@pytest.mark.parametrize(
    ("epsilons", "width"), [(("1", "1/3"), 1e-20), (("1/3", "1"), 1e-20), (("1", "1/101", "3/103"), 1e-3)]
)
def test_randomised_responses_on_several_lattices(epsilons, width):
    """By enumeration: each answer is right with probability e^epsilon / (1 + e^epsilon)."""
    loss = math.prod((PrivacyLoss.budget(e) for e in epsilons[1:]), start=PrivacyLoss.budget(epsilons[0]))
    right = [1 / (1 + math.exp(-Fraction(e))) for e in epsilons]
    joint = product([([r, 1 - r], [1 - r, r]) for r in right])
    for c in (Fraction(1, 2), 1, Fraction(5, 4)):
        found = loss.divergence(c)
        assert holds(found, sum(max(p - c * q, 0) for p, q in joint), 1e-15)
        assert found.width < width


def test_large_losses_keep_their_digits():
    """E_c(P||Q) = delta + (1 - delta)(1 - c e^-epsilon)/(1 + e^-epsilon) for c >= 1, solved for c."""
    with mpmath.workdps(60):
        share = (mpmath.mpf(1) / 2 - mpmath.mpf("0.001")) / (1 - mpmath.mpf("0.001"))
        truth = 100 + mpmath.log(1 - share * (1 + mpmath.exp(-100)))
        found = PrivacyLoss.budget(100, "1/1000").epsilon("1/2", digits=20)
        assert found.digits >= 20
        assert abs(truth - mpmath.mpf(found.lower.numerator) / found.lower.denominator) < 1e-30


def test_renyi_divergences_of_laws_on_integers_leave_no_tail_out():
    """ln A_a(Poisson(x), Poisson(y)) = x^a y^(1-a) - a x - (1-a) y."""
    loss = PrivacyLoss.between(Poisson(1), Poisson(4))
    assert holds(loss.renyi("1/2", 30), Fraction(1))  # sqrt(4) - 5/2 = -1/2, over 1/2 - 1
    assert holds(loss.renyi(2, 30), Fraction(9, 4))  # 1/4 - 2 + 4
    assert holds(loss.renyi(1, 12), 3 - 2 * math.log(2), 1e-12)


def test_losses_beyond_the_grid_have_no_more_than_all_of_the_mass():
    """Four steps of noise on |k| <= 20, moved by 2: losses 18 (k - 1) add up with k."""
    masses = {k: math.exp(-4.5 * k * k) for k in range(-20, 21)}
    whole = sum(masses.values())
    shared = [(masses[k - 2] / whole, masses[k] / whole) for k in range(-18, 21)]
    sums = [(1.0, 1.0)]
    for _ in range(4):
        longer = [[0.0, 0.0] for _ in range(len(sums) + len(shared) - 1)]
        for (i, x), (j, y) in itertools.product(enumerate(sums), enumerate(shared)):
            for side in (0, 1):
                longer[i + j][side] += x[side] * y[side]
        sums = longer
    loss = PrivacyLoss.discrete_gaussian("1/3", 2, 20) ** 4
    for c in (1, 10**9):
        truth = sum(max(p - c * q, 0) for p, q in sums) + 1 - sum(p for p, _ in shared) ** 4
        assert holds(loss.divergence(c, digits=2), truth, 1e-12)


def test_orders_beyond_all_losses_are_answered():
    loss = PrivacyLoss.gaussian(50) ** 2
    assert loss.delta(10**400).upper <= 1
    assert holds(loss.delta(-(10**400)), 1)
    assert holds(loss.divergence("1e-400"), 1)


@pytest.mark.parametrize("delta", ["1/4", "1/2", "1/10"])
def test_the_delta_of_a_budget_gives_its_epsilon_back(delta):
    """E_c is delta for all c >= e^epsilon, and more below: also where delta is a sum of powers of 2."""
    found = PrivacyLoss.budget(1, delta).epsilon(delta, digits=12)
    assert found.lower <= 1
    assert found.upper >= 1
    assert found.lower > 1 - Fraction(1, 10**12)


def test_k_gaussian_steps_are_one_of_root_k_times_the_shift():
    for k, shift in ((100, 0.05), (7, 1.0)):
        mu = math.sqrt(k) * shift
        loss = PrivacyLoss.gaussian(sigma=1, sensitivity=str(shift)) ** k
        for epsilon in (0, 0.5, 1, 3):
            truth = stats.norm.cdf(mu / 2 - epsilon / mu) - math.exp(epsilon) * stats.norm.cdf(-mu / 2 - epsilon / mu)
            found = loss.delta(str(epsilon))
            assert holds(found, truth, 1e-15)
            assert found.width <= 2e-3 * truth


def test_one_sampled_gaussian_step_has_its_known_digits():
    step = PrivacyLoss.gaussian(sigma=1).sampled("1/100")
    assert step.delta("1/10", digits=17).to_string(17).startswith("0.000072900376957612265")
    assert step.delta(1, digits=17).to_string(17).startswith("2.7320092615461311")


@pytest.mark.parametrize(("rate", "sigma", "reverse"), [("1/10", 1, False), ("1/10", 1, True), ("1/2", 2, False)])
def test_two_sampled_gaussian_steps_against_quadrature(rate, sigma, reverse):
    q = float(Fraction(rate))
    p0, p1 = stats.norm(0, sigma).pdf, stats.norm(1, sigma).pdf

    def ratio(x):
        value = 1 - q + q * math.exp((2 * x - 1) / (2 * sigma**2))
        return 1 / value if reverse else value

    def density(x):
        return (1 - q) * p0(x) + q * p1(x) if reverse else p0(x)

    step = PrivacyLoss.gaussian(sigma=sigma).sampled(rate)
    step = step.reversed() if reverse else step
    for c in (1.3,):

        def inner(x, c=c):
            return density(x) * ratio(x) * float(step.divergence(str(c / ratio(x)), digits=12))

        truth, error = integrate.quad(inner, -8 * sigma, 9 * sigma, limit=40, epsabs=1e-7, epsrel=1e-6)
        found = (step**2).divergence(str(c))
        assert holds(found, truth, 1e-8 + error)
        assert found.width < 1e-3 * truth + 1e-7


def test_adding_is_removing_reversed():
    step = PrivacyLoss.gaussian(sigma=1).sampled("1/20")
    for c in ("2", "3/2"):
        c = Fraction(c)
        forward, back = step.divergence(c, 12), step.reversed().divergence(1 / c, 12)
        assert holds(back, 1 - 1 / c + forward.midpoint / c, 1e-11)


def test_an_exchange_of_opposite_records_by_quadrature():
    q = 0.1
    one = PrivacyLoss.exchanged_gaussian(sigma=1, rate="1/10")

    def mixture(x, centre):
        return (1 - q) * math.exp(-(x**2) / 2) + q * math.exp(-((x - centre) ** 2) / 2)

    for c in (0.8, 1.0, 1.5):
        truth, _ = integrate.quad(
            lambda x, c=c: max(mixture(x, 1) - c * mixture(x, -1), 0), -9, 9, limit=400, epsabs=1e-11
        )
        assert holds(one.divergence(str(c), 12), truth / math.sqrt(2 * math.pi), 1e-9)


def test_laplace_steps():
    loss = PrivacyLoss.laplace(scale=10) ** 2
    epsilon = 0.1
    # Two independent differences |x - 1/10| - |x| under Q, by quadrature over the one that is continuous.
    atoms = {epsilon: math.exp(-epsilon) / 2, -epsilon: 0.5}

    def density(y):
        return math.exp(-(epsilon + y) / 2) / 4

    assert math.isclose(sum(atoms.values()) + integrate.quad(density, -epsilon, epsilon)[0], 1)

    def over(c):
        def gap(y):
            return max(math.exp(y) - c, 0)

        total = sum(p * q * gap(x + y) for x, p in atoms.items() for y, q in atoms.items())
        for x, p in atoms.items():
            total += 2 * p * integrate.quad(lambda y, x=x: density(y) * gap(x + y), -epsilon, epsilon, limit=200)[0]
        total += integrate.dblquad(
            lambda y, x: density(x) * density(y) * gap(x + y), -epsilon, epsilon, -epsilon, epsilon, epsabs=1e-10
        )[0]
        return total

    for c in (1.0, 1.05):
        found = loss.divergence(str(c))
        assert holds(found, over(c), 1e-7)
        assert found.width < 1e-3 * over(c)


def test_known_values_of_the_average_target():
    for mu, value in (("1/10", 0.031772), ("1/2", 0.158170), ("1", 0.311956), ("2", 0.587646), ("4", 0.915578)):
        found = PrivacyLoss.gaussian(1, mu).average()
        assert holds(found, value, 6e-7)
        assert found.width < 1e-5
    assert holds(PrivacyLoss.budget(1, "1/10").average(1, 8), 0.3204268, 1e-7)
    assert holds(PrivacyLoss.budget(3, "1/100").average(1, 8), 0.6387975, 1e-7)
    assert holds(PrivacyLoss.budget(3, "1/100").average(2, 8), 0.4980823, 1e-7)


def test_known_values_of_the_average_removal():
    for mu, value in (("1/10", 0.044760), ("1", 0.428693)):
        found = PrivacyLoss.gaussian(1, mu).average_removal()
        assert 0.999 * value < found.upper < 1.0015 * value
        assert found.upper > 2 * stats.norm.cdf(float(Fraction(mu)) / 2) - 1  # attained in the limit


def test_a_target_that_is_released_or_nothing_is_told_certainly():
    loss = PrivacyLoss.finite([("1", "0"), ("0", "1")])
    assert loss.average_removal() == 1


def mechanism(rng, targets, outcomes):
    weights = split(rng, targets)
    laws = [split(rng, outcomes, rng.random() < 0.3) for _ in range(targets)]
    mean = [sum(w * law[i] for w, law in zip(weights, laws, strict=True)) for i in range(outcomes)]
    return weights, laws, mean


def leakage(weights, laws, mean, gamma):
    """Delta_gamma by its definition."""
    e = sum(w * hockey_stick(law, mean, gamma) for w, law in zip(weights, laws, strict=True))
    return e if gamma >= 1 else (e - (1 - gamma)) / gamma


@pytest.mark.parametrize("seed", range(60))
def test_no_random_mechanism_leaks_more_than_its_guarantee_allows(seed):
    rng = random.Random(1000 + seed)
    weights, laws, mean = mechanism(rng, rng.randint(2, 6), rng.randint(2, 5))
    epsilon = Fraction(rng.randint(1, 30), 10)
    s = Fraction(math.exp(float(epsilon)) * (1 - 1e-12))
    exchange = max(hockey_stick(a, b, s) for a in laws for b in laws)
    removal = max(max(hockey_stick(a, mean, s), hockey_stick(mean, a, s)) for a in laws)
    for gamma in (Fraction(1, 2), Fraction(1), Fraction(3, 2)):
        truth = leakage(weights, laws, mean, gamma)
        if exchange < 1:
            assert truth <= PrivacyLoss.budget(epsilon, exchange).average(gamma).upper
        if removal < 1 and seed < 6 and gamma == (Fraction(1, 2), 1, Fraction(3, 2))[seed % 3]:
            assert truth <= PrivacyLoss.budget(epsilon, removal).average_removal(gamma).upper


def test_random_halves_of_the_targets_come_near_the_bound():
    # Outcome by outcome a random w-share of the targets has ratio r = e^epsilon, w = 1/(1 + sqrt r).
    targets, chosen, r = 12, 4, 4
    subsets = list(itertools.combinations(range(targets), chosen))
    laws = [[Fraction(r if z in subset else 1) for subset in subsets] for z in range(targets)]
    laws = [[x / sum(law) for x in law] for law in laws]
    weights, mean = [Fraction(1, targets)] * targets, [sum(x) / targets for x in zip(*laws, strict=True)]
    bound = PrivacyLoss.budget(str(math.log(r))).average(1, 8)
    assert 0.99 * bound.upper < leakage(weights, laws, mean, 1) <= bound.upper


def test_sgd_is_certified_far_below_what_moments_give():
    steps = PrivacyLoss.gaussian(sigma=1).sampled("1/100") ** 1000
    assert steps.average_removal().upper < 0.183
    assert steps.advantage().lower > 0.161
    exchange = PrivacyLoss.exchanged_gaussian(1, "1/100") ** 1000
    assert holds(exchange.average(), 0.2129, 5e-5)
    assert holds(exchange.average(4), 0.00877, 5e-6)
    assert exchange.tpr("1/1000").upper <= 0.00797


def test_a_loss_pickles_and_compares():
    loss = PrivacyLoss.laplace(2).sampled("1/3") ** 5 * PrivacyLoss.budget(1, "1/100")
    assert pickle.loads(pickle.dumps(loss)) == loss
    assert loss != loss**2


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PrivacyLoss.gaussian(0), "sigma must be in"),
        (lambda: PrivacyLoss.budget(-1), "epsilon must be in"),
        (lambda: PrivacyLoss.budget(1, 1), "delta must be in"),
        (lambda: PrivacyLoss.gaussian(1).sampled(2), "rate must be in"),
        (lambda: (PrivacyLoss.gaussian(1) ** 2).sampled("1/2"), "sample before you compose"),
        (lambda: PrivacyLoss.gaussian(1) ** 0, "from 1 to"),
        (lambda: PrivacyLoss.gaussian(1) ** (10**12), "from 1 to"),
        (lambda: PrivacyLoss.finite([("1/2", "1")]), "must sum to 1"),
        (lambda: PrivacyLoss.gaussian(1).epsilon(2), "delta must be in"),
    ],
)
def test_bad_input_is_one_line(make, words):
    with pytest.raises(ValueError, match=words) as error:
        make()
    assert "\n" not in str(error.value)


def test_the_average_target_leaks_at_most_what_the_pair_does():
    """A coarse grid sees nothing of a budget of 2820, and kappa was chosen on it: .27 for a ratio of at most 1.013."""
    loss = PrivacyLoss.budget(2820, "1/1000").sampled("37/100000").reversed() ** 33
    assert loss.average(2) == loss.divergence(2) == 0  # dQ/dP <= (1 - q)^-33 < 2
