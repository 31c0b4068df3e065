"""Learners of which only a property is known."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..laws import AnyLaw, Law
from .learner import Learner


@dataclass(frozen=True, repr=False)
class Property(Learner):
    """Any learner with a stated property: a privacy guarantee, a size, a training loss, ...

    Every parameter is declared, and checked when the learner is made. The law of the data may be `AnyLaw()`.
    """

    def __post_init__(self) -> None:
        optional = {f.name for f in fields(self) if f.default is None}
        for parameter in self.parameters:
            value = getattr(self, parameter.name)
            if value is not None or parameter.name not in optional:
                object.__setattr__(self, parameter.name, parameter.check(value))

    def __str__(self) -> str:
        shown = ((f, getattr(self, f.name)) for f in sorted(fields(self), key=lambda f: bool(f.kw_only)))
        inside = ", ".join(f"{f.name}={_text(value)}" for f, value in shown if value != f.default)
        return f"{type(self).__name__}({inside})"

    __repr__ = __str__

    @property
    def claim(self) -> str:
        """The property in words."""
        raise NotImplementedError

    @property
    def released(self) -> str:  # type: ignore[override]
        return f"theta, where {self.claim}"


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    return repr(value) if isinstance(value, str) else str(value)


def one_of(learner: Property, *names: str) -> str:
    """The name among `names` that is given; ValueError unless exactly one is."""
    given = [name for name in names if getattr(learner, name) is not None]
    if len(given) != 1:
        raise ValueError(
            f"{type(learner).__name__} takes exactly one of {', '.join(names)}, got {', '.join(given) or 'none'}"
        )
    return given[0]


def need_no_law(learner: Learner, law: Law) -> None:
    """Raise ValueError for a game with a law, where the learner already says of what law the unknown part is."""
    if not isinstance(law, AnyLaw):
        raise ValueError(f"law must be left out (None) for {learner}: it says itself what is random, got {law}")
