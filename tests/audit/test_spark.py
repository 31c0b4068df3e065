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
