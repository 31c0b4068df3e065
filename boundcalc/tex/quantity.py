"""The quantities a SPEC may ask for, each with the symbol an author would write in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction

import sympy as sp

from ..envelope import CurveBounds
from ..functions import DiversityConstant
from ..game import Game
from ..laws import Law
from ..numeric import Enclosure, evaluate
from ..numeric.exact import to_rational
from ..numeric.kinds import NumberLike
from ..planning import sample_size
from ..theorems import CATALOG, Theorem
from .escape import text
from .notation import macros
from .number import DIRECTIONS, printed, spread
from .spec import GAME_KEYS, Entry, Spec


@dataclass(frozen=True)
class Quantity:
    """A number that can be enclosed to any number of digits: what it is, where it comes from, and how it is written."""

    symbol: str
    kind: str
    at: Callable[[int], Enclosure]
    source: str
    certain: bool = True
    theorem: str = ""


@dataclass(frozen=True)
class PrintedQuantity:
    """A Quantity as it is printed."""

    number: str
    relation: str
    unit: str
    quantity: Quantity

    @property
    def latex(self) -> str:
        """The macro that prints it."""
        if self.number.startswith("\\"):
            return self.number
        return rf"\bcqty{{{self.number}}}{{{self.unit}}}" if self.unit else rf"\bcnum{{{self.number}}}"


_PRINTING = ("quantity", "digits", "rounding", "unit", "label", "math")
_UNITS = {"percent": (r"\percent", 100)}


def compute(spec: Spec, entry: Entry) -> PrintedQuantity:
    """The printed number of one entry; ValueError names what is wrong with it."""
    name = str(entry.get("quantity", ""))
    if name not in QUANTITIES:
        near = get_close_matches(name, QUANTITIES, 1)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(QUANTITIES)}"
        raise ValueError(f"unknown quantity {name!r}{hint}")
    build, required, optional = QUANTITIES[name]
    unknown = set(entry) - set(GAME_KEYS) - set(_PRINTING) - set(required) - set(optional)
    if unknown:
        raise ValueError(f"{name} does not take {', '.join(sorted(unknown))}")
    missing = [option for option in required if option not in entry]
    if missing:
        raise ValueError(f"{name} needs {', '.join(missing)}")
    digits = entry.get("digits", 4)
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 1000:
        raise ValueError(f"digits must be an integer from 1 to 1000, got {digits!r}")
    quantity = build(spec, entry)
    source = f"{name} {quantity.source} {digits} {entry.get('rounding', '')} {entry.get('unit', '')}"
    return _cell(replace(quantity, source=source), digits, entry)


def _cell(quantity: Quantity, digits: int, entry: Entry) -> PrintedQuantity:
    unit, factor = "", 1
    if "unit" in entry:
        if entry["unit"] not in _UNITS:
            raise ValueError(f"unit must be one of {', '.join(_UNITS)}, got {entry['unit']!r}")
        unit, factor = _UNITS[str(entry["unit"])]
    if not quantity.certain:
        return PrintedQuantity(spread(quantity.at(digits) * factor), r"\approx", unit, quantity)
    own = {"upper": "up", "lower": "down"}.get(quantity.kind, "nearest")
    wanted = str(entry.get("rounding", own))
    if wanted == "fraction":
        return PrintedQuantity(_fraction(quantity.at(digits)), "=", "", quantity)
    if wanted not in DIRECTIONS:
        raise ValueError(f"rounding must be one of {', '.join((*DIRECTIONS, 'fraction'))}, got {wanted!r}")
    if (own, wanted) in (("up", "down"), ("down", "up"), ("up", "nearest"), ("down", "nearest")):
        raise ValueError(f"a bound of kind {quantity.kind} is rounded {own}, never {wanted}")
    value = quantity.at(digits)
    if value.exact is None and not value.is_finite:
        return PrintedQuantity(
            r"\ensuremath{\infty}" if value.lower > 0 else r"\ensuremath{-\infty}", "=", "", quantity
        )
    if quantity.kind == "given":
        digits = 1000
    number, exact = printed(lambda d: quantity.at(d) * factor, digits, wanted)
    relation = {"up": r"\leq", "down": r"\geq"}.get(wanted, "=" if exact and quantity.kind != "limit" else r"\approx")
    if not value.guaranteed:
        relation = r"\approx"  # neither a bound nor an equation
    return PrintedQuantity(number, relation, unit, quantity)


def _fraction(value: Enclosure) -> str:
    if value.exact is None:
        raise ValueError("rounding = 'fraction' needs a value that is an exact rational")
    sign, x = ("-" if value.exact < 0 else ""), abs(value.exact)
    if x.denominator == 1:
        return rf"\ensuremath{{{sign}{x.numerator}}}"
    return rf"\ensuremath{{{sign}\tfrac{{{x.numerator}}}{{{x.denominator}}}}}"


# -- the quantities ------------------------------------------------------------------------------------------------


def _of_result(symbol: str, method: str) -> Callable[[Spec, Entry], Quantity]:
    def build(spec: Spec, entry: Entry) -> Quantity:
        game = spec.game(entry)
        result = getattr(game, method)(1)
        return Quantity(
            symbol, result.kind, lambda d: getattr(game, method)(d).number(), str(result.expr), theorem=result.id
        )

    return build


def _divergence(spec: Spec, entry: Entry) -> Quantity:
    gamma = to_rational(entry["gamma"], "gamma")
    if gamma <= 0:
        raise ValueError(f"gamma must be positive, got {entry['gamma']}")
    return _of_result(rf"\bcDelta_{{{_short(gamma)}}}", "delta")(spec, dict(entry) | {"nu": "1/2", "lam": str(gamma)})


def _target(spec: Spec, entry: Entry) -> Quantity:
    game, z = spec.game(entry), entry["target"]
    result = game.target(z, 1)
    return Quantity(
        rf"\bcDelta(\text{{{text(z)}}})",
        result.kind,
        lambda d: game.target(z, d).number(),
        str(result.expr),
        theorem=result.id,
    )


def _of_tradeoff(symbol: str, method: str) -> Callable[[Spec, Entry], Quantity]:
    def build(spec: Spec, entry: Entry) -> Quantity:
        game = spec.game(entry)
        other = {"tpr": "fpr", "fpr": "tpr"}.get(method)
        rate = [] if other is None else [str(entry[other])]
        curve = game.tradeoff()
        value = getattr(curve, method)(*rate)
        shown = symbol if other is None else f"{symbol}({_short(to_rational(rate[0], other))})"
        if isinstance(curve, CurveBounds):  # the end that holds for every attack
            kind, side = ("lower", value.lower) if method == "fpr" else ("upper", value.upper)
            end = Enclosure(side, side, guaranteed=value.guaranteed)
            named = curve.at(rate[0]).upper if method == "tpr" else ""
            return Quantity(shown, kind, lambda d: end, f"{method}{rate} of {game} {side}", theorem=named)
        return Quantity(shown, "exact", lambda d: value, f"{method}{rate} of {game.delta(1).expr}")

    return build


def _theorem_of(entry: Entry) -> Theorem:
    name = str(entry["theorem"])
    if name not in CATALOG:
        near = get_close_matches(name, CATALOG, 1)
        raise ValueError(f"unknown theorem {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    return CATALOG[name]


def _bound_expr(game: Game, theorem: Theorem) -> sp.Expr:
    if theorem.expr is None or theorem.kind == "identity":
        raise ValueError(f"{theorem.id} is no bound on Delta")
    if not theorem.applies(game):
        unmet = "; ".join(c.text for c in (theorem.unmet(game) or theorem.undecided(game)))
        raise ValueError(f"{theorem.id} does not apply: it needs {unmet}")
    return theorem.expr(game)


def _bound(spec: Spec, entry: Entry) -> Quantity:
    game, theorem = spec.game(entry), _theorem_of(entry)
    expr = _bound_expr(game, theorem)
    return Quantity(
        symbol_of(theorem, game), theorem.kind, lambda d: evaluate(expr, d), f"{theorem.id}: {expr}", theorem=theorem.id
    )


def _tightness(spec: Spec, entry: Entry) -> Quantity:
    game, theorem = spec.game(entry), _theorem_of(entry)
    expr = _bound_expr(game, theorem)
    exact = game.delta(1).expr
    return Quantity(
        rf"{symbol_of(theorem, game)} / \bcDelta",
        "exact",
        lambda d: evaluate(expr, d + 1) / game.delta(d + 1).number(),
        f"({theorem.id}: {expr}) / ({exact})",
        theorem=theorem.id,
    )


def symbol_of(theorem: Theorem, game: Game) -> str:
    """The formula of a bound in an inline form, or its title where the formula is another one or too long for a
    heading."""
    stated = theorem.stated(game)
    short = 0 < len(stated) <= 40 and not any(m in stated for m in (r"\sum", r"\leq", r"\geq"))
    return macros(stated) if short else rf"\text{{{theorem.title}}}"


def _diversity(spec: Spec, entry: Entry) -> Quantity:
    expr = DiversityConstant(spec.law(entry))
    return Quantity(r"\bcCK", "exact", lambda d: evaluate(expr, d), str(expr))


def _atoms(spec: Spec, entry: Entry) -> Quantity:
    law: Law = spec.law(entry)
    if not law.is_discrete:
        raise ValueError(f"{law} has no atoms")
    count = law.atom_count
    value = Enclosure(float("inf"), float("inf")) if count == sp.oo else Enclosure.point(count)
    return Quantity("K", "exact", lambda d: value, f"atoms of {law}")


def _sample_size(spec: Spec, entry: Entry) -> Quantity:
    law, security = spec.law(entry), str(entry["security"])
    n = sample_size(law, security, spec.learner(entry), str(entry.get("nu", "1/2")), str(entry.get("lam", "1")))
    return _whole("n", n, f"sample size {law} {entry.get('learner', '')} {security}")


def _parameter(spec: Spec, entry: Entry) -> Quantity:
    name = str(entry["parameter"])
    given = entry.get(name, {"nu": "1/2", "lam": "1"}.get(name))
    if given is None or name in ("law", "counts", "learner"):
        raise ValueError(f"parameter must name a number of the entry such as n, got {name!r}")
    return _whole(name, to_rational(str(given), name), f"{name} = {given}")


def _number(spec: Spec, entry: Entry) -> Quantity:
    return _whole("", to_rational(str(entry["number"]), "number"), str(entry["number"]))


def _whole(symbol: str, value: NumberLike, source: str) -> Quantity:
    # What was typed is printed in full, whatever `digits` says.
    point = Enclosure.point(value)
    return Quantity(symbol, "given", lambda d: point, source)


def _simulation(spec: Spec, entry: Entry) -> Quantity:
    game = spec.game(entry)
    samples, seed = int(str(entry.get("samples", 100_000))), int(str(entry.get("seed", 0)))
    level = str(entry.get("level", "0.99"))
    estimate = game.simulate(samples, seed, level)
    interval = Enclosure(estimate.lower, estimate.upper, guaranteed=False)
    return Quantity(
        r"\bcDelta", "estimate", lambda d: interval, f"simulation {game.delta(1).expr} {samples} {seed} {level}", False
    )


def _short(x: Fraction) -> str:
    number, exact = printed(lambda d: Enclosure.point(x), 6, "nearest")
    return number if exact and "e" not in number else f"{x.numerator}/{x.denominator}"


Builder = Callable[[Spec, Entry], Quantity]
QUANTITIES: dict[str, tuple[Builder, tuple[str, ...], tuple[str, ...]]] = {
    "delta": (_of_result(r"\bcDelta", "delta"), (), ()),
    "security": (_of_result(r"\bcSec", "security"), (), ()),
    "accuracy": (_of_result(r"\bcAcc", "accuracy"), (), ()),
    "advantage": (_of_result(r"\bcTPR - \bcFPR", "advantage"), (), ()),
    "divergence": (_divergence, ("gamma",), ()),
    "target": (_target, ("target",), ()),
    "tpr": (_of_tradeoff(r"\bcTPR", "tpr"), ("fpr",), ()),
    "fpr": (_of_tradeoff(r"\bcFPR", "fpr"), ("tpr",), ()),
    "auc": (_of_tradeoff(r"\mathrm{AUC}", "auc"), (), ()),
    "bound": (_bound, ("theorem",), ()),
    "tightness": (_tightness, ("theorem",), ()),
    "diversity": (_diversity, (), ()),
    "atoms": (_atoms, (), ()),
    "sample-size": (_sample_size, ("security",), ()),
    "simulation": (_simulation, (), ("samples", "seed", "level")),
    "parameter": (_parameter, ("parameter",), ("security", "fpr", "tpr", "gamma", "samples", "level")),
    "number": (_number, ("number",), ()),
}
"""Name -> (how to compute it, the options it needs, others it takes). The only names a SPEC can use."""

__all__ = ["QUANTITIES", "PrintedQuantity", "Quantity", "compute", "symbol_of"]
