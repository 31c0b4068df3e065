"""Figures, tables and the record of a run."""

from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from ..numeric.kinds import Array

if TYPE_CHECKING:
    pass

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
    "legend.title_fontsize": 7.5,
    "legend.frameon": False,
    "lines.linewidth": 1.3,
    "lines.markersize": 3.5,
    "pdf.fonttype": 42,
    "svg.hashsalt": "boundcalc",
    "savefig.bbox": "tight",
}


class Output:
    """A folder that receives the figures (PDF and PNG), one CSV and one JSON of an experiment.

    Every file appears whole or not at all, the JSON last. Raises ValueError when the folder holds the record of
    another run, OSError when it cannot be written: both before anything is computed.
    """

    def __init__(self, folder: str | os.PathLike[str], name: str, seed: int, parameters: Mapping[str, object]) -> None:
        try:
            import matplotlib
        except ModuleNotFoundError:
            raise ValueError("figures need the extra [plot]: pip install 'boundcalc[plot]'") from None
        del matplotlib
        self.folder, self.name = Path(folder), name
        self.run = {"experiment": name, "seed": seed, "parameters": json.loads(json.dumps(dict(parameters)))}
        self.files: list[Path] = []
        self.folder.mkdir(parents=True, exist_ok=True)
        self._check_record()
        try:
            TemporaryFile(dir=self.folder).close()
        except OSError as error:
            error.filename = str(self.folder)
            raise

    def _check_record(self) -> None:
        path = self._path("json")
        if not path.exists():
            return
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            same = all(kept[key] == value for key, value in self.run.items())
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"{path} is not the record of a run; give another folder or remove it") from None
        if not same:
            raise ValueError(f"{path} is the record of another run of {self.name}; give another folder or remove it")

    def _path(self, suffix: str, part: str = "") -> Path:
        return self.folder / f"{self.name}{part and '_' + part}.{suffix}"

    @contextmanager
    def _whole(self, path: Path) -> Iterator[Path]:
        """A file to write beside `path`, which takes its place at the end."""
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            yield new
            os.replace(new, path)
        except OSError as error:
            error.filename, error.filename2 = str(path), None
            raise
        finally:
            with suppress(OSError):
                new.unlink()
        self.files.append(path)

    @contextmanager
    def figure(self, part: str, columns: float, rows: int = 1, height: float = 2.6) -> Iterator[Array]:
        """Axes of a new figure (columns x rows); it is written when the block ends."""
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with rc_context(_STYLE):
            figure = Figure(figsize=(3.3 * columns, height * rows), layout="constrained")
            FigureCanvasAgg(figure)
            yield figure.subplots(rows, int(columns), squeeze=False)
            for suffix in ("pdf", "png"):
                metadata = {"CreationDate": None} if suffix == "pdf" else {"Software": None}
                with self._whole(self._path(suffix, part)) as new:
                    figure.savefig(new, format=suffix, dpi=200, metadata=metadata)

    def table(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Every plotted number, one row each; numbers are written in full."""
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with self._whole(self._path("csv")) as new, open(new, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def record(self, results: Mapping[str, object]) -> None:
        """Seed, versions, parameters and the main results."""
        versions = {"python": platform.python_version()} | dict(_versions())
        data = self.run | {"results": dict(results), "versions": versions}
        with self._whole(self._path("json")) as new:
            new.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _versions() -> Iterator[tuple[str, str]]:
    for package in ("boundcalc", "numpy", "scipy", "sympy", "python-flint", "matplotlib"):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
