"""boundcalc explain"""

from __future__ import annotations

from typing import Any

import click

from .options import digits_option, game_options, json_option, print_json, read_game


@click.command("explain")
@game_options
@digits_option(6)
@json_option
def command(digits: int, as_json: bool, **options: Any) -> None:
    """From the assumptions to the best bounds: the chain of theorems, and why the others do not apply."""
    explanation = read_game(**options).explain(digits)
    if as_json:
        print_json(explanation.to_json())
    else:
        click.echo(str(explanation))
