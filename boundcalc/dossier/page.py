"""The page: one file, no script, nothing from outside; what is not our own is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..audit.words import JOINT, shown
from ..theorems import CATALOG
from .annex import SOURCES, annex
from .claim import Claim, Quantity
from .combine import Answer, combined
from .picture import curve, interval_bar
from .release import SAMPLINGS, Attacker, template
from .words import binding, closing, interval, knows, provenance

if TYPE_CHECKING:
    from .dossier import Dossier

RATES = tuple(Fraction(round(10 ** (k / 3)), 10**4) for k in range(13))
"""False-positive rates of the pictures, from 1/10000 to 1."""


@dataclass(frozen=True)
class _View:
    """What the page shows of one attacker."""

    attacker: Attacker
    answers: tuple[Answer, ...]
    unique: str | None
    picture: str

    @property
    def knows(self) -> str:
        return knows(self.answers[0])


def page(found: Dossier, records: int = 0) -> str:
    """The page; `records`: how many of the rarest real records it shows."""
    try:
        import jinja2
    except ModuleNotFoundError:
        raise ValueError("the page needs the extra [data]: pip install 'boundcalc[data]'") from None
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["shown"] = shown
    # One rule for each attacker shows their part of the page: no script is needed.
    rules = (f"#a{i}:checked ~ #v{i} {{ display: block; }}" for i in range(1, len(found.release.attackers) + 1))
    style = template("page.css") + "\n".join(rules)
    policy = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rarest = found.table.table.rarest(records) if records and found.table is not None else []
    return environment.from_string(template("page.html")).render(
        found=found,
        style=style,
        policy=policy,
        views=[_view(found, attacker) for attacker in found.release.attackers],
        interval=interval,
        binding=binding,
        bar=interval_bar,
        theorems=_theorems,
        closing=closing(found),
        annex=annex(found),
        annex_sources=SOURCES,
        provenance=provenance(found),
        rarest=rarest,
        sampling=SAMPLINGS[found.release.data.sampling],
        joint=JOINT,
    )


def _view(found: Dossier, attacker: Attacker) -> _View:
    answers = tuple(answer for answer in found.answers if answer.attacker == attacker)
    unique = None if found.table is None else f"{100 * float(found.table.unique(attacker)):.3g}%"
    high = [(a, envelope(found, attacker, a)) for a in RATES]
    low = [(a, _reached(found, attacker, a)) for a in RATES]
    return _View(attacker, answers, unique, curve(high, low if any(y > a for a, y in low) else []))


def envelope(found: Dossier, attacker: Attacker, fpr: Fraction) -> Fraction:
    """What no attack reaches at a rate: what is certain there, and the lines of the statements that rest on chance."""
    certain = [
        s for s in found.sources if not s.silent and not getattr(s, "event", "") and s.name not in _chancy(found)
    ]
    values = [Fraction(1), combined(certain, Quantity("tpr", fpr), attacker).most]
    for answer in found.answers:
        if answer.attacker.columns is not None and attacker.columns != answer.attacker.columns:
            continue  # said of somebody else; what is said of everything holds for all
        most, at = answer.most, answer.quantity.at
        if answer.quantity.kind == "delta":
            values.append(at * fpr + most if at >= 1 else 1 - at * (1 - fpr - most))
        elif answer.quantity.kind == "tpr":
            values.append(most if fpr <= at else most * fpr / at if at else Fraction(1))
    return min(values)


def _chancy(found: Dossier) -> set[str]:
    """Sources whose statements rest on chance: they speak of what was asked alone."""
    return {claim.source for answer in found.answers for claim in answer.claims if claim.event}


def _reached(found: Dossier, attacker: Attacker, fpr: Fraction) -> Fraction:
    """What some attack reaches at a rate; an attack's statements hold at all rates at once."""
    if attacker.columns is not None:
        return fpr
    attacks = [source for source in found.sources if not source.silent and hasattr(source, "evidence")]
    return combined(attacks, Quantity("tpr", fpr), attacker).least


def _theorems(claim: Claim) -> Sequence[Any]:
    """The theorems that a statement rests on, for those who open it."""
    ids = [part for id in claim.theorems for part in id.replace("+", " ").replace(",", " ").split()]
    return [CATALOG[id] for id in dict.fromkeys(ids) if id in CATALOG]
