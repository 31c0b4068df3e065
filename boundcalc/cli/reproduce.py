"""boundcalc reproduce"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from ..experiments import EXPERIMENTS, module_of
from .options import json_option, print_json
from .simulate import running_options


@click.command("reproduce")
@click.argument("name", type=click.Choice(list(EXPERIMENTS)))
@click.option("--out", default="reproduced", show_default=True, metavar="FOLDER", help="Where the files go.")
@click.option("--quick", "full", flag_value=False, type=bool, default=False, help="A minute on 2 cores (default).")
@click.option("--full", "full", flag_value=True, type=bool, help="As published.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--backend", type=click.Choice(["numpy", "torch"]), help="Of the networks of overfitting.  [default: numpy]"
)
@running_options
@json_option
def command(name: str, out: str, full: bool, seed: int, backend: str | None, as_json: bool, **running: Any) -> None:
    """A published simulation: figures (PDF, PNG), every plotted number (CSV), seed and versions (JSON).

    Unless --checkpoint names another file, finished work is kept in FOLDER/NAME.checkpoint until all is written.
    """
    from ..montecarlo import Running

    own = None if running["checkpoint"] else Path(out) / f"{name}.checkpoint"
    if backend is not None and name != "overfitting":
        raise ValueError(f"backend belongs to overfitting, the experiment {name} trains no networks")
    experiment = import_module(module_of(name))
    more = {} if backend is None else {"backend": backend}
    summary = experiment.reproduce(out, full, seed, Running(**running | ({"checkpoint": own} if own else {})), **more)
    if own:
        own.unlink(missing_ok=True)
    if as_json:
        print_json(summary)
        return
    for key, value in summary.items():
        lines = value if isinstance(value, list) else [value]
        name = key.removesuffix("s") if isinstance(value, list) else key
        for line in lines:
            text = ", ".join(f"{k} {v}" for k, v in line.items()) if isinstance(line, dict) else str(line)
            click.echo(f"{name.replace('_', ' ')}: {text}")
