"""Is the paper still what the code computes? Every stale, missing or unused value, theorem and citation, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .build import build, write
from .figure import figure
from .page import digest, frame_of, parts_of
from .sources import Uses, bib_keys, tex_files, uses_of
from .spec import read_spec


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `word`: stale, missing or broken (which fail a check), or unused."""

    word: str
    file: str
    name: str
    detail: str = ""

    @property
    def fails(self) -> bool:
        """Whether it makes the paper say something that is not computed."""
        return self.word != "unused"

    def __str__(self) -> str:
        return f"{self.word:<8} {self.file}: {self.name}" + (f" ({self.detail})" if self.detail else "")


def check(folder: Path, fix: bool = False) -> list[Finding]:
    """Recompute every generated file below `folder` and look up everything the author uses.

    With `fix`, generated files that differ are written again, and what is returned is what is left.
    Raises ValueError when the folder is none.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder")
    if fix:
        # Citations depend on the statements, so bibliographies come last.
        generated = [(path, command) for path, _, command in tex_files(folder) if command]
        for path, command in sorted(generated, key=lambda pair: pair[1][0] == "bib"):
            if _compare(path, command, folder) or _differs(path, command):
                try:
                    write(command, path)
                except ValueError:
                    continue  # reported below, with its reason
    out = []
    for path, _, words in tex_files(folder):
        if words:
            out += _compare(path, words, folder)
    return out + _uses(folder)


def _differs(path: Path, command: list[str]) -> bool:
    if command[0] == "figure":
        return False
    try:
        return build(command, path.parent).render() != path.read_text(encoding="utf-8")
    except ValueError:
        return False


def _compare(path: Path, command: list[str], folder: Path) -> list[Finding]:
    name = path.relative_to(folder).as_posix()
    content = path.read_text(encoding="utf-8")
    try:
        page = build(command, path.parent)
    except (ValueError, OSError) as error:
        return [Finding("broken", name, " ".join(command), " ".join(str(error).split()))]
    there, out = parts_of(content), []
    for part in page.parts:
        if part.name not in there:
            out.append(Finding("missing", name, part.name, "computed now, not in the file"))
            continue
        hashed, text, body = there[part.name]
        if page.machine:
            if hashed != part.hash:
                out.append(Finding("stale", name, part.name))
            elif body != digest(text):
                out.append(Finding("stale", name, part.name, "edited by hand"))
        elif text != part.text.strip():
            out.append(Finding("stale", name, part.name, _change(text, part.text)))
        elif hashed != part.hash:
            out.append(Finding("stale", name, part.name, "another expression, the same text"))
    wanted = {part.name for part in page.parts}
    out += [Finding("stale", name, left, "no longer computed") for left in there if left not in wanted]
    if not page.machine and frame_of(page.render()) != frame_of(content):
        out.append(Finding("stale", name, "heading of the file"))
    if command[0] == "figure":
        out += _picture(path, command, name)
    return out


def _picture(path: Path, command: list[str], name: str) -> list[Finding]:
    """The PDF beside a PGF carries the hash of the same data."""
    pdf = path.with_suffix(".pdf")
    wanted = figure(read_spec(path.parent / command[1]), command[2] if len(command) > 2 else None).hash
    shown = name.removesuffix(".pgf") + ".pdf"
    if not pdf.exists():
        return [Finding("missing", shown, "picture")]
    found = re.search(rb"sha256:([0-9a-f]{16})", pdf.read_bytes())
    return [] if found and found[1].decode() == wanted else [Finding("stale", shown, "picture")]


def _change(old: str, new: str) -> str:
    numbers = [re.findall(r"\\bc(?:num|qty)\{([^{}]*)\}", text) for text in (old, new)]
    if all(len(found) == 1 for found in numbers):
        return f"{numbers[0][0]} -> {numbers[1][0]}"
    return ""


def _uses(folder: Path) -> list[Finding]:
    uses, author = uses_of(folder), Uses()
    values: dict[str, str] = {}
    statements: dict[str, str] = {}
    keys: dict[str, str] = {}
    ours: set[str] = set()
    files: list[tuple[str, list[str]]] = []
    for path, content, command in tex_files(folder):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".bib":
            keys |= dict.fromkeys(bib_keys(content), name)
            ours |= set(bib_keys(content)) if command else set()
        if command is None:
            if path.suffix == ".tex":
                author.read(name, content)
            continue
        files.append((name, command))
        if command[0] == "values":
            values |= dict.fromkeys(parts_of(content), name)
        if command[0] == "theorem":
            statements |= dict.fromkeys(parts_of(content), name)
    out = []
    out += [Finding("missing", _where(at), f"value {key}") for key, at in uses.values.items() if key not in values]
    out += [
        Finding("missing", _where(at), f"formula {name}", f"boundcalc latex theorem {name}")
        for name, at in uses.formulas.items()
        if name not in statements
    ]
    out += [
        Finding("missing", _where(at), f"theorem {label.removeprefix('bc:')}", "referred to")
        for label, at in uses.references.items()
        if label.startswith("bc:") and label not in uses.labels
    ]
    out += [
        Finding("missing", _where(at), f"citation {key}")
        for key, at in uses.citations.items()
        if key not in keys and key not in ("*", "#1")
    ]
    out += [Finding("unused", at, f"value {key}") for key, at in values.items() if key not in author.values]
    if "*" not in uses.citations:
        out += [
            Finding("unused", keys[key], f"citation {key}") for key in keys if key in ours and key not in uses.citations
        ]
    read = {str(PurePosixPath(used)) for used in uses.files}
    for name, command in files:
        stem = name.rsplit(".", 1)[0]
        if command[0] == "style" or read & {name, stem} or any(r.endswith(("/" + name, "/" + stem)) for r in read):
            continue
        out.append(Finding("unused", name, "file", "never read in"))
    return out


def _where(files: set[str]) -> str:
    return ", ".join(sorted(files))


__all__ = ["Finding", "check"]
