"""A file of scores of members and others."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..audit.records import in_order
from ..numeric.kinds import Json

_MEMBER = ("1", "1.0", "true", "yes", "in", "member", "train")
_OTHER = ("0", "0.0", "false", "no", "out", "non-member", "nonmember", "test")


def read_scores(path: str, score: str = "score", member: str = "member", run: str | None = None) -> Json:
    """What `evidence` takes of a CSV or Parquet file: scores, member, and blocks where `run` names a column."""
    table, names = in_order(Path(path))
    columns = {name: column.to_pylist() for name, column in zip(names, table.columns, strict=True)}
    for option, name in (("score", score), ("member", member), ("run", run)):
        if name is not None and name not in columns:
            raise ValueError(f"{option} must be a column of {path} ({', '.join(columns) or 'none'}), got {name!r}")
    values = []
    for i, cell in enumerate(columns[score], 1):
        try:
            values.append(float(cell))
        except (TypeError, ValueError):
            raise ValueError(f"column {score} must be numeric, got {cell!r} in record {i}") from None
    kinds = []
    for i, cell in enumerate(columns[member], 1):
        word = str(cell).strip().lower()
        if word not in _MEMBER + _OTHER:
            raise ValueError(f"column {member} must say 1 for members and 0 for others, got {cell!r} in record {i}")
        kinds.append(word in _MEMBER)
    out: Json = {"scores": np.array(values), "member": np.array(kinds, dtype=bool)}
    return out if run is None else out | {"blocks": np.array([str(cell) for cell in columns[run]])}
