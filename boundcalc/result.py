"""Result: a number with everything that is needed to rely on it."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import sympy as sp
from sympy.functions.elementary.miscellaneous import MinMaxBase

from .numeric import Enclosure
from .numeric.format import Side, formatted, is_text
from .numeric.kinds import Json
from .numeric.rounding import scientific_latex
from .theorems import Theorem

if TYPE_CHECKING:
    from .certify import Certificate


def _reduced(x: MinMaxBase) -> tuple[Callable[..., sp.Expr], tuple[object, ...]]:
    return _unevaluated, (x.func, *x.args)


def _unevaluated(function: type[MinMaxBase], *args: sp.Expr) -> sp.Expr:
    return function(*args, evaluate=False)


# A formula comes back as it was: SymPy would compare the arguments again, which may take long.
for _kind in (sp.Min, sp.Max):
    copyreg.pickle(_kind, _reduced)


WORST, ONE = r"\sup_z \Delta(z)", r"\Delta(z)"
"""The leakage of the worst record, and of one, where Delta is their average."""


def _number(x: object) -> Any:
    return x.number() if isinstance(x, Result) else x


@dataclass(frozen=True, repr=False)
class Result:
    """What was computed: `value` (an Enclosure, None while symbols are left), the formula `expr` it is the value of,
    `kind` (exact, upper, lower, between or limit), the `theorem`, and the `assumptions` it holds under.

    ``float(result)`` is the middle of the enclosure; ``result.latex()`` the formula and the certain digits.
    """

    value: Enclosure | None
    expr: sp.Expr
    kind: str
    theorem: Theorem | None = None
    assumptions: tuple[str, ...] = ()
    quantity: str = r"\Delta"
    stated: str = ""
    """The formula as the theorem's author writes it, where it is that of `expr`."""
    digits: int = field(default=15, compare=False)

    @property
    def id(self) -> str:
        """The id of the theorem."""
        return self.theorem.id if self.theorem else ""

    @property
    def label(self) -> str:
        """How the theorem is known: proved, cited, limit or heuristic."""
        return self.theorem.label if self.theorem else "proved"

    @property
    def guaranteed(self) -> bool:
        """Whether the value is a guarantee: certain digits of a proved or cited statement."""
        return self.value is not None and self.value.guaranteed and self.label in ("proved", "cited")

    @property
    def record(self) -> str:
        """Whose leakage it is: that of the "average" record, of the "worst", or of "one"."""
        return "one" if self.quantity == ONE else "worst" if self.quantity == WORST else "average"

    @property
    def speaks_of(self) -> str:
        """The records of which the theorem speaks: the "average" one, or "every" one."""
        return self.theorem.speaks_of if self.theorem else "average"

    def number(self) -> Enclosure:
        """The value; ValueError while symbols are left."""
        if self.value is None:
            names = ", ".join(sorted(map(str, self.expr.free_symbols)))
            left = f"has the symbols {names}" if names else f"rests on open conditions ({'; '.join(self.assumptions)})"
            raise ValueError(f"the result still {left}; substitute numbers first")
        return self.value

    def _sympy_(self) -> NoReturn:
        # SymPy would take float(self) for the number; `expr` is the formula.
        raise sp.SympifyError(self)

    def __float__(self) -> float:
        return float(self.number())

    def __format__(self, code: str) -> str:
        """`f"{result:.3f}"`: an upper bound rounded up, a lower bound down, any other value by its certain digits."""
        if is_text(code):
            return format(str(self), code)
        side: Side | None = {"upper": "up", "lower": "down"}.get(self.kind)  # type: ignore[assignment]
        value = self.number()
        return formatted(value.lower, value.upper, code, side)

    # Arithmetic and order are those of the number: certain, or an error.

    def __add__(self, other: object) -> Enclosure:
        return self.number() + _number(other)

    __radd__ = __add__

    def __sub__(self, other: object) -> Enclosure:
        return self.number() - _number(other)

    def __rsub__(self, other: object) -> Enclosure:
        return _number(other) - self.number()

    def __mul__(self, other: object) -> Enclosure:
        return self.number() * _number(other)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Enclosure:
        return self.number() / _number(other)

    def __rtruediv__(self, other: object) -> Enclosure:
        return _number(other) / self.number()

    def __neg__(self) -> Enclosure:
        return -self.number()

    def __abs__(self) -> Enclosure:
        return abs(self.number())

    def __lt__(self, other: object) -> bool:
        return self.number() < _number(other)

    def __le__(self, other: object) -> bool:
        return self.number() <= _number(other)

    def __gt__(self, other: object) -> bool:
        return self.number() > _number(other)

    def __ge__(self, other: object) -> bool:
        return self.number() >= _number(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self}, kind={self.kind!r}, theorem={self.id!r}, label={self.label!r})"

    def __str__(self) -> str:
        if self.value is None:
            return str(self.expr)
        x = self.value
        if self.kind == "upper" and x.exact is None:
            return f"<= {x.upper_str(min(self.digits, 15))}"
        if self.kind == "lower" and x.exact is None:
            return f">= {x.lower_str(min(self.digits, 15))}"
        short = f" ({x.digits} of {self.digits} digits certain)" if x.guaranteed and x.digits < self.digits else ""
        return x.to_string(self.digits) + short

    def latex(self) -> str:
        r"""``\Delta = formula = certain digits`` (or the relation that the kind says).

        The formula is the theorem's own, as its author writes it; where symbols are left it is written in them. Upper
        bounds are rounded up and lower bounds down.

        >>> import boundcalc as bc
        >>> game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
        >>> print(game.delta().latex())
        \Delta = \sum_{j} h_{\gamma}(n, p_{j}) = \frac{87717}{400000}
        >>> print(next(b for b in game.bounds() if b.id == "disc-ck").latex())
        \Delta \leq \frac{C_K}{2\sqrt{n}} \leq 0.277254
        """
        relation = {"upper": r"\leq", "lower": r"\geq", "limit": r"\sim"}.get(self.kind, "=")
        formula = self._formula()
        stated = f"{self.quantity} {relation} {formula}"
        if self.value is None or formula == self.value.latex(self.digits):
            return stated
        if self.kind not in ("upper", "lower") or self.value.exact is not None:
            return f"{stated} = {self.value.latex(self.digits)}"
        # Digits beyond the certain ones are harmless on the safe side, but nobody wants twenty of them.
        digits = min(self.digits, 6)
        side = self.value.upper_str(digits) if self.kind == "upper" else self.value.lower_str(digits)
        return f"{stated} {relation} {scientific_latex(side)}"

    def _formula(self) -> str:
        inside = self.stated and self.value is not None and not any(x in self.stated for x in ("=", r"\leq", r"\geq"))
        return self.stated if inside else str(sp.latex(self.expr))

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def certificate(self, digits: int | None = None) -> Certificate:
        """A self-contained Coq file that states this number and proves it; see `boundcalc.certify.certificate`."""
        from .certify import certificate

        return certificate(self.expr, self.digits if digits is None else digits)

    def to_json(self) -> Json:
        """One object for `--json`: lower, upper (decimal strings), guaranteed, kind, theorem, label, assumptions."""
        value = (
            {"lower": None, "upper": None, "guaranteed": False}
            if self.value is None
            else self.value.to_json(self.digits)
        )
        return value | {
            "guaranteed": self.guaranteed,
            "kind": self.kind,
            "theorem": self.id,
            "label": self.label,
            "record": self.record,
            "speaks_of": self.speaks_of,
            "assumptions": list(self.assumptions),
            "formula": str(self.expr),
        }


@dataclass(frozen=True, repr=False)
class Bound(Result):
    """A Result among others on the same quantity, with its `tightness`: bound / exact value where that is known."""

    tightness: Enclosure | None = None
    via: tuple[str, ...] = ()
    """Theorems that carried the bound from another game (T-DPI, T-SANDWICH, T-MONO)."""
    origin: str = ""
    """What is different in that game, in words."""

    def _formula(self) -> str:
        return str(sp.latex(self.expr)) if self.via else super()._formula()

    @property
    def path(self) -> str:
        """The id, and how the bound was carried."""
        return " via ".join((self.id, *self.via))

    def to_json(self) -> Json:
        ratio = None if self.tightness is None else self.tightness.to_json(6)
        return super().to_json() | {"tightness": ratio, "via": list(self.via)}
