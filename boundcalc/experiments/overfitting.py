"""Overfitted learners leak: the published simulation, over epochs and over the dimension."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from ..attacks.lower_bound import certify, mean_interval
from ..attacks.train import one_thread
from ..montecarlo.run import Running
from ..numeric.kinds import Array, Json
from .network import Linear, Network, Predictor, descent
from .output import COLOURS, MARKERS, Output
from .points import compute_all
from .sphere import SphereRegression

if TYPE_CHECKING:
    from matplotlib.axes import Axes

THRESHOLDS = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 0.5)
MODELS = {
    "network": "ReLU network",
    "linear": "linear model",
    "nearest": "1-nearest neighbour",
    "ridge": "ridge, strong penalty",
}
_TRAINED = ("network", "linear")
LEVEL = "0.999"
_PENALTY = 1.0
"""Of ridge: against E x x' = I/d."""
_EPOCHS = (1, 2, 3, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 2500, 3000)


@dataclass(frozen=True)
class Configuration:
    """What is trained, and how often."""

    model: str
    d: int = 10
    n: int = 1000
    fresh: int = 1000
    width: int = 4096
    epochs: int = 3000
    rate: float = 0.1
    runs: int = 1
    backend: str = "numpy"
    """Of the trained models: numpy, or torch."""


def settings(full: bool, backend: str = "numpy") -> list[Configuration]:
    """The runs of the quick and of the full version.

    A certificate needs many runs, also because a network dies now and then: all its units inactive, it fits nothing.
    The network on 1000 points gets its certificate at d = 50, where it interpolates after a few hundred epochs: at
    d = 10 it is still descending after 3000.
    """
    out = []
    for d in (100, 50, 20, 10, 5, 2, 1) if full else (50, 20, 10, 5, 2):
        for model in MODELS:
            network = model == "network"
            n, epochs = 60 if network and not full else 1000, 3000 if full else 700
            certified = 50 if network and full else 10
            many, few = (130 if full else 240, 4) if network else (200, 12)
            out.append(
                Configuration(
                    model,
                    d,
                    n,
                    epochs=epochs,
                    runs=many if d == certified else 12 if d == 10 else few,
                    backend=backend if model in _TRAINED else "numpy",
                )
            )
    return out


def training(s: Configuration, rng: np.random.Generator) -> Json:
    """One training: the shares of training and of fresh points under each threshold, at some epochs."""
    law = _law(s)
    X, y = law(rng, s.n)
    new_X, new_y = law(rng, s.fresh)
    out: Json = {"epochs": [], "train": [], "fresh": []}

    def record(epoch: int, predict: Callable[[Array], Array]) -> None:
        out["epochs"].append(epoch)
        for name, points, values in (("train", X, y), ("fresh", new_X, new_y)):
            errors = np.square(np.asarray(predict(points), np.float64) - values)
            out[name].append([float(np.mean(errors <= eps)) for eps in THRESHOLDS])

    def watch(epoch: int, model: Predictor, errors: Array) -> bool:
        done = epoch == s.epochs or float(np.mean(errors <= THRESHOLDS[0])) >= 0.99
        if done or epoch in _EPOCHS:
            record(epoch, model.predict)
        return done

    with one_thread():
        if s.model == "nearest":
            record(0, lambda points: y[_nearest(points, X)])
        elif s.model == "ridge":
            w = np.linalg.solve(X.T @ X / s.n + _PENALTY * np.eye(s.d), X.T @ y / s.n)
            record(0, lambda points: points @ w)
        else:
            model = Network.start(s.d, s.width, rng) if s.model == "network" else Linear.start(s.d, rng)
            descent(s.backend)(model, X, y, s.epochs, s.rate, watch)
    return out


def _law(setting: Configuration) -> SphereRegression:
    return SphereRegression(setting.d, linear=setting.model in ("linear", "ridge"))


def _nearest(points: Array, X: Array) -> Array:
    from scipy.spatial.distance import cdist

    return np.concatenate([cdist(part, X).argmin(axis=1) for part in np.array_split(points, -(-len(points) // 1000))])


def reproduce(
    folder: str | os.PathLike[str],
    full: bool = False,
    seed: int = 0,
    running: Running | None = None,
    chosen: Sequence[Configuration] | None = None,
    backend: str = "numpy",
) -> Json:
    """Run the simulation and write its figures, CSV and JSON into `folder`; the main results are returned.

    A model is (eps, 1-alpha)-overfitted when a share 1-alpha of its training points has squared error at most eps.
    The share is the true-positive rate of the attack "member iff the error is at most eps", the share of fresh points
    its false-positive rate; their difference bounds Delta from below (T-OVER). `chosen` replaces the settings.
    `backend`: "numpy", or "torch", which trains the networks on a GPU where there is one.
    """
    descent(backend)
    settings_ = list(chosen if chosen is not None else settings(full, backend))
    parameters = {"full": full, "settings": [asdict(s) for s in settings_], "thresholds": THRESHOLDS}
    output = Output(folder, "overfitting", seed, parameters)
    trainings = iter(compute_all(training, [s for s in settings_ for _ in range(s.runs)], seed, running))
    done = [(s, list(islice(trainings, s.runs))) for s in settings_]
    certificates = [_certificate(s, results) for s, results in done if s.runs >= 50]
    rows = [row for s, results in done for row in _rows(s, results)]
    rows += [{"part": "certificate", **certificate} for certificate in certificates]
    _plot(output, done, certificates)
    output.table(rows)
    output.record({"certificates": certificates})
    return {"certificates": certificates, "files": [str(path) for path in output.files]}


def _last(results: list[Json], name: str) -> Array:
    """(runs, thresholds) at the end of training."""
    return np.array([result[name][-1] for result in results])


def _path(results: list[Json], name: str) -> tuple[list[int], Array]:
    """Epochs, and (runs, epochs, thresholds); a run that stopped keeps its last values."""
    seen = {e for result in results for e in result["epochs"]}
    epochs = sorted(e for e in seen if e in _EPOCHS or e == max(seen))
    table = [
        [result[name][max(0, int(np.searchsorted(result["epochs"], e, side="right")) - 1)] for e in epochs]
        for result in results
    ]
    return epochs, np.array(table)


def _certificate(setting: Configuration, results: list[Json]) -> Json:
    law = _law(setting)
    bounds = [law.closeness(eps) for eps in THRESHOLDS]
    tpr, fpr = _last(results, "train"), _last(results, "fresh")
    found = certify(tpr, fpr, LEVEL, bounds)
    return {
        "model": setting.model,
        "d": setting.d,
        "n": setting.n,
        "runs": setting.runs,
        "delta_lower": found.lower,
        "level": found.level,
        "estimate": found.estimate,
        "threshold": THRESHOLDS[found.chosen],
        "false_positive_rate": found.route,
        "bound_holds": bool(np.all(_lower_ends(fpr) <= bounds)),
    }


def _gain(results: list[Json]) -> tuple[Array, Array]:
    """TPR - FPR at the end of training under each threshold: means, and the ends (2, thresholds) of 99% intervals."""
    gap = _last(results, "train") - _last(results, "fresh")
    ends = np.array([mean_interval((1 + gap[:, a]) / 2, "0.99") for a in range(len(THRESHOLDS))]) * 2 - 1
    return gap.mean(axis=0), ends.T


def _lower_ends(fpr: Array) -> Array:
    return np.array([mean_interval(fpr[:, a], LEVEL)[0] for a in range(fpr.shape[1])])


def _rows(setting: Configuration, results: list[Json]) -> list[Json]:
    law = _law(setting)
    epochs, train = _path(results, "train")
    _, fresh = _path(results, "fresh")
    gains, (low, high) = _gain(results)
    rows = []
    for e, epoch in enumerate(epochs):
        for a, eps in enumerate(THRESHOLDS):
            tpr, fpr = train[:, e, a], fresh[:, e, a]
            ends: Json = {}
            if e == len(epochs) - 1:
                ends = {"gain": gains[a], "gain_lower": low[a], "gain_upper": high[a]}
                for name, values in (("tpr", tpr), ("fpr", fpr)):
                    ends[f"{name}_lower"], ends[f"{name}_upper"] = mean_interval(values, "0.99")
            rows.append(
                {
                    "part": "share of points",
                    "model": setting.model,
                    "d": setting.d,
                    "n": setting.n,
                    "runs": setting.runs,
                    "epoch": epoch,
                    "eps": eps,
                    "tpr": tpr.mean(),
                    "fpr": fpr.mean(),
                    "fpr_bound": law.closeness(eps),
                    "delta_estimate_by_theorem": max(0.0, tpr.mean() - law.closeness(eps)),
                    **ends,
                }
            )
    return rows


def _label(eps: float) -> str:
    return f"{eps:g}" if eps == 0.5 else f"$10^{{{round(np.log10(eps))}}}$"


def _plot(output: Output, done: list[tuple[Configuration, list[Json]]], certificates: list[Json]) -> None:
    from matplotlib.lines import Line2D

    kinds = [
        Line2D([], [], color="0.3", label="training points (TPR)"),
        Line2D([], [], color="0.3", linestyle="--", label="fresh points (FPR)"),
    ]

    def keys(axes: Axes) -> None:
        lines = [Line2D([], [], color=c, marker=m, label=_label(eps)) for eps, c, m in _series()]
        axes.legend(handles=[*lines, *kinds], title="squared error at most", loc="center left", bbox_to_anchor=(1, 0.5))

    main = {s.model: (s, r) for s, r in done if s.d == 10} or {s.model: (s, r) for s, r in done}
    trained = [name for name in _TRAINED if name in main]
    if trained:
        with output.figure("epochs", len(trained)) as axes:
            for ax, name in zip(axes[0], trained, strict=True):
                setting, results = main[name]
                for kind, style in (("train", "-"), ("fresh", "--")):
                    epochs, shares = _path(results, kind)
                    for a, (_, colour, marker) in enumerate(_series()):
                        ax.plot(epochs, shares[:, :, a].mean(axis=0), style, color=colour, marker=marker)
                ax.set(xscale="log", xlabel="epoch", ylim=(-0.03, 1.03), ylabel="share of points")
                ax.set_title(f"{MODELS[name]}, n = {setting.n}, d = {setting.d}")
            keys(axes[0][-1])
    models = [name for name in MODELS if any(s.model == name for s, _ in done)]
    across = min(2, len(models))
    with output.figure("dimension", across, -(-len(models) // across)) as axes:
        for ax in axes.flat[len(models) :]:
            ax.set_axis_off()
        for ax, name in zip(axes.flat, models, strict=False):
            mine = sorted((s.d, s.n, r) for s, r in done if s.model == name)
            for kind, style in (("train", "-"), ("fresh", "--")):
                means = np.array([_last(results, kind).mean(axis=0) for _, _, results in mine])
                for a, (_, colour, marker) in enumerate(_series()):
                    ax.plot([d for d, _, _ in mine], means[:, a], style, color=colour, marker=marker)
            ax.set(xscale="log", xlabel="dimension d", ylim=(-0.03, 1.03), ylabel="share of points")
            ticks = [d for d, _, _ in mine]
            ax.set_xticks(ticks, [str(d) for d in ticks])
            ax.minorticks_off()
            ax.set_title(f"{MODELS[name]}, n = {mine[0][1]}")
        keys(axes[0][-1])
    with output.figure("advantage", 2, height=3) as axes:
        _plot_gains(axes[0][0], main)
        _plot_certificates(axes[0][1], certificates)


def _plot_gains(ax: Axes, main: dict[str, tuple[Configuration, list[Json]]]) -> None:
    law = SphereRegression()
    bound = [max(0.0, 1 - law.closeness(eps)) for eps in THRESHOLDS]
    ax.plot(THRESHOLDS, bound, "k_:", markersize=9, label="theorem, when all training points are fitted")
    for number, (name, (setting, results)) in enumerate(main.items()):
        mean, (low, high) = _gain(results)
        bars = np.maximum(0, [mean - low, high - mean])
        beside = np.array(THRESHOLDS) * 1.15 ** (number - 1.5)  # error bars side by side
        label = f"{MODELS[name]}, n = {setting.n}"
        ax.errorbar(beside, mean, bars, label=label, color=COLOURS[number], marker=MARKERS[number], capsize=2)
    ax.set(xscale="log", xlabel="threshold on the squared error", ylabel="TPR - FPR", ylim=(-0.05, 1.05))
    ax.set_title(f"d = {next(iter(main.values()))[0].d}; bars: 99% intervals")
    ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)


def _plot_certificates(ax: Axes, certificates: list[Json]) -> None:
    names = [f"{MODELS[c['model']]},\nn = {c['n']}, d = {c['d']}" for c in certificates]
    values = [c["delta_lower"] for c in certificates]
    bars = ax.barh(names, values, color=[COLOURS[list(MODELS).index(c["model"])] for c in certificates], height=0.6)
    ax.bar_label(bars, [f"{floor(1000 * value) / 1000:.3f}" for value in values], padding=3, fontsize=8)
    ax.set(xlim=(0, 1.15), xlabel=r"certified lower bound on $\Delta$", title=f"confidence {float(LEVEL):.1%} each")
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.set_axisbelow(True)


def _series() -> list[tuple[float, str, str]]:
    return list(zip(THRESHOLDS, COLOURS, MARKERS, strict=True))
