"""Twin: the same law in another library, declared by the law itself; `boundcalc.interop` reads the declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp


def _as_they_are(*arguments: sp.Expr) -> Sequence[sp.Expr]:
    return arguments


@dataclass(frozen=True)
class Twin:
    """The name of a distribution in scipy.stats or sympy.stats, and how its arguments correspond to our parameters.

    `arguments`: our parameters -> its arguments, and `options`: our parameters -> its keywords (loc and scale of
    scipy.stats). `parameters`: its arguments (in scipy.stats its shapes, at loc = 0 and scale = 1) -> our parameters,
    or None for what is not this law. Where nothing is said both are the same.

    >>> Twin("gamma", lambda shape, rate: [shape], lambda a: (a, 1), lambda shape, rate: {"scale": 1 / rate}).name
    'gamma'
    """

    name: str
    arguments: Callable[..., Sequence[sp.Expr]] = field(default=_as_they_are, repr=False)
    parameters: Callable[..., Sequence[sp.Expr] | None] = field(default=_as_they_are, repr=False)
    options: Callable[..., Mapping[str, sp.Expr]] = field(default=lambda *ours: {}, repr=False)


def standard(name: str) -> Twin:
    """A distribution of scipy.stats whose loc and scale are our two parameters."""
    return Twin(name, lambda *ours: (), lambda: (0, 1), lambda loc, scale: {"loc": loc, "scale": scale})
