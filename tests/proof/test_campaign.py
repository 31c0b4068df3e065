"""Random claims of known truth: nothing false or undefined stands, nothing true is refuted, counterexamples hold up."""

import re
from fractions import Fraction

import pytest

from boundcalc.proof import check_claim
from tests.reference import claims


def assert_right(seed):
    claim, where, truth = claims.claim(seed)
    verdict = check_claim(claim, where)
    said = f"{claim} for {where}: {verdict}"
    if truth is False or truth == "undefined":
        assert not verdict.reaches("cited"), said
    if truth is True:
        assert verdict.word != "refuted", said
    if verdict.word == "refuted":
        point = verdict.counterexample.rpartition(": ")[0]
        at = {name: Fraction(x) for name, x in re.findall(r"(\w+) = (-?[\d/]+)", point)}
        assert claims.holds(claim, at) is not True, said
        for condition in re.split(", (?=\\S+ <)", where):
            assert claims.holds(condition.replace("n integer", "n"), at), said


@pytest.mark.parametrize("seed", range(22))
def test_a_random_claim_gets_no_false_verdict(seed):
    assert_right(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(30))
def test_no_false_verdict_in_fifty_random_claims(block):
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        assert_right(seed)
