"""The optimal attack on a mean gains what the exact theorem says."""

import numpy as np
import pytest

import boundcalc as bc


def test_the_gain_is_the_exact_value():
    n, plays = 3, 40_000
    attack, rng = bc.attacks.NormalMeanAttack(n), np.random.default_rng(0)
    data, others = rng.standard_normal((plays, n)), rng.standard_normal(plays)
    gain = np.mean([attack(t, [x, y]) @ (1, -1) for t, x, y in zip(data.mean(1), data[:, 0], others, strict=True)])
    exact = float(bc.Game(bc.Normal(0, 1), bc.EmpiricalMean(), n=n).delta())
    assert gain == pytest.approx(exact, abs=5 / plays**0.5)
