"""Overfitted learners leak: the published simulation, over epochs and over the dimension."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..attacks.certify import certify, mean_interval
from ..attacks.train import one_thread
from ..montecarlo.run import run
from .network import Linear, Network, descend
from .output import COLOURS, MARKERS, Output
from .sphere import SphereRegression

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
class Setting:
    """What is trained, and how often."""

    model: str
    d: int = 10
    n: int = 1000
    fresh: int = 1000
    width: int = 4096
    epochs: int = 3000
    rate: float = 0.1
    runs: int = 1


def settings(full: bool) -> list[Setting]:
    """The runs of the quick and of the full version.

    A certificate needs many runs. The network on 1000 points gets its own at d = 50, where it interpolates after a few
    hundred epochs: at d = 10 it is still descending after 3000.
    """
    out = []
    for d in (100, 50, 20, 10, 5, 2, 1) if full else (50, 20, 10, 5, 2):
        for model in MODELS:
            n, epochs = (60, 500) if model == "network" and not full else (1000, 3000 if full else 700)
            certified = 50 if model == "network" and full else 10
            many, few = (130, 6) if model == "network" else (200, 12)
            runs = many if d == certified else 12 if d == 10 else few
            out.append(Setting(model, d, n, epochs=epochs, runs=runs))
    return out


@dataclass(frozen=True)
class Runs:
    """One training a batch: the shares of training and of fresh points under each threshold, at some epochs."""

    setting: Setting

    def describe(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self.setting).items() if name != "runs"}

    def batch(self, rng: np.random.Generator, size: int) -> dict[str, Any]:
        s = self.setting
        law = _law(s)
        X, y = law(rng, s.n)
        new_X, new_y = law(rng, s.fresh)
        out: dict[str, Any] = {"epochs": [], "train": [], "fresh": []}

        def record(epoch: int, predict: Any) -> None:
            out["epochs"].append(epoch)
            for name, points, values in (("train", X, y), ("fresh", new_X, new_y)):
                errors = np.square(np.asarray(predict(points), np.float64) - values)
                out[name].append([float(np.mean(errors <= eps)) for eps in THRESHOLDS])

        if s.model == "nearest":
            record(0, lambda points: y[_nearest(points, X)])
            return out

        if s.model == "ridge":
            w = np.linalg.solve(X.T @ X / s.n + _PENALTY * np.eye(s.d), X.T @ y / s.n)
            record(0, lambda points: points @ w)
            return out

        def watch(epoch: int, model: Any, errors: Any) -> bool:
            done = epoch == s.epochs or float(np.mean(errors <= THRESHOLDS[0])) >= 0.99
            if done or epoch in _EPOCHS:
                record(epoch, model.predict)
            return done

        model = Network.start(s.d, s.width, rng) if s.model == "network" else Linear.start(s.d, rng)
        with one_thread():
            descend(model, X, y, s.epochs, s.rate, watch)
        return out


def _law(setting: Setting) -> SphereRegression:
    return SphereRegression(setting.d, linear=setting.model in ("linear", "ridge"))


def _nearest(points: Any, X: Any) -> Any:
    from scipy.spatial.distance import cdist

    return np.concatenate([cdist(part, X).argmin(axis=1) for part in np.array_split(points, -(-len(points) // 1000))])


def reproduce(
    folder: str | os.PathLike[str],
    full: bool = False,
    seed: int = 0,
    running: Any = None,
    chosen: Sequence[Setting] | None = None,
) -> dict[str, Any]:
    """Run the simulation and write its figures, CSV and JSON into `folder`; the main results are returned.

    A model is (eps, 1-alpha)-overfitted when a share 1-alpha of its training points has squared error at most eps.
    The share is the true-positive rate of the attack "member iff the error is at most eps", the share of fresh points
    its false-positive rate; their difference bounds Delta from below (T-OVER). `chosen` replaces the settings.
    """
    from dataclasses import replace

    from ..montecarlo.run import Running

    running = running or Running()
    output = Output(folder, "overfitting")
    done: list[tuple[Setting, list[Any]]] = []
    base = None if running.checkpoint is None else Path(running.checkpoint)
    start = time.monotonic()
    for number, setting in enumerate(chosen if chosen is not None else settings(full)):
        own = running.since(start)
        if base is not None:
            own = replace(own, checkpoint=base.with_name(f"{base.name}.{number}"))
        child = int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1, np.uint64)[0])
        results, _ = run(Runs(setting), [1] * setting.runs, child, own)
        if len(results) < setting.runs:
            raise ValueError("the time budget ended before the runs did; resume from the checkpoint with more")
        done.append((setting, results))
    rows = [row for setting, results in done for row in _rows(setting, results)]
    certificates = [_certificate(setting, results) for setting, results in done if setting.runs >= 50]
    _plot(output, done, certificates)
    output.table(rows)
    summary = {"certificates": certificates}
    output.record(seed, {"full": full, "settings": [asdict(s) for s, _ in done], "thresholds": THRESHOLDS}, summary)
    return summary | {"files": [str(path) for path in output.files]}


def _last(results: list[Any], name: str) -> Any:
    """(runs, thresholds) at the end of training."""
    return np.array([result[name][-1] for result in results])


def _path(results: list[Any], name: str) -> tuple[list[int], Any]:
    """Epochs, and (runs, epochs, thresholds); a run that stopped keeps its last values."""
    seen = {e for result in results for e in result["epochs"]}
    epochs = sorted(e for e in seen if e in _EPOCHS or e == max(seen))
    table = [
        [result[name][max(0, int(np.searchsorted(result["epochs"], e, side="right")) - 1)] for e in epochs]
        for result in results
    ]
    return epochs, np.array(table)


def _certificate(setting: Setting, results: list[Any]) -> dict[str, Any]:
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


def _lower_ends(fpr: Any) -> Any:
    return np.array([mean_interval(fpr[:, a], LEVEL)[0] for a in range(fpr.shape[1])])


def _rows(setting: Setting, results: list[Any]) -> list[dict[str, Any]]:
    law = _law(setting)
    epochs, train = _path(results, "train")
    _, fresh = _path(results, "fresh")
    rows = []
    for e, epoch in enumerate(epochs):
        for a, eps in enumerate(THRESHOLDS):
            tpr, fpr = train[:, e, a], fresh[:, e, a]
            ends = {}
            if e == len(epochs) - 1:
                for name, values in (("tpr", tpr), ("fpr", fpr)):
                    ends[f"{name}_lower"], ends[f"{name}_upper"] = mean_interval(values, "0.99")
            rows.append(
                {
                    "model": setting.model,
                    "d": setting.d,
                    "n": setting.n,
                    "runs": setting.runs,
                    "epoch": epoch,
                    "eps": eps,
                    "tpr": tpr.mean(),
                    "fpr": fpr.mean(),
                    "fpr_bound": law.closeness(eps),
                    "delta_lower_by_theorem": max(0.0, tpr.mean() - law.closeness(eps)),
                    **ends,
                }
            )
    return rows


def _label(eps: float) -> str:
    return f"{eps:g}" if eps == 0.5 else f"$10^{{{round(np.log10(eps))}}}$"


def _plot(output: Output, done: list[tuple[Setting, list[Any]]], certificates: list[dict[str, Any]]) -> None:
    from matplotlib.lines import Line2D

    kinds = [
        Line2D([], [], color="0.3", label="training points (TPR)"),
        Line2D([], [], color="0.3", linestyle="--", label="fresh points (FPR)"),
    ]

    def keys(axes: Any) -> None:
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
                        ax.plot(
                            epochs,
                            shares[:, :, a].mean(axis=0),
                            style,
                            color=colour,
                            marker=marker,
                        )
                ax.set(xscale="log", xlabel="epoch", ylim=(-0.03, 1.03), ylabel="share of points")
                ax.set_title(f"{MODELS[name]}, n = {setting.n}, d = {setting.d}")
            keys(axes[0][-1])
    models = [name for name in MODELS if any(s.model == name for s, _ in done)]
    with output.figure("dimension", len(models)) as axes:
        for ax, name in zip(axes[0], models, strict=True):
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
    with output.figure("advantage", 1.4, height=2.9) as axes:
        ax = axes[0][0]
        law = SphereRegression()
        bound = [max(0.0, 1 - law.closeness(eps)) for eps in THRESHOLDS]
        ax.plot(THRESHOLDS, bound, ":", color="black", label="theorem, all training points fitted")
        for (name, (_, results)), colour, marker in zip(main.items(), COLOURS, MARKERS, strict=False):
            gap = _last(results, "train") - _last(results, "fresh")
            ends = np.array([mean_interval((1 + gap[:, a]) / 2, "0.99") for a in range(len(THRESHOLDS))]) * 2 - 1
            mean = gap.mean(axis=0)
            ax.errorbar(
                THRESHOLDS,
                mean,
                yerr=np.maximum(0, np.stack([mean - ends[:, 0], ends[:, 1] - mean])),
                color=colour,
                marker=marker,
                capsize=2,
                label=MODELS[name],
            )
        for c in certificates:
            ax.axhline(c["delta_lower"], color=COLOURS[list(main).index(c["model"])], linewidth=0.8, linestyle="-.")
        ax.set(xscale="log", xlabel="threshold on the squared error", ylabel="TPR - FPR", ylim=(-0.05, 1.05))
        ax.legend(loc="center left", title="dash-dotted: certified lower bound")


def _series() -> list[tuple[float, str, str]]:
    return list(zip(THRESHOLDS, COLOURS, MARKERS, strict=True))
