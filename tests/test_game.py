"""The discrete game against enumeration, for every (nu, lambda)."""

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp
from reference import enumeration, learners
from reference.random_games import random_games

import boundcalc as bc


def check_games(seed, count):
    for game in random_games(seed, count):
        ours = bc.Game(bc.Categorical(game.probs), n=game.n, nu=game.nu, lam=game.lam)
        truth = enumeration.worst_case_delta_binomial(game.probs, game.n, game.gamma)
        result = ours.delta()
        assert result.value.exact == truth, game
        assert result.guaranteed
        rest = game.lam * (1 - game.nu)
        assert ours.accuracy().value.exact == max(game.nu, rest) + min(game.nu, rest) * truth
        assert ours.security().value.exact == 1 - truth


@pytest.mark.parametrize("seed", range(20))
def test_twenty_thousand_random_games_equal_the_exact_enumeration(seed):
    check_games(seed=seed, count=1000)


@pytest.mark.parametrize("seed", range(3))
def test_balls_contain_the_exact_value_when_rationals_are_too_long(seed, monkeypatch):
    import boundcalc.functions._binomial as kernels

    monkeypatch.setattr(kernels, "is_small", lambda n, p: False)
    for game in random_games(seed, 100):
        ours = bc.Game(bc.Categorical(game.probs), n=game.n, nu=game.nu, lam=game.lam).delta(25).value
        truth = enumeration.worst_case_delta_binomial(game.probs, game.n, game.gamma)
        assert truth in ours, game
        assert truth == 0 or ours.digits >= 25


def test_joint_against_product_over_all_samples():
    for probs, n in product(
        ([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], [Fraction(1, 7), Fraction(6, 7)], [Fraction(1)]), range(1, 5)
    ):
        p1, p0 = enumeration.joint_and_product(probs, n, lambda sample: tuple(sorted(sample)))
        for gamma in (Fraction(1), Fraction(3, 2), Fraction(1, 3)):
            ours = bc.Game(bc.Categorical(probs), n=n, lam=gamma)
            assert ours.delta().value.exact == enumeration.delta(p1, p0, gamma)


def test_no_deterministic_learner_of_a_small_model_beats_the_worst_case():
    probs, n = [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)], 2
    for gamma in (Fraction(1), Fraction(3, 2), Fraction(1, 2)):
        worst = bc.Game(bc.Categorical(probs), n=n, lam=gamma).delta().value.exact
        best = max(learners.learner_delta(k, probs, n, gamma) for k in learners.deterministic_learners(len(probs), n))
        assert best == worst


def test_values_of_the_theory():
    third = bc.Categorical(["1/2", "1/3", "1/6"])
    assert bc.Game(third, n=3).delta().value.exact == Fraction(415, 1296)
    assert bc.Game(third, n=3, nu="2/5").delta().value.exact == Fraction(4, 27)
    assert str(bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6).delta().value.to_string(4)) in (
        "87717/400000",
        "0.2192...",
    )


@pytest.mark.parametrize("law", [bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), bc.Bernoulli("1/3")])
@pytest.mark.parametrize("gamma", ["1", "3/2", "1/2"])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_lattice_mean_equals_the_enumeration(law, gamma, n):
    pairs = [(int(z), Fraction(int(p.p), int(p.q))) for z, p in law.value_masses()]
    values, probs = [z for z, _ in pairs], [p for _, p in pairs]
    game = bc.Game(law, bc.EmpiricalMean(), n=n, lam=gamma)
    assert game.delta().value.exact == enumeration.mean_delta(values, probs, n, Fraction(gamma))
    average = sum(p * game.target(z).value.exact for z, p in pairs)
    assert average == game.delta().value.exact


def test_a_released_mean_leaks_no_more_than_the_worst_case():
    law = bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 2])
    for n in range(1, 8):
        assert bc.Game(law, bc.EmpiricalMean(), n=n).delta().number() <= bc.Game(law, n=n).delta().number()


def test_target_leakage_averages_to_delta_and_equals_the_enumeration():
    probs = [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    game = bc.Game(bc.Categorical(probs, values=["a", "b", "c"]), n=3, lam="5/4")
    leaks = [game.target(z).value.exact for z in "abc"]
    assert leaks == [enumeration.per_target(probs, 3, j, Fraction(5, 4)) for j in range(3)]
    assert sum(p * leak for p, leak in zip(probs, leaks, strict=True)) == game.delta().value.exact
    assert [z for z, _, _ in game.exposed(2)] == ["c", "b"]


def test_worst_case_falls_with_n():
    law = bc.Zipf(1, 6)
    for gamma in ("1", "2", "1/2"):
        values = [bc.Game(law, n=n, lam=gamma).delta().value.exact for n in range(1, 25)]
        assert values == sorted(values, reverse=True)


def test_advantage_is_total_variation_whatever_the_coin():
    law = bc.Categorical(["1/2", "1/3", "1/6"])
    assert bc.Game(law, n=3, nu="1/10", lam=7).advantage().value.exact == Fraction(415, 1296)


def test_published_zipf_values_agree_with_independent_arithmetic():
    law = bc.Zipf(1, 200)
    for gamma in ("2", "5/4", "1", "1/2", "4/5"):
        game = bc.Game(law, n=3000, lam=gamma)
        assert game.delta(25).value in game.delta(18, backend="mpmath").value
        fast = game.delta(backend="float64").value
        assert game.delta(25).value in fast
        assert fast.digits >= 9


@pytest.mark.slow
def test_published_zipf_values_agree_with_the_naive_binomial_expectation():
    total = sum(Fraction(1, k) for k in range(1, 201))
    probs = [Fraction(1, k) / total for k in range(1, 201)]
    import mpmath

    for gamma in (Fraction(2), Fraction(5, 4), Fraction(1), Fraction(1, 2), Fraction(4, 5)):
        with mpmath.workdps(40):
            value = mpmath.mpf(0)
            for p in probs:
                x = mpmath.mpf(p.numerator) / p.denominator
                weight = (1 - x) ** 3000
                for i in range(3001):
                    gap = mpmath.mpf(i) / 3000 - x * gamma.numerator / gamma.denominator
                    value += weight * max(0, gap if gamma >= 1 else -gap * gamma.denominator / gamma.numerator)
                    weight *= (3000 - i) * x / ((i + 1) * (1 - x))
            ours = bc.Game(bc.Zipf(1, 200), n=3000, lam=gamma).delta(25).value
            assert abs(float(value) / float(ours.midpoint) - 1) < 1e-12
            assert mpmath.almosteq(value, mpmath.mpf(ours.midpoint.numerator) / ours.midpoint.denominator, 1e-30)


def test_reach_n_of_10_to_the_18_and_a_thousand_digits():
    law = bc.Categorical(["1/2", "3/10", "1/5"])
    value = bc.Game(law, n=10**18).delta(30).value
    assert value.digits >= 30
    limit = bc.evaluate(bc.Game(law, n=10**18).bounds()[-1].expr, 5)
    assert value < limit
    assert bc.Game(law, n=10**5).delta(1000).value.digits >= 1000


def test_reach_hundred_thousand_distinct_atoms_at_30_digits():
    law = bc.Counts(list(range(1, 100_001)))
    value = bc.Game(law, n=10**9).delta(30).value
    assert value.digits >= 30
    assert value in bc.Game(law, n=10**9).delta(backend="float64").value


def test_results_pickle_and_print():
    import pickle

    result = bc.Game(bc.Geometric("1/3"), n=10).delta(20)
    assert pickle.loads(pickle.dumps(result.value)) == result.value
    assert pickle.loads(pickle.dumps(bc.Categorical(["1/2", "1/2"]))) == bc.Categorical(["1/2", "1/2"])
    assert "h" in result.latex()
    assert result._repr_latex_().startswith("$")
    assert set(result.to_json()) >= {"lower", "upper", "guaranteed", "kind", "theorem"}


q, n = sp.Symbol("q", positive=True), sp.Symbol("n", integer=True, positive=True)


def test_symbolic_game_gives_formulas_and_refuses_numbers():
    game = bc.Game(bc.Geometric(q), n=n)
    result = game.delta()
    assert result.value is None
    assert result.expr.free_symbols == {q, n}
    with pytest.raises(ValueError, match="symbols n, q"):
        float(result)
    ids = [b.id for b in game.bounds()]
    assert "disc-ck" in ids
    assert result.expr.subs({q: sp.Rational(1, 3), n: 5}) == bc.Game(bc.Geometric("1/3"), n=5).delta().expr
    g = sp.Symbol("g", positive=True)
    symbolic_gamma = bc.Game(bc.Geometric("1/3"), n=5, lam=g).delta().expr
    assert bc.evaluate(symbolic_gamma.subs(g, 2)) == bc.Game(bc.Geometric("1/3"), n=5, lam=2).delta().value


LAW = bc.Categorical(["1/2", "1/2"])
BAD = [
    (lambda: bc.Categorical(["1/2", "49/100"]), "probs must sum to 1 exactly, got 99/100"),
    (lambda: bc.Categorical(["3/2", "-1/2"]), "probs must not be negative, got -1/2"),
    (lambda: bc.Categorical([float("nan"), 1.0]), "probs must be finite, got nan"),
    (lambda: bc.Categorical([]), "probs must have at least one"),
    (lambda: bc.Categorical(["1/2", "1/2"], values=["a"]), "values must have one entry for each of the 2"),
    (lambda: bc.Categorical(["1/2", "1/2"], values=["a", "a"]), "values must be distinct"),
    (lambda: bc.Categorical([0, 0], normalize=True), "probs must have at least one positive entry"),
    (lambda: bc.Game(LAW, n=0), "n must be an integer of at least 1, got 0"),
    (lambda: bc.Game(LAW, n=-5), "n must be an integer of at least 1, got -5"),
    (lambda: bc.Game(LAW, n=2.5), "n must be an integer of at least 1, got 2.5"),
    (lambda: bc.Game(LAW), "n must be given"),
    (lambda: bc.Game(LAW, n=3, nu=0), r"nu must be in \(0, 1\), got 0"),
    (lambda: bc.Game(LAW, n=3, nu=1), r"nu must be in \(0, 1\), got 1"),
    (lambda: bc.Game(LAW, n=3, lam=0), r"lam must be in \(0, oo\), got 0"),
    (lambda: bc.Game(LAW, n=3, lam=-1), r"lam must be in \(0, oo\), got -1"),
    (lambda: bc.Game("Geometric", n=3), "law must be a boundcalc law"),
    (lambda: bc.Game(LAW, "mean", n=3), "learner must be a boundcalc learner"),
    (lambda: bc.Game(LAW, n=3).delta(digits=0), "digits must be an integer from 1 to 100000, got 0"),
    (lambda: bc.Game(LAW, n=3).delta(digits=10**9), "digits must be an integer from 1 to 100000"),
    (lambda: bc.Game(LAW, n=3).target("nobody"), "target must be an atom of the law"),
    (lambda: bc.Game(bc.Categorical(["1/2", "1/2"], values=["a", "b"]), bc.EmpiricalMean(), n=3), "rational values"),
    (lambda: bc.Game(LAW, n=3).tradeoff().tpr(2), r"fpr must be in \[0, 1\], got 2"),
    (lambda: bc.Geometric(0), r"q must be in \(0, 1\], got 0"),
    (lambda: bc.Geometric(), "Geometric takes q, got"),
    (lambda: bc.Poisson("nan"), "rate must be a number"),
    (lambda: bc.Zeta(1), r"s must be in \(1, oo\)"),
    (lambda: bc.Zipf(1, 0), "K must be an integer of at least 1, got 0"),
    (lambda: bc.DiscreteUniform(3, 1), "b must be at least a = 3, got 1"),
    (lambda: bc.Game(bc.Geometric("1/2"), n=3).exposed(), "infinite"),
    (lambda: bc.plan.sample_size(LAW, security=1), r"security must be in \[0, 1\), got 1"),
    (lambda: bc.Game(LAW, n=3).simulate(samples=0), "samples must be an integer from 1"),
    (lambda: bc.Game(LAW, n=3).simulate(level=2), r"level must be in \(0, 1\), got 2"),
]


@pytest.mark.parametrize(("make", "message"), BAD, ids=[m for _, m in BAD])
def test_bad_input_is_one_clear_line(make, message):
    with pytest.raises(ValueError, match=message) as error:
        make()
    assert "\n" not in str(error.value)


def test_a_law_with_infinite_diversity_says_so_and_gives_what_holds():
    game = bc.Game(bc.Zeta("3/2"), n=1000)
    ids = {b.id for b in game.bounds()}
    assert "disc-ck" not in ids
    assert {"disc-cap", "disc-exact", "disc-power-law"} <= ids
    assert bc.evaluate(bc.CATALOG["disc-ck"].expr(game)).lower == float("inf")


def test_one_atom_leaks_nothing():
    game = bc.Game(bc.Categorical([1]), n=5)
    assert game.delta().value.exact == 0
    assert game.security().value.exact == 1
    assert game.tradeoff().auc().exact == Fraction(1, 2)
    assert [b.id for b in game.bounds()]
