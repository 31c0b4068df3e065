"""Least squares through the interpolation threshold: overfitting and insecurity on one picture."""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
import sympy as sp

from ..attacks.least_squares.exact import LeastSquaresAttack
from ..functions import GramMatrixDelta, ResidualAttack
from ..functions.least_squares.exact import rates
from ..montecarlo.run import Running
from ..numeric import evaluate
from ..numeric.kinds import Array, Json
from ..theorems.least_squares.limit import limit
from ..theorems.least_squares.ridge import ridge_limit
from .output import COLOURS, Output
from .points import compute_all

_SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.1, 1.3, 1.6, 2.0)
_SHARES_OF_REAL = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
"""p/n on Gaussian and on real data."""


def _fit(X: Array, y: Array, penalty: float = 0.0) -> Array:
    """Least squares (of minimum norm for p >= n) or ridge, by scikit-learn."""
    from sklearn.linear_model import LinearRegression, Ridge

    model = Ridge(alpha=penalty, fit_intercept=False) if penalty else LinearRegression(fit_intercept=False)
    return model.fit(X, y).coef_


def _best_gain(member: Array, outsider: Array, threshold: float) -> float:
    """TPR - FPR of the test score > threshold."""
    return float(np.mean(member > threshold) - np.mean(outsider > threshold))


def _level(c: float) -> float:
    """The threshold of the residual attack at p/n = c < 1: where N(0, 1-c) and N(0, 1/(1-c)) have the same density."""
    return float(np.sqrt(-2 * np.log1p(-c) / (1 / (1 - c) - (1 - c))))


def _gaussian(n: int, p: int, repeats: int, rng: np.random.Generator) -> dict[str, float]:
    """Fits on Gaussian data: what the attacks gain, and the errors of the fit."""
    scores: dict[str, list[float]] = {key: [] for key in ("optimal", "residual", "ridge", "test", "train")}
    attack = LeastSquaresAttack(n, p) if p < n else None
    for _ in range(repeats):
        X, y = rng.standard_normal((n, p)), rng.standard_normal(n)
        fresh, answer = rng.standard_normal((n, p)), rng.standard_normal(n)
        t = _fit(X, y)
        inside, outside = np.abs(y - X @ t), np.abs(answer - fresh @ t)
        scores["train"].append(np.mean(inside**2))
        scores["test"].append(np.mean(outside**2))
        if attack is None:
            scores["optimal"].append(_best_gain(-inside, -outside, -1e-6))
            scores["residual"].append(scores["optimal"][-1])
        else:
            scores["optimal"].append(_best_gain(attack.log_ratio(t, X, y), attack.log_ratio(t, fresh, answer), 0.0))
            scores["residual"].append(_best_gain(-inside, -outside, -_level(p / n)))
        scores["ridge"].append(_ridge_gain(X, y, fresh, answer))
    out = {key: float(np.mean(values)) for key, values in scores.items()}
    out["error"] = float(np.std(scores["optimal"]) / np.sqrt(repeats))
    return out


def _ridge_gain(X: Array, y: Array, fresh: Array, answer: Array) -> float:
    """The pair (y, x't) of a ridge fit with penalty n/2, attacked by the ratio of the two limiting normal laws."""
    n, p = X.shape
    t = _fit(X, y, n / 2)
    c, l0 = p / n, 0.5
    base = 1 - c + l0
    root = np.sqrt(base**2 + 4 * c * l0)
    m, m2 = 2 / (base + root), 2 * (1 + (base + 2 * c) / root) / (base + root) ** 2
    h, v = c * m / (1 + c * m), c * (m - l0 * m2)

    def score(response: Array, u: Array) -> Array:
        """log density ratio: given y, u is N(hy, (1-h)^2 v) for members and N(0, v) for outsiders."""
        return -np.log(1 - h) - (u - h * response) ** 2 / (2 * (1 - h) ** 2 * v) + u**2 / (2 * v)

    return _best_gain(score(y, X @ t), score(answer, fresh @ t), 0.0)


def _theory(n: int, p: int) -> dict[str, float]:
    """What the attacks can gain: exactly, and in the limit."""
    if p >= n:
        return {"exact": 1.0, "limit": 1.0, "residual_exact": 1.0, "gram_exact": 1.0}
    fpr, tpr = rates(n, p, 1.0)
    return {
        "exact": tpr - fpr,
        "limit": float(evaluate(limit(sp.Rational(p, n), sp.S.One), 10)),
        "gram_exact": float(evaluate(GramMatrixDelta(n, p, 1), 10, "mpmath")),
        "residual_exact": float(evaluate(ResidualAttack(n, p, 1), 8)),
    }


def _rate(n: int, p: int) -> dict[str, float]:
    """How far the exact value is from the limit."""
    fpr, tpr = rates(n, p, 1.0)
    half = float(evaluate(limit(sp.Rational(p, n), sp.S.One), 15))
    gap = tpr - fpr - half
    return {"exact": tpr - fpr, "limit": half, "gap": gap, "n_times_gap": n * gap}


@lru_cache(maxsize=1)
def _diabetes_data() -> tuple[Array, Array]:
    """The diabetes data of scikit-learn: features standardised and completed by their products, so that p can vary."""
    from sklearn.datasets import load_diabetes

    X, y = load_diabetes(return_X_y=True)
    first, second = np.triu_indices(X.shape[1])
    X = (X - X.mean(0)) / X.std(0)
    X = np.column_stack([X, X[:, first] * X[:, second]])
    X = (X - X.mean(0)) / X.std(0)
    # drop directions without variance (products of a binary feature)
    u, s, _ = np.linalg.svd(X, full_matrices=False)
    return u[:, s > 1e-8 * s[0]] * np.sqrt(len(X)), (y - y.mean()) / y.std()


def _diabetes(n: int, p: int, repeats: int, rng: np.random.Generator) -> dict[str, float]:
    """Fits on real data: the attacker knows the law from the half that is not used for training."""
    X, y = _diabetes_data()
    X = X[:, :p]
    gains, test, residual = [], [], []
    for _ in range(repeats):
        order = rng.permutation(len(X))
        train, public, fresh = order[:n], order[n : n + 200], order[n + 200 :]
        theta = _fit(X[public], y[public])
        noise = float(np.sqrt(np.sum((y[public] - X[public] @ theta) ** 2) / (200 - p)))
        attack = LeastSquaresAttack(n, p, X[public].T @ X[public] / 200, theta, noise)
        t = _fit(X[train], y[train])
        inside, outside = (attack.log_ratio(t, X[part], y[part]) for part in (train, fresh))
        gains.append(_best_gain(inside, outside, 0.0))
        near, far = (-np.abs(y[part] - X[part] @ t) / noise for part in (train, fresh))
        residual.append(_best_gain(near, far, -_level(p / n)))
        test.append(np.mean(far**2))
    fpr, tpr = rates(n, p, 1.0)
    return {
        "exact": tpr - fpr,
        "optimal": float(np.mean(gains)),
        "error": float(np.std(gains) / np.sqrt(repeats)),
        "residual": float(np.mean(residual)),
        "test": float(np.mean(test)),
    }


def point(what: tuple[str, int, int, int], rng: np.random.Generator) -> Json:
    """(part, n, p, repeats) -> a row of the table."""
    part, n, p, repeats = what
    row: Json = {"part": part, "n": n, "p": p}
    if part == "rate":
        return row | _rate(n, p)
    if part == "diabetes":
        return row | _diabetes(n, p, repeats, rng)
    ridge = float(evaluate(ridge_limit(sp.Rational(p, n), sp.Rational(1, 2), sp.S.One), 8))
    return row | _gaussian(n, p, repeats, rng) | {"ridge_limit": ridge} | _theory(n, p)


def reproduce(
    folder: str | os.PathLike[str], full: bool = False, seed: int = 0, running: Running | None = None
) -> Json:
    """Write figures, CSV and JSON into `folder`: Delta and test error by p/n, the error of the limit, real data.

    Columns of the CSV: `part` (gaussian, rate or diabetes), n, p; TPR - FPR of the attacks played on fits to data
    (`optimal` with its standard `error`, `residual`, `ridge`) and beside them the theory (`exact`, `limit`,
    `residual_exact`, `gram_exact` for X'X and X'y released, `ridge_limit`); mean squared errors of the fit (`test`,
    `train`; for the diabetes data in units of the noise); `gap` = Delta_n - Delta(1/2) and n times that.
    """
    try:
        import sklearn
    except ModuleNotFoundError:
        raise ValueError("this experiment needs the extra [ml]: pip install 'boundcalc[ml]'") from None
    del sklearn
    n, repeats, on_real = (200, 2000, 400) if full else (100, 40, 30)
    output = Output(folder, "leastsquares", seed, {"full": full, "n": n, "repeats": repeats})
    sizes = (4, 8, 16, 32, 64, 128, 256, 512) if full else (4, 8, 16, 32, 64, 128, 256)
    points = [
        *(("gaussian", n, max(1, round(share * n)), repeats) for share in _SHARES),
        *(("rate", size, size // 2, 0) for size in sizes),
        *(("diabetes", 80, round(share * 80), on_real) for share in _SHARES_OF_REAL),
    ]
    found = compute_all(point, points, seed, running)
    rows, errors, real = ([row for row in found if row["part"] == part] for part in ("gaussian", "rate", "diabetes"))
    _draw(output, n, rows, errors, real)
    output.table([*rows, *errors, *real])
    played = [row for row in rows if row["p"] < n]
    outside = sum(abs(row["optimal"] - row["exact"]) > 4 * row["error"] for row in played)
    results = {
        "rows_of_the_table": len(rows) + len(errors) + len(real),
        "attacks_beside_the_exact_value": len(played),
        "attacks_off_by_4_standard_errors": outside,
        "error_of_the_limit": [
            {"n": row["n"], "p": row["p"], "gap": round(row["gap"], 8), "n_times_gap": round(row["n_times_gap"], 5)}
            for row in errors
        ],
        "diabetes_data": [
            {key: round(row[key], 4) for key in ("n", "p", "exact", "optimal", "error", "residual", "test")}
            for row in real
        ],
    }
    output.record(results)
    return {**results, "files": [str(path) for path in output.files]}


def _draw(output: Output, n: int, rows: list[Json], errors: list[Json], real: list[Json]) -> None:
    blue, red, green, pink, orange, sky = COLOURS[:6]
    x = [row["p"] / n for row in rows]
    # at p = n every attack that knows (x, y) wins: the curves of the theory rise to 1 there
    split = sum(share < 1 for share in x)

    def to_one(key: str) -> tuple[list[float], list[float]]:
        values = [row[key] for row in rows]
        return [*x[:split], 1.0, *x[split:]], [*values[:split], 1.0, *values[split:]]

    with output.figure("threshold", 1.5, 2, height=2.6) as axes:
        top, bottom = axes[0][0], axes[1][0]
        top.plot(*to_one("exact"), color=blue, label=f"every attack, exact (n = {n})")
        top.plot(*to_one("limit"), "--", color="black", label="limit p/n -> c")
        top.errorbar(x, [r["optimal"] for r in rows], [2 * r["error"] for r in rows], fmt="o", color=blue)
        top.plot(*to_one("gram_exact"), color=sky, label="X'X, X'y released: every attack")
        top.plot(*to_one("residual_exact"), color=red, label="residual attack, exact")
        top.plot(x, [row["residual"] for row in rows], "s", color=red)
        top.plot(x, [row["ridge_limit"] for row in rows], color=green, label="ridge, penalty n/2: limit (heuristic)")
        top.plot(x, [row["ridge"] for row in rows], "^", color=green)
        top.axvline(1, color="0.6", linewidth=0.8)
        top.set(ylabel=r"$\Delta$ (0 secure, 1 broken)", ylim=(0, 1.03), title="marks: attacks on fits to data")
        top.legend(loc="lower right")
        bottom.plot(x, [row["test"] for row in rows], "-o", color=orange, label="test error")
        bottom.plot(x, [row["train"] for row in rows], "-s", color=pink, label="training error")
        bottom.axvline(1, color="0.6", linewidth=0.8)
        bottom.axhline(1, color="0.6", linestyle=":", linewidth=0.8)
        bottom.set(xlabel="p/n", ylabel="mean squared error", yscale="symlog", ylim=(0, None))
        bottom.legend(loc="upper left")
    with output.figure("rate", 1.2) as axes:
        ax = axes[0][0]
        sizes = [row["n"] for row in errors]
        last = abs(errors[-1]["n_times_gap"])
        ax.plot(sizes, [last / size for size in sizes], "--", color="black", label=f"{last:.4f}/n")
        ax.plot(sizes, [abs(row["gap"]) for row in errors], "o", color=blue, label="p = n/2")
        ax.set(xscale="log", yscale="log", xlabel="n", ylabel=r"$|\Delta_n - \Delta(1/2)|$", title="error of the limit")
        ax.legend(loc="upper right")
    with output.figure("diabetes", 1.2, height=2.8) as axes:
        ax = axes[0][0]
        share = [row["p"] / row["n"] for row in real]
        ax.plot(share, [row["exact"] for row in real], color=blue, label="Gaussian theory, from n and p alone")
        ax.errorbar(
            share, [r["optimal"] for r in real], [2 * r["error"] for r in real], fmt="o", color=blue, label="attack"
        )
        ax.plot(share, [row["residual"] for row in real], "s", color=red, label="residual attack")
        ax.set(xlabel="p/n", ylabel=r"TPR $-$ FPR", ylim=(0, 1), title="diabetes data, n = 80")
        ax.legend(loc="upper left")
