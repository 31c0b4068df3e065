"""The declaration of a law's parameter: one source for validation, documentation and random draws in tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sympy as sp

from ..numeric.exact import to_expr


@dataclass(frozen=True)
class Parameter:
    """Name, LaTeX symbol, domain and a few typical values of a parameter.

    >>> Parameter("rate", r"\\lambda", sp.Interval.open(0, sp.oo), ("1/2", "3")).check("0")
    Traceback (most recent call last):
    ...
    ValueError: rate must be in (0, oo), got 0
    """

    name: str
    latex: str
    domain: sp.Set
    typical: tuple[str, ...] = ()

    def check(self, value: object) -> sp.Expr:
        """`value` as an exact expression in the domain: a number certainly inside, or symbols not certainly outside."""
        expr = to_expr(value, self.name)
        inside = self.domain.contains(expr)
        if inside == sp.false or (inside != sp.true and not expr.free_symbols):
            raise ValueError(f"{self.name} must be {self.domain_text}, got {expr}")
        return expr

    @property
    def domain_text(self) -> str:
        """The domain in words."""
        if self.domain == sp.S.Integers:
            return "an integer"
        if self.domain == sp.S.Naturals:
            return "an integer of at least 1"
        if self.domain == sp.S.Naturals0:
            return "an integer of at least 0"
        if isinstance(self.domain, sp.Interval):
            left = "(" if self.domain.left_open else "["
            right = ")" if self.domain.right_open else "]"
            return f"in {left}{self.domain.start}, {self.domain.end}{right}"
        return f"in {self.domain}"


Made = TypeVar("Made")


def at_typical(kind: Callable[..., Made], parameters: Sequence[Parameter]) -> list[Made]:
    """What `kind` makes of the first typical values of all parameters, of the second, ...; once without parameters."""
    made = []
    for values in zip(*(parameter.typical for parameter in parameters), strict=False) if parameters else [()]:
        try:
            made.append(kind(**{p.name: value for p, value in zip(parameters, values, strict=True)}))
        except (ValueError, TypeError):
            continue  # values that do not go together, or a kind whose parameters are not declared
    return made
