"""boundcalc infer"""

from __future__ import annotations

from typing import Any

import click

from ..curve import between, sure
from ..inference import Guesses
from .options import (
    check_writable,
    coordinates,
    game_options,
    json_option,
    known_places,
    plot_option,
    print_json,
    print_table,
    read_game,
    write_plot,
)


@click.command("infer")
@game_options
@click.option("--baseline", multiple=True, help="What any rule reaches at most that does not see the release.")
@click.option(
    "--secret", multiple=True, metavar="A,B,...", help="Coordinates that are guessed: names, or places from 0."
)
@click.option("--reconstruct", is_flag=True, help="Guess the whole record.")
@click.option("--confidence", multiple=True, help="The share of members whom an attacker may name that surely.")
@plot_option
@json_option
def command(
    baseline: tuple[str, ...],
    secret: tuple[str, ...],
    reconstruct: bool,
    confidence: tuple[str, ...],
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """What attribute inference, reconstruction and re-identification gain from the release."""
    check_writable(picture)
    knows = known_places()  # of the record that is guessed at; the game itself is about whole records
    game = read_game(**options)
    if not (baseline or secret or reconstruct or confidence):
        raise ValueError("say what is guessed: --baseline, --secret, --reconstruct or --confidence")
    found = [game.inference(kappa) for kappa in baseline]
    if secret:
        found.append(game.attribute(coordinates(",".join(secret)), knows))
    if reconstruct:
        found.append(game.reconstruction())
    named = [(c, game.identified(c)) for c in confidence]
    if picture is not None:
        write_plot(Guesses(tuple(found)), picture, 7, 1.5 + len(found) / 2)
    if as_json:
        shares = [{"confidence": c, "identified": x.to_json(12)} for c, x in named]
        print_json({"inference": [x.to_json() for x in found], "identified": shares})
        return
    rows = [[x.attack, x.shown_success, between(x.baseline), x.shown_gain, x.kind, x.source] for x in found] + [
        [f"members named with confidence {c}", f"<= {x.upper_str(6)}", "", "", "upper", sure(x)] for c, x in named
    ]
    print_table("Guessing from the release", ["attack", "success", "blind", "gain", "kind", "theorem"], rows)
