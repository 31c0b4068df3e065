"""boundcalc discretise"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import check_writable, json_option, plot_option, print_json, whole_file, write_plot

if TYPE_CHECKING:
    from ..discretise.table import Frame


@click.command("discretise")
@click.argument("file", metavar="FILE")
@click.option("--target-security", default="0.95", show_default=True, metavar="S", help="The security wanted.")
@click.option("--columns", metavar="A,B,...", help="Columns, separated by commas; all unless given.")
@click.option("--public", metavar="FILE", help="Other records of the same law, on which the quantiser is fitted.")
@click.option("--split", default="0.2", show_default=True, metavar="SHARE", help="Part to fit on; 0: estimate only.")
@click.option("--family", "families", multiple=True, default=("optimal", "mass"), show_default=True, help="Repeatable.")
@click.option("--distortion", default="mse", show_default=True, help="mse or information.")
@click.option("--knows", metavar="A,B,...", help="Coarsen these alone: what an attacker knows of a target.")
@click.option("--nu", default="1/2", show_default=True, help="Probability that the test point is a member.")
@click.option("--lam", default="1", show_default=True, help="Weight of correct answers on non-members.")
@click.option("--n", metavar="N", help="Training records; those of the training part unless given.")
@click.option("--confidence", default="0.95", show_default=True, metavar="C")
@click.option("--seed", default=0, show_default=True, type=int, help="Seed of the split.")
@click.option("--out", metavar="FILE", help="Write the discretised training records (.parquet or .csv).")
@click.option("--save", metavar="FILE.json", help="Write the fitted quantiser.")
@plot_option
@json_option
def command(
    file: str,
    columns: str | None,
    out: str | None,
    save: str | None,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """How coarse must the columns of FILE be? Chooses a quantiser and certifies what it achieves."""
    from ..discretise import discretise

    if out is not None and not out.endswith((".parquet", ".csv")):
        raise ValueError(f"out must end in .parquet or .csv, got {out}")
    check_writable(out, save, picture)
    found = discretise(
        file,
        columns.split(",") if columns else None,
        options["target_security"],
        options["public"],
        options["split"],
        options["n"],
        options["confidence"],
        options["families"],
        distortion=options["distortion"],
        seed=options["seed"],
        knows=options["knows"].split(",") if options["knows"] is not None else None,
        nu=options["nu"],
        lam=options["lam"],
    )
    with ExitStack() as files:  # both files or none
        if save is not None:
            path = files.enter_context(whole_file(save))
            Path(path).write_text(found.quantiser.to_json(), encoding="utf-8")
        if out is not None:
            _write(found.training, files.enter_context(whole_file(out)))
    if picture is not None:
        write_plot(found, picture)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))


def _write(table: Frame, path: str) -> None:
    from pyarrow import csv, parquet

    if path.endswith(".csv"):
        csv.write_csv(table, path)
    else:
        parquet.write_table(table, path)
