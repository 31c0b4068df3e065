"""Text that TeX must take literally, and the conditions of theorems as an author would set them."""

from __future__ import annotations

import re

from .notation import macros

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\textdollar{}",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    '"': r"\textquotedbl{}",
    "[": "{[}",  # not an optional argument, whatever stands before it
    "]": "{]}",
}
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*([-.:][A-Za-z0-9]+)*")
_GREEK = "alpha|eps|beta|gamma|delta|epsilon|eta|kappa|lambda|lam|mu|nu|pi|rho|sigma|tau|theta|Delta|Phi|Sigma"
_SPELLING = {"lam": "lambda", "eps": "varepsilon", "epsilon": "varepsilon"}
_RELATIONS = {">=": r"\geq", "<=": r"\leq", "!=": r"\neq", "->": r"\to"}
_GLUE = "\0"
_FORMULA = re.compile(r"[-+*/^_=<>!()\[\],.'\w]+")
# A word of a condition is mathematics when it is a relation, a number, a letter, a Greek name or has an index.
_MATH_WORD = re.compile(
    rf"[-+*/=<>]+|!=|->|\(?(?:\d|(?:[b-zB-Z]|{_GREEK})(?![A-Za-z])|[A-Za-z]{{1,3}}_|sqrt\()[-+*/^_()\[\],.'!\w]*"
)


def text(value: object) -> str:
    r"""Any text as LaTeX that prints it letter by letter; control characters and line breaks become spaces.

    >>> print(text(r"a_b%$#{}\&~^"))
    a\_b\%\textdollar{}\#\{\}\textbackslash{}\&\textasciitilde{}\textasciicircum{}
    """
    kept = "".join(c if c.isprintable() else " " for c in str(value))
    return "".join(_SPECIAL.get(c, c) for c in kept)


def key(name: str) -> str:
    """A name that TeX takes as a key; ValueError otherwise."""
    if not _KEY.fullmatch(name):
        raise ValueError(f"a key must be letters and digits, joined by - . or :, got {name!r}")
    return name


def sentence(words: str) -> str:
    r"""A condition such as ``every atom has 1/n <= p_j`` with its formulas in mathematics, everything else escaped.

    >>> print(sentence("every atom has 1/n <= p_j <= 1 - 1/n"))
    every atom has $1/n \leq p_j \leq 1 - 1/n$
    """
    out: list[str] = []
    formula: list[str] = []

    def close() -> None:
        inside = " ".join(formula)
        formula.clear()
        if not inside:
            return
        before, after = "", ""
        while inside and inside[-1] in ".,;:":
            inside, after = inside[:-1], inside[-1] + after
        if inside.count("(") > inside.count(")") and inside.startswith("("):
            inside, before = inside[1:], "("
        if inside.count(")") > inside.count("(") and inside.endswith(")"):
            inside, after = inside[:-1], ")" + after
        out.append(f"{before}${macros(' '.join(map(_math, inside.split())))}${after}")

    for word in re.sub(r"\)-(?=[a-z]{3})", rf") {_GLUE}-", str(words)).split():
        bare = word.strip(".,;:()")
        if bare and _FORMULA.fullmatch(word.rstrip(".,;:")) and _MATH_WORD.fullmatch(bare + ")" * bare.count("(")):
            formula.append(word)
            so_far = " ".join(formula)
            if word[-1] in ".,;:" and so_far.count("(") <= so_far.count(")"):
                close()
        else:
            close()
            out.append(_GLUE + text(word[1:]) if word[0] == _GLUE else text(word))
    close()
    return " ".join(out).replace(f" {_GLUE}", "")


def _math(word: str) -> str:
    word = re.sub(rf"(?<![A-Za-z])({_GREEK})(?![A-Za-z])", lambda m: rf"\{_SPELLING.get(m[1], m[1])} ", word)
    word = re.sub(r"sqrt\(([^()]*)\)", r"\\sqrt{\1}", word)
    word = re.sub(r"([_^])(\w\w+)", r"\1{\2}", re.sub(r"(?<![\w.])([A-Z])(\d)\b", r"\1_\2", word))
    word = re.sub(">=|<=|!=|->", lambda m: _RELATIONS[m[0]] + " ", word)
    return word.replace("*", r"\,").strip()
