"""boundcalc dossier"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .options import check_writable, json_option, print_json, whole_file


class _Dossier(click.Group):
    """`dossier FILE`, and the commands beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not {"-h", "--help"} & {args[0]}:
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group("dossier", cls=_Dossier, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """From everything that is known about a release to one decision: dossier release.toml [OPTIONS]."""


@command.command("make")
@click.argument("file", metavar="[RELEASE.toml]", required=False)
@click.option("--table", metavar="FILE", help="The records, CSV or Parquet.")
@click.option("--columns", metavar="A,B,...", help="Columns that models are trained on.  [default: all]")
@click.option("--by", metavar="COLUMN", help="Whose values are people, each with all their rows.")
@click.option("--sampling", metavar="GAME", help="sample, split, population or survey: see dossier init.")
@click.option("--n", metavar="N", help="Training records.")
@click.option("--population", metavar="N", help="How many the records of a survey were drawn from.")
@click.option("--knows", multiple=True, metavar="A,B,...", help="Columns that an attacker knows; repeatable.")
@click.option("--model", metavar="FILE", help="The released file: measured, never loaded.")
@click.option("--dp-sgd", metavar="NOISE,RATE,STEPS", help="Noise multiplier, sample rate, steps of DP-SGD.")
@click.option("--property", "properties", multiple=True, metavar="LEARNER", help="E.g. 'BitBudget(8192)'; repeatable.")
@click.option("--max-advantage", metavar="X", help="The advantage that may be reached at most.")
@click.option("--max-tpr", multiple=True, metavar="Y@FPR", help="The TPR that may be reached at an FPR; repeatable.")
@click.option("--max-record", metavar="X", help="What any single record may leak.")
@click.option("--max-accuracy", metavar="X", help="The accuracy that may be reached, at the prior.")
@click.option("--prior", metavar="NU", help="Probability that a target is a member.  [default: 1/2]")
@click.option("--confidence", metavar="C", help="Of all statements together.  [default: 0.95]")
@click.option("--html", metavar="PAGE.html", help="Write the page.")
@click.option("--pdf", metavar="FILE.pdf", help="Print the page, by a browser of the Chromium family.")
@click.option("--markdown", metavar="FILE.md", help="Write a section for a model card.")
@click.option("--show-records", default=0, metavar="K", help="Show the K rarest real records on the page.")
@click.option("--progress", is_flag=True, help="Show a bar while a model is attacked.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@json_option
def make(
    file: str | None,
    html: str | None,
    pdf: str | None,
    markdown: str | None,
    show_records: int,
    progress: bool,
    force: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """The dossier of RELEASE.toml, or of what the options describe; exit status 1 when a target is not met."""
    from ..dossier import Release, dossier
    from ..dossier.release import target_at
    from ..dossier.words import sentence

    release = Release.read(_written(file, options))
    read = [file, release.data.table, *release.files, *(attack.given.get("scores") for attack in release.attacks)]
    _check_outputs([path for path in (html, pdf, markdown) if path is not None], read, force)
    if show_records < 0:
        raise ValueError(f"show-records must be at least 0, got {show_records}")
    more = [target_at("tpr", *_rate(text)) for text in options["max_tpr"]]
    release = release.aimed(more)
    found = dossier(release, progress=progress, command=shlex.join(["boundcalc", *sys.argv[1:]]))
    if html is not None:
        page = found.to_html(show_records)
        with whole_file(html) as path:
            Path(path).write_text(page, encoding="utf-8")
    if pdf is not None:
        with whole_file(pdf) as path:
            found.to_pdf(path, show_records)
    if markdown is not None:
        card = found.to_markdown()
        with whole_file(markdown) as path:
            Path(path).write_text(card, encoding="utf-8")
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))
    if not found.passes:
        for line in found.contradictions:
            click.echo(f"contradiction: {sentence(line)}", err=True)
        for verdict in found.verdicts:
            if verdict.status != "met":
                click.echo(f"not met: {sentence(verdict.line)}", err=True)
        click.get_current_context().exit(1)


def _check_outputs(paths: list[str], read: Sequence[object], force: bool) -> None:
    """Before the work: nothing that is read is written, nothing twice, and nothing that is there without --force."""
    places = [Path(path).resolve() for path in paths]
    sources = [Path(path).resolve() for path in read if isinstance(path, str | Path)]
    for path, place in zip(paths, places, strict=True):
        check_writable(path)
        if place in sources:
            raise ValueError(f"{path} is read by the dossier, and is not written over")
        if places.count(place) > 1:
            raise ValueError(f"{path} is named for two outputs")
        if place.exists() and not force:
            raise ValueError(f"{path} is there already; --force replaces it")


def _rate(text: str) -> tuple[str, str]:
    """The false-positive rate and the largest true-positive rate of Y@FPR."""
    most, mark, at = text.partition("@")
    if not mark:
        raise ValueError(f"max-tpr must be written Y@FPR, such as 0.01@0.001, got {text!r}")
    return at, most


def _written(file: str | None, options: dict[str, Any]) -> dict[str, Any]:
    """The description, its file first; what the options say replaces what the file says."""
    from ..dossier.release import written as read

    written: dict[str, Any] = {} if file is None else read(file)
    for section, key, name in (
        ("data", "table", "table"),
        ("data", "by", "by"),
        ("data", "sampling", "sampling"),
        ("data", "n", "n"),
        ("data", "population", "population"),
        ("file", "path", "model"),
        ("release", "confidence", "confidence"),
        ("targets", "advantage", "max_advantage"),
        ("targets", "record", "max_record"),
        ("targets", "accuracy", "max_accuracy"),
        ("targets", "prior", "prior"),
    ):
        if options[name] is not None:
            _section(written, section)[key] = options[name]
    if options["columns"] is not None:
        _section(written, "data")["columns"] = [part.strip() for part in options["columns"].split(",")]
    for names in options["knows"]:
        _section(written, "attackers")[names] = [part.strip() for part in names.split(",")]
    if options["dp_sgd"] is not None:
        parts = options["dp_sgd"].split(",")
        if len(parts) != 3:
            raise ValueError(f"dp-sgd must be NOISE,RATE,STEPS, such as 1.1,0.01,1000, got {options['dp_sgd']!r}")
        keys = ("noise_multiplier", "sample_rate", "steps")
        _section(written, "training")["dp_sgd"] = dict(zip(keys, (part.strip() for part in parts), strict=True))
    if options["properties"]:
        known = _section(written, "training").get("properties", [])
        _section(written, "training")["properties"] = [
            *(known if isinstance(known, list) else [known]),
            *options["properties"],
        ]
    return written


def _section(written: dict[str, Any], name: str) -> dict[str, Any]:
    """The table of this name, which a file may have given as something else."""
    found = written.setdefault(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{name} must be a table [{name}], got {found!r:.60}")
    return found


@command.command("init")
@click.argument("file", metavar="[RELEASE.toml]", default="release.toml")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(file: str, force: bool) -> None:
    """Write a commented release.toml to start from."""
    if Path(file).exists() and not force:
        raise ValueError(f"{file} is there already; --force replaces it")
    from ..dossier.release import template

    with whole_file(file) as path:
        Path(path).write_text(template("release.toml"), encoding="utf-8")
    click.echo(f"{file}: fill in what you know, then boundcalc dossier {file}")


@command.command("diff")
@click.argument("old", metavar="OLD.json")
@click.argument("new", metavar="NEW.json")
@json_option
def diff(old: str, new: str, as_json: bool) -> None:
    """What has changed between two dossiers (--json of each); exit status 1 when an upper bound grew."""
    from ..dossier.compare import compared

    found = compared(*(_read(path) for path in (old, new)))
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(str(found))
    if found.worse:
        click.get_current_context().exit(1)


def _read(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} must be the JSON of a dossier: {error}") from None


@command.command("schema")
def schema() -> None:
    """The JSON Schema of a dossier."""
    from ..dossier.release import template

    click.echo(template("schema.json"), nl=False)
