"""Verdicts that were false, one of each kind: what is claimed of numbers is decided exactly, or not at all."""

import random
import re
import sys
from fractions import Fraction
from math import comb

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq

from boundcalc.numeric.precision import working_precision
from boundcalc.proof import Derivation, Library, check_claim, read_claim, timed
from boundcalc.proof.binomial import LastRho, Rho, pieces
from boundcalc.proof.finite import Report
from boundcalc.proof.timed import check_within
from tests.reference import claims


@pytest.mark.parametrize(
    ("claim", "where", "margin", "tightest"),
    [
        ("n^2 - n + 41 <= 10^9 + n^2", "n integer >= 1", "999999960", "n = 1"),
        ("n <= 10^20 + n^2", "n integer >= 1", str(10**20), "n = 1"),
        ("1 - 1/n <= 1", "n in {3, 7}", "1/7", "n = 7"),
        ("x^2 - x <= 10^6", "0 <= x <= 1000", "1000", "x = 1000"),
        ("x^2 + 1/7 >= 0", "-1 <= x <= 1", "1/7", "x = 0"),
    ],
)
def test_the_margin_is_the_least_slack_exactly(claim, where, margin, tightest):
    verdict = check_claim(claim, where)
    assert verdict.stands
    if verdict.margin:  # where cases are listed one by one there is none
        assert (verdict.margin, verdict.tightest) == (margin, tightest)


@pytest.mark.parametrize(
    ("claim", "where", "low", "high"),
    [
        ("exp(-x) >= 0", "0 <= x <= 3", mpmath.exp(-3), mpmath.exp(-3)),
        ("sin(x) <= x + 1/10^30", "0 <= x <= 1", mpmath.mpf(10) ** -30, mpmath.mpf(10) ** -30),
        ("log(1+x) <= x + 10^20", "0 <= x <= 10^30", mpmath.mpf(10) ** 20, mpmath.mpf(10) ** 20),
    ],
)
def test_the_digits_of_a_margin_are_certain(claim, where, low, high):
    margin = check_claim(claim, where).margin
    digits = mpmath.mpf(margin.removeprefix("at least ").removeprefix("at most ").replace("...", ""))
    slack = 1 + mpmath.mpf(10) ** -2
    assert margin.startswith("at most ") or digits <= high
    assert margin.startswith("at least ") or low <= digits * slack


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        # Another number must be left a value: 1 <= m <= n/2 means n >= 2.
        ("n >= 2", "n integer >= 1, 1 <= m <= n/2"),
        ("y < 1/2", "0 <= y <= 1, y < x < 1-y"),
        # A number that a constraint gives is still an integer, and one of its values.
        ("n >= 2", "n integer >= 1, k integer >= 0, k = n/2"),
        ("(x-2)*(x-4)*(1+y^2) + y^4 >= 0", "x in {1, 2, 4}, y real"),
        ("(x-1)*(x-5)*(x-2) + y*sin(y) >= 0", "x in {1, 2, 5}, -3 <= y <= 3"),
        ("1/(2*n-3) + exp(-n) <= exp(-n) + 1", "n integer >= 1"),
        ("k <= n", "n integer >= 0, k integer >= 0, j integer >= 0, k = 2*j, j = n/2"),
    ],
)
def test_a_true_claim_is_not_refuted_by_a_point_outside_of_its_domain(claim, where):
    assert check_claim(claim, where).word != "refuted"


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        # A slack that is identically 0 is not positive, however it is disguised.
        ("log(2)*x + log(3)*x < log(6)*x", "0 < x < 1"),
        ("sqrt(5+2*sqrt(6))*x^2 + exp(x) > (sqrt(2)+sqrt(3))*x^2 + exp(x)", "x > 0"),
        ("(exp(log(3)/2) - sqrt(3))*exp(x) + x^2 > x^2", "x >= 0"),
        # Each deviation has its own n.
        ("BinomialMAD(n+1,p) <= BinomialMAD(n,p) + 10^(-9)", "n integer >= 2, n <= 3, 10^(-9) <= p <= 1"),
        # Between integers there may be a pole, and a corner has no derivative.
        ("exp(-n) + 1/(2*10^40 + 1 - 2*n) >= 0", "n integer >= 1"),
        ("2*sqrt(x^2-2*x+1) + log(1+x) <= 2 + log(1+x+x^30/10^60)", "0 <= x < 2 + 10^(-20)"),
        # A sum of sums is summed over both.
        ("sum(sum(1,j,1,k),k,1,n) = n", "n in {1, 2, 3}"),
        ("binomial(n,k) = binomial(n,n-k)", "n integer, k integer"),
    ],
)
def test_a_false_claim_does_not_stand(claim, where):
    assert not check_claim(claim, where).reaches("cited")


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("uppergamma(2,x) <= uppergamma(2,x)+1", "x real"),
        ("GammaCDF(a,x) <= GammaCDF(a,x)+1", "a real, x real"),
        ("GammaCDF(a,-1) = 0", "a real"),
        ("PoissonMAD(x) <= PoissonMAD(x) + 1", "x real"),
        ("BinomialSF(0,n,p) = 1", "n integer >= 0, p real"),
        ("RobbinsUpper(n,p) <= RobbinsUpper(n,p) + 1", "n real, 0 <= p <= 1"),
        ("0*factorial(x) = 0", "x >= -1"),
        ("0*Gamma(x) = 0", "x >= 0"),
        ("Gamma(x+1) = x*Gamma(x)", "x >= 0"),
        ("W(x) - W(x) = 0", "x real"),
        ("x^n*log(x) <= 1", "0 <= x <= 1, n integer >= 0"),
    ],
)
def test_what_is_not_defined_everywhere_does_not_stand(claim, where):
    assert check_claim(claim, where).word == "undecided"


def test_entries_at_which_a_claim_is_not_defined_are_named():
    verdict = check_claim("sum(P[x]*Q[x]/Q[x], x) = 1", "P, Q probability vectors")
    assert verdict.word == "proved"
    assert verdict.domain.endswith("where 0 < Q[x]")


@pytest.mark.parametrize(
    "claim", ["NormalFit(4) <= 7/20", "NormalFit(4) <= 3/10", "LeastSquaresDelta(6,3,1) <= 2/5", "NormalFit(4)*0 = 0"]
)
def test_values_without_a_guarantee_decide_nothing(claim):
    assert check_claim(claim).word == "undecided"


@pytest.mark.parametrize(
    ("claim", "where"),
    [("log(1+x) <= x", f"0 < x <= {end}") for end in ("10^400", "10^(-400)", "10^30")] + [("x^2 >= -1", "x >= 10^400")],
)
def test_huge_and_tiny_ends_are_numbers_like_others(claim, where):
    assert check_claim(claim, where).word == "proved"


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("sum(P[x]*sqrt(P[x]), x) <= 9/10", "P probability vector"),
        ("1 - 1/n <= 1 - 10^(-60)", "n integer >= 1"),
        ("x^2 >= 2*x - 1 + 10^(-50)", "x real"),
    ],
)
def test_counterexamples_are_given_exactly(claim, where):
    verdict = check_claim(claim, where)
    assert verdict.word == "refuted"
    point = verdict.counterexample.rpartition(": ")[0]
    if "P = " in point:
        masses = [Fraction(p) for p in re.search(r"P = \((.*?)\)", point)[1].split(", ")]
        assert sum(masses) == 1
        assert sum(mpmath.mpf(p.numerator) / p.denominator * mpmath.sqrt(float(p)) for p in masses) > 0.9
    else:
        at = {name: Fraction(x) for name, x in re.findall(r"(\w) = (-?[\d/]+)", point)}
        assert claims.holds(claim, at) is False


def test_a_number_given_by_a_constraint_is_named_by_it():
    verdict = check_claim("y <= 1", "0 <= x <= 4, y real, y = sqrt(x)")
    assert verdict.word == "refuted"
    assert "y = " in verdict.counterexample
    point = check_claim("y^2 <= x - 1/10^9", "2 <= x <= 3, y real, y = sqrt(x)").counterexample
    assert re.search(r"y = sqrt\(x\) = 1\.", point)


def test_only_exact_cases_refute():
    assert Report("some games", 3, "the third", "certified").verdict().word == "undecided"
    assert Report("some games", 3, "the third", "sampled").verdict().word == "undecided"
    assert Report("some games", 3, "the third").verdict().word == "refuted"


def test_the_time_limit_holds_where_python_never_comes_back(monkeypatch):
    monkeypatch.setattr(timed, "check_claim", lambda *_: pow(7, 10**9))  # one call, out of the reach of signal handlers
    verdict = check_within(0.3, "x <= x + 1", "x real")
    assert verdict.word == "undecided"
    assert "0.3 s" in verdict.problem


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_a_time_limit_is_a_positive_number(seconds):
    with pytest.raises(ValueError, match="seconds must be positive"):
        check_within(seconds, "x <= x + 1", "x real")


def test_what_the_work_raises_is_raised_here():
    with pytest.raises(ValueError, match="unknown symbol 'y'"):
        check_within(60, "x <= y", "x real")


def test_a_verdict_says_which_solver_is_missing(monkeypatch):
    claim = "x^4 + y^4 >= 2*x^2*y^2", "x, y real"
    assert check_claim(*claim).missing == ""
    monkeypatch.setitem(sys.modules, "z3", None)
    verdict = check_claim(*claim)
    assert verdict.word == "sampled"
    assert "z3 is not installed" in verdict.missing
    assert "extra [proof]" in str(verdict)
    assert "missing" in verdict.to_json()


# -- the use of another derivation -------------------------------------------------------------------------------------


def used(given, claim, where, *lemma):
    """The verdict on a claim by use of a lemma (declarations, conclusion)."""
    proofs = []
    for id, declarations in (("lemma", lemma[:-1]), ("user", given)):
        proofs.append(Derivation(id))
        proofs[-1].given(*declarations)
    proofs[0].conclude(lemma[-1])
    proofs[1].conclude(claim, use="lemma", where=where)
    return Library(proofs).outcome("user").verdict


def test_an_integer_is_replaced_by_integers_only():
    lemma = ("n integer >= 1", "n^2 >= n")
    assert used(["m integer >= 2"], "m^4 >= m^2", {"n": "m^2"}, *lemma).word == "proved"
    verdict = used(["x >= 2"], "x^2 >= x", {"n": "x"}, *lemma)
    assert verdict.word == "undecided"
    assert "is an integer there" in verdict.problem
    assert used(["x real"], "x <= 2", {"n": "x"}, "n in {1, 2}", "n <= 2").word != "proved"


def test_a_replacement_is_not_caught_by_a_sum():
    lemma = ("P probability vector", "c real", "sum(P[x]*c, x) = c")
    given = ["P probability vector", "u[x] real"]
    verdict = used(given, "sum(P[x]*u[x], x) = u[x]", {"c": "u[x]"}, *lemma)
    assert verdict.word != "proved"


def test_what_the_other_derivation_needs_to_exist_is_asked_for():
    lemma = ("n integer >= 1", "1 <= m <= n/2", "n >= 2")
    assert not used(["n integer >= 1"], "n >= 2", {}, *lemma).stands
    assert not used(["n integer >= 2"], "n >= 2", {}, *lemma).stands
    assert used(["n integer >= 4"], "n >= 2", {"m": "2"}, *lemma).word == "proved"


def test_a_claim_by_use_must_be_defined():
    lemma = ("b real", "b <= b + 1")
    assert used(["x real"], "1/x <= 1/x + 1", {"b": "1/x"}, *lemma).word == "undecided"
    assert used(["x > 0"], "1/x <= 1/x + 1", {"b": "1/x"}, *lemma).word == "proved"


def test_an_abbreviation_does_not_hide_a_division():
    proof = Derivation("hidden")
    proof.given("x real")
    proof.let("r", "1/x")
    proof.conclude("r*x = 1")
    assert "division by zero" in proof.verify().verdict.problem


def test_sums_of_sums_have_every_limit():
    assert check_claim("sum(sum(1,j,1,k),k,1,n) = n*(n+1)/2", "n in {0, 1, 5, 8}").reaches("certified")
    assert check_claim("sum(sum(j*k,j,1,k),k,1,4) = 65").reaches("exhausted")
    assert sum(j * k for k in range(1, 5) for j in range(1, k + 1)) == 65


def test_binomial_coefficients_of_negative_numbers():
    assert check_claim("binomial(-1/2,3) = -5/16").stands
    assert check_claim("binomial(-n,k) = (-1)^k*binomial(n+k-1,k)", "n in {1, 2, 3}, k in {0, 1, 4}").stands
    assert sp.ff(sp.Rational(-1, 2), 3) / 6 == sp.Rational(-5, 16)


# -- every n -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_the_compact_form_of_the_deviation_is_its_definition(seed):
    """E|B - np| = sqrt(n p (1-p)) rho, at a point and on a box around it, against the sum over all k."""
    rng = random.Random(seed)
    n = rng.randint(1, 40)
    p = Fraction(rng.randint(1, 999), 1000)
    exact = sum(abs(k - n * p) * comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1))
    ratio = mpmath.mpf(exact.numerator) / exact.denominator / mpmath.sqrt(float(n * p * (1 - p)))
    m = int(n * p) + 1
    u, s, w = Fraction(1, m), m - n * p, Fraction(1, n)
    with working_precision(200):
        if m < n:
            balls = Rho(u, Fraction(1, n - m), s), [u, Fraction(1, n - m), s]
        else:
            balls = LastRho(w, n * (1 - p)), [w, n * (1 - p)]
        for width in (Fraction(0), Fraction(1, 1000)):
            args = [arb(fmpq(x.numerator, x.denominator)) for x in balls[1]]
            wide = [a.union(a * (1 - fmpq(width.numerator, width.denominator))) for a in args]
            found = type(balls[0])(*sp.symbols("a b c")[: len(args)])._ball(*wide)
            assert found.lower() - 1e-12 <= float(ratio) <= found.upper() + 1e-12


def test_deviations_of_different_n_are_not_confused():
    (relation,), domain = read_claim("BinomialMAD(3,p) <= BinomialMAD(2,p) + 1", "0 <= p <= 1")
    assert not list(pieces(relation, domain.scalars[0], 2))


def test_the_names_of_a_claim_do_not_meet_those_of_the_proof():
    claim = "sqrt(u*v*(1-v)/2) <= BinomialMAD(u,v)"
    assert check_claim(claim, "u integer >= 2, 1/u <= v <= 1-1/u").word == "certified"
    assert check_claim("t_p <= p^2", "0 <= t_p <= 1, t_p <= p <= 1").word == "refuted"


# -- numbers -----------------------------------------------------------------------------------------------------------

MACHIN = "(4*atan(1/5) - atan(1/239) - pi/4)"  # 0


@pytest.mark.parametrize(
    "claim",
    [f"1/{MACHIN} <= 1/{MACHIN} + 1", f"{MACHIN}/{MACHIN} = 1", f"max({MACHIN}, 0) > 0", f"floor({MACHIN}) = -1"],
)
def test_a_number_that_may_be_zero_is_not_divided_by(claim):
    assert check_claim(claim).word == "undecided"


@pytest.mark.parametrize(
    ("claim", "word"),
    [
        ("exp(-10^30) > 0", "stands"),
        ("exp(-exp(50)) <= 0", "refuted"),
        ("exp(1000) <= 10^435", "stands"),
        ("exp(1000) <= 10^434", "refuted"),
        ("e^(pi*sqrt(163)) < 262537412640768744", "stands"),
        ("e^(pi*sqrt(163)) >= 262537412640768744", "refuted"),
        ("floor(log(8)/log(2)) = 3", "stands"),
    ],
)
def test_numbers_beyond_floating_point_are_compared(claim, word):
    verdict = check_claim(claim)
    assert verdict.stands if word == "stands" else verdict.word == word


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        # The index of an array is that of its declaration; a point of a set is no number.
        ("sum(P[x+1], x) = 1", "P[x] probabilities"),
        ("sum(P[y], x) = 1", "P[x] probabilities, Q[y] probabilities"),
        ("sum(k[x,y], y) = 1", "k[y,x] probabilities over y"),
        ("P[0] <= 1", "P probability vector"),
        ("sum(P[x]*x, x) >= 0", "P[x] probabilities"),
        ("x <= 1", "P[x] probabilities"),
    ],
)
def test_points_of_sets_are_no_numbers(claim, where):
    with pytest.raises(ValueError, match=r"as declared|is no number") as error:
        check_claim(claim, where)
    assert "\n" not in str(error.value)
