"""boundcalc audit"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import check_writable, json_option, print_json, whole_file


@click.command("audit")
@click.argument("file", metavar="FILE")
@click.option("--columns", metavar="A,B,...", help="Columns to audit, separated by commas; all unless given.")
@click.option(
    "--column", "more", multiple=True, metavar="NAME", help="One column (its name may hold commas); repeatable."
)
@click.option("--n", metavar="N", help="Training records; those of the table unless given.")
@click.option("--confidence", default="0.95", show_default=True, metavar="C")
@click.option("--target", default="0.95", show_default=True, metavar="S", help="The security wanted.")
@click.option("--exposed", default=10, show_default=True, type=int, help="How many of the rarest cells to list.")
@click.option("--costs/--no-costs", default=True, show_default=True, help="Also the bound without each column.")
@click.option("--nu", default="1/2", show_default=True, help="Probability that the test point is a member.")
@click.option("--lam", default="1", show_default=True, help="Weight of correct answers on non-members.")
@click.option("--memory", metavar="2GB", help="What the counting may hold in memory; the rest goes to disk.")
@click.option("--html", metavar="REPORT.html", help="Write a self-contained report.")
@json_option
def command(
    file: str, columns: str | None, more: tuple[str, ...], html: str | None, as_json: bool, **options: Any
) -> None:
    """What can any attack on any model trained on the records of FILE (Parquet, CSV) achieve?"""
    from ..audit import audit

    check_writable(html)
    chosen = [*(columns.split(",") if columns else []), *more] or None
    found = audit(
        file,
        chosen,
        options["n"],
        options["confidence"],
        options["target"],
        options["exposed"],
        options["costs"],
        options["memory"],
        options["nu"],
        options["lam"],
    )
    if html is not None:
        page = found.to_html()
        with whole_file(html) as path:
            Path(path).write_text(page, encoding="utf-8")
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))
