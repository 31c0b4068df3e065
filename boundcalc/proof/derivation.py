"""A derivation: declarations, steps with their reasons, a conclusion. It reads as a proof, and is checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from ..numeric.kinds import Json
from .algebra import follows
from .check import check, defined_on
from .domain import Array, Domain, Relation, Scalar
from .finite import Report
from .grammar import Scope
from .instantiate import instantiated
from .search import search
from .strategies.sums import canonical
from .typeset import typeset
from .verdict import Verdict, weakest


@dataclass(eq=False)
class Step:
    """One line of the proof: a claim (or words only), why it holds, and how that is to be checked."""

    number: int
    claim: str
    why: str = ""
    since: tuple[Step, ...] = ()
    cite: str = ""
    use: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    models: Callable[[], Report] | None = None
    first: str = ""
    last: bool = False
    domain: Domain = field(default_factory=Domain)
    relation: Relation | None = None
    problem: str = ""

    def __str__(self) -> str:
        return f"({self.number})"


@dataclass(frozen=True)
class StepResult:
    """A step with its verdict and the time it took."""

    step: Step
    verdict: Verdict
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """A checked derivation: its verdict is that of its weakest step."""

    derivation: Derivation
    steps: tuple[StepResult, ...]

    @property
    def verdict(self) -> Verdict:
        worst = weakest(r.verdict for r in self.steps)
        if worst.rank < 6 and not any(r.step.last for r in self.steps):
            return Verdict("undecided", problem="the derivation has no conclusion")
        return worst

    @property
    def seconds(self) -> float:
        return sum(r.seconds for r in self.steps)

    def to_json(self) -> Json:
        return {
            "id": self.derivation.id,
            "verdict": self.verdict.word,
            "seconds": round(self.seconds, 3),
            "steps": [
                {"step": r.step.number, "claim": r.step.claim, "why": r.step.why, "seconds": round(r.seconds, 3)}
                | r.verdict.to_json()
                for r in self.steps
            ],
        }


class Derivation:
    r"""The proof of one theorem, step by step.

    `id` is the theorem's id in the catalog, or a name of its own. Claims are written in the grammar of
    `boundcalc check`; every method that makes a claim returns the step, to be named in `since`.

    >>> proof = Derivation("square", "A square is at most a quarter of the square of the sum.")
    >>> proof.given("x, y real")
    >>> square = proof.show("0 <= (x-y)^2", "it is a square")
    >>> done = proof.conclude("x*y <= (x+y)^2/4", "expand", since=square)
    >>> proof.verify().verdict.word
    'proved'
    """

    def __init__(self, id: str, title: str = "") -> None:
        self.id, self.title = id, title
        self.scope = Scope()
        self.content: list[Step | str] = []
        self.declared: list[str] = []
        self.abbreviations: list[tuple[str, str]] = []

    # -- writing -------------------------------------------------------------------------------------------------------

    def given(self, *declarations: str) -> None:
        """Declare symbols and constraints: ``given("n integer >= 1", "0 <= p <= 1")``."""
        for text in declarations:
            self.scope.declare(text)
            self.declared.append(text)

    def let(self, name: str, meaning: str) -> None:
        """An abbreviation: ``let("gamma", "lam*(1-nu)/nu")``."""
        if not name.isidentifier() or not name.isascii():
            raise ValueError(f"an abbreviation is a name such as q, got {name!r}")
        self.scope.abbreviate(name, meaning)
        self.abbreviations.append((name, meaning))

    def say(self, words: str) -> None:
        """Words between the steps."""
        self.content.append(" ".join(words.split()))

    def show(
        self,
        claim: str,
        why: str = "",
        *,
        since: Step | Sequence[Step] = (),
        cite: str = "",
        use: str = "",
        where: Mapping[str, str] | None = None,
    ) -> Step:
        """A step. `since`: the steps it follows from; `cite`: a reference key, for a theorem of that source;
        `use`: the id of another derivation whose conclusion is used, with its symbols replaced as in `where`."""
        return self._add(claim, why, since, cite, use, where)

    def chain(self, first: str, *links: tuple[str, ...]) -> Step:
        """``chain("a", ("= b", "why"), ("<= c", "why"))``: each link is checked, and a relation from a to c returned.

        A link may end with ``since=step`` by a third entry: the step or steps it follows from.
        """
        left, strongest = first, "="
        steps: list[Step] = []
        for link in links:
            text, why, *rest = link
            sign, right = _relation_sign(text)
            since = cast("Step | Sequence[Step]", rest[0] if rest else ())
            step = self._add(f"{left} {sign} {right}", why, since)
            step.first = first if not steps else ""
            steps.append(step)
            strongest = sign if sign != "=" and (strongest == "=" or sign in ("<", ">")) else strongest
            left = right
        if len(steps) == 1:
            return steps[0]
        return self._add(f"{first} {strongest} {left}", "by the chain", steps)

    def models(self, claim: str, check: Callable[[], Report], why: str = "") -> Step:
        """A statement in words that is confirmed on every member of a family: in exact rationals (`finite`), in balls
        (`finite.approaches`), or by playing the games (`simulated`)."""
        step = Step(self._next(), claim, why, models=check)
        self.content.append(step)
        return step

    def conclude(
        self,
        claim: str,
        why: str = "",
        *,
        since: Step | Sequence[Step] = (),
        cite: str = "",
        use: str = "",
        where: Mapping[str, str] | None = None,
    ) -> Step:
        """The theorem itself, as the last step."""
        step = self._add(claim, why, since, cite, use, where)
        step.last = True
        return step

    def _next(self) -> int:
        return 1 + sum(isinstance(c, Step) for c in self.content)

    def _add(
        self,
        claim: str,
        why: str,
        since: Step | Sequence[Step],
        cite: str = "",
        use: str = "",
        where: Mapping[str, str] | None = None,
    ) -> Step:
        since = (since,) if isinstance(since, Step) else tuple(since)
        step = Step(self._next(), claim, why, since, cite, use, dict(where or {}), domain=self.scope.domain)
        try:
            step.relation = self.scope.relation(claim)
        except ValueError as error:
            step.problem = str(error)
        self.content.append(step)
        return step

    @property
    def steps(self) -> list[Step]:
        """The steps in order."""
        return [c for c in self.content if isinstance(c, Step)]

    @property
    def conclusion(self) -> Step | None:
        """The last step, if it was marked as the conclusion."""
        return next((s for s in self.steps if s.last), None)

    @property
    def uses(self) -> tuple[str, ...]:
        """Ids of the derivations that are used."""
        return tuple(dict.fromkeys(s.use for s in self.steps if s.use))

    # -- checking ------------------------------------------------------------------------------------------------------

    def verify(self, library: Library | None = None) -> Outcome:
        """Check every step."""
        library = library or Library([self])
        out = []
        for step in self.steps:
            start = time.perf_counter()
            verdict = self._verdict(step, library)
            out.append(StepResult(step, verdict, time.perf_counter() - start))
        return Outcome(self, tuple(out))

    def _verdict(self, step: Step, library: Library) -> Verdict:
        if step.problem:
            return Verdict("undecided", problem=step.problem)
        if step.models is not None:
            return step.models().verdict()
        assert step.relation is not None
        later = [s for s in step.since if s not in self.steps or s.number >= step.number]
        if later:
            return Verdict(
                "undecided", problem=f"it rests on {', '.join(map(str, later))}, which is not an earlier step"
            )
        if step.use:
            return self._by_use(step, library)
        if step.cite:
            return _cited(step)
        verdict = check(step.relation, step.domain, [s.relation for s in step.since if s.relation is not None])
        return verdict

    def _by_use(self, step: Step, library: Library) -> Verdict:
        cycle = library.cycle(self.id, step.use)
        if cycle:
            return Verdict("undecided", problem=f"circular: {' -> '.join(cycle)}")
        if step.use not in library:
            return Verdict("undecided", problem=f"there is no derivation {step.use!r}")
        other = library[step.use]
        outcome = library.outcome(step.use)
        if not outcome.verdict.stands:
            return Verdict("undecided", problem=f"{step.use} is {outcome.verdict.word}")
        assert step.relation is not None
        problem, _ = defined_on(step.relation, step.domain)
        if problem:
            return Verdict("undecided", problem=problem)
        found = search(step.relation, step.domain.connected(step.relation), 0, 60)
        if found.counterexample:
            return Verdict("refuted", counterexample=found.counterexample)
        try:
            assert other.conclusion is not None
            assert other.conclusion.relation is not None
            instance, conditions = instantiated(
                other.conclusion.relation, other.conclusion.domain, step.where, self.scope
            )
        except ValueError as error:
            return Verdict("undecided", problem=f"{step.use} cannot be used: {error}")
        for condition in conditions:
            verdict = check(condition, step.domain)
            if not verdict.reaches("cited"):
                return Verdict("undecided", problem=f"the hypothesis {condition} of {step.use} is {verdict.word}")
        weights = step.domain.weights
        goal, fact = (
            Relation(canonical(r.left, weights), r.operator, canonical(r.right, weights))
            for r in (step.relation, instance)
        )
        since = [s.relation for s in step.since if s.relation is not None]
        given = [Relation(canonical(r.left, weights), r.operator, canonical(r.right, weights)) for r in since]
        if (
            goal != fact
            and not follows(goal, [fact, *given])
            and not follows(goal, [fact, *given, *step.domain.hypotheses(goal, fact)])
        ):
            return Verdict("undecided", problem=f"it does not follow from {instance} ({step.use})")
        return replace(
            Verdict(outcome.verdict.word), how=f"by {step.use}, {len(conditions)} hypotheses checked", uses=(step.use,)
        )

    # -- printing ------------------------------------------------------------------------------------------------------

    def latex(self) -> str:
        """The proof as an author would print it."""
        lines = [r"\begin{theorem}[" + (self.title or self.id) + "]"]
        end = self.conclusion
        if self.declared:
            lines.append("Let " + "; ".join(f"${self._declaration(d)}$" for d in self._domains()) + ".")
        if self.abbreviations:
            lines.append("Write " + ", ".join(f"${typeset(n)} = {typeset(m)}$" for n, m in self.abbreviations) + ".")
        if end is not None:
            lines.append(rf"Then \[ {typeset(end.claim)}. \]")
        lines += [r"\end{theorem}", r"\begin{proof}"]
        for item in self.content:
            lines.append(item if isinstance(item, str) else self._step_latex(item))
        return "\n".join([*lines, r"\end{proof}"])

    def _domains(self) -> list[Scalar | Array | Relation]:
        d = self.scope.domain
        return [*d.scalars, *d.arrays, *d.constraints]

    def _declaration(self, part: Scalar | Array | Relation) -> str:
        return part.latex()

    def _step_latex(self, step: Step) -> str:
        reason = step.why
        if step.cite:
            reason = f"{reason} \\cite{{{step.cite}}}".strip()
        if step.use:
            reason = f"{reason} (Theorem \\ref{{{step.use}}})".strip()
        if step.since and step.why != "by the chain":
            reason = f"{reason}, from {', '.join(map(str, step.since))}".strip(", ")
        if step.models is not None or step.problem:
            return rf"({step.number}) {step.claim}" + (f" ({reason})." if reason else ".")
        text = rf"\[ {typeset(step.claim)} \tag{{{step.number}}} \]"
        return f"{reason[:1].upper() + reason[1:]}:\n{text}" if reason else text


def _relation_sign(text: str) -> tuple[str, str]:
    text = text.strip()
    for sign in ("<=", ">=", "<", ">", "=", "~"):
        if text.startswith(sign):
            return sign, text[len(sign) :].strip()
    raise ValueError(f"a link of a chain starts with =, <=, <, >=, > or ~, got {text!r}")


def _cited(step: Step) -> Verdict:
    """A theorem of a named source is believed, unless a counterexample is found."""
    assert step.relation is not None
    found = search(step.relation, step.domain.connected(step.relation), 0, 200)
    if found.counterexample:
        return Verdict("refuted", counterexample=found.counterexample)
    problem, words = defined_on(step.relation, step.domain)
    if found.undefined or problem:
        return Verdict("undecided", problem=found.undefined or problem)
    how = f"{step.cite}; {found.cases} points agree"
    return Verdict("cited", how, words, found.cases, found.margin, found.tightest)


class Library:
    """Derivations by id: uses are resolved here, circles are found, and each is verified once."""

    def __init__(self, derivations: Sequence[Derivation]) -> None:
        self.derivations = {d.id: d for d in derivations}
        self._outcomes: dict[str, Outcome] = {}

    def __contains__(self, id: str) -> bool:
        return id in self.derivations

    def __getitem__(self, id: str) -> Derivation:
        return self.derivations[id]

    def outcome(self, id: str) -> Outcome:
        """The checked derivation."""
        if id not in self._outcomes:
            self._outcomes[id] = self.derivations[id].verify(self)
        return self._outcomes[id]

    def cycle(self, start: str, use: str) -> list[str]:
        """A circle of uses through `start` -> `use`, or nothing."""
        path = [start]

        def visit(id: str) -> list[str]:
            if id in path:
                return [*path[path.index(id) :], id]
            if id not in self.derivations:
                return []
            path.append(id)
            for further in self.derivations[id].uses:
                found = visit(further)
                if found:
                    return found
            path.pop()
            return []

        return visit(use)


__all__ = ["Derivation", "Library", "Outcome", "Step", "StepResult"]
