"""The bibliography: only the entries that are used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from .page import Page, Part

_START = re.compile(r"^@(\w+)\{([^,\s]+),", re.M)


@cache
def entries() -> dict[str, str]:
    """key -> entry of the catalog's bibliography."""
    content = (files("boundcalc") / "theorems" / "references.bib").read_text(encoding="utf-8")
    starts = list(_START.finditer(content))
    ends = [*(m.start() for m in starts[1:]), len(content)]
    return {m[2]: content[m.start() : end].strip() for m, end in zip(starts, ends, strict=True)}


def bib_page(keys: Iterable[str], command: tuple[str, ...]) -> Page:
    """The entries of these keys, in alphabetical order; keys that are not the catalog's are the author's own."""
    known = entries()
    return Page(command, tuple(Part(key, known[key], known[key]) for key in sorted(set(keys) & set(known))))
