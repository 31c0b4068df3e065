"""What attacks certify of the split of tables that people know, for the models that people fit.

    python examples/tables.py                        # all cells, an hour on one core
    python examples/tables.py wine nearest forest    # the cells of one table and two models
    python examples/tables.py --show                 # the table of docs/attacks.md from what was kept

Half of the rows train, drawn without replacement in each run; non-members are drawn from the other half. The attacks of
`boundcalc.attacks.ATTACKS` that ask a model once of each record are tried on a quarter of the runs, and the one that
does best there is judged on the others.
Beside each lower bound stands T-FINITE's upper bound on every learner in the same split, which is below 1 where records
are equal. Needs ``pip install 'boundcalc[ml]' palmerpenguins``. What is found is kept in ``tables.json``.
"""

import argparse
import json
import math
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn import datasets
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from boundcalc.attacks import ATTACKS, Table, attack

RUNS, REFERENCES, LEVEL, SEED = 120, 8, "0.95", 0
SCORES = [name for name in ATTACKS if name not in ("augmentation", "boundary", "quantile")]
KEPT = Path("tables.json")


def _penguins() -> pd.DataFrame:
    from palmerpenguins import load_penguins

    return load_penguins()


def _words() -> tuple[pd.DataFrame, Any]:
    frame = _penguins()
    return frame[["island", "sex", "year"]].astype({"year": str}), frame["species"]


TABLES = {
    "diabetes": lambda: datasets.load_diabetes(return_X_y=True, as_frame=True),
    "cancer": lambda: datasets.load_breast_cancer(return_X_y=True, as_frame=True),
    "wine": lambda: datasets.load_wine(return_X_y=True, as_frame=True),
    "digits": lambda: datasets.load_digits(return_X_y=True, as_frame=True),
    "penguins": lambda: (_penguins().drop(columns="species"), _penguins()["species"]),
    "penguins, words alone": _words,
}
"""Diabetes is a regression; penguins have columns of numbers and of words, and missing cells."""

MODELS: dict[str, tuple[BaseEstimator, BaseEstimator]] = {
    "nearest": (KNeighborsClassifier(1), KNeighborsRegressor(1)),
    "forest": (RandomForestClassifier(20), RandomForestRegressor(20)),
    "boosted": (HistGradientBoostingClassifier(max_iter=20), HistGradientBoostingRegressor(max_iter=100)),
    "linear": (LogisticRegression(max_iter=300), LinearRegression()),
    "network": (
        MLPClassifier((32,), max_iter=100),
        MLPRegressor(hidden_layer_sizes=(64,), max_iter=300, learning_rate_init=0.02),
    ),
}
"""For classes and for numbers."""


def learner(table: str, model: str) -> BaseEstimator:
    """The model behind an encoder of numbers, words and missing cells."""
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    encoder = make_column_transformer(
        (numbers, make_column_selector(dtype_include="number")),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), make_column_selector(dtype_exclude="number")),
    )
    return make_pipeline(encoder, MODELS[model][table == "diabetes"])


def cell(table: str, model: str) -> dict[str, Any]:
    """What is certified of one model on one table."""
    X, y = TABLES[table]()
    records = Table(X, y)
    n = len(records) // 2
    report = attack(
        learner(table, model), records, n, runs=RUNS, score=SCORES, references=REFERENCES, level=LEVEL, seed=SEED,
        game=records.split(n),
    )  # fmt: skip
    assert report.consistent
    assert report.failures == ()
    return {name: getattr(report, name) for name in ("lower", "estimate", "upper", "score")}


def show(found: dict[str, dict[str, dict[str, Any]]]) -> str:
    """The table in Markdown: at least, by which attack; the limit of every learner at the end."""
    lines = ["| | " + " | ".join(MODELS) + " | any learner |", "| --- |" + " --- |" * (len(MODELS) + 1)]
    for table, cells in found.items():
        at_least = [f"{_down(c['lower'])} ({c['score']})" if (c := cells.get(model)) else "" for model in MODELS]
        upper = max(c["upper"] for c in cells.values())
        lines.append(f"| {table} | {' | '.join(at_least)} | <= {_up(upper)} |")
    return "\n".join(lines)


def _down(x: float) -> str:
    return f"{math.floor(1000 * Fraction(x)) / 1000:.3f}"


def _up(x: float) -> str:
    return f"{math.ceil(1000 * Fraction(x)) / 1000:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Certified leakage of models on the split of known tables.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join([*TABLES, *MODELS])}; all unless given")
    parser.add_argument("--show", action="store_true", help="print what was kept")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in TABLES and name not in MODELS]
    if unknown:
        parser.error(f"no table or model is called {unknown[0]!r}")
    found = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if not given.show:
        warnings.simplefilter("ignore")  # networks that are stopped before they converge
        for table in [name for name in given.names if name in TABLES] or TABLES:
            for model in [name for name in given.names if name in MODELS] or MODELS:
                found.setdefault(table, {})[model] = cell(table, model)
                KEPT.write_text(json.dumps(found, indent=1))
                print(table, model, found[table][model], flush=True)
    print(show({name: found[name] for name in TABLES if name in found}))


if __name__ == "__main__":
    main()
