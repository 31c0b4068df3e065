"""boundcalc delta"""

from __future__ import annotations

from typing import Any

import click

from ..grammar import parse_record
from ..numeric import BACKENDS
from .options import digits_option, game_options, json_option, print_json, read_game


@click.command("delta")
@game_options
@digits_option(15)
@click.option("--backend", type=click.Choice(BACKENDS), default="ball", show_default=True)
@click.option(
    "--target", metavar="Z", help="Leakage of this one record instead of the average; ([1, 0], 2) for features and y."
)
@json_option
def command(digits: int, backend: str, target: str | None, as_json: bool, **options: Any) -> None:
    """The exact limit Delta of any membership inference attack, with guaranteed digits."""
    game = read_game(**options)
    if target is None:
        result = game.delta(digits, backend)
    else:
        # the labels of a discrete law are taken as they are
        several = target.lstrip()[:1] in ("(", "[") and not getattr(game.law, "is_discrete", False)
        result = game.target(parse_record(target) if several else target, digits, backend)
    if as_json:
        print_json(result.to_json())
        return
    click.echo(f"Delta     {result}")
    if target is None:
        click.echo(f"security  {game.security(digits, backend)}")
        click.echo(f"accuracy  {game.accuracy(digits, backend)}")
    click.echo(f"theorem   {result.id} ({result.kind}, {result.label})")
    for assumption in result.assumptions:
        click.echo(f"assuming  {assumption}")
