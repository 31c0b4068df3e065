"""The law of a map of the values of a discrete law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..numeric.exact import shown
from .categorical import Categorical
from .discrete import DiscreteLaw
from .known_part import Seen, cell_of, merged

_MOST = 100_000


def mapped(law: DiscreteLaw, what: Any) -> DiscreteLaw:
    """The law of a map of the values of a finite law, by a function or {value: what is seen of it}."""
    if not (callable(what) or isinstance(what, Seen | Mapping)):
        raise ValueError(f"knows takes {{coordinate: None or a map of its values}}, got {shown(what)}")
    if not law.atom_count.is_Integer or law.atom_count > _MOST:
        raise ValueError(f"knows takes a map of at most {_MOST} values, and {law} has {law.atom_count}")
    atoms = law.rarest(int(law.atom_count))
    if not all(mass.is_Rational for _, mass in atoms):
        raise ValueError(f"knows takes a map of values of rational probability, not of {law}")
    return Categorical(merged(atoms, cell_of(what, [value for value, _ in atoms])))
