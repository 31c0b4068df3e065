"""Running batches: the same result for one worker or many, interrupted or not."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

FORMAT = "boundcalc-checkpoint-1"


class Task(Protocol):
    """Work that comes in independent batches; must be picklable."""

    def describe(self) -> dict[str, Any]:
        """What is simulated, JSON values only: two runs with equal descriptions are the same run."""

    def batch(self, rng: np.random.Generator, size: int) -> Any:
        """The result of one batch of `size` units, JSON values only."""


@dataclass(frozen=True)
class Running:
    """How a simulation is run; none of it changes a result, but for the time budget that may end it early.

    `workers`: processes on this machine (-1: all cores), through joblib; None leaves it to the joblib backend in
    force, so that ``with joblib.parallel_config("dask")`` (or Ray) runs the batches on a cluster. `checkpoint`: a
    file that holds all finished batches; `resume` continues from it. `progress`: show a bar with the time left.
    `seconds`: start no batch after this time.

    >>> Running(workers=0)
    Traceback (most recent call last):
    ...
    ValueError: workers must be an integer of at least 1, -1 for all cores, or None for joblib's backend, got 0
    """

    workers: int | None = 1
    checkpoint: str | os.PathLike[str] | None = None
    resume: bool = False
    progress: bool = False
    seconds: float | None = None

    def __post_init__(self) -> None:
        workers = self.workers
        if workers is not None and (
            isinstance(workers, bool) or not isinstance(workers, int) or (workers < 1 and workers != -1)
        ):
            raise ValueError(
                "workers must be an integer of at least 1, -1 for all cores, or None for joblib's backend, "
                f"got {workers!r}"
            )
        if self.resume and self.checkpoint is None:
            raise ValueError("resume needs a checkpoint file to continue from")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError(f"seconds must be positive, got {self.seconds!r}")


def check_seed(seed: Any) -> int | None:
    """`seed` as a non-negative integer or None, or ValueError."""
    if seed is None:
        return None
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"seed must be a non-negative integer, got {seed!r}")
    return int(seed)


def check_count(value: Any, name: str, most: int, least: int = 1) -> int:
    """`value` as an integer from `least` to `most`, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ValueError(f"{name} must be an integer from {least} to {most}, got {value!r}")
    return int(value)


def run(
    task: Task,
    sizes: Sequence[int],
    seed: int | None,
    running: Running = Running(),
    stop: Callable[[Any], bool] | None = None,
) -> tuple[list[Any], int]:
    """The results of batches 0, 1, ... in order, and the seed they came from.

    Batch i uses ``SeedSequence(seed, spawn_key=(i,))``, the i-th child that ``SeedSequence(seed).spawn`` gives:
    nothing depends on who computes it, or when. `stop` sees every result in order, also those of a checkpoint, and
    ends the run by True; what others computed beyond that point is dropped.

    Raises ValueError for a checkpoint that belongs to another run, or exists while `resume` is False.
    """
    book = _Checkpoint(task, list(sizes), seed, running)
    done = book.results
    stop = stop or (lambda _: False)
    for i, result in enumerate(done):
        if stop(result):
            return done[: i + 1], book.seed
    todo = list(range(len(done), len(sizes)))
    deadline = None if running.seconds is None else time.monotonic() + running.seconds
    jobs = ((task, int(sizes[i]), book.seed, i) for i in _until(todo, deadline))
    results = _compute(jobs, running.workers)
    bar = _bar(running.progress, len(sizes), len(done))
    with contextlib.closing(results), bar as advance:
        for result in results:
            book.add(result)
            advance()
            if stop(result):
                break
    return done, book.seed


def _until(indices: list[int], deadline: float | None) -> Iterator[int]:
    for i in indices:
        if deadline is not None and i and time.monotonic() > deadline:
            return
        yield i


def _work(task: Task, size: int, seed: int, index: int) -> Any:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index,)))
    return task.batch(rng, size)


def _compute(jobs: Iterator[tuple[Any, ...]], workers: int | None) -> Generator[Any]:
    if workers == 1:
        for job in jobs:
            yield _work(*job)
        return
    try:
        from joblib import Parallel, delayed
    except ModuleNotFoundError:
        raise ValueError("more than one worker needs the extra [parallel]: pip install 'boundcalc[parallel]'") from None
    # batch_size 1: a kill loses at most the batch each worker is on.
    pool = Parallel(n_jobs=workers, return_as="generator", batch_size=1, pre_dispatch="2*n_jobs")
    results = pool(delayed(_work)(*job) for job in jobs)
    try:
        for result in results:  # noqa: UP028 - `yield from` would close the pool before the warning is silenced
            yield result
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a run that stops early drops results: that is meant
            results.close()


class _Checkpoint:
    """All finished batches, in memory and in the file, which is replaced whole or not at all."""

    def __init__(self, task: Task, sizes: list[int], seed: int | None, running: Running) -> None:
        self.path = None if running.checkpoint is None else Path(running.checkpoint)
        self.results: list[Any] = []
        what = {"task": task.describe(), "batches": [len(sizes), *sorted(set(sizes))], "numpy": np.__version__}
        text = json.dumps(what, sort_keys=True)
        self.head = {"format": FORMAT, "fingerprint": hashlib.sha256(text.encode()).hexdigest(), "run": what}
        old = self._read(running.resume)
        if old is not None:
            if old["fingerprint"] != self.head["fingerprint"] or (seed is not None and old["seed"] != seed):
                raise ValueError(f"checkpoint {self.path} belongs to another run; give another file or remove it")
            self.results = old["results"]
        fresh = np.random.SeedSequence().entropy if seed is None else seed
        self.seed: int = int(fresh if old is None else old["seed"])  # type: ignore[arg-type]

    def _read(self, resume: bool) -> dict[str, Any] | None:
        if self.path is None or not self.path.exists():
            return None
        if not resume:
            raise ValueError(f"checkpoint {self.path} exists; resume it, or give another file")
        try:
            data = json.loads(self.path.read_text("utf-8"))
            well_formed = data["format"] == FORMAT and isinstance(data["results"], list)
            well_formed = well_formed and isinstance(data["fingerprint"], str) and isinstance(data["seed"], int)
        except (ValueError, KeyError, TypeError):
            well_formed = False
        if not well_formed:
            raise ValueError(f"checkpoint {self.path} is not a checkpoint of boundcalc")
        return data

    def add(self, result: Any) -> None:
        self.results.append(result)
        if self.path is None:
            return
        data = self.head | {"seed": self.seed, "results": self.results}
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        with open(fresh, "w", encoding="utf-8") as file:
            json.dump(data, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)


@contextlib.contextmanager
def _bar(wanted: bool, total: int, start: int) -> Iterator[Callable[[], None]]:
    if not wanted:
        yield lambda: None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    except ModuleNotFoundError:
        raise ValueError("a progress bar needs the extra [cli]: pip install 'boundcalc[cli]'") from None
    columns = (TextColumn("batches"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        line = progress.add_task("batches", total=total, completed=start)
        yield lambda: progress.advance(line)
