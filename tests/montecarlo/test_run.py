"""The same result for any number of workers, interrupted or not."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import joblib
import pytest

import boundcalc as bc
from boundcalc.montecarlo import Running, simulate, simulate_tradeoff
from boundcalc.montecarlo.run import run

GAME = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)


@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_workers_do_not_change_the_result(workers):
    alone = simulate(GAME, 20_000, seed=7)
    assert simulate(GAME, 20_000, seed=7, workers=workers) == alone
    assert simulate(GAME, 20_000, seed=7, width=0.02, workers=workers) == simulate(GAME, 20_000, seed=7, width=0.02)
    assert simulate_tradeoff(GAME, 5_000, seed=7, workers=workers) == simulate_tradeoff(GAME, 5_000, seed=7)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_a_dask_cluster_gives_the_same_result():
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = simulate(GAME, 20_000, seed=7, workers=None)
    assert there == simulate(GAME, 20_000, seed=7)


class Slow:
    """Batches that note their number, and fail from a given one on."""

    def __init__(self, fails_at=None):
        self.fails_at = fails_at
        self.calls = 0

    def describe(self):
        return {"task": "slow"}

    def batch(self, rng, size):
        self.calls += 1
        if self.fails_at is not None and self.calls > self.fails_at:
            raise KeyboardInterrupt
        return [size, int(rng.integers(10**9))]


def batches_in(file):
    """The whole lines after the first."""
    return file.read_bytes().count(b"\n") - 1


def test_an_interrupted_run_resumes_to_the_identical_result(tmp_path):
    whole, _ = run(Slow(), [5] * 10, 3)
    file = tmp_path / "run.json"
    with pytest.raises(KeyboardInterrupt):
        run(Slow(fails_at=4), [5] * 10, 3, Running(checkpoint=file))
    assert batches_in(file) == 4
    rest = Slow()
    resumed, seed = run(rest, [5] * 10, None, Running(checkpoint=file, resume=True))
    assert (resumed, seed, rest.calls) == (whole, 3, 6)


def test_a_time_budget_keeps_whole_batches():
    class Sleepy(Slow):
        def batch(self, rng, size):
            time.sleep(0.02)
            return super().batch(rng, size)

    results, _ = run(Sleepy(), [5] * 1000, 3, Running(seconds=0.1))
    assert 1 <= len(results) < 50
    assert results == run(Slow(), [5] * len(results), 3)[0]


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_killed_command_resumes_to_the_identical_output(tmp_path, how):
    file = tmp_path / "run.json"
    command = [sys.executable, "-m", "boundcalc", "simulate", "--law", "Zipf(1, 50)", "--n", "40", "--seed", "1"]
    command += ["--samples", "2000000", "--json"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    keep = [*command, "--checkpoint", str(file)]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    process = subprocess.Popen(keep, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 120
    while not (file.exists() and batches_in(file) > 0) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(how)
    error = process.communicate(timeout=60)[1].decode()
    assert process.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 130), error
    done = batches_in(file)
    assert 1 <= done < 256
    assert how == signal.SIGKILL or error.strip() == "boundcalc: interrupted"
    resumed = subprocess.run([*keep, "--resume"], capture_output=True, text=True, check=True)
    direct = simulate(bc.Game(bc.Zipf(1, 50), n=40), 2_000_000, seed=1)
    printed = json.loads(resumed.stdout)
    assert {name: printed[name] for name in direct.to_json()} == direct.to_json()


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    file = tmp_path / "run.json"
    simulate(GAME, 1000, seed=1, checkpoint=file)
    with pytest.raises(ValueError, match="exists; resume it"):
        simulate(GAME, 1000, seed=1, checkpoint=file)
    for other in (
        {"samples": 2000, "seed": 1},
        {"samples": 1000, "seed": 2},
        {"samples": 1000, "seed": 1, "method": "attack"},
        {"samples": 1000, "seed": 1, "target": 1},
    ):
        with pytest.raises(ValueError, match="belongs to another run"):
            simulate(GAME, checkpoint=file, resume=True, **other)
    with pytest.raises(ValueError, match="belongs to another run"):
        simulate(bc.Game(bc.Categorical(["1/2", "1/4", "1/4"]), n=6), 1000, 1, checkpoint=file, resume=True)
    assert simulate(GAME, 1000, seed=1, checkpoint=file, resume=True) == simulate(GAME, 1000, seed=1)
    for text in ('{"format": 1}\n', '{"format": 1}', "", "null\n", "\xff\x00\n"):
        file.write_text(text)
        with pytest.raises(ValueError, match="not a checkpoint"):
            simulate(GAME, 1000, seed=1, checkpoint=file, resume=True)


def test_a_checkpoint_cut_anywhere_resumes_to_the_identical_result(tmp_path):
    file = tmp_path / "run.json"
    whole, _ = run(Slow(), [5] * 6, 3, Running(checkpoint=file))
    content = file.read_bytes()
    for cut in range(content.index(b"\n") + 1, len(content)):
        file.write_bytes(content[:cut])
        assert run(Slow(), [5] * 6, 3, Running(checkpoint=file, resume=True))[0] == whole
        assert file.read_bytes() == content


def test_a_damaged_checkpoint_is_refused(tmp_path):
    file = tmp_path / "run.json"
    run(Slow(), [5] * 3, 3, Running(checkpoint=file))
    lines = file.read_bytes().splitlines(keepends=True)
    for damaged in ([*lines[:2], lines[3]], [*lines, b"[3, 1]\n"], [lines[0], b"nonsense\n"], [lines[0], *lines]):
        file.write_bytes(b"".join(damaged))
        with pytest.raises(ValueError, match="is damaged in line"):
            run(Slow(), [5] * 3, 3, Running(checkpoint=file, resume=True))


def test_a_checkpoint_in_use_is_refused(tmp_path):
    pytest.importorskip("fcntl")
    file = tmp_path / "run.json"

    class Nested(Slow):
        def batch(self, rng, size):
            with pytest.raises(ValueError, match="in use by another run"):
                run(Slow(), [5], 3, Running(checkpoint=file, resume=True))
            return super().batch(rng, size)

    run(Nested(), [5], 3, Running(checkpoint=file))


def test_a_checkpoint_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(OSError, match="No such file") as error:
        simulate(GAME, 1000, seed=1, checkpoint=tmp_path / "nowhere" / "run.json")
    assert error.value.filename == str(tmp_path / "nowhere" / "run.json")


def test_a_full_disk_is_named_and_loses_nothing_finished(tmp_path, monkeypatch):
    file = tmp_path / "run.json"
    whole, _ = run(Slow(), [5] * 6, 3)
    real, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as error:
        run(Slow(), [5] * 6, 3, Running(checkpoint=file))
    assert error.value.filename == str(file)
    file.write_bytes(file.read_bytes()[:-3])  # half of the last line
    resumed, _ = run(Slow(), [5] * 6, 3, Running(checkpoint=file, resume=True))
    assert resumed == whole


def test_a_line_that_does_not_fit_is_an_error_that_names_the_file(tmp_path):
    resource = pytest.importorskip("resource")
    file = tmp_path / "run.json"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (350, limits[1]))
    try:
        with pytest.raises(OSError, match="too large") as error:
            run(Slow(), [5] * 20, 3, Running(checkpoint=file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert error.value.filename == str(file)
    assert 3 < len(file.read_bytes().splitlines()) < 20
    resumed, _ = run(Slow(), [5] * 20, 3, Running(checkpoint=file, resume=True))
    assert resumed == run(Slow(), [5] * 20, 3)[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"samples": 0}, "samples must be an integer from 1"),
        ({"samples": 10**12}, "samples must be an integer from 1"),
        ({"seed": -1}, "seed must be a non-negative integer"),
        ({"level": 1}, "level must be in"),
        ({"width": 0.0}, "width must be in"),
        ({"method": "guess"}, "method must be one of"),
        ({"workers": 0}, "workers must be an integer"),
        ({"seconds": 0}, "seconds must be in"),
        ({"resume": True}, "resume needs a checkpoint"),
        ({"target": 9}, "target must be an atom"),
        ({"target": 1, "method": "leakage"}, "the method leakage is for the average"),
        ({"target": 1, "method": "release"}, "the method release is for the average"),
    ],
)
def test_bad_input_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        simulate(GAME, **options)


def test_a_game_without_a_sampler_says_so():
    with pytest.raises(ValueError, match="no simulation is known"):
        simulate(bc.Game(bc.Laplace(0, 1), bc.EmpiricalMean(), n=5))
