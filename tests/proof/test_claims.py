"""False claims are refuted by a counterexample that holds up, true ones reach the strongest verdict they allow."""

import re
from fractions import Fraction
from math import comb, log, pi, sqrt

import pytest

from boundcalc.proof import check_claim
from tests.reference.enumeration import worst_case_delta


def mad(n, p):
    """E|B - np| from the definition."""
    return sum(abs(k - n * p) * comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1))


FALSE = [
    ("Delta(P,n) <= C(P)/(2.1*sqrt(n))", "P probability vector, n integer >= 1"),
    ("BinomialMAD(n,p) <= sqrt(2*n*p*(1-p)/pi)", "n integer >= 1, 0 < p < 1"),
    ("sqrt(n*p*(1-p)/2) <= BinomialMAD(n,p)", "n integer >= 2, 0 < p < 1"),
    ("Delta(J) <= sqrt(I(J)/3)", "J joint law"),
    ("GaussianMean(d, 1/sqrt(n)) <= sqrt(d/n)/pi", "n integer >= 2, d integer >= 1"),
    ("TV(P,Q) <= KL(P,Q)", "P, Q probability vectors"),
]

TRUE = [
    ("Delta(P,n) <= C(P)/(2*sqrt(n))", "P probability vector, n integer >= 1", "certified"),
    ("BinomialMAD(n,p) <= sqrt(n*p*(1-p))", "n integer >= 1, 0 <= p <= 1", "certified"),
    ("sqrt(n*p*(1-p)/2) <= BinomialMAD(n,p)", "n integer >= 2, 1/n <= p <= 1-1/n", "certified"),
    ("Delta(J) <= sqrt(I(J)/2)", "J joint law", "cited"),
    ("GaussianMean(d, 1/sqrt(n)) <= sqrt(-d*log(1-1/n))/2", "n integer >= 2, d integer >= 1", "cited"),
    ("TV(P,Q) <= sqrt(KL(P,Q)/2)", "P, Q probability vectors", "cited"),
    ("x*(1-x) <= 1/4", "0 <= x <= 1", "proved"),
    ("log(1+x) <= x", "x > -1", "proved"),
    ("x^4 + y^4 >= 2*x^2*y^2", "x, y real", "proved"),
    ("1 - TV(a,b) = sum(min(a[x],b[x]), x)", "a, b probability vectors", "proved"),
    ("BinomialPMF(k,n,1/3) <= 4/9", "k in {0,1,2,3}, n in {2,3}", "exhausted"),
    ("cos(x) + x^2*y >= 1/2", "0 <= x <= 1, 0 <= y <= 1", "certified"),
    ("exp(x^2 + y^2) >= 1 + x^2 + y^2 + x*y", "-1/4 <= x <= 1/4, -1/4 <= y <= 1/4", "sampled"),
]


@pytest.mark.parametrize(("claim", "where"), FALSE)
def test_a_false_claim_is_refuted_with_a_counterexample(claim, where):
    verdict = check_claim(claim, where)
    assert verdict.word == "refuted"
    assert verdict.counterexample


@pytest.mark.parametrize(("claim", "where", "word"), TRUE[:-1])
def test_a_true_claim_reaches_its_verdict(claim, where, word):
    assert check_claim(claim, where).word == word


def test_counterexamples_hold_from_the_definition():
    found = check_claim(*FALSE[1]).counterexample
    n, p = int(re.search(r"n = (\d+)", found)[1]), Fraction(re.search(r"p = ([\d/]+)", found)[1])
    assert float(mad(n, p)) > sqrt(2 * n * p * (1 - p) / pi)
    found = check_claim(*FALSE[2]).counterexample
    n, p = int(re.search(r"n = (\d+)", found)[1]), Fraction(re.search(r"p = ([\d/]+)", found)[1])
    assert float(mad(n, p)) < sqrt(n * p * (1 - p) / 2)
    found = check_claim(*FALSE[0]).counterexample
    n = int(re.search(r"n = (\d+)", found)[1])
    law = [Fraction(x) for x in re.search(r"P = \((.*?)\)", found)[1].split(", ")]
    assert float(worst_case_delta(law, n, Fraction(1))) > sum(sqrt(p * (1 - p)) for p in law) / (2.1 * sqrt(n))
    found = check_claim(*FALSE[5]).counterexample
    first, second = ([Fraction(x) for x in re.search(rf"{name} = \((.*?)\)", found)[1].split(", ")] for name in "PQ")
    kl = sum(float(a) * log(a / b) for a, b in zip(first, second, strict=True) if a)
    assert float(sum(max(a - b, Fraction(0)) for a, b in zip(first, second, strict=True))) > kl


@pytest.mark.parametrize(
    ("claim", "where", "reason"),
    [
        ("1/n <= 1", "n integer >= 0", "division by zero"),
        ("C(P)/n >= 0", "P probability vector, n integer >= 0", "division by zero"),
        ("1/(x-1/2) <= 10 + 1/(x-1/2)", "0 <= x <= 1", "division by zero"),
        ("sqrt(x) >= 0", "-1 <= x <= 1", "root of a negative number"),
    ],
)
def test_a_claim_that_is_not_defined_everywhere_is_reported(claim, where, reason):
    verdict = check_claim(claim, where)
    assert verdict.word == "undecided"
    assert reason in verdict.problem


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("x <=", "x real"),
        ("x <= y", "x real"),
        ("__import__('os')", ""),
        ("x.real <= 1", "x real"),
        ("open(x) <= 1", "x real"),
        ("x <= 1", "x in {1, 2"),
        ("x <= 1", "2 <= x <= 1"),
        ("x + 1", "x real"),
        ("1/0 <= 1", ""),
        ("2^999999999 <= 1", ""),
        ("x <= 1", "x real, x real"),
    ],
)
def test_bad_input_is_one_line(claim, where):
    with pytest.raises(ValueError) as error:
        check_claim(claim, where)
    assert "\n" not in str(error.value)


def test_constraints_on_sums_are_respected():
    # Without the constraint the claim is false; a model that does not satisfy it is no counterexample.
    verdict = check_claim("sum(P[x]*u[x], x) <= 1/2", "P probability vector, u[x] real, sum(P[x]*u[x], x) <= 1/2")
    assert verdict.word != "refuted"
