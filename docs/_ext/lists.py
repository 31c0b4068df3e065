"""Pages that are lists of the library: its public names, its commands, its sources."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import click
from atlas import link, put
from sphinx.application import Sphinx

import boundcalc as bc
from boundcalc.cli.main import COMMANDS, group
from boundcalc.tex.bib import entries
from boundcalc.theorems import CATALOG

GROUPS = (
    ("Games", "game", "Game Result Bound Bounds TradeOff CurveBounds CurvePoint Inference Leakage Sweep Enclosure evaluate CATALOG"),
    ("Laws of data", "laws", "Blur Channel"),
    ("What is released", "learners", ""),
    ("Divergences", "divergences", "PrivacyLoss GroupPrivacy RepeatedSelection"),
    ("Tables and decisions", "decisions", "audit Audit Knowledge SplitAudit ConfidenceInterval discretise Discretisation dossier Dossier from_model leverage Leverage plan"),
    ("Attacks and evidence", "attacks", "attacks evidence Evidence Roc OneRun one_run"),
    ("Other libraries", "interop", "from_scipy to_scipy from_sympy to_sympy"),
)  # fmt: skip


def write(app: Sphinx) -> None:
    """The lists, each written only when it has changed."""
    source = Path(app.srcdir)
    for folder in ("reference", "commands"):
        (source / folder).mkdir(exist_ok=True)
    put(source / "reference/index.md", names())
    put(source / "commands/index.md", commands())
    for name in COMMANDS:
        put(source / f"commands/{name}.rst", command(name))
    put(source / "references.md", references())


def names() -> str:
    """Every public name under its room."""
    listed = {word: set() for _, word, _ in GROUPS}
    for room in ("laws", "learners", "divergences"):
        listed[room] = {name for name in bc.__all__ if name in bc._listed(room)}  # type: ignore[attr-defined]
    lines = ["# Reference", "", "Every public name, with its definition, its domains, the errors that it raises and an example. Examples are run by the tests.", ""]  # fmt: skip
    told: set[str] = set()
    for title, word, more in GROUPS:
        those = sorted(listed[word]) + more.split()
        told |= set(those)
        shown = [f"boundcalc.{name}" for name in those if not inspect.ismodule(getattr(bc, name)) and name != "CATALOG"]
        for name in those:
            room = getattr(bc, name)
            if inspect.ismodule(room):
                shown += [
                    f"{room.__name__}.{inside}" for inside, value in vars(room).items() if offered(room, inside, value)
                ]
        lines += [f"## {title}", ""]
        lines += ["```{eval-rst}", ".. autosummary::", "   :toctree: names", "   :nosignatures:", "",
                  *(f"   {name}" for name in shown), "```", ""]  # fmt: skip
        if "CATALOG" in those:
            lines += ["`boundcalc.CATALOG` is a dictionary of all theorems by id: [the atlas](/atlas/index.md).", ""]
    missing = set(bc.__all__) - told
    if missing:
        raise ValueError(f"public names without a group in docs/_ext/lists.py: {', '.join(sorted(missing))}")
    return "\n".join(lines)


def offered(room: Any, name: str, value: Any) -> bool:
    """Whether a room offers this name, under no shorter one."""
    return (
        not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__.startswith(room.__name__)
        and name not in bc.__all__
    )


def commands() -> str:
    """The table of commands."""
    rows = [f"| [`boundcalc {name}`]({name}.rst) | {text} |" for name, text in COMMANDS.items()]
    return "\n".join([
        "# Command line", "",
        "Every command takes `--json` (lower and upper ends as decimal strings, rounded outward), except where `boundcalc latex` writes LaTeX. The exit status is 0, 1 for a negative answer, or 2 for bad input with one line on standard error. Text from outside is parsed, never evaluated.", "",
        "| command | |", "|---|---|", *rows, "",
        "```{toctree}", ":hidden:", "", *COMMANDS, "```", "",
    ])  # fmt: skip


def command(name: str) -> str:
    """One command from its own help; the directive makes the heading."""
    return f".. click:: lists:{variable(name)}\n   :prog: boundcalc {name}\n   :nested: full\n"


def variable(name: str) -> str:
    """The attribute of this module that is the command."""
    return f"command_{name.replace('-', '_')}"


def __getattr__(name: str) -> Any:
    if name.startswith("command_"):
        found = group().get_command(click.Context(group()), name.removeprefix("command_").replace("_", "-"))
        if found is not None:
            return found
    raise AttributeError(name)


def references() -> str:
    """The sources of the catalogue, and which theorems name them."""
    lines = ["# Sources", ""]
    for key, entry in sorted(entries().items()):
        fields = dict(re.findall(r"(\w+)\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}", entry))
        plain = {
            k: re.sub(r"[{}]|\\[\"'`^cvh=.~]", "", v).replace("~", " ").replace("--", "–").replace("\\", "")
            for k, v in fields.items()
        }
        where = (
            plain.get("journal")
            or plain.get("booktitle")
            or plain.get("publisher")
            or plain.get("eprint")
            or plain.get("howpublished")
            or ""
        )
        used = [t.id for t in CATALOG.values() if key in [k.strip() for k in t.reference.split(",")]]
        author, title, year = (
            plain.get(k, "").replace("*", r"\*").replace("_", r"\_").replace("$", "")
            for k in ("author", "title", "year")
        )
        lines += [
            f"(ref-{key.lower()})=",
            f"## {key}",
            "",
            f"{author.replace(' and ', ', ')}. *{title}*. {where.replace('_', ' ')} {year}.",
            "",
        ]
        if used:
            lines += ["Named by " + ", ".join(map(link, used)) + ".", ""]
    return "\n".join(lines)


def plain(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Docstrings are prose with formulas: a bar or a star that marks nothing up stands for itself."""
    for i, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            lines[i] = re.sub(r"(`+[^`]*`+)|([|*])", lambda m: m[1] or "\\" + m[2], line)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write, priority=400)  # before the atlas, and before autosummary reads the lists
    app.connect("autodoc-process-docstring", plain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
