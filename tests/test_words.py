"""What a newcomer types: it works, or one line says what is allowed and names the way."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy import stats
from sympy import stats as symbolic

import boundcalc as bc
from boundcalc.grammar import parse_law


def test_a_mapping_is_a_categorical_law():
    law = bc.Categorical({"a": 0.5, "b": "1/4", "c": Fraction(1, 4), "never": 0})
    assert [law.mass_of(z) for z in "abc"] == [sp.Rational(1, 2), sp.Rational(1, 4), sp.Rational(1, 4)]
    assert law == bc.Categorical(["1/2", "1/4", "1/4"], values=["a", "b", "c"])
    q = sp.Symbol("q", positive=True)
    assert bc.Categorical({1: q, 2: 1 - q}).mass_of(2) == 1 - q
    assert parse_law("Categorical({'a': 1/2, 'b': 0.5})") == bc.Categorical(["1/2", "1/2"], values=["a", "b"])
    with pytest.raises(ValueError, match="values are the keys of probs"):
        bc.Categorical({"a": 1}, values=["b"])
    with pytest.raises(ValueError, match="sequence of numbers"):
        bc.Categorical({0.25, 0.75})


@pytest.mark.parametrize(
    ("given", "meant"),
    [("5%", "1/20"), ("12.5 %", "1/8"), ("1e1%", "1/10"), (mpmath.mpf("0.5"), "1/2"), (mpmath.mpf(1), 1)],
    ids=str,
)
def test_numbers_that_are_exact_are_taken(given, meant):
    assert bc.Bernoulli(given) == bc.Bernoulli(meant)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (mpmath.mpf("0.1"), "give text such as '0.1'"),  # a rounded binary number of unknown meaning
        (mpmath.mpf("nan"), "finite"),
        (mpmath.mpc(0.5), "rational number"),
        ("5%%", "must be a number such as"),
        ("%", "must be a number such as"),
        ("\u00bd", "must be a number such as"),
        (np.True_, "rational number"),
        (np.complex128(1), "rational number"),
        (float("inf"), "finite"),
        (None, "rational number"),
        (b"1/2", "rational number"),
    ],
    ids=str,
)
def test_other_numbers_are_refused_by_name(given, words):
    with pytest.raises(ValueError, match=words) as caught:
        bc.Bernoulli(given)
    assert str(caught.value).startswith("p must be")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("law", "way"),
    [
        ("Normal(0,1)", "boundcalc.grammar.parse_law"),
        (stats.norm(0, 1), "bc.from_scipy"),
        (symbolic.Normal("X", 0, 1), "bc.from_sympy"),
        ({"a": 3, "b": 4}, "bc.Counts"),
        ([0.5, 0.5], "bc.Categorical"),
        (bc.Normal, "Normal\\(...\\)"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_no_law_is_shown_the_way(law, way):
    with pytest.raises(ValueError, match=f"law must be a boundcalc law.*{way}") as caught:
        bc.Game(law, n=3)
    assert "\n" not in str(caught.value)


def test_a_learner_without_brackets_is_shown_the_way():
    with pytest.raises(ValueError, match=r"write EmpiricalMean\(...\)"):
        bc.Game(bc.Normal(0, 1), bc.EmpiricalMean, n=3)


@pytest.mark.parametrize("law", [bc.Normal(0, 1), bc.Categorical(["1/2", "1/2"]), bc.Geometric("1/3")], ids=str)
def test_a_law_offers_its_own_names(law):
    offered = [name for name in dir(law) if not name.startswith("_")]
    assert not {"is_Add", "is_polar", "xreplace", "rcall"} & set(offered)
    assert {"sample", "parameters", "free_symbols", "subs", *(p.name for p in law.parameters)} <= set(offered)
    assert all(hasattr(law, name) for name in offered)


def test_the_front_offers_its_own_names():
    offered = [name for name in dir(bc) if not name.startswith("__")]
    assert not {"Any", "ModuleType", "import_module", "sys", "_NAMES", "_Front"} & set(offered)
    assert {"Game", "attacks", "audit", "plan", "montecarlo"} <= set(offered)
    assert all(getattr(bc, name) is not None for name in offered)


def test_an_empty_table_says_what_is_out_of_reach():
    bounds = bc.Game(bc.Poisson("1e12"), n=1000).bounds()
    assert "disc-exact" in bounds.out_of_reach
    assert "out of reach: disc-exact" in str(bounds)
    assert "out of reach: disc-exact" in str(bc.Game(bc.Poisson("1e12"), n=1000).explain())
    assert str(bc.Game(None, bc.Interpolator(), n=5).bounds()).endswith("explain() says why")
