"""The language of derivations: gaps, circles, wrong order and false steps are reported as such."""

import pytest

from boundcalc.proof import Derivation, Library, finite
from boundcalc.proof.mutate import mutate
from boundcalc.proof.typeset import typeset


def test_a_derivation_is_as_strong_as_its_weakest_step():
    proof = Derivation("weak")
    proof.given("0 <= x <= 1", "P, Q probability vectors")
    proof.show("x*(1-x) <= 1/4")
    proof.conclude("TV(P, Q) <= sqrt(KL(P, Q)/2)", cite="pinsker1964")
    assert [r.verdict.word for r in proof.verify().steps] == ["proved", "cited"]
    assert proof.verify().verdict.word == "cited"


def test_a_gap_is_reported():
    proof = Derivation("gap")
    proof.given("P, Q probability vectors")
    premise = proof.show("0 <= TV(P, Q)")
    proof.conclude("TV(P, Q) <= sqrt(KL(P, Q)/2)", "clearly", since=premise)
    verdict = proof.verify().steps[-1].verdict
    assert verdict.word == "undecided"
    assert "not shown to follow" in verdict.problem


def test_a_false_step_is_refuted():
    proof = Derivation("false")
    proof.given("x real")
    proof.conclude("x <= x^2")
    assert proof.verify().verdict.word == "refuted"


def test_a_circular_use_is_reported():
    first, second = Derivation("first"), Derivation("second")
    for proof, other in ((first, "second"), (second, "first")):
        proof.given("x real")
        proof.conclude("0 <= x^2", use=other)
    verdict = Library([first, second]).outcome("first").verdict
    assert verdict.word == "undecided"
    outcome = first.verify(Library([first, second]))
    assert "circular: first -> second -> first" in outcome.steps[0].verdict.problem


def test_a_step_cannot_rest_on_a_later_one():
    proof = Derivation("order")
    proof.given("x real")
    step = proof.show("0 <= x^2")
    later = proof.show("0 <= x^4")
    step.since = (later,)
    assert "not an earlier step" in proof.verify().steps[0].verdict.problem


def test_an_unreadable_step_and_a_missing_conclusion_are_reported():
    proof = Derivation("unreadable")
    proof.given("x real")
    proof.show("x <= y")
    assert "unknown symbol 'y'" in proof.verify().verdict.problem
    proof = Derivation("headless")
    proof.given("x real")
    proof.show("0 <= x^2")
    assert "no conclusion" in proof.verify().verdict.problem


def test_an_abbreviation_cannot_hide_a_symbol():
    proof = Derivation("hidden")
    proof.given("n integer >= 1")
    with pytest.raises(ValueError, match="declared twice"):
        proof.let("n", "1")


def test_wrong_domains_and_contradictions_are_reported():
    proof = Derivation("from-zero")
    proof.given("n integer >= 0")
    proof.conclude("1/n <= 1")
    assert "not defined at n = 0: division by zero" in proof.verify().verdict.problem
    proof = Derivation("empty")
    proof.given("x real", "x >= 2", "x <= 1")
    proof.conclude("x <= 0")
    assert "no values satisfy" in proof.verify().verdict.problem


def test_hypotheses_of_a_used_result_are_checked():
    lemma = Derivation("lemma")
    lemma.given("a >= 0")
    lemma.conclude("a <= a + a^2")
    user = Derivation("user")
    user.given("b real")
    user.conclude("b^2 <= b^2 + b^4", use="lemma", where={"a": "b^2"})
    bad = Derivation("bad")
    bad.given("b real")
    bad.conclude("b <= b + b^2", use="lemma", where={"a": "b"})
    library = Library([lemma, user, bad])
    assert library.outcome("user").verdict.word == "proved"
    assert "the hypothesis" in library.outcome("bad").verdict.problem


def test_mutants_of_a_sharp_claim_are_refuted_and_true_ones_recognised():
    proof = Derivation("sharp")
    proof.given("0 <= x <= 1")
    proof.conclude("x*(1-x) <= 1/4")
    result = mutate(proof)
    assert result.killed == 1.0
    assert result.count("refuted") >= 2
    assert result.count("open") == 0


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a/(b+c) <= x^(n-1)", r"\frac{a}{b + c} \leq x^{n - 1}"),
        ("sum(p[z]*k[t,z], z) = m[t]", r"\sum_{z} p_{z} k_{t,z} = m_{t}"),
        (
            "Gamma(s22)*exp(x)^2 = 0.10000000000000000001",
            r"\Gamma(s_{22}) (\mathrm{e}^{x})^{2} = 0.10000000000000000001",
        ),
        ("sqrt(K-1)/2 ~ lam", r"\frac{\sqrt{K - 1}}{2} \sim \lambda"),
        ("BinomialMAD(n, a+b)^2", r"(\mathbb{E}|\mathrm{Bin}(n, a + b) - n (a + b)|)^{2}"),
        ("2*PoissonMAD(-x)", r"2 \mathbb{E}|\mathrm{Pois}(-x) - (-x)|"),
        ("sum(a[k], k)*x - sum(a[k], k)", r"(\sum_{k} a_{k}) x - \sum_{k} a_{k}"),
        ("-sum(a[k], k)^2", r"-(\sum_{k} a_{k})^{2}"),
    ],
)
def test_latex_keeps_the_form_of_the_author(text, latex):
    assert typeset(text) == latex


def test_finite_models_agree_with_the_reference():
    from fractions import Fraction

    from tests.reference.enumeration import worst_case_delta

    for model in finite.MODELS:
        for gamma in finite.GAMMAS:
            assert model.delta(model.empirical(), gamma) == worst_case_delta(model.law, model.n, gamma)
    report = finite.exhaust(lambda model, learner, gamma: model.delta(learner, gamma) < Fraction(1, 3))
    assert report.verdict().word == "refuted"
