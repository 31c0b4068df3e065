"""Where a claim is defined: what must hold for a quotient, a root, a logarithm or a probability to have a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import sympy as sp
from flint import fmpq

from .. import functions
from .domain import Domain, Relation, Scalar
from .point import Undefined, holds

Prover = Callable[[Relation, Domain], bool]
ZERO, ONE = sp.S.Zero, sp.S.One


@dataclass(frozen=True)
class Need:
    """One of the alternatives must hold (each a set of relations), else the expression has no value.

    `bound` are the indices of the sums around the expression, with their ranges.
    """

    words: str
    alternatives: tuple[tuple[Relation, ...], ...]
    bound: tuple[Scalar, ...] = ()

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return {s for every in self.alternatives for r in every for s in r.free_symbols}

    def __str__(self) -> str:
        return f"{self.words} unless {' or '.join(' and '.join(map(str, every)) for every in self.alternatives)}"


def quotient(below: sp.Expr) -> Iterator[Need]:
    """What dividing by `below` takes."""
    if isinstance(below, sp.Mul):
        for factor in below.args:
            yield from quotient(factor)
    elif isinstance(below, sp.Pow) and below.exp.is_positive:
        yield from quotient(below.base)
    elif isinstance(below, sp.binomial):
        n, k = below.args
        yield Need("division by zero", ((Relation(ZERO, "<=", k), Relation(k, "<=", n)),))
    elif isinstance(below, sp.factorial | sp.gamma | sp.exp):
        return  # never zero
    elif not below.is_number or below.is_zero:
        yield Need("division by zero", ((Relation(ZERO, "<", below),), (Relation(ZERO, "<", sp.expand(below**2)),)))


def power(base: sp.Expr, exponent: sp.Expr) -> Iterator[Need]:
    """What base^exponent takes; 0^0 is 1 where the exponent is an integer."""
    positive, nonnegative = Relation(ZERO, "<", base), Relation(ZERO, "<=", base)
    if exponent.is_Integer:
        if exponent < 0:
            yield from quotient(base)
    elif exponent.is_Rational:
        if not base.is_number or not base.is_nonnegative:
            yield Need("root of a negative number", ((nonnegative if exponent > 0 else positive,),))
    elif not (base.is_number and base.is_positive):
        ways: tuple[tuple[Relation, ...], ...] = ((positive,), (nonnegative, Relation(ZERO, "<", exponent)))
        if exponent.is_integer:
            ways = ((Relation(ZERO, "<=", exponent),), *ways, (Relation(ZERO, "<", base**2),))
        yield Need("power of a number that is not positive", ways)


def logarithm(of: sp.Expr, beside: Iterable[sp.Expr] = ()) -> Iterator[Need]:
    """What log(of) takes; 0 log 0 = 0 when a factor beside it vanishes with it."""
    if of.is_number and of.is_positive:
        return
    ways = [(Relation(ZERO, "<", of),)]
    top, _ = sp.fraction(of)
    vanishing = set(sp.Mul.make_args(top)) & {f.base if isinstance(f, sp.Pow) else f for f in beside}
    if vanishing:
        ways.append((Relation(ZERO, "<=", of),))
    yield Need("logarithm of a number that is not positive", tuple(ways))


def call(node: sp.Basic, beside: Iterable[sp.Expr] = ()) -> Iterator[Need]:
    """What a node of the tree takes, its arguments being defined."""
    if isinstance(node, sp.Pow):
        yield from power(*node.args)
    elif isinstance(node, sp.log):
        yield from logarithm(node.args[0], beside)
    elif isinstance(node, sp.LambertW):
        yield Need("W below -1/e", ((Relation(-sp.exp(-1), "<=", node.args[0]),),))
    elif isinstance(node, sp.factorial):
        yield Need("factorial of a negative number", ((Relation(ZERO, "<=", node.args[0]),),))
    elif isinstance(node, sp.gamma):
        yield Need("Gamma at a number that is not positive", ((Relation(ZERO, "<", node.args[0]),),))
    elif isinstance(node, functions.PlanarGaussian):
        trace, det, gamma = node.args
        every = [Relation(ONE + det, "<", trace), Relation(ZERO, "<", det), Relation(ZERO, "<", gamma)]
        yield Need("PlanarGaussian outside of its range", (tuple(every),))
    elif isinstance(node, functions.GaussianMean):
        d, rho = node.args[:2]
        every = [Relation(ONE, "<=", d), Relation(ZERO, "<", rho), Relation(rho, "<", ONE)]
        yield Need("GaussianMean outside of its range", (tuple(every),))
    elif isinstance(node, functions.BinomialMAD | functions.HockeyStick | functions.BinomialPMF):
        n, p = node.args[1:] if isinstance(node, functions.BinomialPMF) else node.args[:2]
        least = ZERO if isinstance(node, functions.BinomialPMF) else ONE
        every = [Relation(least, "<=", n), Relation(ZERO, "<=", p), Relation(p, "<=", ONE)]
        if isinstance(node, functions.HockeyStick):
            every.append(Relation(ZERO, "<", node.args[2]))
        yield Need(f"{type(node).__name__} outside of its range", (tuple(every),))


def needs(expr: sp.Basic, bound: tuple[Scalar, ...] = (), beside: Iterable[sp.Expr] = ()) -> Iterator[Need]:
    """Everything a tree takes to be defined."""
    if isinstance(expr, sp.Sum):
        ((index, low, high),) = expr.limits
        yield from needs(low, bound)
        yield from needs(high, bound)
        yield from needs(expr.function, (*bound, Scalar(index, True, low, high)))
        return
    yield from (replace(need, bound=bound) for need in call(expr, beside))
    for arg in expr.args:
        yield from needs(arg, bound, [f for f in expr.args if f != arg] if isinstance(expr, sp.Mul) else ())


def undefined(relation: Relation, domain: Domain, points: Iterable[dict], prove: Prover) -> tuple[str, str]:
    """(where the relation is not defined, what was not shown to be defined), in words; empty when all is well.

    Entries of arrays are left to the conventions of sums (0 log 0 = 0).
    """
    known = {s.symbol for s in domain.scalars}
    open_ones: list[Need] = []
    for need in dict.fromkeys((*relation.needs, *needs(relation.left), *needs(relation.right))):
        indices = {s.symbol for s in need.bound}
        if need.free_symbols <= known | indices and not any(_is_given(every) for every in need.alternatives):
            open_ones.append(need)
    if not open_ones:
        return "", ""
    for point in points:
        for need in open_ones:
            if not need.bound and all(_fails(every, point) for every in need.alternatives):
                return need.words, _at(point, need)
    for need in open_ones:
        here = replace(domain, scalars=(*domain.scalars, *need.bound))
        if not any(all(prove(r, here) for r in every) for every in need.alternatives):
            return "", str(need)
    return "", ""


def _is_given(every: tuple[Relation, ...]) -> bool:
    """Whether the assumptions on the symbols say so already."""
    return all(bool(r.slack().is_positive if r.strict else r.slack().is_nonnegative) for r in every)


def _fails(every: tuple[Relation, ...], point: dict) -> bool:
    try:
        return any(holds(r, point) is False for r in every)
    except (ArithmeticError, ValueError, Undefined):
        return False


def _at(point: dict, need: Need) -> str:
    shown = {s: x for s, x in point.items() if s in need.free_symbols and isinstance(x, fmpq)}
    return ", ".join(f"{s} = {x}" for s, x in sorted(shown.items(), key=lambda item: str(item[0])))


__all__ = ["Need", "call", "needs", "undefined"]
