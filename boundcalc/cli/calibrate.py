"""boundcalc calibrate"""

from __future__ import annotations

from typing import Any

import click

from ..planning import calibrate
from .options import game_options, json_option, print_json, read_game


@click.command("calibrate")
@game_options
@click.option(
    "--vary", "parameter", required=True, metavar="NAME", help="n, p of a regression, or a parameter of the learner."
)
@click.option("--security", metavar="S", help="Wanted security 1 - Delta.")
@click.option("--advantage", metavar="V", help="Largest TPR - FPR allowed.")
@click.option("--accuracy", metavar="A", help="Largest accuracy allowed, at (nu, lam).")
@click.option("--tpr", metavar="T", help="Largest true-positive rate allowed, at --fpr.")
@click.option("--fpr", metavar="F", help="The false-positive rate for --tpr.")
@click.option("--step", metavar="H", help="Grid of values: multiples of this (1/1000, or 1 for integers).")
@click.option("--by", metavar="ID", help="Use this theorem's formula and label, such as ols-limit, for the guarantee.")
@json_option
def command(
    parameter: str,
    security: str | None,
    advantage: str | None,
    accuracy: str | None,
    tpr: str | None,
    fpr: str | None,
    step: str | None,
    by: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """The weakest value of a parameter that reaches a target: certified, and the next coarser step does not."""
    found = calibrate(read_game(**options), parameter, security, advantage, accuracy, tpr, fpr, step, by)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))
