"""Each quantiser is the map its definition says, inside scikit-learn and through JSON and pickle."""

import itertools
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

from boundcalc.discretise import TableQuantiser
from boundcalc.discretise.quantisers import (
    DatePart,
    EqualMass,
    EqualWidth,
    Hierarchy,
    JointKMeans,
    KMeans,
    MergeRare,
    Optimal,
    SignificantDigits,
    TopCode,
)

X = np.sort(np.random.default_rng(0).gamma(2.0, size=40))


def error(fitted, x):
    return float(((fitted(x) - x) ** 2).sum())


def test_optimal_cells_have_the_least_error_of_all_partitions():
    x = X[::3]
    for cells in (2, 3, 4):
        best = min(
            sum(((part - part.mean()) ** 2).sum() for part in np.split(x, cut))
            for cut in itertools.combinations(range(1, len(x)), cells - 1)
        )
        assert error(Optimal(cells).fit(x), x) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("family", [EqualWidth, EqualMass, KMeans, Optimal])
@pytest.mark.parametrize("cells", [1, 2, 5, 200])
def test_cells_are_intervals_with_their_means(family, cells):
    fitted = family(cells).fit(X)
    values = fitted(X)
    assert len(set(values)) <= cells
    assert np.all(np.diff(values) >= 0)
    for one in set(values):
        assert one == pytest.approx(X[values == one].mean())
    assert error(fitted, X) >= error(Optimal(cells).fit(X), X) - 1e-12


def test_widths_and_masses_are_equal():
    assert np.ptp(np.diff(EqualWidth(5).fit(X).edges)) < 1e-12
    assert np.bincount(np.searchsorted(EqualMass(4).fit(X).edges, X, side="right")).tolist() == [10] * 4


def test_digits_limits_categories_dates():
    assert SignificantDigits(1).fit(X)([0.0, -349.0, np.inf]).tolist() == [0.0, -300.0, np.inf]
    assert TopCode(0.1).fit(np.arange(11.0))(np.array([-5.0, 5.0, 50.0])).tolist() == [1.0, 5.0, 9.0]
    merged = MergeRare(0.2).fit(["a"] * 8 + ["b"] * 2 + ["c"])
    assert merged(["a", "b", "c", "new", None]).tolist() == ["a", "other", "other", "other", None]
    parents = {"a1": "a", "a2": "a", "a": "all", "b": "all"}
    assert Hierarchy(parents, 2).fit([])(["a1", "b", "all", "?"]).tolist() == ["all", "all", "all", "other"]
    assert DatePart("month").fit([])(["2026-11-23", None]).tolist() == ["2026-11-01", None]
    with pytest.raises(ValueError, match="part must be one of"):
        DatePart("week").fit([])


def test_missing_stays_missing():
    for family in (EqualWidth(3), Optimal(3), SignificantDigits(2), TopCode(0.1)):
        assert np.isnan(family.fit(X)(np.array([np.nan, 1.0]))).tolist() == [True, False]


def frame():
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "x": rng.normal(size=60),
            "y": rng.normal(size=60),
            "z": rng.normal(size=60),
            "c": rng.choice(list("abcd"), 60),
        }
    )


def table():
    return TableQuantiser({"x": Optimal(4), ("y", "z"): JointKMeans(5), "c": MergeRare(0.2)})


def test_transformer_survives_pickle_json_and_clone():
    from sklearn.base import clone

    data = frame()
    fitted = table().fit(data)
    reference = fitted.transform(data)
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(fitted)).transform(data), reference)
    pd.testing.assert_frame_equal(TableQuantiser.from_json(fitted.to_json()).transform(data), reference)
    pd.testing.assert_frame_equal(clone(fitted).fit(data).transform(data), reference)
    assert fitted.get_feature_names_out().tolist() == list("xyzc")
    assert len(reference[["y", "z"]].drop_duplicates()) == 5
    assert list(reference.columns) == list("xyzc")


def test_transformer_works_in_a_pipeline_and_a_search():
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline

    data = frame()
    x, y = data[["x", "y"]].to_numpy(), (data["x"] > 0).astype(int)
    pipe = make_pipeline(TableQuantiser({"x0": Optimal(2)}), LogisticRegression())
    search = GridSearchCV(pipe, {"tablequantiser__columns": [{"x0": Optimal(2)}, {"x0": Optimal(8)}]}, cv=3).fit(x, y)
    assert search.best_score_ > 0.8


def test_polars_stays_polars_and_agrees_with_pandas():
    data = frame()
    fitted = table().fit(data)
    other = fitted.transform(pl.from_pandas(data))
    assert isinstance(other, pl.DataFrame)
    pd.testing.assert_frame_equal(other.to_pandas(), fitted.transform(data), check_dtype=False)


def test_bad_input_gets_one_line():
    from sklearn.exceptions import NotFittedError

    with pytest.raises(NotFittedError):
        table().transform(frame())
    with pytest.raises(ValueError, match="unknown column 'q'"):
        TableQuantiser({"q": Optimal(2)}).fit(frame())
    with pytest.raises(ValueError, match="two dimensions"):
        TableQuantiser({"x0": Optimal(2)}).fit(np.arange(3.0))
    one = TableQuantiser({"a": Optimal(2)}).fit(pd.DataFrame({"a": [1.0, 2.0, 3.0]}))
    for wrong, match in [
        (lambda: one.transform(pd.DataFrame({"b": [1.0]})), "unknown column 'a'"),
        (lambda: one.transform(pd.DataFrame({"a": ["x"]})), "column a: expected numbers"),
        (lambda: one.fit(pd.DataFrame({"a": ["x", "y"]})), "column a: expected numbers"),
        (lambda: one.fit(pd.DataFrame({"a": [np.nan, np.inf]})), "column a: no finite value"),
        (lambda: Optimal(0), "cells must be an integer of at least 1, got 0"),
        (lambda: JointKMeans(2.5), "cells must be"),
        (lambda: TopCode(0.9).fit(np.arange(9.0)), "low must be at most high"),
    ]:
        with pytest.raises(ValueError, match=match):
            wrong()
    for edges in ('["x"]', "[3, 1]", "[1, 2, 3]", "[1, 1]"):
        cuts = f'{{"columns": ["a"], "kind": "cuts", "edges": {edges}, "representatives": [1, 2]}}'
        with pytest.raises(ValueError, match="edges"):
            TableQuantiser.from_json(f'{{"names": ["a"], "maps": [{cuts}]}}')
    for text in ("{", "[]", '{"names": [], "maps": [{"columns": ["a"], "kind": "os.system"}]}', '{"maps": [{}]}'):
        with pytest.raises(ValueError, match=r"no quantiser in JSON|unknown quantiser"):
            TableQuantiser.from_json(text)
