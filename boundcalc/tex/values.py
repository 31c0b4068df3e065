r"""A file of values: one \bcvalue{key} for every computation of a SPEC."""

from __future__ import annotations

from .escape import key
from .page import Page, Part
from .quantity import compute
from .spec import Spec


def values(spec: Spec, command: tuple[str, ...]) -> Page:
    """Every [value.KEY] of the SPEC as a definition of the key."""
    parts, most = [], 0
    for name, entry in spec.entries("value").items():
        key(name)
        try:
            merged = spec.merged(entry)
            cell = compute(spec, merged)
        except ValueError as error:
            raise ValueError(f"{spec.path.name} [value.{name}]: {error}") from None
        most = max(most, int(merged.get("digits", 4)))
        text = rf"\bcset{{{name}}}{{{cell.relation}}}{{{cell.latex}}}%"
        parts.append(Part(name, text, f"{name} {cell.quantity.source}"))
    return Page(command, tuple(parts), f"at most {most} significant digits, all of them certain")
