"""Law: what the data are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np
import sympy as sp

from ..numeric.exact import listed
from ..numeric.kinds import Array, NumberLike, Printer
from .known_part import Knows
from .parameter import Parameter, at_typical
from .twin import Twin

LARGE = 25
"""Entries of a matrix that is no longer written out."""


class Law(sp.Basic):
    """A probability law P with declared parameters; equal parameters give equal, hashable laws.

    Subclasses list their `parameters`; the constructor validates each against its declaration.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    is_discrete: ClassVar[bool] = False
    independent: ClassVar[bool] = True
    """Whether n data are independent draws of it; else they are a part of a known table."""
    scipy: ClassVar[Twin | None] = None
    """The distribution of scipy.stats that is this law, where there is one."""
    sympy: ClassVar[Twin | None] = None
    """The distribution of sympy.stats that is this law, where there is one."""

    def __new__(cls, *args: NumberLike, **kwargs: NumberLike) -> Law:
        names = [parameter.name for parameter in cls.parameters]
        given = dict(zip(names, args, strict=False))
        unknown = [name for name in kwargs if name not in names or name in given]
        missing = [name for name in names if name not in given and name not in kwargs]
        if len(args) > len(names) or unknown or missing:
            raise ValueError(
                f"{cls.__name__} takes {', '.join(names) or 'no parameters'}, got {_call_text(args, kwargs)}"
            )
        given |= kwargs
        return sp.Basic.__new__(cls, *(p.check(given[p.name]) for p in cls.parameters))

    def __getattr__(self, name: str) -> sp.Expr:
        # A parameter is read by its declared name: Geometric(q).q
        for parameter, value in zip(type(self).parameters, self.args, strict=False):
            if parameter.name == name:
                return value
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        """What laws offer, and not the hundred names of every SymPy object."""
        ours = {name for kind in type(self).__mro__ if kind.__module__.startswith("boundcalc.") for name in vars(kind)}
        offered = {*ours, *(parameter.name for parameter in self.parameters), "args", "free_symbols", "subs"}
        return sorted(name for name in {*super().__dir__(), *offered} if name.startswith("_") or name in offered)

    def __reduce_ex__(self, protocol: object) -> tuple[Callable[..., Law], tuple[object, ...]]:
        # A constructor reads what a user gives, which need not be its checked arguments.
        return sp.Basic.__new__, (type(self), *self.args)

    @classmethod
    def examples(cls) -> list[Law]:
        """Small laws of this kind, for cross-checks and tests: at the typical values of its parameters, unless a law
        names its own."""
        return at_typical(cls, cls.parameters)

    @property
    def is_symbolic(self) -> bool:
        """Whether a parameter still has free symbols."""
        return bool(self.free_symbols)

    def known(self, what: Knows) -> Law:
        """The law of what an attacker knows of a record: names or places of its coordinates, or a map of it.

        Raises ValueError where the law has no such parts.
        """
        raise ValueError(f"knows needs a product, or a table of counts or probabilities, got {self}")

    def check_size(self, n: sp.Expr) -> None:
        """Raise ValueError when there are no n data of this law."""

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        """`size` independent draws as a numpy array, from a `numpy.random.Generator`."""
        raise TypeError(f"{type(self).__name__} cannot be sampled")

    def _sympystr(self, printer: Printer) -> str:
        return f"{type(self).__name__}({self._arguments(printer)})"

    def _latex(self, printer: Printer) -> str:
        return rf"\mathrm{{{type(self).__name__}}}\left({self._arguments(printer)}\right)"

    def _arguments(self, printer: Printer) -> str:
        return listed(self.args, "parts", lambda arg: in_print(arg, printer))


def in_print(part: sp.Basic | sp.MatrixBase, printer: Printer) -> str:
    """An argument of a law in print: of many numbers the first, of a large matrix its shape."""
    if isinstance(part, sp.MatrixBase) and len(part) > LARGE:
        return f"{part.rows} x {part.cols} matrix"
    if isinstance(part, sp.Tuple) and len(part) > 1:
        return f"({listed(part, 'parts', printer._print)})"
    return str(printer._print(part))


def _call_text(args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    shown = [str(a)[:40] for a in args] + [f"{k}={str(v)[:40]}" for k, v in kwargs.items()]
    return f"({', '.join(shown)})"
