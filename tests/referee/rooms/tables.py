"""Audits: engines agree, any re-coding that keeps equality keeps the audit, and no two records are ever merged."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import tempfile
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from mpmath import mp

import boundcalc as bc
from boundcalc.audit.records import Records

from ..campaign import campaign
from ..draws import GAMMAS, rationals
from ..evaluators import binomial_pmf, binomial_sf, real
from ..verdicts import all_hold, stated
from .discrete import atom

# Injective ways to write the integer k: near to one another, so that a lossy key merges them.
CODES: dict[str, Callable[[int], Any]] = {
    "integers": lambda k: k - 3,
    "large integers": lambda k: 2**53 + k,
    "near 2^63": lambda k: 2**63 - 1 - k,
    "floats": lambda k: k / 7,
    "near floats": lambda k: float(np.nextafter(1.0, 2.0)) if k == 1 else 1.0 + k * 2.0**-50,
    "tiny floats": lambda k: k * 5e-324,
    "large floats": lambda k: 1e300 * (1 + k * 2.0**-50),
    "texts": lambda k: f"v{k}",
    "spaces": lambda k: "a" + " " * k,
    "cases": lambda k: "".join(c.upper() if k >> i & 1 else c for i, c in enumerate("abcdef")),
    "numbers as texts": lambda k: "1" + "0" * k,
    "signs": lambda k: f"-{k}" if k % 2 else f"{k}.0",
    "zeros": lambda k: "0" * (k + 1),
    "accents": lambda k: ["e", "\u00e9", "e\u0301", "E", "\u0113", "\u1ebd"][k % 6] + "x" * (k // 6),
    "separators": lambda k: ",".join(["a"] * (k + 1)),
    "quotes": lambda k: "'" * k + '"',
    "days": lambda k: dt.date(2020, 1, 1) + dt.timedelta(days=k),
    "microseconds": lambda k: dt.datetime(2020, 1, 1) + dt.timedelta(microseconds=k),
    "booleans and none": lambda k: [True, False, None][k % 3] if k < 3 else k % 2 == 0,
    "decimals": lambda k: decimal.Decimal(1) + decimal.Decimal(k) / decimal.Decimal(10**20),
    "bytes": lambda k: bytes([k % 256, 0]),
    "lists": lambda k: [1.0 + k * 2.0**-50, 0],
    "floats among words": lambda k: 1.0 + k * 2.0**-50 if k else "none",
    "integers among words": lambda k: 2**53 + k if k else "none",
    "times among words": lambda k: dt.datetime(2020, 1, 1) + dt.timedelta(microseconds=k) if k else "none",
    "decimals among words": lambda k: decimal.Decimal(1) + decimal.Decimal(k) / 10**20 if k else "none",
    "fine decimals as texts": lambda k: f"0.{k:020d}1",
}  # fmt: skip
PLAIN = [
    "integers",
    "large integers",
    "floats",
    "near floats",
    "tiny floats",
    "large floats",
    "texts",
    "cases",
    "numbers as texts",
    "zeros",
    "separators",
    "quotes",
    "days",
    "microseconds",
    "spaces",
    "signs",
    "accents",
]
CODE = st.sampled_from(sorted(CODES))
KEYS = st.lists(st.integers(0, 17), min_size=1, max_size=60)


def truth(rows: list[tuple[Any, ...]]) -> dict[int, int]:
    """How many records occur once, twice, ...; records are equal when their parts are."""
    return dict(Counter(Counter(rows).values()))


def seen(data: Any) -> dict[int, int]:
    counts = Records.read(data).counts()
    return {int(k): int(v) for k, v in counts.items() if v}


def frames(columns: dict[str, list[Any]]) -> dict[str, Callable[[], Any]]:
    """The same records in several engines."""
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    return {
        "pandas": lambda: pd.DataFrame(
            {k: pd.Series(v, dtype=None if not isinstance(v[0], int) else object) for k, v in columns.items()}
        ),
        "pandas objects": lambda: pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in columns.items()}),
        "pandas categories": lambda: pd.DataFrame(
            {k: pd.Series(v, dtype=object).astype("category") for k, v in columns.items()}
        ),
        "polars": lambda: pl.DataFrame(columns, strict=True),
        "pyarrow": lambda: pa.table(columns),
        "polars lazy": lambda: pl.DataFrame(columns, strict=True).lazy(),
    }


ENGINES = ["pandas", "pandas objects", "pandas categories", "polars", "pyarrow", "polars lazy"]


@campaign("tables", weight=4, code=CODE, keys=KEYS, engine=st.sampled_from(ENGINES), seconds=20)
def one_column(code: str, keys: list[int], engine: str) -> None:
    """Counts of counts of one column in any coding and engine: never fewer distinct records than there are."""
    _judge({"c": code}, [(k,) for k in keys], engine)


@campaign(
    "tables",
    weight=3,
    codes=st.lists(CODE, min_size=2, max_size=3),
    keys=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60),
    engine=st.sampled_from(ENGINES),
    seconds=20,
)
def several_columns(codes: list[str], keys: list[tuple[int, int, int]], engine: str) -> None:
    """Records of several columns: no two are merged by what is put between their parts."""
    _judge({f"c{i}": code for i, code in enumerate(codes)}, [row[: len(codes)] for row in keys], engine)


def _judge(codes: dict[str, str], keys: list[tuple[int, ...]], engine: str) -> None:
    columns = {name: [CODES[code](row[i]) for row in keys] for i, (name, code) in enumerate(codes.items())}
    rows = [tuple(repr(columns[name][i]) for name in columns) for i in range(len(keys))]
    expected = truth(rows)
    try:
        data = frames(columns)[engine]()
    except Exception:
        return  # the engine does not hold these values
    counts = seen(data)
    stated(sum(k * v for k, v in counts.items()) == len(keys), "every record is counted", f"{counts} of {len(keys)}")
    stated(
        sum(counts.values()) >= sum(expected.values()),
        "distinct records",
        f"{engine}, {codes}: {sum(counts.values())} of {sum(expected.values())}",
    )
    stated(counts == expected, "counts of counts", f"{engine}, {codes}: {counts}, not {expected}")


@campaign(
    "tables",
    weight=2,
    code=st.sampled_from(PLAIN),
    keys=KEYS,
    form=st.sampled_from(["csv", "parquet", "folder"]),
    seconds=20,
)
def files(code: str, keys: list[int], form: str) -> None:
    """Files hold the records that were written."""
    import polars as pl

    values = [CODES[code](k) for k in keys]
    other = [k % 3 for k in keys]
    expected = truth([(repr(v), k) for v, k in zip(values, other, strict=True)])
    data = pl.DataFrame({"c": values, "d": other}, strict=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("t.csv" if form == "csv" else "t.parquet" if form == "parquet" else "t")
        if form == "csv":
            if code in ("large integers", "signs", "zeros", "numbers as texts", "spaces"):
                data = data.with_columns(pl.col("c").cast(pl.String))
            data.write_csv(path, float_precision=None)
        elif form == "parquet":
            data.write_parquet(path)
        else:
            path.mkdir()
            half = len(keys) // 2
            for name, part in (("a", data[:half]), ("b", data[half:])):
                if len(part):
                    part.write_parquet(path / f"{name}.parquet")
        counts = seen(str(path))
    stated(
        sum(counts.values()) >= sum(expected.values()),
        "distinct records of a file",
        f"{form} of {code}: {counts}, not {expected}",
    )
    stated(sum(k * v for k, v in counts.items()) == len(keys), "every record of a file", f"{counts}")
    if form != "csv":
        stated(counts == expected, "counts of counts of a file", f"{form} of {code}: {counts}, not {expected}")


@campaign(
    "tables",
    weight=2,
    keys=KEYS,
    codes=st.tuples(st.sampled_from(PLAIN), st.sampled_from(PLAIN)),
    gamma=GAMMAS,
    shuffle=st.integers(0, 10**6),
    seconds=20,
)
def recoded(keys: list[int], codes: tuple[str, str], gamma: str, shuffle: int) -> None:
    """Another coding, another order of rows, another order of columns: the same audit."""
    import pandas as pd

    order = np.random.default_rng(shuffle).permutation(len(keys))
    nu = str(1 / (1 + Fraction(gamma)))
    audits = []
    for code, rows in zip(codes, (range(len(keys)), order), strict=True):
        columns = {"a": [CODES[code](keys[i]) for i in rows], "b": [keys[i] % 2 for i in rows]}
        names = list(columns) if code == codes[0] else list(columns)[::-1]
        frame = pd.DataFrame({name: pd.Series(columns[name], dtype=object) for name in names})
        audits.append(bc.audit(frame, nu=nu, column_costs=False, exposed=0))
    first, second = audits
    stated(first.counts == second.counts, "recoded counts", f"{codes}: {first.counts}, {second.counts}")
    stated(
        (first.delta.lower, first.delta.upper) == (second.delta.lower, second.delta.upper),
        "recoded audit",
        f"{first.delta}, {second.delta}",
    )
    all_hold([0 <= first.delta.lower <= first.delta.upper <= 1], "range of an audit", str(first.delta))


@campaign(
    "tables",
    weights=st.lists(st.integers(1, 30), min_size=1, max_size=8),
    rows=st.integers(2, 400),
    share=st.sampled_from([1, 1, 2, 5]),
    gamma=GAMMAS,
    seed=st.integers(0, 10**9),
    seconds=20,
)
def covered(weights: list[int], rows: int, share: int, gamma: str, seed: int) -> None:
    """The interval of an audit at confidence 1 - 10^-9 holds the enumerated Delta of the law the records came from."""
    import pandas as pd

    n = max(1, rows // share)
    if n > 200:
        return
    total = sum(weights)
    masses = [Fraction(w, total) for w in weights]
    draws = np.random.default_rng(seed).choice(len(weights), rows, p=[float(p) for p in masses])
    found = bc.audit(
        pd.DataFrame({"a": draws}),
        n=n,
        confidence="0.999999999",
        nu=str(1 / (1 + Fraction(gamma))),
        column_costs=False,
        exposed=0,
    )
    delta = sum((atom(n, p, Fraction(gamma)) for p in masses), Fraction(0))
    stated(found.delta.lower <= delta <= found.delta.upper, "audit covers", f"{found.delta} of {float(delta)}")


@campaign("tables", weight=1, seed=st.integers(0, 10**9), size=st.integers(500, 4000))
def many_records(seed: int, size: int) -> None:
    """Thousands of floats and integers next to one another, in every engine."""
    import pandas as pd
    import polars as pl

    rng = np.random.default_rng(seed)
    floats = np.round(rng.normal(size=size), rng.integers(1, 17)) * 10.0 ** rng.integers(-30, 30) + 0.0  # no -0.0
    integers = rng.integers(-5, 5, size) + 2**60
    expected = truth(list(zip(floats.tolist(), integers.tolist(), strict=True)))
    for data in (pd.DataFrame({"x": floats, "k": integers}), pl.DataFrame({"x": floats, "k": integers})):
        counts = seen(data)
        times = sorted({*counts, *expected})
        all_hold(
            [counts.get(k) == expected.get(k) for k in times], "many records", f"{type(data)}: {counts}, not {expected}"
        )


@campaign(
    "tables",
    weights=st.lists(st.one_of(st.integers(1, 9), st.sampled_from([1, 100])), min_size=1, max_size=5),
    copies=st.sampled_from([1, 1, 10, 60]),
    n=st.one_of(st.integers(1, 8), st.integers(1, 90)),
    theta=st.sampled_from(["1/2", "1/3", "9/10", "1/10"]),
    ell=st.sampled_from(["9/10", "1/2", "1/5", "1/50", "99/100"]),
)
def count_sequences(weights: list[int], copies: int, n: int, theta: str, ell: str) -> None:
    """What the theorems on counts say of a sequence, by enumeration: its mean is above (or below) n Delta_n, and
    E exp(l (n Delta_n - F)) is at most 1."""
    from boundcalc.audit import sequences as s
    from boundcalc.numeric.precision import working_precision

    masses = [Fraction(w, copies * sum(weights)) for w in weights]  # each so many times

    def mean(sequence: Any) -> Any:
        # Only what was seen is summed.
        parts = (binomial_pmf(k, n, p) * _exact(sequence(k)) for p in masses for k in range(1, n + 1))
        return copies * sum(parts, Fraction(0))

    def delta(size: int) -> Fraction:
        return copies * size * sum((atom(size, p, Fraction(1)) for p in masses), Fraction(0))

    with working_precision(120):
        tiny = Fraction(1, 10**20)
        for name, sequence in (("sharp", s.sharp), ("tangent", s.tangent)):
            value = mean(sequence)
            stated(value + tiny >= delta(n), f"{name} counts", lambda v=value: f"{float(v)} < {float(delta(n))}")
        share = Fraction(theta)
        fewer = n * share
        if fewer.denominator == 1:
            value = mean(s.thinned(share))
            least = delta(int(fewer))
            stated(value + tiny >= least, "thinned counts", lambda: f"{float(value)} < {float(least)}")
        if n >= 3:
            for name, shape in (("heavy", s.heavy_shape), ("light", s.light_shape)):
                value = mean(s.LowerSequence(name, shape, n))
                stated(
                    value - tiny <= delta(n), f"lower counts, {name}", lambda v=value: f"{float(v)} > {float(delta(n))}"
                )
        if copies == 1 and (n <= 6 or len(masses) <= 2):
            sequence = s.variance_sensitive(Fraction(ell))
            values = [0.0, *(float(_exact(sequence(k))) for k in range(1, n + 1))]
            total_mean = 0.0
            for counts in _compositions(n, len(masses)):
                chance, left = 1.0, n
                for k, p in zip(counts, masses, strict=True):
                    chance *= math.comb(left, k) * float(p) ** k
                    left -= k
                gap = float(delta(n)) - sum(values[k] for k in counts)
                total_mean += chance * math.exp(float(Fraction(ell)) * gap)
            stated(total_mean <= 1 + 1e-9, "counts with their variance", f"{total_mean} above 1")


def _compositions(n: int, parts: int) -> Any:
    if parts == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in _compositions(n - first, parts - 1):
            yield (first, *rest)


def _exact(x: Any) -> Fraction:
    """The middle of a ball."""
    man, exp = x.mid().man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exp)


@campaign(
    "tables",
    trials=st.one_of(st.integers(1, 40), st.integers(1, 300)),
    share=rationals("0", "1"),
    level=st.sampled_from(["0.9", "0.99", "0.999999", "1/2", "0.95"]),
)
def intervals(trials: int, share: str, level: str) -> None:
    """Intervals for a probability: the tails at their ends in rationals, and the likelihoods that one refutes."""
    from boundcalc.montecarlo import binomial_sequence, clopper_pearson

    k, a = round(trials * Fraction(share)), Fraction(level)
    low, high = clopper_pearson(k, trials, level)
    tail = (1 - a) / 2
    for name, end, seen_ in (("lower", low, k), ("upper", 1 - Fraction(high), trials - k)):
        if 0 < end < 1:
            chance = binomial_sf(seen_, trials, Fraction(end))
            stated(chance <= tail, f"Clopper-Pearson, {name} end", lambda c=chance: f"{float(c)} > {float(tail)}")
            wider = binomial_sf(seen_, trials, Fraction(end) * (1 + Fraction(1, 10**6)))
            stated(wider >= tail * (1 - Fraction(1, 10**3)), f"Clopper-Pearson, {name} end is near", str((k, trials)))
    least, most = binomial_sequence(k, trials, level)
    with mp.workdps(40):
        mixture = mp.beta(k + mp.mpf(1) / 2, trials - k + mp.mpf(1) / 2) / mp.pi
        for end, outward in ((least, -1), (most, 1)):
            if 0 < end < 1:
                p = mp.mpf(end)
                odds = mixture / (p**k * (1 - p) ** (trials - k))
                stated(odds >= 1 / (1 - real(level)), "refuted beyond the end", f"{mp.nstr(odds, 12)} at {end}")
                p = p - outward * mp.mpf(10) ** -6
                odds = mixture / (p**k * (1 - p) ** (trials - k))
                stated(odds <= (1 + mp.mpf(10) ** -2) / (1 - real(level)), "not refuted within", f"{odds} at {p}")
