"""The bounds cover the exact Delta of known laws, and are sharp."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from reference.count_laws import LAWS, POPULATIONS
from scipy import stats

from boundcalc.audit.design import Design
from boundcalc.audit.guarantee import (
    ConfidenceInterval,
    count_bound,
    distinct_bound,
    harmonic_bound,
    lower_bound,
    rare_bound,
    survey_bound,
    tpr_bound,
    turing_bound,
    two_sided,
    upper_bound,
    variance_bound,
    weight_grid,
)
from boundcalc.audit.sequences import thinned
from boundcalc.theorems.counts.count_turing import speaks

ALPHA = Fraction(1, 20)


def named(name):
    return next(law for law in LAWS if law.name == name)


def misses_allowed(runs, alpha):
    """More misses than this have probability below 1e-6 when each has at most alpha."""
    return int(stats.binom.isf(1e-6, runs, alpha))


def coverage(law, n, runs, seed):
    rng, exact = np.random.default_rng(seed), law.delta(n)
    above = below = 0
    ratios = []
    for _ in range(runs):
        counts = law.counts(n, rng)
        high, low = upper_bound(counts, ALPHA), lower_bound(counts, ALPHA)
        above += high < min(1.0, exact) * (1 - 1e-12)
        below += low > exact * (1 + 1e-12)
        ratios.append((float(high) / exact, float(low) / exact))
    assert above <= misses_allowed(runs, 0.05)
    assert below <= misses_allowed(runs, 0.05)
    return np.mean(ratios, axis=0)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_interval_covers_the_exact_value(law):
    coverage(law, 1000, 20, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("n", [300, 10**4])
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_interval_covers_on_a_thousand_tables(law, n):
    high, low = coverage(law, n, 1000, seed=2)
    print(f"{law.name}, n = {n}: upper/exact {high:.3f}, lower/exact {low:.3f}")
    assert low <= 1 <= high * (1 + 1e-9)


@pytest.mark.parametrize(
    ("name", "n", "most"),
    [
        ("uniform 100", 10**5, 1.02),
        ("uniform 1e4", 10**5, 1.05),
        ("zipf 1.1", 10**5, 1.14),
        ("uniform 10", 10**5, 1.09),
    ],
)
def test_upper_bound_is_as_sharp_as_the_theory_says(name, n, most):
    high, low = coverage(named(name), n, 6, seed=3)
    assert 1 < high < most
    assert low > 0.78


def test_count_bound_is_the_lambert_root_rounded_up():
    counts = {1: 30, 2: 10, 5: 4, 800: 20}
    n = sum(k * c for k, c in counts.items())
    with mpmath.workdps(40):
        f = 30 + sum(c * mpmath.sqrt((k + mpmath.mpf(2) / 5) / (2 * mpmath.pi)) for k, c in counts.items() if k > 1)
        root = -f * mpmath.lambertw(-mpmath.exp(-1 - mpmath.log(20) / f), -1).real
        bound = count_bound(counts, ALPHA)
        exact = root / n
        value = mpmath.mpf(bound.numerator) / bound.denominator
        assert exact <= value <= exact * (1 + mpmath.mpf(10) ** -10)
        # the closed form of the theory is never smaller
        size = mpmath.log(20)
        assert value <= (mpmath.sqrt(f + size / 2) + mpmath.sqrt(size / 2)) ** 2 / n * (1 + mpmath.mpf(10) ** -12)


def test_variance_bound_solves_the_mixture_equation():
    counts = {1: 3, 900: 100}
    n = sum(k * c for k, c in counts.items())
    u = float(variance_bound(counts, ALPHA)) * n
    mean = np.mean([math.exp(float(w) * (u - naive_f(counts, float(w)))) for w in weight_grid(n, ALPHA)])
    assert mean == pytest.approx(20, rel=1e-6)


def naive_f(counts, ell):
    kappa = -math.log(1 - ell) / ell
    start, tau = kappa - ell / 38, math.sqrt(2 * math.pi)
    r = tau * start + math.sqrt((tau * start) ** 2 - 1.4)

    def a(k):
        if k <= r * r - 0.4:
            return ell / 38 + start + (k - 1) / (2 * tau * r)
        return math.sqrt((k + 0.4) / (2 * math.pi)) + ell / 38

    return sum(c * a(k) for k, c in counts.items())


@pytest.mark.parametrize("share", [Fraction(1, 10), Fraction(1, 2)])
def test_thinned_bound_covers_smaller_training_sets(share):
    rng = np.random.default_rng(5)
    for law in LAWS[:3]:
        n = 4000
        exact = law.delta(int(share * n))
        values = [float(upper_bound(law.counts(n, rng), ALPHA, share)) for _ in range(5)]
        assert min(values) > exact
        assert np.mean(values) < 2.2 * exact


@pytest.mark.parametrize("gamma", [Fraction(2, 5), Fraction(8, 9), Fraction(19, 20), Fraction(9, 8), 2, 9])
def test_interval_covers_the_exact_value_away_from_gamma_one(gamma):
    rng, gamma = np.random.default_rng(6), Fraction(gamma)
    for law in [
        named("uniform 10"),
        named("uniform 1e4"),
        named("singletons and heavy atoms"),
        named("half continuous"),
    ]:
        for share in (Fraction(1), Fraction(1, 4)):
            exact = law.delta(int(share * 800), gamma)
            for _ in range(4):
                found = two_sided(law.counts(800, rng), Fraction(19, 20), share, gamma)
                assert found.lower <= exact * (1 + 1e-12)
                assert exact <= found.upper * (1 + 1e-12)


def test_distinct_values_are_the_better_bound_for_heavy_atoms_only():
    heavy, light = {1000: 100}, {1: 500, 2: 300, 3: 200}
    alpha, gamma = Fraction(1, 20), Fraction(9, 8)
    assert upper_bound(heavy, alpha, gamma=gamma) == distinct_bound(heavy, alpha / 2) < upper_bound(heavy, alpha) / 5
    assert upper_bound(light, alpha, gamma=gamma) < distinct_bound(light, alpha / 2)
    assert upper_bound(heavy, alpha, gamma=Fraction(112, 100)) == upper_bound(heavy, alpha)


def test_bounds_fall_as_the_confidence_falls():
    counts = {1: 30, 40: 100}
    uppers = [upper_bound(counts, Fraction(1, a)) for a in (5, 20, 1000)]
    lowers = [lower_bound(counts, Fraction(1, a)) for a in (5, 20, 1000)]
    assert uppers == sorted(uppers)
    assert lowers == sorted(lowers, reverse=True)


def test_all_distinct_records_leave_security_zero():
    interval = two_sided({1: 5000}, Fraction(19, 20))
    assert interval.upper == 1
    assert interval.lower > Fraction(9, 10)


def test_single_record_says_nothing():
    assert two_sided({1: 1}, Fraction(19, 20)) == ConfidenceInterval(
        Fraction(0), Fraction(1), Fraction(19, 20), ("count", "count-var", "count-low")
    )


def test_confidence_interval_prints_outward_and_never_claims_a_guarantee():
    x = ConfidenceInterval(Fraction(1, 3), Fraction(2, 3), Fraction(19, 20), ("count",))
    assert str(x) == "[0.3333, 0.6667] with confidence 0.95"
    assert x.guaranteed is False
    assert x.to_json()["guaranteed"] is False
    assert (1 - x).lower == Fraction(1, 3)
    assert 0.5 in x
    assert 0.7 not in x


def test_confidence_outside_zero_one_is_refused():
    with pytest.raises(ValueError, match="alpha must be in"):
        upper_bound({1: 2}, Fraction(2))


# -- coverage, exactly -------------------------------------------------------------------------------------------------


def tables(n, cells):
    """Every table of n records in this many cells."""
    if cells == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in tables(n - first, cells - 1):
            yield (first, *rest)


def exact_delta(n, masses, gamma):
    """From the definition, in rationals."""
    total = Fraction(0)
    for p in masses:
        for k in range(n + 1):
            gain = Fraction(k, n) - gamma * p if gamma >= 1 else p - Fraction(k, n) / gamma
            total += math.comb(n, k) * p**k * (1 - p) ** (n - k) * max(gain, 0)
    return total


@pytest.mark.parametrize("alpha", [Fraction(1, 20), Fraction(1, 2), Fraction(99, 100)])
@pytest.mark.parametrize(
    ("n", "weights", "m", "gamma"),
    [
        (12, [1, 2, 3], 12, 1),
        (12, [1, 1, 98], 12, 1),
        (30, [1, 9], 30, 1),
        (9, [1, 1, 1, 1], 9, 1),
        (10, [1, 3, 4], 4, 1),
        (12, [1, 2, 3], 12, Fraction(9, 8)),
        (12, [1, 2, 3], 12, Fraction(8, 9)),
        (10, [1, 3, 4], 3, 3),
        (12, [5, 6, 7], 12, Fraction(19, 20)),
    ],
)
def test_sides_fail_with_at_most_their_probability(n, weights, m, gamma, alpha):
    """Over all tables, each with its own probability: an upper side below the truth, a lower side above it."""
    gamma, masses = Fraction(gamma), [Fraction(w, sum(weights)) for w in weights]
    truth, whole = exact_delta(m, masses, gamma), exact_delta(n, masses, 1)
    sides, below, above = {}, Fraction(0), Fraction(0)
    for table in tables(n, len(masses)):
        counts = {k: table.count(k) for k in sorted(set(table)) if k}
        key = tuple(counts.items())
        if key not in sides:
            sides[key] = upper_bound(counts, alpha, Fraction(m, n), gamma), lower_bound(counts, alpha)
        ways = math.factorial(n) // math.prod(map(math.factorial, table))
        chance = ways * math.prod(p**k for p, k in zip(masses, table, strict=True))
        below += chance * (sides[key][0] < truth)
        above += chance * (sides[key][1] > whole)
    assert below <= alpha
    assert above <= alpha


def test_extreme_levels_and_shares_stay_on_the_safe_side():
    counts = {1: 3, 2: 5, 7: 1}
    f = 3 + 5 * math.sqrt(2.4 / (2 * math.pi)) + math.sqrt(7.4 / (2 * math.pi))
    for alpha in (1 - Fraction(1, 10**40), Fraction(1, 10**400)):
        assert count_bound(counts, alpha) >= Fraction(f) / 20 * (1 - Fraction(1, 10**12))
        assert variance_bound(counts, alpha) > 0
    # Of a value seen twice, a share of 10^-30 keeps a record with probability 2 10^-30, and it is worth 1.
    assert float(thinned(Fraction(1, 10**30))(2)) >= 2e-30 * (1 - 1e-12)


def reached(law, n, fpr):
    """The largest TPR of a test LR > t whose FPR is at most this one."""
    p, times = np.unique(law.masses, return_counts=True)
    best = 0.0
    for t in np.geomspace(1, 1000, 9):
        k = np.floor(t * n * p)
        if (times * p * stats.binom.sf(k, n, p)).sum() <= fpr:
            best = max(best, float((times * p * stats.binom.sf(k - 1, n - 1, p)).sum()) + law.continuous)
    return best


def test_rare_values_cover_the_exact_value_and_every_attack():
    rng = np.random.default_rng(8)
    for law in (named("uniform 1e4"), named("zipf 1.1"), named("half continuous")):
        for gamma, share in ((Fraction(3), Fraction(1)), (Fraction(10), Fraction(1, 3))):
            n = int(share * 900)
            exact, at_e = law.delta(n, gamma), law.delta(n, math.e)
            uniques = float((law.masses * (1 - law.masses) ** (n - 1)).sum()) + law.continuous
            assert exact <= at_e <= uniques * (1 + 1e-12)
            counts = law.counts(900, rng)
            bound = rare_bound(counts, ALPHA, share)
            assert exact <= float(bound)
            if share == 1:
                assert upper_bound(counts, ALPHA, share, gamma) == min(1, bound)
            assert reached(law, n, 0.001) <= float(tpr_bound(counts, ALPHA, Fraction(1, 1000), share))


def test_the_sequences_for_large_gamma_are_ordered():
    for counts in ({1: 300, 2: 200, 9: 10}, {1000: 100}):
        found = [upper_bound(counts, ALPHA, gamma=Fraction(g)) for g in ("1", "9/8", "3/2", "3")]
        assert found[2] == min(1, harmonic_bound(counts, ALPHA))
        assert found[1] > found[2] > found[3]


def test_a_part_of_the_records_is_bounded_by_what_is_rare_among_more():
    counts, half = {1: 300, 2: 200, 3: 100, 9: 10}, Fraction(1, 2)
    whole, part = rare_bound(counts, ALPHA), rare_bound(counts, ALPHA, half)
    assert rare_bound(counts, ALPHA, half, Fraction(9)) == whole < 0.7 * part
    law, rng = named("uniform 1e4"), np.random.default_rng(12)
    for gamma, share in ((Fraction(4), half), (Fraction(9), half), (Fraction(9), Fraction(1, 9))):
        exact = law.delta(int(900 * share), gamma)
        found = [rare_bound(law.counts(900, rng), ALPHA, share, gamma) for _ in range(5)]
        assert sum(bound < exact for bound in found) <= 2


def test_values_seen_twice_speak_against_those_seen_once():
    """Of E[B = 1] - E[B = 2] + .415 E[B = 3] every atom gets what it adds; one record changes 3.415 at most."""
    a = np.zeros(100_001)
    a[1:4] = 1, -1, 0.415
    for n in (100, 101, 500, 10_000):
        for gamma, share in ((3.79, 1), (9, 1), (9, 0.4), (50, 0.06)):
            m = round(share * n)
            for x in (1e-3, 0.1, 0.3, 1, 2, 3, 3.3, 4, 6, 10, 0.5 * n, n):
                p, k = x / n, np.arange(n + 1)
                paid = float((a[: n + 1] * stats.binom.pmf(k, n, p)).sum())
                j = np.arange(m + 1)
                adds = float((np.maximum(j - gamma * m * p, 0) * stats.binom.pmf(j, m, p)).sum())
                assert adds <= share * paid * (1 + 1e-9) + 1e-15, (n, gamma, share, x)
    steps = np.diff(a[:9])
    assert steps.max() - steps.min() == pytest.approx(3.415)
    assert speaks(50_000, Fraction(1), Fraction(379, 100))
    assert speaks(50_000, Fraction(2, 5), Fraction(9))
    assert not speaks(50_000, Fraction(1, 4), Fraction(9))


def test_many_records_of_rare_values_are_bounded_by_those_seen_twice():
    law, rng, n = named("zipf 1.1"), np.random.default_rng(13), 60_000
    p = law.masses
    for gamma in (Fraction(379, 100), Fraction(9)):
        k = np.floor(float(gamma) * n * p) + 1
        exact = (p * (stats.binom.sf(k - 2, n - 1, p) - float(gamma) * stats.binom.sf(k - 1, n, p))).sum()
        counts = law.counts(n, rng)
        bound = upper_bound(counts, ALPHA, gamma=gamma)
        assert bound == min(turing_bound(counts, ALPHA / 2), rare_bound(counts, ALPHA / 2, gamma=gamma))
        assert exact < bound
        assert upper_bound(counts, ALPHA, gamma=gamma, apart=True) == rare_bound(counts, ALPHA, gamma=gamma)
        for fpr in (Fraction(1, 1000),):
            assert reached(law, n, float(fpr)) <= tpr_bound(counts, ALPHA, fpr)
    many = {1: 60_000, 2: 20_000, 3: 10_000, 50: 20_000}
    assert turing_bound(many, ALPHA / 2) < rare_bound(many, ALPHA) * 4 / 5
    assert Design().theorems(10**6, 10**6, Fraction(9)) == ("count-unique", "count-turing")
    assert Design(("a",)).theorems(10**6, 10**6, Fraction(9)) == ("count-unique", "count-strata")
    assert Design().tpr_theorems(10**6, 10**6) == ("count-unique", "count-turing")


def test_a_rate_is_bounded_by_rare_values_or_by_the_advantage():
    heavy, light = {400: 100}, {1: 300, 2: 200}  # fewer than 50,000 records
    for counts in (heavy, light):
        for fpr in (Fraction(0), Fraction(1, 1000), Fraction(1, 10)):
            alone = fpr <= Fraction(1, 500)
            by_rare = rare_bound(counts, ALPHA if alone else ALPHA * 49 / 50) + fpr * Fraction(2718281829, 10**9)
            by_advantage = Fraction(1) if alone else upper_bound(counts, ALPHA / 50) + fpr
            assert tpr_bound(counts, ALPHA, fpr) == min(1, by_rare, by_advantage)
    assert tpr_bound(heavy, ALPHA, Fraction(1, 10)) < rare_bound(heavy, ALPHA) + Fraction(27, 100)


GAMMAS = [Fraction(x) for x in ("1/3", "8/9", "1", "9/8", "2", "3", "9")]


def misses(tables, exact, upper, lower=None):
    """How many of the tables miss the exact value, at 90% and at 99% confidence, one-sided, and below at a fifth.

    A bound rises with the confidence, so that only what misses at 90% has to be asked again.
    """
    ends = {"90%": Fraction(1, 10), "99%": Fraction(1, 100)}
    out, left = {}, list(tables)
    for name, alpha in ends.items():
        left = [counts for counts in left if upper(counts, alpha) < min(1.0, exact) * (1 - 1e-12)]
        out[name] = len(left)
    if lower is not None:
        left = list(tables)
        for name, alpha in ends.items():
            left = [counts for counts in left if lower(counts, alpha / 5) > exact * (1 + 1e-12)]
            out[f"below, {name}"] = len(left)
    return out


def within(found):
    return all(number <= misses_allowed(1000, 0.1 if name.endswith("90%") else 0.01) for name, number in found.items())


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_every_gamma_is_covered_on_a_thousand_tables(law):
    """Uniform, Zipf, geometric, and mixed with a continuous part; each gamma with its own events."""
    rng = np.random.default_rng(9)
    tables = [law.counts(1000, rng) for _ in range(1000)]
    for gamma in GAMMAS:

        def upper(counts, alpha, gamma=gamma):
            return upper_bound(counts, alpha, gamma=gamma)

        found = misses(tables, law.delta(1000, gamma), upper, lower_bound if gamma == 1 else None)
        print(f"{law.name}, gamma = {gamma}: {found}")
        assert within(found), (gamma, found)
    for fpr in (Fraction(1, 1000), Fraction(1, 100)):
        best = law.tpr(1000, float(fpr))
        found = misses(tables, best, lambda counts, alpha, fpr=fpr: tpr_bound(counts, alpha, fpr))
        print(f"{law.name}, TPR at FPR {fpr}: {found}")
        assert within(found), (fpr, found)


@pytest.mark.slow
@pytest.mark.parametrize("n", [300, 1900])
@pytest.mark.parametrize("population", POPULATIONS, ids=lambda population: population.name)
def test_a_survey_is_covered_on_a_thousand_samples(population, n):
    """Samples without replacement of 2000 records: outsiders from everybody."""
    rng = np.random.default_rng(10)
    tables = [population.counts(n, rng) for _ in range(1000)]
    for gamma in GAMMAS:

        def upper(counts, alpha, gamma=gamma):
            return survey_bound(counts, alpha, gamma)

        found = misses(tables, population.delta(n, gamma), upper)
        print(f"{population.name}, n = {n}, gamma = {gamma}: {found}")
        assert within(found), (gamma, found)


@pytest.mark.parametrize("population", POPULATIONS, ids=lambda population: population.name)
def test_the_survey_bound_covers_a_few_samples(population):
    rng = np.random.default_rng(11)
    tables = [population.counts(300, rng) for _ in range(10)]
    for gamma in map(Fraction, ("1/3", "1", "9/8")):
        exact = population.delta(300, gamma)
        assert sum(survey_bound(counts, ALPHA, gamma) < exact for counts in tables) <= 3
