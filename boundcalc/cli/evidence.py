"""boundcalc evidence"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import click

from ..attacks.evidence import Confrontation
from ..dossier.score_file import read_scores
from ..grammar import parse_learner
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from .options import check_writable, json_option, plot_option, print_json, write_page, write_plot

_DEFAULT = click.core.ParameterSource.DEFAULT


@click.command("evidence")
@click.option("--tp", type=int, metavar="K", help="Members called members.")
@click.option("--fp", type=int, metavar="K", help="Non-members called members.")
@click.option("--members", type=int, metavar="N", help="Members tested.")
@click.option("--nonmembers", type=int, metavar="N", help="Non-members tested.")
@click.option("--scores", "score_file", metavar="FILE", help="Scores in CSV or Parquet instead, larger for members.")
@click.option("--score", "score_column", default="score", show_default=True, metavar="COLUMN")
@click.option("--member", "member_column", default="member", show_default=True, metavar="COLUMN", help="1 for members.")
@click.option("--run", "run_column", metavar="COLUMN", help="The run of each record, where those of a run depend.")
@click.option("--one-run", is_flag=True, help="An audit of one model by canaries: a bound on epsilon alone.")
@click.option("--correct", type=int, metavar="K", help="Right guesses of the audit.")
@click.option(
    "--guesses", type=int, multiple=True, metavar="K", help="Guesses of the audit; may be repeated for scores."
)
@click.option("--canaries", type=int, metavar="N", help="Canaries of the audit.")
@click.option("--family", type=click.Choice(["epsilon", "gaussian"]), default="epsilon", show_default=True)
@click.option("--level", default="0.95", show_default=True, help="Confidence of all statements together.")
@click.option("--nu", default="1/2", show_default=True, help="Probability that the test point is a member.")
@click.option("--lam", default="1", show_default=True, help="Weight of correct answers on non-members.")
@click.option("--joint", type=click.Choice(["product", "sidak", "bonferroni"]), default="product", show_default=True)
@click.option("--shift", default="0", show_default=True, help="Total variation of the laws of the two kinds, at most.")
@click.option("--fpr", "fprs", multiple=True, metavar="RATE", help="The TPR at this FPR too; may be repeated.")
@click.option("--delta", "deltas", multiple=True, metavar="DELTA", help="The epsilon at this delta; may be repeated.")
@click.option(
    "--claim",
    metavar="GUARANTEE",
    help="A claimed guarantee, e.g. 'PrivateLearner(epsilon=1)', or a number: of Delta, with --one-run of epsilon.",
)
@click.option("--html", metavar="FILE", help="Write the statements as a page too.")
@plot_option
@json_option
def command(
    score_file: str | None,
    score_column: str,
    member_column: str,
    run_column: str | None,
    one_run: bool,
    correct: int | None,
    guesses: Sequence[int],
    canaries: int | None,
    family: str,
    level: str,
    fprs: Sequence[str],
    deltas: Sequence[str],
    claim: str | None,
    html: str | None,
    picture: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """What somebody's attack certifies: from its counts, its scores, or one audited model; exit status 1 when it
    contradicts a claim."""
    check_writable(html)
    check_writable(picture)
    scored: Json = {}
    if score_file is not None:
        scored = read_scores(score_file, score_column, member_column, run_column)
    elif run_column is not None:
        raise ValueError("run belongs to the scores of a file")
    if one_run and (html or picture):
        raise ValueError(f"{'html' if html else 'plot'} does not belong to --one-run: one model has no curve")
    if one_run:
        return _audit(scored, options, correct, guesses, canaries, family, level, fprs, deltas, claim, as_json)
    given = {"correct": correct, "guesses": guesses or None, "canaries": canaries}
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"{name} belongs to --one-run")
    from ..attacks.evidence import evidence

    found = evidence(level=level, **options, **scored)
    rates = {rate: found.tpr(rate) for rate in fprs}
    budgets = {delta: found.epsilon(delta) for delta in deltas}
    against = None if claim is None else found.against(_claim(claim))
    if html is not None:
        write_page(found, html)
    if picture is not None:
        write_plot(found, picture)
    if as_json:
        print_json(
            found.to_json()
            | ({} if against is None else {"claim": against.to_json()})
            | {"tprs": [{"fpr": rate, "tpr": tpr} for rate, tpr in rates.items()]}
            | {"epsilons": [{"delta": delta, "epsilon": epsilon} for delta, epsilon in budgets.items()]}
        )
        return _leave(against)
    first, *rest = str(found).splitlines()
    more = [f"TPR >= {_down(tpr)} at FPR {rate}" for rate, tpr in rates.items()]
    more += [f"epsilon >= {_down(epsilon)} at delta = {delta}" for delta, epsilon in budgets.items()]
    click.echo("\n".join([*([] if against is None else [against.verdict]), first, *more, *rest]))
    return _leave(against)


def _claim(text: str) -> object:
    """A learner where it is written as one, else a number."""
    return parse_learner(text) if "(" in text else text


def _leave(against: Confrontation | None) -> None:
    if against is not None and against.contradicts:
        click.get_current_context().exit(1)


def _audit(
    scored: Json,
    options: Json,
    correct: int | None,
    guesses: Sequence[int],
    canaries: int | None,
    family: str,
    level: str,
    fprs: Sequence[str],
    deltas: Sequence[str],
    claim: str | None,
    as_json: bool,
) -> None:
    from ..attacks.evidence import one_run

    for name in ("tp", "fp", "members", "nonmembers"):
        if options[name] is not None:
            raise ValueError(f"{name} does not belong to --one-run, which takes correct, guesses and canaries")
    context = click.get_current_context()
    curve = [name for name in ("nu", "lam", "joint", "shift") if context.get_parameter_source(name) is not _DEFAULT]
    curve += [name for name, value in (("fpr", fprs), ("run", "blocks" in scored)) if value]
    if curve:
        raise ValueError(f"{curve[0]} does not belong to --one-run: one model certifies an epsilon alone")
    if len(deltas) > 1:
        raise ValueError("delta must be one number with --one-run")
    wanted: Any = guesses[0] if len(guesses) == 1 and not scored else list(guesses) or None
    delta = deltas[0] if deltas else "0"
    found = one_run(
        correct=correct, guesses=wanted, canaries=canaries, delta=delta, level=level, family=family, **scored
    )
    against = None if claim is None else found.against(_claim(claim))
    if as_json:
        print_json(found.to_json() | ({} if against is None else {"claim": against.to_json()}))
    else:
        click.echo("\n".join([*([] if against is None else [against.verdict]), str(found)]))
    return _leave(against)


def _down(x: float) -> str:
    return decimal_string(Fraction(x), 4, "down")
