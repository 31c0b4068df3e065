"""Counting a big Parquet table in bounded memory: the audit through DuckDB, beside pandas on the whole table.

    python benchmarks/counting.py --rows 100_000_000 --memory 1GB
    python benchmarks/counting.py --rows 3_000_000 --pandas

Prints wall time and peak memory of each. The table is written to a temporary directory, part by part.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import numpy as np


def write(folder: Path, rows: int, part: int = 2_000_000) -> None:
    """Columns with 100, 50 and 1000 values, and one that follows a power law: many rare combinations."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(0)
    for start in range(0, rows, part):
        size = min(part, rows - start)
        columns = {
            "age": rng.integers(0, 100, size).astype(np.int8),
            "region": rng.integers(0, 50, size).astype(np.int8),
            "job": np.minimum(rng.zipf(1.5, size), 1000).astype(np.int16),
            "income": np.round(rng.lognormal(10, 1, size), -2),
        }
        pq.write_table(pa.table(columns), folder / f"part{start:012d}.parquet")


def through_audit(folder: str, memory: str) -> dict[int, int]:
    import boundcalc as bc

    found = bc.audit(folder, memory_limit=memory, column_costs=False)
    print(f"  {found.distinct} distinct of {found.rows}; Delta {found.delta}")
    return found.counts


def through_pandas(folder: str, memory: str) -> dict[int, int]:
    import pandas as pd

    frame = pd.read_parquet(folder)
    sizes = frame.groupby(list(frame.columns), dropna=False).size()
    return sizes.value_counts().sort_index().to_dict()


def measured(task, folder: str, memory: str, answers) -> None:
    start = time.perf_counter()
    answer = task(folder, memory)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  {task.__name__}: {time.perf_counter() - start:.1f} s, peak {peak:.2f} GiB")
    answers.put(answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--memory", default="1GB", help="what DuckDB may hold")
    parser.add_argument("--pandas", action="store_true", help="also with pandas, and compare")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")  # a fresh process each, so that the peaks are its own
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), options.rows)
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**30
        print(f"{options.rows} rows, {size:.2f} GiB of Parquet, memory limit {options.memory}")
        answers = []
        for task in [through_audit, through_pandas][: 1 + options.pandas]:
            queue = context.Queue()
            process = context.Process(target=measured, args=(task, folder, options.memory, queue))
            process.start()
            answers.append(queue.get())
            process.join()
        if options.pandas:
            print("  the same counts" if answers[0] == answers[1] else "  DIFFERENT COUNTS")


if __name__ == "__main__":
    main()
