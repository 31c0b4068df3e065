"""boundcalc demo"""

from __future__ import annotations

from importlib.resources import as_file, files

import click

from ..game import Game
from ..interop import read_counts
from ..numeric.kinds import Json
from ..planning import sample_size
from .options import json_option, print_json, print_table

SOURCE = (
    "Passengers and crew of the Titanic by class, sex, age and survival: British Board of Trade, Report on the Loss "
    "of the S.S. Titanic (1912), as tabulated by R. J. MacG. Dawson, J. Statistics Education 3(3), 1995. "
    "Public-domain counts."
)


def demo_game(n: int = 2201) -> Game:
    """The worst-case game on n draws from the Titanic table."""
    with as_file(files("boundcalc") / "data" / "titanic.csv") as path:
        return Game(read_counts(path), n=n)


@click.command("demo")
@click.option("--samples", default=200_000, show_default=True, type=int, help="Games to simulate.")
@json_option
def command(samples: int, as_json: bool) -> None:
    """What can any attack on any model trained on the passengers of the Titanic achieve?"""
    game = demo_game()
    check = game.crosscheck(samples, seed=0)  # first: it refuses bad options at once
    delta, security, accuracy = game.delta(30), game.security(30), game.accuracy(30)
    bounds, exposed = game.bounds(), game.exposed(5, 10)
    tpr = game.tradeoff().tpr("1/100")
    needed = sample_size(game.law, "0.95")
    if as_json:
        out: Json = {
            "source": SOURCE,
            "n": int(game.n),
            "atoms": int(game.law.atom_count),
            "delta": delta.to_json(),
            "security": security.to_json(),
            "accuracy": accuracy.to_json(),
            "bounds": [b.to_json() for b in bounds],
            "exposed": [{"cell": z, "mass": str(p), "delta": r.to_json()} for z, p, r in exposed],
            "tpr_at_fpr_0.01": tpr.to_json(12),
            "n_for_security_0.95": needed,
            "simulation": check.estimate.to_json() | {"agrees": check.agrees},
        }
        print_json(out)
        return
    click.echo(SOURCE)
    click.echo(f"\nn = {game.n} records, K = {game.law.atom_count} cells, any learner, fair coin.\n")
    click.echo(f"Delta = {delta}   the best attack's advantage, exactly")
    click.echo(f"security = {security}")
    click.echo(f"accuracy of the best attack = {accuracy}")
    click.echo(f"formula: {delta.latex()}\n")
    rows = [[b.id, b.kind, b.label, str(b), "" if b.tightness is None else b.tightness.to_string(5)] for b in bounds]
    print_table("Bounds", ["theorem", "kind", "label", "value", "tightness"], rows)
    rows = [[str(z), str(p), r.value.to_string(6) if r.value else ""] for z, p, r in exposed]
    print_table("Most exposed cells", ["cell", "frequency", "Delta of this record"], rows)
    click.echo(f"TPR at 1% FPR: {tpr.to_string(8)}")
    click.echo(f"n for 95% security: {needed}")
    click.echo(f"cross-check, {samples} simulated games: {check}")
