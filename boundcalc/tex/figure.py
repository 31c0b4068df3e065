"""Figures: PGF for the document's own fonts and PDF for everything else, drawn from the same numbers."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from .escape import text
from .page import Page, Part, digest
from .quantity import PrintedQuantity, compute
from .spec import Entry, Spec
from .table import entries_of

if TYPE_CHECKING:
    from matplotlib import pyplot

_KEYS = ("lines", "vary", "over", "from", "to", "points", "scale", "yscale", "xlabel", "ylabel", "width", "height")
_SCALES = ("linear", "log")
_XLABEL = {"nu": r"\nu", "lam": r"\lambda", "gamma": r"\gamma", "fpr": r"\bcFPR", "tpr": r"\bcTPR"}
_DEFINITION = re.compile(r"^\\providecommand\{(\\bc\w+)\}\{(.+?)\}\s*(?:%.*)?$", re.M)


@dataclass(frozen=True)
class PlottedLine:
    """One curve: its name in both forms and its points as decimal strings."""

    latex: str
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """What is drawn."""

    name: str
    lines: tuple[PlottedLine, ...]
    xlabel: str
    ylabel: str
    scale: str
    yscale: str
    width: float
    height: float

    def page(self, command: tuple[str, ...], body: str = "") -> Page:
        """The PGF file with this body; without a body, what the hashes of the data must be."""
        parts = [Part(f"line {i} {line.latex}", "%", f"{line.points}") for i, line in enumerate(self.lines, start=1)]
        frame = (self.xlabel, self.ylabel, self.scale, self.yscale, self.width, self.height)
        parts.append(Part("picture", body, f"{frame}"))
        return Page(command, tuple(parts), "every point to six certain digits", machine=True)

    @property
    def hash(self) -> str:
        """The hash of everything that is drawn."""
        return digest(f"{self}")


def figure(spec: Spec, name: str | None) -> Figure:
    """The [figure.NAME] of the SPEC (the only one if no name is given)."""
    found = spec.entries("figure", name)
    if len(found) > 1:
        raise ValueError(f"{spec.path.name} has several figures, name one of them: {', '.join(found)}")
    ((name, entry),) = found.items()
    try:
        return _figure(spec, name, entry)
    except ValueError as error:
        raise ValueError(f"{spec.path.name} [figure.{name}]: {error}") from None


def _figure(spec: Spec, name: str, entry: Entry) -> Figure:
    vary, scale = str(entry.get("vary", "n")), str(entry.get("scale", "linear"))
    yscale = str(entry.get("yscale", scale))
    if scale not in _SCALES or yscale not in _SCALES:
        raise ValueError(f"scale and yscale must be one of {', '.join(_SCALES)}, got {scale!r} and {yscale!r}")
    base = {"digits": 6} | {k: v for k, v in entry.items() if k not in _KEYS}
    lines, symbols = [], []
    for number, own in enumerate(entries_of(entry, "lines"), start=1):
        cells = []
        for x in _abscissae(entry, vary, scale):
            try:
                cells.append((x, compute(spec, spec.merged(base, {vary: x}, own))))
            except ValueError as error:
                raise ValueError(f"line {number} at {vary} = {x}: {error}") from None
        symbols.append(cells[0][1].quantity.symbol)
        points = tuple((x, _plain(cell)) for x, cell in cells)
        lines.append(
            PlottedLine(text(own["label"]) if "label" in own else _math(str(own.get("math", symbols[-1]))), points)
        )
    ylabel = _math(symbols[0]) if len(set(symbols)) == 1 else r"$\bcDelta$"
    xlabel = _math(_XLABEL.get(vary, vary))
    return Figure(
        name,
        tuple(lines),
        text(entry["xlabel"]) if "xlabel" in entry else xlabel,
        text(entry["ylabel"]) if "ylabel" in entry else ylabel,
        scale,
        yscale,
        float(entry.get("width", 3.4)),
        float(entry.get("height", 2.4)),
    )


def _abscissae(entry: Entry, vary: str, scale: str) -> list[str]:
    if "over" in entry:
        if not isinstance(entry["over"], list) or not entry["over"]:
            raise ValueError("over must be a list of numbers")
        return [str(x) for x in entry["over"]]
    try:
        first, last, points = float(entry["from"]), float(entry["to"]), int(entry.get("points", 30))
    except KeyError:
        raise ValueError("give the abscissae by over = [..], or by from, to and points") from None
    if not first < last or points < 2 or (scale == "log" and first <= 0):
        raise ValueError("from must be less than to, positive on a log scale, with at least 2 points")
    steps = [i / (points - 1) for i in range(points)]
    if scale == "log":
        found = [first * (last / first) ** step for step in steps]
    else:
        found = [first + (last - first) * step for step in steps]
    if vary == "n":
        return [str(x) for x in sorted({round(x) for x in found})]
    return [f"{x:.6g}" for x in found]


def _plain(cell: PrintedQuantity) -> str:
    if cell.number.startswith("\\") or "(" in cell.number:
        raise ValueError("only finite numbers can be drawn")
    return cell.number


def _math(symbol: str) -> str:
    whole = re.fullmatch(r"\\text\{([^{}]*)\}", symbol)
    return text(whole[1]) if whole else f"${symbol}$"


# -- drawing -------------------------------------------------------------------------------------------------------


def draw(figure: Figure, command: tuple[str, ...], target: Path) -> list[Path]:
    """Write TARGET.pgf and TARGET.pdf; needs matplotlib (extra [plot]) and pdflatex, which measures the PGF's text."""
    try:
        import matplotlib
    except ModuleNotFoundError:
        raise ValueError("figures need the extra [plot]: pip install 'boundcalc[plot]'") from None
    if shutil.which("pdflatex") is None:
        raise ValueError("figures need pdflatex: it measures the text of the PGF")
    from .. import __version__

    pdf, pgf = target.with_name(target.name + ".pdf"), target.with_name(target.name + ".pgf")
    settings: dict[str, object] = {
        "font.family": "serif",
        "mathtext.fontset": "cm",
        "font.size": 9,
        "legend.fontsize": 8,
        "pgf.texsystem": "pdflatex",
        "pgf.rcfonts": False,
        "pgf.preamble": r"\usepackage{boundcalc}",
        "axes.formatter.use_mathtext": True,
    }
    with matplotlib.rc_context(settings), _style_on_path():
        from matplotlib.backends.backend_pdf import FigureCanvasPdf
        from matplotlib.backends.backend_pgf import FigureCanvasPgf

        FigureCanvasPdf(_plot(figure, _mathtext)).print_pdf(
            pdf,
            metadata={"Creator": f"boundcalc {__version__}", "Keywords": f"sha256:{figure.hash}", "CreationDate": None},
        )
        FigureCanvasPgf(_plot(figure, str)).print_pgf(pgf)
    body = "\n".join(line for line in pgf.read_text(encoding="utf-8").splitlines() if not line.startswith("%%"))
    pgf.write_text(figure.page(command, body).render(), encoding="utf-8")
    return [pgf, pdf]


def _plot(figure: Figure, label: Callable[[str], str]) -> pyplot.Figure:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(figure.width, figure.height), layout="constrained")
    axes = canvas.add_subplot()
    axes.set_xscale(figure.scale)
    axes.set_yscale(figure.yscale)
    styles = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1))]
    colours = ["#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"]  # distinct for every kind of sight
    for i, line in enumerate(figure.lines):
        x, y = zip(*((float(a), float(b)) for a, b in line.points), strict=True)
        axes.plot(x, y, linestyle=styles[i % 6], color=colours[i % 6], linewidth=1.1, label=label(line.latex))
    axes.set_xlabel(label(figure.xlabel))
    axes.set_ylabel(label(figure.ylabel))
    if len(figure.lines) > 1:
        axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return canvas


def _mathtext(latex: str) -> str:
    """A label for matplotlib's own typesetting: the macros written out, the escapes of text undone."""
    parts = latex.split("$")
    for i, part in enumerate(parts):
        if i % 2:
            for _ in range(3):
                part = re.sub(r"\\bc[A-Za-z]+", lambda m: _definitions().get(m[0], m[0]), part)
            parts[i] = f"${part}$"
        else:
            parts[i] = _unescaped(part)
    return "".join(parts)


def _unescaped(part: str) -> str:
    for mark, character in (
        (r"\textbackslash{}", "\\"),
        (r"\textasciitilde{}", "~"),
        (r"\textasciicircum{}", "^"),
        (r"\textquotedbl{}", '"'),
        (r"\textdollar{}", r"\$"),
    ):
        part = part.replace(mark, character)
    part = re.sub(r"\\ensuremath\{([<>|])\}|\{([\[\]])\}", lambda m: m[1] or m[2], part)
    return re.sub(r"\\([{}&#%_])", r"\1", part)


@cache
def _definitions() -> dict[str, str]:
    return dict(_DEFINITION.findall((files("boundcalc.tex") / "boundcalc.sty").read_text(encoding="utf-8")))


@contextmanager
def _style_on_path() -> Iterator[None]:
    """boundcalc.sty where TeX finds it, while the PGF is measured."""
    before = os.environ.get("TEXINPUTS")
    with as_file(files("boundcalc.tex") / "boundcalc.sty") as style:
        os.environ["TEXINPUTS"] = f"{style.parent}:{before or ''}"
        try:
            yield
        finally:
            if before is None:
                del os.environ["TEXINPUTS"]
            else:
                os.environ["TEXINPUTS"] = before
