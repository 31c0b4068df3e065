"""A discretisation reaches its target on known laws, says what it rests on, and survives bad input."""

import json

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.discretise import Frontier, NotIndependent, Point
from boundcalc.discretise.quantisers import Optimal, SignificantDigits

LEVEL = "0.9"


def exponential(n, seed):
    return pd.DataFrame({"x": np.random.default_rng(seed).exponential(size=n)})


def exact_delta(quantiser, n):
    """Delta of the cells under the exponential law, by the library's exact formula."""
    cuts = quantiser.fitted_[("x",)]
    masses = np.diff(stats.expon.cdf([0, *cuts.edges, np.inf]))
    return float(bc.Game(bc.Categorical(masses, normalize=True), n=n).delta())


@pytest.mark.parametrize("family", ["width", "mass", "k-means", "optimal"])
def test_chosen_quantiser_meets_the_target_on_a_known_law(family):
    met, seeds = 0, range(1 if family == "k-means" else 4)
    for seed in seeds:
        found = bc.discretise(exponential(4000, seed), target_security="0.95", families=family, seed=seed)
        delta = found.certificate.delta
        exact = exact_delta(found.quantiser, len(found.training_rows))
        assert delta.lower <= exact <= delta.upper
        assert exact <= 0.05
        met += found.met
    assert met >= len(seeds) - 1


def test_frontier_is_monotone_and_its_hull_convex():
    frontier = bc.discretise(
        exponential(3000, 1), target_security=LEVEL, families=["mass", "width", "optimal"]
    ).frontier
    for points in (frontier.best, frontier.hull):
        assert [p.distortion for p in points] == sorted(p.distortion for p in points)
        assert [p.leakage for p in points] == sorted((p.leakage for p in points), reverse=True)
    slopes = np.diff([p.leakage for p in frontier.hull]) / np.diff([p.distortion for p in frontier.hull])
    assert np.all(np.diff(slopes) > 0)
    for p in frontier.points:
        line = np.interp(p.distortion, [q.distortion for q in frontier.hull], [q.leakage for q in frontier.hull])
        assert p.leakage >= line - 1e-12


def test_choice_is_the_least_distortion_that_is_enough():
    points = tuple(Point({}, d, leak, 1, "f") for d, leak in [(0.0, 0.9), (0.1, 0.3), (0.2, 0.05), (0.3, 0.04)])
    assert Frontier(points).choose(0.06).distortion == 0.2
    with pytest.raises(ValueError, match="no quantiser that was tried"):
        Frontier(points).choose(0.01)


def test_statement_names_the_split_and_the_training_part_is_the_rest():
    frame = exponential(2000, 2)
    found = bc.discretise(frame, target_security=LEVEL, split="1/4", seed=7)
    assert "a random split of 500 of the 2000 records (seed 7), which must not be used for training" in found.statement
    assert len(found.training) == len(found.training_rows) == 1500
    again = found.quantiser.transform(frame.iloc[found.training_rows])
    pd.testing.assert_frame_equal(again, found.training)
    assert found.certificate.audit.rows == 1500


def test_declared_public_records_leave_all_data_for_training():
    found = bc.discretise(exponential(2000, 3), public=exponential(1000, 4), target_security=LEVEL)
    assert "a declared public table of 1000 other records" in found.statement
    assert len(found.training) == 2000


def test_fitting_on_the_training_records_is_demoted_loudly():
    with pytest.warns(NotIndependent, match="estimate, not a guarantee"):
        found = bc.discretise(exponential(2000, 5), target_security=LEVEL, split=0)
    assert found.statement.startswith("ESTIMATE, NOT A GUARANTEE")
    assert found.certificate.delta is None
    assert found.certificate.security is None
    assert not found.met
    assert found.to_json()["certificate"]["kind"] == "estimate"
    frame = exponential(2000, 5)
    for public in (frame, pl.from_pandas(frame)):
        with pytest.warns(NotIndependent, match="estimate, not a guarantee"):
            same = bc.discretise(frame, public=public, target_security=LEVEL)
        assert same.certificate.delta is None
        assert "public records that are the 2000 training records themselves" in same.statement


def mixed(n, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "income": np.round(rng.lognormal(10, 1, n), 2),
            "age": rng.integers(18, 99, n),
            "town": rng.choice([f"town {i}" for i in range(40)], n, p=np.arange(40, 0, -1) / 820),
            "day": pd.to_datetime("2026-01-01") + pd.to_timedelta(rng.integers(0, 700, n), unit="D"),
        }
    )


@pytest.mark.parametrize("measure", ["mse", "information"])
def test_several_columns_of_all_kinds_at_once(measure):
    found = bc.discretise(mixed(6000), target_security="0.8", distortion=measure)
    assert found.certificate.security.lower > 0.75
    assert set(found.training.columns) == {"income", "age", "town", "day"}
    assert found.certificate.audit.distinct < 3000
    assert set(found.training["town"]) <= {f"town {i}" for i in range(40)} | {"other"}
    assert "Chosen" in str(found)


def test_same_choice_through_pandas_polars_and_duckdb(tmp_path):
    frame = mixed(2500)[["income", "age", "town"]]
    path = tmp_path / "people.parquet"
    frame.to_parquet(path)
    reference = bc.discretise(frame, target_security="0.7", families="mass").to_json()
    for other in (pl.from_pandas(frame), duckdb.connect().from_df(frame), path):
        assert bc.discretise(other, target_security="0.7", families="mass").to_json() == reference


def test_joint_cells_of_several_columns():
    frame = mixed(2000)[["income", "age"]]
    found = bc.discretise(frame, target_security=LEVEL, families="joint")
    assert found.certificate.audit.distinct <= found.point.cells
    assert found.met
    with pytest.raises(ValueError, match="joint needs columns of numbers"):
        bc.discretise(mixed(500), families="joint", target_security=LEVEL)


def test_own_ladders_take_the_place_of_a_family():
    found = bc.discretise(
        exponential(3000, 6), target_security=LEVEL, quantisers={"x": [SignificantDigits(2), Optimal(16), Optimal(3)]}
    )
    assert set(found.point.quantisers) == {"x"}
    assert {p.cells for p in found.frontier.points} >= {3, 16}
    with pytest.raises(ValueError, match="must have a fit method"):
        bc.discretise(exponential(300, 6), quantisers={"x": [3]}, target_security=LEVEL)


def test_score_of_a_model_can_be_the_distortion():
    from sklearn.tree import DecisionTreeClassifier

    rng = np.random.default_rng(8)
    x = rng.normal(size=3000)
    frame = pd.DataFrame({"x": x, "noise": rng.normal(size=3000), "y": (x > 0).astype(int)})
    found = bc.discretise(frame, target_security=LEVEL, model=DecisionTreeClassifier(random_state=0), label="y")
    assert found.met
    assert found.point.distortion < 0.1  # the score of the tree is kept
    with pytest.raises(ValueError, match="model and label together"):
        bc.discretise(frame, target_security=LEVEL, label="y")


def test_bad_arguments_get_one_line():
    frame = exponential(200, 9)
    for arguments, match in [
        ({"target_security": 2}, "target_security must be in"),
        ({"split": 1}, "split must be in"),
        ({"split": "1/1000"}, "leaves too few"),
        ({"families": "magic"}, "unknown family 'magic'"),
        ({"distortion": "l1"}, "distortion must be one of"),
        ({"seed": -1}, "seed must be"),
        ({"columns": ["z"]}, "unknown column 'z'; nearest: 'x'"),
    ]:
        with pytest.raises(ValueError, match=match):
            bc.discretise(frame, **arguments)
    with pytest.raises(ValueError, match="names of the columns must be text, got 0"):
        bc.discretise(pd.DataFrame(np.ones((50, 2))))
    with pytest.raises(ValueError, match="column 'x' has no finite value"):
        bc.discretise(pd.DataFrame({"x": [np.nan] * 50 + [np.inf] * 50}))
    with pytest.raises(ValueError, match="no records"):
        bc.discretise(frame.head(0))


def test_missing_and_infinite_values_stay_apart():
    frame = exponential(3000, 10)
    frame.loc[:100, "x"] = np.nan
    frame.loc[101:110, "x"] = np.inf
    found = bc.discretise(frame, target_security=LEVEL)
    assert found.training["x"].isna().sum() == sum(i <= 100 for i in found.training_rows)
    assert np.isfinite(found.training["x"].dropna()).all()


def test_command_writes_records_and_quantiser(tmp_path, capsys):
    from boundcalc.cli import main
    from boundcalc.discretise import TableQuantiser

    path = tmp_path / "people.csv"
    mixed(3000)[["income", "age"]].to_csv(path, index=False)

    def run(*arguments):
        with pytest.raises(SystemExit) as status:
            main([*map(str, arguments)])
        return status.value.code, capsys.readouterr()

    for command in ("discretise", "discretize"):
        out, saved = tmp_path / f"{command}.csv", tmp_path / f"{command}.json"
        options = ("--target-security", "0.9", "--out", out, "--save", saved, "--json")
        code, text = run(command, path, *options)
        assert code == 0
        assert json.loads(text.out)["certificate"]["met"]
        assert len(pd.read_csv(out)) == 2400
        quantiser = TableQuantiser.from_json(saved.read_text())
        assert set(quantiser.transform(pd.read_csv(path))["age"]) >= set(pd.read_csv(out)["age"])
    code, text = run("discretise", path, "--target-security", "1.5")
    assert code == 2
    assert text.err.count("\n") == 1


def test_the_columns_of_an_attacker_alone_are_coarsened():
    rng = np.random.default_rng(4)
    people = pd.DataFrame(
        {"age": rng.normal(40, 9, 1500), "job": rng.integers(0, 3, 1500), "pay": rng.normal(0, 1, 1500)}
    )
    found = bc.discretise(people, target_security="0.85", knows=["age", "job"], nu="1/4", seed=0)
    kept = people.iloc[found.training_rows]
    assert np.array_equal(found.training["pay"], kept["pay"])
    assert found.training["age"].nunique() < 100 < kept["age"].nunique()
    assert found.certificate.audit.knows == ("age", "job")
    assert found.certificate.audit.gamma == 3
    counts = found.training.groupby(["age", "job"]).size().value_counts().to_dict()
    assert found.certificate.audit.counts == dict(sorted(counts.items()))
    assert "not for one who has the original values" in found.statement
    plain = bc.discretise(people[["age", "job"]], target_security="0.85", seed=0)
    assert plain.point.distortion >= found.point.distortion  # at gamma = 3 finer cells reach the target
    for bad, said in (
        ({"knows": "agee"}, "nearest: 'age'"),
        ({"lam": 0}, "lam must be positive"),
        ({"nu": 1}, "nu must be"),
    ):
        with pytest.raises(ValueError, match=said):
            bc.discretise(people, **bad)
