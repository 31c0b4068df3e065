"""Learner: the procedure A that turns n data into what is released."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

import sympy as sp

from ..laws import Law
from ..laws.parameter import Parameter, at_typical
from ..numeric.exact import listed


@dataclass(frozen=True)
class Learner:
    """A learning procedure theta = A(z_1, ..., z_n), randomised and symmetric in the data.

    ``first & second`` is one learner of which both descriptions hold.
    """

    released: ClassVar[str] = "theta"
    """What is released, in words."""
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    """Those that are declared: with a domain, typical values and a symbol."""

    stands_for_all: ClassVar[bool] = False
    """Whether it stands for every learner: then it is no description of one."""

    def __str__(self) -> str:
        return type(self).__name__

    def __and__(self, other: Learner) -> Learner:
        if not isinstance(other, Learner):
            return NotImplemented
        return Properties(self, other)

    @classmethod
    def examples(cls) -> list[Learner]:
        """Learners of this kind, for cross-checks and tests: at the typical values of its parameters, unless a learner
        names its own."""
        return at_typical(cls, cls.parameters)

    def check(self, law: Law) -> None:
        """Raise ValueError when the learner cannot work on data of this law."""

    def check_size(self, law: Law, n: sp.Expr) -> None:
        """Raise ValueError when the learner cannot work on n data of this law."""

    @property
    def parts(self) -> tuple[Learner, ...]:
        """The descriptions that hold of this one learner."""
        return (self,)

    @property
    def sources(self) -> tuple[Learner, ...]:
        """Learners whose release can be post-processed into this one's: none leaks less than this one (T-DPI)."""
        return ()

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters without a value."""
        values = (getattr(self, f.name) for f in fields(self))
        return {symbol for value in values for symbol in _symbols(value)}


@dataclass(frozen=True, init=False, repr=False)
class Properties(Learner):
    """One learner of which every given description holds; also written ``first & second``.

    Raises ValueError for an empty list, anything that is not a learner, or `WorstCase()`: it stands for all learners,
    so it is no description of one (what holds in the worst case holds of every learner anyway).

    >>> from boundcalc.learners import BitBudget, GaussianDP
    >>> str(GaussianDP("1/2") & BitBudget(8))
    'Properties(GaussianDP(mu=1/2), BitBudget(bits=8))'
    """

    learners: tuple[Learner, ...]

    def __init__(self, *learners: Learner) -> None:
        if not learners or not all(isinstance(learner, Learner) for learner in learners):
            raise ValueError("Properties takes learners, for example Properties(BitBudget(8), GaussianDP(1))")
        for learner in learners:
            if learner.stands_for_all:
                raise ValueError(f"{learner}() stands for every learner and describes none; leave it out of Properties")
        object.__setattr__(self, "learners", tuple(part for learner in learners for part in learner.parts))

    def __str__(self) -> str:
        return f"Properties({listed(self.learners, 'learners')})"

    __repr__ = __str__

    @property
    def released(self) -> str:  # type: ignore[override]
        return "; ".join(part.released for part in self.learners)

    @property
    def parts(self) -> tuple[Learner, ...]:
        return self.learners

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set().union(*(part.free_symbols for part in self.learners))

    def check(self, law: Law) -> None:
        for part in self.learners:
            part.check(law)

    def check_size(self, law: Law, n: sp.Expr) -> None:
        for part in self.learners:
            part.check_size(law, n)


def _symbols(value: object) -> set[sp.Symbol]:
    if isinstance(value, tuple):
        return {symbol for item in value for symbol in _symbols(item)}
    return set(getattr(value, "free_symbols", ()))
