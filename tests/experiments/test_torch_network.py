"""The networks in PyTorch agree with ours; skipped where PyTorch is not installed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boundcalc.attacks.named.gradient_norm import gradient_norms
from boundcalc.cli import main
from boundcalc.experiments.network import TrainNetwork, descent
from boundcalc.experiments.overfitting import Configuration, training

EXAMPLE = Path(__file__).parents[2] / "examples" / "torch" / "attack.py"


def test_another_backend_is_refused(capsys, tmp_path):
    with pytest.raises(ValueError, match="backend must be numpy or torch, got 'jax'"):
        descent("jax")
    with pytest.raises(SystemExit) as stop:
        main(["reproduce", "means", "--backend", "torch", "--out", str(tmp_path)])
    out = capsys.readouterr()
    assert (stop.value.code, out.err.count("\n"), "backend belongs to overfitting" in out.err) == (2, 1, True)


@pytest.mark.skipif(__import__("importlib.util").util.find_spec("torch") is not None, reason="PyTorch is installed")
def test_a_missing_backend_is_named(capsys, tmp_path):
    with pytest.raises(SystemExit) as stop:
        main(["reproduce", "overfitting", "--backend", "torch", "--out", str(tmp_path)])
    assert (stop.value.code, "needs the extra [torch]" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("model", ["network", "linear"])
def test_both_backends_reach_the_same_shares_of_small_errors(model):
    pytest.importorskip("torch")
    setting = Configuration(model, 10, 60, fresh=200, width=256, epochs=150)
    ours, theirs = (
        training(replace(setting, backend=backend), np.random.default_rng(1)) for backend in ("numpy", "torch")
    )
    assert ours["epochs"] == theirs["epochs"]
    for name in ("train", "fresh"):
        assert np.abs(np.array(ours[name]) - np.array(theirs[name])).max() <= 0.05  # 3 of 60 records


def test_first_steps_of_both_backends_are_the_same_up_to_rounding():
    pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)), rng.normal(size=40)
    ours, theirs = (
        TrainNetwork(width=32, epochs=10, backend=backend)(X, y, np.random.default_rng(2))
        for backend in ("numpy", "torch")
    )
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert b == pytest.approx(a, rel=1e-3, abs=1e-4)
    assert theirs.predict(X) == pytest.approx(ours.predict(X), rel=1e-3, abs=1e-3)


def test_the_example_offers_gradient_norms_of_finite_differences(monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.syspath_prepend(str(EXAMPLE.parent))
    import importlib

    example = importlib.import_module("attack")
    torch.set_default_dtype(torch.float32)
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 2)), np.arange(30) % 2
    learner = example.Train((0.0, 0.0), (1.0, 1.0), (0, 1), width=3, epochs=2)
    model = learner(X, y, np.random.default_rng(1))
    network = model.network.double()
    model._rows = lambda rows: torch.as_tensor(rows)
    found = gradient_norms(model, X[:3], y[:3])
    for i in range(3):
        square = 0.0
        for parameter in network.parameters():
            flat = parameter.data.view(-1)
            for k in range(len(flat)):
                kept, ends = float(flat[k]), []
                for step in (1e-5, -1e-5):
                    flat[k] = kept + step
                    ends.append(-np.log(model.predict_proba(X[i : i + 1])[0, y[i]]))
                flat[k] = kept
                square += ((ends[0] - ends[1]) / 2e-5) ** 2
        assert found[i] == pytest.approx(np.sqrt(square), rel=1e-5)
    again = learner(X, y, np.random.default_rng(1))
    assert again.predict_proba(X).tolist() == learner(X, y, np.random.default_rng(1)).predict_proba(X).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("private", [False, True])
def test_the_example_runs(private):
    pytest.importorskip("torch")
    pytest.importorskip("opacus")
    arguments = ["--runs", "20", "--epochs", "2", *(["--private"] if private else [])]
    done = subprocess.run([sys.executable, "-W", "ignore", EXAMPLE, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "the game played: a split of the table" in done.stdout
    assert ("no contradiction: PrivateLearner" in done.stdout) is private
