"""boundcalc tradeoff"""

from __future__ import annotations

from typing import Any

import click

from .options import game_options, json_option, print_json, print_table, read_game


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
@json_option
def command(fpr: tuple[str, ...], auc: bool, as_json: bool, **options: Any) -> None:
    """The best true-positive rate of any attack at given false-positive rates."""
    curve = read_game(**options).tradeoff()
    values = [(a, curve.tpr(a)) for a in fpr]
    area = curve.auc() if auc else None
    if as_json:
        rates = [{"fpr": a, "tpr": tpr.to_json(12)} for a, tpr in values]
        print_json({"tpr": rates, "auc": None if area is None else area.to_json(12)})
        return
    rows = [[f"TPR at FPR {a}", tpr.to_string(10)] for a, tpr in values]
    if area is not None:
        rows.append(["AUC", area.to_string(8)])
    print_table("Trade-off curve of the optimal attack", ["", "value"], rows)
