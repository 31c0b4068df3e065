"""boundcalc check"""

from __future__ import annotations

import re

import click

from .options import json_option, print_json


class _ClaimFirst(click.Command):
    """A claim may begin with a minus: what no option is called is the claim."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = {name: p for p in self.get_params(ctx) if isinstance(p, click.Option) for name in p.opts}
        ours: list[str] = []
        claims: list[str] = []
        rest = iter(args)
        for word in rest:
            if word == "--":
                claims += rest
            elif word.partition("=")[0] in options or re.fullmatch(r"--?[a-z-]+", word):
                ours.append(word)
                option = options.get(word)
                if option and not option.is_flag:
                    ours += [value for value in [next(rest, None)] if value is not None]
            else:
                claims.append(word)
        return super().parse_args(ctx, [*ours, "--", *claims])


@click.command("check", cls=_ClaimFirst)
@click.argument("claim")
@click.option(
    "--where",
    default="",
    metavar="TEXT",
    help="What the symbols are, e.g. 'n integer >= 2, 1/n <= p <= 1-1/n' or 'P, Q probability vectors'.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the search for a counterexample.")
@click.option(
    "--seconds", default=120.0, show_default=True, help="Time for all: two thirds for proofs, then for counterexamples."
)
@json_option
def command(claim: str, where: str, seed: int, seconds: float, as_json: bool) -> int:
    """Check one inequality or identity: proved, certified, ..., or refuted with a counterexample.

    The exit status is 0 when the claim stands, 1 when it is refuted or undecided.

    \b
    boundcalc check "sqrt(n*p*(1-p)/2) <= BinomialMAD(n,p)" --where "n integer >= 2, 1/n <= p <= 1-1/n"
    boundcalc check "TV(P,Q) <= KL(P,Q)" --where "P, Q probability vectors"
    """
    from ..proof.timed import check_within

    if not seconds > 0:
        raise ValueError(f"--seconds must be positive, got {seconds:g}")
    verdict = check_within(seconds, claim, where, seed)
    if as_json:
        print_json({"claim": claim, "where": where} | verdict.to_json())
        return 0 if verdict.stands else 1
    click.echo(verdict.word)
    rows = (
        ("how", verdict.how),
        ("for", verdict.domain),
        ("margin", verdict.margin + (f" at {verdict.tightest}" if verdict.tightest else "")),
        ("because", verdict.problem),
        ("missing", verdict.missing),
        ("counterexample", verdict.counterexample),
    )
    for name, text in rows:
        if text:
            click.echo(f"  {name:<15}{text}")
    return 0 if verdict.stands else 1
