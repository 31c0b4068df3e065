"""One game in every dress: symbols then numbers, LaTeX read back, JSON, command line, pickle."""

from __future__ import annotations

import io
import json
import pickle
import sys
from contextlib import redirect_stdout, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy as sp
from hypothesis import strategies as st

import boundcalc as bc
from boundcalc.grammar import parse_law

from ..campaign import campaign
from ..draws import GAMMAS, categorical, rationals, texts_of
from ..verdicts import contains, meet, stated

n, lam = sp.Symbol("n", integer=True, positive=True), sp.Symbol("lambda", positive=True)
LEARNER = st.sampled_from(["WorstCase", "EmpiricalMean", "SufficientStatistic"])
KINDS = st.sampled_from(
    [
        "Bernoulli",
        "Binomial",
        "Geometric",
        "Poisson",
        "NegativeBinomial",
        "Exponential",
        "Gamma",
        "Normal",
        "Uniform",
        "Cauchy",
    ]
)


def _sane(text: str) -> bool:
    numbers = [Fraction(part.strip()) for part in text.split("(", 1)[1][:-1].split(",")]
    return all(x == 0 or Fraction(1, 60) <= abs(x) <= 60 for x in numbers)


def run(arguments: list[str]) -> tuple[int, str]:
    """Exit status and output of the command line."""
    from boundcalc.cli import main

    out = io.StringIO()
    with redirect_stdout(out):
        try:
            main(arguments)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


@campaign(
    "symbols", weight=3, law=KINDS.flatmap(texts_of), learner=LEARNER, size=st.integers(1, 20), gamma=GAMMAS, seconds=25
)
def substitution(law: str, learner: str, size: int, gamma: str) -> None:
    """Symbols for n, the weight and the law's parameters, then numbers: what numbers from the start give."""
    if not _sane(law):
        return
    data = parse_law(law)
    kind = type(data)
    made = getattr(bc, learner)()
    plain = bc.Game(data, made, n=size, lam=gamma)
    if plain.exact_theorem is None:
        return
    truth = plain.delta(10).value
    names = {
        p.name: sp.Symbol(
            f"{p.name}_0",
            positive=True,
            integer=True if p.domain in (sp.S.Naturals, sp.S.Naturals0, sp.S.Integers) else None,
        )
        for p in kind.parameters
    }
    numbers = dict(zip(names.values(), data.args, strict=True))
    games = [
        (bc.Game(data, made, n=n, lam=gamma), {n: size}),
        (bc.Game(data, made, n=size, lam=lam), {lam: sp.Rational(*Fraction(gamma).as_integer_ratio())}),
    ]
    if all((value > 0) == True for value in numbers.values()):  # noqa: E712
        with suppress(ValueError):
            games.append((bc.Game(kind(*names.values()), made, n=size, lam=gamma), numbers))
    for game, values in games:
        if game.exact_theorem is None:
            continue
        expr = game.delta().expr.subs(values)
        if expr.free_symbols or expr.has(sp.nan):
            stated(not expr.has(sp.nan), "substituted", f"{game}: {expr}")
            continue
        meet(bc.evaluate(expr, 10), truth, "symbols, then numbers")


@campaign(
    "symbols",
    weight=2,
    law=st.one_of(categorical(5), KINDS.flatmap(texts_of)),
    size=st.integers(1, 20),
    gamma=GAMMAS,
    digits=st.integers(3, 20),
    seconds=25,
)
def command_line(law: str, size: int, gamma: str, digits: int) -> None:
    """The command line says what Python says, and its JSON's ends are around it."""
    if not _sane(law):
        return
    game = bc.Game(parse_law(law), n=size, lam=gamma)
    if game.exact_theorem is None:
        return
    result = game.delta(digits)
    done = run(["delta", "--law", law, "--n", str(size), "--lam", gamma, "--digits", str(digits), "--json"])
    stated(done[0] == 0, "exit status", f"{done}")
    data = json.loads(done[1])
    stated(
        Fraction(data["lower"]) <= result.value.lower and result.value.upper <= Fraction(data["upper"]),
        "command line",
        str(data),
    )
    stated(data == json.loads(json.dumps(result.to_json())), "JSON", f"{data}")
    bounds = run(["bounds", "--law", law, "--n", str(size), "--lam", gamma, "--json"])
    stated(bounds[0] == 0, "exit status of bounds", f"{bounds}")
    rows = json.loads(bounds[1])
    rows = rows["bounds"] if isinstance(rows, dict) and "bounds" in rows else rows
    for row, bound in zip(rows, game.bounds(), strict=False):
        stated(row["theorem"] == bound.id, "bounds in order", f"{row['theorem']}, {bound.id}")


@campaign(
    "symbols",
    weight=2,
    law=st.one_of(categorical(5), KINDS.flatmap(texts_of)),
    learner=LEARNER,
    size=st.integers(1, 12),
    gamma=GAMMAS,
    seconds=25,
)
def pickled(law: str, learner: str, size: int, gamma: str) -> None:
    """Games, results and laws survive pickling, and a law's text reads back as the law."""
    if not _sane(law):
        return
    data = parse_law(law)
    stated(parse_law(str(data)) == data, "text of a law", f"{data}")
    game = bc.Game(data, getattr(bc, learner)(), n=size, lam=gamma)
    if game.exact_theorem is None:
        return
    result = game.delta(8)
    for thing in (data, game, result):
        stated(pickle.loads(pickle.dumps(thing)) == thing, "pickled", repr(thing))


@campaign("symbols", law=categorical(4), size=st.integers(1, 15), gamma=GAMMAS, digits=st.integers(3, 12))
def printed_bounds(law: str, size: int, gamma: str, digits: int) -> None:
    """Printed bounds are on their side: an upper bound's text is at least its value, a lower bound's at most."""
    for bound in bc.Game(parse_law(law), n=size, lam=gamma).bounds(digits):
        if bound.value is None:
            continue
        text = str(bound)
        if text.startswith("<= "):
            stated(Fraction(text[3:]) >= bound.value.upper, "printed upper bound", f"{text}: {bound.value!r}")
        elif text.startswith(">= "):
            stated(Fraction(text[3:]) <= bound.value.lower, "printed lower bound", f"{text}: {bound.value!r}")
        latex = bound.latex()
        stated(latex.count("{") == latex.count("}"), "braces", latex)


@campaign(
    "symbols",
    weight=2,
    example=st.integers(0, 10**6),
    operators=st.lists(st.integers(0, 10**6), min_size=1, max_size=2),
    seconds=15,
)
def latex(example: int, operators: list[int]) -> None:
    """LaTeX of every node under one and two operators is read back as the same value."""
    folder = str(Path(__file__).parents[2])
    if folder not in sys.path:
        sys.path.insert(0, folder)  # as pytest does
    from functions import test_latex as shelf

    expr: Any = shelf.EXAMPLES[example % len(shelf.EXAMPLES)]
    names = sorted(shelf.OPERATORS)
    for i in operators:
        name = names[i % len(names)]
        expr = shelf.OPERATORS[name](expr)
        if name in ("error function", "logarithm", "largest", "case") or name.startswith(("exponent", "argument")):
            break  # SymPy's own function: how it writes a power of that is its own affair
    shelf.assert_read_back(expr)
    stated(True, "LaTeX read back", "")


@campaign("symbols", law=categorical(5), size=st.integers(1, 12), step=rationals("1/10", "9/10"))
def derivative(law: str, size: int, step: str) -> None:
    """Delta's expression is the enumerated number wherever symbols are filled in, at neighbouring n and gamma."""
    data = parse_law(law)
    expr = bc.Game(data, n=n, lam=lam).delta().expr
    from .discrete import atom

    masses = [Fraction(t) for t in law[12:-1].split(",")]
    for m, g in ((size, Fraction(step)), (size + 1, 1 / Fraction(step)), (size, Fraction(1))):
        value = bc.evaluate(expr.subs({n: m, lam: sp.Rational(g.numerator, g.denominator)}), 15)
        contains(value, sum((atom(m, p, g) for p in masses), Fraction(0)), "expression of n and gamma")
