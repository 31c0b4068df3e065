"""boundcalc catalog"""

from __future__ import annotations

from difflib import get_close_matches

import click

from ..theorems import CATALOG
from .options import json_option, print_json, print_table


@click.command("catalog")
@click.argument("ids", nargs=-1)
@json_option
def command(ids: tuple[str, ...], as_json: bool) -> None:
    """The theorems: all in a table, or the given ids in full."""
    for name in ids:
        if name not in CATALOG:
            near = get_close_matches(name, CATALOG, 3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise ValueError(f"unknown theorem {name!r}{hint}")
    chosen = [CATALOG[name] for name in ids] or list(CATALOG.values())
    if as_json:
        print_json({"theorems": [theorem.to_json() for theorem in chosen]})
    elif ids:
        for theorem in chosen:
            click.echo(f"{theorem.id}: {theorem.title} ({theorem.kind}, {theorem.label})")
            click.echo(f"  {theorem.statement}")
            click.echo(f"  as stated:  {theorem.as_stated}")
            click.echo(f"  speaks of:  the average record{' and every one' if theorem.speaks_of == 'every' else ''}")
            for title, items in (
                ("conditions", theorem.conditions),
                ("assumes", theorem.assumptions),
                ("uses", theorem.uses),
            ):
                if items:
                    click.echo(f"  {title + ':':<12}{'; '.join(map(str, items))}")
            if theorem.formal:
                click.echo(f"  formal:     {theorem.formal}, checked by Coq for finite data spaces")
            if theorem.reference:
                click.echo(f"  reference:  {theorem.reference}")
    else:
        rows = [[t.id, t.kind, t.label + (" (formal)" if t.formal else ""), t.title, t.reference] for t in chosen]
        print_table("Theorems", ["id", "kind", "label", "title", "reference"], rows)
