"""The Rayleigh law, everywhere that a law is at work."""

import json

import pytest
import sympy as sp
from scipy import stats
from sympy import stats as symbolic

import boundcalc as bc
from boundcalc.cli import main


def test_the_mean_is_that_of_the_textbook():
    assert sp.N(bc.Rayleigh(3).mean - 3 * sp.sqrt(sp.pi / 2), 30) == pytest.approx(0, abs=1e-25)


def test_other_libraries_know_it():
    assert bc.from_scipy(stats.rayleigh(scale=0.5)) == bc.Rayleigh("1/2")
    assert bc.from_sympy(symbolic.Rayleigh("X", 2)) == bc.Rayleigh(2)


def test_it_prints_and_the_command_line_reads_it(capsys):
    assert sp.latex(bc.Rayleigh(2)) == r"\mathrm{Rayleigh}\left(2\right)"
    with pytest.raises(SystemExit):
        main(["divergence", "--p", "Rayleigh(1)", "--q", "Weibull(2, 2)", "--json"])
    value = json.loads(capsys.readouterr().out)
    assert value["guaranteed"]
    # Weibull(2, 2) is Rayleigh(sqrt 2): the densities cross where x^2 = 4 log 2
    assert float(value["lower"]) == pytest.approx(0.25, rel=1e-12)
