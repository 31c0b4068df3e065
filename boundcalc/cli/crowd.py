"""boundcalc crowd"""

from __future__ import annotations

from typing import Any

import click

from ..planning import crowd_leakage, crowd_size
from .options import json_option, print_json


@click.command("crowd")
@click.option("--k", metavar="K", help="How many records the attacker cannot tell apart.")
@click.option("--advantage", metavar="A", help="The advantage that an attack may have at most: which k is enough?")
@click.option("--share", default="1/2", show_default=True, metavar="Q", help="How likely each is a training record.")
@json_option
def command(k: str | None, advantage: str | None, share: str, as_json: bool) -> None:
    """What k-anonymity is worth: the leakage of one record among k equal ones, or the k for a leakage."""
    if (k is None) == (advantage is None):
        raise ValueError("give exactly one of --k and --advantage")
    size: Any = crowd_size(advantage, share) if k is None else k
    leakage = crowd_leakage(size, share)
    if as_json:
        print_json({"k": int(size), "share": share, "theorem": "crowd", "kind": "exact"} | leakage.to_json())
        return
    click.echo(f"k          {size}")
    click.echo(f"advantage  {leakage.to_string(15)}")
