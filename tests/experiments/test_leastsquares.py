"""The experiment on least squares."""

import json

import pytest

from boundcalc.experiments import EXPERIMENTS

pytest.importorskip("sklearn")
pytest.importorskip("matplotlib")


@pytest.mark.slow
def test_attacks_reach_the_exact_value_and_the_limit_errs_like_one_over_n(tmp_path):
    from boundcalc.experiments.leastsquares import reproduce

    assert "leastsquares" in EXPERIMENTS
    summary = reproduce(tmp_path)
    assert summary["outside_4_errors"] == 0
    gaps = summary["n_times_gap_at_half"]
    assert abs(gaps[-1] - gaps[-2]) < 0.001 < abs(gaps[-1])
    record = json.loads((tmp_path / "leastsquares.json").read_text())
    assert record["seed"] == 0
    assert (tmp_path / "leastsquares_threshold.png").stat().st_size > 10_000
