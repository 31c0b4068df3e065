"""Certificates of many kinds of numbers are accepted by Coq, and a single changed digit is not."""

import re
import shutil
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.certify import NoCertificate, certificate, inequality
from boundcalc.functions import DiversityConstant, HockeyStick
from boundcalc.theorems import CATALOG
from boundcalc.theorems.formal import formal_folder, formal_names
from tests.reference.enumeration import worst_case_delta

needs_coq = pytest.mark.skipif(
    shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq libcoq-interval libcoq-coquelicot"
)

R = sp.Rational
THIRD = bc.Categorical(["1/2", "1/3", "1/6"])
TENTHS = bc.Categorical(["1/2", "3/10", "1/5"])


def bound(name, law=TENTHS, n=1000):
    return next(b for b in bc.Game(law, n=n).bounds(20) if b.id == name)


def gaussian_mean_2(n):
    rho = 1 / sp.sqrt(n)
    return rho / (2 * (1 - rho)) * (1 - rho**2) ** (1 / rho)


KINDS = {
    "delta from the definition": lambda: bc.Game(THIRD, n=3).delta().certificate(),
    "gamma 3/2 from the definition": lambda: bc.Game(THIRD, n=3, lam="3/2").delta().certificate(),
    "accuracy from the definition": lambda: bc.Game(THIRD, n=3, nu="1/3").accuracy().certificate(),
    "released sum from the definition": lambda: (
        bc.Game(bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), bc.EmpiricalMean(), n=3).delta().certificate()
    ),
    "delta at n = 100 by recursion": lambda: bc.Game(TENTHS, n=100).delta(30).certificate(),
    "security at n = 100 by recursion": lambda: bc.Game(TENTHS, n=100, nu="1/3").security(20).certificate(),
    "delta at n = 2000, atom by atom": lambda: bc.Game(TENTHS, n=2000).delta(30).certificate(30),
    "security at n = 500, seven atoms": lambda: bc.Game(bc.Zipf(2, 7), n=500).security(20).certificate(20),
    "de Moivre's term at n = 10^4": lambda: certificate(HockeyStick(10**4, R(3, 10)), 30),
    "diversity constant": lambda: certificate(DiversityConstant(TENTHS), 30),
    "diversity bound": lambda: bound("disc-ck").certificate(),
    "number of atoms": lambda: bound("disc-uniform").certificate(),
    "Berend and Kontorovich": lambda: bound("disc-bk").certificate(),
    "rate": lambda: bound("disc-ck-limit").certificate(),
    "capped atoms": lambda: bound("disc-cap", bc.Categorical(["99/100", "1/100"]), 5).certificate(),
    "Robbins-Stirling": lambda: bound("disc-robbins-upper").certificate(),
    "Gaussian mean, d = 2, by its formula": lambda: certificate(gaussian_mean_2(7), 30),
    "Gaussian mean, d = 2": lambda: (
        bc.Game(bc.MultivariateNormal(dim=2), bc.EmpiricalMean(), n=7).delta(30).certificate()
    ),
    "Gaussian mean, d = 4": lambda: (
        bc.Game(bc.MultivariateNormal(dim=4), bc.EmpiricalMean(), n=100).delta(20).certificate()
    ),
    "Gaussian privacy at gamma = 2": lambda: certificate(
        next(b for b in bc.Game(None, bc.GaussianDP(1), n=9, lam=2).bounds() if b.id == "gdp").expr, 12
    ),
    "differential privacy": lambda: certificate((sp.exp(1) - 1 + R(2, 10**5)) / (sp.exp(1) + 1), 30),
    "size of the model": lambda: certificate(
        sp.Min(sp.sqrt(8192 * sp.log(2) / (2 * 10**6)), sp.sqrt(1 - sp.exp(-R(8192, 10**6) * sp.log(2)))), 20
    ),
    "smaller of two bounds": lambda: next(
        b for b in bc.Game(None, bc.BitBudget(8192), n=10**6).bounds(20) if b.id == "bits"
    ).certificate(),  # Min
    "largest of three": lambda: certificate(sp.Max(sp.sqrt(2), sp.exp(R(1, 3)), sp.log(4), evaluate=False)),
    "smallest of largest": lambda: certificate(
        sp.Min(sp.Max(sp.sqrt(2), sp.exp(R(1, 3)), evaluate=False), sp.log(5), sp.sqrt(3), evaluate=False)
    ),
    "Gaussian privacy": lambda: certificate(sp.erf(1 / (2 * sp.sqrt(2))), 12),
    "inequality over a box": lambda: inequality(
        sp.Le(sp.log(1 + sp.Symbol("x")), sp.Symbol("x")), {sp.Symbol("x"): ("1/100", 3)}
    ),
}


@needs_coq
@pytest.mark.parametrize("kind", KINDS)
def test_coq_accepts_the_certificate(kind):
    check = KINDS[kind]().check()
    assert check.accepted, check.output


def tampered(certificate, number, instead):
    """The certificate with a number of its claim replaced, in the claim and in the text."""
    claim = certificate.claim.replace(number, instead, 1)
    assert claim != certificate.claim
    return replace(certificate, claim=claim, text=certificate.text.replace(certificate.claim, claim))


def with_a_changed_digit(certificate):
    """One digit of the first long number of the claim raised, which moves a lower end too high."""
    number = max(re.findall(r"\d+", certificate.claim), key=len)
    place = next(i for i, digit in enumerate(number) if digit != "9")
    return tampered(certificate, number, number[:place] + str(int(number[place]) + 1) + number[place + 1 :])


QUICK = {
    "delta from the definition",
    "delta at n = 100 by recursion",
    "delta at n = 2000, atom by atom",
    "diversity bound",
    "Gaussian privacy",
}


@needs_coq
@pytest.mark.parametrize(
    "kind", [k if k in QUICK else pytest.param(k, marks=pytest.mark.slow) for k in KINDS if "box" not in k]
)
def test_coq_rejects_a_changed_digit(kind):
    check = with_a_changed_digit(KINDS[kind]()).check()
    assert not check
    assert "Error" in check.output  # it was Coq that rejected it


@needs_coq
@pytest.mark.parametrize(
    ("kind", "number", "instead"),
    [
        ("delta from the definition", "1#6; 1#3; 1#2", "1#6; 1#6; 2#3"),
        ("delta from the definition", "(empirical 3 3)", "(empirical 3 2)"),
        ("gamma 3/2 from the definition", "(3#2)", "(4#3)"),
        ("released sum from the definition", "[0; 1; 3]", "[0; 1; 2]"),
    ],
)
def test_the_law_the_learner_n_and_gamma_are_part_of_what_is_proved(kind, number, instead):
    assert not tampered(KINDS[kind](), number, instead).check()


def test_a_text_that_does_not_prove_its_claim_is_not_accepted():
    good = KINDS["delta from the definition"]()
    proof = good.text[good.text.index("Proof. vm_compute") :]
    for text in (
        good.text.replace("Proof. vm_compute. reflexivity. Qed.", "Proof. Admitted."),
        good.text.replace("Theorem certificate", "Axiom hole : False.\n\nTheorem certificate"),
        good.text.replace(good.claim, "True"),
        good.text.replace("Theorem certificate", "Theorem other"),
        good.text.replace(proof, "Abort.\n"),
    ):
        assert text != good.text
        assert not replace(good, text=text).check()


@pytest.mark.parametrize("gamma", ["1/3", "1", "5/2"])
@pytest.mark.parametrize("n", [2, 3, 8])
def test_a_certificate_states_the_game_that_was_asked_for(gamma, n):
    masses = [R(1, 6), R(1, 3), R(1, 2)]
    claim = bc.Game(bc.Categorical([str(m) for m in masses]), n=n, lam=gamma).delta().certificate().claim
    parts = re.search(
        r"Delta 3 \((law_of_masses|masses) \[(.*?)\](?:%Z)?\) (\d+) \(empirical 3 (\d+)\) \((.*?)\)", claim
    )
    found = [R(*map(int, m.split("#"))) if "#" in m else R(m) for m in parts[2].split("; ")]
    assert sorted(m / sum(found) for m in found) == masses
    assert int(parts[3]) == int(parts[4]) == n
    assert R(parts[5].replace("#", "/")) == R(gamma)
    value = worst_case_delta([Fraction(int(m.p), int(m.q)) for m in masses], n, Fraction(gamma))
    if "%Q" in claim:
        assert f"= ({value.numerator}#{value.denominator})%Q" in claim
    else:
        low, high = (
            Fraction(int(a), 10 ** int(b)) for a, b in re.findall(r"IZR \((\d+)\) / IZR \(10 \^ (\d+)\)", claim)
        )
        assert low <= value <= high


@needs_coq
def test_values_from_the_definition_rest_on_no_assumption():
    check = KINDS["delta from the definition"]().check()
    assert "Closed under the global context" in check.output
    assert check.assumptions == ()


def test_claims_state_the_numbers_of_the_theory():
    assert KINDS["delta from the definition"]().claim.endswith("= (415#1296)%Q")
    assert KINDS["gamma 3/2 from the definition"]().claim.endswith("= (4#27)%Q")


def test_what_cannot_be_stated_is_refused_in_one_line():
    n = sp.Symbol("n")
    for make in (
        lambda: certificate(sp.sqrt(n)),
        lambda: certificate(bc.Game(bc.Zeta(2), n=5).delta().expr),
        lambda: certificate(HockeyStick(10**9, R(1, 3))),
        lambda: inequality(sp.Eq(n, 1), {n: (0, 1)}),
        lambda: inequality(n <= 1, {}),
    ):
        with pytest.raises(NoCertificate) as error:
            make()
        assert "\n" not in str(error.value)


ENTRIES = tomllib.loads((formal_folder() / "theorems.toml").read_text())["theorem"]


@pytest.mark.parametrize("entry", ENTRIES, ids=[e["id"] for e in ENTRIES])
def test_formal_statements_are_in_the_sources_and_tied_to_the_catalog(entry):
    source = (formal_folder() / entry["file"]).read_text()
    assert entry["statement"].strip() in source
    for name in entry["catalog"]:
        assert name in CATALOG, name
        assert CATALOG[name].label in ("proved", "cited")


def test_the_catalog_shows_what_is_formal():
    assert CATALOG["disc-ck"].formal == formal_names()["disc-ck"] == "t_ck"
    assert CATALOG["disc-ck-limit"].formal is None
    assert CATALOG["disc-ck"].to_json()["formal"] == "t_ck"


def test_no_formal_source_assumes_what_it_should_prove():
    for path in Path(formal_folder()).glob("*.v"):
        assert not re.search(r"\b(Admitted|admit|Axiom|Parameter)\b", path.read_text()), path.name


@needs_coq
def test_certified_steps_of_a_derivation_become_certificates():
    from boundcalc.certify import Certificate, step_certificates
    from boundcalc.proof import Derivation

    proof = Derivation("box", "An inequality over a box")
    proof.given("1/10 <= x <= 2", "n integer >= 1")
    proof.conclude("exp(-x)*sqrt(x)*log(1+x) <= 1/2", "by subdivision")
    outcome = proof.verify()
    assert outcome.verdict.word == "certified"
    ((number, found),) = step_certificates(outcome)
    assert number == 1
    assert isinstance(found, Certificate)
    assert found.check().accepted


x = sp.Symbol("x")


@needs_coq
@pytest.mark.parametrize(
    "make",
    [
        lambda: inequality(sp.exp(x**2) <= sp.exp(7), {x: (0, 3)}),
        lambda: inequality(sp.log((1 + x) ** 2, evaluate=False) <= R(13, 10), {x: (1, 2)}),
        lambda: inequality(sp.Symbol("PI") <= sp.pi, {sp.Symbol("PI"): (0, 10)}),
        lambda: inequality(x <= sp.Symbol("x", positive=True), {x: (5, 6), sp.Symbol("x", positive=True): (0, 1)}),
    ],
)
def test_a_false_inequality_is_never_accepted(make):
    assert not make().check()


@needs_coq
def test_negative_ends_are_written_as_coq_reads_them():
    assert certificate(sp.log(R(1, 2)), 10).check()
    assert certificate(sp.exp(sp.log(2) ** 2), 10).check()
    assert bc.Game(bc.Categorical(["1/2", "1/2"]), n=30, nu="1/100").delta().certificate().check()
