"""A dossier says what its sources say, combines what speaks of one game, and never more."""

import json
from datetime import UTC, datetime
from fractions import Fraction

import jsonschema
import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.dossier import Quantity
from boundcalc.dossier.release import template

PRIVATE = {
    "data": {"n": 1000},
    "training": {"privacy": {"epsilon": 1, "delta": "1e-5", "neighbours": "replace-one"}},
}
TABLE = pd.DataFrame({"sex": [0, 1] * 100, "age": [k % 20 for k in range(200)], "id": range(200)})


def with_table(**more):
    return {"data": {"table": TABLE, **more.pop("data", {})}, **more}


def test_the_binding_statement_is_the_least_of_those_that_speak():
    found = bc.dossier({**PRIVATE, "training": {**PRIVATE["training"], "properties": ["BitBudget(8)"]}})
    bits = bc.Game(None, bc.BitBudget(8), n=1000).bounds().upper.number().upper
    assert found.answer().most == Fraction(bits)
    assert found.answer().upper.source == "BitBudget(bits=8)"
    assert {claim.source for claim in found.answer().claims} == {
        "BitBudget(bits=8)",
        "PrivateLearner(epsilon=1, delta=1/100000)",
    }


def test_without_a_table_or_an_experiment_nothing_rests_on_chance():
    found = bc.dossier(PRIVATE)
    assert found.confidence == 1
    assert not found.events
    assert found.statement.startswith("No membership inference attack")


def test_the_error_probability_is_shared_by_everything_that_rests_on_chance():
    attack = {"tp": 60, "fp": 40, "members": 100, "nonmembers": 100}
    found = bc.dossier(with_table(data={"choices": []}, attack=[{**attack, "name": "a"}, {**attack, "name": "b"}]))
    table = found.table
    assert found.events == ("the draw of the records", "the experiment a", "the experiment b")
    shares = [table.each * len(found.asked), *(s.error for s in found.sources[1:])]
    assert sum(shares) == 1 - found.confidence == Fraction(1, 20)


def test_an_attacker_who_knows_less_is_bounded_by_what_they_know_and_by_what_holds_for_all():
    found = bc.dossier(with_table(attackers={"neighbour": ["sex"]}, training={"properties": ["BitBudget(30)"]}))
    everything, neighbour = found.answer(), found.answer(attacker="neighbour")
    assert everything.upper.source == "BitBudget(bits=30)"
    assert neighbour.most < everything.most
    assert "partial" in neighbour.upper.theorems


def test_what_an_attack_of_the_whole_record_shows_says_nothing_of_an_attacker_who_knows_less():
    attack = {"name": "a", "tp": 90, "fp": 5, "members": 100, "nonmembers": 100}
    found = bc.dossier(with_table(attackers={"neighbour": ["sex"]}, attack=[attack]))
    assert found.answer().lower is not None
    assert found.answer(attacker="neighbour").lower is None


def test_a_known_table_is_exact_and_needs_no_confidence():
    found = bc.dossier(with_table(data={"n": 100, "sampling": "split"}, attackers={"neighbour": ["age", "sex"]}))
    answer = found.answer(attacker="neighbour")
    game = bc.Game(bc.FinitePopulation([10] * 20), n=100)
    assert answer.most == answer.worst.value == Fraction(game.delta().value.exact)
    assert found.confidence == 1
    assert found.answer().most == 1  # ids tell everybody apart


def test_what_speaks_of_another_game_is_left_out_and_said_so():
    attack = {"name": "a", "game": "split", "tp": 90, "fp": 5, "members": 100, "nonmembers": 100}
    one = {"name": "b", "trainings": "one", "tp": 90, "fp": 5, "members": 100, "nonmembers": 100}
    found = bc.dossier({**PRIVATE, "attack": [attack, one]})
    assert [name for name, _ in found.left_out] == ["a", "b"]
    assert found.answer().lower is None


def test_a_guarantee_and_an_attack_that_exclude_each_other_are_a_contradiction():
    attack = {"name": "LiRA", "tp": 95, "fp": 5, "members": 100, "nonmembers": 100}
    found = bc.dossier({**PRIVATE, "attack": [attack], "targets": {"advantage": "0.99"}})
    assert found.contradictions
    assert not found.passes
    assert "LiRA" in found.statement
    assert "PrivateLearner" in found.statement


@pytest.mark.parametrize(
    ("targets", "statuses"),
    [
        ({"advantage": "0.25"}, ["met"]),
        ({"advantage": "0.2"}, ["open"]),
        ({"tpr": [{"at": "0.001", "most": "0.003"}]}, ["met"]),
        ({"inference": [{"what": "income", "blind": "1/4", "most": "1/2"}]}, ["met"]),
        ({"record": "0.47", "accuracy": "0.63"}, ["met", "met"]),
    ],
)
def test_targets_are_judged(targets, statuses):
    found = bc.dossier({**PRIVATE, "targets": targets})
    assert [verdict.status for verdict in found.verdicts] == statuses
    assert found.passes == (set(statuses) == {"met"})


def test_an_attack_that_shows_more_than_is_wanted_misses_the_target():
    attack = {"name": "a", "tp": 90, "fp": 5, "members": 100, "nonmembers": 100}
    found = bc.dossier({"data": {"n": 50}, "attack": [attack], "targets": {"advantage": "0.3"}})
    assert [verdict.status for verdict in found.verdicts] == ["missed"]


def test_several_versions_are_composed_where_a_theorem_says_how():
    once, twice = (bc.dossier({**PRIVATE, "release": {"versions": k}}).answer().most for k in (1, 2))
    assert once < twice < 2 * once
    found = bc.dossier(
        {"release": {"versions": 2}, "data": {"n": 50}, "training": {"properties": ["NearestNeighbours(5)"]}}
    )
    assert found.left_out
    assert "2 releases" in found.left_out[0][1]


_ATTACK = {"name": "a", "tp": 90, "fp": 5, "members": 100, "nonmembers": 100}


@pytest.mark.parametrize(
    "written",
    [
        with_table(attack=[_ATTACK], targets={"advantage": "0.1", "prior": "1/3"}, attackers={"n": ["sex"]}),
        with_table(data={"sampling": "split", "n": 50}, attack=[{**_ATTACK, "game": "split"}]),
        with_table(data={"sampling": "population", "n": 50}, targets={"record": "0.1", "accuracy": "0.6"}),
        with_table(data={"sampling": "survey", "population": 10**6}, training={"privacy": {"epsilon": 1}}),
        with_table(data={"by": "age"}, training={"privacy": {"epsilon": 1}}),
        with_table(regression={"target": "id"}, losses={"train": [0] * 9, "test": [1] * 9}),
        {**PRIVATE, "attack": [_ATTACK], "targets": {"tpr": [{"at": 0, "most": 0.5}, {"at": 1, "most": 1}]}},
        {"data": {"n": 50}, "attack": [_ATTACK], "targets": {"inference": [{"what": "x", "blind": 0.1, "most": 0.2}]}},
    ],
)
def test_json_is_as_its_schema_says(written):
    schema = json.loads(template("schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(bc.dossier(written).to_json())), schema)


def test_the_date_is_the_one_that_the_clock_says():
    made = bc.dossier(PRIVATE, clock=lambda: datetime(2030, 1, 2, tzinfo=UTC)).made
    assert made == "2030-01-02T00:00:00+00:00"


def test_a_model_file_is_measured_and_never_loaded(tmp_path):
    broken = tmp_path / "model.pkl"
    broken.write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    found = bc.dossier({"data": {"n": 10**6}, "file": {"path": str(broken)}})
    assert found.answer().upper.theorems[0].endswith("bits")


# -- what does not speak of the same game ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [{"privacy": {"epsilon": "1/2"}}, {"zcdp": {"rho": "1/8"}}, {"gaussian_dp": {"mu": 1}}]
)
@pytest.mark.parametrize("data", [{"n": 100}, {"n": 100, "sampling": "split", "table": TABLE}])
def test_a_guarantee_that_does_not_say_its_neighbours_is_read_as_the_weaker_one(kind, data):
    ((name, options),) = kind.items()
    said = [
        bc.dossier({"data": data, "training": {name: {**options, **more}}})
        for more in ({}, {"neighbours": "replace-one"}, {"neighbours": "add-remove"})
    ]
    for quantity in (q for q, _ in said[0].asked):
        least, *readings = (found.answer(quantity).most for found in said)
        assert least >= max(readings)
    assert "add-remove" in said[0].answer().upper.assumptions[0]


def test_what_speaks_of_rows_says_nothing_of_persons():
    table = pd.DataFrame({"person": [k // 2 for k in range(200)], "age": range(200)})
    written = {
        "data": {"table": table, "by": "person"},
        "training": {"privacy": {"epsilon": 1}, "properties": ["BitBudget(4)"]},
        "attack": [{"tp": 60, "fp": 5, "members": 100, "nonmembers": 100}],
        "losses": {"train": [0] * 9, "test": [1] * 9},
    }
    found = bc.dossier(written)
    assert [name for name, _ in found.left_out] == [
        "PrivateLearner(epsilon=1, delta=0, neighbours='add-remove')",
        "the measured losses",
        "attack 1",
    ]
    assert found.answer().upper.source == "BitBudget(bits=4)"
    assert found.events == ("the draw of the records",)  # what is silent takes no part of the error probability
    for part in ("training", "losses"):
        written[part]["unit"] = "person"
    written["attack"][0]["unit"] = "person"
    assert not bc.dossier(written).left_out


def test_an_attack_on_models_of_another_size_is_left_out():
    attack = {"name": "a", "tp": 60, "fp": 5, "members": 100, "nonmembers": 100}
    found = [bc.dossier({"data": {"table": TABLE}, "attack": [{**attack, "n": n}]}) for n in (100, 200)]
    assert found[0].left_out == (("a", "it attacked models of 100 records, and the release was trained on 200"),)
    assert found[0].answer().lower is None
    assert not found[1].left_out


@pytest.mark.parametrize("learner", ["KnownDesign(1/20)", "RidgeFit(degrees=30, excess=1/5)"])
def test_a_fit_to_fixed_columns_is_another_game(learner):
    found = bc.dossier({"data": {"table": TABLE}, "training": {"properties": [learner]}})
    assert "game of its own" in found.left_out[0][1]
    assert found.answer().most == 1


@pytest.mark.parametrize("sampling", [{"sampling": "split", "n": 100}, {"sampling": "survey", "population": 10**6}])
def test_what_rests_on_independent_records_is_left_out_of_drawn_ones(sampling):
    learners = ["BitBudget(4)", "NearestNeighbours(5)", "RegressionTree(leaves=Bernoulli(1/3))", "Interpolator()"]
    found = bc.dossier(
        {
            "data": {"table": TABLE, **sampling},
            "training": {"properties": learners},
            "losses": {"train": [0] * 9, "test": [1] * 9},
        }
    )
    assert len(found.left_out) == 5
    assert found.answer().lower is None


def test_what_a_theorem_assumes_is_said_with_its_number():
    found = bc.dossier({"data": {"n": 100}, "training": {"properties": ["NearestNeighbours(5)"]}})
    for quantity in (Quantity("delta"), Quantity("tpr", Fraction(1, 1000))):
        assumed = found.answer(quantity).upper.assumptions
        assert any("ties are broken" in text for text in assumed)
        assert any("the answer of a 5-nearest-neighbour model" in text for text in assumed)
    assert "ties are broken" in found.statement


def test_a_survey_is_bounded_by_its_own_theorem_and_by_pairs_of_neighbours():
    cells = pd.DataFrame({"x": [k % 8 for k in range(400)]})
    data = {"table": cells, "sampling": "survey", "population": 10**6, "choices": []}
    alone = bc.dossier({"data": data})
    truth = bc.audit(cells, population=10**6, confidence=1 - alone.table.each)
    assert alone.answer().most == truth.delta.upper
    assert "survey" in alone.answer().upper.assumptions[0] or "N = 1000000" in alone.answer().upper.assumptions[0]
    private = bc.dossier({"data": data, "training": {"privacy": {"epsilon": "1/100", "neighbours": "replace-one"}}})
    assert private.answer().upper.theorems == ("dp via swap",)
    tpr = private.answer(Quantity("tpr", Fraction(1, 1000)))
    assert Fraction(1, 1000) <= tpr.most <= Fraction(1, 1000) + private.answer().most
    with pytest.raises(ValueError, match="must be above the 400 records"):
        bc.dossier({"data": {**data, "population": 400}})


def test_the_files_of_all_versions_are_added_and_one_is_repeated(tmp_path):
    for name, size in (("a", 10), ("b", 20)):
        (tmp_path / name).write_bytes(bytes(range(size)))
    one, two = str(tmp_path / "a"), str(tmp_path / "b")

    def bits(path, versions):
        found = bc.dossier({"data": {"n": 10**6}, "file": {"path": path}, "release": {"versions": versions}})
        return found.sources[0].game.learner.bits

    assert bits([one, two], 2) == bits(one, 1) + bits(two, 1)
    assert bits(two, 2) == 2 * bits(two, 1)


def test_the_worst_record_leaks_what_the_average_one_does():
    attack = {"name": "a", "tp": 90, "fp": 5, "members": 100, "nonmembers": 100}
    found = bc.dossier({"data": {"n": 50}, "attack": [attack], "targets": {"record": "0.3"}})
    assert found.answer(Quantity("record")).least == found.answer().least > Fraction(3, 10)
    assert [verdict.status for verdict in found.verdicts] == ["missed"]


def test_claims_are_of_this_release_or_of_the_worst_model():
    found = bc.dossier(with_table(training={"properties": ["BitBudget(8)"]}))
    answer = found.answer()
    assert answer.worst.about == "the worst model"
    assert answer.worst.value > 0
    assert answer.lower is None
    assert answer.least == 0


def test_quantities_that_were_not_asked_for_are_not_answered():
    with pytest.raises(KeyError, match="was not asked for"):
        bc.dossier(PRIVATE).answer(Quantity("delta", Fraction(7)))


def test_a_private_learner_on_a_known_table_is_bounded_by_the_pairs_of_neighbours():
    found = bc.dossier(
        with_table(
            data={"n": 100, "sampling": "split"}, training={"privacy": {"epsilon": "0.1", "neighbours": "replace-one"}}
        )
    )
    assert found.answer().upper.theorems == ("dp via swap",)
    assert found.answer(Quantity("record")).most == found.answer().most < Fraction(1, 10)


def test_a_regression_is_shown_beside_with_its_own_game():
    from sklearn.datasets import load_diabetes

    frame = load_diabetes(as_frame=True).frame
    found = bc.dossier({"data": {"table": frame}, "regression": {"target": "target"}})
    rows = dict(found.beside[0].rows)
    assert list(rows.values()) == ["0.05084", "0.04846", "0.07846", "0.134"]
    assert found.answer().most == 1  # all records are distinct, and the fit says nothing of this game
    assert [name for name, _ in found.left_out] == ["the least-squares fit of target"]


# -- levers ------------------------------------------------------------------------------------------------------------


def test_a_parameter_is_written_so_that_it_reaches_the_target():
    written = {"data": {"n": 1000}, "training": {"privacy": {"epsilon": 2}}, "targets": {"advantage": "0.123"}}
    (lever,) = bc.dossier(written).levers
    assert lever.action.startswith("PrivateLearner: epsilon = ")
    epsilon = Fraction(lever.action.split(" = ")[1])
    again = bc.dossier({**written, "training": {"privacy": {"epsilon": epsilon}}})
    assert max(again.answer().most, lever.upper) <= Fraction(123, 1000)


def test_cells_and_what_counts_the_records_again_are_levers():
    found = bc.dossier(with_table(targets={"advantage": "0.1"}))
    cells = next(lever for lever in found.levers if "combinations" in lever.action)
    k = int(cells.action.split("at most ")[1].split()[0])
    worst = bc.Game(bc.Categorical([Fraction(1, k)] * k), n=200)
    assert Fraction(worst.delta().number().upper) <= cells.upper == Fraction(1, 10)
    assert all("by itself" in lever.note for lever in found.levers if lever.action.startswith(("leave", "train")))
    known = bc.dossier(with_table(data={"n": 100, "sampling": "split"}))
    assert not any(lever.note for lever in known.levers)


def test_what_takes_minutes_is_named_and_not_done():
    sgd = {"noise_multiplier": 1, "sample_rate": "1/10", "steps": 1}
    source = bc.dossier({"data": {"n": 100}, "training": {"dp_sgd": sgd}}).sources[0]
    source.__dict__["silent"] = ""  # its theorems take seconds
    (lever,) = source.levers(Fraction(1, 100))
    line = lever.action.split("found by ")[1]
    assert line.startswith("boundcalc calibrate --vary noise_multiplier --learner 'DPSGD(")
    assert line.endswith("--n 100 --advantage 1/100")
