"""boundcalc latex"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ..tex import build, check, skeleton, write
from ..tex.derivation import VERDICTS
from ..tex.paper import CLASSES
from .options import json_option, print_json

_output = click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")


@click.group("latex")
def command() -> None:
    r"""What a paper reads in with \input, so that no number and no formula is typed by hand."""


@command.command("theorem")
@click.argument("ids", nargs=-1, required=True)
@_output
def theorem(ids: tuple[str, ...], output: str | None) -> None:
    """Theorems of the catalog (or all): statement, label bc:ID, assumptions, citation."""
    _give(["theorem", *ids], output)


@command.command("derivation")
@click.argument("ids", nargs=-1, required=True)
@click.option("--verdicts", type=click.Choice(VERDICTS), default="none", show_default=True, help="Show them.")
@_output
def derivation(ids: tuple[str, ...], verdicts: str, output: str | None) -> None:
    """Proofs (or all) from the folder of derivations, with the verdict of each step if wanted."""
    _give(["derivation", *ids, *(["--verdicts", verdicts] if verdicts != "none" else [])], output)


@command.command("values")
@click.argument("spec")
@_output
def values(spec: str, output: str | None) -> None:
    r"""One \bcvalue{key} for every [value.KEY] of SPEC.toml."""
    _give(["values", spec], output, 1)


@command.command("table")
@click.argument("spec")
@click.argument("name", required=False)
@_output
def table(spec: str, name: str | None, output: str | None) -> None:
    """The tabular of [table.NAME] in SPEC.toml: booktabs rules, siunitx columns, no float around it."""
    _give(["table", spec, *([name] if name else [])], output, 1)


@command.command("figure")
@click.argument("spec")
@click.argument("name", required=False)
@click.option(
    "-o", "--output", metavar="FILE", help="FILE.pgf and FILE.pdf are written; NAME (or figure) if not given."
)
def figure(spec: str, name: str | None, output: str | None) -> None:
    """The picture of [figure.NAME] in SPEC.toml, as PGF and as PDF."""
    _give(["figure", spec, *([name] if name else [])], output or name or "figure", 1)


@command.command("bib")
@click.argument("what", nargs=-1, required=True)
@_output
def bib(what: tuple[str, ...], output: str | None) -> None:
    """The references of the theorems named, or those that the files in a folder cite."""
    _give(["bib", *what], output, 1 if len(what) == 1 and Path(what[0]).is_dir() else None)


@command.command("style")
@_output
def style(output: str | None) -> None:
    """boundcalc.sty: the macros that everything else uses."""
    _give(["style"], output)


@command.command("paper")
@click.argument("folder")
@click.option("--class", "document_class", type=click.Choice(list(CLASSES)), default="article", show_default=True)
def paper(folder: str, document_class: str) -> None:
    """A complete paper to start from, in a new FOLDER."""
    for path in skeleton(Path(folder), document_class):
        click.echo(path)


@command.command("check")
@click.argument("folder", default=".")
@click.option("--fix", is_flag=True, help="Write stale files again first.")
@json_option
def check_command(folder: str, fix: bool, as_json: bool) -> int:
    """Recompute what the generated files in FOLDER say; exit status 1 if anything is stale, missing or broken."""
    findings = check(Path(folder), fix)
    failed = any(finding.fails for finding in findings)
    if as_json:
        print_json(
            {
                "fresh": not failed,
                "findings": [{"word": f.word, "file": f.file, "name": f.name, "detail": f.detail} for f in findings],
            }
        )
    else:
        for finding in findings:
            click.echo(finding)
        if not failed:
            click.echo("fresh: every generated file says what is computed now")
    return int(failed)


def _give(words: list[str], output: str | None, path_at: int | None = None) -> None:
    """Write the file, or print it; a path among the words is kept relative to the file that is written."""
    folder = Path.cwd() if output is None else Path(output).parent
    if path_at is not None:
        words[path_at] = Path(os.path.relpath(words[path_at], folder)).as_posix()
    if output is None:
        sys.stdout.write(build(words, folder).render())
        return
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder")
    for path in write(words, Path(output)):
        click.echo(path)
