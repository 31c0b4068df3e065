"""boundcalc check and boundcalc verify: the verdict's word, and the exit status."""

import json
import sys
import tomllib
from pathlib import Path

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


@pytest.mark.parametrize(
    "arguments",
    [
        ("-x <= 1", "--where", "-1 <= x <= 1"),
        ("--where", "-1 <= x <= 1", "-x <= 1"),
        ("--where=-1 <= x <= 1", "--seed", "3", "--x <= 1"),
        ("--where", "h >= -1", "-h<=1"),
        ("--where", "x >= -1", "--", "-x <= 1"),
    ],
)
def test_a_claim_may_begin_with_a_minus(capsys, arguments):
    status, out, _ = (
        run(capsys, "check", *arguments, "--json")
        if "--" not in arguments
        else run(capsys, "check", "--json", *arguments)
    )
    assert status == 0
    assert json.loads(out)["verdict"] == "proved"


@pytest.mark.parametrize(
    "arguments",
    [(), ("--nope", "x <= 1"), ("x <= 1", "y <= 1"), ("-1",), ("x <= 1", "--where"), ("1 <= 2", "--seconds", "0")],
)
def test_what_is_no_claim_is_one_line(capsys, arguments):
    status, _, err = run(capsys, "check", *arguments)
    assert status == 2
    assert err.count("\n") == 1


def test_a_short_limit_is_kept_and_said(capsys):
    status, out, _ = run(
        capsys, "check", "log(n+1) <= sum(1/k, k, 1, n)", "--where", "n integer >= 1", "--seconds", "1"
    )
    assert status in (0, 1)
    assert out.splitlines()[0] in ("sampled", "undecided")


def test_verify_says_which_solver_is_missing(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    _, out, _ = run(capsys, "verify", "disc-uniform")
    assert "z3 is not installed" in out


def test_verify_outside_of_a_checkout_takes_the_derivations_of_the_package(capsys, monkeypatch, tmp_path):
    package = tmp_path / "site" / "boundcalc" / "derivations"
    package.mkdir(parents=True)
    (package / "square.py").write_text(
        "from boundcalc.proof import Derivation\n"
        "proof = Derivation('square')\nproof.given('x real')\nproof.conclude('0 <= x^2')\n"
    )
    (tmp_path / "derivations").mkdir()  # an empty folder of that name is none
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("importlib.resources.files", lambda _: package.parent)
    status, out, _ = run(capsys, "verify", "--json")
    assert status == 0
    assert [d["id"] for d in json.loads(out)["derivations"]] == ["square"]
    (package / "square.py").unlink()
    status, _, err = run(capsys, "verify")
    assert status == 2
    assert "no derivations were found" in err


def test_the_wheel_carries_the_derivations():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["derivations"] == "boundcalc/derivations"
