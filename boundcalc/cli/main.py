"""`boundcalc`: the group of commands, and how errors reach the user."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click as click_

COMMANDS: dict[str, str] = {
    "app": "a page on this machine: describe a release, watch its bounds",
    "attack": "train a model again and again: a certified lower bound on its Delta",
    "audit": "from the records of a file to a bound on every attack",
    "bounds": "every theorem that applies, with tightness",
    "calibrate": "noise, budget, bits or n that reach a target, certified",
    "check": "check one inequality: verdict, margin, or a counterexample",
    "catalog": "the theorems: statement, label, reference",
    "crosscheck": "every exact theorem against simulation",
    "certify": "a Coq file that states a number and proves it",
    "crowd": "what k-anonymity is worth: the leakage of one of k equal records, or which k is enough",
    "delta": "the exact limit of any attack, with guaranteed digits",
    "demo": "a tour on the passengers of the Titanic",
    "discretise": "how coarse must the columns be? a quantiser and its certificate",
    "discretize": "the same as discretise",
    "dossier": "from everything that is known about a release to one decision",
    "divergence": "how different two laws are, with certified digits",
    "evidence": "what somebody's attack certifies, from its counts or scores",
    "explain": "the chain of theorems from the assumptions to the best bounds",
    "infer": "attribute inference, reconstruction, re-identification: what they gain",
    "model": "a bound for any released file, by its size",
    "reproduce": "the published simulations: figures and every number",
    "latex": "values, theorems, tables and figures for a paper, and the check that they are fresh",
    "sample-size": "the smallest n for a wanted security",
    "simulate": "play the game with the optimal attack",
    "tradeoff": "TPR at given FPRs, AUC",
    "verify": "check derivations step by step",
}
"""Command name -> one line of help; the code is in the module of that name (- becomes _), loaded when it is used."""


def main(arguments: list[str] | None = None) -> None:
    """Entry point: exit status 0, 1 for a negative answer, 2 for bad input with one line on standard error.

    An interrupt from the keyboard ends every command with one line and status 130, whatever a library in between made
    of it.
    """
    status, message = 0, ""
    with _attentive() as interrupts, warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            status, message = _run(arguments)
        except KeyboardInterrupt:
            interrupts.append(signal.SIGINT)
        except Exception:
            if not interrupts:
                raise
    if interrupts:
        status, message = 130, "interrupted"
    if message:
        print(f"boundcalc: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(status)


def _run(arguments: list[str] | None) -> tuple[int, str]:
    """The exit status and what went wrong, on one line."""
    try:
        import click
    except ModuleNotFoundError:
        return 1, "the command line needs the extra [cli]: pip install 'boundcalc[cli]'"
    try:
        result = group().main(arguments, prog_name="boundcalc", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        return 2, error.format_message()
    except BrokenPipeError:
        # The reader of a pipe has gone (| head): nothing to say, and nothing more to write.
        sys.stderr.close()
        return 0, ""
    except (ValueError, OSError) as error:
        return 2, _one_line(error)
    return (result if isinstance(result, int) else 0), ""


@contextmanager
def _attentive() -> Iterator[list[int]]:
    """The interrupts that came, since a library may turn KeyboardInterrupt into an error of its own."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread() or (
        signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield came
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def group() -> click_.Group:
    import click

    class Commands(click.Group):
        def invoke(self, ctx: click_.Context) -> object:
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt:  # click would write an empty line
                raise click.exceptions.Abort from None

        def list_commands(self, ctx: click_.Context) -> list[str]:
            return list(COMMANDS)

        def get_command(self, ctx: click_.Context, name: str) -> click_.Command | None:
            if name not in COMMANDS:
                return None
            return import_module(f"boundcalc.cli.{name.replace('-', '_')}").command

        def format_commands(self, ctx: click_.Context, formatter: click_.HelpFormatter) -> None:
            with formatter.section("Commands"):
                formatter.write_dl(list(COMMANDS.items()))

    @click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(package_name="boundcalc")
    def boundcalc() -> None:
        """How well can any membership inference attack possibly do? Certified answers."""

    return boundcalc


def _show_warning(message: Warning | str, category: type[Warning], filename: str, *rest: Any, **more: object) -> None:
    """A warning of our own on one line; those of other libraries as Python shows them."""
    ours = Path(filename).is_relative_to(Path(__file__).parents[1])
    line = f"boundcalc: {message}\n" if ours else warnings.formatwarning(message, category, filename, rest[0])
    sys.stderr.write(line)


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
