"""Every benchmark runs at tiny size, and no enclosure excludes the truth; nothing is timed."""

import pytest

harness = pytest.importorskip("benchmarks.harness")


@pytest.mark.parametrize("name", harness.names())
def test_every_case_runs(name):
    if name == "counting":
        pytest.importorskip("duckdb")
    for report in harness.run(name, "tiny", repeats=1, memory=False):
        ours = report.rows[0]
        assert not ours.problem
        for row in report.rows:
            assert row.contains is not False, row
            assert not row.problem or "No module named" in row.problem, row
