"""boundcalc evidence: counts, files of scores, audits of one model."""

import json

import numpy as np
import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.cli import main

COUNTS = ("--tp", "60", "--fp", "5", "--members", "100", "--nonmembers", "100")


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["evidence", *map(str, arguments)])
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_counts(capsys):
    found = bc.evidence(tp=60, fp=5, members=100, nonmembers=100)
    code, text, _ = run(capsys, *COUNTS, "--fpr", "1/100", "--delta", "1e-5", "--json")
    data = json.loads(text)
    assert (code, data["advantage"]) == (0, found.advantage)
    assert data["tprs"] == [{"fpr": "1/100", "tpr": found.tpr("1/100")}]
    assert data["epsilons"] == [{"delta": "1e-5", "epsilon": found.epsilon("1e-5")}]
    code, text, _ = run(capsys, *COUNTS, "--fpr", "1/100", "--delta", "1e-5")
    assert text.startswith("advantage >= 0.4288 at 95% confidence")
    assert "TPR >= 0.04971 at FPR 1/100" in text
    assert "at delta = 1e-5" in text


def frame():
    rng = np.random.default_rng(0)
    member = np.tile([1, 0], 200)
    return pd.DataFrame({"score": rng.normal(size=400) + 3 * member, "member": member, "run": np.arange(400) // 20})


def test_scores_of_a_file(capsys, tmp_path):
    records = frame()
    records.to_csv(tmp_path / "s.csv", index=False)
    records.assign(member=records["member"].map({1: "in", 0: "out"})).to_parquet(tmp_path / "s.parquet")
    found = bc.evidence(scores=records["score"], member=records["member"])
    code, _, _ = run(
        capsys, "--scores", tmp_path / "s.csv", "--html", tmp_path / "s.html", "--plot", tmp_path / "s.svg"
    )
    assert (code, "<svg" in (tmp_path / "s.html").read_text(), "<svg" in (tmp_path / "s.svg").read_text()) == (
        0,
        True,
        True,
    )
    for file in ("s.csv", "s.parquet"):
        code, text, _ = run(capsys, "--scores", tmp_path / file, "--json")
        assert (code, json.loads(text)["advantage"]) == (0, found.advantage)
    _, text, _ = run(capsys, "--scores", tmp_path / "s.csv", "--run", "run", "--json")
    blocks = bc.evidence(scores=records["score"], member=records["member"], blocks=records["run"])
    assert 0.1 < json.loads(text)["advantage"] == blocks.advantage


def test_audit_of_one_model(capsys, tmp_path):
    code, text, _ = run(
        capsys, "--one-run", "--correct", 190, "--guesses", 200, "--canaries", 1000, "--delta", "1e-5"
    )  # fmt: skip
    assert code == 0
    assert text.startswith("epsilon >= 2.39")
    frame().to_csv(tmp_path / "s.csv", index=False)
    _, text, _ = run(capsys, "--one-run", "--scores", tmp_path / "s.csv", "--guesses", 50, "--guesses", 100, "--json")
    assert json.loads(text)["tried"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "tp must be given"),
        ((*COUNTS[:2], *COUNTS[4:]), "fp must be given"),
        ((*COUNTS, "--tp", "200"), "tp must be an integer from 0 to the 100"),
        ((*COUNTS, "--run", "run"), "run belongs to the scores"),
        ((*COUNTS, "--canaries", "5"), "canaries belongs to --one-run"),
        ((*COUNTS, "--one-run"), "tp does not belong to --one-run"),
        (("--one-run", "--correct", "5"), "guesses must be given"),
        (("--one-run", "--plot", "{}/x.png"), "plot does not belong to --one-run"),
        (("--one-run", "--fpr", "0.1"), "fpr does not belong to --one-run"),
        (("--one-run", "--shift", "0.1"), "shift does not belong to --one-run"),
        (("--one-run", "--nu", "1/3"), "nu does not belong to --one-run"),
        (("--one-run", "--correct", 9, "--guesses", 9, "--guesses", 8, "--canaries", 20), "guesses must be an integer"),
        (("--scores", "{}/none.csv"), "No such file"),
        (("--scores", "{}/s.csv", "--score", "x"), "score must be a column of"),
        (("--scores", "{}/word.csv"), "column score must be numeric, got 'a' in record 1"),
        (("--scores", "{}/kind.csv"), "column member must say 1 for members"),
        (("--scores", "{}/nan.csv"), "scores must be finite numbers, got nan in record 2 of 2"),
        (("--scores", "{}/one.csv"), "member must have both kinds"),
    ],
)
def test_bad_input_is_one_line(capsys, tmp_path, arguments, message):
    for name, text in {
        "s": "score,member\n1,1\n0,0\n",
        "word": "score,member\na,1\n",
        "kind": "score,member\n1,maybe\n",
        "nan": "score,member\n1,1\nnan,0\n",
        "one": "score,member\n1,1\n0,1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text)
    code, _, err = run(capsys, *(str(a).replace("{}", str(tmp_path)) for a in arguments))
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_a_claim_that_is_contradicted_ends_with_status_1(capsys):
    code, text, _ = run(capsys, *COUNTS, "--claim", "PrivateLearner(epsilon=1)")
    assert (code, text.split(":")[0]) == (1, "CONTRADICTION")
    code, text, _ = run(capsys, *COUNTS, "--claim", "0.9", "--json")
    assert (code, json.loads(text)["claim"]["contradicts"]) == (0, False)
    audit = ("--one-run", "--correct", 190, "--guesses", 200, "--canaries", 1000)
    code, text, _ = run(capsys, *audit, "--claim", "PrivateLearner(epsilon=1)")
    assert (code, text.split(":")[0]) == (1, "CONTRADICTION")
    code, text, _ = run(capsys, *audit, "--claim", "3", "--json")
    assert (code, json.loads(text)["claim"]["allowed"]) == (0, 3)
