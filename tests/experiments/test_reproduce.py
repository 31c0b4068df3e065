"""The published simulations: what they show, and the files they leave."""

import csv
import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from boundcalc.experiments import discretisation, means, overfitting
from boundcalc.experiments.network import Linear, Network, descend
from boundcalc.experiments.output import Output
from boundcalc.experiments.overfitting import THRESHOLDS, Configuration
from boundcalc.experiments.points import compute_all
from boundcalc.experiments.sphere import SphereRegression
from boundcalc.montecarlo import Running

SMALL = [
    Configuration("network", 10, 30, fresh=200, width=256, epochs=400, runs=130),
    Configuration("linear", 10, 500, fresh=200, epochs=200, runs=60),
    Configuration("nearest", 10, 200, fresh=200, runs=130),
    Configuration("nearest", 2, 200, fresh=200, runs=5),
    Configuration("ridge", 10, 500, fresh=200, runs=60),
]


def check_files(summary, name):
    kinds = [path.rsplit(".", 1)[1] for path in summary["files"]]
    assert kinds.count("pdf") == kinds.count("png") >= 2
    table = next(path for path in summary["files"] if path.endswith(".csv"))
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    record = json.loads(Path(next(path for path in summary["files"] if path.endswith(".json"))).read_text())
    assert record["experiment"] == name
    assert {"seed", "parameters", "versions", "results"} <= set(record)
    return rows


def test_overfitted_learners_are_certified_insecure_and_linear_ones_are_not(tmp_path):
    summary = overfitting.reproduce(tmp_path, seed=1, chosen=SMALL)
    found = {c["model"]: c for c in summary["certificates"]}
    assert found["network"]["delta_lower"] > 0.9
    assert found["nearest"]["delta_lower"] > 0.9
    assert found["linear"]["delta_lower"] == found["ridge"]["delta_lower"] == 0
    assert all(c["bound_holds"] and c["level"] == 0.999 for c in found.values())
    rows = check_files(summary, "overfitting")
    shares = [row for row in rows if row["part"] == "share of points"]
    assert all(0 <= float(row["fpr"]) <= 1 for row in shares)
    assert {float(row["eps"]) for row in shares} == set(THRESHOLDS)


@pytest.mark.slow
def test_published_network_is_certified_insecure(tmp_path):
    chosen = [s for s in overfitting.settings(full=False) if (s.model, s.d) == ("network", 10)]
    assert chosen[0].width == 4096
    found = overfitting.reproduce(tmp_path, seed=0, chosen=chosen)["certificates"][0]
    assert found["delta_lower"] > 0.9


def small(what, rng):
    stop = os.environ.get("STOP", "")
    if what == "stop" and stop == "interrupt":
        raise KeyboardInterrupt
    if what == "stop" and stop == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return {"x": float(rng.normal())}


def test_points_do_not_depend_on_workers_and_survive_a_kill(tmp_path):
    names = ["a", "b", "stop", "c", "d", "e"]
    alone = compute_all(small, names, 3, None)
    assert compute_all(small, names, 3, Running(workers=2)) == alone
    script = f"import sys; sys.path[:0] = sys.argv[1].split(':'); from {small.__module__} import *; "
    script += f"compute_all(small, {names}, 3, Running(checkpoint=sys.argv[2]))"
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", script, f"{tests.parent}:{tests}", str(tmp_path / "kept")]
    assert subprocess.run(command, env=os.environ | {"STOP": "kill"}, check=False).returncode == -signal.SIGKILL
    assert len((tmp_path / "kept").read_text().splitlines()) == 3  # what it is, and the two points before the kill
    assert compute_all(small, names, 3, Running(checkpoint=tmp_path / "kept", resume=True)) == alone
    with pytest.raises(ValueError, match="another run"):
        compute_all(small, [*names, "f"], 3, Running(checkpoint=tmp_path / "kept", resume=True))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_every_file_is_the_same_for_any_workers_and_on_a_cluster(tmp_path):
    import joblib
    from dask.distributed import Client, LocalCluster

    chosen = [
        Configuration("network", 10, 30, fresh=50, width=128, epochs=100, runs=60),
        Configuration("linear", 5, 100, fresh=50, epochs=50, runs=6),
        Configuration("nearest", 10, 100, fresh=50, runs=6),
    ]

    def files(name, workers):
        overfitting.reproduce(tmp_path / name, seed=0, chosen=chosen, running=Running(workers=workers))
        return {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}

    alone = files("1", 1)
    assert len(alone) == 8
    assert files("2", 2) == files("4", 4) == alone
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        assert files("dask", None) == alone


def test_a_time_budget_that_ends_is_an_error_that_says_how_to_go_on(tmp_path):
    with pytest.raises(ValueError, match="after 1 of 3 computations; keep a checkpoint"):
        compute_all(small, ["a", "b", "c"], 0, Running(seconds=1e-9))
    with pytest.raises(ValueError, match="resume to continue"):
        compute_all(small, ["a", "b", "c"], 0, Running(seconds=1e-9, checkpoint=tmp_path / "kept"))


def test_a_folder_keeps_one_run_and_only_whole_files(tmp_path):
    output = Output(tmp_path, "means", 0, {"samples": (1, 2)})
    output.table([{"a": 1}])
    output.record({})
    with pytest.raises(ZeroDivisionError), output.figure("rate", 1):
        raise ZeroDivisionError
    Output(tmp_path, "means", 0, {"samples": (1, 2)})  # the same run may be repeated
    Output(tmp_path, "overfitting", 1, {})
    for seed, samples in ((1, (1, 2)), (0, (1, 3))):
        with pytest.raises(ValueError, match="record of another run of means"):
            Output(tmp_path, "means", seed, {"samples": samples})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["means.csv", "means.json"]
    (tmp_path / "means.json").write_text("{")
    with pytest.raises(ValueError, match="not the record of a run"):
        Output(tmp_path, "means", 0, {"samples": (1, 2)})


def test_the_command_keeps_a_checkpoint_until_all_is_written(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from boundcalc.cli.reproduce import command

    def fake(folder, full, seed, running):
        Output(folder, "means", seed, {"full": full})
        return {"x": compute_all(small, ["a", "stop", "b"], seed, running)}

    monkeypatch.setattr(means, "reproduce", fake)
    out = tmp_path / "out"
    whole = CliRunner().invoke(command, ["means", "--out", str(out), "--json"])
    assert whole.exit_code == 0
    assert list(out.iterdir()) == []
    with monkeypatch.context() as patch:
        patch.setenv("STOP", "interrupt")
        assert CliRunner().invoke(command, ["means", "--out", str(out)]).exit_code != 0
    assert [path.name for path in out.iterdir()] == ["means.checkpoint"]
    assert CliRunner().invoke(command, ["means", "--out", str(out)]).exit_code != 0
    resumed = CliRunner().invoke(command, ["means", "--out", str(out), "--json", "--resume"])
    assert resumed.output == whole.output
    kept = CliRunner().invoke(command, ["means", "--out", str(out), "--json", "--checkpoint", str(tmp_path / "own")])
    assert kept.output == whole.output
    assert (tmp_path / "own").exists()
    assert list(out.iterdir()) == []


def test_limits_of_released_means_are_those_of_the_exact_values():
    for name in [*map(str, (*means.LATTICE, *means.CONTINUOUS)), means.BOTH]:
        limit = means.constant(name)
        if limit is not None and name != "Uniform(0, 1)":
            exact = means.point(("rate", name, 400, 1, 0), None)["exact"] * 20
            assert exact == pytest.approx(limit, rel=0.02)
    assert means.constant("Normal(0, 1)") == pytest.approx(1 / math.pi, rel=1e-9)


def test_masses_of_the_classification_example_agree_with_simulated_data():
    from boundcalc.experiments.discretisation import classify, edges

    rng = np.random.default_rng(5)
    found = classify((8, 200, 4000), np.random.default_rng(0))["accuracy"]
    cuts = np.array(edges("Normal(0, 1)", 8), dtype=float)

    def draw(size):
        x = rng.normal(size=size)
        return np.searchsorted(cuts, x), (np.sin(3 * x) > 0) ^ (rng.random(size) < 0.1)

    shares = []
    for _ in range(200):
        (cell, label), (new, answer) = draw(200), draw(2000)
        majority = np.bincount(cell, label, 8) > np.bincount(cell, ~label, 8)
        shares.append(np.mean(majority[new] == answer))
    assert found == pytest.approx(np.mean(shares), abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize("experiment", [discretisation, means], ids=["discretisation", "means"])
def test_exact_values_lie_within_the_simulated_intervals(experiment, tmp_path):
    summary = experiment.reproduce(tmp_path)
    # Intervals of 99%: a few may miss.
    assert summary["outside_interval"] <= 2 + summary["simulated"] * 0.03
    assert check_files(summary, experiment.__name__.rsplit(".", 1)[1])
    assert summary.get("exact_minus_bound", -1) <= 0


def test_fresh_points_come_as_close_as_the_theorem_allows_at_most():
    law = SphereRegression(3)
    _, y = law(np.random.default_rng(0), 200_000)
    X, _ = law(np.random.default_rng(0), 200_000)
    errors = np.square(np.sin(np.pi * X[:, 0]) - y)  # the best predictor
    for eps in (1e-4, 1e-2):
        assert np.mean(errors <= eps) == pytest.approx(law.closeness(eps), abs=0.01)


@pytest.mark.parametrize("make", [lambda rng: Network.start(3, 7, rng), lambda rng: Linear.start(3, rng)])
def test_gradients_are_those_of_the_mean_squared_error(make):
    rng = np.random.default_rng(2)
    model = make(rng)
    for parameter in vars(model):
        setattr(model, parameter, getattr(model, parameter).astype(np.float64))
    X, y = rng.normal(size=(11, 3)), rng.normal(size=11)
    if isinstance(model, Network):

        def loss():
            return float(np.mean((np.maximum(X @ model.W + model.b, 0) @ model.v + model.c - y) ** 2))
    else:

        def loss():
            return float(np.mean((X @ model.w - y) ** 2))

    for parameter, gradient in zip(model.parameters(), model.gradients(X, y)[0], strict=True):
        at = tuple(int(rng.integers(k)) for k in parameter.shape)
        old, step = parameter[at], 1e-6
        parameter[at] = old + step
        above = loss()
        parameter[at] = old - step
        slope = (above - loss()) / (2 * step)
        parameter[at] = old
        assert slope == pytest.approx(float(gradient[at]), rel=1e-4, abs=1e-6)


def test_descent_ends_when_it_is_told_to():
    seen = []
    rng = np.random.default_rng(0)
    X, y = SphereRegression(3, linear=True)(rng, 50)
    descend(Linear.start(3, rng), X, y, 100, 0.1, lambda epoch, *_: seen.append(epoch) or epoch == 7)
    assert seen == list(range(1, 8))
