"""The dossier: everything that is known about a release, combined into intervals, verdicts and one sentence."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from ..laws import FinitePopulation
from ..learners import BitBudget
from ..learners.information.bit_budget import Form
from ..numeric import evaluate
from ..numeric.exact import to_expr
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from ..theorems.general.acc import accuracy
from .choices import Choices, choices
from .claim import Quantity
from .combine import Answer, combined, joined
from .release import EVERYTHING, SAMPLINGS, Attacker, Release, Target
from .sources import EVENT, Attacked, Beside, Lever, Losses, Procedure, Regression, Source, Table

SCHEMA = "boundcalc-dossier-1"
_ADVANTAGE = Quantity("delta")


@dataclass(frozen=True)
class Verdict:
    """Whether a target is met: "met" by proof, "missed" by proof, or "open"."""

    target: Target
    most: Fraction
    least: Fraction
    attacker: Attacker
    binding: str

    @property
    def status(self) -> str:
        """Proved to be met, proved to be missed, or neither."""
        return "met" if self.most <= self.target.most else "missed" if self.least > self.target.most else "open"

    @property
    def line(self) -> str:
        """One line for a log."""
        wanted, found = f"{float(self.target.most):g}", decimal_string(self.most, 4, "up")
        less = f", at least {decimal_string(self.least, 4, 'down')}" if self.least else ""
        who = "" if self.attacker.name == EVERYTHING else f" (attacker: {self.attacker.name})"
        by = f" [{self.binding}]" if self.binding else ""
        return f"{self.status:6}  {self.target.words} <= {wanted}: at most {found}{less}{by}{who}"

    @property
    def most_str(self) -> str:
        """`most`, rounded up."""
        return decimal_string(self.most, 4, "up")

    def to_json(self) -> Json:
        """All fields."""
        return {
            "quantity": self.target.quantity,
            "at": None if self.target.at is None else str(self.target.at),
            "what": self.target.what,
            "wanted": str(self.target.most),
            "upper": decimal_string(self.most, 8, "up"),
            "lower": decimal_string(self.least, 8, "down"),
            "attacker": self.attacker.name,
            "binding": self.binding,
            "status": self.status,
        }


@dataclass(frozen=True)
class Dossier:
    """What any attack on a release can achieve, from all that is known of it.

    Every statement that rests on chance (a table of records, an experiment) has its part of the error probability, so
    that all of them hold together with `confidence`; what rests on none is certain.
    """

    release: Release
    sources: tuple[Source, ...] = field(repr=False)
    table: Table | None = field(repr=False)
    asked: tuple[tuple[Quantity, Attacker], ...] = field(repr=False)
    events: tuple[str, ...]
    made: str
    digest: str | None = None
    n: int | None = None
    command: str | None = None
    """What was typed."""

    # -- what is known ------------------------------------------------------------------------------------------------

    @property
    def confidence(self) -> Fraction:
        """The probability with which all statements hold together; 1 where none rests on chance."""
        return self.release.confidence if self.events else Fraction(1)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """One for each pair of quantity and attacker."""
        return joined([self._alone(*asked) for asked in self.asked])

    def _alone(self, quantity: Quantity, attacker: Attacker) -> Answer:
        return combined(self._speaking, quantity, attacker)

    @cached_property
    def choices(self) -> Choices | None:
        """One answer for every subset of the columns that `data.choices` offers; None without a table or an offer."""
        if self.table is None or not self.table.offered:
            return None
        return choices(self.table, self._speaking, self.asked)

    @property
    def _speaking(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if not source.silent)

    def steps(self) -> Iterator[str]:
        """Work out the answers step by step: what comes next, so that somebody can watch, and end it."""
        found = []
        for quantity, attacker in self.asked:
            yield f"{quantity.words} against {attacker.name}"
            found.append(self._alone(quantity, attacker))
        self.__dict__["answers"] = joined(found)

    def answer(self, quantity: Quantity = _ADVANTAGE, attacker: str = EVERYTHING) -> Answer:
        """What is known of one quantity (the advantage) against one attacker; KeyError if it was not asked for."""
        for found in self.answers:
            if found.quantity == quantity and found.attacker.name == attacker:
                return found
        raise KeyError(f"{quantity.words} against {attacker} was not asked for")

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """(source, why) of what could not be combined."""
        return tuple((source.name, source.silent) for source in self.sources if source.silent)

    @property
    def beside(self) -> tuple[Beside, ...]:
        """Numbers of other games, which are not combined with anything."""
        return tuple(source.beside for source in self.sources if isinstance(source, Regression))

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Pairs of statements of which one must be false."""
        found = []
        for answer in self.answers:
            if answer.contradictory and answer.upper is not None and answer.lower is not None:
                found.append(
                    f"{answer.quantity.words}: {answer.upper.source} says at most {answer.upper.text}, "
                    f"{answer.lower.source} shows at least {answer.lower.text}: one of the two is wrong"
                    + (f" (confidence {self.percent})" if answer.upper.event or answer.lower.event else "")
                )
        return tuple(dict.fromkeys(found))

    # -- the decision -------------------------------------------------------------------------------------------------

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One for each target: against somebody who knows everything, and that is everybody."""
        return tuple(self._judged(target) for target in self.release.targets)

    def judged(self, verdict: Verdict) -> Answer:
        """The answer that a verdict rests on."""
        return self.answer(_quantity(verdict.target, self.release))

    def _judged(self, target: Target) -> Verdict:
        everything = self.release.attackers[0]
        answer = self.answer(_quantity(target, self.release))
        most, least = answer.most, answer.least
        if target.quantity == "accuracy":
            (_, most), (least, _) = self._accuracy(most), self._accuracy(least)
        binding = "" if answer.upper is None else answer.upper.source
        return Verdict(target, most, least if target.quantity != "inference" else Fraction(0), everything, binding)

    def _accuracy(self, delta: Fraction) -> tuple[Fraction, Fraction]:
        """The ends of the accuracy at the prior where Delta_gamma is this (T-ACC)."""
        found = evaluate(accuracy(to_expr(self.release.prior), to_expr(self.release.lam), to_expr(delta)))
        return Fraction(found.lower), Fraction(found.upper)

    @property
    def passes(self) -> bool:
        """Whether every target is met by proof, and nothing contradicts itself."""
        return not self.contradictions and all(verdict.status == "met" for verdict in self.verdicts)

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """What would lower the bound on the advantage, the most effective first."""
        most = next((t.most for t in self.release.targets if t.quantity == "advantage"), None)
        now = self.answer().most
        found = [lever for source in self._speaking for lever in source.levers(most)]
        return tuple(sorted((lever for lever in found if lever.upper < now), key=lambda lever: lever.upper))

    @property
    def percent(self) -> str:
        """The confidence in per cent, rounded down."""
        return f"{decimal_string(100 * self.confidence, 6, 'down')}%"

    @property
    def statement(self) -> str:
        """One sentence for a release note."""
        if self.contradictions:
            return f"The statements on this release contradict each other: {self.contradictions[0]}."
        answer = self.answer()
        if answer.upper is None or answer.most >= 1:
            return "Nothing that is known of this release bounds the advantage of a membership inference attack."
        claim, sampling = answer.upper, self.release.data.sampling
        sure = f"With confidence {self.percent}, no" if claim.event else "No"
        return (
            f"{sure} membership inference attack on this release has an advantage (TPR - FPR) above {claim.text} on a "
            f"random target, whatever it knows of it ({claim.source}; {', '.join(claim.theorems)}; {sampling}: "
            f"{SAMPLINGS[sampling]}), assuming that {'; '.join(claim.assumptions)}."
        )

    # -- forms --------------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        from .words import text

        return text(self)

    def to_json(self) -> Json:
        """Everything; the form is `schema.json`."""
        from .words import provenance

        return {
            "schema": SCHEMA,
            "title": self.release.title,
            "statement": self.statement,
            "passes": self.passes,
            "confidence": decimal_string(self.confidence, 17, "down"),
            "game": {"sampling": self.release.data.sampling, "words": SAMPLINGS[self.release.data.sampling]},
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
            "answers": [answer.to_json() for answer in self.answers],
            "choices": None if self.choices is None else self.choices.to_json(),
            "contradictions": list(self.contradictions),
            "beside": [
                {"title": x.title, "at_most": dict(x.rows), "assumptions": list(x.assumptions)} for x in self.beside
            ],
            "left_out": [{"source": name, "why": why} for name, why in self.left_out],
            "levers": [
                {"action": x.action, "upper": decimal_string(x.upper, 6, "up"), "note": x.note} for x in self.levers
            ],
            "rests_on_chance": list(self.events),
            "release": self.release.described,
            "provenance": provenance(self),
        }

    def to_html(self, records: int = 0) -> str:
        """One self-contained page; `records`: how many of the rarest real records to show (none unless asked for)."""
        from .page import page

        return page(self, records)

    def to_pdf(self, path: str | os.PathLike[str], records: int = 0) -> None:
        """The page on paper, all attackers one after the other; ValueError where no browser is there to print it."""
        from .pdf import print_page

        print_page(self.to_html(records), Path(path))

    def to_markdown(self) -> str:
        """A section of a model card."""
        from .words import markdown

        return markdown(self)

    def _repr_html_(self) -> str:
        from .words import summary

        return summary(self)


def dossier(
    source: Any,
    *,
    clock: Callable[[], datetime] | None = None,
    progress: bool = False,
    command: str | None = None,
) -> Dossier:
    """Everything that is known about a release, combined.

    `source`: the path of a release.toml (`boundcalc dossier init` writes a commented one), or a mapping of the same
    form whose ``data.table`` may be a data frame. `progress`: show a bar while a model is attacked. `command`: what was
    typed, for the record of where the numbers come from. A model file is measured, never loaded. Raises ValueError in
    one line for what is not understood, OSError for files that cannot be read.

    >>> import boundcalc as bc
    >>> people = {"age": [20 + k % 50 for k in range(5000)], "job": ["ab"[k % 2] for k in range(5000)]}
    >>> found = bc.dossier({
    ...     "data": {"table": people},
    ...     "training": {"privacy": {"epsilon": 1, "delta": "1e-6", "neighbours": "add-remove"}},
    ...     "attack": [{"name": "LiRA", "tp": 60, "fp": 40, "members": 100, "nonmembers": 100}],
    ...     "targets": {"advantage": "0.1"},
    ... })
    >>> found.passes, found.answer().upper.source, found.events
    (True, 'the table', ('the draw of the records', 'the experiment LiRA'))
    >>> print(found.verdicts[0].line)
    met     advantage (TPR - FPR) <= 0.1: at most 0.0431, at least 0.03345 [the table]
    >>> found.choices.of(["job"]).answers[0].upper.value < found.answer().most
    True
    """
    release = Release.read(source)
    uncertain = release.data.table is not None and release.data.sampling in ("sample", "survey")
    budgets = _sized(release)
    asked = _asked(release)
    n = release.data.n
    # What is silent is so by the description alone, and needs no part of the error probability.
    attacks = [Attacked(release, attack, n, Fraction(1)) for attack in release.attacks]
    losses = [] if release.losses is None else [Losses(release, n or 1, Fraction(1))]
    speaking = [not attack.silent for attack in attacks] + [not loss.silent for loss in losses]
    chances = int(uncertain) + sum(speaking)
    error = (1 - release.confidence) / max(1, chances)
    table = None if release.data.table is None else Table(release, asked, error)
    if table is not None:
        n = table.n
    elif release.data.sampling != "sample":
        raise ValueError(f"data.table must be given where data.sampling is {release.data.sampling}")
    if n is None and (release.learners or budgets or losses):
        raise ValueError("data.n must be given: the number of training records")
    if release.sized is not None and release.data.by is None and release.sized != n:
        raise ValueError(f"training.dp_sgd.n must be the {n} training records of the data, got {release.sized}")
    size, law = n or 1, _law(table)
    sources: list[Source] = [] if table is None else [table]
    sources += [Procedure(release, learner, size, law) for learner in release.learners]
    sources += [Procedure(release, budget, size, law, len(release.files)) for budget in budgets]
    sources += [Losses(release, size, error) for _ in losses]
    if release.regression is not None:
        sources.append(Regression(release))
    sources += [Attacked(release, attack, n, error, progress) for attack in release.attacks]
    if not sources:
        raise ValueError("nothing is known: give data.table, training, file, losses or attack")
    events = ([EVENT] if uncertain else []) + [
        s.event for s in sources if isinstance(s, Attacked | Losses) and not s.silent
    ]
    now = (clock or (lambda: datetime.now(UTC)))().replace(microsecond=0).isoformat()
    digest = _digest(release.data.table)
    return Dossier(release, tuple(sources), table, asked, tuple(events), now, digest, n, command)


def _law(table: Table | None) -> FinitePopulation | None:
    """The records that are known, or were drawn from without replacement; None for independent draws."""
    if table is None:
        return None
    population = table.release.data.population
    if population is not None:  # what theorems say of a learner does not depend on the cells
        return FinitePopulation([population], "everybody")
    return table.population(table.release.attackers[0]) if table.known else None


def _sized(release: Release) -> list[BitBudget]:
    """The released files as a learner of that many bits, each in the shorter of its two forms."""
    forms: tuple[Form, ...] = get_args(Form)
    found = []
    for file in release.files:
        if file.exists() and not file.is_file():
            raise ValueError(f"file.path must be a file, got {file}")
        budgets = [BitBudget.from_file(file, form) for form in forms]
        found.append(min(budgets, key=lambda budget: int(budget.bits)))
    if len(found) < 2:
        return found
    return [BitBudget(sum(one.bits for one in found), source="; ".join(str(one.source) for one in found))]


def _quantity(target: Target, release: Release) -> Quantity:
    if target.quantity in ("tpr", "inference"):
        return Quantity("tpr", target.at or Fraction(0))
    if target.quantity == "accuracy":
        return Quantity("delta", release.gamma)
    return Quantity("record") if target.quantity == "record" else _ADVANTAGE


def _asked(release: Release) -> tuple[tuple[Quantity, Attacker], ...]:
    """What is asked of every source: fixed before anything is looked at."""
    common = [_ADVANTAGE]
    if release.gamma != 1:
        common.append(Quantity("delta", release.gamma))
    wanted = [_quantity(target, release) for target in release.targets]
    common += [quantity for quantity in wanted if quantity.kind == "tpr"]
    if not any(quantity.kind == "tpr" for quantity in wanted):
        common.append(Quantity("tpr", Fraction(1, 1000)))
    return tuple(
        (quantity, attacker)
        for attacker in release.attackers
        # What a single record leaks is said of the whole record alone.
        for quantity in dict.fromkeys([*common, *([Quantity("record")] if attacker.columns is None else [])])
    )


def _digest(table: Any) -> str | None:
    """SHA-256 of the file of the table."""
    if not isinstance(table, str | os.PathLike) or not Path(table).is_file():
        return None
    with open(table, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


__all__ = ["Dossier", "Verdict", "dossier"]
