"""boundcalc audit"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import check_writable, json_option, plot_option, print_json, whole_file, write_plot


@click.command("audit")
@click.argument("file", metavar="FILE")
@click.option("--columns", metavar="A,B,...", help="Columns to audit, separated by commas; all unless given.")
@click.option(
    "--column", "more", multiple=True, metavar="NAME", help="One column (its name may hold commas); repeatable."
)
@click.option(
    "--knows",
    metavar="A,B,...",
    multiple=True,
    help="Columns an attacker knows of a target, or parts: zip[:3], card[-4:], age[10], born[year]; repeatable.",
)
@click.option(
    "--knows-any", type=int, metavar="M", help="Every set of M columns that an attacker may know, worst first."
)
@click.option("--by", metavar="COLUMN", help="Its values are people: a record is the whole history of one of them.")
@click.option("--split", metavar="N", help="The table is known, N of its records (or a share) are for training: exact.")
@click.option(
    "--population",
    metavar="N",
    help="The table is a simple random sample of N records; 'this table': it is known, with --n.",
)
@click.option("--strata", metavar="A,B,...", help="Columns within whose values records are draws from one law.")
@click.option("--side", default="both", show_default=True, help="both, or upper: all of the error for the upper end.")
@click.option("--progress", is_flag=True, help="Show a bar with the time left.")
@click.option("--n", metavar="N", help="Training records; those of the table unless given.")
@click.option("--confidence", default="0.95", show_default=True, metavar="C")
@click.option("--target", default="0.95", show_default=True, metavar="S", help="The security wanted.")
@click.option(
    "--show-records", "exposed", default=0, show_default=True, metavar="K", help="List the K rarest real records."
)
@click.option("--costs/--no-costs", default=True, show_default=True, help="Also the bound without each column.")
@click.option("--nu", default="1/2", show_default=True, help="Probability that the test point is a member.")
@click.option("--lam", default="1", show_default=True, help="Weight of correct answers on non-members.")
@click.option("--memory", metavar="2GB", help="What the counting may hold in memory; the rest goes to disk.")
@click.option("--html", metavar="REPORT.html", help="Write a self-contained report.")
@plot_option
@json_option
def command(
    file: str,
    columns: str | None,
    more: tuple[str, ...],
    html: str | None,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """What can any attack on any model trained on the records of FILE (Parquet, CSV) achieve?"""
    from ..audit import audit

    check_writable(html, picture)
    sets = [names.split(",") if names else [] for names in options["knows"]]
    if sets and options["knows_any"] is not None:
        raise ValueError("give --knows or --knows-any")
    knows = options["knows_any"] if not sets else sets[0] if len(sets) == 1 else sets
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
        knows,
        options["split"],
        options["population"],
        options["progress"],
        options["by"],
        None if options["strata"] is None else options["strata"].split(",") if options["strata"] else [],
        options["side"],
    )
    if html is not None:
        page = found.to_html()
        with whole_file(html) as path:
            Path(path).write_text(page, encoding="utf-8")
    if picture is not None:
        write_plot(found, picture)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))
