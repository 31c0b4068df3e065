"""Counting a big Parquet table in bounded memory: the audit through DuckDB, beside pandas on the whole table."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TITLE = "Counting the distinct records of a Parquet table, DuckDB held to 2 GB"
SIZES = {"full": [10**8], "quick": [2 * 10**6], "tiny": [3000]}
REPEATS = 2
WEIGHT = 12.0
ISOLATED = True
AIMS = (("pandas", "time / ours", ">=", 5), ("pandas", "share of peak memory", "<=", 0.25))
MEMORY = "2GB"
PART = 2_000_000


def folder(rows: int) -> Path:
    """Where the table is while it is counted."""
    return Path(tempfile.gettempdir()) / f"boundcalc-benchmark-{rows}"


def prepare(rows: int) -> None:
    """Columns with 100, 50 and 1000 values, and one that follows a power law: many rare combinations."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder(rows).mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    for start in range(0, rows, PART):
        size = min(PART, rows - start)
        columns = {
            "age": rng.integers(0, 100, size).astype(np.int8),
            "region": rng.integers(0, 50, size).astype(np.int8),
            "job": np.minimum(rng.zipf(1.5, size), 1000).astype(np.int16),
            "income": np.round(rng.lognormal(10, 1, size), -2),
        }
        pq.write_table(pa.table(columns), folder(rows) / f"part{start:012d}.parquet")


def clean(rows: int) -> None:
    """Remove the table."""
    shutil.rmtree(folder(rows), ignore_errors=True)


def through_audit(rows: int) -> str:
    """What `boundcalc.audit` counts; nothing else is asked of it."""
    import boundcalc as bc

    found = bc.audit(str(folder(rows)), memory_limit=MEMORY, column_costs=False, exposed=0)
    return _fingerprint(found.counts)


def through_pandas(rows: int) -> str:
    """The same counts, and nothing else."""
    import pandas as pd

    frame = pd.read_parquet(folder(rows))
    sizes = frame.groupby(list(frame.columns), dropna=False).size()
    return _fingerprint(sizes.value_counts().to_dict())


def _fingerprint(counts: dict[int, int]) -> str:
    text = repr(sorted((int(k), int(v)) for k, v in counts.items()))
    return f"{sum(counts.values())} distinct, counts {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def contenders(rows: int) -> dict[str, Callable[[], Any]]:
    """Equal fingerprints are equal counts."""
    return {"boundcalc.audit": lambda: through_audit(rows), "pandas": lambda: through_pandas(rows)}
