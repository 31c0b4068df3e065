"""What the attacker of a game knows: each game is the enumeration of its definition."""

import json
from collections import defaultdict
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, prod

import pytest
from reference.enumeration import delta as divergence
from reference.enumeration import worst_case_delta

import boundcalc as bc
from boundcalc.cli.main import main

P = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
LAW = bc.Categorical(["1/2", "1/3", "1/6"], [0, 1, 3])
GAMMAS = [Fraction(x) for x in ("1/9", "1/2", "4/5", "1", "5/4", "3")]
AGES, JOBS = [Fraction(1, 4), Fraction(3, 4)], [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
PEOPLE = bc.Product(age=bc.Categorical(AGES, ["young", "old"]), job=bc.Categorical(JOBS, ["a", "b", "c"]))


def samples(n):
    for sample in product(range(3), repeat=n):
        yield prod(P[z] for z in sample), sample


def counts(sample):
    return tuple(sample.count(z) for z in range(3))


def test_knowing_a_coordinate_is_the_game_of_its_law_whatever_is_released():
    everyone = [(a, j) for a in range(2) for j in range(3)]
    mass = {z: AGES[z[0]] * JOBS[z[1]] for z in everyone}
    for n, gamma in product((1, 2), GAMMAS):
        member, outsider = defaultdict(Fraction), defaultdict(Fraction)
        for sample in product(everyone, repeat=n):
            weight = prod(mass[z] for z in sample)
            for z in sample:
                member[tuple(sorted(sample)), z[0]] += weight / n
            for a, p in enumerate(AGES):
                outsider[tuple(sorted(sample)), a] += weight * p
        game = bc.Game(PEOPLE, n=n, lam=gamma, knows=("age",))
        assert game.delta().value.exact == divergence(member, outsider, gamma)
    game = bc.Game(PEOPLE, n=4, knows=("job", "age"))
    assert game.delta().value.exact == bc.Game(PEOPLE, n=4).delta().value.exact
    assert bc.Game(PEOPLE, n=4, knows=0).delta().value.exact == worst_case_delta(AGES, 4, Fraction(1))


def test_any_model_of_all_coordinates_is_bounded_by_what_is_known():
    game = bc.Game(PEOPLE, bc.BitBudget(8), n=9, knows=("age",))
    assert game.bounds().upper.number().upper >= bc.Game(PEOPLE, n=9, knows=("age",)).delta().value.exact
    assert {bound.via[-1] for bound in game.bounds()} == {"partial"}
    assert {bound.kind for bound in game.bounds()} == {"upper"}
    assert "the attacker knows age of a target" in str(game.explain())


def test_a_map_of_the_labels_of_a_table_merges_its_cells():
    table = bc.Counts({(30, "x"): 3, (30, "y"): 2, (41, "x"): 1, (41, "z"): 1})
    want = worst_case_delta([Fraction(5, 7), Fraction(2, 7)], 3, Fraction(1))
    decade = {label: label[0] // 10 for label in table.labels}
    for knows in ((0,), lambda label: label[0], decade):
        assert bc.Game(table, n=3, knows=knows).delta().value.exact == want
    assert bc.Game(table, n=3, knows=decade) == bc.Game(table, n=3, knows=dict(decade))
    known = bc.FinitePopulation({(30, "x"): 3, (30, "y"): 2, (41, "x"): 1})
    split = bc.Game(known, n=2, knows=(0,)).delta().value.exact
    assert split == bc.Game(bc.FinitePopulation([5, 1]), n=2).delta().value.exact


def test_maps_of_a_product_are_the_games_of_what_is_seen():
    law = bc.Product(age=bc.DiscreteUniform(1, 4), ward=bc.Categorical(JOBS, ["a", "b", "c"]), sex=bc.Bernoulli("1/4"))
    sexes = {0: Fraction(3, 4), 1: Fraction(1, 4)}
    wards = dict(zip("abc", JOBS, strict=True))
    everyone = {(a, w, s): wards[w] * sexes[s] / 4 for a, w, s in product(range(1, 5), wards, sexes)}
    views = [
        ({"age": lambda age: age // 2, "sex": None}, lambda z: (z[0] // 2, z[2])),
        ({1: {"a": "ab", "b": "ab", "c": "c"}}, lambda z: z[1] == "c"),
        (lambda z: (z[0] > 2) + z[2], lambda z: (z[0] > 2) + z[2]),
        ({z: z[0] % 2 for z in everyone}, lambda z: z[0] % 2),
        (lambda z: float("nan") if z[0] < 4 else 4, lambda z: z[0] < 4),
    ]
    for knows, seen in views:
        cells = defaultdict(Fraction)
        for z, p in everyone.items():
            cells[seen(z)] += p
        for gamma in GAMMAS:
            want = worst_case_delta(list(cells.values()), 3, gamma)
            assert bc.Game(law, n=3, lam=gamma, knows=knows).delta().value.exact == want
    copies = bc.IID(bc.Bernoulli("1/4"), 2)
    want = worst_case_delta([Fraction(9, 16), Fraction(6, 16), Fraction(1, 16)], 3, Fraction(1))
    assert bc.Game(copies, n=3, knows=sum).delta().value.exact == want


@pytest.mark.parametrize("m", [1, 2])
def test_knowing_other_members_is_the_game_of_the_rest(m):
    n = 3
    for gamma in GAMMAS:
        member, outsider = defaultdict(Fraction), defaultdict(Fraction)
        for weight, sample in samples(n):
            release = counts(sample), sample[:m]
            for z, p in enumerate(P):
                member[release, z] += weight * Fraction(sample[m:].count(z), n - m)
                outsider[release, z] += weight * p
        assert bc.Game(LAW, n=n, others=m, lam=gamma).delta().value.exact == divergence(member, outsider, gamma)
    mean = bc.Game(LAW, bc.EmpiricalMean(), n=n, others=m)
    assert mean.delta().value.exact == bc.Game(LAW, bc.EmpiricalMean(), n=n - m).delta().value.exact
    private = bc.Game(LAW, bc.PrivateLearner(1), n=n, others=m).bounds()
    assert {"dp", "disc-exact"} <= {bound.id for bound in private}
    assert {bound.via[-1] for bound in private} == {"known"}


@pytest.mark.parametrize(("n", "used"), [(2, 1), (3, 2)])
def test_a_learner_that_uses_a_part_leaks_in_proportion(n, used):
    parts = list(combinations(range(n), used))
    for gamma in GAMMAS:
        member, outsider = defaultdict(Fraction), defaultdict(Fraction)
        for weight, sample in samples(n):
            for part in parts:
                release = counts([sample[i] for i in part])
                for z, p in enumerate(P):
                    member[release, z] += weight * Fraction(sample.count(z), n * len(parts))
                    outsider[release, z] += weight * p / len(parts)
        game = bc.Game(LAW, n=n, fraction=Fraction(used, n), lam=gamma)
        assert game.delta().value.exact == divergence(member, outsider, gamma)
        assert game.bounds().upper.number().upper == game.delta().value.exact
    curve, whole = game.tradeoff(), bc.Game(LAW, n=used).tradeoff()
    w = Fraction(used, n)
    for fpr in ("1/50", "1/5", "1/2"):
        assert curve.tpr(fpr).exact == w * whole.tpr(fpr).exact + (1 - w) * Fraction(fpr)


def test_the_bound_on_several_records_at_once_covers_the_enumeration():
    n = 3
    for k in (2, 3):
        places = list(permutations(range(n), k))
        member, outsider = defaultdict(Fraction), defaultdict(Fraction)
        for weight, sample in samples(n):
            for place in places:
                member[counts(sample), tuple(sample[i] for i in place)] += weight / len(places)
            for fresh, target in samples(k):
                outsider[counts(sample), target] += weight * fresh
        for gamma in GAMMAS:
            upper = bc.Game(LAW, n=n, group=k, lam=gamma).bounds()
            assert upper.upper.id == "group"
            assert upper.upper.number().upper >= divergence(member, outsider, gamma)


def test_no_bound_on_one_record_is_said_of_several():
    """Two records and a bit that says whether the rarest value is frequent: one record leaks nothing at gamma 9."""
    law, n, gamma = {"a": Fraction(1, 2), "b": Fraction(1, 3), "c": Fraction(1, 6)}, 6, Fraction(9)

    def often(counted):
        return sum(comb(n - counted, j) * law["c"] ** j * (1 - law["c"]) ** (n - counted - j)
                   for j in range(max(0, 4 - counted), n - counted + 1))  # fmt: skip

    chances = {pair: law[pair[0]] * law[pair[1]] for pair in product(law, repeat=2)}
    member = {(True, pair): p * often(pair.count("c")) for pair, p in chances.items()}
    outsider = {(True, pair): p * often(0) for pair, p in chances.items()}
    member |= {(False, pair): p - member[True, pair] for pair, p in chances.items()}
    outsider |= {(False, pair): p - outsider[True, pair] for pair, p in chances.items()}
    leak = divergence(member, outsider, gamma)
    bounds = bc.Game(bc.Categorical(list(law.values())), bc.BitBudget(1), n=n, group=2, lam=gamma).bounds()
    assert leak > 0
    for bound in bounds:
        assert bound.kind != "upper" or bound.value.upper >= leak, bound


def test_the_mean_of_sums_is_the_game_of_several_records():
    gaussian = bc.Game(bc.MultivariateNormal(dim=2), bc.EmpiricalMean(), n=8, group=2)
    assert gaussian.delta().value.exact == Fraction(9, 32)
    n, k, q = 4, 2, Fraction(1, 3)
    member, outsider = defaultdict(Fraction), defaultdict(Fraction)
    chance = {0: 1 - q, 1: q}
    for sample in product((0, 1), repeat=n):
        weight = prod(chance[z] for z in sample)
        member[sum(sample), sample[:k]] += weight
        for fresh in product((0, 1), repeat=k):
            outsider[sum(sample), fresh] += weight * prod(chance[z] for z in fresh)
    game = bc.Game(bc.Bernoulli("1/3"), bc.EmpiricalMean(), n=n, group=k)
    assert game.delta().value.exact == divergence(member, outsider, Fraction(1))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"knows": ("agee",)}, "unknown coordinate 'agee'; nearest: 'age'"),
        ({"knows": ()}, "knows must name at least one coordinate"),
        ({"knows": (2,)}, "knows must number coordinates from 0 to 1, got 2"),
        ({"knows": ("age", "age")}, "knows must name distinct coordinates"),
        ({"knows": 2.5}, "knows must be names or places of coordinates"),
        ({"knows": {"age": 3}}, "knows takes {coordinate: None or a map of its values}, got 3"),
        ({"knows": {"agee": None}}, "unknown coordinate 'agee'; nearest: 'age'"),
        ({"knows": {"age": {"young": 1}}}, "says nothing of 'old'"),
        ({"knows": {"age": lambda age: 1 / 0}}, "the map fails at 'young': ZeroDivisionError: division by zero"),
        ({"knows": lambda record: [record]}, "the map fails at .*: TypeError: unhashable type: 'list'"),
        ({"others": 4}, "others must be at most 3, the other members of n = 4, got 4"),
        ({"others": -1}, "others must be an integer of at least 0"),
        ({"group": 5}, "group must be at most n = 4, got 5"),
        ({"group": 0}, "group must be an integer of at least 1"),
        ({"fraction": "1/3"}, "fraction must be a number of the n = 4 records over n, got 1/3"),
        ({"fraction": 2}, "fraction must be a rational number in"),
        ({"group": 2, "others": 1}, "a game takes one of others, group and fraction"),
    ],
)
def test_bad_attackers_are_refused_in_one_line(options, said):
    with pytest.raises(ValueError, match=said) as error:
        bc.Game(PEOPLE, n=4, **options)
    assert "\n" not in str(error.value)


def test_what_is_not_known_exactly_says_so():
    with pytest.raises(ValueError, match="bounds\\(\\) gives what holds"):
        bc.Game(LAW, n=4, group=2).delta()
    with pytest.raises(ValueError, match="knows needs a product, or a table"):
        bc.Game(bc.Normal(0, 1), n=4, knows=(0,))
    with pytest.raises(ValueError, match="this is worked out for no game where"):
        bc.Game(LAW, n=4, fraction="1/2").simulate(100)
    assert bc.Game(LAW, n=4, others=1).crosscheck(4000).agrees


def test_the_command_line_names_the_attacker(capsys):
    law = "Product(age=Categorical(1/4, 3/4), job=Categorical(1/2, 1/3, 1/6))"

    def run(*more):
        with pytest.raises(SystemExit) as stop:
            main(["delta", "--law", law, "--n", "4", "--json", *more])
        out, err = capsys.readouterr()
        return stop.value.code, out, err

    code, out, _ = run("--knows", "age")
    assert code == 0
    want = worst_case_delta(AGES, 4, Fraction(1))
    assert Fraction(json.loads(out)["lower"]) <= want <= Fraction(json.loads(out)["upper"])
    assert run("--knows", "0")[0] == run("--others", "2")[0] == run("--fraction", "1/2")[0] == 0
    code, out, err = run("--others", "4")
    assert (code, out, err.count("\n")) == (2, "", 1)
