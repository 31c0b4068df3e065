"""Figures, tables and the record of a run."""

from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, told apart by colour-blind readers and on grey prints together with the markers."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X")

_STYLE = {
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.grid": True,
    "grid.color": "0.9",
    "grid.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "lines.linewidth": 1.3,
    "lines.markersize": 3.5,
    "pdf.fonttype": 42,
    "svg.hashsalt": "boundcalc",
    "savefig.bbox": "tight",
}


class Output:
    """A folder that receives the figures (PDF and PNG), one CSV and one JSON of an experiment."""

    def __init__(self, folder: str | os.PathLike[str], name: str) -> None:
        try:
            import matplotlib
        except ModuleNotFoundError:
            raise ValueError("figures need the extra [plot]: pip install 'boundcalc[plot]'") from None
        del matplotlib
        self.folder, self.name = Path(folder), name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files: list[Path] = []

    @contextmanager
    def figure(self, part: str, columns: float, rows: int = 1, height: float = 2.6) -> Iterator[Any]:
        """Axes of a new figure (columns x rows); it is written when the block ends."""
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with rc_context(_STYLE):
            figure = Figure(figsize=(3.3 * columns, height * rows), layout="constrained")
            FigureCanvasAgg(figure)
            yield figure.subplots(rows, int(columns), squeeze=False)
            for suffix in ("pdf", "png"):
                path = self.folder / f"{self.name}_{part}.{suffix}"
                metadata = {"CreationDate": None} if suffix == "pdf" else {"Software": None}
                figure.savefig(path, dpi=200, metadata=metadata)
                self.files.append(path)

    def table(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Every plotted number, one row each; numbers are written in full."""
        columns = list(dict.fromkeys(key for row in rows for key in row))
        path = self.folder / f"{self.name}.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        self.files.append(path)

    def record(self, seed: int, parameters: Mapping[str, Any], results: Mapping[str, Any]) -> None:
        """Seed, versions, parameters and the main results."""
        data = {
            "experiment": self.name,
            "seed": seed,
            "parameters": dict(parameters),
            "results": dict(results),
            "versions": {"python": platform.python_version()} | dict(_versions()),
        }
        path = self.folder / f"{self.name}.json"
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        self.files.append(path)


def _versions() -> Iterator[tuple[str, str]]:
    for package in ("boundcalc", "numpy", "scipy", "sympy", "python-flint", "matplotlib"):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
