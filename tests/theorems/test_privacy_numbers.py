"""What privacy guarantees give, against pairs of laws evaluated independently: definitions, closed forms, quadrature.

Two kinds of claims: the number printed is the formula of the theorem (containment), and no mechanism that has the
guarantee leaks more (validity), at weights gamma from 10^-6 to 10^6.
"""

from fractions import Fraction

import mpmath as mp
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.numeric.multiprecision import mpf_to_fraction

GAMMAS = ["1/1000000", "1/3", "1", "1000001/1000000", "3/2", "1000000"]
ADD_REMOVE = "add-remove"


@pytest.fixture(autouse=True)
def _digits():
    with mp.workdps(40):
        yield


def num(x):
    q = Fraction(x) if isinstance(x, str | int | Fraction) else Fraction(int(x.p), int(x.q))
    return mp.mpf(q.numerator) / q.denominator


def bound(learner, gamma, theorem, n=7):
    """The value of one theorem at lam = gamma."""
    found = [b for b in bc.Game(None, learner, n=n, lam=gamma).bounds(14) if b.id == theorem]
    assert len(found) == 1, theorem
    return found[0].number()


def worst(gamma):
    """max(gamma, 1/gamma)."""
    g = num(gamma)
    return max(g, 1 / g)


def contains(value, x):
    """The enclosure holds the number, known to 38 digits."""
    slack = Fraction(1, 10**38)
    x = mpf_to_fraction(mp.mpf(x))
    return value.lower - slack <= x <= value.upper + slack


def at_least(value, x):
    """The upper bound is not below a quantity known to 12 digits."""
    return value.upper >= mpf_to_fraction(mp.mpf(x)) * (1 - Fraction(1, 10**12)) - Fraction(1, 10**25)


def between_0_and_1(found):
    return found.number().lower >= 0 and found.number().upper <= 1


# -- pairs of laws -----------------------------------------------------------------------------------------------------


def gaussian(mu, g):
    """E_g(N(mu, 1)||N(0, 1)), mu > 0: the test x > mu/2 + ln(g)/mu, tails by erfc."""

    def above(x):
        return mp.erfc(x / mp.sqrt(2)) / 2

    cut = mu / 2 + mp.log(g) / mu
    return above(cut - mu) - g * above(cut)


def laplace(eps, steps, g):
    """E_g of `steps` releases with Laplace noise, by the recursion over the loss of one of them."""
    if steps == 0 or mp.log(g) < -steps * eps:
        return max(mp.mpf(0), 1 - g)
    if mp.log(g) >= steps * eps:
        return mp.mpf(0)
    if steps == 1:
        return 1 - mp.sqrt(g) * mp.exp(-eps / 2)
    rest = lambda loss: laplace(eps, steps - 1, g * mp.exp(-loss))  # noqa: E731
    edges = sorted({mp.mpf(0), eps, *(min(max((mp.log(g) + k * eps + eps) / 2, 0), eps) for k in range(-steps, steps))})
    with mp.workdps(18):
        inside = mp.quad(lambda x: mp.exp(x - eps) / 2 * rest(2 * x - eps), edges)
    return rest(eps) / 2 + mp.exp(-eps) / 2 * rest(-eps) + inside


def sampled(q, sigma, g):
    """max of E_g((1-q) N(0, s^2) + q N(1, s^2) || N(0, s^2)) and of the other order, by quadrature."""
    with mp.workdps(20):
        ratio = lambda x: 1 - q + q * mp.exp((2 * x - 1) / (2 * sigma**2))  # noqa: E731
        density = lambda x: mp.npdf(x, 0, sigma)  # noqa: E731
        where = lambda r: (  # noqa: E731 - where the ratio is r
            sigma**2 * mp.log((r - 1 + q) / q) + mp.mpf(1) / 2 if r > 1 - q else -mp.inf
        )
        up = mp.quad(lambda x: density(x) * (ratio(x) - g), mp.linspace(where(g), where(g) + 40 * sigma, 41))
        low = where(1 / g)
        down = 0
        if low > -mp.inf:
            down = mp.quad(lambda x: density(x) * (1 - g * ratio(x)), mp.linspace(low - 40 * sigma, low, 41))
    return max(up, down)


def replaced(one_step, g):
    """At most this for replacing a record, by both of two steps; a true value is below."""
    root = mp.sqrt(g)
    return (1 + root) * one_step(root)


# -- budgets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize(("eps", "delta"), [("1/10", "1/100"), ("1", "1/100000"), ("8", "1/2"), ("1/1000", "0.999")])
def test_a_budget_gives_the_divergence_of_its_dominating_pair(eps, delta, gamma):
    e, d, g = num(eps), num(delta), worst(gamma)
    share = (1 - d) / (1 + mp.exp(e))
    pair = [(d, mp.mpf(0)), (share * mp.exp(e), share), (share, share * mp.exp(e)), (mp.mpf(0), d)]
    value = bound(bc.PrivateLearner(eps, delta), gamma, "dp")
    assert contains(value, sum(max(mp.mpf(0), p - g * q) for p, q in pair))


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("eps", ["1/1000000", "1/10", "1", "5", "30"])
def test_a_pure_budget_gives_the_largest_mean_over_ratios_within_its_factor(eps, gamma):
    """The ratio L of the member's law to the mean takes two values, a and a e^eps, of mean 1: by search."""
    e, g = num(eps), worst(gamma)
    value = bound(bc.PrivateLearner(eps), gamma, "dp-pure")
    found = []
    for k in range(1, 400):
        w = mp.mpf(k) / 400
        a = 1 / (w + (1 - w) * mp.exp(e))
        found.append((1 - w) * max(mp.mpf(0), a * mp.exp(e) - g))
    assert all(at_least(value, x) for x in found)
    # w = 1/(1 + e^(-eps/2) s) is best, s = ... at gamma = 1: tanh(eps/4).
    if gamma == "1":
        assert contains(value, mp.tanh(e / 4))
        assert (at_least(value, max(found)) and float(value.upper) <= float(max(found)) * 1.05 + 1e-9) or e > 20


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("neighbours", ["replace-one", ADD_REMOVE])
@pytest.mark.parametrize("mu", ["1/1000", "1/2", "1", "6"])
def test_gaussian_privacy_gives_the_divergence_of_two_normal_laws(mu, neighbours, gamma):
    value = bound(bc.GaussianDP(mu, neighbours=neighbours), gamma, "gdp")
    assert contains(value, gaussian(num(mu) * (2 if neighbours == ADD_REMOVE else 1), worst(gamma)))


@pytest.mark.parametrize(
    ("scale", "steps", "gamma"),
    [
        *((scale, steps, gamma) for scale in ("1/2", "10") for steps in (1, 2) for gamma in GAMMAS),
        *((1, 3, gamma) for gamma in ("1/3", "1")),
    ],
)
def test_laplace_releases_give_the_divergence_of_their_pairs(scale, steps, gamma):
    value = bound(bc.LaplaceMechanism(scale, steps=steps), gamma, "laplace")
    theirs = laplace(1 / num(scale), steps, worst(gamma))
    if steps == 1:
        assert contains(value, theirs)
    else:
        assert abs(float(value.midpoint) - float(theirs)) < 1e-12


@pytest.mark.parametrize("gamma", ["1/1000", "1", "3/2", "1000"])
def test_a_laplace_release_moved_by_removing_is_moved_twice_by_replacing(gamma):
    value = bound(bc.LaplaceMechanism(3, sensitivity=2, neighbours=ADD_REMOVE), gamma, "laplace")
    assert contains(value, laplace(num("4/3"), 1, worst(gamma)))


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("neighbours", ["replace-one", ADD_REMOVE])
def test_gaussian_releases_compose_to_gaussian_privacy(neighbours, gamma):
    learner = bc.GaussianMechanism("7/2", sensitivity="1/3", steps=12, neighbours=neighbours)
    mu = mp.sqrt(12) * num("1/3") / num("7/2") * (2 if neighbours == ADD_REMOVE else 1)
    assert contains(bound(learner, gamma, "gaussian-mechanism"), gaussian(mu, worst(gamma)))


# -- several budgets, profiles, trade-off functions --------------------------------------------------------------------


@pytest.mark.parametrize("gamma", GAMMAS)
def test_several_budgets_of_a_gaussian_bound_it_and_are_below_each(gamma):
    learner = bc.GaussianMechanism(1)
    pairs = [(e, learner.profile(e, 20).upper_str(18)) for e in ("0", "1/2", "1", "2", "4")]
    value = bound(bc.PrivateLearner(profile=pairs), gamma, "dp-pairs")
    assert at_least(value, gaussian(mp.mpf(1), worst(gamma)))
    for pair in pairs:
        assert value.lower <= bound(bc.PrivateLearner(*pair), gamma, "dp").upper


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("neighbours", ["replace-one", ADD_REMOVE])
def test_a_profile_is_the_divergence_itself(neighbours, gamma):
    e = sp.Symbol("e")
    profile = sp.Lambda(e, sp.Max(0, 1 - sp.exp((e - 1) / 2)))  # one Laplace release of scale 1
    value = bound(bc.PrivateLearner(profile=profile, neighbours=neighbours), gamma, "dp-profile")
    one = lambda g: laplace(mp.mpf(1), 1, g)  # noqa: E731
    theirs = one(worst(gamma)) if neighbours == "replace-one" else replaced(one, worst(gamma))
    assert contains(value, min(theirs, 1))


@pytest.mark.parametrize("gamma", GAMMAS)
def test_a_tradeoff_function_gives_its_support_lines(gamma):
    a = sp.Symbol("a")
    root = sp.Lambda(a, (1 - sp.sqrt(a)) ** 2)
    g = worst(gamma)
    # sup of 2 sqrt(a) - a - g a: at sqrt(a) = 1/(1 + g)
    assert contains(bound(bc.PrivateLearner(tradeoff=root), gamma, "fdp"), 1 / (1 + g))
    corners = [(0, "9/10"), ("1/10", "1/2"), ("1/2", "1/10"), (1, 0)]
    theirs = max(1 - num(y) - g * num(x) for x, y in corners)
    assert contains(bound(bc.PrivateLearner(tradeoff=corners), gamma, "fdp"), theirs)


# -- Renyi, concentrated -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("neighbours", ["replace-one", ADD_REMOVE])
@pytest.mark.parametrize("alpha", ["3/2", "2", "16", "5000"])
def test_no_gaussian_release_exceeds_what_its_renyi_divergence_says(alpha, neighbours, gamma):
    """N(1, 1) and N(0, 1) have D_alpha = alpha/2."""
    learner = bc.RenyiDP(alpha, Fraction(alpha) / 2, neighbours=neighbours)
    exact = gaussian(mp.mpf(2 if neighbours == ADD_REMOVE else 1), worst(gamma))
    bounds = bc.Game(None, learner, n=3, lam=gamma, record="worst").bounds(14)
    assert bounds.upper is not None
    assert all(at_least(b.number(), exact) and between_0_and_1(b) for b in bounds)


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("alpha", ["3/2", "2", "16"])
def test_moments_are_those_of_the_best_constant(alpha, gamma):
    """(t - g)_+ <= c t^alpha with the least c, by search over t."""
    a, eps, g = num(alpha), num("1/10"), worst(gamma)
    value = bound(bc.RenyiDP(alpha, "1/10"), gamma, "renyi-moment")
    best = g * a / (a - 1)
    least = (best - g) / best**a
    assert all(max(t - g, 0) <= least * t**a * (1 + mp.mpf(10) ** -30) for t in (g * k / 10 for k in range(1, 200)))
    assert contains(value, min(least * mp.exp((a - 1) * eps), 1))


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("rho", ["1/1000000", "1/8", "1/2", "1", "2/5", "5/4", "1.26", "50"])
def test_no_gaussian_release_exceeds_what_its_concentration_says(rho, gamma):
    for neighbours, factor in (("replace-one", 1), (ADD_REMOVE, 2)):
        learner = bc.ZeroConcentratedDP(rho, neighbours=neighbours)
        exact = gaussian(factor * mp.sqrt(2 * num(rho)), worst(gamma))
        bounds = bc.Game(None, learner, n=3, lam=gamma, record="worst").bounds(14)
        assert {b.id for b in bounds} == {"zcdp", "zcdp-moment", "renyi-profile"}
        assert all(at_least(b.number(), exact) and between_0_and_1(b) for b in bounds)


# -- subsampling -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", ["1/3", "1", "5"])
@pytest.mark.parametrize(("q", "sigma"), [("1/2", "1"), ("1/10", "2"), ("9/10", "1/2")])
def test_no_sampled_gaussian_release_exceeds_its_bounds(q, sigma, gamma):
    """One step: a record replaced leaks at least as much as one removed, at gamma >= 1."""
    learner = bc.GaussianMechanism(sigma, sampling=q, neighbours=ADD_REMOVE)
    exact = sampled(num(q), num(sigma), worst(gamma))
    for b in bc.Game(None, learner, n=3, lam=gamma, record="worst").bounds(14):
        assert at_least(b.number(), exact) or (b.id == "sampled-gaussian-account" and exact < 1e-11)
        assert between_0_and_1(b)


def test_a_composed_accountant_contains_the_exact_gaussian_value():
    pytest.importorskip("dp_accounting")
    from boundcalc.functions.privacy.account import SampledGaussian
    from boundcalc.numeric import evaluate

    for steps, sigma, eps in [(1, 1, 8), (1000, 60, 3.689), (1000, 60, 3.953), (1000, 60, 4.216), (100, 10, 7)]:
        mu = mp.sqrt(steps) / sigma
        gamma = sp.exp(sp.Rational(str(eps)))
        found = evaluate(SampledGaussian(sigma, 1, steps, gamma))
        assert found.lower <= mpf_to_fraction(gaussian(mu, mp.exp(mp.mpf(str(eps))))) <= found.upper


# -- information -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", ["1/1000", "1", "5"])
@pytest.mark.parametrize("nats", ["1/1000000", "1/2", "2", "400"])
def test_information_gives_the_smaller_of_two_inequalities(nats, gamma):
    value = bound(bc.MutualInformation(nats), gamma, "information")
    assert contains(value, min(mp.sqrt(num(nats) / 2), mp.sqrt(1 - mp.exp(-num(nats)))))


@pytest.mark.parametrize(
    ("models", "n", "printed"),
    [(485187584, 1000, None), (485165195, 1000, None), (2, 1, None), (1, 5, 0), (10**12 + 39, 10**6, None)],
)
def test_a_model_among_few_leaks_little(models, n, printed):
    value = bound(bc.FiniteModels(models), 1, "bits", n)
    nats = mp.log(models) / n
    assert contains(value, min(mp.sqrt(nats / 2), mp.sqrt(1 - mp.exp(-nats))))
    assert printed is None or value.exact == printed


@pytest.mark.parametrize("chi2", ["0", "1/100", "3", "4", "5", "1000000"])
def test_a_chi_square_beyond_four_says_nothing(chi2):
    value = bound(bc.ChiSquareInformation(chi2), 1, "chi-square")
    assert contains(value, min(mp.sqrt(num(chi2)) / 2, mp.mpf(1)))


# -- huge and tiny -----------------------------------------------------------------------------------------------------

EXTREME = [
    bc.PrivateLearner("1/1000000000000", "1/1000000000000"),
    bc.PrivateLearner(10**6),
    bc.GaussianDP("1e-30"),
    bc.GaussianDP("1e30"),
    bc.LaplaceMechanism("1e30"),
    bc.LaplaceMechanism("1e-6", steps=2),
    bc.GaussianMechanism("1e-30", steps=10**30 + 7),
    bc.GaussianMechanism("1e-6", sampling="1e-9", steps=10**9, neighbours=ADD_REMOVE),
    bc.GaussianMechanism("1e9", sampling="1e-9", steps=10**9 + 7, neighbours=ADD_REMOVE),
    bc.RenyiDP("1.0000001", "1e-9"),
    bc.RenyiDP(10**9, 10**9, neighbours=ADD_REMOVE),
    bc.ZeroConcentratedDP("1e-30"),
    bc.ZeroConcentratedDP("1e30"),
    bc.FiniteModels(10**300 + 1),
    bc.MutualInformation("1e-30"),
    bc.ChiSquareInformation("1e-30"),
]


@pytest.mark.parametrize("gamma", ["1e-320", "1", "1.0000000000000001"])
@pytest.mark.parametrize("learner", EXTREME, ids=str)
def test_extreme_settings_give_numbers_between_0_and_1(learner, gamma):
    bounds = bc.Game(None, learner, n=10**6, lam=gamma).bounds()
    assert len(bounds) > 0
    assert all(map(between_0_and_1, bounds))


@pytest.mark.slow
@pytest.mark.parametrize("learner", EXTREME, ids=str)
def test_extreme_settings_give_a_true_positive_rate(learner):
    found = bc.plan.best_tpr(bc.Game(None, learner, n=10), "1/10")
    assert Fraction(1, 10) <= found.upper <= 1
