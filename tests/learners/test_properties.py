"""Learners known by a property: what they say is right, and bad input is refused in one line."""

from fractions import Fraction
from random import Random

import mpmath as mp
import pytest
import sympy as sp
from reference import continuous, enumeration
from reference import learners as reference_learners
from scipy.optimize import linprog

import boundcalc as bc
from boundcalc.functions import ChordProfile, LaplaceProfile, gaussian_profile
from boundcalc.numeric import evaluate
from boundcalc.theorems.privacy.dp import two_point

GAMMAS = [Fraction(x) for x in ("1/10", "1/2", "9/10", "1", "11/10", "3/2", "2", "3", "10")]


def bound(learner, n=10, gamma=1, name=None):
    found = bc.Game(None, learner, n=n, lam=gamma).bounds(12)
    return found.upper if name is None else next(b for b in found if b.id == name)


# -- differential privacy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [Fraction(1), Fraction(3, 2), Fraction(2), Fraction(7)])
@pytest.mark.parametrize("delta", [Fraction(0), Fraction(1, 100), Fraction(1, 3), Fraction(1)])
def test_the_tight_pair_attains_the_bound_at_every_gamma(ratio, delta):
    """P = (delta, (1-delta) r/(1+r), (1-delta)/(1+r), 0) with r = e^eps, Q its mirror image: exact rationals."""
    high, low = (1 - delta) * ratio / (1 + ratio), (1 - delta) / (1 + ratio)
    p = dict(enumerate((delta, high, low, Fraction(0))))
    q = dict(enumerate((Fraction(0), low, high, delta)))
    assert enumeration.hockey_stick(p, q, ratio) == enumeration.hockey_stick(q, p, ratio) == delta
    learner = bc.PrivateLearner(epsilon=sp.log(sp.Rational(ratio.numerator, ratio.denominator)), delta=delta)
    for gamma in GAMMAS:
        attained = enumeration.delta(p, q, gamma)
        assert bound(learner, gamma=gamma, name="dp").number().exact == attained
        stated = max(delta, delta + (1 - delta) * (ratio - gamma) / (1 + ratio), 1 - gamma * (1 - delta), 1 - gamma)
        assert enumeration.hockey_stick(p, q, gamma) == stated


def test_a_budget_gives_the_advantage_of_the_issue():
    value = bound(bc.PrivateLearner(epsilon=1, delta=1e-5), name="dp").number()
    assert value.to_string(14) == "0.46212253608843..."
    with mp.workdps(30):
        exact = (mp.e - 1 + mp.mpf(2) / 10**5) / (mp.e + 1)
        assert value.lower <= Fraction(str(exact)) + Fraction(1, 10**25)
        assert value.upper >= Fraction(str(exact)) - Fraction(1, 10**25)


def test_several_budgets_are_never_worse_than_each_and_right_for_the_gaussian_mechanism():
    pairs = [(e, bc.GaussianMechanism(1).profile(e, 20).upper_str(15)) for e in ("0", "1/2", "1", "2", "4")]
    together = bc.PrivateLearner(profile=pairs)
    for gamma in ("1", "6/5", "2", "5", "1/3"):
        joint = bound(together, gamma=gamma).number()
        assert joint.upper >= bound(bc.GaussianDP(1), gamma=gamma, name="gdp").number().lower
        for e, d in pairs:
            assert joint.lower <= bound(bc.PrivateLearner(e, d), gamma=gamma, name="dp").number().upper


def test_chords_of_one_budget_are_the_two_point_bound():
    for gamma in (1, sp.Rational(3, 2), 2, 5):
        for d in (0, sp.Rational(1, 10)):
            chord = evaluate(ChordProfile(gamma, [(2, d)])).exact
            assert chord == evaluate(sp.sympify(two_point(sp.log(2), sp.sympify(d), sp.sympify(gamma)))).exact


def test_the_add_remove_relation_costs_two_steps():
    e, d = sp.log(2), sp.Rational(1, 100)
    twice = bc.PrivateLearner(epsilon=2 * e, delta=3 * d)
    for name in ("dp", "dp-mix"):
        once = bound(bc.PrivateLearner(e, d, neighbours="add-remove"), name=name)
        assert once.number() == bound(twice, name=name).number()
    doubled, plain = bc.GaussianDP(1, neighbours="add-remove"), bc.GaussianDP(2)
    assert bound(doubled, gamma=2, name="gdp").number() == bound(plain, gamma=2, name="gdp").number()


def test_a_tradeoff_function_as_lambda_or_corners_gives_its_divergence():
    a = sp.Symbol("a")
    root = bc.PrivateLearner(tradeoff=sp.Lambda(a, (1 - sp.sqrt(a)) ** 2))
    corners = bc.PrivateLearner(tradeoff=[(0, "9/10"), ("3/10", "3/10"), ("9/10", 0), (1, 0)])
    for gamma in (Fraction(1), Fraction(3, 2), Fraction(4)):
        assert 1 / (1 + gamma) in bound(root, gamma=gamma).number()  # sup 2 sqrt(a) - (1 + gamma) a
        expected = max(1 - y - gamma * x for x, y in [(0, Fraction(9, 10)), (Fraction(3, 10), Fraction(3, 10))])
        assert bound(corners, gamma=gamma).number().exact == expected


@pytest.mark.parametrize("kind", [bc.RenyiDP, bc.ZeroConcentratedDP])
@pytest.mark.parametrize("gamma", ["1", "3/2", "4", "1/2"])
def test_renyi_and_concentrated_bounds_are_above_the_gaussian_mechanism_that_meets_them(kind, gamma):
    for rho in (sp.Rational(1, 50), sp.Rational(1, 2), sp.Integer(2)):
        truth = bound(bc.GaussianDP(sp.sqrt(2 * rho)), gamma=gamma).number()
        orders = [sp.Rational(3, 2), 2, 5] if kind is bc.RenyiDP else [None]
        for alpha in orders:
            learner = kind(rho) if alpha is None else kind(alpha, rho * alpha)
            for found in bc.Game(None, learner, n=5, lam=gamma).bounds(8):
                assert found.number().upper >= truth.lower, found.path


# -- the mechanisms ----------------------------------------------------------------------------------------------------

SIGMAS = [sp.Rational(x) for x in ("1/2", "3/4", "1", "3/2", "2", "3", "8")]
EPSILONS = [sp.Rational(x, 14) * 5 for x in range(15)]


def test_the_gaussian_profile_contains_an_independent_value_at_105_points():
    count = 0
    for sigma in SIGMAS:
        for epsilon in EPSILONS:
            ours = bc.GaussianMechanism(sigma).profile(epsilon, digits=20)
            with mp.workdps(60):
                s, e = mp.mpf(int(sigma.p)) / int(sigma.q), mp.mpf(int(epsilon.p)) / int(epsilon.q)
                # another formula: the integral of the privacy loss, by parts
                tail = mp.erfc((e * s - 1 / (2 * s)) / mp.sqrt(2)) / 2
                other = mp.exp(e) * mp.erfc((e * s + 1 / (2 * s)) / mp.sqrt(2)) / 2
                truth = Fraction(mp.nstr(tail - other, 40))
            assert ours.lower * (1 - Fraction(1, 10**35)) <= truth <= ours.upper * (1 + Fraction(1, 10**35))
            assert ours.digits >= 15
            count += 1
    assert count == 105


@pytest.mark.parametrize(("sigma", "epsilon"), [("1/2", 0), ("1", 1), ("2", 3), ("3", "5/2")])
def test_the_gaussian_profile_agrees_with_quadrature(sigma, epsilon):
    ours = bc.GaussianMechanism(sigma).profile(epsilon, digits=15)
    quadrature = continuous.gaussian_mechanism_delta(
        mp.mpf(sp.Rational(epsilon).p) / sp.Rational(epsilon).q, mp.mpf(sp.Rational(sigma).p) / sp.Rational(sigma).q
    )
    assert abs(float(ours) - float(quadrature)) <= 1e-11 * float(quadrature) + 1e-18


def test_composed_gaussian_and_laplace_mechanisms_have_the_printed_values():
    value = bound(bc.GaussianMechanism(3, steps=5), name="gaussian-mechanism").number()
    with mp.workdps(30):
        assert mp.almosteq(mp.mpf(str(value.upper_str(25))), mp.erf(mp.sqrt(5) / (2 * mp.sqrt(2) * 3)), 1e-14)
    assert evaluate(1 - sp.exp(-sp.Rational(1, 2)) - LaplaceProfile(1, 1, 1)).upper < 1e-20


@pytest.mark.parametrize("steps", [2, 3, 6])
@pytest.mark.parametrize("gamma", ["1/2", "1", "7/5", "4"])
def test_composed_laplace_contains_the_value_from_irwin_hall_densities(steps, gamma):
    profile = LaplaceProfile(sp.Rational(2, 3), steps, sp.Rational(gamma))
    ball, other = evaluate(profile, 20), evaluate(profile, 20, "mpmath")
    assert ball.lower <= other.upper
    assert other.lower <= ball.upper


def test_two_laplace_releases_agree_with_the_convolution_of_their_losses():
    """The loss of one release: e with mass 1/2, -e with mass e^-e/2, density e^(-(e-l)/2)/4 between."""
    e, gamma = mp.mpf(1), mp.mpf(3) / 2
    t = mp.log(gamma)
    atoms = [(e, mp.mpf(1) / 2), (-e, mp.exp(-e) / 2)]

    def density(x):
        return mp.exp(-(e - x) / 2) / 4

    def payoff(x):
        return max(mp.mpf(0), 1 - gamma * mp.exp(-x))

    def integral(c):
        cuts = sorted({-e, e, *([t - c] if -e < t - c < e else [])})
        return mp.quad(lambda x: density(x) * payoff(c + x), cuts)

    total = mp.fsum(p * q * payoff(a + b) for a, p in atoms for b, q in atoms)
    total += 2 * mp.fsum(p * integral(a) for a, p in atoms)
    total += mp.quad(lambda x: density(x) * integral(x), sorted({-e, e, *(x for x in (t - e, t) if -e < x < e)}))
    ours = evaluate(LaplaceProfile(1, 2, sp.Rational(3, 2)))
    assert abs(float(ours) - float(total)) < 1e-12


def test_the_gaussian_profile_at_gamma_below_one_is_consistent():
    mu, g = sp.Rational(3, 4), sp.Rational(2, 5)
    swapped = 1 - g + g * gaussian_profile(mu, 1 / g)
    difference = evaluate(gaussian_profile(mu, g) - swapped, 20)
    assert abs(difference.lower) < 1e-20
    assert abs(difference.upper) < 1e-20


def test_the_subsampled_mechanism_is_certified_by_moments_and_only_estimated_by_the_accountant():
    pytest.importorskip("dp_accounting")
    learner = bc.GaussianMechanism(1, steps=100, sampling="1/100", neighbours="add-remove")
    found = {b.id: b for b in bc.Game(None, learner, n=10).bounds()}
    assert not found["sampled-gaussian-account"].guaranteed
    assert found["sampled-gaussian-chi-square"].guaranteed
    assert found["sampled-gaussian-account"].number().upper <= found["sampled-gaussian-chi-square"].number().upper


# -- information, size, overfitting ------------------------------------------------------------------------------------


def test_a_model_of_8192_bits_trained_on_a_million_records():
    value = bc.Game(None, bc.BitBudget(8192), n=10**6).bounds(20)["bits"].number()
    with mp.workdps(30):
        assert mp.almosteq(mp.mpf(value.upper_str(25)), mp.sqrt(8192 * mp.log(2) / (2 * mp.mpf(10) ** 6)), 1e-14)
    assert value.to_string(4) == "0.05328..."


def test_deterministic_learners_with_few_models_leak_no_more_than_the_bound():
    probs, n = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], 2
    for kernel in list(reference_learners.deterministic_learners(3, n))[::7]:
        models = len({label for law in kernel.values() for label in law})
        truth = reference_learners.learner_delta(kernel, probs, n, Fraction(1))
        assert bound(bc.FiniteModels(models), n=n).number().upper >= truth


@pytest.mark.parametrize(
    ("epsilon", "digits"), [("1e-6", "0.0079"), ("1e-4", "0.0796"), ("1e-2", "0.6826")], ids=["1e-6", "1e-4", "1e-2"]
)
def test_the_false_positive_bounds_of_the_theory_are_certified_digits(epsilon, digits):
    from boundcalc.theorems.overfitting.overfit_gaussian import fresh_fit

    value = evaluate(fresh_fit(sp.Rational(epsilon), sp.Rational(1, 10), sp.S.One), 12)
    assert value.to_string(10).startswith(digits)
    with mp.workdps(30):
        truth = mp.erf(mp.sqrt(mp.mpf(epsilon) / 2) * 10)
        assert mp.almosteq(mp.mpf(value.upper_str(20)), truth, 1e-13)
    lower = bc.Game(None, bc.OverfittingLearner(epsilon, 0, noise="0.1"), n=9).bounds().lower
    assert evaluate(sp.S.One, 12).lower - value.upper <= lower.number().upper


def test_overfitting_bounds_hold_for_an_attack_with_known_rates():
    for gamma in GAMMAS:
        miss, false = Fraction(1, 20), Fraction(1, 5)
        p, q = {1: 1 - miss, 0: miss}, {1: false, 0: 1 - false}
        found = bc.Game(None, bc.OverfittingLearner(1, miss, fresh=false), n=5, lam=gamma).bounds().lower
        low = found.number().lower if found is not None else 0
        assert low <= enumeration.delta(p, q, gamma)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_training_to_a_small_loss_uses_the_best_threshold(dim):
    learner = bc.TrainedToLoss("1e-5", density=2, dim=dim)
    for gamma in (Fraction(1), Fraction(3), Fraction(1, 3)):
        best = float(bc.Game(None, learner, n=5, lam=gamma).bounds(10).lower.number())
        volume = float(sp.pi ** sp.Rational(dim, 2) / sp.gamma(sp.Rational(dim, 2) + 1))
        scanned = max(
            1 - 1e-5 / e * max(1, float(1 / gamma)) - 2 * volume * e ** (dim / 2) * max(1, float(gamma))
            for e in (10 ** (-x / 400) for x in range(400, 2400))
        )
        assert scanned <= best + 1e-12
        assert best <= scanned + 1e-3


@pytest.mark.parametrize("n", [1, 7, 10**6])
def test_interpolation_of_a_continuous_response_leaves_no_security(n):
    for law in (bc.Normal(0, 1), bc.Exponential(2)):
        game = bc.Game(law, bc.Interpolator(), n=n, lam=3)
        assert game.security().number().exact == 0
        assert game.security().guaranteed


def test_interpolation_of_classes_says_why_nothing_follows():
    for game in (bc.Game(bc.Bernoulli("1/3"), bc.Interpolator(), n=5), bc.Game(None, bc.Interpolator("classes"), n=5)):
        assert game.exact_theorem is None
        failed = {theorem.id: str(condition) for theorem, condition in game.explain().rejected}
        assert "classification" in failed["interpolation"]


def test_gaussian_errors_have_the_total_variation_of_the_two_normal_laws():
    for train, test in (("1", "2"), ("1/10", "1/9"), ("1", "30")):
        found = bc.Game(None, bc.GaussianErrors(train, test), n=5).bounds(12).lower.number()
        truth = continuous.normal_pair_tv(
            0, mp.mpf(sp.Rational(train).p) / sp.Rational(train).q, 0, mp.mpf(sp.Rational(test).p) / sp.Rational(test).q
        )
        assert abs(float(found) - float(truth)) < 1e-10


def test_quantised_bounds_are_above_two_point_and_normal_models():
    """Two models, D = +-1: the release is the sign of a binomial sum, enumerated exactly (ties go to the rival)."""
    from math import comb

    for n in (1, 2, 5, 12):
        for p in (Fraction(3, 5), Fraction(4, 5)):

            def wrong(k, m, shift, p=p):
                return sum(comb(m, j) * p**j * (1 - p) ** (m - j) for j in range(m + 1) if 2 * j - m + shift <= 0)

            overall = wrong(0, n, 0)
            truth = sum(w * abs(wrong(0, n - 1, d) - overall) for d, w in ((1, p), (-1, 1 - p)))
            gap = 2 * p - 1
            learner = bc.QuantisedArgmin([gap], [1 - gap**2], loss_range=1)
            assert bc.Game(None, learner, n=n).bounds().upper.number().upper >= truth


@pytest.mark.parametrize("n", [400])
def test_quantised_limits_agree_with_quadrature_for_normal_differences(n):
    def truth(u):
        def other(d):
            return mp.ncdf(-((n - 1) * u + d) / mp.sqrt(n - 1))

        overall = mp.ncdf(-mp.sqrt(n) * u)
        cross = mp.sqrt(n * (n - 1)) * u - (n - 1) * u
        return mp.quad(lambda d: mp.npdf(d, u, 1) * abs(other(d) - overall), [u - 12, u - 4, u, cross, u + 4, u + 12])

    for u, name in ((sp.Rational(3, 2), "quantised-pair"), (sp.Rational(1, 20), "quantised-local")):
        game = bc.Game(None, bc.QuantisedArgmin([u], [1]), n=n)
        limit = float(next(b for b in game.bounds() if b.id == name).number())
        assert abs(limit / float(truth(mp.mpf(u.p) / u.q)) - 1) < 0.02


def test_a_gap_proved_by_losses_holds_with_the_stated_confidence():
    rng = Random(5)
    wrong = 0
    for _ in range(200):
        train = [int(rng.random() < 0.2) for _ in range(60)]
        test = [int(rng.random() < 0.6) for _ in range(60)]
        wrong += bool(bc.GeneralisationGap.from_losses(train, test, level="0.9").gap > sp.Rational(2, 5))
    assert wrong <= 40


# -- several properties, bad input -------------------------------------------------------------------------------------


def test_properties_combine_into_the_best_interval():
    learner = bc.PrivateLearner(3) & bc.BitBudget(64) & bc.OverfittingLearner("1e-4", "0.97", fresh="1/100")
    found = bc.Game(bc.Geometric("1/4"), learner, n=1000).bounds()
    assert found.lower.id == "overfit"
    assert found.upper.number().upper <= min(b.number().upper for b in found if b.kind == "upper" and b.guaranteed)
    assert found.gap == found.interval.upper - found.interval.lower
    assert found.security.upper == 1 - found.interval.lower


def test_contradicting_properties_are_refused():
    learner = bc.PrivateLearner("1/10") & bc.GeneralisationGap("9/10")
    with pytest.raises(ValueError, match="contradict each other"):
        bc.Game(None, learner, n=10).bounds()


def test_bounds_on_the_total_variation_are_carried_to_other_gammas():
    found = bc.Game(None, bc.GeneralisationGap("9/10"), n=5, lam="3/2").bounds().lower
    assert found.path == "generalisation-gap via sandwich-lower"
    assert found.number().exact == Fraction(17, 20)


def test_a_lower_bound_of_the_worst_case_is_carried_down_from_more_data():
    game = bc.Game(bc.Categorical(["1/10", "9/10"]), n=3)
    carried = next(b for b in game.bounds() if b.path == "disc-bk via mono")
    assert carried.number().lower > 0
    assert carried.number().upper <= game.delta().number().upper


def test_explanations_draw_the_chain_and_the_failed_conditions():
    text = str(bc.Game(None, bc.BitBudget(64), n=100).explain())
    assert "uses information [proved" in text
    assert "the law is discrete: disc-worst" in text
    failed = bc.Game(None, bc.OverfittingLearner(1, 0, fresh="1/2"), n=5).explain().rejected
    assert any(t.id == "overfit-gaussian" and "noise" in str(c) for t, c in failed)


@pytest.mark.parametrize("gamma", ["1", "3/2", "1/1000000"])
@pytest.mark.parametrize(
    "learner",
    [
        *(bc.PrivateLearner(e, d) for e in (0, "1e-300", 10**6, 10**30) for d in (0, 1)),
        *(bc.GaussianDP(mu) for mu in (0, "1e-30", 10**6, 10**30)),
        *(bc.RenyiDP(alpha, e) for alpha in ("1.0001", 2, 10**9) for e in (0, 1, 10**30)),
        *(bc.ZeroConcentratedDP(rho) for rho in (0, "1e-400", 10**30)),
        *(bc.BitBudget(b) for b in (0, 10**9, 10**30)),
        *(bc.MutualInformation(i) for i in (0, "1e-400", 10**30)),
        *(
            bc.GaussianMechanism(s, 1, 10**6, q, neighbours="add-remove")
            for s in ("1e-200", 1)
            for q in ("1e-300", "1/2")
        ),
        *(bc.OverfittingLearner(e, a, noise=1) for e in (0, 10**30) for a in (0, 1)),
        bc.QuantisedArgmin(exponents=[0, 10**30]),
        bc.GaussianErrors(1, 10**30),
    ],
    ids=str,
)
def test_extreme_parameters_give_an_interval_and_no_crash(learner, gamma):
    interval = bc.Game(None, learner, n=10, lam=gamma).bounds().interval
    assert 0 <= interval.lower <= interval.upper <= 1


def test_a_bound_on_the_total_variation_is_only_doubled_at_every_gamma_for_add_remove_neighbours():
    for lam in ("1", "9"):
        found = bc.Game(None, bc.RenyiDP(2, "1/100", neighbours="add-remove"), n=5, lam=lam).bounds()
        single = bc.Game(None, bc.RenyiDP(2, "1/100"), n=5).bounds()
        doubled, plain = (x["renyi"].number() for x in (found, single))
        assert abs(doubled.upper - 2 * plain.upper) < Fraction(1, 10**9)


def test_any_law_has_no_exact_worst_case():
    assert bc.Game(None, n=3).exact_theorem is None


def test_symbols_stay_symbols():
    epsilon = sp.Symbol("epsilon", positive=True)
    found = bc.Game(None, bc.PrivateLearner(epsilon), n=3).bounds()
    assert sp.simplify(found[0].expr - sp.tanh(epsilon / 2).rewrite(sp.exp)) == 0


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: bc.PrivateLearner(1, 2), r"delta must be in \[0, 1\], got 2"),
        (lambda: bc.PrivateLearner(-1), r"epsilon must be in \[0, oo\), got -1"),
        (lambda: bc.PrivateLearner(), "takes exactly one of epsilon, profile, tradeoff, got none"),
        (lambda: bc.PrivateLearner(1, neighbours="twins"), "neighbours must be one of replace-one, add-remove"),
        (lambda: bc.PrivateLearner(tradeoff=[(0, 1), ("1/2", "3/4"), (1, 0)]), "convex"),
        (lambda: bc.PrivateLearner(tradeoff=[(0, 1), ("1/2", "1/4")]), "rising from 0 to 1"),
        (lambda: bc.OverfittingLearner(1, 2, noise=1), r"alpha must be in \[0, 1\], got 2"),
        (lambda: bc.OverfittingLearner(1, 0), "exactly one of noise, density, fresh"),
        (lambda: bc.GeneralisationGap(3, loss_range=2), "gap must be at most the loss range, got 3 and 2"),
        (lambda: bc.GeneralisationGap.from_losses([0, 1], [2, 0]), r"test losses must be in \[0, 1\], got 2"),
        (lambda: bc.QuantisedArgmin([2], [1], loss_range=1), "gaps must be at most the loss range, got 2 and 1"),
        (lambda: bc.QuantisedArgmin(["1/2"], [1], loss_range=1), "variances must be at most"),
        (lambda: bc.QuantisedArgmin([1], [1, 2]), "one entry for each of the 1 gaps"),
        (lambda: bc.DPSGD(1, "1/2", 3, neighbours="replace-one"), "neighbours must be add-remove"),
        (lambda: bc.DPSGD(1, batch_size=10, epochs=1), "batch_size and n go together"),
        (lambda: bc.DPSGD(0, "1/2", 3), r"noise_multiplier must be in \(0, oo\), got 0"),
        (lambda: bc.DPSGD(1, "3/2", 3), r"sample_rate must be in \(0, 1\], got 3/2"),
        (lambda: bc.DPSGD(1, "1/2", 0), "steps must be an integer of at least 1, got 0"),
        (lambda: bc.DPSGD(1, "1/2", 10**12), "steps must be at most 1000000000, got 1000000000000"),
        (lambda: bc.DPSGD(1, "1/2"), "exactly one of steps, epochs"),
        (lambda: bc.Composition([bc.DPSGD(1, "1/2", 3), bc.GaussianDP(1)]), "the same neighbours"),
        (lambda: bc.BitBudget("1/2"), "bits must be an integer of at least 0"),
        (lambda: bc.RenyiDP(1, 1), r"alpha must be in \(1, oo\)"),
        (lambda: bc.GaussianDP(float("nan")), "mu must be finite"),
        (lambda: bc.Properties(), "takes learners"),
        (lambda: bc.WorstCase() & bc.BitBudget(8), "leave it out of Properties"),
        (lambda: bc.Game(bc.Bernoulli("1/3"), bc.Interpolator("continuous"), n=3), "must be classes for discrete data"),
        (lambda: bc.Interpolator("graded"), "response must be one of continuous, classes"),
    ],
)
def test_bad_input_is_refused_in_one_line(make, text):
    with pytest.raises(ValueError, match=text) as error:
        make()
    assert "\n" not in str(error.value)


def test_the_member_posterior_of_a_pure_budget_is_attained_by_likelihood_ratios_at_its_ends():
    from boundcalc.theorems.privacy.dp_posterior import posterior

    prior = sp.Rational(1, 5)
    low, high = posterior(prior, sp.log(3))
    for ratio, end in ((sp.Rational(1, 3), low), (sp.Integer(3), high)):
        assert sp.simplify(prior * ratio / (prior * ratio + 1 - prior) - end) == 0
    game = bc.Game(None, bc.PrivateLearner(sp.log(3)), n=2, nu=prior)
    assert sp.simplify(bc.CATALOG["dp-posterior"].expr(game) - high) == 0


def test_a_profile_that_is_no_profile_is_refused_in_one_line():
    e = sp.Symbol("e")
    for body, words in (
        (-e, "profile must be in"),
        (2 - e, "profile must be in"),
        (e / 100, "profile must not rise"),
        (sp.I * e, "profile must be in"),
        (e < 1, "profile must give a number"),
    ):
        with pytest.raises(ValueError, match=f"^{words}"):
            bc.PrivateLearner(profile=sp.Lambda(e, body))
    late = bc.PrivateLearner(profile=sp.Lambda(e, sp.Rational(1, 2) - e / 100))
    with pytest.raises(ValueError, match=r"^profile must be in"):
        bc.Game(None, late, n=3, nu=sp.Rational(1, 10**40)).bounds()


N = 10**12 + 39
TINY = sp.Rational(1, 10**12)


@pytest.mark.parametrize(
    ("theorem", "learner", "n"),
    [
        ("quantised-bennett", lambda: bc.QuantisedArgmin(["1/10"], ["1/4"], loss_range=1), N),
        ("quantised-bennett", lambda: bc.QuantisedArgmin([sp.Rational(1, N)], [TINY], loss_range=1), 7),
        ("overfit-density", lambda: bc.OverfittingLearner(TINY, 0, density=N, dim=N), 5),
        ("trained-loss", lambda: bc.TrainedToLoss(sp.Rational(1, N), density=N, dim=N), 5),
        ("trained-loss", lambda: bc.TrainedToLoss(TINY, density=TINY, dim=N), 5),
    ],
)
def test_large_and_tiny_parameters_are_not_multiplied_out(theorem, learner, n):
    game = bc.Game(None, learner(), n=n)
    value = bc.evaluate(bc.CATALOG[theorem].expr(game), 10)
    assert 0 <= value.lower <= value.upper


def test_the_training_loss_bound_in_a_high_dimension():
    """The largest of 1 - eta/eps - M V_d eps^(d/2) over eps, searched at d = 200 in logarithms."""
    eta, peak, d = mp.mpf(10) ** -12, mp.mpf(7), 200
    log_volume = d * mp.log(mp.pi) / 2 - mp.loggamma(mp.mpf(d) / 2 + 1)

    def reached(log_eps):
        return 1 - eta / mp.exp(log_eps) - peak * mp.exp(log_volume + d * log_eps / 2)

    best = max(reached(mp.mpf(k) / 1000) for k in range(4000))
    game = bc.Game(None, bc.TrainedToLoss(TINY, density=7, dim=d), n=5)
    value = bc.evaluate(bc.CATALOG["trained-loss"].expr(game), 20)
    assert best <= mp.mpf(float(value.upper)) + mp.mpf(10) ** -15
    assert float(value.upper) - best < 1e-6


def largest_divergence(gamma, pairs):
    """The largest E_gamma over pairs of laws with these budgets, a linear program over the law of the ratio t = dP/dQ.

    All that is asked is piecewise linear in t, so that ratios at the kinks (and infinity) are enough.
    """
    kinks = sorted({0.0, gamma, *(g for g, _ in pairs), *(1 / g for g, _ in pairs)})
    gain = [max(t - gamma, 0) for t in kinks] + [1]  # the last weight is P's mass where Q has none
    upper, limits = [], []
    for g, d in pairs:
        upper.append([max(t - g, 0) for t in kinks] + [1])
        upper.append([max(1 - g * t, 0) for t in kinks] + [0])
        limits += [d, d]
    equal = [[1] * len(kinks) + [0], [*kinks, 1]]
    found = linprog([-x for x in gain], A_ub=upper, b_ub=limits, A_eq=equal, b_eq=[1, 1], method="highs")
    return -found.fun


@pytest.mark.parametrize("gamma", [1, 1.25, 3])
@pytest.mark.parametrize("pairs", [[(2, 0.1)], [(1, 0.4), (2, 0.1), (5, 0.01)], [(1.5, 0.2), (3, 0.19)], [(4, 0)]])
def test_several_budgets_say_what_the_linear_program_over_all_pairs_of_laws_says(pairs, gamma):
    truth = largest_divergence(gamma, pairs)
    budgets = [tuple(sp.Rational(str(x)) for x in pair) for pair in pairs]
    value = evaluate(ChordProfile(sp.Rational(str(gamma)), budgets))
    assert float(value.lower) - 1e-9 <= truth <= float(value.upper) + 1e-9
    if len(pairs) > 1:
        learner = bc.PrivateLearner(profile=[(sp.log(g), d) for g, d in budgets])
        assert truth <= float(bound(learner, gamma=Fraction(str(gamma)), name="dp-pairs").number().upper) + 1e-9


@pytest.mark.parametrize("gamma", [1, 1.5, 4])
@pytest.mark.parametrize("scale", [0.3, 1, 5])
def test_two_shifted_laplace_laws_agree_with_iterated_integration(scale, gamma):
    """E_gamma((W1+1, W2+1)||(W1, W2)): given the first number, one shifted law against gamma q(x)/p(x) times the other.

    Where dP/dQ > t for one number x: x > (1 + scale ln t)/2, within [0, 1].
    """
    b, gamma = mp.mpf(str(scale)), mp.mpf(str(gamma))

    def one(t):
        if t <= mp.exp(-1 / b):
            return 1 - t
        x = (1 + b * mp.log(t)) / 2
        return mp.mpf(0) if t >= mp.exp(1 / b) else 1 - mp.exp(-(1 - x) / b) / 2 - t * mp.exp(-x / b) / 2

    def inner(x):
        p, q = (mp.exp(-abs(y) / b) / (2 * b) for y in (x - 1, x))
        return p * one(gamma * q / p)

    cuts = sorted(c for end in (-1 / b, 1 / b) if 0 < (c := (1 + b * (mp.log(gamma) - end)) / 2) < 1)
    truth = mp.quad(inner, [-mp.inf, 0, *cuts, 1, mp.inf])
    value = evaluate(LaplaceProfile(sp.Rational(1) / sp.Rational(str(scale)), 2, sp.Rational(str(gamma))), 12)
    assert float(value.lower) - 1e-12 <= truth <= float(value.upper) + 1e-12
