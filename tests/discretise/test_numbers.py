"""Quantisers know neither unit nor origin, never round an integer, and release equal values as one."""

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import boundcalc as bc
from boundcalc.discretise import TableQuantiser
from boundcalc.discretise.frontier import _distortion
from boundcalc.discretise.quantisers import (
    EqualMass,
    EqualWidth,
    JointKMeans,
    KMeans,
    Optimal,
    SignificantDigits,
    TopCode,
)
from boundcalc.discretise.quantisers.ordered_sample import squared_error

X = np.random.default_rng(0).gamma(2.0, size=600)
FAMILIES = (EqualWidth, EqualMass, KMeans, Optimal)


def distortion(fitted, x):
    return _distortion(x, fitted, None, "mse")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("change", [1e153, 1e300, 1e-200, 1e-310, "shift", "whole line", "integers"])
def test_distortion_does_not_depend_on_unit_and_origin(family, change):
    x = np.round(X, 3)
    there = {
        "shift": 1e8 + x,
        "whole line": (2 * x / x.max() - 1) * 1.7e308,
        "integers": 2**60 + np.round(1000 * x).astype(np.int64),
    }[change] if isinstance(change, str) else x * change  # fmt: skip
    for cells in (7,) if family is KMeans else (2, 7, 32):
        plain, moved = distortion(family(cells).fit(x), x), distortion(family(cells).fit(there), there)
        # rounding moves a point at an edge, or the start of Lloyd's iteration
        assert moved == pytest.approx(plain, rel=0.25 if family is KMeans else 0.02)
        assert 0 < moved < 0.6


def error_of(parts):
    return sum(sum((v - Fraction(sum(part), len(part))) ** 2 for v in part) for part in parts)


@pytest.mark.parametrize("origin", [0, 2**60, -(2**63), 2**64 - 5000, 10**25])
def test_optimal_cells_of_integers_have_the_least_error_of_all_partitions(origin):
    x = [origin + int(v) for v in sorted(np.random.default_rng(1).integers(0, 4000, 11))]
    for cells in (2, 3, 4):
        cuts = itertools.combinations(range(1, len(x)), cells - 1)
        best = min(error_of([x[a:b] for a, b in itertools.pairwise([0, *cut, len(x)])]) for cut in cuts)
        fitted = Optimal(cells).fit(np.array(x, dtype=object))
        released = fitted(np.array(x, dtype=object)).tolist()
        parts = [list(group) for _, group in itertools.groupby(x, key=lambda v: released[x.index(v)])]
        assert len(parts) == cells
        assert error_of(parts) == best


@pytest.mark.parametrize(
    "make",
    [
        lambda x: pd.DataFrame({"x": x}),
        lambda x: pl.DataFrame({"x": x}),
        lambda x: pa.table({"x": x}),
        lambda x: pd.DataFrame({"x": pd.array([*x[:-1], None], dtype="Int64")}),
        lambda x: pl.DataFrame({"x": [*x.tolist()[:-1], None]}),
        lambda x: pa.table({"x": pa.array([*x.tolist()[:-1], None])}),
    ],
    ids=["pandas", "polars", "arrow", "pandas, missing", "polars, missing", "arrow, missing"],
)
def test_integers_near_2_to_60_are_discretised(make):
    x = 2**60 + np.random.default_rng(2).integers(0, 2000, 4000)
    found = bc.discretise(make(x), target_security="0.9")
    assert found.met
    assert 0 < found.point.distortion < 0.01
    released = pl.DataFrame(found.training)["x"]
    assert released.dtype == pl.Int64
    kept = {int(v) for v in released.drop_nulls()}
    assert len(kept) > 10
    assert min(x) <= min(kept) <= max(kept) <= max(x)
    again = TableQuantiser.from_json(found.quantiser.to_json()).transform(make(x))
    assert set(pl.DataFrame(again)["x"].drop_nulls()) >= kept


def test_a_value_goes_to_the_same_cell_alone_and_in_any_company():
    x = np.array([0, 1, 2**53 + 1, 2**53 + 3, 2**60 + 1, 2**60 + 2], dtype=object)
    others = [0.5, -0.0, 7.25, 2**70]
    maps = [family(k).fit(x) for family in (EqualWidth, EqualMass, Optimal) for k in (2, 3, 6)]
    maps += [
        SignificantDigits(17).fit(x),
        SignificantDigits(2).fit(x),
        TopCode(0.2).fit(x),
        TopCode(high=2**53 + 2).fit(x),
    ]
    for fitted in maps:
        whole = fitted(np.array([*x, *others], dtype=object)).tolist()
        alone = [fitted(np.array([v], dtype=object)).tolist()[0] for v in [*x, *others]]
        assert whole == alone
        assert fitted(np.array([*others, *x], dtype=object)).tolist()[len(others) :] == whole[: len(x)]
    cuts = Optimal(6).fit(x)
    assert cuts(x).tolist() == x.tolist()  # a cell for each


def test_digits_and_limits_of_integers_are_exact():
    x = np.array([2**60 + 1, -(2**60) - 1, 123456789012345678], dtype=np.int64)
    assert SignificantDigits(19).fit(None)(x).tolist() == x.tolist()
    assert SignificantDigits(3).fit(None)(x).tolist() == [1150000000000000000, -1150000000000000000, 123000000000000000]
    limits = TopCode(low=-(2**59), high=2**60 - 1).fit(x)
    assert limits(x).tolist() == [2**60 - 1, -(2**59), 123456789012345678]


def test_squared_error_is_that_of_exact_fractions():
    rng = np.random.default_rng(3)
    for x in (rng.normal(size=30), 1e8 + rng.normal(size=30), 2**61 + rng.integers(0, 99, 30)):
        y = x.copy()
        y[::3] = x[0]
        exact = [Fraction(v) for v in x.tolist()]
        mean = sum(exact) / len(exact)
        spread = sum((v - mean) ** 2 for v in exact) / len(exact)
        error = sum((a - Fraction(b)) ** 2 for a, b in zip(exact, y.tolist(), strict=True)) / len(exact)
        assert squared_error(x, y) == pytest.approx(float(error / spread), rel=1e-12)


def test_joint_cells_do_not_overflow():
    rows = np.column_stack([X, X[::-1]])
    for unit in (1e153, 1e-200, 5e307 / X.max()):
        fitted = JointKMeans(8).fit(rows * unit)
        assert len(np.unique(fitted(rows * unit), axis=0)) == 8
        assert distortion(fitted, rows * unit) == pytest.approx(distortion(JointKMeans(8).fit(rows), rows), rel=0.3)
    far = JointKMeans(2).fit(rows)(np.array([[1e300, 0.0], [np.nan, 1.0], [-1e100, 0.0]]))
    assert np.isnan(far).all(axis=1).tolist() == [True, True, False]


# -- equal values are released as one ----------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["digits", "top", "optimal", "mass"])
def test_zero_has_no_sign(family):
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.normal(size=1000) * 1e-3, [0.0, -0.0] * 500, rng.normal(size=500)])
    found = bc.discretise(pd.DataFrame({"x": x}), target_security="0.3", families=family)
    released = found.training["x"].to_numpy()
    assert not np.signbit(released[released == 0]).any()
    assert len({v.tobytes() for v in released}) == found.certificate.audit.distinct


@pytest.mark.parametrize("engine", ["pandas", "polars", "arrow"])
def test_columns_as_they_are_hold_every_value_in_one_form(engine):
    values = [0.0, -0.0, float("nan"), None, 1.5]
    x = {
        "pandas": lambda: pd.DataFrame({"x": values * 40}),
        "polars": lambda: pl.DataFrame({"x": values * 40}),
        "arrow": lambda: pa.table({"x": values * 40}),
    }[engine]()
    found = bc.discretise(x, target_security="0.3", families="optimal")
    assert found.point.quantisers == {}
    released = pl.DataFrame(found.training)["x"] if engine != "pandas" else pl.from_pandas(found.training)["x"]
    assert {repr(v) for v in released.to_list()} == {"0.0", "None", "1.5"}
    assert found.certificate.audit.distinct == 3


def test_objects_are_released_in_one_form():
    cells = [None, float("nan"), 1, 1.0, np.float64(1), True, Decimal("1.50"), 1.5, -0.0, 0, "1", 2**53 + 1]
    frame = pd.DataFrame({"x": pd.Series(cells, dtype=object), "d": pd.Series([Decimal("0.10"), Decimal("0.1")] * 6)})
    out = TableQuantiser({}).fit(frame).transform(frame)
    assert {repr(v) for v in out["x"].tolist()} == {"None", "1", "True", "1.5", "0", "'1'", str(2**53 + 1)}
    assert {str(v) for v in out["d"]} == {"0.1"}


# -- cells that hold several values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", [np.array([1.0]), [1, 2], {1}, (1,), {"a": 1}, pd.Series([1.0])], ids=lambda c: type(c).__name__
)
def test_cells_of_several_values_are_refused_with_the_name_of_the_column(cell):
    column = np.empty(60, dtype=object)
    column[:] = [cell] * 60
    frame = pd.DataFrame({"ok": np.arange(60.0), "bad": column})
    for data, public in ((frame, None), (frame.assign(bad=1.0), frame), (frame, frame.assign(bad=1.0))):
        with pytest.raises(ValueError, match="column bad: a cell must hold a number, a text, a date or another single"):
            bc.discretise(data, public=public)


@pytest.mark.parametrize("frame", [pl.DataFrame({"bad": [[1.0]] * 60}), pa.table({"bad": [{"a": 1}] * 60})])
def test_nested_columns_are_refused_with_their_name(frame):
    with pytest.raises(ValueError, match="column bad: a cell must hold a number"):
        bc.discretise(frame)
