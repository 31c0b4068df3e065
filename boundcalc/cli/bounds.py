"""boundcalc bounds"""

from __future__ import annotations

from typing import Any

import click

from .options import (
    check_writable,
    digits_option,
    game_options,
    json_option,
    plot_option,
    print_json,
    print_table,
    read_game,
    write_plot,
)


@click.command("bounds")
@game_options
@digits_option(6)
@plot_option
@json_option
def command(digits: int, picture: str | None, as_json: bool, **options: Any) -> None:
    """Every theorem that applies, as bounds on Delta with their tightness."""
    check_writable(picture)
    game = read_game(**options)
    bounds = game.bounds(digits)
    if picture is not None:
        write_plot(bounds, picture)
    if as_json:
        print_json(
            {"record": game.record, "bounds": [b.to_json() for b in bounds], "out_of_reach": bounds.out_of_reach}
        )
        return
    head, rows = bounds.table()
    print_table(f"Bounds on Delta, {game.record} record", ["theorem", *head[1:]], rows)
    for note in (*bounds.scope, *bounds.notes):
        click.echo(note)
