"""Pictures, by matplotlib's conventions: drawn on given or current axes, which are returned; nothing is shown."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from textwrap import fill, shorten
from typing import TYPE_CHECKING, Any

from .numeric.exact import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STYLES = {"exact": "-", "upper": "--", "lower": "-.", "limit": ":", "between": "--"}
"""What a line is: an exact value, a bound, or a limit."""

FORMATS = (".png", ".pdf", ".svg", ".eps", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
"""What a file of a picture may end in."""

Band = Sequence[tuple[float, float, float]]
"""(x, lower end, upper end)."""


def axes_of(ax: Axes | None) -> Axes:
    """`ax`, or the current axes (of a new figure that leaves room for its labels, where there is none).

    ImportError when matplotlib is missing, TypeError for what are no axes.
    """
    if ax is not None:
        if not hasattr(ax, "plot") or not hasattr(ax, "set_xlabel"):
            raise TypeError(f"ax must be matplotlib axes, such as those of plt.subplots(), got {shown(ax)}")
        return ax
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError("pictures need the extra [plot]: pip install boundcalc[plot]") from None
    if not pyplot.get_fignums():
        pyplot.figure(layout="constrained")
    return pyplot.gca()


def roc(ax: Axes | None, band: Band, labels: tuple[str, str], **style: Any) -> Axes:
    """A trade-off curve on logarithmic axes, with the blind attack: one line where its ends agree, a band elsewhere.

    `labels`: of the line that is exact or an upper bound, and of what is certainly reached.
    """
    ax = axes_of(ax)
    x, low, high = (list(column) for column in zip(*band, strict=True))
    smallest = min(x)
    exact = all(b - a <= 1e-4 * b for a, b in zip(low, high, strict=True))
    (line,) = ax.plot(x, high, linestyle=STYLES["exact" if exact else "upper"], label=labels[0], **style)
    if not exact:
        if any(a > 1.0001 * rate for rate, a in zip(x, low, strict=True)):
            ax.plot(x, low, linestyle=STYLES["lower"], color=line.get_color(), label=labels[1])
        ax.fill_between(x, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    return _rates(ax, smallest)


def simulated(ax: Axes | None, band: Band, label: str) -> Axes:
    """A band in which the trade-off curve lies with some confidence, on logarithmic axes with the blind attack."""
    ax = axes_of(ax)
    x, low, high = zip(*band, strict=True)
    ax.fill_between(x, low, high, alpha=0.25, label=label)
    return _rates(ax, min(x))


def _rates(ax: Axes, smallest: float) -> Axes:
    """Logarithmic axes of rates from the smallest on, with the blind attack; without one (0) linear ones."""
    blind = next((line for line in ax.lines if line.get_label() == "blind attack"), None)
    if blind is None:
        ax.plot([smallest, 1], [smallest, 1], color="grey", linewidth=0.8, label="blind attack")
    else:  # of several curves the longest
        smallest = min(smallest, ax.get_xlim()[0])
        blind.set_data([smallest, 1], [smallest, 1])
    if smallest:
        ax.set_xscale("log")
        ax.set_yscale("log")
    ax.set_xlim(smallest, 1)
    ax.set_ylim(smallest, 1.05 if smallest else 1.02)
    ax.set_xlabel("false-positive rate")
    ax.set_ylabel("true-positive rate")
    ax.legend(loc="best" if smallest else "lower right")
    return ax


def shown_curve(
    ax: Axes | None,
    observed: Sequence[tuple[float, float]],
    certified: Sequence[tuple[float, float]],
    label: str,
    **style: Any,
) -> Axes:
    """What an attack reached, (FPR, TPR), and what is certified of it, on linear axes with the blind attack.

    `label`: of what is certified; `style`: of its line.
    """
    ax = axes_of(ax)
    style = {"linestyle": STYLES["lower"], "color": "C0", "label": label} | style
    x, y = zip(*certified, strict=True)
    (line,) = ax.plot(x, y, **style)
    ax.fill_between(x, y, color=line.get_color(), alpha=0.15, linewidth=0)
    ax.plot(*zip(*observed, strict=True), color="black", linewidth=0.9, marker="." if len(observed) < 50 else "",
            label="observed")  # fmt: skip
    return _rates(ax, 0)


def svg(ax: Axes, salt: str = "boundcalc") -> str:
    """The figure of these axes as text for a page, the same whenever it is drawn; `salt` tells the
    figures of one page apart."""
    from matplotlib import rc_context

    figure: Any = ax.get_figure()
    out = io.StringIO()
    with rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def page_figure(thing: Any) -> str:
    """The picture of a result for its page; nothing where matplotlib is missing."""
    try:
        return svg(thing.plot(new_axes(4.8, 3.4)))
    except ImportError:
        return ""


def rows(ax: Axes | None, named: Sequence[tuple[str, str, float, float]], xlabel: str) -> Axes:
    """A table as a picture: (name, kind, lower end, upper end), one row each, the first on top."""
    ax = axes_of(ax)
    marks = {"upper": "<", "lower": ">", "exact": "o", "limit": "d", "between": "|"}
    said = {"upper": "upper bound", "lower": "lower bound", "exact": "exact", "limit": "limit", "between": "between"}
    seen: dict[str, str] = {}
    for place, (_, kind, low, high) in enumerate(named):
        label = None if kind in seen else said[kind]
        color = seen.get(kind) or f"C{len(seen)}"
        ax.plot([low, high], [place, place], marker=marks[kind], color=color, label=label, linestyle="-")
        seen[kind] = color
    ax.set_yticks(range(len(named)), [name for name, *_ in named])
    return _rowed(ax, len(named), xlabel)


def _rowed(ax: Axes, count: int, xlabel: str) -> Axes:
    """Rows from the top, and a word where there are none."""
    ax.set_ylim(max(count, 1) - 0.5, -0.5)
    ax.set_xlabel(xlabel)
    ax.grid(axis="x", alpha=0.3)
    if count:
        ax.legend()
    else:
        ax.text(0.5, 0.5, "no number to show", transform=ax.transAxes, ha="center")
    return ax


def spans(ax: Axes | None, named: Sequence[tuple[str, str, str, float, float]], xlabel: str) -> Axes:
    """Intervals and points in rows: (row, label, marker, lower end, upper end), the first row on top; a label says what
    all its marks are, and is given once in the legend."""
    ax = axes_of(ax)
    places = {name: place for place, name in enumerate(dict.fromkeys(name for name, *_ in named))}
    colors: dict[str, str] = {}
    for name, label, marker, low, high in named:
        new = label not in colors
        color = colors.setdefault(label, f"C{len(colors)}")
        ends = [low] if low == high else [low, high]
        line = "" if low == high else "-"
        ax.plot(
            ends, [places[name]] * len(ends), marker=marker, markersize=9, color=color, linestyle=line,
            label=label if new else None,
        )  # fmt: skip
    ax.set_yticks(range(len(places)), [fill(shorten(name, 90, placeholder="..."), 30) for name in places])
    return _rowed(ax, len(places), xlabel)


def shares(ax: Axes | None, values: Sequence[tuple[float, float]], label: str, ylabel: str) -> Axes:
    """A law over the records, the least exposed first: (mass, leakage), against the share that leaks no more."""
    ax = axes_of(ax)
    total, x, y = 0.0, [0.0], [values[0][1]]
    for mass, leak in values:
        total += mass
        x.append(total)
        y.append(leak)
    ax.plot(x, y, drawstyle="steps-pre", label=label)
    ax.set_xlim(0, 1)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("share of the records")
    ax.set_ylabel(ylabel)
    ax.legend()
    return ax


def lines(
    ax: Axes | None, named: Sequence[tuple[str, str, Sequence[tuple[float, float]]]], xlabel: str, ylabel: str
) -> Axes:
    """Curves of points: (name, kind, points), on logarithmic axes where all is positive."""
    ax = axes_of(ax)
    for name, kind, points in named:
        kept = [(x, y) for x, y in points if y > 0]
        if kept:
            front = 3 if kind == "exact" else 2
            ax.plot(
                *zip(*kept, strict=True),
                linestyle=STYLES[kind],
                marker=".",
                zorder=front,
                label=f"{name} ({_said(kind)})",
            )
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.grid(alpha=0.3)
    if ax.lines:
        ax.legend(fontsize="small")
    else:
        ax.text(0.5, 0.5, "no number to show", transform=ax.transAxes, ha="center")
    return ax


def _said(kind: str) -> str:
    return f"{kind} bound" if kind in ("upper", "lower") else kind


def percent_label(level: float) -> str:
    """How a simulated band is called."""
    return f"simulated band, {100 * level:g}% at once"


def save(ax: Axes, path: str) -> None:
    """Write the figure of these axes to a file; its ending says the format."""
    figure: Any = ax.get_figure()
    figure.savefig(path, bbox_inches="tight")


def new_axes(width: float = 6.4, height: float = 4.4) -> Axes:
    """Axes of a figure of their own, without a window: what the command line draws on."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def log_rates(smallest: Fraction, count: int) -> list[Fraction]:
    """Rates from the smallest to 1, evenly spaced on a logarithmic axis."""
    import numpy as np

    inside = np.geomspace(float(smallest), 1.0, count)[1:-1]
    return [smallest, *(Fraction(f"{x:.6g}") for x in inside), Fraction(1)]


__all__ = [
    "STYLES",
    "axes_of",
    "lines",
    "log_rates",
    "new_axes",
    "percent_label",
    "roc",
    "rows",
    "save",
    "shares",
    "simulated",
    "spans",
]
