"""What both regularised incomplete gamma functions share: a share of the mass of a gamma law, on one side of x."""

from __future__ import annotations

from typing import ClassVar

import sympy as sp

from ..numeric.kinds import Printer
from .node import Node


class GammaShare(Node):
    """A share of the gamma law of shape a > 0 and rate 1, below x or above it."""

    nargs = 2
    known_range = (0, 1)
    letter: ClassVar[str]
    below: ClassVar[bool]
    """Whether it is the share below x, which rises."""

    @classmethod
    def eval(cls, a: sp.Expr, x: sp.Expr) -> sp.Expr | None:
        if x.is_extended_nonpositive:
            return sp.Integer(not cls.below)
        return sp.Integer(cls.below) if x is sp.oo else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        a, x = self.args
        if argindex != 2:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        density = x ** (a - 1) * sp.exp(-x) / sp.gamma(a)
        return density if self.below else -density

    def _text(self, printer: Printer) -> str:
        a, x = map(printer._print, self.args)
        return rf"{self.letter}\left({a}, {x}\right)"
