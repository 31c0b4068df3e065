"""Quantisers and their certificates."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

import boundcalc as bc
from boundcalc.audit.records import Records
from boundcalc.discretise import quantisers as qs

from ..campaign import campaign
from ..verdicts import all_hold, stated

VALUES = st.one_of(
    st.lists(st.integers(-30, 30).map(float), min_size=4, max_size=14),
    st.lists(st.floats(-1e3, 1e3, allow_nan=False), min_size=4, max_size=14),
    st.tuples(st.lists(st.integers(0, 40), min_size=4, max_size=14), st.sampled_from([1e-12, 1e8, 1e-200, 1e150])).map(
        lambda t: [k * t[1] for k in t[0]]
    ),
)


@campaign(
    "discretising",
    weight=4,
    values=VALUES,
    cells=st.integers(1, 6),
    family=st.sampled_from(["EqualWidth", "EqualMass", "KMeans", "Optimal"]),
)
def cells(values: list[float], cells: int, family: str) -> None:
    """Cells are intervals with their means, at most as many as asked for; none beats the best of all partitions."""
    x = np.sort(np.array(values))
    fitted = getattr(qs, family)(cells).fit(x)
    got = np.asarray(fitted(x), float)
    stated(len(set(got.tolist())) <= cells, "number of cells", f"{len(set(got.tolist()))} of {cells}")
    all_hold(np.diff(got) >= 0, "cells in order", str(values))
    scale = max(float(np.abs(x).max()), 1e-300)
    for one in set(got.tolist()):
        mean = float(np.mean(x[got == one] / scale)) * scale
        stated(abs(one - mean) <= 1e-9 * scale, "mean of a cell", f"{one}, not {mean}")
    if family == "Optimal" and len(x) <= 12:

        def error(parts: Any) -> float:
            return sum(float((((p - p.mean()) / scale) ** 2).sum()) for p in parts if len(p))

        mine = float((((got - x) / scale) ** 2).sum())
        distinct = len(set(x.tolist()))
        best = min(error(np.split(x, cut)) for cut in itertools.combinations(range(1, len(x)), min(cells, len(x)) - 1))
        stated(mine <= best + 1e-9 or distinct < 2, "optimal cells", f"{mine} above {best}")


@campaign(
    "discretising",
    seed=st.integers(0, 10**6),
    target=st.sampled_from(["0.5", "0.8", "0.9"]),
    kind=st.sampled_from(["normal", "integers", "mixed"]),
    family=st.sampled_from(["optimal", "mass", "width", "k-means", "digits", "top"]),
    seconds=60,
)
def certificates(seed: int, target: str, kind: str, family: str) -> None:
    """The certificate is the audit of the discretised training records, by its own count."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    size = 2000
    columns = {
        "normal": {"x": rng.normal(size=size)},
        "integers": {"x": rng.integers(0, 500, size)},
        "mixed": {"x": rng.exponential(size=size).round(3), "c": rng.choice(list("abcdef"), size)},
    }[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = bc.discretise(pd.DataFrame(columns), target_security=target, families=[family], seed=seed)
    training = found.training
    rows = list(training.itertuples(index=False, name=None)) if hasattr(training, "itertuples") else training.rows()
    expected = dict(Counter(Counter(map(repr, rows)).values()))
    counts = {int(k): int(v) for k, v in Records.read(training).counts().items() if v}
    stated(counts == expected, "counts of the discretised records", f"{counts}, not {expected}")
    again = bc.audit(training, column_costs=False, exposed=0, target=target)
    certificate = getattr(found, "certificate", None) or found.audit
    delta = certificate.delta
    if delta is not None:
        stated(
            again.delta.upper == delta.upper and again.delta.lower == delta.lower,
            "certificate",
            f"{delta}, {again.delta}",
        )
        stated(found.met == (1 - again.delta.upper >= Fraction(target)), "target met", f"{found.met}, {again.delta}")


@campaign("discretising", weight=2, values=VALUES, digits=st.integers(1, 6))
def significant_digits(values: list[float], digits: int) -> None:
    """Rounding to significant digits keeps signs, order and size, and equal values equal."""
    x = np.sort(np.array(values))
    got = np.asarray(qs.SignificantDigits(digits).fit(x)(x), float)
    all_hold(np.diff(got) >= 0, "rounded in order", str(values))
    all_hold(
        np.abs(got - x) <= np.abs(x) * 10.0 ** (1 - digits) * 0.5 * (1 + 1e-9) + 5e-324, "rounded near", str(values)
    )
    for a, b in zip(x, got, strict=True):
        text = np.format_float_scientific(b, unique=True, trim="-").split("e")[0].replace("-", "").replace(".", "")
        stated(len(text.rstrip("0")) <= digits, "digits", f"{a} -> {b}")
