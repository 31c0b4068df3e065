"""Known tables: exact values equal the enumeration of all subsets."""

from fractions import Fraction
from itertools import combinations, product
from math import comb

import pytest
import sympy as sp
from reference.enumeration import delta as divergence
from reference.known_table import known_table_delta, laws, rates

import boundcalc as bc

TABLES = [(1, 1), (3, 1), (2, 2, 1), (4, 2, 1), (1, 1, 1, 1), (5, 1)]
OUTSIDERS = ("left out", "everybody")


def games(table, outsider, lam=1):
    whole = sum(table)
    for n in range(1, whole + (outsider == "everybody")):
        yield bc.Game(bc.FinitePopulation(table, outsider), n=n, lam=lam)


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_delta_is_that_of_all_subsets(table, outsider):
    for lam in ("1/3", "4/5", 1, "5/4", 3):
        for game in games(table, outsider, lam):
            value = known_table_delta(table, int(game.n), Fraction(lam), outsider == "everybody")
            assert game.delta().value.exact == value, game


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_the_curve_is_that_of_all_subsets(outsider):
    table = (4, 2, 1)
    for game, t in product(games(table, outsider), map(Fraction, ("0", "1/2", "1", "3/2", "4"))):
        fpr, tpr = rates(table, int(game.n), t, outsider == "everybody")
        roc = game.exact_theorem.roc(game, bc.numeric.exact.to_expr(t))
        assert [bc.evaluate(rate).exact for rate in roc] == [fpr, tpr], (game, t)
    game = bc.Game(bc.FinitePopulation(table, outsider), n=3)
    at = game.tradeoff().tpr("1/5")
    steps = [rates(table, 3, Fraction(k, 60), outsider == "everybody") for k in range(600)]
    best = max(
        y0 + (Fraction(1, 5) - x0) * (y1 - y0) / (x1 - x0) for (x1, y1) in steps for (x0, y0) in steps
         if x0 <= Fraction(1, 5) < x1
    )  # fmt: skip
    assert at.lower <= best <= at.upper


def test_the_leakage_of_a_record_is_that_of_its_cell():
    for outsider in OUTSIDERS:
        game = bc.Game(bc.FinitePopulation({"a": 4, "b": 2, "c": 1}, outsider), n=3, lam="5/4")
        leaks = {z: game.target(z).value.exact for z in "abc"}
        assert sum(Fraction(m, 7) * leaks[z] for z, m in zip("abc", (4, 2, 1), strict=True)) == game.delta().value.exact
        assert [z for z, *_ in game.exposed(3)] == ["c", "b", "a"]
        assert leaks["c"] > leaks["b"] > leaks["a"]


def test_nothing_released_of_all_columns_tells_more_than_the_cells_of_the_known_ones():
    people = [(30, "x"), (30, "y"), (30, "y"), (41, "x"), (41, "z")]
    for n, lam, outsider in product((1, 2, 3), ("4/5", "1", "3/2"), OUTSIDERS):
        game = bc.Game(bc.FinitePopulation([3, 2], outsider), n=n, lam=lam)
        whole = laws(people, n, known=lambda person: person[0], everybody=outsider == "everybody")
        assert divergence(*whole, Fraction(lam)) == game.delta().value.exact
        part = laws(
            people,
            n,
            known=lambda person: person[0],
            release=lambda drawn: max(people[i][1] for i in drawn),
            everybody=outsider == "everybody",
        )
        assert divergence(*part, Fraction(lam)) <= game.delta().value.exact


@pytest.mark.parametrize(
    ("n", "outsider", "digits"),
    [
        (100, "everybody", "0.051236"),
        (100, "left out", "0.056929"),
        (500, "everybody", "0.017119"),
        (500, "left out", "0.034237"),
    ],
)
def test_three_cells_have_the_values_of_the_hypergeometric_sum(n, outsider, digits):
    found = bc.Game(bc.FinitePopulation([500, 300, 200], outsider), n=n).delta().value.exact
    total = Fraction(0)
    for cell in (500, 300, 200):
        for t in range(max(0, n - 1000 + cell), min(cell, n) + 1):
            other = Fraction(cell, 1000) if outsider == "everybody" else Fraction(cell - t, 1000 - n)
            total += comb(cell, t) * comb(1000 - cell, n - t) * max(0, Fraction(t, n) - other)
    assert found == total / comb(1000, n)
    assert f"{float(found):.6f}" == digits


def test_large_tables_agree_with_small_ones_in_balls(monkeypatch):
    table, sizes = (37, 20, 20, 5, 1, 1), (1, 2, 40, 83)
    exact = [bc.Game(bc.FinitePopulation(table), n=n, lam=x).delta() for n in sizes for x in ("1/3", 1, "9/8", 5)]
    monkeypatch.setattr("boundcalc.functions._hypergeometric._EXACT", 0)
    balls = [bc.Game(bc.FinitePopulation(table), n=n, lam=x).delta(20) for n in sizes for x in ("1/3", 1, "9/8", 5)]
    for whole, ball in zip(exact, balls, strict=True):
        assert ball.value.lower <= whole.value.exact <= ball.value.upper
        assert ball.value.width < Fraction(1, 10**15)


def test_ten_million_records_are_split_at_once():
    game = bc.Game(bc.FinitePopulation([4 * 10**6, 3 * 10**6, 3 * 10**6 - 20, *[1] * 20]), n=8 * 10**6)
    value = game.delta(12).number()
    assert value.guaranteed
    assert value.width < Fraction(1, 10**15)
    assert Fraction(20, 10**7) < value.lower < value.upper < Fraction(1, 1000)
    assert game.bounds().upper.number().upper >= value.lower


def test_no_theorem_on_independent_draws_speaks_of_a_known_table():
    game = bc.Game(bc.FinitePopulation([5, 3, 2]), bc.EmpiricalMean() & bc.BitBudget(1), n=4)
    assert {bound.id for bound in game.bounds()} == {"finite-worst", "finite-ck"}
    assert {bound.via for bound in game.bounds()} == {()}
    worst = bc.Game(bc.FinitePopulation([500, 300, 200]), n=800)  # more than at n = 500: not monotone
    assert float(worst.delta()) > float(bc.Game(worst.law, n=500).delta())
    assert worst.bounds().lower.id == "finite"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: bc.FinitePopulation([5, 3], "both"), "outsider must be 'left out' or 'everybody', got 'both'"),
        (lambda: bc.FinitePopulation([5, "1/2"]), "counts must be integers"),
        (lambda: bc.FinitePopulation([5, -1]), "counts must not be negative, got -1"),
        (lambda: bc.FinitePopulation([0, 0]), "counts must have at least one positive entry"),
        (lambda: bc.FinitePopulation([]), "counts must have at least one entry"),
        (lambda: bc.Game(bc.FinitePopulation([5, 3]), n=8), "n must be at most 7 for a table of 8 records"),
        (lambda: bc.Game(bc.FinitePopulation([5, 3], "everybody"), n=9), "n must be at most 8"),
    ],
)
def test_bad_tables_are_refused_in_one_line(make, said):
    with pytest.raises(ValueError, match=said) as error:
        make()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("outsider", ["left out", "everybody"])
def test_a_private_learner_of_a_known_table_is_bounded_by_its_pairs(outsider):
    """Randomised response on 3 records, 2 of them drawn: enumerated, and the bound by exchange of two records."""
    keep = Fraction(3, 4)  # each drawn record's bit is told truly with probability 3/4: epsilon = ln 3
    bits, n = (0, 1, 1), 2
    member, other = {}, {}
    for drawn in combinations(range(3), n):
        for told in product((0, 1), repeat=n):
            chance = Fraction(1, 3)
            for i, bit in zip(drawn, told, strict=True):
                chance *= keep if bits[i] == bit else 1 - keep
            outsiders = range(3) if outsider == "everybody" else [i for i in range(3) if i not in drawn]
            for law, targets in ((member, drawn), (other, outsiders)):
                for i in targets:
                    law[told, bits[i]] = law.get((told, bits[i]), 0) + chance / len(targets)
    truth = sum(max(Fraction(0), p - other.get(key, 0)) for key, p in member.items())
    game = bc.Game(bc.FinitePopulation([1, 2], outsider), bc.PrivateLearner(sp.log(3)), n=n)
    swapped = [b for b in game.bounds() if b.path.endswith("via swap")]
    share = 1 if outsider == "left out" else Fraction(1, 3)
    assert swapped
    for bound in swapped:
        assert truth <= bound.number().upper
    assert min(b.number().upper for b in swapped) <= share * Fraction(1, 2) + Fraction(
        1, 10**9
    )  # (e^eps - 1)/(e^eps + 1)


def test_what_holds_of_every_pair_is_said_of_a_split_and_nothing_on_averages():
    sgd = bc.DPSGD(noise_multiplier=5, sample_rate="1/100", steps=100)
    ids = {b.path for b in bc.Game(bc.FinitePopulation([1] * 20), sgd, n=10).bounds()}
    assert "losses via swap" in ids
    assert not any(name in path for path in ids for name in ("mix", "remove"))
