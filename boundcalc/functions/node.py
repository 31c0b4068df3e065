"""What every function of ours shares: SymPy's hooks, answered by its certified value and its LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, count
from typing import ClassVar

import sympy as sp
from flint import fmpq
from sympy.printing.precedence import PRECEDENCE, precedence_traditional

from ..numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, as_int
from ..numeric.contradiction import within
from ..numeric.enclose import enclose
from ..numeric.kinds import Printer

CALL = PRECEDENCE["Atom"]
"""A text that closes itself, as f(x) does: a power and a product of it need no brackets."""
TERM = (PRECEDENCE["Mul"] + PRECEDENCE["Pow"]) // 2
"""A text that a power must bracket and a product need not: E|X|, log Gamma(x), x^y."""
BINDER = (PRECEDENCE["Add"] + PRECEDENCE["Mul"]) // 2
"""A sum, an integral, a supremum: it reaches over every factor behind it, so that a product brackets it too."""


class BoundSymbol(sp.Symbol):
    """A symbol that a sum binds: it equals no symbol of a user, whatever that is called."""

    __slots__ = ()


def unused(names: str, *taken: Iterable[sp.Basic]) -> str:
    """The first of these names that no symbol has: what a bound symbol may be called in print."""
    used = {str(symbol) for symbols in taken for symbol in symbols}
    given = names.split()
    return next(name for name in chain(given, (f"{given[0]}_{i}" for i in count())) if name not in used)


class Evaluated:
    """Mixin for SymPy expressions that `boundcalc.numeric` can evaluate: `evalf` is the middle of the enclosure.

    A subclass says how it is written in LaTeX (`_text`) and how strongly that holds together (`precedence`, which
    SymPy's printers ask for): brackets in powers, products and the rest follow from these two.
    """

    precedence: int = CALL

    def _text(self, printer: Printer) -> str:
        """The LaTeX of this node."""
        raise NotImplementedError

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        text = self._text(printer)
        if exp is None:
            return text
        base = text if self.precedence == CALL else rf"\left({text}\right)"
        return f"{base}^{{{exp}}}"

    known_range: ClassVar[tuple[int | None, int | None]] = (None, None)
    """Where every value lies, whatever the arguments: no ball and no enclosure reaches beyond."""

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        if self.free_symbols:  # type: ignore[attr-defined]
            return None
        return _middle(self, prec)


@lru_cache(maxsize=512)  # SymPy asks many times over when it compares
def _middle(node: sp.Expr, prec: int) -> sp.Expr | None:
    try:
        value = enclose(node, max(1, int(prec / 3.32) + 2))
    except NoBallEvaluation:
        return None
    if not value.is_finite:
        return sp.oo if value.lower == float("inf") else None
    if value.exact is None and value.lower <= 0 <= value.upper:
        return None  # SymPy would take the sign of any number for the truth
    mid = value.midpoint
    return sp.Float(sp.Rational(mid.numerator, mid.denominator), precision=prec)


class Node(Evaluated, sp.Function):
    """A function with a name of its own in LaTeX; a subclass gives `_ball`, `_mpmath` and `_text`."""


class Functional(Evaluated, sp.Expr):
    """A number that belongs to laws, evaluated as a whole; a subclass gives `_value`, and `_text`."""

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

    def _sympystr(self, printer: Printer) -> str:
        return f"{type(self).__name__}({', '.join(map(printer._print, self.args))})"


def need_int(x: Number) -> int:
    """The integer x certainly is; a ball asks for more precision."""
    value = as_int(x)
    if value is None:
        raise PrecisionTooLow(f"{x} is not certainly an integer")
    return value


def summed(printer: Printer, body: sp.Expr, index: str, low: sp.Expr, high: sp.Expr) -> str:
    """The LaTeX of a sum of `body` over index = low..high; to be given the precedence BINDER."""
    limits = rf"_{{{index}={printer._print(low)}}}^{{{printer._print(high)}}}"
    return rf"\sum{limits} {in_product(printer, body)}"


def in_product(printer: Printer, x: sp.Expr) -> str:
    """The LaTeX of x where it stands in a product or behind a sign."""
    text = str(printer._print(x))
    loose = precedence_traditional(x) < PRECEDENCE["Mul"] or x.could_extract_minus_sign()
    return rf"\left({text}\right)" if loose else text


def indexed(printer: Printer, name: str, gamma: sp.Expr) -> str:
    """The name of a divergence of order gamma: gamma = 1 is not written."""
    return name if gamma == 1 else rf"{name}_{{{printer._print(gamma)}}}"


def mean_text(
    printer: Printer,
    law: str,
    n: sp.Expr,
    gamma: sp.Expr,
    target: sp.Expr | None,
    free: set[sp.Symbol],
    noise: str = "",
) -> str:
    """The LaTeX of Delta_gamma of a released mean, by T-COND; S_k is the sum of k data of the law."""
    z = unused("z y x", free) if target is None else printer._print(target)
    member, outsider = rf"{z} + S_{{{printer._print(n - 1)}}}", rf"S_{{{printer._print(n)}}}"
    if noise:
        size = printer._print(n)
        member, outsider = (rf"\frac{{{x}}}{{{size}}} + {noise}" for x in (member, outsider))
    name = indexed(printer, "D", gamma)
    if target is None:
        return rf"\mathbb{{E}}_{{{z} \sim {law}}} {name}\left({member}, {outsider}\right)"
    return rf"{name}^{{{law}}}\left({member}, {outsider}\right)"


def exceeds(printer: Printer, game: str, sizes: Sequence[sp.Expr], t: sp.Expr, member: sp.Expr) -> str:
    """The LaTeX of P_member(LR > t), LR the likelihood ratio of the game of these sizes."""
    inside = ", ".join(map(printer._print, sizes))
    ratio = rf"\mathrm{{LR}}^{{{game}}}_{{{inside}}}"
    return rf"\mathbb{{P}}_{{{printer._print(member)}}}\left({ratio} > {printer._print(t)}\right)"


def check_member(member: object) -> None:
    """ValueError unless the coin of the game shows 0 or 1."""
    if member not in (0, 1):
        raise ValueError(f"member must be 0 or 1, got {member}")


def at_least_one(gamma: Number) -> bool:
    """Whether gamma >= 1, which decides the order of the two laws; a ball on both sides asks for more precision."""
    if gamma >= 1:
        return True
    if gamma < 1:
        return False
    raise PrecisionTooLow("gamma is not certainly on one side of 1")


def share(x: Number, what: str, *arguments: object) -> Number:
    """x, a number that mathematics keeps in [0, 1], within it; a ball that is not finite asks for more precision.

    Raises ContradictionError, naming `what` and its `arguments`, when x certainly lies outside.
    """
    if not isinstance(x, fmpq) and not x.is_finite():
        raise PrecisionTooLow(f"no finite ball for {what}")
    return within(x, 0, 1, what, *arguments)


__all__ = [
    "BINDER",
    "CALL",
    "TERM",
    "BoundSymbol",
    "Evaluated",
    "Functional",
    "Node",
    "at_least_one",
    "exceeds",
    "in_product",
    "indexed",
    "mean_text",
    "need_int",
    "share",
    "summed",
    "unused",
]
