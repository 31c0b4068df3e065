"""The inequalities behind T-COUNT, T-COUNT-VAR and T-COUNT-LOW, against scipy and direct sums."""

import math
from fractions import Fraction

import numpy as np
import pytest
from reference import count_laws
from scipy import stats

from boundcalc.audit.sequence_checks import check_sequences, half_deviation
from boundcalc.audit.sequences import (
    LowerSequence,
    harmonic,
    heavy_shape,
    kept,
    light_shape,
    rare,
    sharp,
    tangent,
    thinned,
    variance_sensitive,
)
from boundcalc.numeric.precision import working_precision
from boundcalc.theorems.counts.count_unique import FROM, rarer


@pytest.fixture(autouse=True)
def _precision():
    with working_precision(100):
        yield


def listed(sequence, top):
    return np.array([float(sequence(k)) for k in range(top + 1)])


def naive_h(n, p):
    """n E|B/n - p|/2 by the definition."""
    k = np.arange(n + 1)
    return 0.5 * float((np.abs(k - n * p) * stats.binom.pmf(k, n, p)).sum())


def test_every_numerical_part_of_the_proofs_holds():
    checks = check_sequences()
    assert len({check.id for check in checks}) == len(checks) == 13
    assert all(check.holds for check in checks)
    assert sum(check.cells for check in checks) > 3000


def test_half_deviation_of_the_poisson_is_its_definition():
    k = np.arange(400)
    for x in (Fraction(1, 7), Fraction(1), Fraction(31, 10), Fraction(59)):
        direct = 0.5 * float((np.abs(k - float(x)) * stats.poisson.pmf(k, float(x))).sum())
        assert float(half_deviation(_fmpq(x))) == pytest.approx(direct, rel=1e-10)


def _fmpq(x):
    from flint import fmpq

    return fmpq(x.numerator, x.denominator)


@pytest.mark.parametrize("sequence", [sharp, tangent], ids=["sharp", "tangent"])
def test_admissible_sequences_dominate_on_a_grid(sequence):
    for n in (1, 2, 3, 5, 11, 12, 13, 30, 100, 400):
        a, k = listed(sequence, n), np.arange(n + 1)
        for p in np.concatenate([np.geomspace(1e-4, 1, 60), np.arange(1, min(n, 40) + 1) / n]):
            assert (a * stats.binom.pmf(k, n, p)).sum() >= naive_h(n, p) - 1e-12, (n, p)


def test_distinct_values_dominate_from_nine_eighths_on_and_not_much_before():
    def slack(gamma):
        cases = [(n, x / n) for n in (40, 400) for x in np.concatenate([np.geomspace(0.01, 6, 20), np.arange(6.5, 40)])]
        return min(1 - (1 - p) ** n - n * count_laws.naive_h(n, p, gamma) for n, p in cases)

    for gamma in (9 / 8, 8 / 9, 3, 1 / 3):
        assert slack(gamma) >= -1e-12
    for gamma in (1.1, 1 / 1.12):
        poisson = [x for x in np.arange(20, 60, 0.25) if short_of_poisson(x, gamma)]
        assert poisson


def short_of_poisson(x, gamma):
    k = np.arange(400)
    gain = np.maximum(k - gamma * x if gamma >= 1 else x - k / gamma, 0)
    return (gain * stats.poisson.pmf(k, x)).sum() > 1 - math.exp(-x)


def test_tangent_sequence_is_concave_and_above_the_sharp_one():
    a = listed(tangent, 300)
    assert np.all(np.diff(a, 2) <= 1e-12)
    assert np.all(a >= listed(sharp, 300) - 1e-12)


@pytest.mark.parametrize("weight", [Fraction(1, 50), Fraction(1, 5), Fraction(9, 10), Fraction(99, 100)])
def test_variance_sensitive_sequence_is_an_exponential_bound_on_one_atom(weight):
    ell = float(weight)
    a, k = listed(variance_sensitive(weight), 600), np.arange(601)
    for x in np.concatenate([np.linspace(0.01, 8, 60), np.linspace(8, 300, 60)]):
        h = 0.5 * float((np.abs(k - x) * stats.poisson.pmf(k, x)).sum())
        assert (np.exp(-ell * a) * stats.poisson.pmf(k, x)).sum() <= math.exp(-ell * h) * (1 + 1e-12), x


@pytest.mark.parametrize("shape", [heavy_shape, light_shape], ids=["heavy", "light"])
def test_lower_sequences_are_below_on_a_grid(shape):
    for n in (3, 4, 10, 50, 400):
        b, k = listed(LowerSequence("g", shape, n), n), np.arange(n + 1)
        for p in np.concatenate([np.geomspace(1e-4, 1, 80), np.arange(1, min(n, 40) + 1) / n]):
            assert (b * stats.binom.pmf(k, n, p)).sum() <= naive_h(n, p) + 1e-12, (n, p)


@pytest.mark.parametrize("shape", [heavy_shape, light_shape], ids=["heavy", "light"])
def test_shortened_deviation_constants_are_on_the_safe_side(shape):
    for n in (2001, 2500, 6000):
        sequence = LowerSequence("g", shape, n)
        b = listed(sequence, n)
        d, k = np.diff(b), np.arange(1, n + 1)
        low = 3 * k <= n
        with np.errstate(divide="ignore"):
            exact = (k * d**2 / b[1:])[low].max(), (n * d**2)[~low].max(), max(0, -d.min()) / 3
        for short, full in zip(sequence.deviation(), exact, strict=True):
            assert float(short) >= full - 1e-12


def test_thinned_sequence_is_at_least_the_expectation():
    for theta in (Fraction(1, 100), Fraction(1, 3), Fraction(9, 10)):
        sequence = thinned(theta)
        for k in (1, 2, 7, 100, 399, 450, 5000):
            i = np.arange(k + 1)
            exact = float((listed(sharp, k) * stats.binom.pmf(i, k, float(theta))).sum())
            assert exact * (1 - 1e-9) <= float(sequence(k)) <= exact * 1.01
        for k in (1, 2, 30):
            assert float(kept(theta)(k)) == pytest.approx(1 - float(stats.binom.pmf(0, k, float(theta))), rel=1e-12)
    assert thinned(Fraction(1)) is sharp


def test_bad_weights_are_refused():
    with pytest.raises(ValueError, match="weight must be in"):
        variance_sensitive(Fraction(1))
    with pytest.raises(ValueError, match="theta must be in"):
        thinned(Fraction(3, 2))


def test_rare_values_pay_for_every_atom_from_gamma_e_on():
    """E(B - e n p)_+ <= P(B = 1) <= E a(B), term by term; and thinned, a(k) becomes its binomial mean."""
    a = listed(rare(Fraction(1)), 60)
    assert all(a[1:] > 0)
    assert all(a >= (np.arange(61) == 1))
    for n, x in ((1, 0.3), (2, 0.5), (9, 2.5), (40, 0.01), (40, 1.0), (40, 9.0), (60, 20.0)):
        weights, k = stats.binom.pmf(np.arange(n + 1), n, x / n), np.arange(n + 1)
        excess = float((np.maximum(k - math.e * x, 0) * weights).sum())
        assert excess <= weights[1] * (1 + 1e-12) <= float(a[: n + 1] @ weights) * (1 + 1e-12)
    theta = Fraction(2, 5)
    thin = listed(rare(theta), 60)
    for k in (1, 2, 7, 30, 60):
        weights = stats.binom.pmf(np.arange(k + 1), k, 0.4)
        assert thin[k] == pytest.approx(float(a[: k + 1] @ weights), rel=1e-9)
        step = (thin[k] - thin[k - 1]) / 0.4
        assert k * step**2 <= thin[k] / 0.4 * (1 + 1e-12)


def test_far_from_one_a_part_leaks_what_is_unique_among_more_records():
    """E(Bin(n, q) - g n q)_+ <= n q (1 - tau q)^(n-1): what occurs once in a part tau times as large, over tau."""
    for gamma in (FROM, Fraction(3), Fraction(9), Fraction(100)):
        g, tau = float(gamma), float(rarer(gamma))
        assert 1 <= tau <= min(g - math.e + 1, (g - 1) * (1 - 1 / math.e)) + 1e-12
        for n in (1, 2, 9, 60, 400):
            k = np.arange(n + 1)
            for u in (1e-3, 0.1, 0.4, 0.7, 0.9, 0.999):  # beyond u = g q = 1 the left side is 0
                q = u / g
                excess = float((np.maximum(k - g * n * q, 0) * stats.binom.pmf(k, n, q)).sum())
                assert excess <= n * q * (1 - tau * q) ** (n - 1) * (1 + 1e-12)


def test_inverse_counts_pay_for_every_atom_from_gamma_three_halves_on():
    """E(B - 3np/2)_+ <= E[1/B; B >= 1], term by term; thinned, 1/k becomes its binomial mean, or a little more."""
    for n in (1, 2, 5, 17, 31, 32, 60, 400):
        for x in (0.01, 0.6, 0.7, 1.0, 2.1, 5.0, 9.7, 15.0, 30.0):
            if x < n:
                k, weights = np.arange(n + 1), stats.binom.pmf(np.arange(n + 1), n, x / n)
                excess = float((np.maximum(k - 1.5 * x, 0) * weights).sum())
                assert excess <= float((weights[1:] / k[1:]).sum()) * (1 + 1e-12)
    for theta in (Fraction(2, 5), Fraction(1, 50)):
        thin = harmonic(theta)
        for k in (1, 2, 30, 300, 9000):
            weights = stats.binom.pmf(np.arange(1, k + 1), k, float(theta))
            mean = float((weights / np.arange(1, k + 1)).sum())
            assert mean * (1 - 1e-9) <= float(thin(k)) <= mean * 1.05
