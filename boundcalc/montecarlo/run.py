"""Running batches: the same result for one worker or many, interrupted or not."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Generic, Protocol, TypeVar

import numpy as np

from ..numeric.exact import shown, to_rational
from ..numeric.kinds import Json

_MOST_WORKERS = 10_000
_MOST_SECONDS = 10**9
FORMAT = "boundcalc-checkpoint-2"


Result = TypeVar("Result", covariant=True)
Kept = TypeVar("Kept")


class Task(Protocol[Result]):
    """Work that comes in independent batches; must be picklable."""

    def describe(self) -> Json:
        """What is simulated, JSON values only: two runs with equal descriptions are the same run."""

    def batch(self, rng: np.random.Generator, size: int) -> Result:
        """The result of one batch of `size` units, JSON values only."""


@dataclass(frozen=True)
class Running:
    """How a simulation is run; none of it changes a result, but for the time budget that may end it early.

    `workers`: processes on this machine (-1: all cores), through joblib; None leaves it to the joblib backend in
    force, so that ``with joblib.parallel_config("dask")`` (or Ray) runs the batches on a cluster. `checkpoint`: a
    file that takes a line for each finished batch; `resume` continues from it. `progress`: show a bar with the time
    left. `seconds`: hand out no batch after this time.

    >>> Running(workers=0)
    Traceback (most recent call last):
    ...
    ValueError: workers must be an integer from 1 to 10000, -1 for all cores, or None for joblib's backend, got 0
    """

    workers: int | None = 1
    checkpoint: str | os.PathLike[str] | None = None
    resume: bool = False
    progress: bool = False
    seconds: float | None = None

    def __post_init__(self) -> None:
        workers = self.workers
        if workers is not None and (
            isinstance(workers, bool)
            or not isinstance(workers, int)
            or not (workers == -1 or 1 <= workers <= _MOST_WORKERS)
        ):
            raise ValueError(
                "workers must be an integer from 1 to 10000, -1 for all cores, or None for joblib's backend, "
                f"got {shown(workers)}"
            )
        if self.resume and self.checkpoint is None:
            raise ValueError("resume needs a checkpoint file to continue from")
        if self.seconds is not None:
            seconds = to_rational(self.seconds, "seconds")
            if not 0 < seconds <= _MOST_SECONDS:
                raise ValueError(f"seconds must be in (0, {_MOST_SECONDS}], got {shown(self.seconds)}")
            object.__setattr__(self, "seconds", float(seconds))

    def since(self, start: float) -> Running:
        """The same with what is left of the time budget that began at `start` on the monotonic clock."""
        if self.seconds is None:
            return self
        return replace(self, seconds=max(1e-9, self.seconds - (time.monotonic() - start)))


def check_seed(seed: object) -> int | None:
    """`seed` as a non-negative integer or None, or ValueError."""
    if seed is None:
        return None
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"seed must be a non-negative integer, got {shown(seed)}")
    return int(seed)


def check_count(value: object, name: str, most: int, least: int = 1) -> int:
    """`value` as an integer from `least` to `most`, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ValueError(f"{name} must be an integer from {least} to {most}, got {shown(value)}")
    return int(value)


def run(
    task: Task[Kept],
    sizes: Sequence[int],
    seed: int | None,
    running: Running = Running(),
    stop: Callable[[Kept], bool] | None = None,
    what: str = "batches",
) -> tuple[list[Kept], int]:
    """The results of batches 0, 1, ... in order, and the seed they came from.

    Batch i uses ``SeedSequence(seed, spawn_key=(i,))``, the i-th child that ``SeedSequence(seed).spawn`` gives:
    nothing depends on who computes it, or when. `stop` sees every result in order, also those of a checkpoint, and
    ends the run by True; what others computed beyond that point is dropped. `what`: the batches, as the bar calls them.

    Raises ValueError for a checkpoint that belongs to another run, is damaged or in use, or exists while `resume` is
    False; OSError when it cannot be written.
    """
    deadline = None if running.seconds is None else time.monotonic() + running.seconds
    stop = stop or (lambda _: False)
    with _Checkpoint(task, list(sizes), seed, running) as book:
        done = book.results
        for i, result in enumerate(done):
            if stop(result):
                return done[: i + 1], book.seed
        todo = list(range(len(done), len(sizes)))
        jobs = ((task, int(sizes[i]), book.seed, i) for i in _until(todo, deadline))
        results = _compute(jobs, running.workers)
        bar = _bar(running.progress, what, len(sizes), len(done))
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


def _work(task: Task[Kept], size: int, seed: int, index: int) -> Kept:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index,)))
    return task.batch(rng, size)


def _work_there(task: Task[Kept], size: int, seed: int, index: int) -> Kept:
    """The same on a worker, one after the other whatever it computes by joblib: handed to the same cluster again, that
    would wait for workers which wait for it."""
    from joblib import parallel_config

    with parallel_config(backend="sequential"):
        return _work(task, size, seed, index)


def _compute(jobs: Iterator[tuple[Task[Kept], int, int, int]], workers: int | None) -> Generator[Kept]:
    if workers == 1:
        for job in jobs:
            yield _work(*job)
        return
    try:
        from joblib import Parallel, delayed, effective_n_jobs
    except ModuleNotFoundError:
        raise ValueError("more than one worker needs the extra [parallel]: pip install 'boundcalc[parallel]'") from None
    # batch_size 1: a kill loses at most the batch each worker is on.
    try:
        pool = Parallel(n_jobs=workers, return_as="generator", batch_size=1, pre_dispatch="2*n_jobs")
    except ValueError:  # a backend that gives results by lists, as Ray's: a kill loses one of these
        width = 2 * effective_n_jobs(workers)
        with Parallel(n_jobs=workers, batch_size=1) as lists:  # one pool for all of them
            while some := list(islice(jobs, width)):
                yield from lists(delayed(_work_there)(*job) for job in some)
        return
    results = pool(delayed(_work_there)(*job) for job in jobs)
    try:
        for result in results:  # noqa: UP028 - `yield from` would close the pool before the warning is silenced
            yield result
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a run that stops early drops results: that is meant
            results.close()


class _Checkpoint(Generic[Kept]):
    """All finished batches, in memory and in a file: a line says which run it is, then one line a batch.

    A line is written and synchronised when its batch ends: nothing but a line cut short by a kill or a full disk is
    ever lost, and that line is dropped on resuming.
    """

    def __init__(self, task: Task[Kept], sizes: list[int], seed: int | None, running: Running) -> None:
        self.path = None if running.checkpoint is None else Path(running.checkpoint)
        self.file: BinaryIO | None = None
        self.results: list[Kept] = []
        fresh = np.random.SeedSequence().entropy if seed is None else seed
        self.seed = int(fresh)  # type: ignore[arg-type]
        if self.path is None:
            return
        what = {"task": task.describe(), "batches": [len(sizes), *sorted(set(sizes))], "numpy": np.__version__}
        text = json.dumps(what, sort_keys=True)
        self.head = {"format": FORMAT, "fingerprint": hashlib.sha256(text.encode()).hexdigest(), "run": what}
        with self._named():
            if not self.path.exists():
                self._start()
            elif not running.resume:
                raise ValueError(f"checkpoint {self.path} exists; resume it, or give another file")
            self.file = open(self.path, "r+b")  # noqa: SIM115 (closed when the run ends)
        try:
            self._lock()
            self._read(seed, len(sizes))
        except BaseException:
            self.file.close()
            raise

    def __enter__(self) -> _Checkpoint[Kept]:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            # What is left in the buffer is the line that could not be written, an error that is on its way already.
            with contextlib.suppress(OSError):
                self.file.close()

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of the operating system name the checkpoint."""
        try:
            yield
        except OSError as error:
            error.filename = str(self.path)
            raise

    def _start(self) -> None:
        assert self.path is not None
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            with open(new, "wb") as file:
                file.write(_line(self.head | {"seed": self.seed}))
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, self.path)
        finally:
            with contextlib.suppress(OSError):
                new.unlink()

    def _lock(self) -> None:
        assert self.file is not None
        try:
            import fcntl
        except ModuleNotFoundError:  # no such locks on this system
            return
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"checkpoint {self.path} is in use by another run") from None
        except OSError:  # a file system without locks
            return

    def _read(self, seed: int | None, most: int) -> None:
        assert self.file is not None
        place = 0
        for number, line in enumerate(self.file):
            if not line.endswith(b"\n"):
                break  # cut short: the batch is computed again
            try:
                data = json.loads(line)
                if number == 0:
                    self._check_head(data, seed)
                else:
                    index, result = data
                    if index != number - 1 or number > most:
                        raise ValueError
                    self.results.append(result)
            except _OtherRun:
                raise ValueError(
                    f"checkpoint {self.path} belongs to another run; give another file or remove it"
                ) from None
            except (ValueError, KeyError, TypeError):
                what = "is not a checkpoint of boundcalc" if number == 0 else f"is damaged in line {number + 1}"
                raise ValueError(f"checkpoint {self.path} {what}") from None
            place += len(line)
        if place == 0:
            raise ValueError(f"checkpoint {self.path} is not a checkpoint of boundcalc")
        self.file.seek(place)
        self.file.truncate()

    def _check_head(self, data: Json, seed: int | None) -> None:
        kept = int(data["seed"])
        if data["format"] != FORMAT:
            raise ValueError
        if data["fingerprint"] != self.head["fingerprint"] or (seed is not None and kept != seed):
            raise _OtherRun
        self.seed = kept

    def add(self, result: Kept) -> None:
        if self.file is not None:
            with self._named():
                self.file.write(_line([len(self.results), result]))
                self.file.flush()
                os.fsync(self.file.fileno())
        self.results.append(result)


class _OtherRun(Exception):
    """The checkpoint was written by another run."""


def _line(data: object) -> bytes:
    return json.dumps(data).encode() + b"\n"


@contextlib.contextmanager
def _bar(wanted: bool, what: str, total: int, start: int) -> Iterator[Callable[[], None]]:
    if not wanted:
        yield lambda: None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    except ModuleNotFoundError:
        raise ValueError("a progress bar needs the extra [cli]: pip install 'boundcalc[cli]'") from None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        line = progress.add_task(what, total=total, completed=start)
        yield lambda: progress.advance(line)
