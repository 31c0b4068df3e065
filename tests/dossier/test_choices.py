"""What is said of every subset of the columns that somebody may know."""

import json
from fractions import Fraction

import jsonschema
import numpy as np
import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.dossier import Quantity
from boundcalc.dossier.release import template

RNG = np.random.default_rng(3)
TABLE = pd.DataFrame({"sex": RNG.integers(2, size=300), "age": RNG.integers(20, size=300), "id": range(300)})
DELTA = Quantity("delta")


def upper(choice, quantity=DELTA):
    return next(answer.most for answer in choice.answers if answer.quantity == quantity)


@pytest.mark.parametrize("data", [{}, {"sampling": "split", "n": 100}])
def test_a_bit_of_a_state_is_a_column_and_who_knows_more_is_bounded_by_nothing_smaller(data):
    found = bc.dossier({"data": {"table": TABLE, **data}}).choices
    assert found.columns == ("sex", "age", "id")
    assert [state.knows for state in found.states[:4]] == [(), ("sex",), ("age",), ("sex", "age")]
    for i, state in enumerate(found.states):
        for j in range(3):
            wider = found.states[i | 1 << j]
            assert upper(state) <= upper(wider)
            assert all(low <= high for low, high in zip(state.curve, wider.curve, strict=True))
    assert upper(found.states[0]) == 0
    assert found.states[0].curve[3] == Fraction(1, 1000)
    assert found.of(["id"]).unique == 1


def test_of_a_known_table_each_state_is_the_exact_game():
    found = bc.dossier({"data": {"table": TABLE, "sampling": "split", "n": 100}}).choices
    cells = TABLE.groupby(["sex", "age"]).size().tolist()
    game = bc.Game(bc.FinitePopulation(cells), n=100)
    state = found.of(["age", "sex"])
    assert upper(state) >= Fraction(game.delta().value.lower)
    assert float(upper(state)) == pytest.approx(float(game.delta()), rel=1e-6)
    exact = Fraction(game.tradeoff().tpr("1/1000").lower)
    assert exact <= upper(state, Quantity("tpr", Fraction(1, 1000))) < 2 * exact


def test_all_statements_on_all_states_have_their_part_of_the_error_probability():
    found = bc.dossier({"data": {"table": TABLE}, "attackers": {"n": ["sex"]}})
    states = 2 * len(found.choices.states)  # two quantities
    assert found.table.each * len(found.asked) + found.table.each_choice * states == 1 - found.confidence


def test_a_guarantee_for_everybody_bounds_every_state():
    found = bc.dossier({"data": {"table": TABLE}, "training": {"privacy": {"epsilon": "1/10"}}})
    assert max(map(upper, found.choices.states)) == found.answer().most < Fraction(1, 10)


@pytest.mark.parametrize(("choices", "offered"), [(["age"], ("age",)), ([], None)])
def test_which_columns_are_offered_may_be_said(choices, offered):
    found = bc.dossier({"data": {"table": TABLE, "choices": choices}})
    assert (found.choices and found.choices.columns) == offered
    jsonschema.validate(json.loads(json.dumps(found.to_json())), json.loads(template("schema.json")))


def test_of_a_wide_table_the_columns_that_attackers_know_are_offered():
    wide = pd.DataFrame({f"c{i}": [0, 1] * 20 for i in range(9)})
    assert bc.dossier({"data": {"table": wide}}).choices is None
    found = bc.dossier({"data": {"table": wide}, "attackers": {"n": ["c7", "c2"], "m": ["c7"]}})
    assert found.choices.columns == ("c2", "c7")


def test_too_many_and_unknown_columns_are_refused():
    for choices, says in (([f"c{i}" for i in range(11)], "at most 10"), (["agee"], "nearest: 'age'"), (3, "names")):
        with pytest.raises(ValueError, match=says):
            bc.dossier({"data": {"table": TABLE, "choices": choices}})


def test_an_attacker_who_knows_less_is_never_bounded_by_more():
    columns = {"all of them": ["sex", "age", "id"], "some": ["age", "id"]}
    found = bc.dossier({"data": {"table": TABLE}, "attackers": columns, "targets": {"tpr": [{"at": "0.1", "most": 1}]}})
    for quantity in (DELTA, Quantity("tpr", Fraction(1, 10))):
        few, many, everything = (found.answer(quantity, name).most for name in ("some", "all of them", "everything"))
        assert few <= many <= everything
