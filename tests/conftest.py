"""Makes the references importable as `reference`; random tests repeat themselves, without deadline; a shared table."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
collect_ignore = ["contributing"]  # files for a copy of the tree: see test_contributing
settings.register_profile("boundcalc", deadline=None, derandomize=True)
settings.load_profile("boundcalc")


@pytest.fixture(scope="module")
def mixed():
    """A table with every kind of column."""
    import numpy as np
    import pandas as pd

    rng, n = np.random.default_rng(0), 4000
    return pd.DataFrame(
        {
            'x "; drop table t; --': rng.choice([1.5, np.nan, np.inf, -0.0, 0.0], n),
            "^a.*$": rng.choice(["a", "b", None, "é"], n),
            "i": rng.integers(0, 5, n),
            "day": pd.to_datetime(rng.choice(["2020-01-01", "2021-01-01"], n)),
            "b": rng.random(n) < 0.5,
            "cat": pd.Categorical(rng.choice(["u", "v"], n)),
        }
    )
