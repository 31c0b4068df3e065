"""One relation on one domain: the strongest verdict that can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

import sympy as sp
from flint import fmpq

from ..numeric.exact import shown
from .algebra import follows, has_solver, model, undefined_where
from .candidates import belongs_to, points
from .defined import undefined
from .domain import Domain, Relation
from .facts import recognise
from .grammar import read_claim
from .prove import prove
from .ratio import tends_to_one
from .search import Found, search, search_at
from .total import has_total
from .verdict import Verdict, weakest, with_domain

_QUICK, _LONG = 80, 500


def check(relation: Relation, domain: Domain, hypotheses: Sequence[Relation] = (), seed: int = 0) -> Verdict:
    """The verdict on a relation for all values of its symbols in the domain, given the hypotheses.

    Proofs are tried first from the strongest: identities, real algebra, termwise comparison of sums, real-root
    isolation, exhaustion, certified subdivision. For what remains counterexamples are sought: a certain one refutes it,
    and a search without success leaves it sampled. A claim that is not defined somewhere in its domain is undecided.

    >>> from boundcalc.proof.grammar import read_claim
    >>> (relation,), domain = read_claim("x*(1-x) <= 1/4", "0 <= x <= 1")
    >>> check(relation, domain).word
    'proved'
    """
    for name, value, kind in (("relation", relation, Relation), ("domain", domain, Domain)):
        if not isinstance(value, kind):
            raise ValueError(f"{name} must be a {kind.__name__}, got {shown(value)}; check_claim takes text")
    here, whole = (part(relation, *hypotheses) for part in (domain.restricted, domain.connected))
    words = str(whole)
    if relation.operator == "~":
        return with_domain(tends_to_one(relation, here), words)
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
    verdict = None if unclear else prove(relation, here, hypotheses, found)
    if verdict is None and not unclear and whole != here:
        verdict = prove(relation, whole, hypotheses, found)
    if verdict is None:
        verdict = replace(falsify(relation, whole, hypotheses, seed), domain=words)
        if unclear and verdict.word == "sampled":
            verdict = replace(verdict, how=f"{verdict.how}; not shown to be defined everywhere: {unclear}")
    if verdict.word not in ("proved", "refuted") and not has_solver():
        verdict = replace(verdict, missing="real algebra was not tried: z3 is not installed (extra [proof])")
    return with_domain(verdict, words)


def _where(words: str, conditions: Sequence[str]) -> str:
    """The domain, and what entries of arrays must satisfy for the claim to be defined."""
    return ", ".join([*([words] if words else []), *([f"where {' and '.join(conditions)}"] if conditions else [])])


def falsify(relation: Relation, domain: Domain, hypotheses: Sequence[Relation] = (), seed: int = 0) -> Verdict:
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


def defined_on(relation: Relation, domain: Domain) -> tuple[str, str]:
    """(why the relation is not, or not shown to be, defined on all of the domain; the domain in words)."""
    whole = domain.connected(relation)
    problem, unclear, conditions = _where_defined(relation, whole, 0)
    problem = problem or (f"not shown to be defined everywhere: {unclear}" if unclear else "")
    return problem, _where(str(whole), conditions)


def _where_defined(relation: Relation, domain: Domain, seed: int) -> tuple[str, str, tuple[str, ...]]:
    """Where the relation is not defined, what was not shown to be defined, what entries must satisfy, in words."""

    def follows_there(goal: Relation, there: Domain) -> bool:
        return prove(goal, there.restricted(goal)) is not None

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
    return undefined(relation, domain, (point for point in tried if belongs_to(plain, point)), follows_there)


def _of_arrays(relation: Relation) -> bool:
    return any(side.has(sp.Indexed) or has_total(side) for side in (relation.left, relation.right))


def _contradictory(domain: Domain) -> bool:
    """Whether no numbers at all satisfy the ranges and constraints, by real algebra."""
    if not domain.constraints and not any(s.lower.free_symbols | s.upper.free_symbols for s in domain.scalars):
        return False
    return follows(Relation(sp.S.One, "<=", sp.S.Zero), domain.hypotheses())


def check_chain(relations: Iterable[Relation], domain: Domain, seed: int = 0) -> Verdict:
    """The weakest verdict of a chain."""
    return weakest(check(relation, domain, (), seed) for relation in relations)


def check_claim(claim: str, where: str = "", seed: int = 0, proving: bool = True) -> Verdict:
    """The verdict on a claim in the grammar; a chain has the verdict of its weakest link.

    A claim that could only be sampled and is a theorem of the literature is cited. Without `proving` only
    counterexamples are sought.

    >>> check_claim("TV(P,Q) <= KL(P,Q)", "P, Q probability vectors").word
    'refuted'
    >>> check_claim("TV(P,Q) <= sqrt(KL(P,Q)/2)", "P, Q probability vectors").word
    'cited'
    """
    relations, domain = read_claim(claim, where)
    if _contradictory(domain):
        raise ValueError(f"no values satisfy all of {where!r}")
    verdicts = []
    for relation in relations:
        verdict = (
            check(relation, domain, (), seed) if proving else falsify(relation, domain.connected(relation), (), seed)
        )
        if not proving and verdict.word == "sampled":
            verdict = replace(verdict, how=f"{verdict.how}; proofs were not tried, or took too long")
        fact = recognise(relation, domain) if verdict.word == "sampled" else None
        if fact is not None:
            verdict = replace(verdict, word="cited", how=f"{fact.reference}; {verdict.how}")
        verdicts.append(verdict)
    return weakest(verdicts)
