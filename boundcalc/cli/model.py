"""boundcalc model"""

from __future__ import annotations

import click

from ..game import Game
from ..learners.information.bit_budget import BitBudget
from .options import digits_option, json_option, print_json


@click.command("model")
@click.argument("path", metavar="FILE")
@click.option("--n", "n", required=True, metavar="N", help="Number of training data.")
@click.option("--nu", default="1/2", show_default=True, help="Probability that the test point is a member.")
@click.option("--lam", default="1", show_default=True, help="Weight of correct answers on non-members.")
@digits_option(6)
@json_option
def command(path: str, n: str, nu: str, lam: str, digits: int, as_json: bool) -> None:
    """A bound for any released file, by its size alone: it is measured, never loaded."""
    budgets = {form: BitBudget.from_file(path, form) for form in ("file", "compressed")}
    form, budget = min(budgets.items(), key=lambda item: int(item[1].bits))
    bound = Game(None, budget, n, nu, lam).bounds(digits).upper
    assert bound is not None  # a size bounds every game
    if as_json:
        sizes = {name: int(found.bits) for name, found in budgets.items()}
        print_json({"bits": sizes, "used": form, "assumes": budget.claim, "bound": bound.to_json()})
        return
    for name, found in budgets.items():
        click.echo(f"{name:10}  {found.bits} bits")
    click.echo(f"Delta       {bound}  ({bound.path}, {bound.label}, {bound.record} record)")
    click.echo(f"assumes     {budget.claim}")
