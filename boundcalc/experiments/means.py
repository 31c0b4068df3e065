"""Released means: the rate n^(-1/2) for many laws, and the transition when the dimension grows like n."""

from __future__ import annotations

import os
from math import erf, sqrt
from typing import Any

import numpy as np

from ..game import Game
from ..laws import (
    Bernoulli,
    Binomial,
    Cauchy,
    DiscreteUniform,
    Exponential,
    Gamma,
    Geometric,
    Law,
    MultivariateNormal,
    Normal,
    Poisson,
    Uniform,
)
from ..learners import EmpiricalMean
from ..montecarlo import simulate
from ..montecarlo.run import Running
from .output import COLOURS, MARKERS, Output

LATTICE = (
    Bernoulli("1/2"),
    Bernoulli("1/10"),
    Binomial(5, "1/2"),
    DiscreteUniform(1, 6),
    Poisson(2),
    Geometric("1/3"),
)
CONTINUOUS = (Normal(0, 1), Exponential(1), Gamma(3, 1), Uniform(0, 1), Cauchy(0, 1))
_LEVEL = "0.99"


def _known(law: Law) -> bool:
    """Whether the package gives the exact value, and plays the game, for the mean of this law."""
    try:
        game = Game(law, EmpiricalMean(), n=3)
        game.delta(6)
        simulate(game, 1, 0)
    except ValueError:
        return False
    return True


def transition(tau: float) -> float:
    """2 Phi(sqrt(tau)/2) - 1, the limit of Delta when d/n -> tau."""
    return erf(sqrt(tau / 8))


def reproduce(folder: str | os.PathLike[str], full: bool = False, seed: int = 0, running: Any = None) -> dict[str, Any]:
    """Write figures, CSV and JSON into `folder`: sqrt(n) Delta for each law, and Delta against d/n.

    Every law whose released mean the package knows exactly takes part; the others are named in the JSON.
    """
    workers = (running or Running()).workers
    output = Output(folder, "means")
    samples = 10**6 if full else 60_000
    sizes = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]
    sizes += [384, 512, 768, 1024] if full else []
    rows: list[dict[str, Any]] = []
    number = 0

    def add(part: str, law: Any, n: int, d: int, attacked: bool) -> dict[str, Any]:
        nonlocal number
        game = Game(law, EmpiricalMean(), n=n)
        row: dict[str, Any] = {"part": part, "law": str(law), "n": n, "d": d, "exact": float(game.delta(10).number())}
        if attacked:
            child = int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1)[0])
            number += 1
            estimate = simulate(game, samples, child, _LEVEL, workers=workers)
            row |= {"simulated": estimate.estimate, "lower": estimate.lower, "upper": estimate.upper}
        rows.append(row)
        return row

    left_out = [law for law in (*LATTICE, *CONTINUOUS) if not _known(law)]
    groups = [
        (title, [law for law in laws if law not in left_out])
        for title, laws in (("data on a lattice", LATTICE), ("continuous data", CONTINUOUS))
    ]
    with output.figure("rate", len(groups), height=2.8) as axes:
        for ax, (title, laws) in zip(axes[0], groups, strict=True):
            for law, colour, marker in zip(laws, COLOURS, MARKERS, strict=False):
                line = [add("rate", law, n, 1, i % 4 == 3) for i, n in enumerate(sizes)]
                ax.plot(sizes, [r["exact"] * sqrt(r["n"]) for r in line], color=colour, label=str(law))
                played = [r for r in line if "simulated" in r]
                values = np.array([[r["simulated"], r["lower"], r["upper"]] for r in played])
                values *= np.sqrt([[r["n"]] for r in played])
                ends = [values[:, 0] - values[:, 1], values[:, 2] - values[:, 0]]
                ax.errorbar([r["n"] for r in played], values[:, 0], ends, color=colour, fmt=marker, capsize=2)
            ax.axhline(sqrt(1 / (2 * np.pi)), color="0.4", linestyle=":", label=r"$1/\sqrt{2\pi}$")
            ax.set(xscale="log", xlabel="n", ylabel=r"$\sqrt{n}\,\Delta$", title=title, ylim=(0, None))
            ax.legend(loc="best", ncols=2)
    with output.figure("transition", 1.2, height=2.8) as axes:
        ax = axes[0][0]
        taus = np.geomspace(0.01, 100, 17)
        for n, colour, marker in zip(
            (4, 16, 64, 256, 1024) if full else (4, 16, 64, 256), COLOURS, MARKERS, strict=False
        ):
            dims = sorted({max(1, round(tau * n)) for tau in taus})
            line = [add("transition", MultivariateNormal(dim=d), n, d, i % 3 == 1) for i, d in enumerate(dims)]
            ax.plot([r["d"] / n for r in line], [r["exact"] for r in line], color=colour, label=f"n = {n}, exact")
            played = [r for r in line if "simulated" in r]
            ax.plot([r["d"] / n for r in played], [r["simulated"] for r in played], marker, color=colour)
        curve = np.geomspace(0.01, 100, 200)
        limit = [transition(tau) for tau in curve]
        ax.plot(curve, limit, "--", color="black", label=r"limit $2\Phi(\sqrt{d/n}/2) - 1$")
        rows += [{"part": "limit", "d_over_n": tau, "limit": value} for tau, value in zip(curve, limit, strict=True)]
        ax.set(xscale="log", xlabel="d/n", ylabel=r"$\Delta$", ylim=(0, 1.03), title="mean of Gaussian data")
        ax.legend(loc="upper left", title="marks: simulated")
    output.table(rows)
    played = [row for row in rows if "simulated" in row]
    outside = sum(not row["lower"] <= row["exact"] <= row["upper"] for row in played)
    results = {
        "points": len(rows),
        "simulated": len(played),
        "outside_interval": outside,
        "left_out": list(map(str, left_out)),
    }
    output.record(seed, {"full": full, "samples": samples, "level": _LEVEL}, results)
    return {**results, "files": [str(path) for path in output.files]}
