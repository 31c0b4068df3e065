"""What may be called in a claim, by its name: functions of numbers and of laws."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from .. import functions
from .domain import Array
from .total import Total


def pos(x: sp.Expr) -> sp.Expr:
    """The positive part."""
    return _extreme(sp.Max, sp.S.Zero, x)


def _extreme(head: type[sp.Max | sp.Min], *xs: sp.Expr) -> sp.Expr:
    try:
        return head(*xs)
    except ValueError:  # numbers that SymPy cannot compare are left to balls
        return head(*xs, evaluate=False)


FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "sqrt": sp.sqrt,
    "exp": sp.exp,
    "log": sp.log,
    "ln": sp.log,
    "abs": sp.Abs,
    "max": lambda *xs: _extreme(sp.Max, *xs),
    "min": lambda *xs: _extreme(sp.Min, *xs),
    "pos": pos,
    "floor": sp.floor,
    "ceiling": sp.ceiling,
    "binomial": sp.binomial,
    "factorial": sp.factorial,
    "Gamma": sp.gamma,
    "lowergamma": sp.lowergamma,
    "uppergamma": sp.uppergamma,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "sin": sp.sin,
    "cos": sp.cos,
    "atan": sp.atan,
    "W": sp.LambertW,
    "Phi": lambda x: sp.erfc(-x / sp.sqrt(2)) / 2,
} | {
    name: node
    for name, node in sorted(vars(functions).items())
    if isinstance(node, type) and issubclass(node, sp.Function)
}
"""What may be called in a claim: elementary functions and the special functions of the library."""

ELEMENTARY = (sp.exp, sp.log, sp.Abs, sp.Max, sp.Min, sp.erf, sp.erfc, sp.sin, sp.cos, sp.atan)
"""Functions that cost the same for small and for large numbers."""

CONSTANTS: dict[str, sp.Expr] = {"pi": sp.pi, "e": sp.E}


def _nested(body: sp.Expr, indices: tuple[sp.Symbol, ...]) -> sp.Expr:
    for index in indices:
        body = Total(body, index)
    return body


def _entry(array: Array) -> sp.Indexed:
    return array.base[array.indices]


def _two(a: Array, b: Array) -> tuple[sp.Expr, sp.Expr]:
    if a.indices != b.indices:
        raise ValueError(f"{a.base} and {b.base} must live on the same set")
    return _entry(a), _entry(b)


def _tv(a: Array, b: Array) -> sp.Expr:
    p, q = _two(a, b)
    return _nested(pos(p - q), a.indices)


def _kl(a: Array, b: Array) -> sp.Expr:
    p, q = _two(a, b)
    return _nested(p * sp.log(p / q), a.indices)


def _chi2(a: Array, b: Array) -> sp.Expr:
    p, q = _two(a, b)
    return _nested((p - q) ** 2 / q, a.indices)


def _margins(joint: Array) -> tuple[sp.Expr, sp.Expr]:
    if len(joint.indices) != 2:
        raise ValueError(f"{joint.base} must be a joint law such as {joint.base}[t, z]")
    t, z = joint.indices
    entry = _entry(joint)
    return entry, Total(entry, z) * Total(entry, t)


def _delta(law: Array, n: sp.Expr | None = None, gamma: sp.Expr = sp.S.One) -> sp.Expr:
    if n is None:
        member, outsider = _margins(law)
        return _nested(pos(member - outsider), law.indices)
    return _nested(functions.HockeyStick(n, _entry(law), gamma), law.indices)


def _information(joint: Array) -> sp.Expr:
    member, outsider = _margins(joint)
    return _nested(member * sp.log(member / outsider), joint.indices)


def _diversity(law: Array) -> sp.Expr:
    p = _entry(law)
    return _nested(sp.sqrt(p * (1 - p)), law.indices)


LAW_FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "TV": _tv,
    "KL": _kl,
    "chi2": _chi2,
    "Delta": _delta,
    "I": _information,
    "C": _diversity,
}
"""Functions of laws: TV(P,Q), KL(P,Q), chi2(P,Q); Delta(P,n) the worst case, C(P); Delta(J) and I(J) of a joint law."""
