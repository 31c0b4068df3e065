"""What an attacker sees of a column, and how the records came to be in the table."""

import json
from collections import Counter
from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from reference.known_table import known_table_delta

import boundcalc as bc
from boundcalc.audit.guarantee import survey_bound, tpr_bound, upper_bound
from boundcalc.cli.main import main

RNG = np.random.default_rng(3)
PEOPLE = pd.DataFrame(
    {
        "zip": pd.Series(RNG.choice(["10115", "10117", "10247", "20095", "20097", None], 600), dtype=object),
        "age": RNG.integers(18, 60, 600),
        "height": RNG.normal(170, 9, 600).round(1),
        "born": RNG.choice(["1990-02-28", "1990-03-01", "1991-12-24"], 600),
        "job": RNG.choice(list("abc"), 600),
    }
)


def quick(data, **options):
    return bc.audit(data, exposed=3, column_costs=False, **options)


def naive(rows):
    return dict(sorted(Counter(Counter(rows).values()).items()))


def seen(**maps):
    return naive(zip(*([what(cell) for cell in PEOPLE[name]] for name, what in maps.items()), strict=True))


def prefix(cell):
    return None if cell is None else cell[:3]


@pytest.mark.parametrize(
    ("knows", "maps"),
    [
        (["zip[:3]", "age[10]"], {"zip": prefix, "age": lambda x: x // 10}),
        (["zip[-2:]"], {"zip": lambda x: x and x[-2:]}),
        (["born[year]", "job"], {"born": lambda x: x[:4], "job": str}),
        (
            ["born[month]", "height[5/2]"],
            {"born": lambda x: x[:7], "height": lambda x: Fraction(str(x)) // Fraction(5, 2)},
        ),
        ({"age": lambda x: x % 7, "job": None}, {"age": lambda x: x % 7, "job": str}),
        ({"age": 10, "zip": ":3"}, {"age": lambda x: x // 10, "zip": prefix}),
    ],
)  # fmt: skip
def test_a_map_of_the_columns_is_the_audit_of_the_mapped_table(knows, maps):
    found = quick(PEOPLE, knows=knows)
    assert found.counts == seen(**maps)
    assert found.columns == tuple(PEOPLE.columns)
    assert (
        found.delta.upper
        == quick(pd.DataFrame({n: PEOPLE[n].map(f, na_action=None) for n, f in maps.items()})).delta.upper
    )
    split = quick(PEOPLE, knows=knows, split="1/2")
    cells = [k for k, number in found.counts.items() for _ in range(number)]
    assert split.delta.lower <= bc.Game(bc.FinitePopulation(cells), n=300).delta(12).number().upper
    assert split.counts == found.counts


def test_a_map_sees_less_and_the_sentence_says_what_it_sees():
    whole, part = quick(PEOPLE, knows=["zip", "age"]), quick(PEOPLE, knows=["zip[:3]", "age[10]"])
    assert part.delta.upper < whole.delta.upper
    assert "by somebody who knows zip[:3], age[10] of a target" in part.statement
    assert "fixed without looking at the records" in str(part)
    assert [list(cell.values) for cell in part.exposed] == [["zip[:3]", "age[10]"]] * 3
    assert {cell.values["age[10]"] for cell in part.exposed} <= {10, 20, 30, 40, 50}
    several = bc.audit(PEOPLE, knows=[["zip", "age"], {"zip": ":3", "age": "10"}, ["job"]])
    assert several["zip[:3]", "age[10]"].upper == upper_bound(part.counts, Fraction(1, 60))
    assert several["zip", "age"].upper == upper_bound(whole.counts, Fraction(1, 60))
    people = PEOPLE.rename(columns={"job": "age[10]"})  # a column that is called so is meant
    assert quick(people, knows=["age[10]"]).counts == naive(PEOPLE["job"])


def test_histories_see_maps_too():
    visits = PEOPLE.assign(who=RNG.integers(0, 80, 600))
    found = quick(visits, knows=["born[year]"], by="who")
    each = [tuple(sorted(x[:4] for x in rows["born"])) for _, rows in visits.groupby("who")]
    assert found.counts == naive(each)


def test_columns_of_a_file_are_read_in_one_order(tmp_path):
    """Parquet in many row groups: an engine that is asked for two columns one after the other mixes their rows up."""
    rng, size = np.random.default_rng(0), 60_000
    table = pd.DataFrame(
        {"who": rng.integers(0, 20_000, size), "a": rng.integers(0, 3, size), "b": rng.integers(0, 4, size)}
    )
    table.to_parquet(path := tmp_path / "visits.parquet", row_group_size=3000)
    assert quick(path, by="who").counts == quick(table, by="who").counts
    assert quick(path, knows=["a", "who[7]"]).counts == quick(table, knows=["a", "who[7]"]).counts


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"knows": ["zap[:3]"]}, "unknown column 'zap'; nearest: 'zip'"),
        ({"knows": ["zip[half]"]}, "a map of a column must be one of ':3'"),
        ({"knows": ["age[0]"]}, "a map of a column must be one of ':3'"),
        ({"knows": ["job[10]"]}, "the map of column 'job' fails at '.': ValueError"),
        ({"knows": ["height[:2]"]}, "characters are those of text or of a whole number"),
        ({"knows": ["job[year]"]}, "the map of column 'job' fails at '.': ValueError: no date such as 2026-11-23"),
        ({"knows": {"age": [1, 2]}}, "the map of column 'age' must be None, a function, or one of"),
        ({"knows": {}}, "knows must name at least one column"),
        ({"knows": {"age": lambda x: 1 / (x - x)}}, "fails at .*: ZeroDivisionError"),
        ({"knows": {"age": lambda x: object()}}, "the map of column 'age' gives values of type builtins.object"),
        ({"knows": [{"age": lambda x: x}, {"age": lambda x: 1}]}, "two maps called 'age\\[a map\\]'; name the f"),
        ({"strata": "jop"}, "unknown column 'jop'; nearest: 'job'"),
        ({"strata": []}, "strata must name at least one column"),
        ({"strata": "job", "n": 100}, "strata takes models of the 600 records of the table, got n = 100"),
        ({"strata": "job", "population": 10**4}, "strata takes no population"),
        ({"strata": "job", "split": 100}, "strata is not for a known table"),
        ({"strata": "job", "by": "age"}, "strata takes no by"),
        ({"population": 600}, "population must be above the 600 records of the table"),
        ({"population": "everyone"}, "population must be 'this table' or the number of records"),
        ({"population": 10**4, "n": 100}, "population takes models of the 600 records of the table, got n = 100"),
        ({"population": 10**4, "split": 100}, "give split, or population"),
        ({"side": "lower"}, "side must be 'both' or 'upper', got 'lower'"),
        ({"side": "upper", "split": 100}, "side is not for a known table"),
    ],
)  # fmt: skip
def test_bad_maps_and_designs_are_refused_in_one_line(options, said):
    with pytest.raises(ValueError, match=said) as error:
        bc.audit(PEOPLE, **options)
    assert "\n" not in str(error.value)


def test_the_upper_side_alone_gets_all_of_the_error():
    both, upper = quick(PEOPLE, knows="age"), quick(PEOPLE, knows="age", side="upper")
    assert upper.delta.upper == upper_bound(upper.counts, Fraction(1, 20)) < both.delta.upper
    assert (upper.delta.lower, both.delta.lower > 0) == (0, True)
    assert "count-low" not in upper.delta.theorems
    assert quick(PEOPLE, side="upper", n=1200).delta == quick(PEOPLE, n=1200).delta


def test_the_survey_of_an_example_has_the_figures_of_the_upper_side_alone():
    fair = pytest.importorskip("statsmodels.datasets").fair.load_pandas().data
    few = ["age", "yrs_married", "children", "affairs"]
    found = quick(fair, knows=few, nu="1/10", side="upper")
    assert f"{float(found.delta.upper):.4f}" == "0.0510"
    assert f"{float(found.tpr_upper[0.001]):.4f}" == "0.0537"
    found = quick(fair, knows=["age", "children", "educ"], nu="1/10", side="upper")
    assert f"{float(found.delta.upper):.4f}" == "0.0058"
    assert found.tpr_upper[0.001] <= Fraction(85, 10**4)


def test_a_stratum_is_known_and_only_independence_is_asked():
    found = quick(PEOPLE, knows=["age[10]"], strata="job")
    want = naive(zip(PEOPLE["job"], PEOPLE["age"] // 10, strict=True))
    assert found.counts == want
    assert found.delta.upper == upper_bound(want, Fraction(1, 20))
    assert found.delta.lower == 0
    assert found.knows == ("job", "age[10]")
    assert "draws from one law of its own" in str(found)
    assert "count-strata" in found.statement
    costs = bc.audit(PEOPLE, knows=["age[10]", "zip"], strata="job", exposed=0).costs
    assert {cost.name for cost in costs} == {"age[10]", "zip"}
    assert next(c for c in costs if c.name == "zip").upper_without == found.delta.upper
    sets = bc.audit(PEOPLE, knows=1, strata="job")
    assert {known.columns for known in sets.sets} == {("zip",), ("age",), ("height",), ("born",)}
    assert sets["zip"].upper == upper_bound(naive(zip(PEOPLE["job"], PEOPLE["zip"], strict=True)), Fraction(1, 80))


def hypergeometric(size, cell, n):
    least, most = max(0, n - size + cell), min(cell, n)
    return {t: Fraction(comb(cell, t) * comb(size - cell, n - t), comb(size, n)) for t in range(least, most + 1)}


def test_a_survey_is_bounded_whatever_it_was_drawn_from():
    found = quick(PEOPLE, knows=["age"], population=10_000)
    assert found.delta.upper == survey_bound(found.counts, Fraction(1, 20))
    assert found.delta.upper >= quick(PEOPLE, knows=["age"], side="upper").delta.upper
    assert "non-members being drawn from all 10000 of the population" in found.statement
    assert "simple random sample, without replacement, of a population" in str(found)
    assert found.tpr_upper[0.001] == found.delta.upper + Fraction(1, 1000)
    assert found.tpr_upper[0.001] > tpr_bound(found.counts, Fraction(1, 20), Fraction(1, 1000))
    assert found.to_json()["design"] == {"strata": [], "population": 10_000, "side": "both"}


@pytest.mark.parametrize("cells", [(2, 1, 1), (3, 2), (4, 2, 1)])
def test_the_mean_of_the_survey_functional_is_above_the_known_table(cells):
    """E sum a(T_j) >= n Delta for outsiders from everybody, from all subsets; a by the tangent of the root."""
    from boundcalc.audit.sequences import tangent
    from boundcalc.numeric.precision import working_precision

    whole = sum(cells)
    with working_precision(80):
        a = [Fraction(0), *(Fraction(float(tangent(k).lower())) for k in range(1, whole + 1))]
    for n in range(1, whole):
        mean = sum(chance * a[t] for cell in cells for t, chance in hypergeometric(whole, cell, n).items())
        for gamma in map(Fraction, ("1/3", "8/9", "1", "9/8", "3")):
            assert mean >= n * known_table_delta(cells, n, gamma, everybody=True)


def test_the_command_line_takes_maps_and_designs(tmp_path, capsys):
    path = tmp_path / "people.csv"
    PEOPLE.to_csv(path, index=False)

    def run(*more):
        with pytest.raises(SystemExit) as stop:
            main(["audit", str(path), "--no-costs", *more])
        out, err = capsys.readouterr()
        return stop.value.code, out, err

    code, out, _ = run("--knows", "zip[:3],age[10]", "--json")
    assert (code, json.loads(out)["knows"]) == (0, ["zip[:3]", "age[10]"])
    assert json.loads(out)["counts_of_counts"] == {
        str(k): v for k, v in quick(path, knows=["zip[:3]", "age[10]"]).counts.items()
    }
    page = tmp_path / "page.html"
    code, out, _ = run("--knows", "age[10]", "--strata", "job", "--html", str(page))
    assert code == 0
    assert "draws from one law of its own" in page.read_text()
    assert run("--knows", "age", "--population", "10000", "--side", "upper")[0] == 0
    for bad in (
        ("--knows", ""),
        ("--strata", ""),
        ("--knows", "age[x]"),
        ("--population", "9"),
        ("--side", "down"),
        ("--strata", "jop"),
    ):
        code, out, err = run(*bad)
        assert (code, out, err.count("\n")) == (2, "", 1)
