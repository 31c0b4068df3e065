"""boundcalc calibrate"""

from __future__ import annotations

from typing import Any

import click

from ..planning import calibrate
from .options import check_writable, game_options, json_option, plot_option, print_json, read_game, write_plot


@click.command("calibrate")
@game_options
@click.option(
    "--vary",
    "parameter",
    required=True,
    metavar="NAME",
    help="n, p of a regression, or a parameter of the learner; of a composition such as 'learners[0].sigma'.",
)
@click.option("--security", metavar="S", help="Wanted security 1 - Delta.")
@click.option("--delta", metavar="V", help="Largest Delta allowed, at (nu, lam).")
@click.option("--advantage", metavar="V", help="Largest TPR - FPR allowed.")
@click.option("--accuracy", metavar="A", help="Largest accuracy allowed, at (nu, lam).")
@click.option("--tpr", metavar="T", help="Largest true-positive rate allowed, at --fpr.")
@click.option("--fpr", metavar="F", help="The false-positive rate for --tpr.")
@click.option(
    "--posterior", metavar="P", help="Largest probability of membership allowed after the release, from nu on."
)
@click.option("--slack", metavar="D", help="How much may be beyond --posterior (0).")
@click.option("--step", metavar="H", help="Grid of values: multiples of this (1/1000, or 1 for integers).")
@click.option("--digits", type=int, metavar="K", help="Or all values of this many significant digits.")
@click.option("--by", metavar="ID", help="Use this theorem's formula and label, such as ols-limit, for the guarantee.")
@plot_option
@json_option
def command(
    parameter: str,
    security: str | None,
    delta: str | None,
    advantage: str | None,
    accuracy: str | None,
    tpr: str | None,
    fpr: str | None,
    posterior: str | None,
    slack: str | None,
    step: str | None,
    digits: int | None,
    by: str | None,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """The weakest value of a parameter that reaches a target: certified, and the next coarser step does not."""
    check_writable(picture)
    found = calibrate(
        read_game(**options),
        parameter,
        security,
        advantage,
        accuracy,
        tpr,
        fpr,
        step,
        by,
        delta=delta,
        posterior=posterior,
        slack=slack,
        digits=digits,
    )
    if picture is not None:
        write_plot(found, picture)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))
