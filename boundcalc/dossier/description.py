"""A release as it was described, written as TOML: what `boundcalc dossier` reads again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(described: Mapping[str, Any]) -> str:
    """The text of a release.toml; entries without a value are left out.

    >>> print(to_toml({"data": {"n": 100}, "targets": {"tpr": [{"at": "0.01", "most": "0.1"}]}}))
    [data]
    n = 100
    <BLANKLINE>
    [targets]
    tpr = [{ at = "0.01", most = "0.1" }]
    """
    return "\n\n".join(section for name, value in described.items() for section in _sections(name, value))


def _sections(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "\n".join([f"[{_key(name)}]", *_lines(value)])
    elif isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        for row in value:
            yield "\n".join([f"[[{_key(name)}]]", *_lines(row)])
    elif value is not None:
        yield f"{_key(name)} = {_value(value)}"


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if value is not None:
            yield f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(str(name))} = {_value(part)}" for name, part in value.items() if part is not None)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(part) for part in value if part is not None)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if value == value and abs(value) != float("inf") else str(value)
    return _text(str(value))


def _text(text: str) -> str:
    """A basic string, with escapes for whatever is not printed as it is (marks of direction, line breaks)."""
    return f'"{"".join(map(_escaped, text.encode("utf-8", "replace").decode("utf-8")))}"'  # no lone surrogates


def _escaped(c: str) -> str:
    if c in '"\\':
        return f"\\{c}"
    return c if c.isprintable() else f"\\u{ord(c):04X}" if ord(c) < 2**16 else f"\\U{ord(c):08X}"


__all__ = ["to_toml"]
