"""The audit runs inside Spark, and finds what it finds elsewhere."""

import shutil
import warnings

import pandas as pd
import pytest

import boundcalc as bc

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()
        )
    yield session
    session.stop()


def test_audit_in_spark_is_that_in_pandas(spark, tmp_path, mixed):
    path = tmp_path / "mixed.parquet"
    mixed.to_parquet(path)
    frame = spark.read.parquet(str(path))
    whole = bc.audit(frame, exposed=7, column_costs=False)
    assert whole.to_json() == bc.audit(mixed, exposed=7, column_costs=False).to_json()
    names = ["i", "^a.*$"]  # a dot is a field of a structure to Spark, unless it is kept from it
    assert bc.audit(frame, names).to_json() == bc.audit(mixed, names).to_json()


def test_records_of_spark_are_discretised(spark, tmp_path):
    people = pd.DataFrame({"a.b": [i % 50 / 7 for i in range(1500)]})
    path = tmp_path / "people.parquet"
    people.to_parquet(path)
    found = bc.discretise(spark.read.parquet(str(path)), target_security="0.8", families="mass")
    assert found.to_json() == bc.discretise(people, target_security="0.8", families="mass").to_json()


@pytest.mark.parametrize(
    ("values", "distinct"),
    [
        ("(0.0D), (-0.0D), (double('nan')), (null), (double('nan'))", 4),
        ("(float('0.0')), (float('-0.0')), (1.0F)", 3),
        ("(12345678901234567890123456789012345678BD), (12345678901234567890123456789012345679BD)", 2),
        ("('a'), ('A'), ('a '), ('null'), (null)", 5),
        ("(timestamp'2020-01-01 00:00:00.000001'), (timestamp'2020-01-01 00:00:00.000002')", 2),
        ("(array(1, 2)), (array(2, 1)), (array()), (null)", 4),
        ("(X'00'), (X'01'), (X'')", 3),
    ],
)
def test_cells_of_spark_are_counted_exactly(spark, values, distinct):
    assert bc.audit(spark.sql(f"SELECT * FROM VALUES {values} t(`a.b`)"), column_costs=False).distinct == distinct


@pytest.mark.parametrize(
    "query",
    [
        "SELECT x COLLATE UTF8_LCASE AS x FROM VALUES ('a'), ('A') t(x)",
        "SELECT * FROM VALUES (array(0.0D)), (array(-0.0D)) t(x)",
        "SELECT * FROM VALUES (map('a', 1)), (map('a', 2)) t(x)",
        "SELECT * FROM VALUES (make_interval(0, 1)), (make_interval(0, 0, 0, 30)) t(x)",
    ],
)
def test_what_spark_does_not_group_by_value_is_refused(spark, query):
    with pytest.raises(ValueError, match="column 'x' has values of"):
        bc.audit(spark.sql(query))
