r"""From the formulas of the catalog to the macros of boundcalc.sty, so that an author's own notation takes over."""

from __future__ import annotations

import re
from functools import partial

_WORDS = {
    r"\mathrm{TV}": r"\bcTV",
    r"\mathrm{Sec}": r"\bcSec",
    r"\mathrm{Acc}": r"\bcAcc",
    r"\mathrm{TPR}": r"\bcTPR",
    r"\mathrm{FPR}": r"\bcFPR",
    r"\mathrm{Bin}": r"\bcBin",
    r"\mathrm{Pois}": r"\bcPois",
    r"\mathrm{law}": r"\bclaw",
    r"\mathbb{E}": r"\bcE",
    r"\mathbb{P}": r"\bcPr",
}
_RULES = [
    (re.compile("|".join(map(re.escape, _WORDS)) + r"(?![A-Za-z])"), None),
    (re.compile(r"\\Delta(?![A-Za-z])"), r"\bcDelta"),
    (re.compile(r"(?<![\\A-Za-z{])C_K(?![A-Za-z])|(?<=[{ ])C_K(?![A-Za-z])"), r"\bcCK"),
    (re.compile(r"(?<![\\A-Za-z])TV(?![A-Za-z])"), r"\bcTV"),
    (re.compile(r"(?<![\\A-Za-z])E(?=_(\\gamma|G|\{))"), r"\bcHS"),
    (re.compile(r"(?<![\\A-Za-z])D(?=_(\\gamma|\{\\gamma\}))"), r"\bcD"),
    (re.compile(r"(?<![\\A-Za-z])h(?=[_(]|\\left)"), r"\bch"),
    (re.compile(r"(?<=line\{)h(?=\})"), r"\bch"),
]
_MATH = re.compile(r"\$([^$]*)\$")


def macros(formula: str) -> str:
    r"""A formula of the catalog in the macros of boundcalc.sty.

    >>> print(macros(r"\Delta_\gamma \leq \frac{C_K}{2\sqrt{n}}"))
    \bcDelta_\gamma \leq \frac{\bcCK}{2\sqrt{n}}
    """
    for pattern, macro in _RULES:
        formula = pattern.sub(partial(_spaced, macro), formula)
    return formula


def _spaced(macro: str | None, match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 1]
    return (macro or _WORDS[match[0]]) + (" " if following.isalpha() else "")


def prose(statement: str) -> str:
    """A statement with the formulas between dollar signs in the macros of boundcalc.sty."""
    return _MATH.sub(lambda m: f"${macros(m[1])}$", statement)
