"""What a node of ours may offer to the evaluators: each looks for its own method, and asks for nothing else.

A node is any SymPy expression. It takes part in an evaluation by one of the methods of that evaluation; one that has
none is refused by name (`NoBallEvaluation`, `NoFloat64Evaluation`), never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol, runtime_checkable

import sympy as sp
from flint import acb

from .float64 import Approximation
from .multiprecision import MpNumber
from .number import Number


@runtime_checkable
class InBalls(Protocol):
    """Evaluated in balls at the working precision from the values of its arguments: `compile_ball`."""

    def _ball(self, *values: Number) -> Number:
        """The value, an `fmpq` that is exact or an `arb` that contains it whatever the arguments in their balls are."""


@runtime_checkable
class BoundInBalls(Protocol):
    """Evaluated in balls many times with some arguments fixed."""

    def _ball_bind(self, *values: Number | None) -> Callable[..., Number] | None:
        """A faster function of the arguments that are None, or None when there is nothing to share."""


@runtime_checkable
class ClosedInBalls(Protocol):
    """A node with bound symbols, or with arguments that are no numbers (laws): it compiles itself."""

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        """A function of the variables; NoBallEvaluation when further symbols are open."""


@runtime_checkable
class InComplexBalls(Protocol):
    """Part of an integrand of certified integration: `compile_complex`."""

    def _complex_ball(self, *values: acb, analytic: bool) -> acb:
        """The value; where `analytic` is set, not finite unless the function is analytic on the whole ball."""


@runtime_checkable
class InFloat64(Protocol):
    """Evaluated in float64 with an a-priori error bound, arrays included: `compile_float64`."""

    def _float64(self, *values: Approximation) -> Approximation:
        """The value with a bound on its absolute error."""


@runtime_checkable
class ClosedInFloat64(Protocol):
    """The same for a node that compiles itself."""

    def _float64_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Approximation]:
        """A function of the variables."""


@runtime_checkable
class InMpmath(Protocol):
    """Evaluated by mpmath, an independent arithmetic without guarantee: `compile_mpmath`."""

    def _mpmath(self, *values: MpNumber) -> MpNumber:
        """The value at mpmath's working precision."""


@runtime_checkable
class ClosedInMpmath(Protocol):
    """The same for a node that compiles itself."""

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., MpNumber]:
        """A function of the variables."""


class Declares(Protocol):
    """What a node may say of all its values; the evaluators take what is written here where it says nothing."""

    known_range: ClassVar[tuple[int | None, int | None]]
    """Where every value lies: balls lose what they have outside, and one that lies outside is a contradiction.
    (None, None) unless said."""
    brings_to_scale: ClassVar[bool]
    """Large numbers among its arguments need no more bits: it rescales them itself. False unless said."""
    certified: bool
    """Whether its balls contain the truth: False marks every result that has it as not guaranteed. True unless said;
    a property where it depends on the arguments."""


EVALUATED = (InBalls, ClosedInBalls, InMpmath, ClosedInMpmath, InFloat64, ClosedInFloat64)
"""A node offers at least one of these."""
