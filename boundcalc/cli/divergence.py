"""`boundcalc divergence`."""

from __future__ import annotations

from collections.abc import Callable

import click

from ..divergences import DIVERGENCES
from ..grammar import parse_law
from ..numeric import evaluate
from ..numeric.precision import check_digits
from .options import digits_option, json_option, print_json

_OPTIONS = {name: text for kind in DIVERGENCES.values() for name, text in kind.on_command_line.options.items()}
_HELP = f"How different two laws are: {', '.join([*DIVERGENCES][:-1])} or {[*DIVERGENCES][-1]}, with certified digits."


def _parameters(command: Callable[..., None]) -> Callable[..., None]:
    """An option for every parameter of a divergence."""
    for name, text in reversed(_OPTIONS.items()):
        command = click.option(f"--{name}", default=None, metavar=name[0].upper(), help=text)(command)
    return command


@click.command(help=_HELP)
@click.option("--p", "p_text", required=True, metavar="LAW", help="The first law, e.g. 'Normal(0, 1)'.")
@click.option("--q", "q_text", required=True, metavar="LAW", help="The second law, e.g. 'Cauchy(0, 1)'.")
@click.option("--kind", default="tv", show_default=True, metavar="KIND", help=f"One of {', '.join(DIVERGENCES)}.")
@_parameters
@digits_option(15)
@json_option
def command(p_text: str, q_text: str, kind: str, digits: int, as_json: bool, **given: str | None) -> None:
    """The value of one divergence."""
    if kind not in DIVERGENCES:
        raise ValueError(f"kind must be one of {', '.join(DIVERGENCES)}, got {kind!r}")
    extra = {name: value for name, value in given.items() if value is not None}
    wrong = [name for name in extra if name not in DIVERGENCES[kind].on_command_line.options]
    if wrong:
        raise ValueError(f"--{wrong[0]} does not belong to kind {kind}")
    check_digits(digits)
    expr = DIVERGENCES[kind](parse_law(p_text), parse_law(q_text), **extra)
    value = evaluate(expr, digits)
    if as_json:
        print_json({"divergence": kind} | extra | value.to_json(digits) | {"formula": str(expr)})
    else:
        click.echo(value.to_string(digits))
