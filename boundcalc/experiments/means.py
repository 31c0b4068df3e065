"""Released means: the rate n^(-1/2) for many laws, and the transition when the dimension grows like n."""

from __future__ import annotations

import os
from collections.abc import Callable
from math import erf, inf, pi, sqrt
from typing import TYPE_CHECKING, Any

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
    MultivariateNormal,
    Normal,
    Poisson,
    Uniform,
)
from ..learners import EmpiricalMean, SufficientStatistic
from ..montecarlo import simulate
from ..montecarlo.run import Running
from ..numeric.kinds import Json
from .output import COLOURS, MARKERS, Output
from .points import compute_all

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LATTICE = (
    Bernoulli("1/2"),
    Bernoulli("1/10"),
    Binomial(5, "1/2"),
    DiscreteUniform(1, 6),
    Poisson(2),
    Geometric("1/3"),
)
CONTINUOUS = (Normal(0, 1), Exponential(1), Gamma(3, 1), Uniform(0, 1), Cauchy(0, 1))
BOTH = "Normal(0, 1), mean and variance"
"""The line of the law with two released numbers."""

_LAWS = {str(law): law for law in (*LATTICE, *CONTINUOUS)}
_LEVEL = "0.99"
_MOST = {"Uniform(0, 1)": 40}
"""The largest n at which the package simulates the law."""


def _game(name: str, n: int, d: int = 1) -> Game:
    if name == BOTH:
        return Game(Normal(0, 1), SufficientStatistic(), n=n)
    return Game(_LAWS.get(name) or MultivariateNormal(dim=d), EmpiricalMean(), n=n)


def transition(tau: float) -> float:
    """2 Phi(sqrt(tau)/2) - 1, the limit of Delta when d/n -> tau."""
    return erf(sqrt(tau / 8))


def constant(name: str) -> float | None:
    """The limit of sqrt(n) Delta, E||S^{-1/2}(L - m)||/sqrt(2 pi), in float64; None for the Cauchy law."""
    if name == "Cauchy(0, 1)":
        return None
    if name == BOTH:  # L = (x, x^2), standardised: x and (x^2 - 1)/sqrt 2
        from scipy.integrate import quad

        norm = quad(lambda x: sqrt(x * x + (x * x - 1) ** 2 / 2) * np.exp(-x * x / 2), -inf, inf)[0] / sqrt(2 * pi)
        return norm / sqrt(2 * pi)
    from ..interop import to_scipy

    frozen = to_scipy(_LAWS[name])
    return float(frozen.expect(lambda x: abs(x - frozen.mean())) / frozen.std() / sqrt(2 * pi))


def point(what: tuple[str, str, int, int, int], rng: np.random.Generator) -> Json:
    """(part, line, n, d, simulated games) -> the exact Delta and, unless the games are 0, its estimate."""
    part, name, n, d, samples = what
    game = _game(name, n, d)
    exact = game.delta(10).number()
    row = {"part": part, "law": name, "n": n, "d": d, "exact": float(exact), "guaranteed": exact.guaranteed}
    if samples:
        estimate = simulate(game, samples, int(rng.integers(2**63)), _LEVEL)
        row |= {"simulated": estimate.estimate, "lower": estimate.lower, "upper": estimate.upper}
    return row


def reproduce(
    folder: str | os.PathLike[str], full: bool = False, seed: int = 0, running: Running | None = None
) -> Json:
    """Write figures, CSV and JSON into `folder`: sqrt(n) Delta for each law, and Delta against d/n."""
    samples = 10**6 if full else 60_000
    output = Output(folder, "means", seed, {"full": full, "samples": samples, "level": _LEVEL})
    sizes = [3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, *((384, 512, 768, 1024) if full else ())]
    panels = {
        "data on a lattice": [str(law) for law in LATTICE],
        "continuous data": [str(law) for law in CONTINUOUS] + [BOTH],
    }
    lines = [name for names in panels.values() for name in names]
    points = [
        ("rate", name, n, 1, samples if i % 3 == 0 and n <= _MOST.get(name, n) else 0)
        for name in lines
        for i, n in enumerate(sizes)
    ]
    for n in (4, 16, 64, 256, 1024) if full else (4, 16, 64, 256):
        dims = sorted({max(1, round(tau * n)) for tau in np.geomspace(0.01, 100, 17)})
        points += [("transition", "MultivariateNormal", n, d, samples * (i % 3 == 1)) for i, d in enumerate(dims)]
    # The slow points first, so that no worker is left with one at the end.
    order = sorted(range(len(points)), key=lambda i: points[i][1] not in ("Uniform(0, 1)", "Gamma(3, 1)"))
    found = compute_all(point, [points[i] for i in order], seed, running)
    rows = [row for _, row in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]
    limits = [
        {"part": "limit", "law": name, "sqrt_n_delta": value} for name in lines if (value := constant(name)) is not None
    ]
    curve = [
        {"part": "limit of the transition", "d_over_n": float(tau), "limit": transition(tau)}
        for tau in np.geomspace(0.01, 100, 200)
    ]
    _plot_rate(output, panels, rows, limits)
    _plot_transition(output, [row for row in rows if row["part"] == "transition"], curve)
    output.table([*rows, *limits, *curve])
    played = [row for row in rows if "simulated" in row]
    outside = sum(not row["lower"] <= row["exact"] <= row["upper"] for row in played)
    results = {"points": len(rows), "simulated": len(played), "outside_interval": outside}
    output.record(results)
    return {**results, "files": [str(path) for path in output.files]}


def _bars(ax: Axes, rows: list[Json], x: Callable[[Json], float], y: Callable[[Json], float], **look: Any) -> None:
    """The simulated values of `rows` with their intervals; `y` gives the unit of a row."""
    played = [row for row in rows if "simulated" in row]
    value, low, high = (np.array([row[key] * y(row) for row in played]) for key in ("simulated", "lower", "upper"))
    ax.errorbar([x(row) for row in played], value, [value - low, high - value], capsize=2, linestyle="", **look)


def _plot_rate(output: Output, panels: dict[str, list[str]], rows: list[Json], limits: list[Json]) -> None:
    at = {row["law"]: row["sqrt_n_delta"] for row in limits}
    with output.figure("rate", 2, height=3.9) as axes:
        for ax, (title, names) in zip(axes[0], panels.items(), strict=True):
            for name, colour, marker in zip(names, COLOURS, MARKERS, strict=False):
                line = [row for row in rows if row["law"] == name]
                ax.plot([r["n"] for r in line], [r["exact"] * sqrt(r["n"]) for r in line], color=colour, zorder=2)
                _bars(ax, line, lambda r: r["n"], lambda r: sqrt(r["n"]), color=colour, marker=marker)
                ax.plot([], [], color=colour, marker=marker, label=name)
                if name in at:
                    ax.plot([1.25 * line[-1]["n"], 2 * line[-1]["n"]], [at[name]] * 2, color=colour, linestyle=":")
            ax.set(xscale="log", xlabel="n", ylabel=r"$\sqrt{n}\,\Delta$", title=title)
            ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
        axes[0][0].figure.supxlabel("marks: simulated, 99%; dotted ends: limit", fontsize=7.5)


def _plot_transition(output: Output, rows: list[Json], curve: list[Json]) -> None:
    with output.figure("transition", 1.4, height=2.8) as axes:
        ax = axes[0][0]
        for n, colour, marker in zip(sorted({row["n"] for row in rows}), COLOURS, MARKERS, strict=False):
            line = [row for row in rows if row["n"] == n]
            ax.plot([r["d"] / n for r in line], [r["exact"] for r in line], color=colour)
            _bars(ax, line, lambda r: r["d"] / r["n"], lambda r: 1.0, color=colour, marker=marker)
            ax.plot([], [], color=colour, marker=marker, label=f"n = {n}, exact")
        x, y = ([row[key] for row in curve] for key in ("d_over_n", "limit"))
        ax.plot(x, y, "--", color="black", label=r"limit $2\Phi(\sqrt{d/n}/2) - 1$")
        ax.set(xscale="log", xlabel="d/n", ylabel=r"$\Delta$", ylim=(0, 1.03), title="mean of Gaussian data")
        ax.legend(loc="upper left", title="marks: simulated, 99%")
