"""Derivations on disk: a Python file that defines `proof`."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from .derivation import Derivation, Library


def folder() -> Path:
    """The folder `derivations` of the working directory; else the one of this library, installed or in its source tree.

    Raises ValueError when there is none.
    """
    package = Path(str(resources.files("boundcalc")))
    for place in (Path.cwd(), package, package.parent):
        if _derivations(place / "derivations"):
            return place / "derivations"
    raise ValueError("no derivations were found: neither a folder derivations here, nor those of the library")


def _derivations(where: Path) -> list[Path]:
    return sorted(p for p in where.rglob("*.py") if p.stem.islower())


def load(path: Path) -> Derivation:
    """The derivation that a file defines under the name `proof`.

    A derivation is a Python program: load only files you would run. Raises ValueError if the file does not define one.
    """
    if not path.is_file():
        raise ValueError(f"no such file: {path}")
    spec = importlib.util.spec_from_file_location(f"boundcalc_derivation_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"a derivation is a Python file, got {path}")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, NameError, TypeError, ImportError) as error:
        raise ValueError(f"{path.name}: {error}") from None
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    proof = getattr(module, "proof", None)
    if not isinstance(proof, Derivation):
        raise ValueError(f"{path.name} must define proof = Derivation(...)")
    return proof


def library(where: Path | None = None, extra: Sequence[Path] = ()) -> Library:
    """Every derivation of the folder, and those of further files. Raises ValueError when there is none."""
    paths = _derivations(where or folder())
    if not paths and not extra:
        raise ValueError(f"there are no derivations in {where}")
    known = {p.resolve() for p in paths}
    return Library([load(p) for p in [*paths, *(p for p in extra if p.resolve() not in known)]])
