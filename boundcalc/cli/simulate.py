"""boundcalc simulate"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..numeric.ball import NoBallEvaluation
from .options import Command, check_writable, game_options, json_option, plot_option, print_json, read_game, write_plot

if TYPE_CHECKING:
    from ..montecarlo.play import Method


def running_options(command: Command) -> Command:
    """--workers, --checkpoint, --resume, --progress, --seconds: see `boundcalc.montecarlo.Running`."""
    for option in (
        click.option("--seconds", type=float, help="Start no batch after this time."),
        click.option("--progress", is_flag=True, help="Show a bar with the time left."),
        click.option("--resume", is_flag=True, help="Continue from the checkpoint, to the identical result."),
        click.option("--checkpoint", metavar="FILE", help="Keep finished batches here; a kill loses one."),
        click.option("--workers", default=1, show_default=True, help="Processes; -1 for all cores."),
    ):
        command = option(command)
    return command


@click.command("simulate")
@game_options
@click.option("--samples", type=int, help="Games to play.  [default: 1000000, or fewer large releases]")
@click.option("--seed", type=int, help="Seed; the same seed gives the same estimate.")
@click.option("--level", default="0.99", show_default=True, help="Confidence level of the interval.")
@click.option(
    "--method",
    type=click.Choice(["release", "ratio", "leakage", "attack"]),
    help="Divergences given the release, likelihood ratios, leakages of random targets, or the optimal attack itself.  "
    "[default: release where known, else ratio]",
)
@click.option("--target", metavar="Z", help="Leakage of this one record instead of the average.")
@click.option("--width", type=float, help="Stop when the interval is this narrow.")
@running_options
@plot_option
@json_option
def command(
    samples: int | None,
    seed: int | None,
    level: str,
    method: Method | None,
    target: str | None,
    width: float | None,
    workers: int,
    checkpoint: str | None,
    resume: bool,
    progress: bool,
    seconds: float | None,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Play the game; exit status 1 when simulation and exact value disagree."""
    check_writable(picture)
    game = read_game(**options)
    estimate = game.simulate(
        samples,
        seed,
        level,
        method=method,
        target=target,
        width=width,
        workers=workers,
        checkpoint=checkpoint,
        resume=resume,
        progress=progress,
        seconds=seconds,
    )
    try:
        exact = (game.delta(12) if target is None else game.target(target, 12)).number()
        check, line = estimate.crosscheck(exact), exact.to_string(12)
    except NoBallEvaluation as error:  # what was simulated stands by itself
        check, line = None, f"out of reach: {error}"
    if picture is not None:
        write_plot(estimate if check is None else check, picture)
    if as_json:
        beside = None if check is None else check.exact.to_json(12)
        print_json(estimate.to_json() | {"exact": beside, "agrees": None if check is None else check.agrees})
    else:
        click.echo(f"simulated {estimate}, {estimate.samples} samples, {estimate.method}, seed {estimate.seed}")
        click.echo(f"exact     {line}" + ("" if check is None else f"  ({check.verdict})"))
    return None if check is None or check else click.get_current_context().exit(1)
