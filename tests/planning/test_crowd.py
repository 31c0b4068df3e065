"""Crowds: the largest binomial probability, from all coins, and the smallest k by plain search."""

import json
from fractions import Fraction
from itertools import product
from math import comb

import pytest

import boundcalc as bc
from boundcalc.cli.main import main


@pytest.mark.parametrize("q", ["1/2", "1/3", "4/5", "1/20"])
def test_the_leakage_of_one_of_k_is_that_of_all_coins(q):
    q, before = Fraction(q), 2
    for k in range(1, 9):
        law = [Fraction(0)] * (k + 1)
        for coins in product((0, 1), repeat=k - 1):
            law[sum(coins)] += q ** sum(coins) * (1 - q) ** (k - 1 - sum(coins))
        member = [Fraction(0), *law[:-1]]
        value = sum(max(0, a - b) for a, b in zip(member, law, strict=True))
        assert bc.plan.crowd_leakage(k, q).exact == value <= before
        before = value


@pytest.mark.parametrize("q", ["1/2", "1/10"])
@pytest.mark.parametrize("advantage", ["1/2", "3/8", "1/5", "1/10"])
def test_the_smallest_crowd_by_plain_search(q, advantage):
    q, k = Fraction(q), 1
    while max(comb(k - 1, t) * q**t * (1 - q) ** (k - 1 - t) for t in range(k)) > Fraction(advantage):
        k += 1
    assert bc.plan.crowd_size(advantage, q) == k


def test_large_crowds_are_enclosed_and_bad_ones_refused(capsys):
    value = bc.plan.crowd_leakage(10**12, "1/3")
    assert value.guaranteed
    assert abs(float(value) / (2 * 3.141592653589793 * 1e12 * 2 / 9) ** -0.5 - 1) < 1e-9
    for bad in ({"k": 0}, {"k": 5, "share": 1}, {"k": "5/2"}):
        with pytest.raises(ValueError, match="must be"):
            bc.plan.crowd_leakage(**bad)
    with pytest.raises(ValueError, match=r"advantage must be in \(0, 1\), got 0"):
        bc.plan.crowd_size(0)
    for arguments, code in ((["--advantage", "0.1", "--json"], 0), (["--k", "5", "--advantage", "1/2"], 2)):
        with pytest.raises(SystemExit) as stop:
            main(["crowd", *arguments])
        out, err = capsys.readouterr()
        assert (stop.value.code, err.count("\n")) == (code, code // 2)
        assert code or json.loads(out)["k"] == 64
