"""boundcalc accuracy"""

from __future__ import annotations

from typing import Any

import click

from .options import digits_option, game_options, json_option, print_json, read_game


@click.command("accuracy")
@game_options
@digits_option(15)
@json_option
def command(digits: int, as_json: bool, **options: Any) -> None:
    """The accuracy of the best attack."""
    accuracy = read_game(**options).accuracy(digits)
    if as_json:
        print_json(accuracy.to_json())
    else:
        click.echo(str(accuracy))
