"""Discretised data: how Delta falls with n and rises with the number of cells, and what accuracy that costs."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..game import Game
from ..laws import Categorical
from ..montecarlo import simulate
from ..montecarlo.run import Running
from ..theorems import CATALOG
from .output import COLOURS, MARKERS, Output

_LEVEL = "0.99"
_FLIP = 0.1
"""How often the label of the classification example is flipped."""


def cell_masses(name: str, cells: int) -> Any:
    """Masses (float64) of `cells` cells of equal width over the central 99.9% of a law, the ends kept open."""
    from scipy import stats

    law = {"normal": stats.norm(), "exponential": stats.expon(), "Cauchy": stats.cauchy(), "uniform": stats.uniform()}
    cuts = _cuts(law[name], cells)
    masses = np.diff(np.concatenate([[0.0], law[name].cdf(cuts), [1.0]]))
    return masses[masses > 0]


def _cuts(law: Any, cells: int) -> Any:
    return np.linspace(float(law.ppf(0.0005)), float(law.ppf(0.9995)), cells + 1)[1:-1]


def quantised(name: str, cells: int) -> Categorical:
    """The law of the cell, its masses exact decimals close to those of the continuous law."""
    return Categorical(cell_masses(name, cells), normalize=True)


def _values(game: Game) -> dict[str, float]:
    limit, bound = (CATALOG[name].expr for name in ("disc-ck-limit", "disc-ck"))
    assert limit is not None
    assert bound is not None
    return {
        "exact": float(game.delta(12, "float64").number()),
        "bound": min(1.0, float(_number(bound(game)))),
        "limit": min(1.0, float(_number(limit(game)))),
    }


def _number(expr: Any) -> Any:
    from ..numeric import evaluate

    return evaluate(expr, 12, "float64")


def _classify(cells: int, n: int, trainings: int, rng: np.random.Generator) -> tuple[float, Categorical]:
    """Accuracy of the majority label of each cell (x standard normal, y = 1{sin 3x > 0}, flipped), and the data law."""
    from scipy import stats

    law = stats.norm()
    grid = np.linspace(-5, 5, 200_001)
    weight = law.pdf(grid)
    cell = np.searchsorted(_cuts(law, cells), grid)
    signal = np.sin(3 * grid) > 0
    ones = np.bincount(cell, weight * np.where(signal, 1 - _FLIP, _FLIP), minlength=cells)
    zeros = np.bincount(cell, weight * np.where(signal, _FLIP, 1 - _FLIP), minlength=cells)
    masses = np.concatenate([zeros, ones]) / weight.sum()
    counts = rng.multinomial(n, masses / masses.sum(), size=trainings)
    says_one = counts[:, cells:] > counts[:, :cells]
    accuracy = np.where(says_one, masses[cells:], masses[:cells]).sum(axis=1).mean()
    return float(accuracy), Categorical(masses[masses > 0], normalize=True)


def reproduce(folder: str | os.PathLike[str], full: bool = False, seed: int = 0, running: Any = None) -> dict[str, Any]:
    """Write figures, CSV and JSON into `folder`: Delta against n, Delta against K, security against accuracy."""
    from dataclasses import replace

    running = replace(running or Running(), checkpoint=None, resume=False)
    options = {"workers": running.workers}
    output = Output(folder, "discretisation")
    samples = 10**6 if full else 100_000
    sizes = [int(n) for n in np.unique(np.round(np.geomspace(10, 10**6 if full else 10**5, 25)))]
    simulated_sizes = sizes[::4]
    cell_counts = (2, 8, 32, 128, 512) if full else (2, 8, 32, 128)
    rows: list[dict[str, Any]] = []
    number = 0

    def add(part: str, law: str, cells: int, n: int, attacked: bool) -> dict[str, Any]:
        nonlocal number
        game = Game(quantised(law, cells), n=n)
        row: dict[str, Any] = {"part": part, "law": law, "cells": cells, "n": n, **_values(game)}
        if attacked:
            child = int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1)[0])
            number += 1
            played = simulate(game, samples, child, _LEVEL, method="attack", **options)
            row |= {"attack": played.estimate, "attack_lower": played.lower, "attack_upper": played.upper}
        rows.append(row)
        return row

    with output.figure("n", 2) as axes:
        for ax, law in zip(axes[0], ("normal", "exponential"), strict=True):
            for cells, colour, marker in zip(cell_counts, COLOURS, MARKERS, strict=False):
                line = [add("against n", law, cells, n, n in simulated_sizes) for n in sizes]
                _draw(ax, line, "n", colour, marker, f"K = {cells}")
            ax.set(xscale="log", yscale="log", xlabel="n", ylabel=r"$\Delta$", ylim=(1e-3, 1.3), title=f"{law} data")
        _legend(axes[0][-1])
    with output.figure("cells", 1.5, height=2.8) as axes:
        ax = axes[0][0]
        for law, colour, marker in zip(("normal", "exponential", "Cauchy", "uniform"), COLOURS, MARKERS, strict=False):
            line = [add("against K", law, 2**k, 1000, k % 2 == 1) for k in range(1, 14 if full else 12)]
            _draw(ax, line, "cells", colour, marker, law)
        ax.set(xscale="log", yscale="log", xlabel="cells K", ylabel=r"$\Delta$", ylim=(5e-3, 1.3), title="n = 1000")
        _legend(ax)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(10**6,)))
    with output.figure("accuracy", 1.2, height=2.8) as axes:
        ax = axes[0][0]
        for n, colour, marker in zip((100, 1000, 10000), COLOURS, MARKERS, strict=False):
            points = []
            for cells in (2, 4, 8, 16, 32, 64, 128, 256):
                accuracy, law = _classify(cells, n, 2000 if full else 300, rng)
                security = 1 - float(Game(law, n=n).delta(12, "float64").number())
                points.append((accuracy, security, cells))
                rows.append(
                    {
                        "part": "accuracy",
                        "law": "normal, two classes",
                        "cells": cells,
                        "n": n,
                        "exact": 1 - security,
                        "security": security,
                        "accuracy": accuracy,
                    }
                )
            ax.plot(*zip(*[p[:2] for p in points], strict=True), color=colour, marker=marker, label=f"n = {n}")
            for accuracy, security, cells in points:
                if n == 100 and cells in (2, 8, 32, 128, 256):
                    ax.annotate(
                        str(cells), (accuracy, security), textcoords="offset points", xytext=(3, -9), fontsize=7
                    )
        ax.set(xlabel="accuracy of the majority label of the cell", ylabel="security, any learner", ylim=(0, 1.03))
        ax.legend(title="numbers: cells K, from 2 to 256", loc="lower left")
    output.table(rows)
    worst = max(row["exact"] - row["bound"] for row in rows if "bound" in row)
    played = [row for row in rows if "attack" in row]
    outside = sum(not row["attack_lower"] <= row["exact"] <= row["attack_upper"] for row in played)
    results = {"points": len(rows), "exact_minus_bound": worst, "simulated": len(played), "outside_interval": outside}
    output.record(seed, {"full": full, "samples": samples, "level": _LEVEL, "flip": _FLIP}, results)
    return {**results, "files": [str(path) for path in output.files]}


def _draw(ax: Any, line: list[dict[str, Any]], key: str, colour: str, marker: str, label: str) -> None:
    x = [row[key] for row in line]
    ax.plot(x, [row["exact"] for row in line], color=colour, label=label)
    ax.plot(x, [row["bound"] for row in line], color=colour, linestyle="--", linewidth=0.8)
    ax.plot(x, [row["limit"] for row in line], color=colour, linestyle=":", linewidth=0.8)
    played = [row for row in line if "attack" in row]
    ends = [
        [row["attack"] - row["attack_lower"] for row in played],
        [row["attack_upper"] - row["attack"] for row in played],
    ]
    ax.errorbar([row[key] for row in played], [row["attack"] for row in played], ends, color=colour, fmt=marker)


def _legend(ax: Any) -> None:
    from matplotlib.lines import Line2D

    lines, labels = ax.get_legend_handles_labels()
    kinds = {
        "-": "exact",
        "--": r"$C_K/(2\sqrt{n})$",
        ":": r"limit $C_K/\sqrt{2\pi n}$",
    }
    lines += [Line2D([], [], color="0.3", linestyle=style) for style in kinds]
    lines.append(Line2D([], [], color="0.3", marker="o", linestyle=""))
    labels += [*kinds.values(), "simulated attack, 99%"]
    ax.legend(lines, labels, loc="center left", bbox_to_anchor=(1, 0.5))
