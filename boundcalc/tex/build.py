"""From the words of a command to the file it writes: the command line and the check both come through here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from ..theorems import CATALOG
from .bib import bib_page
from .derivation import derivation_page
from .figure import draw, figure
from .page import Page, Part
from .sources import cited_in
from .spec import read_spec
from .table import table
from .theorem import chosen, theorem_page
from .values import values

KINDS = ("theorem", "derivation", "values", "table", "figure", "bib", "style")


def build(words: Sequence[str], folder: Path) -> Page:
    """The file that ``boundcalc latex WORDS`` writes into `folder`; paths in the words start there.

    For a figure the page has the hashes of what must be drawn, and no picture.
    """
    kind, *rest = words or [""]
    command = tuple(words)
    if kind == "theorem":
        return theorem_page(rest, command)
    if kind == "derivation":
        at = rest.index("--verdicts") if "--verdicts" in rest[:-1] else len(rest)
        return derivation_page(rest[:at] + rest[at + 2 :], (rest[at + 1 :] or ["none"])[0], command)
    if kind in ("values", "table", "figure"):
        if not rest:
            raise ValueError(f"{kind} needs a SPEC.toml")
        spec = read_spec(folder / rest[0])
        name = rest[1] if len(rest) > 1 else None
        if kind == "values":
            return values(spec, command)
        return table(spec, name, command) if kind == "table" else figure(spec, name).page(command)
    if kind == "bib":
        if len(rest) == 1 and rest[0] not in CATALOG and (folder / rest[0]).is_dir():
            return bib_page(cited_in(folder / rest[0]), command)
        return bib_page([t.reference for t in chosen(rest) if t.reference], command)
    if kind == "style":
        content = (files("boundcalc.tex") / "boundcalc.sty").read_text(encoding="utf-8")
        return Page(command, (Part("boundcalc.sty", content.rstrip("\n"), content),))
    raise ValueError(f"the file must be one of {', '.join(KINDS)}, got {kind!r}")


def write(words: Sequence[str], target: Path) -> list[Path]:
    """Write the file of these words to `target` (for a figure, `target` with .pgf and .pdf); the paths written."""
    if words[0] == "figure":
        drawn = figure(read_spec(target.parent / words[1]), words[2] if len(words) > 2 else None)
        return draw(drawn, tuple(words), target.with_suffix("") if target.suffix in (".pgf", ".pdf") else target)
    content = build(words, target.parent).render()
    target.write_text(content, encoding="utf-8", newline="\n")
    return [target]
