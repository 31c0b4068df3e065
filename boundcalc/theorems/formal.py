"""Which theorems of the catalog a proof assistant has checked."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


@lru_cache(maxsize=1)
def formal_folder() -> Path:
    """Where the Coq sources are: inside an installed package, or `derivations/formal` of a working tree.

    Raises ValueError when they are not installed.
    """
    for folder in (_PACKAGE / "derivations" / "formal", _PACKAGE.parent / "derivations" / "formal"):
        if (folder / "Game.v").is_file():
            return folder
    raise ValueError("the Coq sources that certificates carry are not installed")


@lru_cache(maxsize=1)
def formal_names() -> dict[str, str]:
    """Catalog id -> name of the theorem in the Coq sources (finite data spaces)."""
    entries = tomllib.loads((formal_folder() / "theorems.toml").read_text(encoding="utf-8"))["theorem"]
    return {identifier: entry["name"] for entry in entries for identifier in entry["catalog"]}
