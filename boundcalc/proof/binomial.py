r"""Claims on ``E|B - np|``, B ~ Bin(n, p), for every n: polynomials between the kinks, and a compact cube for large n.

Between the kinks p = m/n the mean absolute deviation is one polynomial (de Moivre). For M = floor(np) + 1 < n put
u = 1/M, v = 1/(n - M), s = M - np in (0, 1]. Then n = (u+v)/(uv), p = v(1-su)/(u+v), 1-p = u(1+sv)/(u+v) and

    E|B - np| = sqrt(n p (1-p)) rho,   rho = sqrt(2/pi) (1-su)^{1/u-1/2} (1+sv)^{1/v+1/2} e^r,

r = r_n - r_M - r_{n-M} the remainders in Stirling's formula, which Robbins (1955) encloses. So n to infinity is the
corner u, v to 0 of a cube. For M = n, with w = 1/n and s = n(1-p), the ratio is 2 sqrt(s) (1-sw)^{1/w-1/2}.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import sympy as sp
from flint import arb

from ..functions import BinomialMAD, HockeyStick
from ..numeric.ball import Number, to_arb
from .domain import Relation, Scalar
from .subdivide import Box

LAST_SMALL = 8  # n up to here is decided exactly, kink by kink
_LAST_EXACT = 4  # M and n - M up to here are taken one by one, so that no box lies between 1/2 and 1


def _monotone_log1p_ratio(x: arb) -> arb:
    """ln(1+x)/x, decreasing in x > -1, 1 at 0."""
    return _log1p_ratio_at(x.lower()).union(_log1p_ratio_at(x.upper()))


def _log1p_ratio_at(x: arb) -> arb:
    if abs(x) < arb(2) ** -20:
        # 1 - x/2 + x^2/3 - ...: the rest is below x^2.
        return 1 - x / 2 + arb(0, (x * x).upper())
    return x.log1p() / x


def _ends(u: Number) -> tuple[arb, arb]:
    x = to_arb(u)
    return x.lower(), x.upper()


def _falling(u: Number, s: Number) -> arb:
    """(1 - su)^{1/u - 1/2} for 0 <= u <= 1, 0 <= s <= 1; decreasing in s."""

    def at(t: arb) -> arb:
        x = to_arb(u) * t
        inside = 1 - x
        if not inside > 0:
            return arb(0).union((1 - x.lower()).max(arb(0)).sqrt().upper())  # the exponent is at least 1/2
        log = -t * _monotone_log1p_ratio(-x) - inside.log() / 2
        return log.exp()

    low, high = _ends(s)
    return at(low.max(arb(0))).union(at(high))


def _rising(v: Number, s: Number) -> arb:
    """(1 + sv)^{1/v + 1/2}; increasing in s."""

    def at(t: arb) -> arb:
        x = to_arb(v) * t
        return (t * _monotone_log1p_ratio(x) + (1 + x).log() / 2).exp()

    low, high = _ends(s)
    return at(low.max(arb(0))).union(at(high))


def _stirling(u: Number) -> arb:
    """r_M for M = 1/u: between u/(12 + u) and u/12."""
    x = to_arb(u)
    return (x / (12 + x)).union(x / 12)


class Rho(sp.Function):
    r"""``rho(u, v, s)``: E|B - np| in units of the standard deviation, for u = 1/M, v = 1/(n-M), s = M - np."""

    nargs = 3

    def _ball(self, u: Number, v: Number, s: Number) -> Number:
        a, b = to_arb(u), to_arb(v)
        inverse_n = (a * b / (a + b)) if (a + b) > 0 else arb(0).union(a.upper().min(b.upper()))
        r = _stirling(inverse_n) - _stirling(u) - _stirling(v)
        return (2 / arb.pi()).sqrt() * _falling(u, s) * _rising(v, s) * r.exp()


class LastRho(sp.Function):
    r"""``2 sqrt(s) (1-sw)^{1/w-1/2}``: E|B - np| in units of the standard deviation for p > 1 - 1/n, w = 1/n."""

    nargs = 2

    def _ball(self, w: Number, s: Number) -> Number:
        x = to_arb(s)
        root = x.lower().max(arb(0)).sqrt().union(x.upper().sqrt())
        return 2 * root * _falling(w, s)


def mentions(relation: Relation) -> list[sp.Expr]:
    """The binomial deviations in a relation."""
    found: set[sp.Expr] = set()
    for side in (relation.left, relation.right):
        found |= {f for f in side.atoms(BinomialMAD, HockeyStick) if f.args[0].free_symbols or f.args[1].free_symbols}
    return sorted(found, key=str)


# -- one n ------------------------------------------------------------------------------------------------------------


def pieces(relation: Relation, p: Scalar, n: int) -> Iterator[tuple[Relation, Scalar]]:
    """The relation between neighbouring kinks, n a number: each deviation is one polynomial there."""
    x = p.symbol
    kinks = {p.lower, p.upper}
    for node in mentions(relation):
        gamma = node.args[2] if isinstance(node, HockeyStick) else sp.S.One
        if node.args[:2] != (n, x) or not gamma.is_Rational:
            return
        kinks |= {
            sp.Rational(k) / (gamma * n)
            for k in range(n * max(1, int(gamma) + 1) + 1)
            if sp.Rational(k) / (gamma * n) <= 1
        }
    inside = sorted(k for k in kinks if p.lower <= k <= p.upper)
    for low, high in pairwise(inside):
        middle = (low + high) / 2
        table = {node: _polynomial(node, n, x, middle) for node in mentions(relation)}
        piece = Relation(relation.left.subs(table), relation.operator, relation.right.subs(table))
        yield piece, Scalar(x, False, low, high)


def _polynomial(node: sp.Expr, n: int, x: sp.Symbol, at: sp.Rational) -> sp.Expr:
    gamma = node.args[2] if isinstance(node, HockeyStick) else sp.S.One
    scale = sp.S.One if isinstance(node, HockeyStick) else sp.Integer(2 * n)
    if gamma == 1:
        m = int(sp.floor(n * at)) + 1
        return scale * sp.Rational(m, n) * sp.binomial(n, m) * x**m * (1 - x) ** (n - m + 1)
    k = int(sp.floor(gamma * n * at))
    weights = {i: sp.binomial(n, i) * x**i * (1 - x) ** (n - i) for i in range(n + 1)}
    if gamma > 1:
        return sp.Add(*((sp.Rational(i, n) - gamma * x) * weights[i] for i in range(k + 1, n + 1)))
    return sp.Add(*((x - sp.Rational(i, n) / gamma) * weights[i] for i in range(k + 1)))


# -- every large n ----------------------------------------------------------------------------------------------------


def large(relation: Relation, n: Scalar, p: Scalar, beyond: int) -> list[tuple[sp.Expr, Box, list[Relation]]] | None:
    """(slack, box, constraints) for n > beyond: together they imply the relation for 0 < p < 1 in its range."""
    u, v, s, w = (sp.Dummy(name, nonnegative=True) for name in "uvsw")
    size, mass, q, rho = (sp.Dummy(name, positive=True) for name in ("n", "p", "q", "rho"))
    up = relation.ascending()
    table = {}
    for node in mentions(relation):
        if node.args[:2] != (n.symbol, p.symbol) or (isinstance(node, HockeyStick) and node.args[2] != 1):
            return None
        table[node] = rho * sp.sqrt(size * mass * q) / (1 if isinstance(node, BinomialMAD) else 2 * size)

    def atoms(expr: sp.Expr) -> sp.Expr:
        return expr.subs(table).subs(1 - p.symbol, q).subs({p.symbol: mass, n.symbol: size})

    left, right = atoms(up.left), atoms(up.right)
    if not left.is_positive:
        return None  # right / left >= 1 says left <= right only then
    # Every symbol is positive here.
    ratio = sp.powsimp(sp.expand_power_base(sp.cancel(sp.powsimp(right / left))), force=True)
    ratio = sp.simplify(ratio)
    ranges = [Relation(atoms(r.left), r.operator, atoms(r.right)) for r in p.relations() if r.free_symbols - {p.symbol}]
    out: list[tuple[sp.Expr, Box, list[Relation]]] = []
    cube = {size: (u + v) / (u * v), mass: v * (1 - s * u) / (u + v), q: u * (1 + s * v) / (u + v), rho: Rho(u, v, s)}
    edge = {size: 1 / w, mass: 1 - s * w, q: s * w, rho: LastRho(w, s)}
    unit = (Fraction(0), Fraction(1))
    for at_u in _inverse_ranges():
        for at_v in _inverse_ranges():
            # n = 1/u + 1/v > beyond
            constraints = [Relation(beyond * u * v, "<=", u + v), *(_cleared(r, cube, (u, v)) for r in ranges)]
            out.append((_slack(ratio, cube, (u, v)), {u: at_u, v: at_v, s: unit}, constraints))
    out.append(
        (
            _slack(ratio, edge, (w,)),
            {w: (Fraction(0), Fraction(1, beyond)), s: unit},
            [_cleared(r, edge, (w,)) for r in ranges],
        )
    )
    return out


def _inverse_ranges() -> list[tuple[Fraction, Fraction]]:
    exact = [(Fraction(1, m), Fraction(1, m)) for m in range(1, _LAST_EXACT + 1)]
    return [*exact, (Fraction(0), Fraction(1, _LAST_EXACT + 1))]


def _slack(ratio: sp.Expr, table: dict[sp.Expr, sp.Expr], positive: tuple[sp.Symbol, ...]) -> sp.Expr:
    if not ratio.free_symbols & set(table):
        return ratio - 1
    log_free = ratio.subs(table)
    top, bottom = sp.fraction(log_free)
    return top - bottom


def _cleared(relation: Relation, table: dict[sp.Expr, sp.Expr], positive: tuple[sp.Symbol, ...]) -> Relation:
    """The range of p in the new variables, without denominators (which are positive)."""
    gap = sp.together(relation.right.subs(table) - relation.left.subs(table))
    top, _ = sp.fraction(sp.cancel(gap))
    kept = [f for f in sp.Mul.make_args(sp.factor(top)) if (f.base if f.is_Pow else f) not in positive]
    return Relation(sp.S.Zero, "<=", sp.Mul(*kept))


__all__ = ["LAST_SMALL", "LastRho", "Rho", "large", "mentions", "pieces"]
