"""What a dossier says in words: for a terminal, a model card, a notebook."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import escape

from ..audit.words import JOINT, shown
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from .release import SAMPLINGS
from .sources import Attacked

if TYPE_CHECKING:
    from .combine import Answer
    from .dossier import Dossier
    from .sources import Table

_LONG, _LONGEST = 120, 2000
"""Characters that are shown of a name, and of a sentence with names in it."""


def brief(text: str, most: int = _LONG) -> str:
    """Text from outside on one line, the beginning of it where it is long."""
    line = shown(text)
    return line if len(line) <= most else f"{line[: most - 30]}... ({len(text)} characters)"


def sentence(text: str) -> str:
    """A sentence of ours that holds text from outside, on one line."""
    return brief(text, _LONGEST)


def unique(table: Table, share: Fraction) -> str:
    """How many records nobody else equals: counted, and never rounded up to all of them."""
    per_cent = decimal_string(100 * share, 3, "down")
    return f"{share * table.rows} of the {table.rows} records ({per_cent}%) are unique by that."


def interval(answer: Answer) -> str:
    """The interval in certain digits, rounded outward."""
    return f"[{decimal_string(answer.least, 4, 'down')}, {decimal_string(answer.most, 4, 'up')}]"


def binding(answer: Answer) -> str:
    """Which statement the upper end is."""
    claim = answer.upper
    if claim is None:
        return "nothing bounds it"
    chance = ", with the confidence" if claim.event else ""
    return f"{brief(claim.source)}: {', '.join(claim.theorems)} ({claim.label}{chance})"


def knows(answer: Answer) -> str:
    """What the attacker knows of a target."""
    columns = answer.attacker.columns
    return "the whole record" if columns is None else listed(columns)


def listed(columns: Sequence[str]) -> str:
    """Names of columns, the first of them where they are many."""
    return ", ".join([*map(brief, columns[:8]), *["..."] * (len(columns) > 8)])


def text(found: Dossier) -> str:
    """The whole dossier, as a terminal shows it."""
    lines = [found.release.title, "", found.statement, ""]
    if found.contradictions:
        lines += ["CONTRADICTION", *(f"  {line}" for line in found.contradictions), ""]
    if found.verdicts:
        lines += ["Targets", *(f"  {verdict.line}" for verdict in found.verdicts), ""]
    last = ""
    for answer in found.answers:
        if answer.attacker.name != last:
            last = answer.attacker.name
            lines.append(f"Against {brief(last)}, who knows of a target {knows(answer)}")
        lines.append(f"  {answer.quantity.words:<34}{interval(answer):<22}{binding(answer)}")
        if answer.worst is not None and answer.worst.about == "the worst model" and answer.worst.value:
            lines.append(f"  {'':<34}{'':<22}some model of these records reaches {answer.worst.text}")
    for beside in found.beside:
        lines += ["", f"{beside.title}", *(f"  {what:<34}{most}" for what, most in beside.rows)]
        lines += [f"  assuming: {what}" for what in beside.assumptions]
    if found.left_out:
        lines += ["", "Not combined", *(f"  {brief(name)}: {why}" for name, why in found.left_out)]
    if found.levers:
        lines += ["", "What would lower the advantage"]
        lines += [f"  <= {decimal_string(x.upper, 4, 'up'):<10}{x.action}" for x in found.levers[:8]]
        lines += [f"  {note}" for note in dict.fromkeys(x.note for x in found.levers if x.note)]
    lines += ["", *closing(found)]
    return "\n".join(map(sentence, lines))  # names hold what they like: no terminal obeys them


def closing(found: Dossier) -> list[str]:
    """The game, the confidence, and what everything rests on."""
    sampling = found.release.data.sampling
    lines = [f"Game: {sampling}: {SAMPLINGS[sampling]}."]
    if found.events:
        lines.append(
            f"Confidence: all statements together {found.percent}, over {'; '.join(map(brief, found.events))}."
        )
    else:
        lines.append("Confidence: nothing here rests on chance.")
    assumed = dict.fromkeys(what for answer in found.answers for claim in answer.claims for what in claim.assumptions)
    lines += [f"Assuming: {what}." for what in assumed]
    if found.table is not None:
        lines.append(f"What the table says covers {JOINT}.")
    return lines


def markdown(found: Dossier) -> str:
    """A section of a model card."""
    rows = [
        f"| {_cell(brief(answer.attacker.name))} | {_cell(knows(answer))} | {answer.quantity.words} "
        f"| {interval(answer)} | {_cell(binding(answer))} |"
        for answer in found.answers
    ]
    targets = [f"- {_cell(sentence(verdict.line))}" for verdict in found.verdicts]
    return "\n".join(
        [
            "## Membership inference",
            "",
            _cell(sentence(found.statement)),
            "",
            *([*targets, ""] if targets else []),
            "| attacker | knows of a target | quantity | interval | upper end by |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            *(f"- Not combined: {_cell(brief(name))}: {_cell(sentence(why))}" for name, why in found.left_out),
            *(f"- {_cell(sentence(line))}" for line in closing(found)),
            "",
        ]
    )


def _cell(text: str) -> str:
    """Text from outside, harmless in a table of Markdown."""
    found = shown(text)
    for mark in "\\`*_{}[]<>|#":
        found = found.replace(mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark])
    return found


def summary(found: Dossier) -> str:
    """The short form that a notebook shows."""
    rows = "".join(
        f"<tr><td>{escape(brief(answer.attacker.name))}</td><td>{escape(answer.quantity.words)}</td>"
        f"<td>{interval(answer)}</td><td>{escape(binding(answer))}</td></tr>"
        for answer in found.answers
    )
    head = "<tr><th>attacker</th><th>quantity</th><th>interval</th><th>upper end by</th></tr>"
    return f"<p><b>{escape(sentence(found.statement))}</b></p><table>{head}{rows}</table>"


def provenance(found: Dossier) -> Json:
    """Where the numbers come from: command, versions, the data, seeds, the date."""
    from importlib.metadata import version

    from .. import __version__

    packages = {name: version(name) for name in ("sympy", "mpmath", "numpy", "scipy", "python-flint")}
    return {
        "boundcalc": __version__,
        "python": platform.python_version(),
        "packages": packages,
        "made": found.made,
        "table_sha256": found.digest,
        "records": None if found.table is None else found.table.rows,
        "n": found.n,
        "seeds": {
            source.name: source.seed
            for source in found.sources
            if isinstance(source, Attacked) and source.seed is not None
        },
        "command": found.command,
    }


def facts(found: Dossier) -> list[tuple[str, str]]:
    """The same in words, line by line."""
    known = provenance(found)
    if found.table is None:
        table = "no table was given"
    else:
        called = found.release.described["data"]["table"]
        hashed = "given in memory, no file to hash" if found.digest is None else f"{called}, SHA-256 {found.digest}"
        table = f"{hashed}; {known['records']} records, {known['n']} of them for training"
    seeds = "; ".join(f"{brief(name)}: {seed}" for name, seed in known["seeds"].items())
    packages = [f"{name} {release}" for name, release in known["packages"].items()]
    return [
        ("made by", known["command"] or "boundcalc.dossier(...)"),
        ("made", known["made"]),
        ("table", table),
        ("seeds", seeds or "none: nothing here is random"),
        ("versions", ", ".join([f"boundcalc {known['boundcalc']}", f"Python {known['python']}", *packages])),
    ]
