"""boundcalc explain and boundcalc calibrate."""

import json

import pytest

from boundcalc.cli import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_explain_prints_the_tree_and_one_json_object(capsys):
    options = ["--law", "AnyLaw()", "--n", "100", "--learner", "Properties(BitBudget(6400), PrivateLearner(1, 1e-5))"]
    code, out, _ = run(capsys, "explain", *options)
    assert code == 0
    assert "uses cond [proved" in out
    code, out, _ = run(capsys, "explain", "--json", *options)
    assert json.loads(out)["record"] == "average"
    assert json.loads(out)["upper"]["proof"]["theorem"] == "dp-mix"
    code, out, _ = run(capsys, "explain", "--json", "--record", "worst", *options)
    assert json.loads(out)["record"] == "worst"
    assert json.loads(out)["upper"]["record"] == "worst"
    assert json.loads(out)["upper"]["proof"]["theorem"] == "dp"
    assert json.loads(out)["upper"]["proof"]["speaks_of"] == "every"


def test_calibrate_prints_the_value_and_the_next_step(capsys):
    options = ["--law", "AnyLaw()", "--n", "1", "--learner", "PrivateLearner(1)", "--vary", "epsilon"]
    code, out, _ = run(capsys, "calibrate", *options, "--security", "0.9")
    assert code == 0
    assert out.startswith("epsilon = 401/1000")  # tanh(epsilon/4) = 1/10 at 0.40134...
    code, _, err = run(capsys, "calibrate", *options, "--security", "2")
    assert code == 2
    assert err.count("\n") == 1


def test_bounds_say_how_they_were_carried_and_words_must_be_quoted(capsys):
    options = ["--law", "AnyLaw()", "--n", "5", "--lam", "3/2", "--learner"]
    code, out, _ = run(capsys, "bounds", *options, "GeneralisationGap(9/10)")
    assert code == 0
    assert "generalisation-gap via sandwich-lower" in out
    code, _, err = run(capsys, "bounds", *options, "GaussianDP(1, neighbours=add-remove)")
    assert code == 2
    assert "quoted words such as 'add-remove'" in err
    code, out, _ = run(capsys, "bounds", *options, "GaussianDP(1, neighbours='add-remove')")
    assert code == 0
