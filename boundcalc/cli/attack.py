"""boundcalc attack"""

from __future__ import annotations

import ast
import math
import warnings
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from ..audit.files import MISSING
from .columns import read_columns
from .options import check_writable, json_option, plot_option, print_json, write_page, write_plot
from .simulate import running_options

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

    from ..attacks.data import Table
    from ..attacks.training import Draw


@click.command("attack")
@click.option("--data", "data_file", metavar="FILE", help="Records in CSV or Parquet, split in each run.")
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
@click.option(
    "--score",
    multiple=True,
    default=["loss"],
    show_default=True,
    metavar="ATTACK",
    help="loss, lira_offline, lira_online, rmia, ...; may be repeated: chosen on some runs, judged on others; or all.",
)
@click.option("--references", default=16, show_default=True, type=int, help="Reference or shadow models.")
@click.option("--level", default="0.999", show_default=True, help="Confidence of the lower bound.")
@click.option("--nu", help="Probability that the test point is a member.  [default: 1/2]")
@click.option("--lam", help="Weight of correct answers on non-members.  [default: 1]")
@click.option("--fpr", "fprs", multiple=True, metavar="RATE", help="Certify the TPR at this FPR too; may be repeated.")
@click.option("--record", type=int, metavar="ROW", help="Attack this one row of the data, 0 being the first.")
@click.option("--seed", default=0, show_default=True, type=int)
@click.option("--limit", is_flag=True, help="What any learner can leak on this split, beside (T-FINITE).")
@click.option("--html", metavar="FILE", help="Write the report as a page too.")
@plot_option
@running_options
@json_option
def command(
    data_file: str | None,
    target: str | None,
    sphere: int | None,
    model: str,
    n: int,
    record: int | None,
    limit: bool,
    html: str | None,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Train a model again and again and attack it: a certified lower bound on its Delta."""
    check_writable(html)
    check_writable(picture)
    if (data_file is None) == (sphere is None):
        raise ValueError("give the data by exactly one of --data and --sphere")
    from ..attacks import attack
    from ..experiments.sphere import SphereRegression

    source: Draw | Table
    game = None
    if sphere is not None:
        if limit:
            raise ValueError("limit belongs to --data: it speaks of the split of a table")
        source = SphereRegression(sphere)
    else:
        if target is None:
            raise ValueError("target must be given: the column to predict")
        source = read_table(str(data_file), target)
        last = len(source) - 1
        if record is not None and not 0 <= record <= last:
            raise ValueError(f"record must be a row of {data_file}, an integer from 0 to {last}, got {record}")
        if limit and 0 < n < len(source):
            game = source.split(n, options["nu"] or "1/2", options["lam"] or 1)
    score = options.pop("score")
    report = attack(
        read_model(model), source, n, target=record, game=game, score="all" if "all" in score else score, **options
    )
    if html is not None:
        write_page(report, html)
    if picture is not None:
        write_plot(report, picture)
    if as_json:
        print_json(report.to_json())
    else:
        click.echo(str(report))


def read_table(path: str, target: str) -> Table:
    """The records from Parquet, or CSV with a header: y numeric, or else the labels of classes.

    A column of numbers is a feature, nan where a cell is missing; a column of words becomes an indicator of each word,
    missing cells being a word of their own. The words are those of the whole table, which the attacker knows."""
    columns = read_columns(path)
    if target not in columns:
        raise ValueError(f"target must be a column of {path} ({', '.join(columns) or 'none'}), got {target!r}")
    labels = columns.pop(target)
    if not columns or not labels:
        raise ValueError(f"{path} must have records and a column besides {target}")
    from ..attacks.data import Table

    parts = {name: _features(column, name) for name, column in columns.items()}
    names = [name if len(part) == 1 else f"{name} {i}" for name, part in parts.items() for i in range(len(part))]
    return Table(np.vstack([*parts.values()]).T, _labels(labels, target), tuple(names))


def _labels(cells: list[object], column: str) -> np.ndarray:
    """Finite numbers where all are numbers, else words; an absent label is refused, never taken for a word."""
    values = [None if cell is None or not str(cell).strip() else _parsed(cell) for cell in cells]
    if all(isinstance(value, float) or str(value).strip().lower() in MISSING for value in values):
        for i, value in enumerate(values, 1):
            if not isinstance(value, float) or not math.isfinite(value):
                raise ValueError(
                    f"column {column} must have a finite number in each record, got {value!r} in record {i}"
                )
        return np.array(values)
    if None in values:
        raise ValueError(f"column {column} must not have missing cells, got one in record {values.index(None) + 1}")
    return np.array(cells, dtype=str)


def _features(cells: list[Any], column: str) -> np.ndarray:
    """The rows of numbers that a column gives; ValueError where it mixes numbers and words."""
    values = [None if _missing(cell) else _parsed(cell) for cell in cells]
    if any(isinstance(value, float) for value in values) or not any(values):
        for i, value in enumerate(values, 1):
            if value is not None and not isinstance(value, float):
                raise ValueError(f"column {column} must be numeric, got {cells[i - 1]!r} in record {i}")
        return np.array([[math.nan if value is None else value for value in values]], dtype=np.float64)
    words = ["" if value is None else str(value) for value in values]
    if len(set(words)) == len(words) > 2:
        warnings.warn(f"column {column} has another word in every record, as an id has", stacklevel=2)
    return np.array([[float(word == level) for word in words] for level in sorted(set(words))])


def _missing(cell: Any) -> bool:
    return cell is None or str(cell).strip().lower() in ("", *MISSING)


def _parsed(cell: Any) -> object:
    """A float where the cell is a number, else the cell: 1_000 is a number to Python, but not in a table."""
    try:
        return cell if isinstance(cell, str) and "_" in cell else float(cell)
    except (TypeError, ValueError):
        return cell


def read_model(text: str) -> BaseEstimator:
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


def _estimator(node: ast.expr, known: dict[str, type[BaseEstimator]]) -> BaseEstimator:
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
