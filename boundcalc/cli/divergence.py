"""`boundcalc divergence`."""

from __future__ import annotations

import click

from ..divergences import DIVERGENCES
from ..grammar import parse_law
from ..numeric import evaluate
from ..numeric.precision import check_digits
from .options import digits_option, json_option, print_json

_PARAMETER = {"hockey-stick": "gamma", "renyi": "alpha"}


@click.command()
@click.option("--p", "p_text", required=True, metavar="LAW", help="The first law, e.g. 'Normal(0, 1)'.")
@click.option("--q", "q_text", required=True, metavar="LAW", help="The second law, e.g. 'Cauchy(0, 1)'.")
@click.option("--kind", default="tv", show_default=True, metavar="KIND", help=f"One of {', '.join(DIVERGENCES)}.")
@click.option("--gamma", default=None, metavar="G", help="Of the hockey-stick divergence.  [default: 1]")
@click.option("--alpha", default=None, metavar="A", help="Order of Renyi's divergence.  [default: 2]")
@digits_option(15)
@json_option
def command(
    p_text: str, q_text: str, kind: str, gamma: str | None, alpha: str | None, digits: int, as_json: bool
) -> None:
    """How different two laws are: tv, hockey-stick, kl, chi-square, hellinger or renyi, with certified digits."""
    if kind not in DIVERGENCES:
        raise ValueError(f"kind must be one of {', '.join(DIVERGENCES)}, got {kind!r}")
    given = {"gamma": gamma, "alpha": alpha}
    extra = {name: value for name, value in given.items() if value is not None}
    wrong = [name for name in extra if name != _PARAMETER.get(kind)]
    if wrong:
        raise ValueError(f"--{wrong[0]} does not belong to kind {kind}")
    check_digits(digits)
    expr = DIVERGENCES[kind](parse_law(p_text), parse_law(q_text), **extra)
    value = evaluate(expr, digits)
    if as_json:
        print_json({"divergence": kind} | extra | value.to_json(digits) | {"formula": str(expr)})
    else:
        click.echo(value.to_string(digits))
