"""Where two certain statements meet: what they leave possible, and an alarm when that is nothing.

`nonnegative` and `within` are for quantities that mathematics keeps in a range: a ball may reach beyond it by rounding,
but never lie beyond it. The positive part ``max(x, 0)`` of a number that may well be negative is `positive_part`.
"""

from __future__ import annotations

from flint import arb, fmpq

from .number import Number

_ZERO = fmpq(0)


class ContradictionError(RuntimeError):
    """Two certain statements about one number exclude each other: a fault of this library, whatever the input."""

    @classmethod
    def of(cls, found: object, known: str, what: str, *arguments: object) -> ContradictionError:
        """Found this for `what` at these arguments, where `known` holds."""
        at = f"({', '.join(map(_short, arguments))})" if arguments else ""
        return cls(f"contradiction: {what}{at} is {known}, but was enclosed by {_short(found)}; please report this")


def _short(x: object) -> str:
    text = x.str(12) if isinstance(x, arb) else str(x)
    return text if len(text) <= 200 else text[:197] + "..."


def nonnegative(x: Number, what: str, *arguments: object) -> Number:
    """x, a number (`fmpq` or `arb`) that is certainly at least 0, without what its ball has below 0.

    Raises ContradictionError, naming `what` and its `arguments`, when x is certainly negative.

    >>> nonnegative(fmpq(1, 3), "a probability")
    1/3
    >>> bool(nonnegative(arb(0, 1), "a probability") >= 0)
    True
    """
    if x < 0:
        raise ContradictionError.of(x, "at least 0", what, *arguments)
    return x if isinstance(x, fmpq) or x >= 0 else x.nonnegative_part()


def within(x: Number, low: int | None, high: int | None, what: str, *arguments: object) -> Number:
    """x, a number that certainly lies in [low, high] (None: no end), without what its ball has outside.

    Raises ContradictionError when x certainly lies outside. A ball that is not finite says nothing, so that both ends
    are what is left.

    >>> within(arb(1, 2), 0, 1, "a probability") <= 1
    True
    """
    if (low is not None and x < low) or (high is not None and x > high):
        known = f"at least {low}" if high is None else f"at most {high}" if low is None else f"in [{low}, {high}]"
        raise ContradictionError.of(x, known, what, *arguments)
    if isinstance(x, fmpq):
        return x
    if low is not None and high is not None and not x.is_finite():
        return arb(low).union(arb(high))
    if low is not None and not x >= low:
        x = low + (x - low).nonnegative_part()
    if high is not None and not x <= high:
        x = high - (high - x).nonnegative_part()
    return x


def meet(x: Number, y: Number, what: str, *arguments: object) -> Number:
    """What two numbers (`fmpq` or `arb`) that enclose the same quantity leave possible.

    Raises ContradictionError when they are disjoint; a ball that is not finite says nothing.
    """
    if isinstance(x, fmpq) or isinstance(y, fmpq):
        exact, other = (x, y) if isinstance(x, fmpq) else (y, x)
        if exact < other or exact > other:
            raise ContradictionError.of(y, f"in {_short(x)}", what, *arguments)
        return exact
    if not x.is_finite() or not y.is_finite():
        return x if x.is_finite() else y
    try:
        return x.intersection(y)
    except ValueError:
        raise ContradictionError.of(y, f"in {_short(x)}", what, *arguments) from None


def positive_part(x: Number) -> Number:
    """max(x, 0) of a number that may be negative.

    >>> positive_part(fmpq(-1, 3)), positive_part(arb(-2, 1))
    (0, 0)
    """
    if isinstance(x, fmpq):
        return max(x, _ZERO)
    return x.nonnegative_part()


__all__ = ["ContradictionError", "meet", "nonnegative", "positive_part", "within"]
