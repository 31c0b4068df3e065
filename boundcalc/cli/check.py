"""boundcalc check"""

from __future__ import annotations

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
@json_option
def command(claim: str, where: str, seed: int, as_json: bool) -> int:
    """Check one inequality or identity: proved, certified, ..., or refuted with a counterexample.

    The exit status is 0 when the claim stands, 1 when it is refuted or undecided.

    \b
    boundcalc check "sqrt(n*p*(1-p)/2) <= BinomialMAD(n,p)" --where "n integer >= 2, 1/n <= p <= 1-1/n"
    boundcalc check "TV(P,Q) <= KL(P,Q)" --where "P, Q probability vectors"
    """
    from ..proof import check_claim

    verdict = check_claim(claim, where, seed)
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
