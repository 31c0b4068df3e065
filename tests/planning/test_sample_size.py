"""Sample sizes against a plain search."""

from fractions import Fraction

import pytest
import sympy as sp
from reference.enumeration import worst_case_delta_binomial

import boundcalc as bc


@pytest.mark.parametrize("security", ["1/2", "7/10", "17/20"])
@pytest.mark.parametrize("lam", ["1", "3/2", "2/3"])
def test_smallest_n_by_plain_search(security, lam):
    probs = [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    n = 1
    while worst_case_delta_binomial(probs, n, Fraction(lam)) > 1 - Fraction(security):
        n += 1
    assert bc.plan.sample_size(bc.Categorical(probs), security, lam=lam) == n


def test_equality_counts_as_reached():
    law = bc.Categorical(["1/2", "1/3", "1/6"])
    assert bc.plan.sample_size(law, 1 - Fraction(415, 1296)) == 3


@pytest.mark.parametrize(("n", "security"), [(3, "1/2"), (20, "4/5"), (100, "9/10")])
def test_largest_uniform_by_plain_search(n, security):
    def delta(k):
        return worst_case_delta_binomial([Fraction(1, k)] * k, n, Fraction(1))

    k = 1
    while delta(k + 1) <= 1 - Fraction(security):
        k += 1
    assert bc.plan.uniform_atoms(n, security) == k


def test_huge_answers_are_exact():
    n = bc.plan.sample_size(bc.Geometric("1/3"), "0.999999")
    game = bc.Game(bc.Geometric("1/3"), n=n)
    assert (
        game.delta(20).value.upper <= Fraction(1, 10**6) < bc.Game(bc.Geometric("1/3"), n=n - 1).delta(20).value.lower
    )


def test_security_0_needs_one_record_and_bad_targets_are_refused():
    assert bc.plan.sample_size(bc.Zipf(1, 5), 0) == 1
    with pytest.raises(ValueError, match="security must be"):
        bc.plan.sample_size(bc.Zipf(1, 5), "-1/2")
    with pytest.raises(ValueError, match="n must be an integer"):
        bc.plan.uniform_atoms(0, "1/2")


def test_an_undecided_comparison_is_said_and_not_guessed():
    # At n = 1 Delta = 1 - sum p^2 = 1/4 exactly, but balls around sqrt(2) can never tell that it is not more.
    root = sp.sqrt(2) / 4
    law = bc.Categorical([sp.Rational(1, 2) + root, sp.Rational(1, 2) - root])
    with pytest.raises(ValueError, match="cannot tell whether security is at least 3/4 at n = 1"):
        bc.plan.sample_size(law, security="3/4")
