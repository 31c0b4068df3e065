"""boundcalc check"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any

import click

from .options import json_option, print_json


@click.command("check")
@click.argument("claim")
@click.option(
    "--where",
    default="",
    metavar="TEXT",
    help="What the symbols are, e.g. 'n integer >= 2, 1/n <= p <= 1-1/n' or 'P, Q probability vectors'.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the search for a counterexample.")
@click.option("--seconds", default=120.0, show_default=True, help="Time for proofs, and then for counterexamples.")
@json_option
def command(claim: str, where: str, seed: int, seconds: float, as_json: bool) -> int:
    """Check one inequality or identity: proved, certified, ..., or refuted with a counterexample.

    The exit status is 0 when the claim stands, 1 when it is refuted or undecided.

    \b
    boundcalc check "sqrt(n*p*(1-p)/2) <= BinomialMAD(n,p)" --where "n integer >= 2, 1/n <= p <= 1-1/n"
    boundcalc check "TV(P,Q) <= KL(P,Q)" --where "P, Q probability vectors"
    """
    from ..proof import Verdict, check_claim

    if not seconds > 0:
        raise ValueError(f"--seconds must be positive, got {seconds:g}")
    verdict = _within(seconds, lambda: check_claim(claim, where, seed))
    if verdict is None:
        verdict = _within(seconds, lambda: check_claim(claim, where, seed, proving=False))
    if verdict is None:
        verdict = Verdict("undecided", problem=f"nothing was settled within {seconds:g} s")
    if as_json:
        print_json({"claim": claim, "where": where} | verdict.to_json())
        return 0 if verdict.stands else 1
    click.echo(verdict.word)
    rows = (
        ("how", verdict.how),
        ("for", verdict.domain),
        ("margin", verdict.margin + (f" at {verdict.tightest}" if verdict.tightest else "")),
        ("because", verdict.problem),
        ("counterexample", verdict.counterexample),
    )
    for name, text in rows:
        if text:
            click.echo(f"  {name:<15}{text}")
    return 0 if verdict.stands else 1


class _TimeIsUp(BaseException):
    """Passes every `except Exception` of the libraries."""


def _within(seconds: float, work: Callable[[], Any]) -> Any:
    """What `work` returns, or None when time is up; without a limit where the system has no alarm."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        return work()

    def ring(*_: Any) -> None:
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    except _TimeIsUp:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
