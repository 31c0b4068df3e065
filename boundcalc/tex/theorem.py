"""Theorems of the catalog as LaTeX: statement, label, assumptions and citation."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from ..theorems import CATALOG, Theorem
from .escape import sentence, text
from .notation import macros, prose
from .page import Page, Part

_ENVIRONMENT = {"proved": "bctheorem", "cited": "bctheorem", "limit": "bclimit", "heuristic": "bcheuristic"}


def find(name: str) -> Theorem:
    """The theorem of this id; ValueError with the nearest ids otherwise."""
    if name not in CATALOG:
        near = get_close_matches(name, CATALOG, 3)
        raise ValueError(f"unknown theorem {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    return CATALOG[name]


def chosen(names: Sequence[str]) -> list[Theorem]:
    """The theorems of these ids, `all` for the whole catalog."""
    if list(names) == ["all"]:
        return list(CATALOG.values())
    if not names:
        raise ValueError("name at least one theorem, or all")
    return [find(name) for name in dict.fromkeys(names)]


def theorem_page(names: Sequence[str], command: tuple[str, ...]) -> Page:
    r"""Every named theorem in an environment with the label ``bc:ID``, and its formula as ``\bcformula{ID}``."""
    return Page(command, tuple(Part(t.id, theorem_text(t), _source(t)) for t in chosen(names)))


def theorem_text(theorem: Theorem) -> str:
    """One theorem, as it stands in a paper."""
    environment = _ENVIRONMENT[theorem.label]
    cite = rf"~\cite{{{theorem.reference}}}" if theorem.reference else ""
    held = [sentence(c) for c in theorem.hypotheses]
    lines = [
        rf"\bcsetformula{{{theorem.id}}}{{{macros(theorem.as_stated)}}}%",
        rf"\begin{{{environment}}}{{{text(theorem.title)}{cite}}}\label{{bc:{theorem.id}}}\bcbody",
        prose(theorem.statement),
    ]
    if held:
        lines.append(rf"\bcassumptions{{{'; '.join(held)}.}}")
    return "\n".join([*lines, rf"\end{{{environment}}}"])


def _source(theorem: Theorem) -> str:
    """What the text says; a test proves the as-stated formula equal to what is computed."""
    return "\n".join(
        (theorem.id, theorem.kind, theorem.label, theorem.as_stated, theorem.statement, "; ".join(theorem.hypotheses))
    )
