"""A complete paper to start from: every number, statement and table in it is generated."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from .build import write
from .page import command_of

CLASSES = {
    "article": (r"\documentclass[11pt]{article}", "Author", r"\bibliographystyle{plain}"),
    "IEEEtran": (
        r"\documentclass[conference]{IEEEtran}",
        r"\IEEEauthorblockN{Author}",
        r"\bibliographystyle{IEEEtran}",
    ),
    "jmlr": (
        "\\documentclass[wcp]{jmlr}\n\\jmlrvolume{1}\n\\jmlryear{2025}\n\\jmlrworkshop{Workshop}",
        r"\Name{Ann Author} \Email{author@example.org}",
        "",
    ),
    "acmart": (
        "\\IfFileExists{libertine.sty}{}{\\PassOptionsToPackage{expansion=false}{microtype}} % bitmap fonts\n"
        "\\documentclass[sigconf,nonacm]{acmart}",
        "Author}\n\\affiliation{\\institution{Institution}\\country{Country}",
        r"\bibliographystyle{ACM-Reference-Format}",
    ),
}
_FILES = {
    "boundcalc.sty": ("style",),
    "values.tex": ("values", "paper.toml"),
    "theorems.tex": ("theorem", "acc", "disc-exact", "disc-ck"),
    "growth.tex": ("table", "paper.toml", "growth"),
    "references.bib": ("bib", "."),
}


def skeleton(folder: Path, document_class: str = "article") -> list[Path]:
    """Write paper.tex, paper.toml and everything they need into `folder`; the paths written.

    Raises ValueError for an unknown class, or when a file that is the author's would be overwritten.
    """
    if document_class not in CLASSES:
        raise ValueError(f"class must be one of {', '.join(CLASSES)}, got {document_class!r}")
    own = ("paper.toml", "paper.tex")
    for name in (*own, *_FILES):
        there = folder / name
        if there.exists() and (name in own or command_of(there.read_text(encoding="utf-8", errors="replace")) is None):
            raise ValueError(f"{there} exists already; it is not overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    for name in own:
        content = (files("boundcalc.tex") / "skeleton" / name).read_text(encoding="utf-8")
        for mark, value in zip(("@CLASS@", "@AUTHOR@", "@BIBSTYLE@\n"), CLASSES[document_class], strict=True):
            content = content.replace(mark, value + "\n" if mark.endswith("\n") and value else value)
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    written = [folder / name for name in own]
    for name, words in _FILES.items():
        written += write(words, folder / name)
    return written
