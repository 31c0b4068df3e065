"""The references agree with one another, with hand values, and with the theorems on small models."""

from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, product
from random import Random

import mpmath as mp
import numpy as np
import pytest

from . import continuous, enumeration, laws, learners, least_squares, random_games, tradeoff

F = Fraction
HAND = (F(1, 2), F(1, 3), F(1, 6))
GAMMAS = (F(1, 3), F(2, 3), F(1), F(3, 2), F(3))
SMALL = list(random_games.random_games(seed=1, count=36, max_size=4, max_n=4))
MODELS = (
    ((F(1, 2), F(1, 2)), 3),
    ((F(1, 3), F(2, 3)), 4),
    ((F(1, 10), F(9, 10)), 3),
    ((F(1, 2), F(1, 3), F(1, 6)), 2),
)


def close(a: mp.mpf, b: mp.mpf, tolerance: str) -> bool:
    return abs(mp.mpf(a) - mp.mpf(b)) < mp.mpf(tolerance)


# Finite games


@pytest.mark.parametrize(
    "compute",
    [
        enumeration.worst_case_delta,
        enumeration.worst_case_delta_counts,
        enumeration.worst_case_delta_binomial,
    ],
)
def test_worst_case_equals_the_values_worked_by_hand(compute):
    assert compute(HAND, 3, F(1)) == F(415, 1296)
    assert compute(HAND, 3, F(3, 2)) == F(4, 27)


def test_worst_case_of_six_records_has_the_printed_digits():
    value = enumeration.worst_case_delta((F(1, 2), F(3, 10), F(1, 5)), 6, F(1))
    assert value == F(2192925, 10**7)


def test_one_atom_leaks_nothing_and_one_record_leaks_everything_but_luck():
    for gamma in GAMMAS:
        assert enumeration.worst_case_delta((F(1),), 4, gamma) == 0
    # n = 1, gamma = 1: theta is the record, so TV = 1 - sum p_j^2
    assert enumeration.worst_case_delta(HAND, 1, F(1)) == 1 - sum(p * p for p in HAND)


@pytest.mark.parametrize("game", SMALL)
def test_three_enumerations_agree(game):
    full = enumeration.worst_case_delta(game.probs, game.n, game.gamma)
    assert full == enumeration.worst_case_delta_counts(game.probs, game.n, game.gamma)
    assert full == enumeration.worst_case_delta_binomial(game.probs, game.n, game.gamma)


def test_counts_and_binomials_agree_on_more_records():
    for game in random_games.random_games(seed=2, count=18, max_size=4, max_n=9):
        assert enumeration.worst_case_delta_counts(
            game.probs, game.n, game.gamma
        ) == enumeration.worst_case_delta_binomial(game.probs, game.n, game.gamma)


def test_the_order_of_the_sample_tells_nothing_more_than_the_counts():
    for game in SMALL:
        ordered = enumeration.joint_and_product(game.probs, game.n, lambda sample: sample)
        assert enumeration.delta(*ordered, game.gamma) == enumeration.worst_case_delta(game.probs, game.n, game.gamma)


def test_the_laws_of_the_game_are_laws():
    for game in SMALL:
        for law in enumeration.joint_and_product(game.probs, game.n, sum):
            assert sum(law.values()) == 1
            assert min(law.values()) > 0


def test_hockey_stick_is_the_supremum_over_all_events():
    member, nonmember = enumeration.joint_and_product(HAND, 2, max)
    points = sorted(set(member) | set(nonmember))
    for gamma in GAMMAS:
        largest = max(
            sum(
                (member.get(x, 0) - gamma * nonmember.get(x, 0) for x, used in zip(points, b, strict=True) if used),
                F(0),
            )
            for b in product((False, True), repeat=len(points))
        )
        assert enumeration.hockey_stick(member, nonmember, gamma) == largest


# Theorems of the game, exhaustively on small models


@pytest.mark.parametrize("game", SMALL)
def test_accuracy_identity_over_all_attacks(game):
    member, nonmember = enumeration.joint_and_product(game.probs, game.n, lambda s: (max(s) + min(s)) % 2)
    best = enumeration.best_accuracy(member, nonmember, game.nu, game.lam, exhaustive_up_to=8)
    stick = enumeration.hockey_stick(member, nonmember, game.gamma)
    constants = (game.nu, game.lam * (1 - game.nu))
    assert best == constants[1] + game.nu * stick
    assert best == max(constants) + min(constants) * enumeration.delta(member, nonmember, game.gamma)
    assert best == enumeration.best_accuracy(member, nonmember, game.nu, game.lam, exhaustive_up_to=0)


@pytest.mark.parametrize("game", SMALL[::2])
def test_delta_is_the_average_leakage_of_the_targets(game):
    for release in (None, max, sum):
        averaged = sum(
            p * enumeration.per_target(game.probs, game.n, j, game.gamma, release) for j, p in enumerate(game.probs)
        )
        pair = enumeration.joint_and_product(game.probs, game.n, release or (lambda s: tuple(sorted(s))))
        assert averaged == enumeration.delta(*pair, game.gamma)


def test_leakage_of_a_target_is_its_atom_term_over_its_probability():
    for game in SMALL:
        for j, p in enumerate(game.probs):
            leak = enumeration.per_target(game.probs, game.n, j, game.gamma)
            assert leak == enumeration.atom_term(game.n, p, game.gamma) / p


def test_there_are_as_many_set_partitions_as_bell_numbers():
    assert [sum(1 for _ in learners.set_partitions(m)) for m in range(1, 7)] == [1, 2, 5, 15, 52, 203]


@pytest.mark.parametrize(("probs", "n"), MODELS)
def test_empirical_law_is_the_worst_of_all_deterministic_learners(probs, n):
    worst = {gamma: enumeration.worst_case_delta(probs, n, gamma) for gamma in GAMMAS}
    attained = dict.fromkeys(GAMMAS, False)
    for kernel in learners.deterministic_learners(len(probs), n):
        pair = learners.learner_laws(kernel, probs, n)
        variation = enumeration.delta(*pair, F(1))
        for gamma in GAMMAS:
            value = enumeration.delta(*pair, gamma)
            assert value <= worst[gamma]
            attained[gamma] |= value == worst[gamma]
            # T-SANDWICH
            assert max(F(0), 1 - max(gamma, 1 / gamma) * (1 - variation)) <= value <= variation
    assert all(attained.values())


def test_randomised_learners_and_post_processing_leak_no_more():
    rng = Random(3)
    for probs, n in MODELS:
        for _ in range(12):
            kernel = learners.random_kernel(rng, len(probs), n, labels=4)
            channel = dict(enumerate(learners.random_kernel(rng, 2, 3, 3).values()))
            processed = learners.post_process(kernel, channel)
            for gamma in GAMMAS:
                before = learners.learner_delta(kernel, probs, n, gamma)
                assert learners.learner_delta(processed, probs, n, gamma) <= before
                assert before <= enumeration.worst_case_delta(probs, n, gamma)


def test_worst_case_does_not_increase_with_the_sample_size():
    grid = [tuple(F(w, sum(ws)) for w in ws) for k in (2, 3) for ws in combinations_with_replacement((1, 2, 7), k)]
    for probs in grid:
        for gamma in GAMMAS:
            values = [enumeration.worst_case_delta_binomial(probs, n, gamma) for n in range(1, 19)]
            assert values == sorted(values, reverse=True)


def test_sandwich_of_the_worst_case_on_random_games():
    for game in random_games.random_games(seed=4, count=60):
        variation = enumeration.worst_case_delta_binomial(game.probs, game.n, F(1))
        value = enumeration.worst_case_delta_binomial(game.probs, game.n, game.gamma)
        spread = max(game.gamma, 1 / game.gamma)
        assert max(F(0), 1 - spread * (1 - variation)) <= value <= variation


def test_mean_leaks_no_more_than_the_counts_and_as_much_when_it_determines_them():
    for gamma in GAMMAS:
        worst = enumeration.worst_case_delta(HAND, 3, gamma)
        assert enumeration.mean_delta((F(0), F(1), F(10)), HAND, 3, gamma) == worst
        assert enumeration.mean_delta(((F(1), F(0)), (F(0), F(1)), (F(0), F(0))), HAND, 3, gamma) == worst
        assert enumeration.mean_delta((F(0), F(1), F(2)), HAND, 3, gamma) <= worst
        assert enumeration.mean_delta((F(5), F(5), F(5)), HAND, 3, gamma) == 0


# Trade-off curve


def test_curve_gives_the_same_divergences_and_rates():
    for game in SMALL[:18]:
        member, nonmember = enumeration.joint_and_product(game.probs, game.n, lambda s: tuple(sorted(s)))
        curve = tradeoff.TradeOff(member, nonmember)
        for gamma in (*GAMMAS, game.gamma):
            assert curve.hockey_stick(gamma) == enumeration.hockey_stick(member, nonmember, gamma)
            assert curve.delta(gamma) == enumeration.delta(member, nonmember, gamma)
        for fpr, tpr in curve.vertices():
            assert curve.tpr_at(fpr) == tpr
        for level in GAMMAS:
            fpr, tpr = curve.rates_above(level)
            assert curve.tpr_at(fpr) == tpr


def test_curve_is_concave_and_its_area_is_the_probability_of_ranking():
    for game in SMALL[:18]:
        curve = tradeoff.TradeOff(*enumeration.joint_and_product(game.probs, game.n, sum))
        points = curve.vertices()
        trapezoids = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(points))
        assert curve.auc() == trapezoids >= F(1, 2)
        assert points[-1] == (1, 1)
        middle = [F(i, 20) for i in range(21)]
        rates = [curve.tpr_at(fpr) for fpr in middle]
        assert all(2 * b >= a + c for a, b, c in zip(rates, rates[1:], rates[2:], strict=False))


def test_no_randomised_attack_beats_the_curve():
    member, nonmember = enumeration.joint_and_product((F(1, 4), F(3, 4)), 2, sum)
    curve = tradeoff.TradeOff(member, nonmember)
    points = sorted(set(member) | set(nonmember))
    for coins in product((F(0), F(1, 2), F(1)), repeat=len(points)):
        fpr = sum((c * nonmember.get(x, F(0)) for c, x in zip(coins, points, strict=True)), F(0))
        tpr = sum((c * member.get(x, F(0)) for c, x in zip(coins, points, strict=True)), F(0))
        assert tpr <= curve.tpr_at(fpr)


def test_a_point_with_no_nonmember_mass_costs_nothing():
    curve = tradeoff.TradeOff({"a": F(1, 2), "b": F(1, 2)}, {"b": F(1)})
    assert curve.tpr_at(F(0)) == F(1, 2)
    assert curve.auc() == F(3, 4)


# Laws


@pytest.mark.parametrize(
    ("law", "terms"),
    [
        (laws.binomial(7, "0.3"), 8),
        (laws.geometric("0.3"), 300),
        (laws.negative_binomial("2.5", "0.4"), 250),
        (laws.poisson("3.5"), 80),
        (laws.zipf("1.3", 9), 9),
    ],
)
def test_masses_sum_to_one(law, terms):
    with mp.workdps(40):
        assert close(mp.fsum(law.pmf(law.first + i) for i in range(terms)), mp.mpf(1), "1e-36")


def test_zeta_and_special_cases_of_the_laws():
    with mp.workdps(30):
        two = laws.zeta(2)
        assert close(two.pmf(3), 6 / mp.pi**2 / 9, "1e-28")
        one = laws.negative_binomial(1, F(3, 10))
        assert all(close(one.pmf(k), laws.geometric("0.3").pmf(k + 1), "1e-28") for k in range(20))
        assert close(laws.binomial(5, "1/3").pmf(2), mp.mpf(80) / 243, "1e-28")


@pytest.mark.parametrize("gamma", [F(1, 2), F(1), F(7, 4)])
def test_direct_summation_equals_the_exact_fractions_on_a_finite_law(gamma):
    probs = tuple(F(1, k) / sum(F(1, j) for j in range(1, 6)) for k in range(1, 6))
    exact = enumeration.worst_case_delta_binomial(probs, 7, gamma)
    partial = laws.infinite_delta(laws.zipf(1, 5), 7, gamma, terms=100, dps=40)
    assert partial.tail == 0
    with mp.workdps(40):
        assert close(partial.value, laws.exact(exact), "1e-36")


def test_more_terms_of_an_infinite_law_nest():
    short = laws.infinite_delta(laws.geometric("0.5"), 5, 1, terms=10, dps=30)
    long = laws.infinite_delta(laws.geometric("0.5"), 5, 1, terms=60, dps=30)
    assert short.value <= long.value <= long.value + long.tail <= short.value + short.tail


# Random games


def test_random_games_cover_their_promises_and_repeat():
    games = list(random_games.random_games(seed=5, count=90))
    assert games == list(random_games.random_games(seed=5, count=90))
    assert all(min(g.probs) > 0 and sum(g.probs) == 1 and 0 < g.nu < 1 and g.lam > 0 for g in games)
    assert {1, 8} <= {len(g.probs) for g in games} <= set(range(1, 9))
    assert all(1 <= g.n <= 40 for g in games)
    signs = [(g.gamma > 1) - (g.gamma < 1) for g in games]
    assert all(signs.count(s) == 30 for s in (-1, 0, 1))


# Laws with densities


def test_hockey_stick_of_densities_on_a_pair_worked_by_hand():
    # uniform(0,1) against the density 2x: TV = 1/4, E_{3/2} = int_0^{1/3} (1 - 3x) = 1/6
    one, ramp = (lambda x: mp.mpf(1)), (lambda x: 2 * x)
    assert close(continuous.total_variation(one, ramp, [0, mp.mpf(1) / 2, 1]), mp.mpf(1) / 4, "1e-14")
    assert close(continuous.hockey_stick(one, ramp, mp.mpf(3) / 2, [0, mp.mpf(1) / 3, 1]), mp.mpf(1) / 6, "1e-14")


def test_normal_pairs_and_the_gaussian_mechanism_agree():
    with mp.workdps(20):
        assert close(continuous.normal_pair_tv(0, 1, 1, 1), 2 * mp.ncdf(mp.mpf(1) / 2) - 1, "1e-18")
        for eps in (-1, 0, mp.mpf("0.5"), 3):
            assert close(
                continuous.gaussian_mechanism_delta(eps, 2, 1),
                mp.ncdf(mp.mpf(1) / 4 - 2 * mp.mpf(eps)) - mp.exp(eps) * mp.ncdf(-mp.mpf(1) / 4 - 2 * mp.mpf(eps)),
                "1e-18",
            )
        # two variances: between the crossings +-c, c^2 = (8/3) ln 2
        c = mp.sqrt(mp.mpf(8) / 3 * mp.log(2))
        by_hand = (mp.ncdf(c) - mp.ncdf(-c)) - (mp.ncdf(c / 2) - mp.ncdf(-c / 2))
        assert close(continuous.normal_pair_tv(0, 1, 0, 2), by_hand, "1e-18")


def test_gaussian_mean_routes_agree():
    assert close(continuous.gaussian_mean_delta(4, 2, dps=6), "0.28125", "1e-6")
    assert close(continuous.gaussian_mean_delta_single(4, 2), "0.28125", "1e-24")
    for n, gamma in ((4, "2"), (4, "0.5"), (100, "1")):
        by_target = continuous.gaussian_mean_delta_by_target(n, gamma)
        assert close(by_target, continuous.gaussian_mean_delta_single(n, 1, gamma, dps=18), "1e-14")


def test_exponential_mean_routes_agree():
    assert close(continuous.exponential_mean_delta(3, dps=12), "0.247735312166001053", "1e-11")
    for gamma in ("2",):
        assert close(
            continuous.exponential_mean_delta(3, gamma, dps=6),
            continuous.exponential_mean_delta_by_target(3, gamma, dps=6),
            "1e-6",
        )


def test_scaled_bessel_equals_the_bessel_function():
    for mu in (0.5, 1.0, 1.5, 2.0, 4.5, 7.0):
        for s in (0.01, 0.8, 6.0):
            exact = mp.exp(s) * mp.mpf(s) ** mu * mp.besselk(mu, s) / (2 ** (mu - 1) * mp.gamma(mu))
            assert float(least_squares.scaled_bessel(mu, np.array(s))) == pytest.approx(float(exact), rel=1e-13)


def test_least_squares_ratio_equals_the_ratio_of_densities_from_the_definition():
    for n, t, x, y in ((2, 0.3, 0.7, 1.2), (3, -2.0, 0.7, 1.2), (6, 0.3, -1.7, -0.2)):
        point = (mp.mpf(t), mp.mpf(x), mp.mpf(y))
        exact = least_squares.estimate_density_given_target(n, *point) / least_squares.estimate_density(n, point[0])
        formula = least_squares.log_ratio_formula(n, np.array([t]), np.array([x]), np.array(y))
        assert float(mp.log(exact)) == pytest.approx(float(formula), abs=1e-12)


def test_least_squares_quadrature_and_simulation_agree():
    value = least_squares.ols_delta_quadrature(3, nodes=5)
    sides = least_squares.simulate_ols(3, 1, repeats=40_000, seed=11)
    assert abs(sides.under_p1 - value) < 4 * sides.error_p1
    assert abs(sides.under_p0 - value) < 4 * sides.error_p0
    assert value == pytest.approx(0.259924, abs=1e-3)


@pytest.mark.parametrize("gamma", [0.6, 1.7])
def test_least_squares_sides_of_the_simulation_agree(gamma):
    sides = least_squares.simulate_ols(6, 3, repeats=40_000, seed=12, gamma=gamma)
    assert abs(sides.under_p1 - sides.under_p0) < 4 * np.hypot(sides.error_p1, sides.error_p0)
    assert abs(sides.mean_lr - 1) < 5 * sides.error_lr


def test_least_squares_limit_has_the_printed_digits():
    assert close(least_squares.ols_limit_delta("0.5", dps=16), "0.383018236687107", "1e-14")
