"""Symbolic identities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp

from .. import functions
from .algebra import follows
from .domain import Relation, outer_sum

_MAX_LENGTH = 1000  # of a sum that is written out


def is_identity(expr: sp.Expr, given: Sequence[Relation] = ()) -> bool:
    """Whether the expression is identically zero, by algebra or by ratios of neighbouring hypergeometric terms.

    `given` is what is known of its symbols.
    """
    expr = elementary(expr)
    expr = _written_out(expr)
    if expr.has(sp.Sum):
        return bool(sp.expand(expr) == 0)
    if expr == 0 or sp.expand(expr) == 0:
        return True
    if expr.has(sp.Max, sp.Abs, sp.Piecewise):
        return False
    numerator, _ = sp.fraction(sp.together(expr))
    if sp.expand(numerator) == 0:
        return True
    powers = sp.expand(sp.powsimp(sp.expand_log(sp.expand_power_base(numerator), force=False)))
    if powers == 0:
        return True
    if expr.has(sp.binomial, sp.factorial, sp.gamma) and _are_continuous(expr.atoms(sp.binomial), given):
        terms = sp.Add.make_args(sp.expand_mul(expr))
        ratios = [_ratio(term, terms[0]) for term in terms]
        total, _ = sp.fraction(sp.together(sp.Add(*ratios)))
        return bool(sp.expand(total) == 0)
    return False


def _are_continuous(coefficients: Iterable[sp.Expr], given: Sequence[Relation]) -> bool:
    """Whether every binomial coefficient has an upper number n > -1.

    There it is Gamma(n+1)/(Gamma(k+1) Gamma(n-k+1)), continuous in n and k, so that an identity between such functions
    holds also where they vanish. For negative integers n the coefficient is not a limit of gamma functions.
    """
    return all(
        (top + 1).is_positive or follows(Relation(sp.S.NegativeOne, "<", top), given)
        for top in {coefficient.args[0] for coefficient in coefficients}
    )


def _ratio(term: sp.Expr, lead: sp.Expr) -> sp.Expr:
    """The ratio of two hypergeometric terms, rational when they are neighbours."""
    ratio = (term / lead).rewrite(sp.gamma)
    return sp.powsimp(sp.expand_power_exp(sp.gammasimp(sp.powsimp(ratio))))


def _written_out(expr: sp.Expr) -> sp.Expr:
    """Short sums term by term."""
    if isinstance(expr, sp.Sum):
        body, index, low, high = outer_sum(expr)
        length = high - low
        if length.is_Integer and length < _MAX_LENGTH:
            return sp.Add(*(_written_out(body.subs(index, low + i)) for i in range(int(length) + 1)))
        return expr
    if not expr.has(sp.Sum):
        return expr
    return expr.func(*map(_written_out, expr.args))


def elementary(expr: sp.Expr) -> sp.Expr:
    """The field's special functions in their elementary forms, where they have one without cases."""
    expr = expr.replace(functions.BinomialPMF, lambda k, n, p: sp.binomial(n, k) * p**k * (1 - p) ** (n - k))
    return expr.replace(functions.BinomialMAD, lambda n, p: 2 * n * functions.HockeyStick(n, p))
