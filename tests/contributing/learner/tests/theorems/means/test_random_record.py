"""One record released: exact, played, and read from the command line."""

from fractions import Fraction

import pytest

import boundcalc as bc
from boundcalc.cli import main


def test_one_record_in_n_is_found():
    game = bc.Game(bc.Normal(0, 1), bc.RandomRecord(), n=5)
    assert (game.delta().id, game.delta().value.exact) == ("random-record", Fraction(1, 5))
    assert game.delta().latex() == r"\frac{1}{5}" or r"\frac{1}{n}" in game.delta().latex()
    assert game.crosscheck(samples=20_000, seed=1).agrees


def test_the_command_line_reads_it(capsys):
    with pytest.raises(SystemExit):
        main(["delta", "--law", "Normal(0, 1)", "--learner", "RandomRecord", "--n", "8"])
    assert "1/8" in capsys.readouterr().out
