"""Public records that are training records are noticed by their values, whatever their order, number and precision."""

import itertools

import numpy as np
import pandas as pd
import polars as pl
import pytest

import boundcalc as bc
from boundcalc.discretise import NotIndependent
from boundcalc.discretise.overlap import evenness, overlap

SIZE = 2000
RNG = np.random.default_rng(5)
DATA = pd.DataFrame({"x": RNG.exponential(size=SIZE)})


def fresh(size, seed):
    return pd.DataFrame({"x": np.random.default_rng(seed).exponential(size=size)})


COPIES = {
    "permuted": DATA.sample(frac=1, random_state=0),
    "half": DATA.iloc[: SIZE // 2],
    "a tenth": DATA.sample(frac=0.1, random_state=1),
    "float32": DATA.astype("float32"),
    "half in float32, permuted": DATA.sample(frac=0.5, random_state=2).astype("float32"),
    "six digits": DATA.map(lambda x: float(f"{x:.6g}")),
    "as objects": DATA.astype(object),
    "polars": pl.from_pandas(DATA.sample(frac=1, random_state=3)),
    "with others": pd.concat([fresh(500, 6), DATA.sample(frac=1, random_state=4)]),
    "five among others": pd.concat([fresh(500, 6), DATA.iloc[:5]]),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_gets_no_certificate(copy):
    with pytest.warns(NotIndependent, match="estimate, not a guarantee"):
        found = bc.discretise(DATA, public=copy, target_security="0.9", families="mass")
    assert found.certificate.delta is None
    assert not found.met
    assert found.statement.startswith("ESTIMATE, NOT A GUARANTEE")


LAWS = {
    "continuous": lambda rng, n: [rng.exponential(size=n)],
    "shifted": lambda rng, n: [1e8 + rng.normal(size=n)],
    "ages": lambda rng, n: [rng.integers(18, 99, n).astype(float)],
    "money": lambda rng, n: [np.round(rng.lognormal(10, 1, n), 2)],
    "binary": lambda rng, n: [(rng.random(n) < 0.3).astype(float)],
    "constant": lambda rng, n: [np.zeros(n)],
    "towns": lambda rng, n: [np.array([f"town {k}" for k in rng.zipf(1.5, n)], dtype=object)],
    "large integers": lambda rng, n: [2**60 + rng.integers(0, 500, n)],
    "several": lambda rng, n: [rng.normal(size=n), rng.integers(0, 9, n).astype(float), rng.random(n).round(1)],
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_other_records_of_the_law_are_taken_for_others(law):
    for seed, size in enumerate((SIZE // 4, SIZE - 1, 3 * SIZE) * 4):
        rng = np.random.default_rng(seed)
        assert not overlap(law(rng, size), law(rng, SIZE)).copied


@pytest.mark.parametrize("law", [law for name, law in LAWS.items() if name != "constant"])
def test_the_same_records_in_another_order_are_the_same(law):
    columns = law(RNG, SIZE)
    order = RNG.permutation(SIZE)
    assert overlap([column[order] for column in columns], columns).same


def test_columns_of_another_kind_are_refused():
    with pytest.raises(
        ValueError, match="column 'x' holds categories among the public records and numbers in the data"
    ):
        bc.discretise(DATA, public=DATA.astype(str), target_security="0.9")
    with pytest.raises(ValueError, match="column 'x' holds dates among the public records and numbers in the data"):
        bc.discretise(DATA, public=pd.DataFrame({"x": pd.to_datetime(["2026-01-01"] * 50)}), target_security="0.9")


def test_records_with_equal_values_are_counted_in_the_statement():
    rng = np.random.default_rng(0)
    data, public = (pd.DataFrame({"age": rng.integers(18, 99, size)}) for size in (SIZE, 500))
    found = bc.discretise(data, public=public, target_security="0.5")
    assert "500 other records, 500 of which have the values of a training record" in found.statement
    assert found.certificate.independent


@pytest.mark.parametrize(("first", "second"), [([3, 0, 1, 1], [1, 2, 0, 1]), ([1, 1, 1, 1], [1, 1, 0, 2])])
def test_evenness_has_the_mean_and_variance_of_all_divisions(first, second):
    # Every division of the pooled records into parts of these sizes, from the definition.
    first, second = np.array(first), np.array(second)
    total = first + second
    records = np.repeat(np.arange(len(total)), total)
    values = []
    for chosen in itertools.combinations(range(len(records)), int(first.sum())):
        counts = np.bincount(records[list(chosen)], minlength=len(total))
        values.append(float(np.sum(counts**2 / total)))
    here = float(np.sum(first**2 / total))
    assert evenness(first, second) == pytest.approx((here - np.mean(values)) / np.std(values), abs=1e-12)


def test_missing_values_and_dates_are_compared():
    days = np.array(["2026-01-01", "NaT", "2026-03-01", "2026-04-01"] * 50, dtype="datetime64[D]")
    floats = np.where(np.arange(200) % 3 == 0, np.nan, np.arange(200.0))
    large = np.array([None if np.isnan(x) else 2**60 + int(x) for x in floats], dtype=object)
    order = np.random.default_rng(0).permutation(200)
    assert overlap([days[order], floats[order]], [days, floats]).same
    assert overlap([days[order], large[order]], [days, large]).same
    assert not overlap([days[order], large], [days, large]).same
