"""Pairs of laws, Rényi divergences and answers of privacy losses against definitions, quadrature and closed forms."""

import itertools
import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.divergences.losses import PrivacyLoss


def holds(found, truth, slack=0):
    return found.lower - slack <= truth <= found.upper + slack


def moment(p, q, order, cuts):
    """The Rényi divergence of two densities, by quadrature."""
    with mp.workdps(25):
        if order == 1:
            return mp.quad(lambda x: p(x) * mp.log(p(x) / q(x)), cuts)
        s = mp.mpf(Fraction(order).numerator) / Fraction(order).denominator
        return mp.log(mp.quad(lambda x: p(x) ** s * q(x) ** (1 - s), cuts)) / (s - 1)


LINE = [-14, -6, -2, 0, 2, 6, 14]


@pytest.mark.parametrize("order", ["1/2", "1", "5/4", "2", "7/2"])
@pytest.mark.parametrize("reverse", [False, True])
def test_renyi_of_a_sampled_gaussian_of_any_order(order, reverse):
    rate, sigma = mp.mpf(1) / 10, mp.mpf(2)
    step = PrivacyLoss.gaussian(2).sampled("1/10")

    def mixed(x):
        return (1 - rate) * mp.npdf(x, 0, sigma) + rate * mp.npdf(x, 1, sigma)

    pair = (lambda x: mp.npdf(x, 0, sigma)), mixed
    truth = moment(*(pair if reverse else pair[::-1]), Fraction(order), [2 * x for x in LINE])
    found = (step.reversed() if reverse else step).renyi(order)
    assert found.digits >= 10
    assert holds(found, truth, 1e-15)
    assert holds(((step.reversed() if reverse else step) ** 7).renyi(order), 7 * truth, 1e-14)


def test_renyi_of_laplace_noise_and_of_an_exchange():
    def at(c):
        return lambda x: mp.exp(-abs(x - c)) / 2

    cuts = [-60, 0, mp.mpf(1) / 2, 60]
    for order in ("1/2", "1", "3/2", "4"):
        assert holds(PrivacyLoss.laplace(2).renyi(order), moment(at(0.5), at(0), Fraction(order), cuts), 1e-14)
    one = PrivacyLoss.exchanged_gaussian(1, "1/10")

    def mixture(centre):
        return lambda x: 0.9 * mp.npdf(x) + 0.1 * mp.npdf(x, centre)

    for order in ("1/3", "1", "5/2"):
        truth = moment(mixture(1), mixture(-1), Fraction(order), LINE)
        assert holds(one.renyi(order), truth, 1e-14)


def test_renyi_at_the_ends():
    epsilon = PrivacyLoss.budget(1)
    assert holds(epsilon.renyi(math.inf), 1, 1e-12)
    assert holds(PrivacyLoss.gaussian(1).sampled("1/2").reversed().renyi(math.inf), math.log(2), 1e-12)
    assert PrivacyLoss.gaussian(1).renyi(math.inf).lower == math.inf
    assert PrivacyLoss.budget(1, "1/10").renyi(2).lower == math.inf
    assert holds(PrivacyLoss.finite([("1/4", "1/2"), ("3/4", 0), (0, "1/2")]).renyi(0), math.log(2), 1e-12)
    with pytest.raises(ValueError, match="order must be in"):
        epsilon.renyi(-1)
    nothing_in_common = PrivacyLoss.finite([(1, 0), (0, 1)])
    for order in (0, "1/2", 1, 2, math.inf):
        assert nothing_in_common.renyi(order).lower == math.inf


def test_an_order_at_which_a_float64_accountant_is_off():
    found = (PrivacyLoss.gaussian("5/2").sampled("1/100") ** 50).renyi("3/2")
    assert holds(found, 6.50070897e-4, 1e-12)
    assert found.upper < 6.6e-4


@pytest.mark.parametrize(("sigma", "steps"), [("1/1000", 1), (1, 1), (20, 9), ("10000", 1)])
def test_the_curve_of_gaussian_releases_is_known_in_closed_form(sigma, steps):
    mu = float(mp.sqrt(steps) / mp.mpf(Fraction(sigma).numerator) * Fraction(sigma).denominator)
    loss = PrivacyLoss.gaussian(sigma) ** steps
    assert holds(loss.auc(12), mp.ncdf(mu / mp.sqrt(2)), 1e-12)
    assert holds(loss.gaussian_order("1/100", "1/10", 12), mu, 1e-12 * mu)


def test_the_ends_of_a_curve_are_exact():
    """TPR at FPR 0 is what P has alone, at FPR 1 it is 1; no epsilon is beyond the largest loss."""
    three = PrivacyLoss.budget(1, "1/10") ** 3
    assert (three.tpr(0).exact, three.tpr(1).exact) == (1 - Fraction(9, 10) ** 3, 1)
    target = PrivacyLoss.finite([("1/3", 0), ("2/3", 1)]).sampled("1/2")
    assert (PrivacyLoss.gaussian(1).sampled("1/10") ** 5 * target).tpr(0).exact == Fraction(1, 6)
    assert PrivacyLoss.gaussian(1).tpr(0).exact == 0
    assert (PrivacyLoss.budget(1, "1/10") ** 10**9).tpr(0).upper == 1
    assert PrivacyLoss.gaussian(1).sampled("1/10").tpr("1/1000").lower >= Fraction(1, 1000)
    added = PrivacyLoss.gaussian(1).sampled("1/100").reversed()
    assert added.epsilon("1e-9").upper <= -math.log(0.99) * (1 + 1e-12)


def test_renyi_of_laplace_noise_and_of_a_bounded_range_of_any_size():
    for scale, epsilon in (("1/1000", 1000), (1, 1), ("1000", mp.mpf(1) / 1000)):
        noise = PrivacyLoss.laplace(scale)
        assert holds(noise.renyi(1), epsilon - 1 + mp.exp(-mp.mpf(epsilon)), 1e-12)
        whole = mp.log((2 * mp.exp(mp.mpf(epsilon)) + mp.exp(-2 * mp.mpf(epsilon))) / 3)
        assert holds(noise.renyi(2), whole, 1e-12)
    scale = mp.exp(mp.mpf(-1)) / (2 * (1 - mp.exp(mp.mpf(-2))))
    for order in ("1/2", "3"):
        s = mp.mpf(Fraction(order).numerator) / Fraction(order).denominator
        truth = mp.log(scale * mp.quad(lambda x, s=s: mp.exp((s - 0.5) * x), [-2, 0, 2])) / (s - 1)
        assert holds(PrivacyLoss.bounded_range(2).renyi(order), truth, 1e-12)
    truth = scale * mp.quad(lambda x: x * mp.exp(x / 2), [-2, 0, 2])
    assert holds(PrivacyLoss.bounded_range(2).renyi(1), truth, 1e-12)
    assert PrivacyLoss.bounded_range(700).renyi(1).width < 1e-9


def test_losses_beyond_a_grid_lie_between_what_is_told_and_what_is_not():
    loss = PrivacyLoss.laplace("1/1000") * PrivacyLoss.gaussian(1)
    found, least = loss.advantage(), PrivacyLoss.gaussian(1).advantage()
    assert least.upper <= found.upper == 1
    assert found.lower >= least.lower * Fraction(999, 1000)
    tiny = PrivacyLoss.gaussian(1).sampled("1e-12") ** 10
    assert 3.8e-12 < tiny.advantage().upper < 1.001e-11
    assert tiny.reversed().advantage().upper < 1.001e-11


def answers(noise, values):
    """Masses of k-ary randomised response: the law of the answer of record 0."""
    return [1 - noise + noise / values, *([noise / values] * (values - 1))]


@pytest.mark.parametrize("k", [2, 4])
def test_randomised_response_by_its_answers(k):
    noise = Fraction(1, 5)
    law = answers(noise, k)
    other = [law[1], law[0], *law[2:]]
    for removal, against in ((False, other), (True, [Fraction(1, k)] * k)):
        loss = PrivacyLoss.randomised_response(noise, k, removal) ** 3
        for c in (Fraction(1), Fraction(3)):
            joint = [
                (math.prod(law[i] for i in x), math.prod(against[i] for i in x))
                for x in itertools.product(range(k), repeat=3)
            ]
            assert holds(loss.divergence(c), sum(max(p - c * q, 0) for p, q in joint), 0)


def test_truncated_discrete_gaussian_noise_by_its_masses():
    def mass(k):
        return mp.exp(-(mp.mpf(k) ** 2) / 8) if abs(k) <= 5 else mp.mpf(0)

    total = mp.fsum(mass(k) for k in range(-5, 6))
    loss = PrivacyLoss.discrete_gaussian(2, 3, 5)
    for c in (0.5, 1, 2):
        truth = mp.fsum(max(mass(k - 3) - c * mass(k), 0) for k in range(-5, 9)) / total
        assert holds(loss.divergence(str(c), 12), truth, 1e-14)
        twice = mp.fsum(
            max(mass(i - 3) * mass(j - 3) - c * mass(i) * mass(j), 0) for i in range(-5, 9) for j in range(-5, 9)
        )
        found = (loss**2).divergence(str(c), 12)
        assert found.digits >= 12
        assert holds(found, twice / total**2, 1e-13)


def test_a_mixture_of_gaussian_shifts():
    loss = PrivacyLoss.gaussian_mixture(2, [0, 1, 3], ["1/2", "1/4", "1/4"])

    def p(x):
        return mp.npdf(x, 0, 2) / 2 + mp.npdf(x, 1, 2) / 4 + mp.npdf(x, 3, 2) / 4

    for c in (0.7, 1, 2):
        root = mp.findroot(lambda x, c=c: p(x) - c * mp.npdf(x, 0, 2), 1)
        truth = mp.quad(lambda x, c=c: p(x) - c * mp.npdf(x, 0, 2), [root, 5, 10, 40])
        assert holds(loss.divergence(str(c), 12), truth, 1e-12)
    assert PrivacyLoss.gaussian_mixture(2, [1], [1]) == PrivacyLoss.gaussian(2)
    half = PrivacyLoss.gaussian_mixture(1, [0, 1], ["1/2", "1/2"])
    same = PrivacyLoss.gaussian(1).sampled("1/2")
    assert half.delta("1/2", 15).intersection(same.delta("1/2", 15)).width < Fraction(1, 10**14)


def test_laws_of_data_as_pairs():
    poisson = PrivacyLoss.between(bc.Poisson(3), bc.Poisson(2))
    assert poisson.divergence(1, 12).intersection(bc.evaluate(bc.total_variation(bc.Poisson(3), bc.Poisson(2)), 12))
    # Sums are sufficient: five draws are as two Poisson laws of five times the mean.
    assert (poisson**5).advantage().intersection(bc.evaluate(bc.total_variation(bc.Poisson(15), bc.Poisson(10)), 12))
    coin = PrivacyLoss.between(bc.Binomial(5, "1/2"), bc.Binomial(5, "1/3")).divergence("3/2", 12)
    assert coin.intersection(bc.evaluate(bc.hockey_stick(bc.Binomial(5, "1/2"), bc.Binomial(5, "1/3"), "3/2"), 12))
    assert PrivacyLoss.between(bc.Normal(3, 2), bc.Normal(1, 2)) == PrivacyLoss.gaussian(2, 2)
    with pytest.raises(ValueError, match="must both be discrete or both be continuous"):
        PrivacyLoss.between(bc.Normal(0, 1), bc.Poisson(2))


def test_a_profile_gives_its_points_back_in_both_directions():
    points = [(0, "1/2"), (1, "1/10"), (3, "1/100")]
    for loss in (PrivacyLoss.profile(points), PrivacyLoss.profile(points).reversed()):
        for epsilon, delta in points:
            assert holds(loss.delta(epsilon, 12), Fraction(delta), 1e-13)
        assert holds(loss.delta(5, 12), Fraction(1, 100), 1e-13)
    assert (
        PrivacyLoss.profile([(1, "1/1000")])
        .delta("1/2", 12)
        .intersection(PrivacyLoss.budget(1, "1/1000").delta("1/2", 12))
    )
    # A point that says nothing next to others is left out.
    loose = PrivacyLoss.profile([(1, "1/10"), (2, "1/2")])
    assert loose.delta(2, 10).upper <= Fraction("0.1000001")


def test_a_trade_off_function_gives_its_corners_back():
    loss = PrivacyLoss.tradeoff([(0, "9/10"), ("1/10", "1/2"), ("1/2", "1/10"), (1, 0)])
    for fpr, tpr in ((0, "1/10"), ("1/20", "3/10"), ("1/10", "1/2"), ("1/2", "9/10")):
        assert holds(loss.tpr(fpr, 10), Fraction(tpr), 1e-12)
    with pytest.raises(ValueError, match="convex"):
        PrivacyLoss.tradeoff([(0, "1/2"), ("1/2", "2/5"), (1, 0)])


def test_a_matrix_mechanism_has_the_largest_norm_of_a_column():
    # Binary tree over 4 leaves: every leaf is in 3 nodes.
    tree = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]]
    truth = stats.norm.cdf(math.sqrt(3) / 4) - stats.norm.cdf(-math.sqrt(3) / 4)
    assert holds(PrivacyLoss.matrix(tree, 2).advantage(12), truth, 1e-14)


@pytest.mark.parametrize(
    "base", [PrivacyLoss.gaussian(1), PrivacyLoss.laplace(1), PrivacyLoss.budget(1, "1/100")], ids=str
)
def test_sampling_without_replacement(base):
    one = base.without_replacement("1/10")
    for epsilon in (Fraction(1, 100), Fraction(1, 2)):
        inner = math.log(1 + (math.exp(epsilon) - 1) / 0.1)
        truth = base.delta(str(inner), 12).midpoint / 10
        assert holds(one.delta(epsilon, 12), truth, 1e-11)
        assert holds(one.reversed().delta(epsilon, 12), truth, 1e-11)


def test_amplification_of_a_budget_by_sampling():
    loss = PrivacyLoss.budget(1, "1/100").sampled("1/10")
    inside = str(math.log(1 + (math.e - 1) / 10) + 1e-9)
    assert holds(loss.delta(inside, 12), Fraction(1, 1000), 1e-9)


def test_optimal_composition_of_unequal_budgets_by_enumeration():
    budgets = [("1", "1/100"), ("1/2", "1/50"), ("3/10", "0")]
    loss = math.prod((PrivacyLoss.budget(*x) for x in budgets[1:]), start=PrivacyLoss.budget(*budgets[0]))
    for at in (0.3, 1.0, 1.5):
        keep = math.prod(1 - Fraction(d) for _, d in budgets)
        excess = 0.0
        for signs in itertools.product((1, -1), repeat=3):
            p = q = 1.0
            for sign, (e, _) in zip(signs, budgets, strict=True):
                top = math.exp(float(Fraction(e)))
                p *= (top if sign > 0 else 1) / (1 + top)
                q *= (1 if sign > 0 else top) / (1 + top)
            excess += max(p - math.exp(at) * q, 0)
        truth = float(1 - keep) + float(keep) * excess  # Murtagh and Vadhan
        assert holds(loss.delta(str(at), 8), truth, 1e-12)


def test_answers_on_accuracy_belief_and_curve():
    loss = PrivacyLoss.gaussian(1)
    tv = 2 * stats.norm.cdf(0.5) - 1
    assert holds(loss.accuracy(), (1 + tv) / 2, 1e-4)
    delta = stats.norm.cdf(0.5 - math.log(3)) - 3 * stats.norm.cdf(-0.5 - math.log(3))
    assert holds(loss.accuracy("1/4", 1, 10), 0.75 + 0.25 * delta, 1e-9)
    epsilon = loss.epsilon("1/1000")
    found = loss.posterior("1/3", "1/1000")
    assert holds(found, 1 / (1 + 2 * math.exp(-float(epsilon))), 1e-3)
    assert holds(loss.auc(), stats.norm.cdf(1 / math.sqrt(2)), 1e-15)


def test_tiny_deltas_are_reached():
    mu, epsilon = mp.mpf(1) / 5, mp.mpf(12) / 5
    with mp.workdps(40):
        truth = mp.ncdf(mu / 2 - epsilon / mu) - mp.exp(epsilon) * mp.ncdf(-mu / 2 - epsilon / mu)
    assert truth < 1e-33
    found = (PrivacyLoss.gaussian(10) ** 4).delta("12/5", 2)
    assert found.lower <= Fraction(str(truth)) <= found.upper
    assert found.upper < Fraction(101, 100) * Fraction(str(truth))
    # Randomised response keeps all its digits: 1 - (1 - low^200) from one outcome of 2^200.
    low = 1 / (1 + mp.e)
    least = (PrivacyLoss.budget(1) ** 200).delta("1995/10", 12)
    with mp.workdps(40):
        low = 1 / (1 + mp.e)
        exact = (mp.exp(200) - mp.exp(mp.mpf("199.5"))) * low**200
    assert least.digits >= 12
    assert abs(mp.mpf(least.midpoint.numerator) / least.midpoint.denominator / exact - 1) < 1e-12


def test_the_gaussian_order_of_a_curve():
    # Randomised response with odds 3: the largest Phi^-1(TPR) - Phi^-1(FPR) is at the corner (1/4, 3/4).
    found = PrivacyLoss.randomised_response("1/2").gaussian_order()
    assert holds(found, 2 * stats.norm.ppf(0.75), 1e-12)
    assert found.width < 2e-3
    assert holds(PrivacyLoss.gaussian("1/2").gaussian_order("1/100", "1/100"), 2, 1e-12)
    with pytest.raises(ValueError, match="low <= high"):
        PrivacyLoss.gaussian(1).gaussian_order("1/2", "1/4")


def test_one_sampled_step_at_two_epsilons():
    step = PrivacyLoss.gaussian(1).sampled("1/100")
    assert holds(step.delta("1/10", 18), Fraction("7.29003769576122654e-5"), Fraction(1, 10**22))
    assert holds(step.delta(1, 18), Fraction("2.73200926154613113e-9"), Fraction(1, 10**26))


def test_shifts_next_to_zero_whose_ratio_is_reached_beyond_every_float():
    """P(L > c) is all but 1 where the ratio crosses c at -10^17."""
    loss = bc.PrivacyLoss.gaussian_mixture("1/2", ["2", "3e-16"], ["1/2", "1/2"])
    x = np.linspace(-8, 12, 400001)
    p = (stats.norm.pdf(x, 2, 0.5) + stats.norm.pdf(x, 3e-16, 0.5)) / 2
    q = stats.norm.pdf(x, 0, 0.5)
    for gamma in (Fraction(5), Fraction(11, 5), Fraction(2), Fraction(3, 2)):
        truth = np.trapezoid(np.maximum(q - float(gamma) * p, 0), x)
        value = loss.reversed().divergence(gamma, 6)
        assert value.lower - 1e-8 <= truth <= value.upper + 1e-8
