"""boundcalc certify"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..theorems import CATALOG
from .options import check_writable, digits_option, game_options, json_option, print_json, read_game, whole_file

_QUANTITIES = ("delta", "security", "accuracy", "advantage")


@click.command("certify")
@game_options
@digits_option(15)
@click.option("--quantity", type=click.Choice(_QUANTITIES), default="delta", show_default=True)
@click.option("--theorem", metavar="ID", help="Certify this bound of the catalog instead of the exact value.")
@click.option("--output", "-o", metavar="FILE.v", help="Where to write the certificate (standard output if not given).")
@click.option("--check", is_flag=True, help="Run coqc on it; exit status 1 when it is not accepted.")
@json_option
def command(
    digits: int, quantity: str, theorem: str | None, output: str | None, check: bool, as_json: bool, **options: Any
) -> None:
    """A self-contained Coq file that states the number and proves it."""
    check_writable(output)
    game = read_game(**options)
    if theorem is None:
        result = getattr(game, quantity)(digits)
    elif theorem not in CATALOG:
        raise ValueError(f"unknown theorem {theorem!r}")
    else:
        found = [bound for bound in game.bounds(digits) if bound.id == theorem]
        if not found:
            raise ValueError(f"theorem {theorem} gives no bound on this game; see boundcalc bounds")
        result = found[0]
    certificate = result.certificate(digits)
    verdict = certificate.check() if check else None
    if output is not None:
        with whole_file(output) as path:
            certificate.write(Path(path))
    if as_json:
        data = {"claim": certificate.claim, "method": certificate.method, "trust": certificate.trust, "file": output}
        if verdict is not None:
            listed = None if verdict.assumptions is None else list(verdict.assumptions)
            data |= {"accepted": verdict.accepted, "assumptions": listed, "seconds": round(verdict.seconds, 3)}
        if output is None:
            data["text"] = certificate.text
        print_json(data)
    elif output is None and not check:
        click.echo(certificate.text)
    else:
        click.echo(f"claim     {certificate.claim}")
        click.echo(f"method    {certificate.method}")
        click.echo(f"trust     {certificate.trust}")
    if verdict is not None and not as_json:
        click.echo(f"coqc      {'accepted' if verdict else 'REJECTED'} in {verdict.seconds:.1f} s")
        if verdict.assumptions is not None:
            click.echo(f"rests on  {', '.join(_grouped(verdict.assumptions)) or 'no assumption'}")
        if not verdict:
            click.echo(verdict.output[:2000], err=True)
    if verdict is not None and not verdict:
        click.get_current_context().exit(1)


def _grouped(assumptions: tuple[str, ...]) -> list[str]:
    """The axioms by name, those of the kernel's machine integers as one."""
    machine = ("PrimInt63.", "Uint63.")
    named = [name for name in assumptions if not name.startswith(machine)]
    return named + (["the kernel's 63-bit integers"] if len(named) < len(assumptions) else [])
