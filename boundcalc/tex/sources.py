"""What the author's own files use: values, formulas, references, citations, and the files they read in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .page import command_of

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
_VALUE = re.compile(r"\\bc(?:value|is)\s*\{([^{}]*)\}")
_FORMULA = re.compile(r"\\bcformula\s*\{([^{}]*)\}")
_REF = re.compile(r"\\(?:page|eq|auto|name|c|C|label)?(?:page)?[rR]ef(?:range)?\*?\s*\{([^{}]*)\}")
_CITE = re.compile(r"\\[A-Za-z]*cite[A-Za-z]*\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^{}]*)\}")
_FILE = re.compile(
    r"\\(?:input|include|includegraphics|bibliography|addbibresource|import|subfile)\s*(?:\[[^\]]*\]\s*)?\{([^{}]*)\}"
)
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_BIB_KEY = re.compile(r"^\s*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)\s*,", re.M | re.I)


@dataclass
class Uses:
    """Name -> the files it is used in."""

    values: dict[str, set[str]] = field(default_factory=dict)
    formulas: dict[str, set[str]] = field(default_factory=dict)
    references: dict[str, set[str]] = field(default_factory=dict)
    citations: dict[str, set[str]] = field(default_factory=dict)
    files: dict[str, set[str]] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)

    def read(self, name: str, content: str) -> None:
        """Add what one file uses; comments do not count."""
        content = "\n".join(_COMMENT.sub(r"\1", line) for line in content.splitlines())
        for pattern, found in (
            (_VALUE, self.values),
            (_FORMULA, self.formulas),
            (_REF, self.references),
            (_CITE, self.citations),
            (_FILE, self.files),
            (_LABEL, self.labels),
        ):
            for match in pattern.finditer(content):
                for item in match[1].split(","):
                    found.setdefault(item.strip(), set()).add(name)


def tex_files(folder: Path) -> Iterator[tuple[Path, str, list[str] | None]]:
    """(path, content, command) of every text file of a paper, in a fixed order; no command for the author's own."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".tex", ".pgf", ".bib", ".sty") and path.is_file():
            content = path.read_text(encoding="utf-8", errors="replace")
            yield path, content, command_of(content)


def uses_of(folder: Path) -> Uses:
    """Everything that is used in a folder, by the author and by generated statements."""
    uses = Uses()
    for path, content, _ in tex_files(folder):
        if path.suffix == ".tex":
            uses.read(path.relative_to(folder).as_posix(), content)
    return uses


def cited_in(folder: Path) -> set[str]:
    """The keys that the files of a folder cite; all of the catalog's for ``\\nocite{*}``."""
    keys = set(uses_of(folder).citations)
    if "*" in keys:
        from .bib import entries

        keys |= set(entries())
    return keys


def bib_keys(content: str) -> list[str]:
    """The keys of a .bib file."""
    return _BIB_KEY.findall(content)
