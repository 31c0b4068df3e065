"""The models that people fit: formulas against attacks on fitted models, on Gaussian and on real columns."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from ..functions.models.losses.logistic import LOGISTIC_LINK, LOGISTIC_LOSS
from ..functions.models.prox_system import suggested
from ..game import Game
from ..laws import GaussianClassification
from ..learners import LogisticRegression, NearestNeighbours, RidgeFit
from ..models.leverage import leverage
from ..montecarlo.run import Running
from ..numeric.kinds import Array, Json
from ..theorems import CATALOG
from .output import COLOURS, Output
from .points import compute_all

TABLES = ("diabetes", "wine", "breast_cancer")
LOGISTIC = ((50, "1"), (100, "1"), (200, "1"), (100, "2"), (300, "1/2"))
"""(features of 1000 records, signal)."""
SPECTRA = {"flat": 0.0, "1/sqrt j": 0.5, "1/j": 1.0}
NEIGHBOURS = (2, 5, 10, 50)

Point = tuple[str, Any, Any, int]


def _gain(inside: Array, outside: Array) -> float:
    """TPR - FPR of the test log ratio > 0."""
    return float(np.mean(inside > 0) - np.mean(outside > 0))


@lru_cache(maxsize=4)
def _columns(name: str) -> Array:
    """The columns of a table of scikit-learn, standardised, with an intercept."""
    from sklearn import datasets

    X = getattr(datasets, f"load_{name}")(return_X_y=True)[0]
    return np.column_stack([np.ones(len(X)), (X - X.mean(0)) / X.std(0)])


def _leverage(name: str, noise: str, repeats: int, rng: np.random.Generator) -> Json:
    """Least squares on real columns, refitted without each record in turn; labels of Gaussian noise, or of the noise
    that the real labels leave."""
    from sklearn import datasets

    X = _columns(name)
    n, p = X.shape
    residual = np.zeros(n)
    if noise == "residuals":
        y = np.asarray(getattr(datasets, f"load_{name}")(return_X_y=True)[1], dtype=float)
        residual = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
        residual = (residual - residual.mean()) / residual.std()
    fit = leverage(X)
    h = fit.leverages.middle
    projection = X @ np.linalg.pinv(X)
    gains = []
    for _ in range(repeats):
        y = rng.standard_normal(n) if noise == "gaussian" else rng.choice(residual, n)
        inside = projection @ y  # about the true mean, in units of the noise
        outside = (inside - h * y) / (1 - h)  # the fit to the others
        fresh = rng.standard_normal(n) if noise == "gaussian" else rng.choice(residual, n)

        def log_ratio(label: Array, u: Array) -> Array:
            r = label - u
            return -np.log1p(-h) + r * u - h / (1 - h) * r * r / 2

        gains.append(_gain(log_ratio(y, inside), log_ratio(fresh, outside)))
    return {
        "n": n,
        "p": p,
        "formula": float(fit.mean),
        "attack": float(np.mean(gains)),
        "error": float(np.std(gains) / np.sqrt(repeats)),
        "largest": float(fit.max),
    }


def _logistic(p: int, signal: str, repeats: int, rng: np.random.Generator) -> Json:
    """Logistic regression on 1000 records, by scikit-learn."""
    from sklearn.linear_model import LogisticRegression as Fitted

    n, law = 1000, GaussianClassification(p, signal)
    game = Game(law, LogisticRegression(), n)
    formula, loss = (
        float(game.bounds(6, theorems=[CATALOG[name]])[0].number().midpoint) for name in ("prox-limit", "prox-loss")
    )
    size = float(Fraction(signal))
    found = suggested(LOGISTIC_LOSS, LOGISTIC_LINK, p / n, size)
    assert found is not None
    a, s, lam = found
    gains = []
    for _ in range(repeats):
        train, fresh = law.sample(rng, n), law.sample(rng, n)
        model = Fitted(C=np.inf, fit_intercept=False, tol=1e-8, max_iter=2000).fit(train[:, :-1], train[:, -1])
        scores = []
        for data in (train, fresh):
            sign = 2 * data[:, -1] - 1
            w, u = sign * size * data[:, 0], sign * (data[:, :-1] @ model.coef_[0])
            first, second = LOGISTIC_LOSS.slopes_float(u)
            scores.append(np.log1p(lam * second) - ((u + lam * first - a * w) ** 2 - (u - a * w) ** 2) / (2 * s * s))
        gains.append(_gain(*scores))
    error = float(np.std(gains) / np.sqrt(repeats))
    return {"n": n, "p": p, "formula": formula, "loss": loss, "attack": float(np.mean(gains)), "error": error}


def _ridge(n: int, name: str, repeats: int, rng: np.random.Generator) -> Json:
    """Ridge regression of pure noise on Gaussian features with eigenvalues j^-s: the attack on (y, x't), and the one
    that sees x'S^{-1}t too, the normal laws of both fitted to half of the runs."""
    p, level = (n, 0.3) if name == "flat" else (2 * n, 0.02)
    spectrum = np.arange(1, p + 1) ** -SPECTRA[name]
    low, high = 1e-9, 1e6
    for _ in range(100):
        k = np.sqrt(low * high)
        low, high = (k, high) if np.sum(spectrum / (spectrum + k)) + n * level / k > n else (low, k)
    share = spectrum / (spectrum + k)
    second = np.sum(share**2) / n
    rows: tuple[list[Array], list[Array]] = ([], [])
    for _ in range(repeats):
        X, y = rng.standard_normal((n, p)) * np.sqrt(spectrum), rng.standard_normal(n)
        t = X.T @ np.linalg.solve(X @ X.T + n * level * np.eye(n), y)
        fresh, label = rng.standard_normal((n, p)) * np.sqrt(spectrum), rng.standard_normal(n)
        for columns, e, out in ((X, y, rows[0]), (fresh, label, rows[1])):
            out.append(np.column_stack([e, columns @ t, columns @ (t / spectrum)]))
    inside, outside = (np.array(part) for part in rows)

    def attack(count: int) -> tuple[float, float]:
        half = max(1, repeats // 2)
        known = [part[:half, :, :count].reshape(-1, count) for part in (inside, outside)]
        covariances = [part.T @ part / len(part) for part in known]

        def log_ratio(z: Array) -> Array:
            sizes = [np.linalg.slogdet(c)[1] + np.einsum("ij,jk,ik->i", z, np.linalg.pinv(c), z) for c in covariances]
            found: Array = (sizes[1] - sizes[0]) / 2
            return found

        tested = zip(inside[half:], outside[half:], strict=True)
        gains = [_gain(log_ratio(a[:, :count]), log_ratio(b[:, :count])) for a, b in tested]
        return float(np.mean(gains)), float(np.std(gains) / np.sqrt(len(gains)))

    gain, error = attack(2)
    learner = RidgeFit(Fraction(float(np.sum(share))), Fraction(float(second / (1 - second))))
    formula = float(Game(None, learner, n).bounds(6)[0].number().midpoint)
    more = gain if name == "flat" else attack(3)[0]
    return {"n": n, "p": p, "formula": formula, "attack": gain, "error": error, "more": more}


def _neighbours(k: int, n: int, repeats: int, rng: np.random.Generator) -> Json:
    """The mean label of the k nearest neighbours, features uniform on a line."""
    game = Game(None, NearestNeighbours(k), n)
    scores: list[Array] = []
    for member in (True, False):
        x, y = rng.uniform(size=(repeats, n)), rng.standard_normal((repeats, n))
        near = np.argsort(np.abs(x - x[:, :1]), axis=1)[:, :k]
        u = np.take_along_axis(y, near, 1).mean(axis=1)
        label = y[:, 0] if member else rng.standard_normal(repeats)
        inside = (u - label / k) ** 2 / (1 / k - 1 / k**2)
        scores.append((k * u * u - inside - np.log1p(-1 / k)) / 2)
    gain = _gain(*scores)
    return {"n": n, "k": k, "formula": float(game.delta(8)), "attack": gain, "error": float(np.sqrt(0.5 / repeats))}


def point(what: Point, rng: np.random.Generator) -> Json:
    """(part, ..., ..., repeats) -> a row of the table."""
    part, first, second, repeats = what
    parts: dict[str, Callable[[Any, Any, int, np.random.Generator], Json]]
    parts = {"leverage": _leverage, "logistic": _logistic, "ridge": _ridge, "neighbours": _neighbours}
    name = {
        "leverage": f"{first}, {second}",
        "logistic": f"signal {second}",
        "ridge": second,
        "neighbours": f"k {first}",
    }
    return {"part": part, "what": name[part], **parts[part](first, second, repeats, rng)}


def reproduce(
    folder: str | os.PathLike[str], full: bool = False, seed: int = 0, running: Running | None = None
) -> Json:
    """Write figures, CSV and JSON into `folder`: for each model the formula and what the attack gains on fits.

    Columns of the CSV: `part` (leverage, logistic, ridge, neighbours), what, n, p or k; `formula`; TPR - FPR of the
    `attack` with its standard `error`; `loss` of the best loss threshold (formula), `more` of an attack on ridge
    coefficients that uses more than the prediction, `largest` of the leakages.
    """
    try:
        import sklearn
    except ModuleNotFoundError:
        raise ValueError("this experiment needs the extra [ml]: pip install 'boundcalc[ml]'") from None
    del sklearn
    times = 10 if full else 1
    output = Output(folder, "models", seed, {"full": full, "times": times})
    points: list[Point] = [
        *(("leverage", name, noise, 40 * times) for name in TABLES for noise in ("gaussian", "residuals")),
        *(("logistic", p, signal, 6 * times) for p, signal in (LOGISTIC if full else LOGISTIC[1:3])),
        *(("ridge", 300 if full else 100, name, 40 * times) for name in SPECTRA),
        *(("neighbours", k, 60, 20_000 * times) for k in NEIGHBOURS),
    ]
    rows = compute_all(point, points, seed, running)
    _draw(output, rows)
    output.table(rows)
    exact = [row for row in rows if not row["what"].endswith("residuals")]
    results: Json = {
        "rows_of_the_table": len(rows),
        "attacks_off_by_4_standard_errors": sum(
            abs(r["attack"] - r["formula"]) > 4 * r["error"] + 2 / r["n"] for r in exact
        ),
        "models": [{k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()} for row in rows],
    }
    output.record(results)
    return {**results, "files": [str(path) for path in output.files]}


def _draw(output: Output, rows: list[Json]) -> None:
    with output.figure("models", 1.6, height=3.2) as axes:
        ax = axes[0][0]
        top = max(max(row["formula"], row["attack"]) for row in rows) * 1.1
        ax.plot([0, top], [0, top], color="black", linewidth=0.8)
        for colour, part in zip(COLOURS, ("leverage", "logistic", "ridge", "neighbours"), strict=False):
            here = [row for row in rows if row["part"] == part]
            ax.errorbar(
                [r["formula"] for r in here],
                [r["attack"] for r in here],
                [2 * r["error"] for r in here],
                fmt="o",
                color=colour,
                label=part,
            )
        ax.set(xlabel="formula", ylabel=r"attack: TPR $-$ FPR", title="fitted models")
        ax.legend(loc="upper left")
    with output.figure("ridge", 1.2, height=2.6) as axes:
        ax = axes[0][0]
        here = [row for row in rows if row["part"] == "ridge"]
        place = np.arange(len(here))
        for shift, key, label in (
            (-0.2, "formula", "prediction: formula"),
            (0, "attack", "attack"),
            (0.2, "more", "more"),
        ):
            ax.bar(place + shift, [row[key] for row in here], 0.18, label=label)
        ax.set(xticks=place, xticklabels=[row["what"] for row in here], ylabel=r"TPR $-$ FPR", title="ridge regression")
        ax.legend(loc="upper left")
