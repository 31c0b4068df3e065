"""Every game with a bound has a trade-off curve: the attacks of finite models lie between its two ends."""

import pickle
from fractions import Fraction
from itertools import pairwise, product
from random import Random

import mpmath
import numpy as np
import pytest
import sympy as sp
from reference.tradeoff import TradeOff as Naive

import boundcalc as bc
from boundcalc.envelope import CurveBounds

RATES = [Fraction(0), Fraction(1, 1000), Fraction(1, 20), Fraction(1, 3), Fraction(4, 5), Fraction(1)]
KNOWN = [
    bc.MutualInformation("1/10"),
    bc.BitBudget(3),
    bc.ChiSquareInformation("5/2"),
    bc.HellingerInformation("1/20"),
    bc.RenyiInformation("3/4", "1/10"),
    bc.PrivateLearner("1/2", "1/100"),
    pytest.param(bc.PrivateLearner(1) & bc.MutualInformation("1/20"), marks=pytest.mark.slow),
    pytest.param(bc.RenyiDP(2, "1/5"), marks=pytest.mark.slow),
    bc.OverfittingLearner("1/100", "1/20", fresh="1/10"),
    bc.GeneralisationGap("1/5"),
]


def models(count, seed):
    """Random releases of one record of a law on 2 or 3 values: (P1, P0) over (release, value), in exact rationals."""
    rng = Random(seed)
    for _ in range(count):
        values, outputs = rng.randint(2, 3), rng.randint(2, 3)
        law = share([rng.randint(1, 9) for _ in range(values)])
        channel = [share([rng.randint(1, rng.choice([3, 50])) for _ in range(outputs)]) for _ in range(values)]
        release = [sum(law[z] * channel[z][t] for z in range(values)) for t in range(outputs)]
        cells = [(t, z) for t in range(outputs) for z in range(values)]
        yield {(t, z): law[z] * channel[z][t] for t, z in cells}, {(t, z): law[z] * release[t] for t, z in cells}


def share(weights):
    return [Fraction(w, sum(weights)) for w in weights]


def information(member, outsider):
    """KL(P1||P0), rounded up."""
    terms = [sp.Rational(p.numerator, p.denominator) * sp.log(sp.Rational((p / outsider[x]).numerator,
             (p / outsider[x]).denominator)) for x, p in member.items()]  # fmt: skip
    return bc.evaluate(sum(terms), 20).upper


def check_models(count, seed):
    for member, outsider in models(count, seed):
        naive = Naive(member, outsider)
        nats = max(information(member, outsider), Fraction(0))
        chi = sum((p - outsider[x]) ** 2 / outsider[x] for x, p in member.items())
        (fpr, tpr), *_ = naive.vertices()[1:]
        both = bc.MutualInformation(sp.Rational(nats)) & bc.ChiSquareInformation(sp.Rational(chi))
        curve = bc.Game(None, both, n=1).tradeoff()
        for a, b in naive.vertices():
            assert b <= curve.tpr(a).upper
            assert curve.fpr(b).lower <= a
        for gamma in (Fraction(2, 3), Fraction(1), Fraction(4)):
            assert naive.delta(gamma) in curve.delta(gamma)
        if naive.delta(Fraction(1)):  # no gap says nothing
            gap = bc.Game(None, bc.GeneralisationGap(sp.Rational(naive.delta(Fraction(1)))), n=1).tradeoff()
            assert all(gap.tpr(a).lower <= naive.tpr_at(a) for a in RATES)
        certain = bc.OverfittingLearner(1, sp.Rational(1 - tpr), fresh=sp.Rational(fpr))
        if fpr < tpr:
            reached = bc.Game(None, certain, n=1).tradeoff()
            assert all(reached.tpr(a).lower <= naive.tpr_at(a) for a in RATES)


def test_attacks_of_random_finite_models_lie_between_the_two_ends():
    check_models(4, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_attacks_of_many_random_finite_models_lie_between_the_two_ends(seed):
    check_models(200, 100 + seed)


@pytest.mark.parametrize("learner", KNOWN, ids=str)
def test_both_ends_are_curves_and_say_at_each_gamma_what_the_bounds_say(learner):
    game = bc.Game(None, learner, n=20)
    curve = game.tradeoff()
    assert isinstance(curve, CurveBounds)
    values = [curve.tpr(a) for a in RATES]
    assert all(a <= v.upper and v.lower >= a for a, v in zip(RATES, values, strict=True))
    assert all(x.lower <= y.lower and x.upper <= y.upper for x, y in pairwise(values))
    grid = [curve.tpr(Fraction(i, 8)).upper for i in range(9)]
    for left, middle, right in zip(grid, grid[1:], grid[2:], strict=False):
        assert (left + right) / 2 <= middle + Fraction(1, 10**5)  # concave, as far as the lines are refined
    for gamma in ("1/3", "1", "4"):
        bounds = bc.Game(None, learner, n=20, lam=gamma).bounds(10)
        delta = curve.delta(gamma)
        assert delta.upper <= bounds.interval.upper + Fraction(1, 10**9)
        assert delta.lower <= bounds.interval.upper
        for a, v in zip(RATES, values, strict=True):  # the curve lies under each of these lines
            g = Fraction(gamma)
            height = delta.upper if g >= 1 else 1 - g + g * delta.upper
            assert v.upper <= height + g * a + Fraction(1, 10**4)
    back = curve.fpr(values[2].midpoint)
    assert back.lower <= RATES[2] * (1 + Fraction(1, 10**4)) + Fraction(1, 10**9)
    assert pickle.loads(pickle.dumps(curve)).tpr("1/20") == values[2]


def test_each_point_names_its_theorems():
    curve = bc.Game(None, bc.BitBudget(3) & bc.OverfittingLearner("1/100", "1/20", fresh="9/10"), n=20).tradeoff()
    point = curve.at("1/2")
    assert (point.lower, point.upper) == ("overfit", "region-bits")
    assert "region-bits" in str(point)
    exact = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3).tradeoff().at("1/2")
    assert (exact.lower, exact.upper) == ("disc-exact", "disc-exact")


def test_a_release_that_is_post_processed_lies_under_the_exact_curve_of_the_worst_one():
    law = bc.Categorical(["1/2", "3/10", "1/5"])
    point = bc.Game(law, bc.PrivateHistogram(1), n=20).tradeoff().at("1/100")
    assert point.upper.startswith(("disc-worst", "disc-exact"))
    assert point.tpr.upper <= bc.Game(law, n=20).tradeoff().tpr("1/100").upper + Fraction(1, 10**7)


def test_properties_that_exclude_each_other_are_named():
    curve = bc.Game(
        None, bc.MutualInformation("1/1000") & bc.OverfittingLearner("1/100", 0, fresh="1/10"), n=9
    ).tradeoff()
    with pytest.raises(ValueError, match="contradict each other"):
        curve.tpr("1/10")


def test_a_game_without_a_bound_says_so():
    with pytest.raises(ValueError, match="no theorem bounds the trade-off curve"):
        bc.Game(None, n=10).tradeoff()


def test_lists_and_arrays_of_rates_are_answered_in_their_shape():
    curve = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3).tradeoff()
    listed = curve.tpr(["1/10", 0.5])
    assert [x.exact for x in listed] == [curve.tpr("1/10").exact, curve.tpr("1/2").exact]
    square = curve.tpr(np.array([[0.1, 0.2], [0.3, 0.4]]))
    assert square.shape == (2, 2)
    assert square.astype(float)[1, 1] == float(curve.tpr("0.4"))
    assert curve.delta([1, 2])[0] == curve.delta(1)


def test_precision_posterior_and_identified_members_follow_from_the_curve():
    """By the definitions, from the listed corners of a small game."""
    game = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3)
    curve, prior, a = game.tradeoff(), Fraction(1, 5), Fraction(1, 10)
    tpr = curve.tpr(a).exact
    assert curve.precision(a, prior).exact == prior * tpr / (prior * tpr + (1 - prior) * a)
    miss = prior * (1 - tpr) / (prior * (1 - tpr) + (1 - prior) * (1 - a))
    assert curve.posterior(a, prior).exact == miss
    t = Fraction(9, 10) / Fraction(1, 10)  # confidence 9/10 at prior 1/2
    corners = [(Fraction(0), Fraction(0))]
    for _, p, q in curve.points:
        corners.append((corners[-1][0] + q, corners[-1][1] + p))
    best = Fraction(0)
    for (x0, y0), (x1, y1) in pairwise(corners):
        if y0 >= t * x0:
            best = y1 if y1 >= t * x1 else y0 + (y1 - y0) * (y0 - t * x0) / ((y0 - t * x0) - (y1 - t * x1))
    assert curve.identified("9/10").exact == best
    bounds = bc.Game(game.law, bc.PrivateHistogram(10), n=3).tradeoff().identified("9/10")  # a noisy copy of the counts
    assert bounds.upper <= best + Fraction(1, 10**9)


@pytest.mark.parametrize("bad", [{"confidence": 2}, {"confidence": "1/2", "prior": 0}])
def test_bad_shares_are_refused_in_one_line(bad):
    with pytest.raises(ValueError, match="must be"):
        bc.Game(bc.Bernoulli("1/3"), n=3).tradeoff().identified(**bad)


PEOPLE = bc.Categorical(["1/2", "1/4", "1/4"], values=[("a", 0), ("a", 1), ("b", 0)])


def worst_pair(law, n, group=1):
    """(P1, P0) of the counts and `group` ordered records of n, by going through all samples."""
    member, outsider, mass = {}, {}, {}
    for sample in product(law, repeat=n):
        weight = Fraction(1)
        for z in sample:
            weight *= law[z]
        counts = tuple(sorted(sample))
        mass[counts] = mass.get(counts, Fraction(0)) + weight
        key = counts, sample[:group]
        member[key] = member.get(key, Fraction(0)) + weight
    for counts, weight in mass.items():
        for targets in product(law, repeat=group):
            fresh = weight
            for z in targets:
                fresh *= law[z]
            outsider[counts, targets] = fresh
    return member, outsider


def test_the_curve_of_several_records_at_once_lies_above_every_attack_on_the_counts():
    law = {0: Fraction(1, 2), 1: Fraction(1, 4), 2: Fraction(1, 4)}
    game = bc.Game(bc.Categorical(list(law.values())), n=4, group=2)
    curve, naive = game.tradeoff(), Naive(*worst_pair(law, 4, 2))
    assert all(tpr <= curve.tpr(fpr).upper for fpr, tpr in naive.vertices())
    assert all(curve.fpr(tpr).lower <= fpr for fpr, tpr in naive.vertices())
    for gamma in (Fraction(1, 2), Fraction(1), Fraction(3)):
        bound = bc.Game(game.law, n=4, group=2, lam=sp.Rational(gamma)).bounds().upper.number().upper
        assert naive.delta(gamma) <= bound <= curve.delta(gamma).upper + Fraction(1, 10**9)
    assert curve.at("1/50").upper == "group via region-chi2"


@pytest.mark.parametrize(
    ("game", "plain", "via"),
    [
        (bc.Game(None, bc.BitBudget(64), n=100, others=90), None, "known"),
        (bc.Game(PEOPLE, bc.BitBudget(2), n=8, others=3), bc.Game(PEOPLE, n=5), "disc-exact via known"),
        (bc.Game(PEOPLE, bc.BitBudget(2), n=8, knows=0), bc.Game(bc.Bernoulli("1/4"), n=8), "disc-exact via partial"),
        (
            bc.Game(None, bc.BitBudget(64), n=1000, group=10),
            bc.Game(None, bc.MutualInformation(sp.log(2) * 64 / 100), n=9),
            "region-info via group",
        ),
    ],
    ids=str,
)
def test_a_curve_is_carried_from_the_game_that_the_attacker_comes_down_to(game, plain, via):
    if plain is None:  # nothing is known of a model that others helped to make
        with pytest.raises(ValueError, match="no theorem bounds"):
            game.tradeoff()
        return
    curve, other = game.tradeoff(), plain.tradeoff()
    assert curve.at("1/20").upper == via
    for rate in RATES:
        assert abs(curve.tpr(rate).upper - other.tpr(rate).upper) < Fraction(1, 10**9)
        assert abs(curve.fpr(rate).lower - other.fpr(rate).lower) < Fraction(1, 10**9)


def test_a_part_of_the_records_dilutes_the_whole_curve_between_its_two_ends():
    whole, part = (bc.Game(None, bc.BitBudget(8), n=n, fraction=w) for n, w in ((10, 1), (100, "1/10")))
    curve, inner = part.tradeoff(), whole.tradeoff()
    for a in RATES:
        assert curve.tpr(a).upper == inner.tpr(a).upper / 10 + 9 * a / 10
        back = curve.fpr(curve.tpr(a).upper)
        assert back.lower <= a
        assert a - back.lower < Fraction(1, 10**6)
    for gamma in ("95/100", "1", "3/2"):
        bound = bc.Game(None, bc.BitBudget(8), n=100, fraction="1/10", lam=gamma).bounds(10).upper.number().upper
        assert abs(curve.delta(gamma).upper - bound) < Fraction(1, 10**9)
    assert pickle.loads(pickle.dumps(curve)).tpr("1/20") == curve.tpr("1/20")
    assert curve.at("1/20").upper == "region-bits via subsample"


@pytest.mark.parametrize(
    "curve", [bc.Game(bc.Bernoulli("1/3"), n=3).tradeoff(), bc.Game(None, bc.BitBudget(3), n=9)], ids=str
)
def test_bad_rates_sizes_and_numbers_of_points_are_refused_in_one_line(curve):
    curve = curve.tradeoff() if isinstance(curve, bc.Game) else curve
    bad = [2, -1, "x", None, float("nan"), True, [0.1, None], [[0.1, 0.2], [0.3]], np.array([0.1, np.nan]), {0.1}]
    for value in [*bad, np.ma.array([0.1, 0.2], mask=[False, True])]:
        for ask in (curve.tpr, curve.fpr, curve.precision, curve.posterior, curve.identified):
            with pytest.raises(ValueError, match=r"must be|cannot|masked"):
                ask(value)
    for points in (0, 1, 10**400, 2.5, None, np.array([3, 4]), True):
        for ask in (curve.curve, curve.auc, lambda p: curve.plot(points=p)):
            with pytest.raises(ValueError, match="points must be"):
                ask(points)
    with pytest.raises(ValueError, match="n must be a list"):
        bc.Game(bc.Bernoulli("1/3"), n=3).sweep(n=5)


def test_no_release_of_one_bit_tells_more_of_two_records_than_their_share_of_the_information():
    """All functions of the counts of three records to one bit, against the curve of two of them at once."""
    p, n, k = {0: Fraction(2, 3), 1: Fraction(1, 3)}, 3, 2
    curve = bc.Game(None, bc.BitBudget(1), n=n, group=k).tradeoff()
    ceiling = {}
    for released in product((0, 1), repeat=n + 1):
        member, theta = {}, {0: Fraction(0), 1: Fraction(0)}
        for sample in product(p, repeat=n):
            weight = p[sample[0]] * p[sample[1]] * p[sample[2]]
            bit = released[sum(sample)]
            theta[bit] += weight
            member[bit, sample[:k]] = member.get((bit, sample[:k]), Fraction(0)) + weight
        outsider = {(bit, pair): theta[bit] * p[pair[0]] * p[pair[1]] for bit in theta for pair in product(p, repeat=k)}
        outsider = {x: mass for x, mass in outsider.items() if mass}
        for fpr, tpr in Naive(member, outsider).vertices():
            if fpr not in ceiling:
                ceiling[fpr] = curve.tpr(fpr).upper
            assert tpr <= ceiling[fpr]


def test_a_curve_without_guarantee_bounds_no_other():
    """The coefficients of least squares with noise are post-processed from those without, whose curve rests on
    quadratures without an error bound."""
    exact = bc.Game(bc.GaussianRegression(2), bc.LeastSquares(), n=10)
    assert not exact.tradeoff().guaranteed
    curve = bc.Game(bc.GaussianRegression(2), bc.LeastSquares(noise="1/10"), n=10).tradeoff()
    assert curve.uppers
    assert not any(upper.source.startswith("ols-exact") for upper in curve.uppers)
    assert all(upper.curve is None or upper.curve.guaranteed for upper in curve.uppers)


@pytest.mark.parametrize(
    ("epsilon", "delta"), [("1", "1e-5"), ("2", "1/10"), ("10", "0"), ("0", "1/10"), ("5000", "0")]
)
@pytest.mark.parametrize("a", ["0", "1e-300", "1/1000", "1/4", "9/10"])
def test_the_curves_of_a_budget_are_met_to_ten_digits(epsilon, delta, a):
    """f_(epsilon, delta) for every record; for the average one the envelope of its lines, found by ternary search."""
    with mpmath.workdps(60):
        e, d, q = (mpmath.mpf(sp.Rational(x).p) / sp.Rational(x).q for x in (epsilon, delta, a))
        worst = min(d + mpmath.exp(e) * q, 1 - mpmath.exp(-e) * (1 - d - q))
        average, s = worst, mpmath.exp(e / 2)

        def line(log_gamma):
            gamma = mpmath.exp(log_gamma)
            height = d + (1 - d) * max(s - mpmath.sqrt(max(gamma, 1 / gamma)), 0) ** 2 / (s * s - 1)
            return (height if gamma >= 1 else 1 - gamma + gamma * height) + gamma * q

        if e:
            low, high = -e - 1, e + 1
            for _ in range(150):
                left, right = (2 * low + high) / 3, (low + 2 * high) / 3
                low, high = (low, right) if line(left) <= line(right) else (left, high)
            average = min(average, line(low))
        for record, value in (("worst", worst), ("average", average)):
            curve = bc.Game(None, bc.PrivateLearner(epsilon, delta), n=9, record=record).tradeoff()
            upper = Fraction(curve.tpr(a).upper)
            assert upper >= _fraction(value * (1 - mpmath.mpf(10) ** -40))
            assert upper <= _fraction(value * (1 + mpmath.mpf(10) ** -10))
            back = curve.fpr(upper).lower
            assert back <= Fraction(a)
            assert value > 1 - mpmath.mpf(10) ** -12 or back >= Fraction(a) * (1 - Fraction(1, 10**6))


def _fraction(x):
    sign, mantissa, exponent, _ = mpmath.mpf(x)._mpf_
    return Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent
