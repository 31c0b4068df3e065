"""boundcalc attack"""

from __future__ import annotations

import ast
import csv
from typing import Any

import click
import numpy as np

from .options import json_option, print_json
from .simulate import running_options


@click.command("attack")
@click.option("--data", "data_file", metavar="FILE.csv", help="Records; their rows are the data law.")
@click.option("--target", metavar="COLUMN", help="The column to predict.")
@click.option("--sphere", type=click.IntRange(min=1), metavar="D", help="The published regression data in R^D instead.")
@click.option(
    "--model",
    required=True,
    metavar="MODEL",
    help="scikit-learn estimators, e.g. 'StandardScaler() | KNeighborsRegressor(n_neighbors=1)'.",
)
@click.option("--n", required=True, type=int, metavar="N", help="Number of training data.")
@click.option("--runs", default=200, show_default=True, type=int, help="Trainings.")
@click.option("--score", type=click.Choice(["loss", "reference"]), default="loss", show_default=True)
@click.option("--references", default=16, show_default=True, type=int, help="Reference models of that score.")
@click.option("--level", default="0.999", show_default=True, help="Confidence of the lower bound.")
@click.option("--nu", help="Probability that the test point is a member.  [default: 1/2]")
@click.option("--lam", help="Weight of correct answers on non-members.  [default: 1]")
@click.option("--fpr", "fprs", multiple=True, metavar="RATE", help="Certify the TPR at this FPR too; may be repeated.")
@click.option("--record", type=int, metavar="ROW", help="Attack this one row of the data, 0 being the first.")
@click.option("--seed", default=0, show_default=True, type=int)
@running_options
@json_option
def command(
    data_file: str | None,
    target: str | None,
    sphere: int | None,
    model: str,
    n: int,
    record: int | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Train a model again and again and attack it: a certified lower bound on its Delta."""
    if (data_file is None) == (sphere is None):
        raise ValueError("give the data by exactly one of --data and --sphere")
    from ..attacks import attack
    from ..experiments.sphere import SphereRegression

    source: Any
    if sphere is not None:
        source = SphereRegression(sphere)
    else:
        if target is None:
            raise ValueError("target must be given: the column to predict")
        source = read_table(str(data_file), target)
    report = attack(read_model(model), source, n, target=record, **options)
    if as_json:
        print_json(report.to_json())
    else:
        click.echo(str(report))


def read_table(path: str, target: str) -> tuple[Any, Any]:
    """(X, y) from a CSV file with a header: numeric features; y numeric, or else the labels of classes."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        names = list(reader.fieldnames or [])
        rows = list(reader)
    if target not in names:
        raise ValueError(f"target must be a column of {path} ({', '.join(names) or 'none'}), got {target!r}")
    features = [name for name in names if name != target]
    if not features or not rows:
        raise ValueError(f"{path} must have rows and a column besides {target}")
    X = np.array([[_number(row[name], name, i) for name in features] for i, row in enumerate(rows, 2)])
    labels = [row[target] for row in rows]
    try:
        return X, np.array([float(label) for label in labels])
    except (TypeError, ValueError):
        return X, np.array(labels, dtype=str)


def _number(text: str | None, column: str, line: int) -> float:
    try:
        return float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"column {column} must be numeric, got {text!r} in line {line}") from None


def read_model(text: str) -> Any:
    """A scikit-learn estimator from ``Name(key=literal, ...)``, or a pipeline of them joined by ``|``; never evaluated.

    >>> read_model("StandardScaler() | Ridge(alpha=10)").steps[1]
    ('ridge', Ridge(alpha=10))
    """
    try:
        from sklearn.pipeline import make_pipeline
        from sklearn.utils import all_estimators
    except ModuleNotFoundError:
        raise ValueError("scikit-learn models need the extra [ml]: pip install 'boundcalc[ml]'") from None
    known = dict(all_estimators())
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"model is malformed: {text[:60]!r}") from None
    steps = []
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        steps.append(_estimator(tree.right, known))
        tree = tree.left
    steps.append(_estimator(tree, known))
    return steps[0] if len(steps) == 1 else make_pipeline(*reversed(steps))


def _estimator(node: ast.expr, known: dict[str, Any]) -> Any:
    name = node.func if isinstance(node, ast.Call) else node
    if not isinstance(name, ast.Name) or name.id not in known:
        raise ValueError(f"model must name a scikit-learn estimator, got {ast.unparse(node)[:60]!r}")
    keywords = node.keywords if isinstance(node, ast.Call) else []
    try:
        positional = [ast.literal_eval(arg) for arg in node.args] if isinstance(node, ast.Call) else []
        options = {str(k.arg): ast.literal_eval(k.value) for k in keywords}
    except (ValueError, TypeError):
        raise ValueError(f"model {name.id} takes numbers, texts, True, None and lists of them only") from None
    try:
        return known[name.id](*positional, **options)
    except (ValueError, TypeError) as error:
        raise ValueError(f"model {name.id}: {error}") from None
