"""`boundcalc divergence`: certified digits, infinity, and one clear line for bad input."""

import json

import pytest

from boundcalc.cli.main import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["divergence", *arguments])
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_normal_against_cauchy(capsys):
    code, out, _ = run(capsys, "--p", "Normal(0,1)", "--q", "Cauchy(0,1)", "--digits", "30", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["guaranteed"] is True
    assert answer["lower"].startswith("0.251164554288851078975609035966")
    assert answer["upper"].startswith("0.251164554288851078975609035966")


def test_infinite_and_rational_values(capsys):
    assert run(capsys, "--p", "Cauchy(0,1)", "--q", "Normal(0,1)", "--kind", "kl")[1].strip() == "inf"
    text = ["--p", "Bernoulli(1/2)", "--q", "Bernoulli(1/3)", "--kind", "hockey-stick", "--gamma", "5/4"]
    assert run(capsys, *text)[1].strip() == "1/12"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--p", "Normal(0,0)", "--q", "Cauchy(0,1)"], "sd must be in (0, oo), got 0"),
        (["--p", "Normal(0,1)", "--q", "Poisson(1)"], "both be discrete or both be continuous"),
        (["--p", "Normal(0,1)", "--q", "Cauchy(0,1)", "--kind", "foo"], "kind must be one of"),
        (["--p", "Normal(0,1)", "--q", "Cauchy(0,1)", "--gamma", "2"], "--gamma does not belong to kind tv"),
        (["--p", "Normal(0,1)", "--q", "Cauchy(0,1)", "--digits", "0"], "digits must be an integer"),
        (["--p", "AnyLaw()", "--q", "AnyLaw()"], "p must be one law, not any"),
        (["--p", "Mixture([Normal(0,1),Poisson(1)])", "--q", "Normal(0,1)"], "laws must be all discrete or all"),
        (["--p", "Normal(0,1e1000000000)", "--q", "Normal(0,1)"], "must have an exponent between"),
        (["--p", "MultivariateNormal([0,0],[[1,2],[2,1]])", "--q", "Normal(0,1)"], "cov must be positive definite"),
        (["--p", "DiscreteUniform(1,1000000000)", "--q", "Poisson(1)"], "too many atoms"),
        (["--p", "Normal(m,1)", "--q", "Normal(0,1)"], "law takes numbers such as"),
        (["--p", "__import__('os')", "--q", "Cauchy(0,1)"], "unknown law"),
        (
            ["--p", "Normal(0,1)", "--q", "Cauchy(0,1)", "--kind", "hockey-stick", "--gamma", "x"],
            "gamma must be a number",
        ),
    ],
)
def test_bad_input_exits_with_two_and_one_line(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
