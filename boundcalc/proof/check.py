"""One relation on one domain: the strongest verdict that can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import sympy as sp
from flint import arb, fmpq

from ..numeric import Enclosure
from ..numeric.ball import to_arb
from ..numeric.precision import working_precision
from . import binomial
from .decide import follows, has_solver, is_identity, model, nonnegative_on, undefined_where
from .defined import undefined
from .domain import Domain, Relation, Scalar
from .grammar import read_claim
from .point import settle, sign_of, value
from .search import Found, belongs_to, describe, points, search, search_at
from .subdivide import Box, subdivide
from .total import Total, Weights, has_total, normal_form
from .verdict import Verdict, weakest, with_domain

_MAX_CASES = 5000
_QUICK, _LONG = 80, 500


def check(relation: Relation, domain: Domain, hypotheses: Sequence[Relation] = (), seed: int = 0) -> Verdict:
    """The verdict on a relation for all values of its symbols in the domain, given the hypotheses.

    Proofs are tried first from the strongest: identities, real algebra, termwise comparison of sums, real-root
    isolation, exhaustion, certified subdivision. What remains is attacked: a certain counterexample refutes it, and
    a search without success leaves it sampled. A claim that is not defined somewhere in its domain is undecided.

    >>> from boundcalc.proof.grammar import read_claim
    >>> (relation,), domain = read_claim("x*(1-x) <= 1/4", "0 <= x <= 1")
    >>> check(relation, domain).word
    'proved'
    """
    here, whole = (part(relation, *hypotheses) for part in (domain.restricted, domain.connected))
    words = str(whole)
    if relation.operator == "~":
        return with_domain(_tends_to_one(relation, here), words)
    if _contradictory(whole):
        return Verdict("undecided", domain=words, problem="no values satisfy all the conditions")
    problem, unclear, conditions = _where_defined(relation, whole, seed)
    if problem:
        return Verdict("undecided", domain=words, problem=problem)
    words = _where(words, conditions)
    # Hypotheses are earlier steps, true on the whole domain: a point where the claim fails refutes it outright.
    found = search(relation, whole, seed, _QUICK)
    if found.counterexample:
        return _refuted(found, words)
    if found.undefined:
        return Verdict("undecided", domain=words, problem=found.undefined)
    if found.admitted == 0 and whole.scalars and not whole.arrays:
        return Verdict("undecided", domain=words, problem="no values that satisfy the conditions were found")
    verdict = None if unclear else _prove(relation, here, hypotheses, found)
    if verdict is None and not unclear and whole != here:
        verdict = _prove(relation, whole, hypotheses, found)
    if verdict is None:
        verdict = replace(attack(relation, whole, hypotheses, seed), domain=words)
        if unclear and verdict.word == "sampled":
            verdict = replace(verdict, how=f"{verdict.how}; not shown to be defined everywhere: {unclear}")
    if verdict.word not in ("proved", "refuted") and not has_solver():
        verdict = replace(verdict, missing="real algebra was not tried: z3 is not installed (extra [proof])")
    return with_domain(verdict, words)


def _where(words: str, conditions: Sequence[str]) -> str:
    """The domain, and what entries of arrays must satisfy for the claim to be defined."""
    return ", ".join([*([words] if words else []), *([f"where {' and '.join(conditions)}"] if conditions else [])])


def _tends_to_one(relation: Relation, domain: Domain) -> Verdict:
    """Sampled when the ratio comes closer and closer to one as the only unbounded integer grows, else undecided."""
    growing = [s for s in domain.scalars if s.integer and s.upper == sp.oo and not s.values]
    if len(growing) != 1 or domain.arrays:
        return Verdict("undecided", problem="a ~ b needs one integer without an upper bound, and numbers otherwise")
    (n,) = growing
    rest = Domain(tuple(s for s in domain.scalars if s != n), (), ())
    worst, cases = 0.0, 0
    for point in points(rest, Random(0), 12):
        gaps = []
        for size in (10**2, 10**4, 10**6):
            here = {**point, n.symbol: fmpq(max(size, int(n.lower) if n.lower.is_number else 1))}
            try:
                with working_precision(256):
                    left, right = to_arb(value(relation.left, here)), to_arb(value(relation.right, here))
                    gaps.append(float(abs(left / right - 1).mid()))
            except (ArithmeticError, ValueError) as error:
                return Verdict("undecided", problem=f"the ratio could not be evaluated: {error}")
        if not gaps[0] >= gaps[1] >= gaps[2] or not gaps[2] <= 0.05:
            return Verdict(
                "undecided", problem=f"the ratio differs from 1 by {gaps[2]:.3g} at {describe(here, domain)}"
            )
        worst, cases = max(worst, gaps[2]), cases + 3
    return Verdict("sampled", f"the ratio approaches 1, within {worst:.3g} at {n.symbol} = 10^6", cases=cases)


def attack(relation: Relation, domain: Domain, hypotheses: Sequence[Relation] = (), seed: int = 0) -> Verdict:
    """Refuted with a certain counterexample, sampled when none was found, undecided when nothing could be tried.

    A step that should follow from others and was not shown to is undecided, however many points agree.
    """
    words = str(domain)
    found = search(relation, domain, seed + 1, _LONG)
    if found.counterexample:
        return _refuted(found, words)
    if found.undefined:
        return Verdict("undecided", domain=words, problem=found.undefined)
    solver = None if domain.arrays else model(relation, domain.hypotheses(relation), domain.scalars)
    if solver is not None:
        found_there = search_at(relation, domain, [solver])
        if found_there.counterexample:
            return _refuted(found_there, words)
    if not domain.scalars and not domain.arrays:
        return Verdict("undecided", domain=words, problem="the numbers could not be told apart with 1024 bits")
    if found.cases == 0:
        return Verdict("undecided", domain=words, problem="no point of the domain could be evaluated")
    if hypotheses:
        gap = f"it was not shown to follow; {found.cases} points without a counterexample"
        return Verdict("undecided", domain=words, cases=found.cases, problem=gap)
    return Verdict(
        "sampled", f"{found.cases} points, then downhill on the slack", words, found.cases, found.margin, found.tightest
    )


def _refuted(found: Found, words: str) -> Verdict:
    return Verdict("refuted", domain=words, cases=found.cases, counterexample=found.counterexample)


# -- is it defined? ---------------------------------------------------------------------------------------------------


def defined_on(relation: Relation, domain: Domain) -> tuple[str, str]:
    """(why the relation is not, or not shown to be, defined on all of the domain; the domain in words)."""
    whole = domain.connected(relation)
    problem, unclear, conditions = _where_defined(relation, whole, 0)
    problem = problem or (f"not shown to be defined everywhere: {unclear}" if unclear else "")
    return problem, _where(str(whole), conditions)


def _where_defined(relation: Relation, domain: Domain, seed: int) -> tuple[str, str, tuple[str, ...]]:
    """Where the relation is not defined, what was not shown to be defined, what entries must satisfy, in words."""

    def prove(goal: Relation, there: Domain) -> bool:
        return _prove(goal, there.restricted(goal), (), Found()) is not None

    plain = Domain(domain.scalars, (), tuple(c for c in domain.constraints if not _of_arrays(c)))
    inverse = [
        power
        for side in relation.sides
        for power in side.atoms(sp.Pow)
        if (not power.exp.is_nonnegative or (power.exp.is_Rational and power.exp.q != 1))
        and power.free_symbols
        and power.free_symbols <= {s.symbol for s in domain.scalars}
    ]
    tried = [*points(plain, Random(seed), _QUICK)]
    special = undefined_where(inverse, domain.hypotheses(relation)) if inverse else None
    if special is not None:
        tried.append({s: fmpq(int(x.p), int(x.q)) for s, x in special.items()})
    return undefined(relation, domain, (point for point in tried if belongs_to(plain, point)), prove)


def _of_arrays(relation: Relation) -> bool:
    return any(side.has(sp.Indexed) or has_total(side) for side in (relation.left, relation.right))


def _contradictory(domain: Domain) -> bool:
    """Whether no numbers at all satisfy the ranges and constraints, by real algebra."""
    if not domain.constraints and not any(s.lower.free_symbols | s.upper.free_symbols for s in domain.scalars):
        return False
    return follows(Relation(sp.S.One, "<=", sp.S.Zero), domain.hypotheses())


# -- proofs -----------------------------------------------------------------------------------------------------------


def _prove(relation: Relation, domain: Domain, hypotheses: Sequence[Relation], found: Found) -> Verdict | None:
    if relation.operator == "~":
        return None
    if relation.operator in ("=", "<=", ">=") and is_identity(relation.left - relation.right, domain.hypotheses()):
        return Verdict("proved", "symbolic identity")
    if hypotheses or has_total(relation.left) or has_total(relation.right):
        return _structural(relation, domain, hypotheses) or _each_part(relation, domain, hypotheses)
    given = domain.hypotheses(relation)
    one = _one_variable(relation, domain, found)
    if one:
        return Verdict("certified" if "ball" in one else "proved", one, margin=found.margin, tightest=found.tightest)
    if follows(relation, given):
        return Verdict("proved", "real algebra", margin=found.margin, tightest=found.tightest)
    if relation.operator == "=":
        return _exhaust(relation, domain)
    return _every_n(relation, domain) or _exhaust(relation, domain) or _subdivide(relation, domain, found)


def _each_part(relation: Relation, domain: Domain, hypotheses: Sequence[Relation]) -> Verdict | None:
    """max(a, b) <= c is a <= c and b <= c; a <= min(b, c) likewise."""
    up = relation.ascending()
    if isinstance(up.left, sp.Max):
        parts = [Relation(part, up.operator, up.right) for part in up.left.args]
    elif isinstance(up.right, sp.Min):
        parts = [Relation(up.left, up.operator, part) for part in up.right.args]
    else:
        return None
    verdicts = [_prove(part, domain, hypotheses, Found()) for part in parts]
    return None if None in verdicts else weakest(v for v in verdicts if v is not None)


def _one_variable(relation: Relation, domain: Domain, found: Found) -> str | None:
    """Real-root isolation, directly, after squaring, or after taking logarithms; on both sides of a touching point."""
    if len(domain.scalars) != 1 or domain.constraints or relation.operator == "=":
        return None
    (scalar,) = domain.scalars
    if scalar.values or not (scalar.lower.is_number and scalar.upper.is_number):
        return None
    if scalar.integer and scalar.upper.is_finite:
        return None
    x = scalar.symbol
    if binomial.mentions(relation):
        if not (scalar.lower.is_Rational and scalar.upper.is_Rational):
            return None
        sizes = {node.args[0] for node in binomial.mentions(relation)}
        if len(sizes) != 1 or not all(size.is_Integer for size in sizes):
            return None
        pieces = [*binomial.pieces(relation, scalar, int(sizes.pop()))]
        if relation.strict and not _strict_at_kinks(relation, pieces):
            return None
        hows = [_on(piece, x, where, relation.strict) for piece, where in pieces]
        return f"{hows[0]}, {len(hows)} intervals between kinks" if hows and all(hows) else None
    # The search has met the ends that belong to the range; a continuous slack is settled by the open interval.
    if relation.strict and not _strict_at_ends(relation, scalar):
        return None
    how = _on(relation, x, scalar, relation.strict)
    if how or relation.strict or found.point is None or not isinstance(found.point.get(x), fmpq):
        return how
    at = Fraction(int(found.point[x].p), int(found.point[x].q)).limit_denominator(60)
    middle = sp.Rational(at.numerator, at.denominator)
    if not scalar.lower < middle < scalar.upper:
        return None
    halves = (replace(scalar, upper=middle), replace(scalar, lower=middle))
    hows = [_on(relation, x, half, False) for half in halves]
    return f"{hows[0]}, on both sides of {x} = {middle}" if all(hows) else None


def _strict_at_ends(relation: Relation, scalar: Scalar) -> bool:
    ends = [e for e, is_open in ((scalar.lower, scalar.open_lower), (scalar.upper, scalar.open_upper)) if not is_open]
    return all(_holds_at(relation, scalar.symbol, end) for end in ends if end.is_finite)


def _strict_at_kinks(relation: Relation, pieces: Iterable[tuple[Relation, Scalar]]) -> bool:
    """Whether a strict claim holds at the kinks themselves, which the open intervals between them leave out."""
    ends = {(where.symbol, end) for _, where in pieces for end in (where.lower, where.upper)}
    return all(_holds_at(relation, x, end) for x, end in ends)


def _holds_at(relation: Relation, x: sp.Symbol, at: sp.Expr) -> bool:
    here = relation.subs({x: at})
    try:
        answer = settle(here, {})[0]
    except (ArithmeticError, ValueError):
        return False
    return answer is True or (answer is None and not relation.strict and is_identity(here.left - here.right))


def _on(relation: Relation, x: sp.Symbol, scalar: Scalar, strict: bool) -> str | None:
    up = relation.ascending()
    low, high = scalar.lower, scalar.upper
    left2, right2 = up.left**2, up.right**2
    rational = (up.right - up.left).is_rational_function(x)
    if not rational and all(side.is_rational_function(x) for side in (left2, right2)):
        if not _is_root(up.right, x, low, high):
            return None
        how = nonnegative_on(right2 - left2, x, low, high, strict)
        return f"squares, {how}" if how else None
    tower = any(x in e.exp.free_symbols and x in e.base.free_symbols for e in (up.right - up.left).atoms(sp.Pow))
    how = None if tower else nonnegative_on(up.right - up.left, x, low, high, strict)
    if how:
        return how
    if up.left.is_positive and up.right.is_positive:
        logs = sp.expand_log(sp.log(up.right), force=True) - sp.expand_log(sp.log(up.left), force=True)
        if high == sp.oo and low.is_positive:
            # Infinity is 0 for the reciprocal, where limits are easy to take.
            t = sp.Symbol(f"{x}_", positive=True)
            logs = sp.expand_log(logs.subs(x, 1 / t), force=True)
            logs = sp.together(
                logs.replace(sp.log, lambda a: sp.expand_log(sp.log(sp.cancel(sp.together(a))), force=True))
            )
            how = nonnegative_on(logs, t, sp.S.Zero, 1 / low, strict)
        else:
            how = nonnegative_on(logs, x, low, high, strict)
        if how:
            return f"logarithms, {how}"
    return None


def _is_root(expr: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> bool:
    """Certainly non-negative: a product of roots, non-negative numbers and polynomials that are non-negative here."""
    for factor in sp.Mul.make_args(expr):
        if factor.is_nonnegative or (isinstance(factor, sp.Pow) and factor.exp.is_Rational and factor.exp.q == 2):
            continue
        if nonnegative_on(factor, x, low, high) is None:
            return False
    return True


# -- sums over unspecified sets ---------------------------------------------------------------------------------------


def canonical(expr: sp.Expr, weights: Weights) -> sp.Expr:
    """Linear combinations of sums in one order, so that equal ones look equal."""
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    if isinstance(expr, Total):
        inner = canonical(expr.body, weights)
        return _rebuilt(Total(inner, expr.index), weights)
    rebuilt = expr.func(*(canonical(a, weights) if isinstance(a, sp.Expr) else a for a in expr.args))
    return _rebuilt(rebuilt, weights) if isinstance(rebuilt, sp.Add | sp.Mul) else rebuilt


def _rebuilt(expr: sp.Expr, weights: Weights) -> sp.Expr:
    if not has_total(expr):
        return expr
    total = sp.S.Zero
    for indices, body in normal_form(expr, weights).items():
        for term in sp.Add.make_args(sp.expand(body)):
            total += _pulled_out(term, indices)
    return total


def _pulled_out(term: sp.Expr, indices: Sequence[sp.Symbol]) -> sp.Expr:
    for index in indices:
        outside, inside = term.as_independent(index, as_Add=False)
        inner_bound = any(isinstance(t, Total) and t.index == index for t in sp.preorder_traversal(outside))
        term = outside * Total(inside, index) if not inner_bound else Total(term, index)
    return term


def _structural(relation: Relation, domain: Domain, hypotheses: Sequence[Relation]) -> Verdict | None:
    weights = domain.weights
    left, right = canonical(relation.left, weights), canonical(relation.right, weights)
    if relation.operator in ("=", "<=", ">=") and (left == right or sp.expand(left - right) == 0):
        return Verdict("proved", "linearity and interchange of sums")
    if not hypotheses:
        term = _termwise(relation, domain, {}) or _termwise(relation, domain, weights)
        if term is not None:
            return term
    goal = Relation(left, relation.operator, right)
    given = [Relation(canonical(h.left, weights), h.operator, canonical(h.right, weights)) for h in hypotheses]
    for facts in ([*given], [*given, *domain.hypotheses(goal, *given)]):
        if follows(goal, [*facts, *_signs(goal, given, domain)]):
            return Verdict("proved", "real algebra")
    return None


def _signs(goal: Relation, given: Sequence[Relation], domain: Domain) -> list[Relation]:
    """Sums of terms that are certainly non-negative are non-negative."""
    sums: set[Total] = set()
    for relation in (goal, *given):
        sums |= relation.left.atoms(Total) | relation.right.atoms(Total)
    out = []
    for node in sorted(sums, key=str):
        body = Relation(sp.S.Zero, "<=", node.body)
        if not has_total(node.body) and follows(body, domain.hypotheses(body), 500):
            out.append(Relation(sp.S.Zero, "<=", node))
    return out


def _termwise(relation: Relation, domain: Domain, weights: Weights) -> Verdict | None:
    """Compare two sums over the same set term by term, after the sums over `weights` are carried out."""
    gap = normal_form(relation.left - relation.right, weights)
    constant = gap.pop((), sp.S.Zero)
    if not gap or (has_total(constant)):
        return None
    outer = sorted(set.intersection(*(set(k) for k in gap)), key=str)
    if not outer:
        return None
    extra = [sp.S.Zero]
    if constant != 0:
        # A constant c is c sum w = sum c w for any weights w over the same set.
        extra = [
            constant * base[a.indices]
            for a in domain.arrays
            for base in [a.base]
            if a.kind == "probability" and sorted(a.summed, key=str) == outer
        ]
    for addition in extra:
        body = addition
        for indices, part in gap.items():
            for index in indices:
                if index not in outer:
                    part = -Total(-part, index) if part.could_extract_minus_sign() else Total(part, index)
            body += part
        verdict = _pointwise(body, relation.operator, domain)
        if verdict is not None:
            return verdict
    return None


def _pointwise(body: sp.Expr, operator: str, domain: Domain) -> Verdict | None:
    """body operator 0 for every entry: entries and inner sums become numbers with what is known of them."""
    goal = Relation(body, operator, sp.S.Zero)
    if operator in ("=", "<=", ">=") and is_identity(body):
        return Verdict("proved", "term by term, symbolic identity")
    weak = {"<": "<=", ">": ">="}.get(operator, operator)
    if weak == operator and follows(goal, domain.hypotheses(goal)):
        return Verdict("proved", "term by term, real algebra")
    if operator in ("=", "<", ">"):
        return None
    if has_total(body):
        inner = _prove(_sides(body, operator), domain, (), Found())
        return (
            None if inner is None else replace(inner, how=f"term by term, {inner.how.removeprefix('term by term, ')}")
        )
    scalars = list(domain.restricted(goal).scalars)
    table: dict[Any, sp.Symbol] = {}
    for i, entry in enumerate(sorted(body.atoms(sp.Indexed), key=str)):
        array = next((a for a in domain.arrays if a.base == entry.base), None)
        if array is None or body.atoms(Total):
            return None
        unit = array.kind in ("unit", "probability")
        symbol = sp.Dummy(f"{entry.base}_{i}", real=True, **({"nonnegative": True} if array.kind != "real" else {}))
        table[entry] = symbol
        scalars.append(
            Scalar(symbol, False, sp.S.Zero if array.kind != "real" else -sp.oo, sp.S.One if unit else sp.oo)
        )
    plain = _sides(sp.expand(body).subs(table), operator)
    if not plain.free_symbols <= {s.symbol for s in scalars}:
        return None  # an index that is used as a number
    inner = _prove(plain, Domain(tuple(scalars)).restricted(plain), (), Found())
    return None if inner is None else replace(inner, how=f"term by term, {inner.how}", margin="", tightest="")


def _sides(body: sp.Expr, operator: str) -> Relation:
    """body operator 0 with its positive terms on one side and its negative ones on the other."""
    negative: list[sp.Expr] = []
    positive: list[sp.Expr] = []
    for term in sp.Add.make_args(sp.expand(body) if not has_total(body) else body):
        (negative if term.could_extract_minus_sign() else positive).append(term)
    small, large = (positive, negative) if operator == "<=" else (negative, positive)
    left, right = sp.Add(*small), sp.Add(*large)
    return Relation(left, "<=", -right) if operator == "<=" else Relation(-left, "<=", right)


# -- every n ----------------------------------------------------------------------------------------------------------


def _every_n(relation: Relation, domain: Domain) -> Verdict | None:
    """Claims on the binomial deviation for all n: exact between kinks for small n, a compact cube for the others."""
    if not binomial.mentions(relation) or domain.constraints:
        return None
    n = next((s for s in domain.scalars if s.integer), None)
    p = next((s for s in domain.scalars if not s.integer), None)
    if n is None or p is None or len(domain.scalars) != 2 or n.values:
        return None
    verdicts = []
    finite = n.upper.is_finite
    if not (n.lower.is_number and n.upper.is_number and n.lower >= 1):
        return None
    last = int(n.upper) if finite else max(binomial.LAST_SMALL, int(n.lower) - 1)
    if last - int(n.lower) > 60 or (relation.strict and not finite and not _is_inside(p)):
        return None
    for k in range(int(n.lower), last + 1):
        at = relation.subs({n.symbol: sp.Integer(k)})
        low, high = p.lower.subs(n.symbol, k), p.upper.subs(n.symbol, k)
        if low > high or (low == high and (p.open_lower or p.open_upper)):
            continue
        if low == high:
            if not _holds_at(at, p.symbol, low):
                return None
            verdicts.append(Verdict("proved", "one point"))
            continue
        pieces = [*binomial.pieces(at, Scalar(p.symbol, False, low, high), k)]
        if not pieces or (relation.strict and not _strict_at_kinks(at, pieces)):
            return None
        for piece, where in pieces:
            inner = _on(piece, p.symbol, where, relation.strict)
            if inner is None:
                return None
            verdicts.append(Verdict("certified" if "ball" in inner else "proved", inner))
    if finite:
        return replace(
            weakest(verdicts), how=f"real-root isolation between the kinks p = m/n, {len(verdicts)} intervals"
        )
    boxes = 0
    parts = binomial.large(relation, n, p, last)
    for slack, box, constraints in parts or []:
        if slack.is_number:
            if not (sign_of(slack, {}) == 1 or (slack == 0 and not relation.strict)):
                return None
            continue
        done = subdivide(slack, box, relation.strict, constraints)
        if not done.complete:
            return None
        boxes += done.boxes
    if not parts:
        return None
    return Verdict(
        "certified",
        f"n <= {last} exactly, {len(verdicts)} intervals between the kinks p = m/n; n > {last} by {boxes} boxes of "
        "1/M, 1/(n-M), M - np with M = floor(np) + 1 and Robbins' remainders",
        cases=boxes + len(verdicts),
    )


def _is_inside(p: Scalar) -> bool:
    """Whether 0 < p < 1 throughout, where the two sides of a claim can be divided."""
    gap = 1 - p.upper
    return bool(
        (p.lower.is_positive or (p.lower == 0 and p.open_lower)) and (gap.is_positive or (gap == 0 and p.open_upper))
    )


# -- finite families and boxes ----------------------------------------------------------------------------------------


def _exhaust(relation: Relation, domain: Domain) -> Verdict | None:
    """Every case of a finite family; other symbols are treated case by case."""
    finite = [s for s in domain.scalars if s.is_finite]
    if not finite:
        if domain.scalars or domain.arrays:
            return None
        try:
            answer, left, right = settle(relation, {})
        except (ArithmeticError, ValueError):
            return None
        if answer is not True:
            return None
        exact = isinstance(left, fmpq) and isinstance(right, fmpq)
        return Verdict(
            "exhausted" if exact else "certified", "exact rationals" if exact else "ball arithmetic", cases=1
        )
    count = 1
    for s in finite:
        count *= len(s.listed())
    if count > _MAX_CASES:
        return None
    rest = [s for s in domain.scalars if not s.is_finite]
    words: list[Verdict] = []
    cases = 0
    for values in product(*(s.listed() for s in finite)):
        table = {s.symbol: x for s, x in zip(finite, values, strict=True)}
        if rest or domain.arrays:
            inner = Domain(
                tuple(replace(s, lower=s.lower.subs(table), upper=s.upper.subs(table)) for s in rest),
                domain.arrays,
                tuple(c.subs(table) for c in domain.constraints),
                domain.index_symbols,
            )
            if any(s.lower.is_number and s.upper.is_number and s.lower > s.upper for s in inner.scalars):
                continue
            here = relation.subs(table)
            verdict = _prove(here, inner.restricted(here), (), Found())
            if verdict is None:
                return None
            words.append(verdict)
            cases += max(1, verdict.cases)
            continue
        point = {s: fmpq(int(x.p), int(x.q)) for s, x in table.items()}
        try:
            if not all(settle(c, point)[0] is not False for c in domain.constraints):
                continue
            answer, left, right = settle(relation, point)
        except (ArithmeticError, ValueError):
            return None
        if answer is None and is_identity((relation.left - relation.right).subs(table)):
            answer = relation.operator in ("=", "<=", ">=")
        if answer is not True:
            return None
        exact = isinstance(left, fmpq) and isinstance(right, fmpq)
        words.append(Verdict("exhausted" if exact else "certified", "exact rationals" if exact else "ball arithmetic"))
        cases += 1
    if not words:
        return None
    worst = weakest(words)
    return replace(worst, how=f"{len(words)} cases, {worst.how}", cases=cases)


def _subdivide(relation: Relation, domain: Domain, found: Found) -> Verdict | None:
    """Ball arithmetic over the box; ranges that depend on other symbols are stretched onto [0, 1]."""
    up = relation.ascending()
    slack = up.right - up.left
    box: Box = {}
    table: dict[Any, sp.Expr] = {}
    for scalar in domain.scalars:
        low, high = scalar.lower.subs(table), scalar.upper.subs(table)
        if scalar.integer or not (low.is_finite is not False and high.is_finite is not False):
            return None
        if low.is_Rational and high.is_Rational:
            box[scalar.symbol] = (Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q)))
            continue
        t = sp.Dummy(f"t_{scalar.symbol}", nonnegative=True)
        box[t] = (Fraction(0), Fraction(1))
        table[scalar.symbol] = low + (high - low) * t
    if not box:
        return None
    if not _roots_are_safe(relation, domain):
        return None
    slack = slack.subs(table)
    constraints = [c.subs(table) for c in domain.constraints]
    touching = _touching(found, table)
    done = subdivide(slack, box, relation.strict, constraints, touching)
    if not done.complete:
        return None
    note = f", {done.touching} around a touching point by a definite second derivative" if done.touching else ""
    return Verdict("certified", f"{done.boxes} boxes{note}", cases=done.boxes, margin=_at_least(done.margin))


def _at_least(slack: arb | None) -> str:
    return "" if slack is None else f"at least {Enclosure.of_ball(slack).lower_str(3)}"


def _touching(found: Found, table: dict[Any, sp.Expr]) -> list[dict[Any, Fraction]]:
    """Where the search met the smallest slack, as a nearby simple rational point."""
    if found.point is None or table:
        return []
    point = {
        s: Fraction(int(x.p), int(x.q))
        for s, x in found.point.items()
        if isinstance(s, sp.Symbol) and isinstance(x, fmpq)
    }
    return [{s: x.limit_denominator(d) for s, x in point.items()} for d in (4, 12, 60, 10**9)]


def _roots_are_safe(relation: Relation, domain: Domain) -> bool:
    """Whether every even root is of a certainly non-negative number, so that balls may be cut at 0."""
    given = domain.hypotheses(relation)
    for side in (relation.left, relation.right):
        for power in side.atoms(sp.Pow):
            if power.exp.is_Rational and power.exp.q % 2 == 0 and not power.base.is_nonnegative:
                goal = Relation(sp.S.Zero, "<=", power.base)
                if not follows(goal, given):
                    return False
    return True


def check_chain(relations: Iterable[Relation], domain: Domain, seed: int = 0) -> Verdict:
    """The weakest verdict of a chain."""
    return weakest(check(relation, domain, (), seed) for relation in relations)


def check_claim(claim: str, where: str = "", seed: int = 0, proving: bool = True) -> Verdict:
    """The verdict on a claim in the grammar; a chain has the verdict of its weakest link.

    A claim that could only be sampled and is a theorem of the literature is cited. Without `proving` it is only
    attacked.

    >>> check_claim("TV(P,Q) <= KL(P,Q)", "P, Q probability vectors").word
    'refuted'
    >>> check_claim("TV(P,Q) <= sqrt(KL(P,Q)/2)", "P, Q probability vectors").word
    'cited'
    """
    from .facts import recognise

    relations, domain = read_claim(claim, where)
    if _contradictory(domain):
        raise ValueError(f"no values satisfy all of {where!r}")
    verdicts = []
    for relation in relations:
        verdict = (
            check(relation, domain, (), seed) if proving else attack(relation, domain.connected(relation), (), seed)
        )
        if not proving and verdict.word == "sampled":
            verdict = replace(verdict, how=f"{verdict.how}; proofs were not tried, or took too long")
        fact = recognise(relation, domain) if verdict.word == "sampled" else None
        if fact is not None:
            verdict = replace(verdict, word="cited", how=f"{fact.reference}; {verdict.how}")
        verdicts.append(verdict)
    return weakest(verdicts)
