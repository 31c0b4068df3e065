"""boundcalc app"""

from __future__ import annotations

import click


@click.command("app")
@click.argument("file", required=False, metavar="[TABLE]")
@click.option("--port", default=0, metavar="P", help="A port of 127.0.0.1; any free one unless given.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the address.")
def command(file: str | None, port: int, browser: bool) -> None:
    """A page on this machine: load a table, say what attackers know and how models are trained, watch the bounds."""
    from ..dossier.app import serve

    if not 0 <= port < 2**16:
        raise ValueError(f"port must be from 0 to 65535, got {port}")
    serve(file, port, browser)
