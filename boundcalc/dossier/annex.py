"""The annex for regulators: which attacks are bounded, which were only tested, which are not covered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..numeric.rounding import decimal_string
from .claim import Quantity
from .combine import Answer
from .release import EVERYTHING, SAMPLINGS
from .words import brief, listed

if TYPE_CHECKING:
    from .dossier import Dossier

SOURCES = (
    "EDPB Opinion 28/2024 (paragraphs 43, 55 and 58), ISO/IEC 27559 and NIST SP 800-226 ask about these points; "
    "whether the answers suffice is for the reader to judge"
)


@dataclass(frozen=True)
class Row:
    """One point and what this dossier says of it: "bounded", "tested" or "not covered"."""

    point: str
    status: str
    answer: str
    of: Answer | None = None
    """What its number comes from, and `more`, the theorems that carry it over."""
    more: tuple[str, ...] = ()


def annex(found: Dossier) -> tuple[Row, ...]:
    """The points in their order."""
    advantage = found.answer()
    worst = found.answer(Quantity("record"))
    bounded = "bounded" if advantage.most < 1 else "not covered"
    tested = [source.name for source in found.sources if hasattr(source, "evidence")]
    rows = [
        Row(
            "membership inference",
            bounded if bounded == "bounded" or not tested else "tested",
            f"advantage of any attack at most {decimal_string(advantage.most, 4, 'up')}"
            + (f"; attacks tried: {', '.join(map(brief, tested))}" if tested else "; no attack was tried"),
            advantage,
        ),
        Row(
            "attribute inference and reconstruction",
            bounded,
            "a guess that succeeds with probability at most k without the release succeeds with at most k + "
            f"{decimal_string(advantage.most, 4, 'up')} with it (T-INFER)"
            if advantage.most < 1
            else "nothing bounds what the release adds to a guess",
            advantage,
            ("inference",),
        ),
        Row(
            "re-identification in the training data",
            "bounded" if _unique(found) is not None else "not covered",
            _unique(found) or "no table was given: how many records are unique is not known",
        ),
        Row(
            "what the release says of everybody",
            "not covered",
            "what is true of the whole population may be learnt of a person whether or not they are in the data",
        ),
        Row(
            "what attackers may know",
            "stated",
            "; ".join(
                f"{brief(a.name)}: {'the whole record and whatever else' if a.columns is None else listed(a.columns)}"
                for a in found.release.attackers
            ),
        ),
        Row(
            "context of the release", "stated" if found.release.context else "not stated", found.release.context or "-"
        ),
        Row(
            "average risk",
            bounded,
            f"at most {decimal_string(advantage.most, 4, 'up')} on a random target",
            advantage,
        ),
        Row(
            "maximum risk",
            "bounded" if worst.most < 1 else "not covered",
            f"every single record leaks at most {decimal_string(worst.most, 4, 'up')}"
            if worst.most < 1
            else "a single rare record may be exposed entirely",
            worst,
        ),
        Row("population or sample", "stated", SAMPLINGS[found.release.data.sampling]),
        Row(
            "confidence",
            "stated",
            f"{found.percent} for all statements together" if found.events else "nothing rests on chance",
        ),
    ]
    return tuple(rows)


def _unique(found: Dossier) -> str | None:
    table = found.table
    if table is None:
        return None
    shares = []
    for attacker in found.release.attackers:
        share = decimal_string(100 * table.unique(attacker), 3, "down")
        name = "by the whole record" if attacker.name == EVERYTHING else f"by what {brief(attacker.name)} knows"
        shares.append(f"{share}% {name}")
    return f"records that are unique in the table: {'; '.join(shares)}"
