"""boundcalc sample-size"""

from __future__ import annotations

import click

from ..game import Game
from ..grammar import parse_learner
from ..planning import sample_size
from .options import json_option, print_json, read_law


@click.command("sample-size")
@click.option("--law", "law_text", metavar="LAW", help="What the data are.")
@click.option("--counts", "counts_file", metavar="FILE.csv", help="A table label,count used as the law.")
@click.option("--security", required=True, metavar="S", help="Wanted security 1 - Delta, in [0, 1).")
@click.option("--learner", default="WorstCase()", show_default=True, metavar="LEARNER")
@click.option("--nu", default="1/2", show_default=True)
@click.option("--lam", default="1", show_default=True)
@json_option
def command(
    law_text: str | None,
    counts_file: str | None,
    security: str,
    learner: str,
    nu: str,
    lam: str,
    as_json: bool,
) -> None:
    """The smallest n for which no attack leaves less than the wanted security."""
    law, chosen = read_law(law_text, counts_file), parse_learner(learner)
    n = sample_size(law, security, chosen, nu, lam)
    reached = Game(law, chosen, n, nu, lam).security(15)
    if as_json:
        print_json({"n": n, "wanted": security, "security": reached.to_json()})
        return
    click.echo(f"n         {n}")
    click.echo(f"security  {reached}")
