"""What a divergence is called on the command line, declared by the divergence itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import sympy as sp

from ..laws import Law
from ..numeric.kinds import NumberLike


@dataclass(frozen=True)
class Command:
    """`boundcalc divergence --kind name`; `options`: what the parameters besides the two laws are, in words."""

    name: str
    options: Mapping[str, str]


class Divergence(Protocol):
    """A function of two laws, and perhaps a parameter, whose value is an expression to `evaluate`."""

    on_command_line: Command

    def __call__(self, p: Law, q: Law, /, **parameters: NumberLike) -> sp.Expr:
        """How different p is from q."""


_Function = TypeVar("_Function", bound=Callable[..., sp.Expr])


def command_line(name: str, **options: str) -> Callable[[_Function], _Function]:
    """A divergence that is called `name` on the command line; each of its other parameters is an option there."""

    def mark(function: _Function) -> _Function:
        setattr(function, "on_command_line", Command(name, options))  # noqa: B010 - functions declare no attributes
        return function

    return mark
