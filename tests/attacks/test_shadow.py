"""Shadow models are trained once, shared, and not trained again after a kill."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import joblib
import numpy as np
import pytest
from joblib._parallel_backends import ThreadingBackend
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from boundcalc.attacks import attack

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 4))
Y = np.where(X[:, 0] + RNG.normal(size=60) > 0, "yes", "no")
OPTIONS = {"runs": 20, "score": ["loss", "rmia", "quantile", "lira_online"], "references": 4, "level": "0.9", "seed": 5}
FILES = ("run.shadow", "run.choose", "run")


def test_each_shadow_model_is_trained_once_for_all_attacks_and_all_runs():
    trained = []

    def fit(X, y):
        trained.append(len(y))
        return GaussianNB().fit(X, y)

    attack(fit, (X, Y), 40, **OPTIONS)
    assert trained == [30] * 4 + [40] * 20


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_cut_short_anywhere_gives_the_same_report_when_resumed(tmp_path, workers):
    whole = attack(GaussianNB(), (X, Y), 30, **OPTIONS)
    assert attack(GaussianNB(), (X, Y), 30, checkpoint=tmp_path / "run", workers=workers, **OPTIONS) == whole
    contents = {name: (tmp_path / name).read_bytes() for name in FILES}
    for stage, name in enumerate(FILES):
        for later in FILES[stage + 1 :]:
            (tmp_path / later).unlink()
        (tmp_path / name).write_bytes(contents[name][: len(contents[name]) * 2 // 3])  # within a line
        for earlier in FILES[:stage]:
            (tmp_path / earlier).write_bytes(contents[earlier])
        assert attack(GaussianNB(), (X, Y), 30, checkpoint=tmp_path / "run", resume=True, **OPTIONS) == whole
        assert all((tmp_path / name).read_bytes() == contents[name] for name in FILES)


class Lists(ThreadingBackend):
    """A backend that gives results by lists, as Ray's does."""

    supports_return_generator = False


def test_a_backend_that_gives_lists_gives_the_same_report(tmp_path):
    joblib.register_parallel_backend("lists", Lists)
    whole = attack(GaussianNB(), (X, Y), 30, **OPTIONS)
    with joblib.parallel_config("lists", n_jobs=1):
        assert attack(GaussianNB(), (X, Y), 30, workers=None, checkpoint=tmp_path / "run", **OPTIONS) == whole


def test_what_a_worker_computes_by_joblib_is_not_handed_to_the_cluster_again():
    # A nearest neighbour asks joblib too: on a Dask cluster every worker then waited for the others.
    seen = set()

    def fit(X, y):
        seen.add(type(joblib.parallel.get_active_backend()[0]).__name__)
        return GaussianNB().fit(X, y)

    with joblib.parallel_config("threading", n_jobs=2):
        attack(fit, (X, Y), 30, runs=20, level="0.9", seed=0, workers=None)
    assert seen == {"SequentialBackend"}


def test_shadow_models_of_another_table_are_not_taken(tmp_path):
    attack(GaussianNB(), (X, Y), 30, checkpoint=tmp_path / "run", **OPTIONS)
    with pytest.raises(ValueError, match=r"run.shadow belongs to another run"):
        attack(GaussianNB(), (X + 1, Y), 30, checkpoint=tmp_path / "run", resume=True, **OPTIONS)


@pytest.mark.parametrize("target", [3, (X[0] + 0.1, "yes")], ids=["row", "pair"])
def test_one_record_is_attacked_with_the_shadow_models_of_the_table(target):
    options = OPTIONS | {"score": ["lira_offline", "difference"]}
    report = attack(KNeighborsClassifier(1), (X, Y), 30, target=target, **options)
    assert report.failures == ()
    assert report.score in options["score"]


def test_shadow_models_that_fail_are_counted_and_too_few_are_refused():
    def sometimes(X, y, rng):
        if len(y) == 30 and rng.random() < 0.5:
            raise RuntimeError("diverged")
        return GaussianNB().fit(X, y)

    report = attack(sometimes, (X, Y), 40, **OPTIONS | {"references": 8})
    assert any("of the 8 reference models could not be trained" in note for note in report.notes)

    def never(X, y):
        if len(y) == 30:
            raise RuntimeError("diverged")
        return GaussianNB().fit(X, y)

    with pytest.raises(ValueError, match="0 of 4 reference models could be trained: 2 needed; RuntimeError: diverged"):
        attack(never, (X, Y), 40, **OPTIONS)


def test_the_time_budget_covers_the_shadow_models(tmp_path):
    def slow(X, y):
        time.sleep(0.02)
        return GaussianNB().fit(X, y)

    slow.describe = lambda: "naive Bayes"
    with pytest.raises(ValueError, match=r"seconds ended after \d of the 4 shadow models; resume"):
        attack(slow, (X, Y), 30, seconds=0.03, checkpoint=tmp_path / "run", **OPTIONS)
    resumed = attack(slow, (X, Y), 30, checkpoint=tmp_path / "run", resume=True, **OPTIONS)
    assert resumed == attack(GaussianNB(), (X, Y), 30, **OPTIONS)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_process_is_resumed_to_the_identical_report(tmp_path, workers):
    script = tmp_path / "killed.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import sys, time
            import numpy as np
            from sklearn.naive_bayes import GaussianNB
            from boundcalc.attacks import attack

            class Slow(GaussianNB):
                def fit(self, X, y):
                    time.sleep(0.1)
                    return super().fit(X, y)

            rng = np.random.default_rng(3)
            X = rng.normal(size=(60, 4))
            y = np.where(X[:, 0] + rng.normal(size=60) > 0, "yes", "no")
            options = {OPTIONS!r}
            report = attack(Slow(), (X, y), 30, checkpoint=sys.argv[1], workers={workers},
                            resume=len(sys.argv) > 2, **options)
            print(report.to_json())
            """
        )
    )
    whole = subprocess.run([sys.executable, script, tmp_path / "whole"], capture_output=True, text=True, check=True)
    for name in FILES:  # killed in each of the three stages, one after the other
        arguments = [tmp_path / "run"] + (["resume"] if (tmp_path / "run.shadow").exists() else [])
        process = subprocess.Popen([sys.executable, script, *arguments], stdout=subprocess.DEVNULL, process_group=0)
        file = tmp_path / name
        while process.poll() is None and not (file.exists() and file.read_bytes().count(b"\n") > 2):
            time.sleep(0.01)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    found = subprocess.run(
        [sys.executable, script, tmp_path / "run", "resume"], capture_output=True, text=True, check=True
    )
    assert found.stdout == whole.stdout
