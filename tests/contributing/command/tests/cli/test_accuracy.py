"""boundcalc accuracy."""

import json

import pytest

from boundcalc.cli import main

GAME = ["--law", "Categorical(1/2, 3/10, 1/5)", "--n", "6"]


def test_the_accuracy_is_half_of_one_and_delta(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["accuracy", *GAME])
    assert (stop.value.code, capsys.readouterr().out.strip()) == (0, "487717/800000")
    with pytest.raises(SystemExit):
        main(["accuracy", *GAME, "--json"])
    assert json.loads(capsys.readouterr().out)["guaranteed"]


def test_help_lists_it(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "the accuracy of the best attack" in capsys.readouterr().out
