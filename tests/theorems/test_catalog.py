"""The catalog is consistent, and its formulas are the ones its authors would write."""

import re
from fractions import Fraction
from importlib.resources import files

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.numeric.ball import NoBallEvaluation
from boundcalc.theorems import CATALOG

BIB = (files("boundcalc") / "theorems" / "references.bib").read_text()
KEYS = set(re.findall(r"@\w+\{([^,]+),", BIB))


@pytest.mark.parametrize("theorem", CATALOG.values(), ids=list(CATALOG))
def test_entry_is_complete_and_its_links_exist(theorem):
    assert re.fullmatch(r"[a-z0-9-]+", theorem.id)
    assert theorem.title
    assert theorem.statement
    assert theorem.as_stated
    assert theorem.label in ("proved", "cited", "limit", "heuristic")
    assert set(theorem.uses) <= set(CATALOG), set(theorem.uses) - set(CATALOG)
    assert not theorem.reference or theorem.reference in KEYS
    assert (theorem.kind == "limit") <= (theorem.label in ("limit", "heuristic", "proved", "cited"))
    if theorem.label == "cited":
        assert theorem.reference


def test_uses_have_no_cycle():
    def visit(name, path):
        assert name not in path, [*path, name]
        for other in CATALOG[name].uses:
            visit(other, [*path, name])

    for name in CATALOG:
        visit(name, [])


def test_limits_are_approached():
    for law in (bc.Zipf(1, 10), bc.Geometric("1/3")):
        game = bc.Game(law, n=10**8)
        ratio = game.delta(15).value / bc.evaluate(CATALOG["disc-ck-limit"].expr(game), 15)
        assert abs(ratio.midpoint - 1) < Fraction(1, 1000)
    errors = []
    for size in (10**3, 10**5):
        game = bc.Game(bc.Zeta("5/4"), n=size)
        ratio = game.delta(10).value / bc.evaluate(CATALOG["disc-power-law"].expr(game), 6)
        errors.append(abs(ratio.midpoint - 1))
    assert errors[1] < errors[0] / 2


def test_unmet_conditions_are_named():
    theorem = CATALOG["disc-bk"]
    game = bc.Game(bc.Categorical(["1/100", "99/100"]), n=10)
    assert [c.text for c in theorem.unmet(game)] == ["every atom has 1/n <= p_j <= 1 - 1/n"]
    with pytest.raises(NoBallEvaluation):
        bc.evaluate(theorem.expr(bc.Game(bc.Geometric(sp.Symbol("q")), n=3)))
