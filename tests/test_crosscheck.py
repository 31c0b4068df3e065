"""Every exact theorem agrees with simulation."""

import json
from fractions import Fraction

import numpy as np
import pytest
from reference.enumeration import joint_and_product_counts

import boundcalc as bc
from boundcalc.cli import main
from boundcalc.crosscheck import CatalogCheck, Comparison, crosscheck_catalog, example_games
from boundcalc.laws import LAWS
from boundcalc.laws.discrete_mixture import DiscreteMixture
from boundcalc.montecarlo import simulate
from boundcalc.montecarlo.bounded import EmpiricalBernstein, summary
from boundcalc.theorems import CATALOG


def test_every_exact_theorem_agrees_with_simulation():
    result = crosscheck_catalog(samples=20_000, seed=0, games=1)
    assert not result.unreached
    assert not result.disagreeing, "\n".join(map(str, result.disagreeing))
    exact = [t for t in CATALOG.values() if t.kind == "exact"]
    assert {c.theorem.id for c in result.checks} == {t.id for t in exact}
    # Every formula of a theorem takes part: the leakage of a record and the rates of a test, where it gives them.
    for quantity, field in (("Delta(z)", "target"), ("FPR", "roc"), ("TPR", "roc")):
        assert {c.theorem.id for c in result.checks if c.quantity == quantity} == {
            t.id for t in exact if getattr(t, field) is not None
        }


def test_example_games_hold_every_law_and_learner_that_can_be_made():
    games = list(example_games())
    affine, mixture, discrete, quantised = (
        sum(isinstance(g.law, cls) for g in games)
        for cls in (bc.laws.Affine, bc.laws.Mixture, DiscreteMixture, bc.laws.Quantised)
    )
    assert min(affine, mixture, discrete, quantised) > 0
    missing = {cls.__name__ for cls in LAWS.values()} - {type(g.law).__name__ for g in games}
    assert not missing


@pytest.mark.slow
def test_every_exact_theorem_agrees_with_a_long_simulation():
    result = crosscheck_catalog(samples=200_000, seed=1, games=14)
    assert result, "\n".join(map(str, result.disagreeing))


def test_a_wrong_value_is_noticed():
    game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
    assert not simulate(game, 10**6, seed=0).crosscheck(bc.Enclosure.point(Fraction("0.2215")))


@pytest.mark.parametrize("z", [1, 3])
def test_leakage_of_one_target_agrees(z):
    game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
    estimate = game.simulate(50_000, seed=2, level="0.9999", target=z)
    assert estimate.crosscheck(game.target(z).number())


def test_accuracy_and_security_follow_delta():
    game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6, nu="2/5")
    estimate = game.simulate(50_000, seed=2, level="0.9999")
    assert estimate.security.crosscheck(game.security().number())
    assert estimate.accuracy.crosscheck(game.accuracy().number())


@pytest.mark.parametrize("gamma", ["1/2", "1", "3"])
def test_ratio_estimator_has_mean_delta_by_enumeration(gamma):
    # (1 - gamma/LR)_+ under P1 and (1 - LR/gamma)_+ under P0, summed over all outcomes of a small game.
    g = Fraction(gamma)
    probs = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    joint, product = joint_and_product_counts(probs, 3, lambda counts: {counts: Fraction(1)})
    mean = Fraction(0)
    for outcome, outside in product.items():
        inside = joint.get(outcome, Fraction(0))
        if g >= 1 and inside:
            mean += inside * max(0, 1 - g * outside / inside)
        if g < 1:
            mean += outside * max(0, 1 - inside / outside / g)
    game = bc.Game(bc.Categorical(probs), n=3, nu=1 / (1 + g))
    assert game.delta().value.exact == mean


def test_constant_variables_give_the_narrowest_interval():
    interval = EmpiricalBernstein("0.99", horizon=10_000)
    interval.update(*summary(np.full(100, 0.25)))
    interval.update(*summary(np.full(9_900, 0.25)))
    assert interval.lower <= 0.25 <= interval.upper
    assert interval.width < 0.003


@pytest.mark.parametrize(("value", "status", "word"), [("0.2192925", 0, "agrees"), ("0.23", 1, "DISAGREES")])
def test_command_says_by_its_exit_status_whether_all_agree(monkeypatch, capsys, value, status, word):
    game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
    compared = game.simulate(10_000, seed=0).crosscheck(bc.Enclosure.point(Fraction(value)))
    found = CatalogCheck((Comparison(CATALOG["disc-exact"], game, "Delta", compared),), (), Fraction(1, 1000))
    monkeypatch.setattr("boundcalc.crosscheck.crosscheck_catalog", lambda *_: found)
    code, text, _ = run(capsys, "crosscheck")
    assert (code, word in text) == (status, True)
    code, text, _ = run(capsys, "crosscheck", "--json")
    answer = json.loads(text)
    assert (code, answer["agrees"], answer["disagreeing"]) == (status, status == 0, status)


@pytest.mark.parametrize("option", [("--family-error", "2"), ("--samples", "0"), ("--seed", "-1"), ("--games", "0")])
def test_command_refuses_bad_input(capsys, option):
    code, text, error = run(capsys, "crosscheck", *option)
    assert (code, text) == (2, "")
    assert option[0].strip("-").replace("-", "_") in error


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err
