"""The declaration of a law's parameter: one source for validation, documentation and random draws in tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sympy as sp

from ..numeric.exact import shown, to_expr
from ..numeric.sign import compare


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
        inside = _contains(self.domain, expr)
        if inside is None and not expr.free_symbols:
            raise ValueError(f"{self.name} must be {self.domain_text}: cannot tell whether {shown(expr)} is")
        if inside is False:
            raise ValueError(f"{self.name} must be {self.domain_text}, got {shown(expr)}")
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


def need_below(low: sp.Expr, high: sp.Expr, words: str, equal: bool = False) -> None:
    """ValueError, beginning with `words`, unless low < high (with `equal`: <=), or symbols leave that open."""
    sign = bool(low > high) - bool(low < high) if low.is_Rational and high.is_Rational else compare(low, high)
    if sign is None and (low.free_symbols or high.free_symbols):
        relation = sp.Le(low, high) if equal else sp.Lt(low, high)
        sign = 1 if relation == sp.false else -1
    if sign is None:
        raise ValueError(f"{words}: cannot tell which of {shown(low)} and {shown(high)} is larger")
    if sign > 0 or (sign == 0 and not equal):
        raise ValueError(f"{words}, got {shown(low)} and {shown(high)}")


def _contains(domain: sp.Set, expr: sp.Expr) -> bool | None:
    """Whether the number lies in the domain; None where symbols leave it open, or no ball can tell."""
    if isinstance(domain, sp.Interval) and not (expr.is_Rational or expr.free_symbols):
        if expr.is_extended_real is False:
            return False
        low, high = compare(expr, domain.start), compare(domain.end, expr)
        below = low is not None and (low < 0 or (low == 0 and bool(domain.left_open)))
        above = high is not None and (high < 0 or (high == 0 and bool(domain.right_open)))
        return False if below or above else None if low is None or high is None else True
    answer = domain.contains(expr)
    return True if answer == sp.true else False if answer == sp.false else None
