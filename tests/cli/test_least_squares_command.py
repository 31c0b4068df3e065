"""Least squares from the command line."""

import json

import pytest

from boundcalc.cli import main

GAME = ["--law", "GaussianRegression(3)", "--learner", "LeastSquares", "--n", "6"]


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_a_record_is_written_in_brackets(capsys):
    code, out, _ = run(capsys, "delta", *GAME, "--target", "([1, 0, 2], 1/2)", "--json")
    assert code == 0
    assert json.loads(out)["guaranteed"]
    code, out, _ = run(capsys, "delta", *GAME[:-1], "100", "--target", "([1, 0, 2], 1/2)", "--json")
    found = json.loads(out)
    assert not found["guaranteed"]  # so many records are left to quadratures
    assert any("without an error bound" in text for text in found["assumptions"])
    for record in ("([1, 0], 1/2)", "([1, 0, 2], 1/2", "3", "([1, 0, 2], x)", "(1, 2, 3)"):
        code, _, err = run(capsys, "delta", *GAME, "--target", record)
        assert code == 2
        assert err.count("\n") == 1
        assert "target" in err


@pytest.mark.parametrize(
    ("law", "learner", "n", "message"),
    [
        ("GaussianRegression(3)", "LeastSquares", "3", "MinimumNorm"),
        ("GaussianRegression(0)", "LeastSquares", "3", "p must be"),
        ("GaussianRegression(2, noise_sd=0)", "LeastSquares", "3", "nothing leaks"),
        ("GaussianRegression(2, covariance=[[1, 1], [1, 1]])", "LeastSquares", "3", "positive definite"),
        ("GaussianRegression(2, coefficients=[1])", "LeastSquares", "3", "coefficients must be"),
        ("GaussianRegression(2)", "LeastSquares('all')", "3", "release must be"),
        ("GaussianRegression(2)", "Ridge(0)", "3", "penalty must be"),
    ],
)
def test_bad_input_is_one_line_and_status_two(capsys, law, learner, n, message):
    code, out, err = run(capsys, "delta", "--law", law, "--learner", learner, "--n", n)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert message in err
