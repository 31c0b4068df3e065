"""Checked proofs as LaTeX, with the verdict of every step where it is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from ..proof.derivation import Derivation, Library, Outcome
from ..proof.files import library
from ..theorems import CATALOG
from .escape import sentence, text
from .notation import macros
from .page import Page, Part

VERDICTS = ("none", "margin", "table")
_DISPLAY = re.compile(r"\\\[ (.*) \\tag\{(\d+)\} \\\]")
_REFERENCE = re.compile(r"\\ref\{(?!bc:)([^{}]*)\}")


def derivation_page(names: Sequence[str], verdicts: str, command: tuple[str, ...]) -> Page:
    """The proofs of these ids, `all` for every derivation; `verdicts`: none, margin (beside each step) or table."""
    if verdicts not in VERDICTS:
        raise ValueError(f"verdicts must be one of {', '.join(VERDICTS)}, got {verdicts!r}")
    known = library()
    chosen = list(known.derivations) if list(names) == ["all"] else list(dict.fromkeys(names))
    if not chosen:
        raise ValueError("name at least one derivation, or all")
    for name in chosen:
        if name not in known:
            near = get_close_matches(name, known.derivations, 3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise ValueError(f"there is no derivation {name!r}{hint}")
    return Page(command, tuple(_part(known, name, verdicts) for name in chosen))


def _part(known: Library, name: str, verdicts: str) -> Part:
    proof = known[name]
    outcome = None if verdicts == "none" else known.outcome(name)
    body = derivation_text(proof, outcome, verdicts == "table")
    return Part(name, body, proof.latex() + (outcome.verdict.word if outcome else ""))


def derivation_text(proof: Derivation, outcome: Outcome | None = None, table: bool = False) -> str:
    """One proof; with its outcome, the verdicts stand beside the steps or in a table below."""
    statement, steps = proof.latex().split("\\end{theorem}\n\\begin{proof}", 1)
    statement = statement.partition("\n")[2].strip()  # without \begin{theorem}[title]
    words = {} if outcome is None or table else {str(r.step.number): r.verdict.word for r in outcome.steps}
    lines = [
        rf"\begin{{proof}}[{{{_heading(proof)}}}]\bcbody",
        _formulas(statement, {}),
        _formulas(steps.strip(), words),
    ]
    if outcome is not None and table:
        rows = [rf"{r.step.number} & {text(r.verdict.word)} & {sentence(r.verdict.how)} \\" for r in outcome.steps]
        column = r"@{}rl>{\raggedright\arraybackslash}p{.62\linewidth}@{}"
        head = rf"\begin{{tabular}}{{{column}}}" + "\n" + r"\toprule step & verdict & how it was checked \\ \midrule"
        foot = "\\bottomrule\n\\end{tabular}\\par\\smallskip"
        lines += [r"\end{proof}", r"\par\smallskip\noindent{\footnotesize", head, *rows, foot, "}"]
    else:
        lines.append(r"\end{proof}")
    return "\n".join(lines)


def _heading(proof: Derivation) -> str:
    if proof.id not in CATALOG:
        return f"Proof. {text(proof.title or proof.id)}"
    label = CATALOG[proof.id].label
    # What is derived of a limit or a heuristic is what can be checked of it, which is no proof of the statement.
    word = "Proof" if label in ("proved", "cited") else "Derivation"
    name = {"limit": r"\bclimitname", "heuristic": r"\bcheuristicname"}.get(label, r"\bctheoremname")
    return rf"{word} of {name}~\ref{{bc:{proof.id}}}"


def _formulas(content: str, words: dict[str, str]) -> str:
    content = _DISPLAY.sub(lambda m: rf"\bcstep{{{m[2]}}}{{{words.get(m[2], '')}}}{{{m[1]}}}", content)
    content = re.sub(r"\\\[ (.*) \\\]", r"\\bcdisplay{\1}", content)
    content = _REFERENCE.sub(lambda m: rf"\ref{{bc:{m[1]}}}", content)
    return macros(content.replace("\\end{proof}", "").strip())
