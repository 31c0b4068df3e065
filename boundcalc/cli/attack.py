"""boundcalc attack"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import check_writable, json_option, plot_option, print_json, write_page, write_plot
from .simulate import running_options

if TYPE_CHECKING:
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
    from ..dossier.recipe import read_model, read_table
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
