"""A model that is attacked now: what the attack alone would say, and the rest of the dossier's confidence."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.attacks import attack
from boundcalc.cli import main
from boundcalc.dossier import Quantity
from boundcalc.dossier.recipe import read_model, table_of

RNG = np.random.default_rng(5)
TABLE = pd.DataFrame({"a": RNG.normal(size=60), "b": RNG.normal(size=60), "y": RNG.normal(size=60)})
NOW = {"name": "now", "model": "KNeighborsRegressor(1)", "target": "y", "runs": 40}
SPLIT = {"table": TABLE, "sampling": "split", "n": 30}


def test_it_says_what_the_attack_says_at_half_of_its_error():
    found = bc.dossier({"data": SPLIT, "attack": [NOW]})
    table = table_of({name: TABLE[name].to_list() for name in TABLE}, "y", "the table")
    alone = attack(read_model(NOW["model"]), table, 30, runs=40, seed=0, level=Fraction(39, 40))
    assert found.answer().least >= Fraction(alone.lower) > Fraction(1, 2)
    assert found.answer().least <= 1  # the truth: every training record is its own nearest neighbour
    rate = Quantity("tpr", Fraction(1, 1000))
    under = [(Fraction(p.fpr), Fraction(p.tpr)) for p in alone.band]
    assert found.answer(rate).least <= max(tpr for _, tpr in under)
    assert found.confidence == Fraction(19, 20)
    assert found.events == ("the experiment now",)
    assert not found.contradictions


def test_a_killed_one_is_resumed_to_the_identical_numbers(tmp_path):
    kept = {**NOW, "checkpoint": str(tmp_path / "kept")}
    first, again = (bc.dossier({"data": SPLIT, "attack": [kept]}).answer().least for _ in range(2))
    lines = (tmp_path / "kept").read_bytes().splitlines(keepends=True)
    (tmp_path / "kept").write_bytes(b"".join(lines[:-5]))
    assert bc.dossier({"data": SPLIT, "attack": [kept]}).answer().least == first == again


def test_it_trains_on_the_columns_of_the_release_and_on_no_coarser_ones():
    columns = {"data": {**SPLIT, "columns": ["a", "y"]}, "attack": [NOW]}
    found = bc.dossier(columns)
    table = table_of({name: TABLE[name].to_list() for name in ("a", "y")}, "y", "the table")
    alone = attack(read_model(NOW["model"]), table, 30, runs=40, seed=0, level=Fraction(39, 40))
    assert found.sources[-1].report.to_json() == alone.to_json()
    coarse = {**columns, "data": {**SPLIT, "columns": ["a[1]", "y"]}}
    with pytest.raises(ValueError, match=r"attack.model trains on whole columns of the table, and data.columns has"):
        bc.dossier(coarse).answer()


def test_it_is_not_run_where_another_game_is_judged():
    found = bc.dossier({"data": {"table": TABLE}, "attack": [NOW]})
    assert [name for name, _ in found.left_out] == ["now"]
    assert found.sources[-1].report is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"model": "open('x')"}, "model must name a scikit-learn estimator, got"),
        ({"target": "z"}, "target must be a column of data.table (a, b, y), got 'z'"),
        ({"runs": 3}, "runs must be an integer from 20"),
        ({"runs": "many"}, "attack.runs must be an integer"),
        ({"attacks": ["lyra"]}, "score must be loss"),
        ({"game": "sample"}, "attack.game must be 'split'"),
    ],
)
def test_what_cannot_be_attacked_is_one_line(change, says):
    with pytest.raises(ValueError) as caught:
        bc.dossier({"data": SPLIT, "attack": [{**NOW, **change}]}).answer()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_keeps_what_is_finished_beside_the_file(tmp_path, capsys):
    TABLE.to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / "r.toml").write_text(
        """
[data]
table = "t.csv"
sampling = "split"
n = 30
[[attack]]
model = "KNeighborsRegressor(1)"
target = "y"
runs = 40
checkpoint = "kept"
"""
    )
    with pytest.raises(SystemExit) as stop:
        main(["dossier", str(tmp_path / "r.toml"), "--progress"])
    out = capsys.readouterr()
    assert stop.value.code == 0
    assert (tmp_path / "kept").exists()
    assert "the experiment attack 1" in out.out
