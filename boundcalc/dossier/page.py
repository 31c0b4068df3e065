"""The page: one file, nothing from outside; what is not our own is escaped.

Without scripts every attacker that is named can be chosen, with them every subset of what an attacker may know that was
computed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..numeric.exact import shown as value_shown
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from ..theorems import CATALOG
from .annex import SOURCES, annex
from .choices import RATES, Choice, Choices
from .claim import Claim, Quantity
from .combine import Answer, above, combined
from .description import to_toml
from .picture import Points, bar, ceiling, curve, interval_bar, path, told
from .release import Attacker, template
from .words import binding, brief, closing, facts, interval, provenance, sentence, unique

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from .dossier import Dossier

STATUS = {
    "proved": "proved",
    "cited": "proved in the literature that is cited",
    "evidence": "shown by an experiment",
}
"""How a statement is known, in words."""

_ALSO = {"accuracy": ("acc",), "inference": ("inference",)}
"""Theorems that carry a bound on the advantage to what a target speaks of."""


@dataclass(frozen=True)
class View:
    """What the page shows of one attacker."""

    found: Dossier
    attacker: Attacker

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """One for each quantity."""
        return tuple(answer for answer in self.found.answers if answer.attacker == self.attacker)

    @property
    def unique(self) -> str:
        """How many records they tell from all others; nothing without a table."""
        return "" if self.found.table is None else unique(self.found.table, self.found.table.unique(self.attacker))

    @cached_property
    def high(self) -> Points:
        """What no attack exceeds."""
        return [(a, envelope(self.found, self.attacker, a)) for a in RATES]

    @cached_property
    def low(self) -> Points:
        """What an attack reaches, where one does better than guessing."""
        low = [(a, _reached(self.found, self.attacker, a)) for a in RATES]
        return low if any(y > a for a, y in low) else []

    @property
    def picture(self) -> str:
        """The curve."""
        return curve(self.high, self.low)


def page(found: Dossier, records: int = 0) -> str:
    """The page; `records`: how many of the rarest real records it shows."""
    if isinstance(records, bool) or not isinstance(records, int) or records < 0:
        raise ValueError(f"records must be an integer of at least 0, got {value_shown(records)}")
    views = [View(found, attacker) for attacker in found.release.attackers]
    # One rule for each attacker shows their part of the page: no script is needed.
    rules = [f"body:has(#a{i}:checked) #v{i} {{ display: block; }}" for i in range(1, len(views) + 1)]
    style = template("page.css") + "\n".join([*rules, "@supports not selector(:has(a)) { .view { display: block; } }"])
    script = template("page.js")
    rarest = found.table.table.rarest(records) if records and found.table is not None else []
    choices = found.choices
    return (
        environment()
        .get_template("page.html")
        .render(
            **shared(found),
            style=style,
            script=script,
            hashes={name: digest(text) for name, text in (("style", style), ("script", script))},
            views=views,
            choices=choices,
            states="" if choices is None else _embedded(_states(found, choices, views[0].high)),
            provenance=provenance(found),
            facts=facts(found),
            described=to_toml(found.release.described),
            rarest=rarest,
        )
    )


def environment() -> jinja2.Environment:
    """Where the templates are read: everything is escaped but what is said to be ours."""
    try:
        import jinja2
    except ModuleNotFoundError:
        raise ValueError("the page needs the extra [data]: pip install 'boundcalc[data]'") from None
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(template), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=False
    )
    made.filters.update(shown=sentence, brief=brief, own=own, names=names)
    return made


def shared(found: Dossier) -> dict[str, Any]:
    """What the parts of a page ask for."""
    rows = annex(found)
    return {
        "found": found,
        "catalog": CATALOG,
        "status": STATUS,
        "also": _ALSO,
        "ids": ids,
        "interval": interval,
        "binding": binding,
        "bar": interval_bar,
        "up": lambda x: decimal_string(x, 4, "up"),
        "down": lambda x: decimal_string(x, 4, "down"),
        "judged": found.judged,
        "closing": closing(found),
        "annex": rows,
        "annex_sources": SOURCES,
        "used": list(_used(found)),
    }


def digest(text: str) -> str:
    """As a policy names what it allows."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def own(text: str) -> Markup:
    """Text from outside: on one line, of a moderate length, in its own direction of writing."""
    from markupsafe import Markup

    return Markup("<bdi>{}</bdi>").format(brief(text))


def names(columns: Sequence[str]) -> Markup:
    """Names of columns, each in its own direction of writing."""
    from markupsafe import Markup

    some = [own(name) for name in columns[:_MOST_NAMES]]
    more = f" and {len(columns) - _MOST_NAMES} more" if len(columns) > _MOST_NAMES else ""
    return Markup(", ").join(some) + more


_MOST_NAMES = 30


def ids(claim: Claim) -> list[str]:
    """The theorems that a statement rests on."""
    found = [part for id in claim.theorems for part in id.replace("+", " ").replace(",", " ").split()]
    return [id for id in dict.fromkeys(found) if id in CATALOG]


def _used(found: Dossier) -> Iterator[str]:
    """Every theorem that the page names."""
    claims = [claim for answer in found.answers for claim in answer.claims]
    if found.choices is not None:
        claims += [claim for state in found.choices.states for answer in state.answers for claim in answer.claims]
    seen = [id for claim in claims for id in ids(claim)] + ["region", "inference"]
    seen += [id for verdict in found.verdicts for id in _ALSO.get(verdict.target.quantity, ())]
    seen += [id for beside in found.beside for id in beside.theorems]
    wanted = set(seen)
    return (id for id in CATALOG if id in wanted)


# -- the curve --------------------------------------------------------------------------------------------------------


def envelope(found: Dossier, attacker: Attacker, fpr: Fraction) -> Fraction:
    """What no attack reaches at a rate: what is certain there, and the lines of the statements that rest on chance."""
    certain = [
        s for s in found.sources if not s.silent and not getattr(s, "event", "") and s.name not in _chancy(found)
    ]
    # What is said of everything holds for all.
    answers = [a for a in found.answers if a.attacker.columns is None or a.attacker.columns == attacker.columns]
    return min(combined(certain, Quantity("tpr", fpr), attacker).most, above(answers, fpr))


def _chancy(found: Dossier) -> set[str]:
    """Sources whose statements rest on chance: they speak of what was asked alone."""
    return {claim.source for answer in found.answers for claim in answer.claims if claim.event}


def _reached(found: Dossier, attacker: Attacker, fpr: Fraction) -> Fraction:
    """What some attack reaches at a rate; an attack's statements hold at all rates at once."""
    if attacker.columns is not None:
        return fpr
    attacks = [source for source in found.sources if not source.silent and hasattr(source, "evidence")]
    return combined(attacks, Quantity("tpr", fpr), attacker).least


# -- every subset of what an attacker may know, for the script --------------------------------------------------------


def _states(found: Dossier, choices: Choices, anybody: Points) -> Json:
    """Strings alone: the script does not make numbers. `anybody`: what bounds whoever knows everything."""
    places: dict[str, int] = {}
    claims: list[list[Any]] = []

    def place(claim: Claim) -> int:
        said = _said(claim)
        key = json.dumps(said)
        if key not in places:
            places[key] = len(claims)
            claims.append(said)
        return places[key]

    states = [_state(found, choice, place, anybody) for choice in choices.states]
    theorems = {id for choice in choices.states for a in choice.answers for claim in a.claims for id in ids(claim)}
    return {
        "named": [_bits(attacker, choices, found) for attacker in found.release.attackers],
        "states": states,
        "claims": claims,
        "theorems": {
            id: [CATALOG[id].title, CATALOG[id].label + (", checked by Coq" if CATALOG[id].formal else "")]
            for id in sorted(theorems)
        },
    }


def _bits(attacker: Attacker, choices: Choices, found: Dossier) -> int | None:
    """The state of a named attacker; None for one who knows columns that are not offered."""
    assert found.table is not None
    known = found.table.columns if attacker.columns is None else attacker.columns
    if not set(known) <= set(choices.columns):
        return None
    return sum(1 << choices.columns.index(name) for name in set(known))


def _state(found: Dossier, choice: Choice, place: Callable[[Claim], int], anybody: Points) -> Json:
    assert found.table is not None
    high = [(rate, min(most, own)) for (rate, most), own in zip(anybody, choice.curve, strict=True)]
    return {
        "knows": f"Knows of a target {', '.join(map(brief, choice.knows)) or 'nothing'}.",
        "unique": unique(found.table, choice.unique) if choice.knows else "Nothing is known: no record is told apart.",
        "rows": [
            [
                interval(answer),
                sentence(binding(answer)),
                list(bar(answer.least, answer.most)),
                [place(claim) for claim in answer.claims],
            ]
            for answer in choice.answers
        ],
        "path": path(ceiling(high)),
        "told": told(high, []),
        "curve": [decimal_string(most, 4, "up") for _, most in high],
    }


def _said(claim: Claim) -> list[Any]:
    """A statement as the page words it: its number, the rest, its theorems, its assumptions."""
    worst = "" if claim.about == "this release" else " for the worst model of these records"
    chance = f"; with the confidence, over {brief(claim.event)}" if claim.event else ""
    return [
        f"{'at most' if claim.side == 'upper' else 'at least'} {claim.text}",
        f"{worst}: {brief(claim.source)}, {STATUS[claim.label]}{chance}.",
        ids(claim),
        [sentence(what) for what in claim.assumptions],
    ]


def _embedded(data: Json) -> str:
    """JSON that ends no script and opens no tag."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


__all__ = ["View", "environment", "page", "shared"]
