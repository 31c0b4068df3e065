"""Options that several commands share."""

from __future__ import annotations

import errno
import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from ..game import Game
from ..grammar import parse_law, parse_learner
from ..laws import Law
from ..learners import WorstCase
from ..theorems.theorem import Whose

Command = TypeVar("Command", bound=Callable[..., object])


def game_options(command: Command) -> Command:
    """--law/--counts, --n, --learner, --nu, --lam, --record."""
    for option in reversed(
        [
            click.option(
                "--law",
                "law_text",
                metavar="LAW",
                help="What the data are, e.g. 'Categorical(1/2, 3/10, 1/5)'; a learner known by a property needs none.",
            ),
            click.option("--counts", "counts_file", metavar="FILE.csv", help="A table label,count used as the law."),
            click.option("--n", "n", required=True, metavar="N", help="Number of training data."),
            click.option(
                "--learner",
                default="WorstCase()",
                show_default=True,
                metavar="LEARNER",
                help="What is released.",
            ),
            click.option("--nu", default="1/2", show_default=True, help="Probability that the test point is a member."),
            click.option("--lam", default="1", show_default=True, help="Weight of correct answers on non-members."),
            _attacker(
                "knows", "A,B,...", "Coordinates that the attacker knows of its target: names, or places from 0."
            ),
            _attacker("others", "M", "How many of the other members the attacker knows or chose."),
            _attacker("group", "K", "How many records are attacked at once."),
            _attacker("fraction", "W", "The learner uses a random part of this size of its records."),
            click.option(
                "--record",
                default="average",
                show_default=True,
                type=click.Choice(get_args(Whose)),
                help="Whose leakage: that of the average record, or of the worst.",
            ),
        ]
    ):
        command = option(command)
    return command


def _attacker(name: str, metavar: str, help: str) -> Callable[[Command], Command]:
    """An option on what the attacker knows, for `read_game`."""

    def keep(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.meta[f"boundcalc.{name}"] = value

    return click.option(f"--{name}", metavar=metavar, help=help, expose_value=False, callback=keep)


def _attacker_options() -> dict[str, str | tuple[str | int, ...]]:
    meta = click.get_current_context().meta
    given = {
        name: meta[f"boundcalc.{name}"]
        for name in ("knows", "others", "group", "fraction")
        if f"boundcalc.{name}" in meta
    }
    if "knows" in given:
        given["knows"] = coordinates(given["knows"])
    return given


def known_places() -> tuple[int | str, ...]:
    """What --knows names, for a command that takes it for itself."""
    text = click.get_current_context().meta.pop("boundcalc.knows", "")
    return coordinates(text) if text else ()


def coordinates(text: str) -> tuple[int | str, ...]:
    """Coordinates of the record: names, or places from 0, separated by commas."""
    return tuple(int(part) if part.isdecimal() else part for part in map(str.strip, text.split(",")))


def read_law(law_text: str | None, counts_file: str | None) -> Law:
    """The law from --law or --counts, exactly one of them."""
    if (law_text is None) == (counts_file is None):
        raise ValueError("give the data law by exactly one of --law and --counts")
    if law_text is not None:
        return parse_law(law_text)
    from ..interop.counts_file import read_counts

    assert counts_file is not None
    return read_counts(counts_file)


def read_game(
    law_text: str | None, counts_file: str | None, n: str, learner: str, nu: str, lam: str, record: Whose = "average"
) -> Game:
    """The Game that the options describe; a learner that is known by a property needs no data law."""
    released = parse_learner(learner)
    anything = law_text is None and counts_file is None and not isinstance(released, WorstCase)
    options = _attacker_options()
    return Game(None if anything else read_law(law_text, counts_file), released, n, nu, lam, record=record, **options)


def digits_option(default: int) -> Callable[[Command], Command]:
    """--digits."""
    return click.option("--digits", default=default, show_default=True, type=int, help="Certain significant digits.")


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def plot_option(command: Command) -> Command:
    """--plot FILE."""
    return click.option(
        "--plot", "picture", metavar="FILE", callback=_picture, help="Write a picture to a file (png, pdf, svg)."
    )(command)


def _picture(context: click.Context, option: click.Parameter, path: str | None) -> str | None:
    """The file of a picture, refused before the work where matplotlib knows no such format."""
    if path is not None:
        from ..plot import FORMATS

        if Path(path).suffix.lower() not in FORMATS:
            raise ValueError(f"--plot must end in {', '.join(FORMATS)}, got {path!r}")
    return path


def write_page(thing: Any, path: str) -> None:
    """What `thing.to_html` gives as a page of its own."""
    with whole_file(path) as fresh:
        Path(fresh).write_text(
            f"<!DOCTYPE html><meta charset='utf-8'><title>boundcalc</title>{thing.to_html()}",
            encoding="utf-8",
        )


def write_plot(thing: Any, path: str, width: float = 6.4, height: float = 4.4) -> None:
    """The picture of something that has one, in inches."""
    from ..plot import new_axes, save

    with whole_file(path) as fresh:
        save(thing.plot(new_axes(width, height)), fresh)


def print_json(data: object) -> None:
    """One JSON object on standard output; infinities, which JSON does not have, as text."""
    sys.stdout.write(json.dumps(_finite(data), indent=2, default=str, allow_nan=False) + "\n")


def _finite(data: object) -> object:
    if isinstance(data, Mapping):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [*map(_finite, data)]
    return str(data) if isinstance(data, float) and not math.isfinite(data) else data


def check_writable(*paths: str | None) -> None:
    """Before the work: OSError when one of these files could not be written, None standing for no file."""
    for path in paths:
        if path is None:
            continue
        target = Path(path)
        if target.is_dir():
            raise _refusal(errno.EISDIR, path)
        if not target.parent.is_dir():
            raise _refusal(errno.ENOENT, path)
        if not os.access(target.parent, os.W_OK) and not (target.exists() and os.access(target, os.W_OK)):
            raise _refusal(errno.EACCES, path)


def _refusal(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)


@contextmanager
def whole_file(path: str) -> Iterator[str]:
    """Where to write what becomes `path` when complete: a file that exists is replaced whole or left as it was."""
    target = Path(path)
    if target.exists() and not target.is_file():  # a device, a pipe, or a folder, which is the system's to refuse
        fresh = target
    else:
        fresh = target.with_name(f"{target.stem}.{os.getpid()}.new{target.suffix}")
    try:
        yield str(fresh)
        if fresh != target:
            os.replace(fresh, target)
    except OSError as error:
        if error.filename not in (None, str(fresh)):  # of another file
            raise
        if error.errno is None:
            raise OSError(f"{path}: {error}") from None
        raise _refusal(error.errno, path) from None
    finally:
        if fresh != target:
            fresh.unlink(missing_ok=True)


def print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A table for people."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(text.replace("[", r"\[") for text in row))
    console = Console(highlight=False)
    # A pipe has no width of its own; rows must not be folded there.
    (console if console.is_terminal else Console(highlight=False, width=160)).print(table)
