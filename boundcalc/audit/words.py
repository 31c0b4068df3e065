"""What an audit says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..numeric.rounding import decimal_string
from .guarantee import ConfidenceInterval

if TYPE_CHECKING:
    from .audit import Audit

MEANING = (
    "Delta is an average over training sets and targets, all drawn from the law: a rare record may be exposed far more"
)


JOINT = (
    "any number of models, statistics and versions of the same records, released together: nothing has to be composed"
)
KNOWING = (
    "what the attacker sees of a record was fixed without looking at the records, and a target's place among them is "
    "random and unknown to the learner"
)


def assumptions(audit: Audit) -> list[str]:
    """What the interval rests on."""
    whole = [] if audit.by is None else [f"a record is the whole history of one {shown(audit.by)}: all its rows"]
    said = [*whole, audit.design.assumption]
    return said if audit.known is None and not audit.design.strata else [*said, KNOWING]


def listed(names: Sequence[str]) -> str:
    """Names of columns, the first of them where they are many."""
    return shown(", ".join([*names[:8], *["..."] * (len(names) > 8)]))


def statement(audit: Audit) -> str:
    """One sentence for a release note."""
    who = f"the {len(audit.columns)} audited columns" if len(audit.columns) > 6 else shown(", ".join(audit.columns))
    if audit.known is not None:
        return _about_knowledge(audit, f"all {len(audit.columns)} columns" if len(audit.columns) > 6 else who)
    if audit.delta.upper >= 1:
        return (
            f"Nothing can be promised for models trained on {audit.n} records of {who}: "
            f"the guaranteed security is 0 (confidence {audit.delta.percent})."
        )
    return (
        f"With confidence {audit.delta.percent} over the draw of the {audit.rows} records, no membership "
        f"inference attack on any model trained on {audit.n} records of {who} has "
        f"{_article(audit)}{audit.measure} above {audit.delta.upper_str()}{audit.design.outsiders}: security is at "
        f"least {audit.security.lower_str()} (boundcalc, {_cited(audit)[:-2]})."
    )


def _about_knowledge(audit: Audit, trained: str) -> str:
    if audit.delta.upper >= 1:
        return (
            f"Against somebody who knows {listed(audit.knows)} of a target nothing can be promised for models trained "
            f"on {audit.n} records of {trained}: the guaranteed security is 0 (confidence {audit.delta.percent})."
        )
    return (
        f"With confidence {audit.delta.percent} over the draw of the {audit.rows} records, no membership inference "
        f"attack by somebody who knows {listed(audit.knows)} of a target has {_article(audit)}{audit.measure} above "
        f"{audit.delta.upper_str()} on any model or models trained on {audit.n} records of {trained}"
        f"{audit.design.outsiders}: security is at least {audit.security.lower_str()} "
        f"(boundcalc, {_cited(audit)}T-PARTIAL)."
    )


def _cited(audit: Audit) -> str:
    design = audit.design
    return "T-COUNT, " + ("count-survey, " if design.population else "count-strata, " if design.strata else "")


def _article(audit: Audit) -> str:
    return "an " if audit.gamma == 1 else "a value of "


def notes(audit: Audit) -> tuple[str, ...]:
    """What a reader must know before relying on the numbers."""
    out = []
    if audit.by is not None:
        out.append(f"A record is the whole history of one {shown(audit.by)}: {audit.rows} histories were counted.")
    if audit.distinct == audit.rows:
        out.append(
            "Every record is distinct: security 0. Nothing in the table excludes an attack that recognises every "
            "training record. Coarsen the columns (boundcalc discretise)."
        )
    elif audit.delta.upper >= 1:
        out.append("Security 0: too many values are rare for any promise at this number of records.")
    if audit.n > audit.rows:
        out.append(
            f"n = {audit.n} exceeds the {audit.rows} records of the table. The upper bound still holds, because more "
            "training records never raise the worst-case leakage (T-MONO); the lower side is then only 0."
        )
    if audit.n < audit.rows:
        out.append(
            f"n = {audit.n} is less than the {audit.rows} records of the table: the upper bound is that of a random "
            "part of this size (thinning), the lower side that of the whole table (T-MONO)."
        )
    if audit.design.strata or audit.design.population:
        out.append("The estimates take the records for independent draws from one law: not of this design.")
    if audit.rows < 30:
        out.append(f"{_many(audit.rows, 'record')} can say very little about a law.")
    for cost in audit.costs:
        if cost.single > 0.5 * audit.rows:
            out.append(
                f"Column {cost.name!r}: {cost.single} of its values occur once; it alone identifies most records."
            )
    if audit.plug_in not in audit.delta:
        out.append("The plug-in value lies outside the guaranteed interval: too many values are rare for it.")
    return tuple(out)


def text(audit: Audit) -> str:
    """The whole answer, as a terminal shows it."""
    lines = [
        f"{_many(audit.rows, 'record')}, {_many(len(audit.columns), 'column')}: " + listed(audit.columns),
        *([] if audit.known is None else [f"The attacker knows of a target: {listed(audit.knows)}"]),
        f"{_many(audit.distinct, 'distinct combination')}, {audit.singletons} occurring once",
        "",
        f"With confidence {audit.delta.percent}, whatever the law of the records, n = {audit.n}",
        f"  Delta     {_ends(audit.delta)}   the best attack's {audit.measure}: "
        "upper end on any model, lower end on the worst",
        f"  security  {_ends(audit.security)}",
        f"  accuracy  {_ends(audit.accuracy)}   the best attack's, {audit.coin}",
        f"  target    security {audit.target_str}: {'met' if audit.target_met else 'not met'}",
        *(
            f"  TPR       at most {decimal_string(rate, 4, 'up')} at FPR {fpr:g}, of any attack on any model"
            for fpr, rate in audit.tpr_upper.items()
        ),
        "",
        "Estimates, without guarantee",
        f"  Delta     {audit.estimate:.4g}   (plug-in {audit.plug_in:.4g})",
        *(f"  TPR at FPR {fpr:g}   {rate:.4g}" for fpr, rate in audit.tpr.items()),
        f"  C_K       {audit.diversity:.5g}",
        f"  n for security {audit.target_str}   {audit.sample_size or 'none'}",
    ]
    if audit.costs:
        lines += ["", "Columns, the most costly first: Delta's upper bound without it"]
        names = [shown(cost.name)[:30] for cost in audit.costs]
        width = max(map(len, names))
        lines += [
            f"  {name:{width}}  {c.upper_str}  ({c.distinct} values, {c.single} occur once)"
            for name, c in zip(names, audit.costs, strict=True)
        ]
    if audit.exposed:
        lines += ["", "Most exposed records (leakage estimated)"]
    for cell in audit.exposed:
        lines.append(f"  {cell.leakage:<9.3g}  seen {cell.count}x  {where(cell.values)}")
    lines += ["", *(f"Assuming: {text}." for text in assumptions(audit)), f"Covers: {JOINT}.", f"Meaning: {MEANING}."]
    lines += [*(f"Note: {note}" for note in audit.notes), f"Statement: {audit.statement}"]
    return "\n".join(lines)


def where(values: Mapping[str, object]) -> str:
    """A combination of values on one line, cut where it is long."""
    said = shown(", ".join(f"{name}={'missing' if v is None else v}" for name, v in values.items()))
    return said if len(said) <= 150 else said[:147] + "..."


def shown(text: str) -> str:
    """The text on one line: line breaks, terminal codes and marks of direction in names and cells as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _ends(x: ConfidenceInterval) -> str:
    return f"[{x.lower_str()}, {x.upper_str()}]"
