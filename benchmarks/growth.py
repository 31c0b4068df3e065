"""How cost grows with K, n, d, digits, rows and workers: fitted exponents and a plot."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import boundcalc as bc

from .harness import cpu_seconds


@dataclass(frozen=True)
class Series:
    """One axis: sizes at each scale, and the work at a size. `wall`: by the clock instead of processor time."""

    axis: str
    promise: str
    sizes: dict[str, list[int]]
    task: Callable[[int], Callable[[], Any]]
    wall: bool = False


def _float64(k: int, n: int = 10**9, nu: str = "1/2", workers: int = 1) -> Callable[[], Any]:
    w = np.random.default_rng(0).random(k)
    return lambda: bc.Game(bc.Categorical(w, normalize=True), n=n, nu=nu).delta(backend="float64", workers=workers)


def _balls(k: int, digits: int = 30, n: int = 10**9, workers: int = 1) -> Callable[[], Any]:
    w = np.arange(1, k + 1) + 10**6
    return lambda: bc.Game(bc.Categorical(w, normalize=True), n=n).delta(digits, workers=workers)


def _mean(d: int) -> Callable[[], Any]:
    return lambda: bc.Game(bc.MultivariateNormal(dim=d), bc.EmpiricalMean(), n=10**6).delta(30)


def _spin(turns: int) -> int:
    for _ in range(turns):
        pass
    return turns


def _control(workers: int) -> Callable[[], Any]:
    import joblib

    turns = 40_000_000 // workers
    return lambda: joblib.Parallel(n_jobs=workers)(joblib.delayed(_spin)(turns) for _ in range(workers))


def _rows(rows: int) -> Callable[[], Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(0)
    table = pa.table({"a": rng.integers(0, 100, rows), "b": rng.integers(0, 50, rows), "c": rng.zipf(1.5, rows) % 1000})

    folder = tempfile.TemporaryDirectory()  # goes with the task
    pq.write_table(table, Path(folder.name) / "t.parquet")
    return lambda: bc.audit(folder.name, column_costs=False)


SERIES = {
    "float64 sum": Series(
        "K", "linear", {"full": [10**5, 10**6, 10**7], "quick": [10**4, 10**5], "tiny": [100, 1000]}, _float64
    ),
    "float64 sum, gamma = 3/2, n = 1000 K": Series(
        "K",
        "linear",
        {"full": [10**4, 10**5, 10**6], "quick": [10**4, 10**5], "tiny": [100, 1000]},
        lambda k: _float64(k, 1000 * k, "2/5"),
    ),
    "30 digits in balls": Series(
        "K", "linear", {"full": [1000, 4000, 16_000], "quick": [500, 2000], "tiny": [10, 40]}, _balls
    ),
    "float64 sum, K = 10^5": Series(
        "n",
        "constant",
        {"full": [10**6, 10**9, 10**12, 10**15], "quick": [10**6, 10**12], "tiny": [10**6, 10**9]},
        lambda n: _float64(10**5, n),
    ),
    "30 digits in balls, K = 1000": Series(
        "n",
        "constant",
        {"full": [10**6, 10**9, 10**12, 10**15], "quick": [10**6, 10**12], "tiny": [10**6, 10**9]},
        lambda n: _balls(1000, n=n),
    ),
    "balls, K = 1000": Series(
        "digits",
        "that of exp and log: 1 to 1.6",
        {"full": [30, 100, 300, 1000], "quick": [30, 100], "tiny": [10, 20]},
        lambda digits: _balls(1000, digits),
    ),
    "Gaussian mean, n = 10^6, 30 digits": Series(
        "d", "constant", {"full": [10, 1000, 10**5, 10**6], "quick": [10, 1000], "tiny": [2, 10]}, _mean
    ),
    "counting Parquet": Series(
        "rows", "near-linear", {"full": [10**5, 10**6, 10**7], "quick": [10**4, 10**5], "tiny": [100, 1000]}, _rows
    ),
    "float64 sum, gamma = 3/2, K = 10^7, by the clock": Series(
        "workers",
        "little: memory sets the pace",
        {"full": [1, 2], "quick": [1, 2], "tiny": [1, 2]},
        lambda k: _float64(10**7, 10**10, "2/5", k),
        wall=True,
    ),
    "control: a busy loop in independent processes, by the clock": Series(
        "workers",
        "what the machine allows",
        {"full": [1, 2], "quick": [1, 2], "tiny": [1, 2]},
        _control,
        wall=True,
    ),
    "30 digits in balls, K = 10^5, by the clock": Series(
        "workers",
        "near-ideal (-1) but for the start of processes and the masses sent",
        {"full": [1, 2], "quick": [1, 2], "tiny": [1, 2]},
        lambda k: _balls(10**5, workers=k),
        wall=True,
    ),
}


def measure(scale: str = "full", names: list[str] | None = None) -> dict[str, Any]:
    """Name -> sizes, seconds (the least of 3), exponent over all sizes and over the last two, promise."""
    found = {}
    for name in names or SERIES:
        series = SERIES[name]
        print(f"growth: {name}", file=sys.stderr, flush=True)
        sizes, seconds = series.sizes[scale], []
        for size in sizes:
            task = series.task(size)
            seconds.append(min(_once(task, series.wall) for _ in range(1 if scale == "tiny" else 3)))
        logs = np.log(np.maximum(seconds, 1e-9))
        slope = float(np.polyfit(np.log(sizes), logs, 1)[0])
        found[name] = {
            "axis": series.axis,
            "sizes": sizes,
            "seconds": seconds,
            "exponent": slope,
            "last": float((logs[-1] - logs[-2]) / math.log(sizes[-1] / sizes[-2])),
            "promise": series.promise,
        }
    return found


def _once(task: Callable[[], Any], wall: bool) -> float:
    clock = time.perf_counter if wall else cpu_seconds
    start = clock()
    task()
    return max(clock() - start, 1e-9)


def plot(found: dict[str, Any], path: Path) -> None:
    """One panel an axis, both scales logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    axes = list(dict.fromkeys(series["axis"] for series in found.values()))
    columns = 3
    figure, panels = plt.subplots(math.ceil(len(axes) / columns), columns, figsize=(14, 8), squeeze=False)
    for panel, axis in zip(panels.flat, axes, strict=False):
        for name, series in found.items():
            if series["axis"] == axis:
                label = f"{name}: {series['exponent']:+.2f}"
                panel.loglog(series["sizes"], series["seconds"], "o-", label=label)
        low, high = panel.get_ylim()
        if high < 10 * low:  # a constant should look like one
            panel.set_ylim(low / 3, high * 3)
        panel.set_xlabel(axis)
        panel.set_ylabel("seconds")
        panel.grid(True, which="major", alpha=0.3)
        panel.legend(fontsize=7, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    for panel in list(panels.flat)[len(axes) :]:
        panel.set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
