"""boundcalc simulate"""

from __future__ import annotations

from typing import Any

import click

from .options import game_options, json_option, print_json, read_game


@click.command("simulate")
@game_options
@click.option("--samples", default=10**6, show_default=True, type=int, help="Games to play.")
@click.option("--seed", type=int, help="Seed; the same seed gives the same estimate.")
@click.option("--level", default="0.99", show_default=True, help="Confidence level of the interval.")
@json_option
def command(samples: int, seed: int | None, level: str, as_json: bool, **options: Any) -> None:
    """Play the game with the optimal attack; exit status 1 when simulation and exact value disagree."""
    game = read_game(**options)
    check = game.simulate(samples, seed, level).crosscheck(game.delta(12).number())
    if as_json:
        print_json(check.estimate.to_json() | {"exact": check.exact.to_json(12), "agrees": check.agrees})
    else:
        click.echo(f"simulated {check.estimate}")
        click.echo(f"exact     {check.exact.to_string(12)}  ({'agrees' if check else 'DISAGREES'})")
    return None if check else click.get_current_context().exit(1)
