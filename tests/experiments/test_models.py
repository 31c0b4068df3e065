"""Fitted models beside the formulas."""

from importlib.util import find_spec

import numpy as np
import pytest

from boundcalc.experiments import EXPERIMENTS, models, module_of


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_its_module(name):
    assert find_spec(module_of(name)) is not None


@pytest.mark.parametrize(
    "what",
    [
        ("leverage", "wine", "gaussian", 20),
        ("leverage", "diabetes", "residuals", 20),
        ("ridge", 60, "flat", 20),
        ("neighbours", 5, 60, 4000),
    ],
)
def test_attacks_gain_about_what_the_formula_says(what):
    row = models.point(what, np.random.default_rng(1))
    assert abs(row["attack"] - row["formula"]) < 5 * row["error"] + 2 / row["n"]


@pytest.mark.slow
def test_the_quick_run_agrees_everywhere(tmp_path):
    summary = models.reproduce(tmp_path)
    assert summary["attacks_off_by_4_standard_errors"] == 0
    assert summary["rows_of_the_table"] == 15
    assert {path.rsplit(".", 1)[1] for path in summary["files"]} == {"pdf", "png", "csv", "json"}
