"""Jeffreys' divergence, on the front and on the command line."""

import pytest

import boundcalc as bc
from boundcalc.cli import main


def test_it_is_the_sum_of_both_ways():
    p, q = bc.Poisson(2), bc.Poisson(3)
    assert bc.jeffreys(p, q).equals(bc.kl(p, q) + bc.kl(q, p))
    assert bc.jeffreys(p, p) == 0


def test_the_command_line_knows_it(capsys):
    with pytest.raises(SystemExit):
        main(["divergence", "--p", "Normal(1, 1)", "--q", "Normal(0, 1)", "--kind", "jeffreys"])
    assert capsys.readouterr().out.strip() == "1"
    with pytest.raises(SystemExit):
        main(["divergence", "--help"])
    assert "jeffreys" in capsys.readouterr().out
