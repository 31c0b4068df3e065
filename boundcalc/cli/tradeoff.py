"""boundcalc tradeoff"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from ..curve import between, sure
from ..numeric.exact import to_rate
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from .options import (
    check_writable,
    game_options,
    json_option,
    plot_option,
    print_json,
    print_table,
    read_game,
    write_plot,
)


@click.command("tradeoff")
@game_options
@click.option(
    "--fpr",
    multiple=True,
    default=("1/1000", "1/100", "1/10"),
    show_default=True,
    help="False-positive rates.",
)
@click.option("--auc/--no-auc", default=True, show_default=True, help="Also the area under the curve.")
@click.option("--simulate", "samples", type=int, metavar="SAMPLES", help="Beside it a band from so many games.")
@click.option("--seed", default=0, show_default=True, type=int, help="Seed of the band.")
@click.option("--level", default="0.99", show_default=True, help="Confidence of the whole band.")
@plot_option
@json_option
def command(
    fpr: tuple[str, ...],
    auc: bool,
    samples: int | None,
    seed: int,
    level: str,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """The best true-positive rate of any attack at given false-positive rates; exit status 1 when a simulated band
    excludes one."""
    check_writable(picture)
    game = read_game(**options)
    for a in fpr:
        to_rate(a, "fpr")
    # The band first: it refuses bad options at once, the certified points may take a while.
    band = None if samples is None else game.simulate_tradeoff(samples, seed, level)
    curve = game.tradeoff()
    points = [curve.at(a) for a in fpr]
    values = [(a, point.tpr) for a, point in zip(fpr, points, strict=True)]
    area = curve.auc() if auc else None
    if picture is not None:
        write_plot(curve, picture)
    ends = [] if band is None else [band.tpr_at(a) for a in fpr]
    agrees = all(low <= x.upper and x.lower <= high for (_, x), (low, high) in zip(values, ends, strict=False))
    if as_json:
        rates = [
            {"fpr": a, "tpr": point.tpr.to_json(12), "theorems": {"lower": point.lower, "upper": point.upper}}
            for a, point in zip(fpr, points, strict=True)
        ]
        for rate, (low, high) in zip(rates, ends, strict=False):
            rate["simulated"] = {"lower": low, "upper": high}
        found: Json = {"record": game.record, "tpr": rates, "auc": None if area is None else area.to_json(12)}
        if band is not None:
            found |= {"samples": band.samples, "seed": band.seed, "level": band.level, "agrees": agrees}
        print_json(found)
    else:
        from ..montecarlo.interval import percent

        rows = [[f"TPR at FPR {a}", between(tpr, 10)] for a, tpr in values]
        for row, (low, high) in zip(rows, ends, strict=False):
            shown = (decimal_string(Fraction(low), 6, "down"), decimal_string(Fraction(high), 6, "up"))
            row.append(f"[{shown[0]}, {shown[1]}]")
        if area is not None:
            rows.append(["AUC", between(area, 8), *([""] if ends else [])])
        for row, point in zip(rows, points, strict=False):
            row.append(point.theorems)
        if area is not None:
            rows[-1].append(sure(area))
        heads = ["", "value", *([f"simulated, all at once at {percent(band.level)}"] if band else []), "theorem"]
        print_table(f"Trade-off curve of the optimal attack, {game.record} record", heads, rows)
        if band is not None:
            word = "agrees" if agrees else "DISAGREES"
            click.echo(f"{band.samples} games, seed {band.seed}: {word}")
    return None if agrees else click.get_current_context().exit(1)
