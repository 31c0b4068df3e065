"""boundcalc crosscheck"""

from __future__ import annotations

import click

from .options import check_writable, json_option, plot_option, print_json, print_table, write_plot


@click.command("crosscheck")
@click.option("--samples", default=100_000, show_default=True, type=int, help="Samples for each game.")
@click.option("--seed", default=0, show_default=True, type=int, help="Seed of all simulations.")
@click.option("--family-error", default="1/1000", show_default=True, help="Chance of any false alarm.")
@click.option("--games", default=14, show_default=True, type=int, help="Games for each theorem, at most.")
@plot_option
@json_option
def command(samples: int, seed: int, family_error: str, games: int, picture: str | None, as_json: bool) -> None:
    """Every exact theorem of the catalog against simulation; exit status 1 when one disagrees."""
    from ..crosscheck import crosscheck_catalog

    check_writable(picture)
    result = crosscheck_catalog(samples, seed, family_error, games)
    rows = [
        {
            "theorem": c.theorem.id,
            "law": str(c.game.law),
            "learner": str(c.game.learner),
            "n": str(c.game.n),
            "gamma": str(c.game.gamma),
            "quantity": c.quantity,
            "exact": c.check.exact.to_json(12),
            "simulated": c.check.estimate.to_json(),
            "agrees": c.check.agrees,
        }
        for c in result.checks
    ]
    if picture is not None:
        write_plot(result, picture, 6.4, 12)
    if as_json:
        head = {"family_error": str(result.family_error), "samples": samples, "seed": seed}
        found = {"agrees": bool(result), "disagreeing": len(result.disagreeing), "unreached": result.unreached}
        print_json(head | found | {"checks": rows})
    else:
        cells = [
            [
                c.theorem.id,
                c.quantity,
                f"{c.game.law}, {c.game.learner}, n={c.game.n}, gamma={c.game.gamma}",
                c.check.exact.to_string(8),
                f"[{c.check.estimate.lower:.6f}, {c.check.estimate.upper:.6f}]",
                c.check.verdict,
            ]
            for c in result.checks
        ]
        print_table("", ["theorem", "quantity", "game", "exact", "simulated", ""], cells)
        for name in result.unreached:
            click.echo(f"{name}: no example game can be played")
        click.echo(
            f"{len(cells)} comparisons, {len(result.disagreeing)} disagree; "
            f"chance of a false alarm at most {result.family_error}"
        )
    return None if result else click.get_current_context().exit(1)
