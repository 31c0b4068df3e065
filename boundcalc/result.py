"""Result: a number with everything that is needed to rely on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from .numeric import Enclosure
from .theorems import Theorem


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

    def number(self) -> Enclosure:
        """The value; ValueError while symbols are left."""
        if self.value is None:
            names = ", ".join(sorted(map(str, self.expr.free_symbols)))
            raise ValueError(f"the result still has the symbols {names}; substitute numbers first")
        return self.value

    def __float__(self) -> float:
        return float(self.number())

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
        return x.to_string(self.digits)

    def latex(self) -> str:
        r"""``\Delta = formula = certain digits`` (or the relation that the kind says)."""
        relation = {"upper": r"\leq", "lower": r"\geq", "limit": r"\sim"}.get(self.kind, "=")
        formula = sp.latex(self.expr)
        if self.value is None:
            return f"{self.quantity} {relation} {formula}"
        if self.kind in ("upper", "lower") and self.value.exact is None:
            side = self.value.upper_str(6) if self.kind == "upper" else self.value.lower_str(6)
            number = f"{relation} {Enclosure.point(side).latex(6) if side not in ('inf', '-inf') else side}"
            number = f"{relation} {side}" if "e" not in side else number
        else:
            number = f"= {self.value.latex(self.digits)}"
        return f"{self.quantity} {relation} {formula} {number}"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def to_json(self) -> dict[str, Any]:
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
            "assumptions": list(self.assumptions),
            "formula": str(self.expr),
        }


@dataclass(frozen=True, repr=False)
class Bound(Result):
    """A Result among others on the same quantity, with its `tightness`: bound / exact value where that is known."""

    tightness: Enclosure | None = None

    def to_json(self) -> dict[str, Any]:
        ratio = None if self.tightness is None else self.tightness.to_json(6)
        return super().to_json() | {"tightness": ratio}
