"""The command line as a user meets it: output, JSON, exit status, one-line errors."""

import collections
import importlib
import json
import subprocess
import sys
from fractions import Fraction

import pytest

from boundcalc.cli import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_delta_json_is_one_object_with_outward_ends(capsys):
    code, out, err = run(
        capsys, "delta", "--law", "Categorical(1/2, 3/10, 1/5)", "--n", "6", "--digits", "30", "--json"
    )
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["exact"] == "87717/400000"
    assert Fraction(data["lower"]) <= Fraction(87717, 400000) <= Fraction(data["upper"])
    assert data["guaranteed"] is True
    assert (data["kind"], data["theorem"]) == ("exact", "disc-exact")


COMMANDS = [
    ("delta", "--law", "Geometric(1/3)", "--n", "1e18", "--digits", "40"),
    ("bounds", "--law", "Zipf(s=1.1, K=100)", "--n", "100"),
    ("tradeoff", "--law", "Categorical([1/2, 1/2])", "--n", "4"),
    ("tradeoff", "--law", "Categorical([1/2, 1/2])", "--n", "4", "--simulate", "5000", "--no-auc"),
    ("sample-size", "--law", "Poisson(2)", "--security", "0.9"),
    ("catalog",),
    ("catalog", "disc-ck", "disc-exact"),
    ("simulate", "--law", "Bernoulli(1/3)", "--n", "5", "--samples", "10000", "--seed", "1"),
    ("demo", "--samples", "20000"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_answers_in_text_and_json(capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    json.loads(out)


def test_counts_file_is_used_as_the_law(capsys, tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text('label,count\n"yes, really",3\nno,1\nnever,0\n')
    _, out, _ = run(capsys, "delta", "--counts", str(path), "--n", "2", "--json")
    assert json.loads(out)["exact"] == "9/32"


def test_counts_that_data_frames_write_are_read(capsys, tmp_path):
    import pandas as pd
    import polars as pl

    from boundcalc.interop.counts_file import read_counts

    frame = pd.DataFrame({"answer": ["yes", "yes ", None, "yes, really"] * 2 + ["yes"], "b": ["u", "v, w", "u"] * 3})
    path = tmp_path / "counts.csv"
    expected = {"yes": "1/3", "yes ": "2/9", "yes, really": "2/9", "": "2/9"}
    frame["answer"].value_counts(dropna=False).to_csv(path)
    assert {str(k): str(read_counts(path).mass_of(k)) for k in expected} == expected
    pl.from_pandas(frame)["answer"].value_counts().write_csv(path)
    assert {str(k): str(read_counts(path).mass_of(k)) for k in expected} == expected
    both = collections.Counter(zip(frame["answer"].fillna(""), frame["b"], strict=True))
    for write in (
        frame.value_counts(dropna=False).to_csv,
        pl.from_pandas(frame).group_by("answer", "b").len().write_csv,
    ):
        write(path)
        law = read_counts(path)
        assert {pair: law.mass_of(str(pair)) * 9 for pair in both} == dict(both)
    frame["answer"].value_counts(normalize=True).to_csv(path)
    code, _, err = run(capsys, "delta", "--counts", str(path), "--n", "3")
    assert (code, err.count("\n")) == (2, 1)
    assert "line 1: count must be a non-negative integer of at most 30 digits, got 'proportion'" in err


@pytest.mark.parametrize(("law", "target"), [("Categorical(1/4, 3/4)", "1"), ("Geometric(1/4)", "1")])
def test_a_target_is_found_by_the_number_that_its_text_spells(capsys, law, target):
    _, out, _ = run(capsys, "delta", "--law", law, "--n", "2", "--target", target, "--json")
    assert json.loads(out)["exact"] == "9/16"  # h(2, 1/4) / (1/4) = (1 - 1/4)^2


HOSTILE = "__import__('os').system('touch pwned')"
BAD = [
    (("delta", "--law", "Categorical(0.5, 0.49)", "--n", "3"), "probs must sum to 1"),
    (("delta", "--law", "Categorical(1.5, -0.5)", "--n", "3"), "must not be negative"),
    (("delta", "--law", "Categorical(nan, 1)", "--n", "3"), "nan"),
    (("delta", "--law", "Nope(1)", "--n", "3"), "unknown law 'Nope'"),
    (("delta", "--law", "Geometric(1/3", "--n", "3"), "malformed"),
    (("delta", "--law", "Geometric(1/0)", "--n", "3"), "divides by zero"),
    (("delta", "--law", "Geometric(2**10)", "--n", "3"), "law takes numbers"),
    (("delta", "--law", "Geometric", "--n", "3"), "law"),
    (("delta", "--law", HOSTILE, "--n", "3"), "unknown law"),
    (("delta", "--law", f"Geometric({HOSTILE})", "--n", "3"), "unknown law"),
    (("delta", "--law", "Geometric(q=1/3, r=2)", "--n", "3"), "Geometric takes q"),
    (("delta", "--law", "(" * 5000 + ")" * 5000, "--n", "3"), "malformed"),
    (("delta", "--law", "Geometric(1/3)", "--n", "0"), "n must be an integer of at least 1, got"),
    (("delta", "--law", "Geometric(1/3)", "--n", "x"), "n must be an integer of at least 1, got"),
    (("delta", "--law", "Geometric(1/3)", "--n", "3", "--nu", "1"), "nu must be in (0, 1), got 1"),
    (("delta", "--law", "Geometric(1/3)", "--n", "3", "--lam", "0"), "lam must be in (0, oo), got 0"),
    (("delta", "--law", "Geometric(1/3)", "--n", "3", "--digits", "0"), "digits must be an integer from 1"),
    (("delta", "--law", "Geometric(1/3)", "--n", "3", "--digits", "1000000000"), "digits must be an integer from 1"),
    (("delta", "--law", "Geometric(1/3)", "--n", "3", "--learner", "Magic"), "unknown learner 'Magic'"),
    (("delta", "--law", "Geometric(1/3)"), "Missing option '--n'"),
    (("delta", "--law", "Zipf(s=1, K=1e9)", "--n", "3"), "more than 5000000 atoms"),
    (("delta", "--law", "Categorical(1/3, 2/3)", "--n", "1e400", "--backend", "float64"), "n must be at most 10^100"),
    (("delta", "--n", "3"), "exactly one of --law and --counts"),
    (("delta", "--counts", "/does/not/exist.csv", "--n", "3"), "No such file"),
    (("tradeoff", "--law", "AnyLaw()", "--n", "18"), "no theorem bounds the trade-off curve"),
    (("sample-size", "--law", "Geometric(1/3)", "--security", "1"), "security must be in [0, 1)"),
    (("simulate", "--law", "Geometric(1/3)", "--n", "3", "--samples", "0"), "samples must be an integer"),
    (
        ("delta", "--law", "Categorical()", "--n", "3"),
        "law Categorical: missing 1 required positional argument: 'probs'",
    ),
    (("bounds", "--law", "AnyLaw(3)", "--n", "3"), "AnyLaw takes no parameters, got (3)"),
    (("bounds", "--learner", "PrivateLearner(profile=5)", "--n", "3"), "sympy.Lambda of one variable, got 5"),
    (("catalog", "disc-kc"), "did you mean disc-ck"),
    (("frobnicate",), "No such command"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[m for _, m in BAD])
def test_bad_input_is_one_line_and_exit_status_2(capsys, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert message in err
    assert err.startswith("boundcalc: ")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--fpr", "1/10", "--fpr", "2"), "fpr must be in [0, 1], got '2'"),
        (("--simulate", "0"), "samples must be an integer from 2"),
        (("--simulate", "100", "--level", "2"), "level must be in (0, 1), got '2'"),
        (("--simulate", "100", "--seed", "-1"), "seed must be a non-negative integer, got -1"),
    ],
)
def test_tradeoff_refuses_bad_options_before_it_calculates(capsys, monkeypatch, options, message):
    monkeypatch.setattr("boundcalc.tradeoff.TradeOff.tpr", lambda curve, fpr: pytest.fail("calculated first"))
    code, out, err = run(capsys, "tradeoff", "--law", "Poisson(3)", "--n", "10", *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no positive count"),
        (b"label,count\n", "no positive count"),
        (b"a,1\nb\n", "line 2: expected two columns"),
        (b"a,1,2\n", "line 1: expected two columns"),
        (b"a,-1\n", "count must be a non-negative integer of at most 30 digits, got '-1'"),
        (b"a,1.5\n", "count must be a non-negative integer"),
        (b"a,1\na,2\n", "label 'a' appears twice"),
        (b"\xff\xfe\x00", "not a UTF-8 text file"),
        (b'"a,1\n', "counts.csv"),
    ],
)
def test_malformed_counts_files_are_named(capsys, tmp_path, content, message):
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    code, _, err = run(capsys, "delta", "--counts", str(path), "--n", "3")
    assert code == 2
    assert message in err


def test_a_closed_pipe_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m boundcalc catalog | head -n 1", shell=True, capture_output=True, text=True, check=True
    )
    assert "Theorems" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_learner_known_by_a_property_needs_no_law(capsys):
    code, out, err = run(capsys, "bounds", "--learner", "PrivateLearner(epsilon=1, delta=1e-5)", "--n", "10", "--json")
    assert (code, err) == (0, "")
    assert '"dp"' in out


@pytest.mark.parametrize(
    ("arguments", "work"),
    [
        (("audit", "x.csv", "--html"), "boundcalc.audit:audit"),
        (("discretise", "x.csv", "--save"), "boundcalc.discretise:discretise"),
        (("discretise", "x.csv", "--save", "q.json", "--out"), "boundcalc.discretise:discretise"),
        (("certify", "--law", "Categorical(1/2, 1/2)", "--n", "3", "--output"), "boundcalc.cli.certify:read_game"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(capsys, tmp_path, monkeypatch, arguments, work):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    module, name = work.split(":")
    monkeypatch.setattr(importlib.import_module(module), name, lambda *_, **__: pytest.fail("worked first"))
    for path, message in (("missing/y.csv", "No such file or directory"), ("folder.csv", "Is a directory")):
        code, out, err = run(capsys, *arguments, path)
        assert (code, out, err) == (2, "", f"boundcalc: {path}: {message}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_demo_refuses_bad_samples_before_it_calculates(capsys, monkeypatch):
    monkeypatch.setattr("boundcalc.game.Game.security", lambda *_: pytest.fail("calculated first"))
    code, out, err = run(capsys, "demo", "--samples", "0")
    assert (code, out, err) == (2, "", "boundcalc: samples must be an integer from 1 to 100000000000, got 0\n")


def test_discretise_writes_both_files_or_none(capsys, tmp_path, monkeypatch):
    def full(table, path):
        raise OSError(28, f"Failed to write {path}")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("a\n" + "1\n2\n" * 200)
    monkeypatch.setattr("boundcalc.cli.discretise._write", full)
    options = ("--out", "y.csv", "--save", "q.json", "--target-security", "0.5")
    code, out, err = run(capsys, "discretise", "x.csv", *options)
    assert (code, out, err) == (2, "", "boundcalc: y.csv: No space left on device\n")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_a_limit_of_memory_is_named_with_its_form(capsys, tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n2\n")
    code, out, err = run(capsys, "audit", str(tmp_path / "x.csv"), "--memory", "much")
    assert (code, out, err) == (2, "", "boundcalc: memory_limit must be a size such as 2GB, got 'much'\n")
