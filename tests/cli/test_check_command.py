"""boundcalc check and boundcalc verify: the verdict's word, and the exit status."""

import json

import pytest

from boundcalc.cli.main import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main([*arguments])
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_a_claim_that_stands_exits_zero(capsys):
    status, out, _ = run(capsys, "check", "x*(1-x) <= 1/4", "--where", "0 <= x <= 1")
    assert status == 0
    assert out.splitlines()[0] == "proved"


def test_a_refuted_claim_exits_one_and_shows_the_counterexample(capsys):
    status, out, _ = run(capsys, "check", "TV(P,Q) <= KL(P,Q)", "--where", "P, Q probability vectors")
    assert status == 1
    assert out.splitlines()[0] == "refuted"
    assert "counterexample" in out


def test_an_undecided_claim_exits_one(capsys):
    status, out, _ = run(capsys, "check", "1/n <= 1", "--where", "n integer >= 0")
    assert status == 1
    assert out.splitlines()[0] == "undecided"
    assert "division by zero at" in out or "n = 0" in out


def test_bad_input_exits_two_with_one_line(capsys):
    status, _, err = run(capsys, "check", "x <= ", "--where", "x real")
    assert status == 2
    assert err.count("\n") == 1


def test_json_carries_the_verdict(capsys):
    status, out, _ = run(capsys, "check", "x <= x^2", "--where", "0 <= x <= 1", "--json")
    assert status == 1
    assert json.loads(out)["verdict"] == "refuted"


def test_verify_passes_a_derivation_and_names_an_unknown_one(capsys):
    status, out, _ = run(capsys, "verify", "generalisation-gap", "--json")
    assert status == 0
    assert json.loads(out)["derivations"][0]["verdict"] == "proved"
    status, _, err = run(capsys, "verify", "generalization-gap")
    assert status == 2
    assert "did you mean generalisation-gap" in err


def test_verify_fails_where_more_strength_is_asked_for(capsys):
    status, _, _ = run(capsys, "verify", "information", "--need", "proved")
    assert status == 1
