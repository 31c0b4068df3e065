"""Audits of one run: against p-values from the definition, and on mechanisms whose budget is known."""

import json
from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
from scipy import stats

from boundcalc.attacks import one_run
from boundcalc.attacks.evidence.one_run_epsilon import refutes_epsilon
from boundcalc.attacks.evidence.one_run_gaussian import epsilon_of_mu, refutes_mu, seems_refuted


def p_value(correct, guesses, canaries, epsilon, delta):
    """Steinke, Nasr and Jagielski, theorem 5.2, as it is written."""
    with mpmath.workdps(40):
        q = mpmath.exp(epsilon) / (1 + mpmath.exp(epsilon))
        mass = [mpmath.binomial(guesses, k) * q**k * (1 - q) ** (guesses - k) for k in range(guesses + 1)]
        f = [mpmath.fsum(mass[v:]) for v in range(guesses + 1)]
        worst = max(((f[correct - i] - f[correct]) / i for i in range(1, correct + 1)), default=0)
        return f[correct] + 2 * canaries * mpmath.mpf(delta) * worst


CASES = [
    (correct, guesses, canaries, epsilon, delta)
    for canaries, guesses, wrong, epsilon, delta in product(
        (10, 100, 1000), (1, 10, 100), (0, 1, 10, 99), ("0", "1/2", "1"), ("0", "1e-6", "1e-3", "1e-1", "1")
    )
    if (correct := guesses - wrong) > 0 and guesses <= canaries
]


def test_p_values_of_published_settings_are_enclosed():
    assert len(CASES) == 255
    for case in CASES:
        *counts, epsilon, delta = case
        p = p_value(*counts, mpmath.mpf(Fraction(epsilon).numerator) / Fraction(epsilon).denominator, delta)
        for factor, holds in ((1 + 1e-9, True), (1 - 1e-9, False)):
            error = Fraction(float(p) * factor)
            assert refutes_epsilon(*counts, Fraction(epsilon), Fraction(delta), error) is holds, (case, factor)


def test_perfect_guesses_have_a_closed_form():
    # delta = 0, all r right: (e/(1+e))^r = error
    q = 0.05 ** (1 / 50)
    found = one_run(correct=50, guesses=50, canaries=1000)
    assert found.epsilon <= np.log(q / (1 - q))
    assert found.epsilon == pytest.approx(np.log(q / (1 - q)), rel=1e-8)


def test_gaussian_recursion_rounds_to_the_safe_side():
    rng = np.random.default_rng(0)
    for _ in range(40):
        m = int(rng.integers(20, 3000))
        r = int(rng.integers(5, m))
        c = int(rng.integers(r // 2, r + 1))
        mu = float(rng.uniform(0.01, 2))
        if refutes_mu(c, r, m, Fraction(mu), Fraction(1, 20)):
            assert seems_refuted(c, r, m, mu * (1 - 1e-9), 0.05)
        else:
            assert not seems_refuted(c, r, m, mu * (1 + 1e-6), 0.05)


def test_epsilon_of_a_gaussian_budget():
    for mu, delta in ((1.0, "1e-5"), (0.3, "1e-3"), (3.0, "1/10")):
        e = epsilon_of_mu(mu, Fraction(delta))
        with mpmath.workdps(40):
            value = mpmath.ncdf(mu / 2 - e / mpmath.mpf(mu)) - mpmath.exp(e) * mpmath.ncdf(-mu / 2 - e / mpmath.mpf(mu))
        assert value >= mpmath.mpf(float(Fraction(delta)))
        assert float(value) == pytest.approx(float(Fraction(delta)), rel=1e-9)
    assert epsilon_of_mu(0.1, Fraction(1, 2)) == 0


@pytest.mark.parametrize("repetitions", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_randomised_response_keeps_its_budget_at_the_level(repetitions):
    # Every canary's bit is released, right with probability e/(1+e): exactly epsilon = 1, and all guesses count.
    rng = np.random.default_rng(0)
    right = rng.binomial(200, np.e / (1 + np.e), repetitions)
    known = {int(c): one_run(correct=int(c), guesses=200, canaries=200, level="0.9").epsilon for c in set(right)}
    misses = sum(known[int(c)] > 1 for c in right)
    assert misses <= stats.binom.ppf(1 - 1e-6, repetitions, 0.1)
    assert np.mean([known[int(c)] for c in right]) > 0.6


@pytest.mark.parametrize("repetitions", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_gaussian_noise_keeps_its_budget_at_the_level(repetitions):
    # Each canary's bit is released with noise, 1-GDP each; the surest guesses are made.
    rng = np.random.default_rng(1)
    misses, found = 0, []
    for _ in range(repetitions):
        member = rng.random(600) < 0.5
        scores = member + rng.normal(size=600)
        result = one_run(
            scores=scores, member=member, guesses=[30, 100], level="0.9", delta="1e-5", family="gaussian"
        )  # fmt: skip
        found.append(result.mu)
        misses += result.mu > 1
    assert misses <= stats.binom.ppf(1 - 1e-6, repetitions, 0.1)
    assert np.mean(found) > 0.5


def test_several_numbers_of_guesses_share_the_error():
    rng = np.random.default_rng(3)
    member = rng.random(2000) < 0.5
    scores = 2 * member + rng.normal(size=2000)
    single = {g: one_run(scores=scores, member=member, guesses=g, level="0.975").epsilon for g in (100, 400)}
    both = one_run(scores=scores, member=member, guesses=[100, 400], level="0.95")
    assert both.epsilon == pytest.approx(max(single.values()), rel=1e-8)
    assert (both.tried, both.canaries) == (2, 2000)


def test_scores_that_tie_are_not_split_by_the_order_of_the_records():
    member = [True] * 50 + [False] * 50
    with pytest.raises(ValueError, match="guesses must single out some records"):
        one_run(scores=[1.0] * 100, member=member, guesses=50)
    for guesses in (10, [5, 10]):  # fewer than the records that tie at the top
        with pytest.raises(ValueError, match="guesses must single out some records"):
            one_run(scores=[2.0] * 20 + [1.0] * 80, member=member, guesses=guesses)
    found = one_run(scores=[2.0] * 20 + [1.0] * 80, member=member, guesses=50)
    assert (found.correct, found.guesses) == (20, 20)
    # On average over models only, as for delta > 0, how many are made must not depend on the model.
    for options in ({"delta": "1e-9"}, {"delta": "1e-9", "family": "gaussian"}):
        fixed = one_run(scores=[2.0] * 20 + [1.0] * 80, member=member, guesses=50, **options)
        assert (fixed.correct, fixed.guesses) == (20, 50)
        both = one_run(scores=[2.0] * 20 + [1.0] * 80, member=member, guesses=[10, 20], **options)
        assert (both.correct, both.guesses, both.tried) == (20, 20, 2)


def test_it_says_that_one_model_certifies_nothing_on_delta():
    found = one_run(correct=190, guesses=200, canaries=1000, delta="1e-5", family="gaussian")
    text = str(found)
    assert "one model certifies nothing on Delta" in text
    assert "if Gaussian" in text
    assert json.loads(json.dumps(found.to_json()))["mu"] == found.mu
    assert not hasattr(found, "advantage")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"correct": 201}, "correct must be an integer from 0 to 200"),
        ({"guesses": 1001}, "guesses must be an integer from 1 to 1000"),
        ({"canaries": None}, "canaries must be given"),
        ({"delta": 2}, "delta must be in"),
        ({"level": 0}, "level must be in"),
        ({"family": "laplace"}, "family must be"),
        ({"family": "gaussian"}, "delta must be positive for the gaussian family"),
        ({"scores": [1.0]}, "correct and canaries must not be given with scores"),
    ],
)
def test_bad_input_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        one_run(**{"correct": 190, "guesses": 200, "canaries": 1000} | change)


def test_nothing_right_refutes_nothing():
    assert one_run(correct=0, guesses=10, canaries=20).epsilon == 0
    assert one_run(correct=5, guesses=10, canaries=20).epsilon == 0
