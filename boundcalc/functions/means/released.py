"""What the nodes of one standard law share: Delta_gamma of a release of n data, or the leakage of one record."""

from __future__ import annotations

from typing import ClassVar

import sympy as sp

from ...numeric.kinds import NumberLike, Printer
from ..node import Node, indexed


class Released(Node):
    """``Name(n, gamma=1)``: Delta_gamma of a release of n data; ``Name(n, gamma, z)``: the leakage of the record z."""

    nargs = (1, 2, 3)
    known_range = (0, 1)
    symbol: ClassVar[str]
    """The law, in the LaTeX of Delta."""

    def __new__(cls, n: NumberLike, gamma: NumberLike = 1, *target: NumberLike, **options: bool) -> sp.Expr:
        return super().__new__(cls, n, gamma, *target, **options)

    @classmethod
    def eval(cls, n: sp.Expr, gamma: sp.Expr, *target: sp.Expr) -> sp.Expr | None:
        return sp.S.One if n == 1 else None  # the release is the training point

    def _text(self, printer: Printer) -> str:
        n, gamma, *target = self.args
        name = indexed(printer, r"\Delta", gamma)
        return rf"{name}^{{\mathrm{{{self.symbol}}}}}\left({'; '.join(map(printer._print, (n, *target)))}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True


__all__ = ["Released"]
