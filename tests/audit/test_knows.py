"""What an attacker knows, who could know what, and tables that are known."""

import json
from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from reference.known_table import known_table_delta

import boundcalc as bc
from boundcalc.audit.guarantee import upper_bound
from boundcalc.audit.histories import Numbered
from boundcalc.audit.records import Records
from boundcalc.cli.main import main


@pytest.fixture(scope="module")
def women():
    fair = pytest.importorskip("statsmodels.datasets").fair
    return fair.load_pandas().data


FEW = ["age", "yrs_married", "children", "affairs"]


def quick(data, **options):
    return bc.audit(data, exposed=2, column_costs=False, **options)


def test_what_the_attacker_knows_decides_whatever_the_model_was_trained_on(women):
    found = quick(women, knows=FEW)
    assert str(found.delta) == "[0.08062, 0.1224] with confidence 0.95"
    assert found.delta.upper == quick(women, columns=FEW).delta.upper
    assert (found.columns, found.knows) == (tuple(women.columns), tuple(FEW))
    assert "by somebody who knows age, yrs_married, children, affairs of a target" in found.statement
    assert "any model or models trained on 6366 records of all 9 columns" in found.statement
    assert "partial" in found.delta.theorems
    data = found.to_json()
    assert data["knows"] == FEW
    assert len(data["assumptions"]) == 2
    assert "any number of models" in data["covers"]
    assert "Covers: any number of models" in str(found)


@pytest.mark.parametrize(
    ("split", "few", "whole", "three"), [("1/2", "0.1825", "0.8562", "0.0974"), ("0.8", "0.2280", "0.9101", "0.1224")]
)
def test_a_split_of_the_known_survey_is_exact(women, split, few, whole, three):
    for knows, value in ((FEW, few), (None, whole), (["age", "children", "educ"], three)):
        found = quick(women, knows=knows, split=split)
        assert f"{float(found.delta):.4f}" == value
        assert found.delta.guaranteed
        assert found.n == round(Fraction(split) * 6366)


def test_a_split_is_the_enumeration_of_all_subsets():
    table = pd.DataFrame({"a": [1, 1, 1, 2, 2, 3], "b": [1, 2, 2, 1, 1, 1]})
    for lam in ("1/2", 1, 2):
        assert quick(table, knows="a", split=2, lam=lam).delta.exact == known_table_delta((3, 2, 1), 2, Fraction(lam))
        everybody = quick(table, knows=["a"], population="this table", n=4, lam=lam)
        assert everybody.delta.exact == known_table_delta((3, 2, 1), 4, Fraction(lam), everybody=True)
        assert quick(table, split=3, lam=lam).delta.exact == known_table_delta((1, 2, 2, 1), 3, Fraction(lam))
    found = quick(table, knows="a", split=2)
    assert [(cell.values, cell.count) for cell in found.exposed] == [({"a": 3}, 1), ({"a": 2}, 2)]
    assert found.exposed[0].leakage.exact == 1
    assert found.security.exact == 1 - found.delta.exact
    assert found.accuracy.exact == (1 + found.delta.exact) / 2
    assert "no confidence level" in found.statement
    assert found.to_json()["theorem"] == "finite"


def test_every_pair_of_columns_is_bounded_at_once_and_the_worst_comes_first(women):
    found = bc.audit(women, knows=2)
    pairs = list(combinations(women.columns, 2))
    assert {known.columns for known in found.sets} == set(pairs)
    assert [known.upper for known in found.sets] == sorted((known.upper for known in found.sets), reverse=True)
    for known in found.sets[::9]:
        counts = women.groupby(list(known.columns)).size().value_counts()
        assert known.upper == upper_bound(dict(counts.items()), Fraction(1, 20) / 36)
        assert (known.distinct, known.singletons) == (counts.sum(), counts.get(1, 0))
    assert "for all 36 sets of columns together" in found.statement
    assert found["affairs", "educ"].upper == found["educ", "affairs"].upper
    assert found.to_json()["sets"][0]["knows"] == list(found.sets[0].columns)


def test_a_set_that_promises_nothing_decides_for_all_that_contain_it():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"id": np.arange(500), "a": rng.integers(0, 2, 500), "b": rng.integers(0, 3, 500)})
    found = bc.audit(table, knows=2)
    assert found["id", "a"].follows == ("id",)
    assert found["id", "a"].upper == found["id", "b"].upper == 1
    assert found["a", "b"].follows is None
    several = bc.audit(table, knows=[["a"], ["a", "b"], ["a", "b", "id"]])
    assert several.sets[0].columns == ("a", "b", "id")
    assert several["a"].upper == upper_bound({int(k): 1 for k in table["a"].value_counts()}, Fraction(1, 60))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"knows": ["agee"]}, "unknown column 'agee'; nearest: 'age'"),
        ({"knows": []}, "knows must name at least one column"),
        ({"knows": [["age"], []]}, "knows must name at least one column"),
        ({"knows": 3}, "knows must be at most 2, the number of columns, got 3"),
        ({"knows": 0}, "knows must be an integer of at least 1, got 0"),
        ({"knows": 2.5}, "knows must be names of columns, lists of them or a number of columns"),
        ({"split": 4}, "split must leave some of the 4 records in and some out, got 4"),
        ({"split": "5/2"}, "split must be a number of training records or a share"),
        ({"split": 2, "n": 2}, "give split, or population='this table' with n"),
        ({"population": "everyone", "n": 2}, "population must be 'this table'"),
        ({"population": "this table"}, "population='this table' needs n"),
        ({"population": "this table", "n": 5}, "n must be at most 4, the records of the table, got 5"),
        ({"knows": 2, "split": 2}, "knows takes one list of columns for a known table"),
    ],
)
def test_bad_questions_are_refused_in_one_line(options, said):
    table = pd.DataFrame({"age": [1, 1, 2, 3], "zip": [1, 2, 2, 2]})
    with pytest.raises(ValueError, match=said) as error:
        bc.audit(table, **options)
    assert "\n" not in str(error.value)


def test_knowing_every_column_is_the_plain_audit():
    table = pd.DataFrame({"age": [1, 1, 2, 3] * 50, "zip": [1, 2, 2, 2] * 50})
    assert quick(table, knows=["age", "zip"]).delta.upper == quick(table).delta.upper


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out, err = capsys.readouterr()
    return stop.value.code, out, err


def test_the_command_line_asks_the_same(tmp_path, capsys):
    table = pd.DataFrame({"age": [1, 1, 2, 3] * 50, "zip": [1, 2, 2, 2] * 50, "job": list("abcd") * 50})
    path = tmp_path / "people.csv"
    table.to_csv(path, index=False)
    code, out, _ = run(capsys, "audit", str(path), "--knows", "age,zip", "--no-costs", "--json")
    assert (code, json.loads(out)["knows"]) == (0, ["age", "zip"])
    code, out, _ = run(capsys, "audit", str(path), "--knows", "age", "--knows", "age,zip")
    assert code == 0
    assert "for all 2 sets of columns together" in out
    code, out, _ = run(capsys, "audit", str(path), "--knows-any", "2", "--json")
    assert code == 0
    assert len(json.loads(out)["sets"]) == 3
    page = tmp_path / "page.html"
    code, out, _ = run(capsys, "audit", str(path), "--split", "0.5", "--knows", "age", "--html", str(page))
    assert code == 0
    assert "100 of them for training" in out
    assert "non-members being drawn from the records left out" in page.read_text()
    for bad in (("--split", "200"), ("--knows", "agge"), ("--knows", "age", "--knows-any", "2")):
        code, out, err = run(capsys, "audit", str(path), *bad)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_record_can_be_the_whole_history_of_a_person():
    rng = np.random.default_rng(1)
    visits = pd.DataFrame(
        {
            "who": rng.integers(0, 300, 900),
            "place": rng.choice(list("abc"), 900),
            "fee": rng.choice([0.0, -0.0, 1], 900),
        }
    )

    def history(rows, columns):
        return tuple(sorted(map(repr, rows[columns].itertuples(index=False, name=None))))

    for columns in (["place", "fee"], ["place"]):
        each = [history(rows, columns) for _, rows in visits.groupby("who")]
        want = pd.Series(each).value_counts().value_counts()
        found = quick(visits, by="who", knows=columns)
        assert found.counts == dict(sorted(want.items()))
        assert found.rows == len(each)
    whole = bc.audit(visits, by="who")
    assert whole.columns == ("place", "fee")
    assert whole.costs[0].upper_without == upper_bound(quick(visits, by="who", knows=["place"]).counts, Fraction(1, 25))
    assert "whole history of one who" in str(whole)
    split = quick(visits, by="who", knows=["place"], split=0.5)
    assert (split.rows, split.n) == (whole.rows, round(whole.rows / 2))
    with pytest.raises(ValueError, match="unknown column 'whom'; nearest: 'who'"):
        bc.audit(visits, by="whom")
    with pytest.raises(ValueError, match="names the person"):
        bc.audit(visits, columns=["who", "fee"], by="who")
    with pytest.raises(ValueError, match="which name nobody"):
        bc.audit(visits.assign(who=visits["who"].where(visits["who"] > 3)), by="who")


def test_numbered_values_are_counted_as_the_table_counts_them():
    rng = np.random.default_rng(2)
    table = pd.DataFrame(
        {
            "a": rng.choice([0.0, -0.0, np.nan, 2.5], 400),
            "b": rng.choice(["x", "y", None], 400),
            "c": rng.integers(0, 9, 400),
            "d": np.arange(400) // 2,
        }
    )
    rows = Records.read(table)
    numbered = Numbered(rows)
    for size in (1, 2, 3, 4):
        for columns in combinations("abcd", size):
            assert numbered.counts(columns) == rows.counts(columns)
