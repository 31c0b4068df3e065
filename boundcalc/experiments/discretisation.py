"""Discretised data: how Delta falls with n and rises with the number of cells, and what accuracy that costs."""

from __future__ import annotations

import os
from math import pi
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import sympy as sp

from ..game import Game
from ..laws import Categorical, Cauchy, ContinuousLaw, Exponential, Gamma, Laplace, Normal, Quantised, Uniform
from ..montecarlo import simulate
from ..montecarlo.run import Running
from ..numeric import evaluate
from ..numeric.kinds import Json
from ..theorems import CATALOG
from .output import COLOURS, MARKERS, Output
from .points import compute_all

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

LAWS: dict[str, tuple[ContinuousLaw, str, str]] = {
    str(law): (law, low, high)
    for law, low, high in (
        (Normal(0, 1), "-33/10", "33/10"),
        (Exponential(1), "0", "15/2"),
        (Gamma(3, 1), "0", "13"),
        (Laplace(0, 1), "-7", "7"),
        (Uniform(0, 1), "0", "1"),
        (Cauchy(0, 1), "-640", "640"),
    )
}
"""The laws, and ends that hold about 99.9% of each: cells of equal width lie between, the outer two open."""
_LEVEL = "0.99"
_FLIP = 0.1
"""How often the label of the classification example is flipped."""


def edges(name: str, cells: int) -> list[sp.Rational]:
    """The K - 1 ends between `cells` cells."""
    _, low, high = LAWS[name]
    a, b = sp.Rational(low), sp.Rational(high)
    return [a + (b - a) * i / cells for i in range(1, cells)]


def quantised(name: str, cells: int) -> Quantised:
    """The law of the cell, masses exact."""
    return Quantised(LAWS[name][0], edges(name, cells))


def point(what: tuple[str, str, int, int, int], rng: np.random.Generator) -> Json:
    """(part, law, cells, n, simulated games) -> the exact Delta, C_K bound and limit; the attack unless games is 0."""
    part, name, cells, n, samples = what
    game = Game(quantised(name, cells), n=n)
    row: Json = {"part": part, "law": name, "cells": cells, "n": n}
    row["exact"] = float(game.delta(12, "float64").number())
    for key, theorem in (("bound", "disc-ck"), ("limit", "disc-ck-limit")):
        expr = CATALOG[theorem].expr
        assert expr is not None
        value = evaluate(expr(game), 12, "float64")
        row[key] = min(1.0, float(value.upper) * (1 + 1e-15) if key == "bound" else float(value))
    if samples:
        played = simulate(game, samples, int(rng.integers(2**63)), _LEVEL, method="attack")
        row |= {"attack": played.estimate, "attack_lower": played.lower, "attack_upper": played.upper}
    return row


def classify(what: tuple[int, int, int], rng: np.random.Generator) -> Json:
    """(cells, n, trainings) -> accuracy of the majority label of each cell, and the security of any learner.

    x is standard normal, y = 1{sin 3x > 0} flipped with probability 1/10; the records are (cell, y).
    """
    from scipy.special import ndtr

    cells, n, trainings = what
    cuts = np.array(edges("Normal(0, 1)", cells), dtype=float)
    signs = np.arange(-15, 16) * pi / 3  # where sin 3x changes its sign; all but 1e-50 of the mass is between
    ends = np.concatenate([[-np.inf], np.sort(np.concatenate([cuts, signs])), [np.inf]])
    piece, middle = np.diff(ndtr(ends)), np.clip((ends[:-1] + ends[1:]) / 2, -16, 16)
    cell, one = np.searchsorted(cuts, middle), np.sin(3 * middle) > 0
    masses = np.concatenate(
        [
            np.bincount(cell, piece * np.where(one == label, 1 - _FLIP, _FLIP), minlength=cells)
            for label in (False, True)
        ]
    )
    counts = rng.multinomial(n, masses / masses.sum(), size=trainings)
    says_one = counts[:, cells:] > counts[:, :cells]
    accuracy = float(np.where(says_one, masses[cells:], masses[:cells]).sum(axis=1).mean())
    exact = float(Game(Categorical(masses[masses > 0], normalize=True), n=n).delta(12, "float64").number())
    row = {"part": "accuracy", "law": "Normal(0, 1), two classes", "cells": cells, "n": n, "exact": exact}
    return row | {"security": 1 - exact, "accuracy": accuracy}


Arguments: TypeAlias = tuple[Any, ...]
"""The arguments of `point` or of `classify`."""


def compute(what: Arguments, rng: np.random.Generator) -> Json:
    """`point` or `classify`, by the length of `what`."""
    return point(what, rng) if len(what) == 5 else classify(what, rng)


def reproduce(
    folder: str | os.PathLike[str], full: bool = False, seed: int = 0, running: Running | None = None
) -> Json:
    """Write figures, CSV and JSON into `folder`: Delta against n, Delta against K, security against accuracy."""
    samples = 10**6 if full else 400_000
    parameters = {"full": full, "samples": samples, "level": _LEVEL, "flip": _FLIP}
    output = Output(folder, "discretisation", seed, parameters)
    sizes = [int(n) for n in np.unique(np.round(np.geomspace(10, 10**6 if full else 10**5, 25)))]
    points: list[Arguments] = [
        ("against n", law, cells, n, samples * (i % 4 == 0))
        for law in ("Normal(0, 1)", "Exponential(1)")
        for cells in ((2, 8, 32, 128, 512) if full else (2, 8, 32, 128))
        for i, n in enumerate(sizes)
    ]
    powers = range(1, 14 if full else 12)
    points += [("against K", law, 2**k, 1000, samples * (k % 2)) for law in LAWS for k in powers]
    points += [(2**k, n, 2000 if full else 300) for n in (100, 1000, 10000) for k in range(1, 9)]
    rows = compute_all(compute, points, seed, running)
    _plot_sizes(output, [row for row in rows if row["part"] == "against n"])
    _plot_cells(output, [row for row in rows if row["part"] == "against K"])
    _plot_accuracy(output, [row for row in rows if row["part"] == "accuracy"])
    output.table(rows)
    worst = max(row["exact"] - row["bound"] for row in rows if "bound" in row)
    played = [row for row in rows if "attack" in row]
    outside = sum(not row["attack_lower"] <= row["exact"] <= row["attack_upper"] for row in played)
    results = {"points": len(rows), "exact_minus_bound": worst, "simulated": len(played), "outside_interval": outside}
    output.record(results)
    return {**results, "files": [str(path) for path in output.files]}


def _plot_sizes(output: Output, rows: list[Json]) -> None:
    from matplotlib.lines import Line2D

    laws = list(dict.fromkeys(row["law"] for row in rows))
    looks = list(zip(sorted({row["cells"] for row in rows}), COLOURS, MARKERS, strict=False))
    with output.figure("n", len(laws)) as axes:
        for ax, law in zip(axes[0], laws, strict=True):
            for cells, colour, marker in looks:
                line = [row for row in rows if (row["law"], row["cells"]) == (law, cells)]
                _draw(ax, line, "n", colour, marker)
            ax.set(xscale="log", yscale="log", xlabel="n", ylabel=r"$\Delta$", ylim=(1e-3, 1.3), title=law)
        colours = [Line2D([], [], color=c, marker=m, label=f"K = {cells}") for cells, c, m in looks]
        lines, labels = _kinds()
        names = [line.get_label() for line in colours] + labels
        axes[0][-1].legend([*colours, *lines], names, loc="center left", bbox_to_anchor=(1, 0.5))


def _plot_cells(output: Output, rows: list[Json]) -> None:
    with output.figure("cells", 2, 3, height=2) as axes:
        for ax, law, colour, marker in zip(axes.flat, LAWS, COLOURS, MARKERS, strict=False):
            _draw(ax, [row for row in rows if row["law"] == law], "cells", colour, marker)
            ax.set(xscale="log", yscale="log", ylim=(3e-3, 1.3), title=law, ylabel=r"$\Delta$, n = 1000")
        for ax in axes[-1]:
            ax.set_xlabel("cells K")
        axes[0][0].figure.legend(*_kinds(), loc="outside lower center", ncols=4)


def _plot_accuracy(output: Output, rows: list[Json]) -> None:
    with output.figure("accuracy", 1.2, height=2.8) as axes:
        ax = axes[0][0]
        for n, colour, marker in zip(sorted({row["n"] for row in rows}), COLOURS, MARKERS, strict=False):
            line = [row for row in rows if row["n"] == n]
            x, y = ([row[key] for row in line] for key in ("accuracy", "security"))
            ax.plot(x, y, color=colour, marker=marker, label=f"n = {n}")
            for row in line:
                if n == 100 and row["cells"] in (2, 8, 32, 128, 256):
                    place = (row["accuracy"], row["security"])
                    ax.annotate(str(row["cells"]), place, textcoords="offset points", xytext=(3, -9), fontsize=7)
        ax.set(xlabel="accuracy of the majority label of the cell", ylabel="security, any learner", ylim=(0, 1.03))
        ax.legend(title="numbers: cells K, from 2 to 256", loc="lower left")


def _draw(ax: Axes, line: list[Json], key: str, colour: str, marker: str) -> None:
    x = [row[key] for row in line]
    ax.plot(x, [row["exact"] for row in line], color=colour)
    ax.plot(x, [row["bound"] for row in line], color=colour, linestyle="--", linewidth=0.8)
    ax.plot(x, [row["limit"] for row in line], color=colour, linestyle=":", linewidth=0.8)
    played = [row for row in line if "attack" in row]
    value, low, high = (np.array([row[name] for row in played]) for name in ("attack", "attack_lower", "attack_upper"))
    places = [row[key] for row in played]
    ax.errorbar(places, value, [value - low, high - value], color=colour, marker=marker, linestyle="", capsize=2)


def _kinds() -> tuple[list[Line2D], list[str]]:
    """The legend of what is drawn how."""
    from matplotlib.lines import Line2D

    kinds = {
        "-": "exact",
        "--": r"$C_K/(2\sqrt{n})$",
        ":": r"limit $C_K/\sqrt{2\pi n}$",
    }
    lines = [Line2D([], [], color="0.3", linestyle=style) for style in kinds]
    return [*lines, Line2D([], [], color="0.3", marker="o", linestyle="")], [*kinds.values(), "simulated attack, 99%"]
