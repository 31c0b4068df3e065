"""Two records differ: the bound is the exact value at n = 1, and above it afterwards."""

import pytest

import boundcalc as bc
from boundcalc.cli import main


def test_the_bound_is_sharp_at_one_record():
    for n in (1, 2, 9):
        game = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=n)
        bound = next(b for b in game.bounds() if b.id == "disc-gini")
        assert bound.value.lower >= game.delta().value.upper
        assert (bound.value == game.delta().value) == (n == 1)


def test_the_catalog_explains_it(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["catalog", "disc-gini"])
    assert not stop.value.code
    assert "Two records differ" in capsys.readouterr().out
