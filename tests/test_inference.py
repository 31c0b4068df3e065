"""T-INFER: no inference attack on a finite model lies above the bound, and the worst case is what enumeration finds."""

from fractions import Fraction
from itertools import combinations, product
from random import Random

import numpy as np
import pandas as pd
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.functions import LargestCount


def share(weights):
    return [Fraction(w, sum(weights)) for w in weights]


def enumerated(law, n, known):
    """The success of the best guess of the second part from the whole sample, by going through all samples.

    law: {(a, s): mass}; the target is a uniform record of the sample.
    """
    total = Fraction(0)
    for sample in product(law, repeat=n):
        weight = Fraction(1)
        for z in sample:
            weight *= law[z]
        groups = {}
        for a, s in sample:
            groups.setdefault(a if known else None, []).append(s if known else (a, s))
        total += weight * sum(max(row.count(s) for s in row) for row in groups.values()) / n
    return total


def laws(count, seed=0):
    rng = Random(seed)
    for _ in range(count):
        cells = [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("b", 2)][: rng.randint(2, 5)]
        yield dict(zip(cells, share([rng.randint(1, 9) for _ in cells]), strict=True)), rng.randint(1, 4)


def game(law, n):
    return bc.Game(bc.Categorical(list(law.values()), values=list(law)), n=n)


@pytest.mark.parametrize(("law", "n"), list(laws(8)), ids=str)
def test_the_worst_case_is_what_enumeration_finds(law, n):
    found = game(law, n).attribute(secret=1, knows=0)
    assert found.success.exact == enumerated(law, n, known=True)
    blind = {}
    for (a, _), p in law.items():
        blind[a] = max(blind.get(a, Fraction(0)), p)
    assert found.baseline.exact == sum(blind.values())
    whole = game(law, n).reconstruction()
    assert whole.success.exact == enumerated(law, n, known=False)
    assert whole.baseline.exact == max(law.values())
    for inference in (found, whole):  # T-INFER: any guess, by its blind success
        assert inference.success.exact <= game(law, n).inference(inference.baseline.exact).success.upper


def best_guess(law, channel):
    """(with the release, without it) of guessing s from a and the release of one record, by all rules."""
    outputs = range(len(next(iter(channel.values()))))
    known, secrets = {a for a, _ in law}, {s for _, s in law}
    seen = sum(
        max(law.get((a, s), Fraction(0)) * (channel[a, s][t] if (a, s) in law else 0) for s in secrets)
        for a in known
        for t in outputs
    )
    return seen, sum(max(law.get((a, s), Fraction(0)) for s in secrets) for a in known)


@pytest.mark.parametrize("seed", range(10))
def test_no_attribute_attack_on_a_random_model_lies_above_the_bound(seed):
    rng = Random(seed)
    for law, _ in laws(4, 50 + seed):
        channel = {z: share([rng.randint(1, 30) for _ in range(3)]) for z in law}
        seen, blind = best_guess(law, channel)
        release = [sum(law[z] * channel[z][t] for z in law) for t in range(3)]
        chi = sum(law[z] * release[t] * (channel[z][t] / release[t] - 1) ** 2 for z in law for t in range(3))
        bound = bc.Game(None, bc.ChiSquareInformation(sp.Rational(chi)), n=1).inference(blind)
        assert seen <= bound.success.upper
        assert bound.gain.upper >= seen - blind


@pytest.mark.parametrize("n", [70, 200])
def test_balls_of_the_largest_count_contain_the_binomial_sum(n):
    p = Fraction(2, 5)
    exact = sum(Fraction(int(sp.binomial(n, k))) * p**k * (1 - p) ** (n - k) * max(k, n - k) for k in range(n + 1)) / n
    value = bc.evaluate(LargestCount(n, [sp.Rational(2, 5), sp.Rational(3, 5)]), 12)
    assert exact in value
    assert value.digits >= 12


def test_the_law_of_the_leakage_has_the_leakage_as_its_mean():
    played = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3)
    leak = played.leakage()
    assert leak.mean.exact == Fraction(415, 1296)
    assert leak.worst.exact == Fraction(125, 216)
    assert [leak.quantile(q).exact for q in ("0", "1/2", "3/5", "9/10")] == [
        played.target(z).value.exact for z in (1, 1, 2, 3)
    ]
    assert leak.share_above("1/2").exact == Fraction(1, 6)
    assert "worst" in repr(leak)


def test_other_learners_gain_at_most_the_worst_case():
    law = bc.Categorical(["1/2", "1/4", "1/4"], values=[("a", 0), ("a", 1), ("b", 0)])
    found = bc.Game(law, bc.PrivateHistogram(1), n=5).attribute(secret=1, knows=0)
    assert found.kind == "upper"
    assert found.success.upper == bc.Game(law, n=5).attribute(secret=1, knows=0).success.upper


@pytest.mark.parametrize("arguments", [{"secret": 2}, {"secret": "age"}, {"secret": 1, "knows": True}])
def test_bad_places_are_refused_in_one_line(arguments):
    law = bc.Categorical(["1/2", "1/2"], values=[("a", 0), ("a", 1)])
    with pytest.raises((ValueError, TypeError), match=r"coordinate|knows must"):
        bc.Game(law, n=2).attribute(**arguments)


def test_a_record_of_one_part_has_no_attributes():
    with pytest.raises(ValueError, match="records of several parts"):
        bc.Game(bc.Bernoulli("1/3"), n=2).attribute(secret=0)


def test_a_curve_of_tests_of_a_part_bounds_no_guess_of_the_whole():
    law = bc.Categorical(["1/2", "1/4", "1/4"], values=[("a", 0), ("a", 1), ("b", 0)])
    with pytest.raises(ValueError, match="without knows"):
        bc.Game(law, n=3, knows=0).inference("1/4")


def test_an_audit_bounds_how_many_are_named_and_how_many_leak():
    """Against the exact curve and leakages of the law that the records came from, which the interval covers."""
    law = bc.DiscreteUniform(0, 6)
    records = pd.DataFrame({"a": law.sample(np.random.default_rng(5), 400)})
    for options in ({}, {"nu": "1/4"}, {"nu": "3/4"}):
        audit = bc.audit(records, **options)
        game = bc.Game(law, n=400, **options)
        delta = game.delta().number()
        assert audit.delta.lower <= delta.lower <= delta.upper <= audit.delta.upper
        for confidence in ("0", "1/2", "9/10", "1"):
            exact = game.identified(confidence)
            assert exact.upper <= audit.identified(confidence) + Fraction(1, 10**9)
        spread, exact_law = audit.leakage(), game.leakage()
        for share in ("0", "1/2", "9/10", "1"):
            assert exact_law.quantile(share).upper <= spread.quantile(share)
        for level in ("0", "1/1000", "1/20", "1"):
            assert exact_law.share_above(level).upper <= spread.share_above(level)
    with pytest.raises(ValueError, match="confidence must be in"):
        audit.identified(2)
    assert f"{audit.delta:.2f}".startswith("[0.")
    assert audit.delta >= 0
    assert audit.delta < Fraction(1, 2)


def test_a_known_table_names_its_members_and_their_leakages_exactly():
    """Six records of two kinds, three for training: by going through all splits."""
    table = [0, 0, 0, 0, 1, 1]
    split = bc.audit(pd.DataFrame({"a": table}), split=3)
    leak = split.leakage()
    member, outsider = {}, {}
    for chosen in combinations(range(6), 3):
        counts = sum(table[i] for i in chosen)
        for i in range(6):
            part = member if i in chosen else outsider
            part[counts, table[i]] = part.get((counts, table[i]), Fraction(0)) + Fraction(1, 60)
    assert leak.mean.exact == sum(max(p - outsider.get(x, Fraction(0)), 0) for x, p in member.items())
    for _, mass, found in leak.records:
        value = 0 if mass.exact == Fraction(2, 3) else 1
        mine = sum(max(p - outsider.get(x, Fraction(0)), 0) for x, p in member.items() if x[1] == value)
        assert found.exact == mine / mass.exact
    best = max(
        sum((member[x] for x in chosen), Fraction(0))
        for size in range(len(member) + 1)
        for chosen in combinations(member, size)
        if 3 * sum(outsider.get(x, Fraction(0)) for x in chosen) <= sum(member[x] for x in chosen)
    )
    assert best <= split.identified("3/4").upper


def test_a_guarantee_of_the_learner_bounds_attributes_and_randomised_response_stays_below():
    """One record, released by randomised response among three values: log 2 of privacy, every rule enumerated."""
    masses = {("a", 0): Fraction(1, 2), ("a", 1): Fraction(1, 4), ("b", 0): Fraction(1, 4)}
    channel = {
        z: [Fraction(1, 2) if i == place else Fraction(1, 4) for i in range(3)] for place, z in enumerate(masses)
    }
    seen, blind = best_guess(masses, channel)
    law = bc.Categorical(list(masses.values()), values=list(masses))
    found = bc.Game(law, bc.PrivateLearner(sp.log(2)), n=1).attribute(secret=1, knows=0)
    assert found.baseline.exact == blind
    assert seen <= found.success.upper < bc.Game(law, n=1).attribute(secret=1, knows=0).success.upper
    assert found.theorem == "dp-pure"


def test_coordinates_are_named_as_everywhere():
    people = bc.Product(age=bc.DiscreteUniform(1, 3), sex=bc.Bernoulli("1/3"))
    game = bc.Game(people, n=3)
    assert game.attribute("sex", knows="age").success == game.attribute(1, knows=0).success
    assert str(game.attribute("sex", knows=["age"])).startswith("the secret sex of a record of known age:")
    with pytest.raises(ValueError, match="unknown coordinate 'seks'; nearest: 'sex'"):
        game.attribute("seks")


def test_a_guess_at_nothing_is_refused():
    game = bc.Game(bc.Categorical(["1/2", "1/2"], values=[("a", 0), ("a", 1)]), n=2)
    with pytest.raises(ValueError, match="secret must name"):
        game.attribute(None)
    with pytest.raises(ValueError, match=r"secret must name at least one coordinate$"):
        game.attribute(())


@pytest.mark.parametrize("kappa", [Fraction(0), Fraction(1, 5), Fraction(1, 3), Fraction(9, 10)])
def test_a_guess_about_a_split_table_is_bounded_by_its_curve(kappa):
    """All sets S of (training set, record) with a blind success of at most kappa, by the fractional knapsack.

    Blind success of a guess is at most max_j M_j/N here (a whole record), that of any event by linear programming.
    """
    table = [0, 0, 0, 1, 1, 2]
    n = 3
    best = Fraction(0)
    for released in combinations(range(6), n):
        cells = [table[i] for i in released]
        best += Fraction(max(cells.count(c) for c in cells), n)
    best /= 20  # choose(6, 3) training sets: what guessing the whole record reaches
    found = bc.audit({"a": table}, split=n)
    if kappa >= Fraction(1, 2):  # the blind success is 3/6
        assert found.inference(kappa).success.upper >= best
    assert (
        found.inference(kappa).success.upper
        == bc.Game(bc.FinitePopulation([3, 2, 1]), n=n).inference(kappa).success.upper
    )
    with pytest.raises(ValueError, match="without knows"):
        bc.audit({"a": table, "b": table}, knows=["a"], split=n).inference(kappa)
    with pytest.raises(ValueError, match="independent data"):
        bc.Game(bc.FinitePopulation([3, 2, 1]), n=n).reconstruction()


def test_what_is_no_guarantee_says_so():
    rough = bc.Enclosure(0, Fraction(1, 5), guaranteed=False)
    found = bc.Inference(rough, bc.Enclosure(0, 0), "upper", "ols-exact", "any guess")
    assert found.source == "ols-exact, not guaranteed"
    assert str(found).endswith("(ols-exact, not guaranteed)")
