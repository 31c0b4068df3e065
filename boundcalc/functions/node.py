"""What every function of ours shares: SymPy's hooks, answered by its certified value and its LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

from ..numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, as_int, enclose


class Evaluated:
    """Mixin for SymPy expressions that `boundcalc.numeric` can evaluate: `evalf` is the middle of the enclosure."""

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        if self.free_symbols:  # type: ignore[attr-defined]
            return None
        try:
            value = enclose(self, max(1, int(prec / 3.32) + 2))
        except NoBallEvaluation:
            return None
        if not value.is_finite:
            return sp.oo if value.lower == float("inf") else None
        mid = value.midpoint
        return sp.Float(sp.Rational(mid.numerator, mid.denominator), precision=prec)


class Node(Evaluated, sp.Function):
    """A function with a name of its own in LaTeX; a subclass gives `_ball`, `_mpmath` and `_text`."""

    def _text(self, printer: Any) -> str:
        """The LaTeX of this node."""
        raise NotImplementedError

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = self._text(printer)
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class Functional(Evaluated, sp.Expr):
    """A number that belongs to laws, evaluated as a whole; a subclass gives `_value`, and `_latex`."""

    is_commutative = True
    is_number = False
    is_extended_real = True

    def _value(self) -> Number:
        """The value at the working precision, for arguments without symbols."""
        raise NotImplementedError

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        if self.free_symbols:
            names = ", ".join(sorted(map(str, self.free_symbols)))
            raise NoBallEvaluation(f"{self} still has the symbols {names}; substitute numbers first")
        value = self._value()
        return lambda *_: value

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({', '.join(map(printer._print, self.args))})"


def need_int(x: Number) -> int:
    """The integer x certainly is; a ball asks for more precision."""
    value = as_int(x)
    if value is None:
        raise PrecisionTooLow(f"{x} is not certainly an integer")
    return value


__all__ = ["Evaluated", "Functional", "Node", "need_int"]
