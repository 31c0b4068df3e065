"""Where a claim is defined: what must hold for a quotient, a root, a logarithm or a probability to have a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import sympy as sp
from flint import fmpq

from .. import functions
from .domain import Domain, Need, Relation, Scalar, outer_sum
from .point import Undefined, holds, sign_of

Prover = Callable[[Relation, Domain], bool]
ZERO, ONE = sp.S.Zero, sp.S.One


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
    elif below.free_symbols or sign_of(below, {}) not in (1, -1):
        ways = [(Relation(ZERO, "<", below),)]
        if not below.is_nonnegative:
            ways.append((Relation(ZERO, "<", sp.expand(below**2)),))
        yield Need("division by zero", tuple(ways))


def power(base: sp.Expr, exponent: sp.Expr) -> Iterator[Need]:
    """What base^exponent takes; 0^0 is 1 where the exponent is an integer."""
    positive, nonnegative = Relation(ZERO, "<", base), Relation(ZERO, "<=", base)
    if exponent.is_Integer:
        if exponent < 0:
            yield from quotient(base)
    elif exponent.is_Rational:
        if base.free_symbols or sign_of(base, {}) not in (0, 1):
            yield Need("root of a negative number", ((nonnegative if exponent > 0 else positive,),))
    elif base.free_symbols or sign_of(base, {}) != 1:
        ways: tuple[tuple[Relation, ...], ...] = ((positive,), (nonnegative, Relation(ZERO, "<", exponent)))
        if exponent.is_integer:
            ways = ((Relation(ZERO, "<=", exponent),), *ways, (Relation(ZERO, "<", base**2),))
        yield Need("power of a number that is not positive", ways)


def logarithm(of: sp.Expr, beside: Iterable[sp.Expr] = ()) -> Iterator[Need]:
    """What log(of) takes; 0 log 0 = 0 when a factor beside it vanishes with it."""
    if not of.free_symbols and sign_of(of, {}) == 1:
        return
    ways = [(Relation(ZERO, "<", of),)]
    top, _ = sp.fraction(of)
    powers = [f.as_base_exp() for f in beside]
    vanishing = set(sp.Mul.make_args(top)) & {base for base, exponent in powers if exponent.is_positive}
    if vanishing:
        ways.append((Relation(ZERO, "<=", of),))
    yield Need("logarithm of a number that is not positive", tuple(ways))


def call(node: sp.Basic, beside: Iterable[sp.Expr] = ()) -> Iterator[Need]:
    """What a node of the tree takes, its arguments being defined."""
    if isinstance(node, sp.Pow):
        yield from power(*node.args)
    elif isinstance(node, sp.log):
        yield from logarithm(node.args[0], beside)
    elif isinstance(node, sp.Function):
        yield from _function(node)


def _function(node: sp.Function) -> Iterator[Need]:
    """What a function takes; one whose domain is not known here is never shown to be defined."""
    name, args = type(node).__name__, node.args
    if isinstance(node, _TOTAL) or (isinstance(node, sp.binomial) and args[1].is_integer):
        return
    rule = next((rule for heads, rule in _RANGES if isinstance(node, heads)), None)
    if rule is None:
        yield Need(f"the domain of {name} is not known")
        return
    whole, every = rule(*args)
    for x in whole:
        if not x.is_integer:
            yield Need(f"{name} takes integers, {x} is none")
    if every:
        yield Need(f"{name} outside of its range", (tuple(every),))


_TOTAL = (
    sp.exp,
    sp.erf,
    sp.erfc,
    sp.sin,
    sp.cos,
    sp.atan,
    sp.floor,
    sp.ceiling,
    sp.Abs,
    sp.Piecewise,
    functions.NormalCDF,
    functions.LogSumExp,
)
Rule = tuple[tuple[sp.Expr, ...], list[Relation]]


def _at_least(x: sp.Expr, least: sp.Expr) -> Relation:
    return Relation(least, "<=", x)


def _positive(*xs: sp.Expr) -> list[Relation]:
    return [Relation(ZERO, "<", x) for x in xs]


def _mass(n: sp.Expr, p: sp.Expr, least: sp.Expr = ONE) -> list[Relation]:
    return [_at_least(n, least), _at_least(p, ZERO), _at_least(ONE, p)]


def _branch(x: sp.Expr, k: sp.Expr = ZERO) -> Rule:
    """W_0 from -1/e on, W_{-1} below 0."""
    every = [_at_least(x, -sp.exp(-1))]
    return (), every if k == 0 else [*every, Relation(x, "<", ZERO), Relation(k, "=", sp.S.NegativeOne)]


_RANGES: tuple[tuple[type[sp.Function] | tuple[type[sp.Function], ...], Callable[..., Rule]], ...] = (
    (sp.LambertW, _branch),
    (sp.factorial, lambda x: ((), [_at_least(x, ZERO)])),
    (sp.gamma, lambda x: ((), _positive(x))),
    (sp.binomial, lambda n, k: ((), [Relation(sp.S.NegativeOne, "<", n)])),
    ((sp.lowergamma, sp.uppergamma), lambda a, x: ((), [*_positive(a), _at_least(x, ZERO)])),
    (functions.BetaCDF, lambda a, b, x: ((), _positive(a, b))),
    ((functions.GammaCDF, functions.GammaSF), lambda a, x: ((), _positive(a))),
    (functions.PoissonMAD, lambda x: ((), [_at_least(x, ZERO)])),
    (functions.MassCap, lambda n, p: ((), _mass(n, p))),
    (
        (functions.BinomialMAD, functions.RobbinsLower, functions.RobbinsUpper),
        lambda n, p: ((n,), _mass(n, p)),
    ),
    ((functions.BinomialPMF, functions.BinomialSF), lambda k, n, p: ((k, n), _mass(n, p, ZERO))),
    (functions.HockeyStick, lambda n, p, gamma: ((n,), [*_mass(n, p), *_positive(gamma)])),
    (functions.CauchyMean, lambda n, gamma: ((n,), [_at_least(n, ONE), *_positive(gamma)])),
    (functions.ExponentialMean, lambda n, gamma: ((n,), [_at_least(n, ONE), *_positive(gamma)])),
    (functions.GammaMean, lambda a, n, gamma: ((n,), [_at_least(n, ONE), *_positive(a, gamma)])),
    (
        functions.GaussianMean,
        lambda d, rho, gamma: ((d,), [_at_least(d, ONE), *_positive(rho, gamma), Relation(rho, "<", ONE)]),
    ),
    (
        functions.GaussianTarget,
        lambda d, rho, r, gamma: (
            (d,),
            [_at_least(d, ONE), _at_least(rho, ZERO), _at_least(ONE, rho), _at_least(r, ZERO), *_positive(gamma)],
        ),
    ),
    (
        functions.PlanarGaussian,
        lambda trace, det, gamma: ((), [Relation(ONE + det, "<", trace), *_positive(det, gamma)]),
    ),
)
"""Function -> (the arguments that must be integers, what must hold of them)."""


def needs(expr: sp.Basic, bound: tuple[Scalar, ...] = (), beside: Iterable[sp.Expr] = ()) -> Iterator[Need]:
    """Everything a tree takes to be defined."""
    if isinstance(expr, sp.Sum):
        body, index, low, high = outer_sum(expr)
        yield from needs(low, bound)
        yield from needs(high, bound)
        yield from needs(body, (*bound, Scalar(index, True, low, high)))
        return
    yield from (replace(need, bound=bound) for need in call(expr, beside))
    for arg in expr.args:
        yield from needs(arg, bound, [f for f in expr.args if f != arg] if isinstance(expr, sp.Mul) else ())


def undefined(
    relation: Relation, domain: Domain, points: Iterable[dict], prove: Prover
) -> tuple[str, str, tuple[str, ...]]:
    """Where the relation is not defined; what was not shown to be defined; what the entries of arrays must satisfy.

    All in words, and empty when all is well. Sums leave out the terms without a value (0 log 0 = 0).
    """
    known = {s.symbol for s in domain.scalars}
    open_ones: list[Need] = []
    conditions: list[str] = []
    for need in dict.fromkeys((*relation.needs, *needs(relation.left), *needs(relation.right))):
        indices = {s.symbol for s in need.bound}
        if any(_is_given(every) for every in need.alternatives):
            continue
        if need.free_symbols <= known | indices:
            open_ones.append(need)
        elif not _shown(need, domain, prove):
            conditions.append(need.condition or need.words)
    for point in points:
        for need in open_ones:
            if not need.bound and need.alternatives and all(_fails(every, point) for every in need.alternatives):
                return f"not defined at {_at(point, need)}: {need.words}".replace(" at :", ":"), "", ()
    unclear = next((str(need) for need in open_ones if not _shown(need, domain, prove)), "")
    return "", unclear, tuple(dict.fromkeys(conditions))


def _shown(need: Need, domain: Domain, prove: Prover) -> bool:
    here = replace(domain, scalars=(*domain.scalars, *need.bound))
    return any(all(prove(r, here) for r in every) for every in need.alternatives)


def _is_given(every: tuple[Relation, ...]) -> bool:
    """Whether the assumptions on the symbols say so already."""

    def given(r: Relation) -> bool:
        slack = r.slack()
        if not slack.free_symbols:  # a number: SymPy would trust its rounding
            return sign_of(slack, {}) in ((1,) if r.strict else (0, 1))
        return bool(slack.is_positive if r.strict else slack.is_nonnegative)

    return all(map(given, every))


def _fails(every: tuple[Relation, ...], point: dict) -> bool:
    try:
        return any(holds(r, point) is False for r in every)
    except (ArithmeticError, ValueError, Undefined):
        return False


def _at(point: dict, need: Need) -> str:
    shown = {s: x for s, x in point.items() if s in need.free_symbols and isinstance(x, fmpq)}
    return ", ".join(f"{s} = {x}" for s, x in sorted(shown.items(), key=lambda item: str(item[0])))


__all__ = ["call", "needs", "undefined"]
