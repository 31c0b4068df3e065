"""The pages of theorems: every one has a game or lines of code, and the reference has every public name."""

import sys
from pathlib import Path

import pytest

import boundcalc as bc

DOCS = Path(__file__).parents[2] / "docs"
pytest.importorskip("sphinx")


@pytest.fixture(scope="module", autouse=True)
def extensions():
    sys.path.insert(0, str(DOCS / "_ext"))
    yield
    sys.path.remove(str(DOCS / "_ext"))


def test_every_example_is_of_a_theorem_that_speaks_of_its_game():
    import atlas

    assert set(atlas.listed("game")) | set(atlas.listed("code")) | set(atlas.listed("sizes")) <= set(bc.CATALOG)
    for name in atlas.listed("game"):
        _, game = atlas.game_of(name)
        assert bc.CATALOG[name].applies(game), name


def test_a_page_says_what_the_catalogue_says():
    import atlas

    theorem = bc.CATALOG["disc-ck"]
    text = atlas.page(theorem, None, {}, ["disc-uniform"], "")
    assert theorem.as_stated in text
    assert "`proved`" in text
    assert "t_ck" in text  # the statement that Coq has checked
    assert "the law is discrete" in text


def test_every_public_name_has_its_place():
    import lists

    text = lists.names()
    assert all(f"boundcalc.{name}\n" in text for name in bc.__all__ if name not in ("CATALOG", "attacks", "plan"))
