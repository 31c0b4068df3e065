"""The experiment on least squares."""

import json

import pytest

from boundcalc.experiments import EXPERIMENTS

pytest.importorskip("sklearn")
pytest.importorskip("matplotlib")


@pytest.mark.slow
def test_attacks_reach_the_exact_value_and_the_limit_errs_like_one_over_n(tmp_path):
    from boundcalc.experiments.least_squares import reproduce

    assert "leastsquares" in EXPERIMENTS
    summary = reproduce(tmp_path)
    assert summary["attacks_off_by_4_standard_errors"] == 0 < summary["attacks_beside_the_exact_value"]
    gaps = [row["n_times_gap"] for row in summary["error_of_the_limit"]]
    assert abs(gaps[-1] - gaps[-2]) < 0.001 < abs(gaps[-1])
    record = json.loads((tmp_path / "leastsquares.json").read_text())
    assert record["seed"] == 0
    for row in summary["diabetes_data"]:  # real features are not Gaussian, and yet
        assert abs(row["optimal"] - row["exact"]) < 0.05 + 4 * row["error"]
    assert (tmp_path / "leastsquares_threshold.png").stat().st_size > 10_000
