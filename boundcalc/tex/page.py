"""Generated files: a comment that says where they come from, and parts that can be checked one by one."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import dataclass

VERSION_LINE = "% boundcalc version: "
_COMMAND = re.compile(r"^% command: boundcalc latex (.*)$", re.M)
_PART = re.compile(r"^% part: (\S.*) sha256:([0-9a-f]{16})(?: body:([0-9a-f]{16}))?$", re.M)


def digest(content: str) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Part:
    """One value, row, statement or entry: its name, its text, and the text of the expression it was computed from."""

    name: str
    text: str
    source: str

    @property
    def hash(self) -> str:
        """The hash of the expression."""
        return digest(self.source)


@dataclass(frozen=True)
class Page:
    """A generated file. Equal input gives equal bytes: no dates, no paths of a machine."""

    command: tuple[str, ...]
    parts: tuple[Part, ...]
    precision: str = "exact"
    before: str = ""
    after: str = ""
    machine: bool = False
    """Whether the text depends on another program's version (matplotlib): then only the hashes are compared."""

    def render(self) -> str:
        """The bytes of the file."""
        from .. import __version__

        lines = [
            "% Generated file: change its source and run `boundcalc latex check . --fix`.",
            f"{VERSION_LINE}{__version__}",
            f"% command: boundcalc latex {shlex.join(self.command)}",
            f"% precision: {self.precision}",
            f"% expression: sha256:{digest(''.join(part.source for part in self.parts))}",
        ]
        if self.before:
            lines.append(self.before)
        for part in self.parts:
            body = f" body:{digest(part.text.strip())}" if self.machine else ""
            lines += [f"% part: {part.name} sha256:{part.hash}{body}", part.text]
        if self.after:
            lines += ["% end of parts", self.after]
        return "\n".join(lines).rstrip("\n") + "\n"


def command_of(content: str) -> list[str] | None:
    """The words after `boundcalc latex` in the comment of a generated file; None for a file of another origin."""
    if VERSION_LINE not in content[:400]:
        return None
    found = _COMMAND.search(content[:2000])
    return None if found is None else shlex.split(found[1])


def parts_of(content: str) -> dict[str, tuple[str, str, str | None]]:
    """name -> (hash, text, hash of the text when it was written) for every part of a generated file."""
    out = {}
    found = list(_PART.finditer(content))
    for here, after in zip(found, [*found[1:], None], strict=True):
        end = len(content) if after is None else after.start()
        body = content[here.end() : end].split("\n% end of parts\n")[0]
        out[here[1]] = (here[2], body.strip(), here[3])
    return out


def frame_of(content: str) -> str:
    """What surrounds the parts: the lines before the first and after the last, without the comment at the top."""
    head = content.split("% part: ", 1)[0]
    before = "\n".join(line for line in head.splitlines() if not line.startswith("% "))
    _, mark, after = content.partition("\n% end of parts\n")
    return before.strip() + (mark and "\n" + after.strip())
