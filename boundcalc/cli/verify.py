"""boundcalc verify"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import json_option, print_json, print_table

if TYPE_CHECKING:
    from ..proof.derivation import Derivation, Library, Outcome


@click.command("verify")
@click.argument("names", nargs=-1, metavar="[FILES|ids]")
@click.option(
    "--need",
    default="cited",
    show_default=True,
    metavar="WORD",
    help="The weakest verdict that is accepted for a step: proved, exhausted, certified, cited, sampled or simulated.",
)
@click.option("--mutate", "mutating", is_flag=True, help="Change the claims and see whether that is noticed.")
@click.option("--latex", "as_latex", is_flag=True, help="Print the proofs as LaTeX instead of checking them.")
@click.option("--certificates", metavar="DIR", help="Write a Coq file for every step certified over a box.")
@json_option
def command(
    names: tuple[str, ...], need: str, mutating: bool, as_latex: bool, certificates: str | None, as_json: bool
) -> int:
    """Check derivations step by step: all of the folder `derivations`, or the given files and ids.

    The exit status is 0 when every step reaches the strength asked for (with --mutate: when at least 95% of the false
    mutants of each derivation are refuted), else 1.
    """
    from ..proof.files import library
    from ..proof.verdict import STANDS

    if need not in STANDS:
        raise ValueError(f"--need must be one of {', '.join(STANDS)}, got {need!r}")
    files = [Path(name) for name in names if name.endswith(".py")]
    known = library(extra=files)
    chosen = [_id(name, known, files) for name in names] or list(known.derivations)
    if as_latex:
        for id in chosen:
            click.echo(known[id].latex() + "\n")
        return 0
    if mutating:
        return _mutate([known[id] for id in chosen], as_json)
    outcomes = []
    for id in chosen:
        outcomes.append(known.outcome(id))
        if not as_json:
            _print(outcomes[-1])
    if certificates is not None:
        _certify(outcomes, Path(certificates), as_json)
    good = all(r.verdict.reaches(need) for o in outcomes for r in o.steps) and all(
        o.verdict.reaches(need) for o in outcomes
    )
    if as_json:
        print_json({"need": need, "verified": good, "derivations": [o.to_json() for o in outcomes]})
    else:
        rows = [[o.derivation.id, o.verdict.word, str(len(o.steps)), f"{o.seconds:.1f} s"] for o in outcomes]
        print_table("Derivations", ["id", "verdict", "steps", "time"], rows)
        for missing in dict.fromkeys(r.verdict.missing for o in outcomes for r in o.steps if r.verdict.missing):
            click.echo(missing)
    return 0 if good else 1


def _certify(outcomes: list[Outcome], folder: Path, quiet: bool) -> None:
    from ..certify import Certificate, step_certificates

    folder.mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        for number, found in step_certificates(outcome):
            name = f"{outcome.derivation.id}-{number}"
            text = found
            if isinstance(found, Certificate):
                text = str(found.write(folder / f"{name.replace('-', '_')}.v"))
            if not quiet:
                click.echo(f"{name}: {text}")


def _id(name: str, known: Library, files: list[Path]) -> str:
    if name.endswith(".py"):
        from ..proof.files import load

        return load(Path(name)).id
    if name not in known:
        near = get_close_matches(name, known.derivations, 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise ValueError(f"there is no derivation {name!r}{hint}")
    return name


def _print(outcome: Outcome) -> None:
    rows = [
        [
            str(r.step.number),
            r.verdict.word,
            r.step.claim,
            r.verdict.counterexample or r.verdict.problem or r.verdict.how,
            f"{r.seconds:.2f}",
        ]
        for r in outcome.steps
    ]
    title = f"{outcome.derivation.id}: {outcome.verdict.word}"
    print_table(title, ["", "verdict", "step", "how", "s"], rows)


def _mutate(derivations: list[Derivation], as_json: bool) -> int:
    from ..proof.mutate import mutate

    results = []
    for derivation in derivations:
        results.append(mutate(derivation))
        if not as_json:
            for m in results[-1].mutants:
                if m.fate == "open":
                    click.echo(f"open: {derivation.id} {m.step}, {m.change}: {m.relation}")
    good = all(r.killed >= 0.95 for r in results)
    if as_json:
        print_json({"good": good, "derivations": [r.to_json() for r in results]})
        return 0 if good else 1
    rows = [
        [
            r.derivation.id,
            str(len(r.mutants)),
            str(r.count("refuted")),
            str(r.count("true")),
            str(r.count("open")),
            f"{r.killed:.0%}",
        ]
        for r in results
    ]
    if len(results) > 1:
        counts = [sum(r.count(fate) for r in results) for fate in ("refuted", "true", "open")]
        false = counts[0] + counts[2]
        killed = f"{counts[0] / false:.1%}" if false else "100%"
        rows.append(["all", str(sum(counts)), *map(str, counts), killed])
    print_table("Mutants", ["id", "mutants", "refuted", "true", "open", "killed"], rows)
    return 0 if good else 1
