"""boundcalc attack reads the records that a user has, and says what it cannot read."""

import json

import numpy as np
import pandas as pd
import pytest

from boundcalc.attacks import Table
from boundcalc.cli import main
from boundcalc.dossier.recipe import read_table

OPTIONS = ("--n", "10", "--runs", "20", "--seed", "0", "--json")


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["attack", *map(str, arguments)])
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def records():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=40), "b": rng.integers(0, 5, 40)})
    return frame.assign(y=frame["a"] + rng.normal(size=40))


def test_parquet_and_csv_give_the_same_report(capsys, tmp_path):
    frame = records()
    frame.to_csv(tmp_path / "x.csv", index=False)
    frame.to_parquet(tmp_path / "x.parquet")
    parts = tmp_path / "parts"
    parts.mkdir()
    frame[:15].to_parquet(parts / "0.parquet")
    frame[15:].to_parquet(parts / "1.parquet")
    reports = []
    for file in ("x.csv", "x.parquet", "parts"):
        code, text, _ = run(
            capsys, "--data", tmp_path / file, "--target", "y", "--model", "KNeighborsRegressor(1)", *OPTIONS
        )
        assert code == 0
        reports.append(json.loads(text))
    assert reports[0] == reports[1] == reports[2]
    assert reports[0]["bounds"] == []
    assert reports[0]["notes"][0].startswith("the game played: a split of the table")


def test_columns_of_words_are_indicators_and_missing_cells_stay_missing(capsys, tmp_path):
    frame = records().assign(island=["Dream", "Biscoe", "Torgersen", "Biscoe"] * 10)
    frame.loc[2, "a"] = np.nan
    frame.loc[5, "island"] = None
    for write, file in ((frame.to_csv, "x.csv"), (frame.to_parquet, "x.parquet")):
        write(tmp_path / file, index=False)
        X = read_table(str(tmp_path / file), "y").X
        assert np.isnan(X[2, 0])
        assert np.isnan(X).sum() == 1
        assert X.shape == (40, 2 + 4)  # and one for the missing word
        assert X[:3, 2:].tolist() == [[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
        assert X[5, 2:].tolist() == [1, 0, 0, 0]
        code, text, _ = run(
            capsys, "--data", tmp_path / file, "--target", "y",
            "--model", "SimpleImputer() | KNeighborsRegressor(1)", *OPTIONS,
        )  # fmt: skip
        assert (code, json.loads(text)["failures"]) == (0, [])
    code, text, _ = run(capsys, "--data", tmp_path / "x.csv", "--target", "y", "--model", "Ridge()", *OPTIONS)
    assert "ValueError: Input X contains NaN" in json.loads(text)["failures"][0]["error"]


def test_a_column_with_another_word_in_every_record_is_told(capsys, tmp_path):
    records().assign(name=[f"p{i}" for i in range(40)]).to_csv(tmp_path / "x.csv", index=False)
    with pytest.warns(UserWarning, match="column name has another word in every record, as an id has"):
        read_table(str(tmp_path / "x.csv"), "y")


def test_the_limit_of_every_learner_on_the_split_is_shown_where_it_is_asked_for(capsys, tmp_path):
    pd.DataFrame({"a": [0, 0, 0, 1, 1, 2] * 4, "y": 0.5}).to_csv(tmp_path / "x.csv", index=False)
    options = ("--data", tmp_path / "x.csv", "--target", "y", "--model", "KNeighborsRegressor(1)", *OPTIONS)
    _, text, _ = run(capsys, *options)
    assert json.loads(text)["bounds"] == []
    _, text, _ = run(capsys, *options, "--limit")
    limit = Table(pd.DataFrame({"a": [0, 0, 0, 1, 1, 2] * 4}), np.full(24, 0.5)).split(10).delta()
    data = json.loads(text)
    assert data["upper"] == pytest.approx(float(limit))
    assert {b["kind"] for b in data["bounds"]} == {"upper"}
    code, _, error = run(capsys, "--sphere", 2, "--model", "Ridge()", "--limit", *OPTIONS)
    assert (code, error.count("\n"), "limit belongs to --data" in error) == (2, 1, True)


def test_a_column_that_numbers_the_records_is_told_by_its_name(capsys, tmp_path):
    records().assign(id=np.arange(40)).to_csv(tmp_path / "x.csv", index=False)
    options = ("--data", tmp_path / "x.csv", "--target", "y", "--model", "KNeighborsRegressor(1)", *OPTIONS)
    _, text, _ = run(capsys, *options)
    assert any(note.startswith("column id has another value in every record") for note in json.loads(text)["notes"])


def test_several_attacks_share_the_runs(capsys, tmp_path):
    records().to_csv(tmp_path / "x.csv", index=False)
    options = ("--data", tmp_path / "x.csv", "--target", "y", "--model", "KNeighborsRegressor(1)", *OPTIONS)
    code, text, _ = run(capsys, *options, "--score", "loss", "--score", "lira_offline", "--references", "4")
    assert code == 0
    assert any("chosen among 2" in note for note in json.loads(text)["notes"])
    code, _, _ = run(capsys, *options, "--html", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert (code, "Delta, at least" in page, "<svg" in page) == (0, True, True)
    code, _, _ = run(capsys, *options, "--plot", tmp_path / "curve.png")
    assert (code, (tmp_path / "curve.png").read_bytes()[:4]) == (0, b"\x89PNG")
    code, _, error = run(capsys, *options, "--html", tmp_path / "none" / "report.html")
    assert (code, error.count("\n")) == (2, 1)
    code, _, error = run(capsys, *options, "--score", "magic")
    assert (code, error.count("\n")) == (2, 1)
    assert "score must be loss, confidence" in error


def test_text_may_be_packed_or_cut_by_tabs(tmp_path):
    frame = records()
    frame.to_csv(tmp_path / "x.csv.gz", index=False)
    frame.to_csv(tmp_path / "x.tsv", index=False, sep="\t")
    for file in ("x.csv.gz", "x.tsv"):
        found = read_table(str(tmp_path / file), "y")
        assert np.array_equal(found.X, frame[["a", "b"]].to_numpy())
        assert np.array_equal(found.y, frame["y"])
        assert found.names == ("a", "b")


def test_rows_keep_the_order_of_the_file(tmp_path):
    size = 300_000  # several groups of rows, read by several threads
    pd.DataFrame({"x": np.arange(size), "y": np.arange(size) % 7}).to_parquet(
        tmp_path / "x.parquet", row_group_size=5000
    )
    found = read_table(str(tmp_path / "x.parquet"), "y")
    assert np.array_equal(found.X[:, 0], np.arange(size))
    assert np.array_equal(found.y, np.arange(size) % 7)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,y\n1,2\n\xff,3\n", "CSV Error on Line: 3 Original Line: ?,3 Invalid unicode"),
        (b"a,y\n1,2\n3\n", "CSV Error on Line: 3 Original Line: 3 Expected Number of Columns: 2 Found: 1"),
        (b"a,a,y\n1,2,3\n", "must have distinct names, got 'a' twice"),
        (b"a,y\n1,2\nx,3\n", "column a must be numeric, got 'x' in record 2"),
        (b"a,y\n1_000,2\n2,3\n", "column a must be numeric, got '1_000' in record 1"),
        (b'a,y\n1,"2\n2,3\n3,4\n', "Value with unterminated quote found"),
        (b"a,y\n1,2.5\n2,\n3,1\n", "column y must have a finite number in each record, got None in record 2"),
        (b"a,y\n1,2.5\n2,NA\n3,1\n", "column y must have a finite number in each record, got 'NA' in record 2"),
        (b"a,y\n1,nan\n2,3\n", "column y must have a finite number in each record, got nan in record 1"),
        (b"a,y\n1,yes\n2,\n", "column y must not have missing cells, got one in record 2"),
        (b"a,y\n", "must have records and a column besides y"),
        (b"", "the file is empty"),
        (b"a,b\n1,2\n", "target must be a column of"),
    ],
)
def test_bad_files_get_one_line(capsys, tmp_path, content, message):
    (tmp_path / "x.csv").write_bytes(content)
    code, text, error = run(capsys, "--data", tmp_path / "x.csv", "--target", "y", "--model", "Ridge()", *OPTIONS)
    assert (code, text, error.count("\n")) == (2, "", 1)
    assert message in error


def test_a_row_outside_the_file_is_named_by_its_option(capsys, tmp_path):
    (tmp_path / "x.csv").write_text("a,y\n1,2\n2,3\n")
    for row in (2, -1):
        arguments = ("--data", tmp_path / "x.csv", "--target", "y", "--record", row, "--model", "Ridge()", *OPTIONS)
        code, text, error = run(capsys, *arguments)
        assert (code, text, error.count("\n")) == (2, "", 1)
        assert f"x.csv, an integer from 0 to 1, got {row}" in error


@pytest.mark.parametrize("name", ["x.xlsx", "x.jsonl", "x"])
def test_other_files_are_refused_by_name(capsys, tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\3\4" * 100)
    code, text, error = run(capsys, "--data", tmp_path / name, "--target", "y", "--model", "Ridge()", *OPTIONS)
    assert (code, text, error.count("\n")) == (2, "", 1)
    assert f"{name}: expected a file in Parquet or CSV (.parquet, .pq, .csv, .tsv, .txt" in error


def test_words_stay_words_even_where_some_look_like_numbers(tmp_path):
    (tmp_path / "x.csv").write_text("a,y\n1,0\n2,1_2\n3,NA\n")
    assert read_table(str(tmp_path / "x.csv"), "y").y.tolist() == ["0", "1_2", "NA"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"a": ["1", "v"], "y": [1, 2]}, "column a must be numeric, got 'v' in record 2"),
        ({"a": [1, 2], "y": ["yes", None]}, "column y must not have missing cells, got one in record 2"),
    ],
)
def test_bad_cells_of_parquet_get_one_line(capsys, tmp_path, cells, message):
    pd.DataFrame(cells).to_parquet(tmp_path / "x.parquet")
    code, text, error = run(capsys, "--data", tmp_path / "x.parquet", "--target", "y", "--model", "Ridge()", *OPTIONS)
    assert (code, text, error.count("\n")) == (2, "", 1)
    assert message in error
