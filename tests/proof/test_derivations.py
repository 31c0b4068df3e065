"""The catalog and the derivations belong together."""

import re
from importlib.resources import files

import pytest

from boundcalc.proof import Derivation, simulated
from boundcalc.proof.files import library
from boundcalc.proof.mutate import mutate
from boundcalc.proof.verdict import RIGOROUS, WORDS
from boundcalc.theorems import CATALOG

LIBRARY = library()
OPEN = ("limit", "heuristic")


def called(function):
    """The names that a function uses, and the functions inside it."""
    code = getattr(function, "__code__", None)
    inner = [part for part in code.co_consts if hasattr(part, "co_names")] if code else []
    return {name for part in ([code, *inner] if code else []) for name in part.co_names}


def at_best(step, derivations):
    """The strongest verdict that a step can get, by its form alone: nothing is computed.

    What stands on a citation is cited, on playing games simulated, and a ratio that tends to one is never more than
    sampled. Whether the checkers find the proof of a step that may have one is for the slow test below.
    """
    if step.problem or any(earlier.number >= step.number for earlier in step.since):
        return "undecided"
    if step.models is not None:
        return "simulated" if "simulated" in called(step.models) else "exhausted"
    if step.relation.operator == "~":
        return "sampled"
    if step.use:
        return strength(derivations[step.use], derivations) if step.use in derivations else "undecided"
    return "cited" if step.cite else "proved"


def strength(derivation, derivations):
    """The strongest verdict that a derivation can get: that of its weakest step."""
    words = ["undecided" if derivation.conclusion is None else "proved"]
    return max([*words, *(at_best(step, derivations) for step in derivation.steps)], key=WORDS.index)


def exceeded(theorem, derivations):
    """Why a theorem says more than its derivation can bear, or nothing."""
    proof = derivations.get(theorem.id)
    if theorem.label in OPEN or (proof is None and theorem.label == "cited"):
        return ""
    if proof is None:
        return f"{theorem.id} is labelled proved: add its derivation, derivations/.../{theorem.id}.py (see TEMPLATE.py)"
    word = strength(proof, derivations)
    if word not in RIGOROUS:
        weak = next((f"step {s} {s.problem}" for s in proof.steps if at_best(s, derivations) == word), "the conclusion")
        return f"{theorem.id} is labelled {theorem.label}, but {weak} of its derivation is {word} at best"
    return ""


@pytest.mark.parametrize("theorem", CATALOG.values(), ids=list(CATALOG))
def test_no_label_is_stronger_than_its_derivation_can_be(theorem):
    assert not exceeded(theorem, LIBRARY.derivations)
    for name in theorem.uses:
        assert theorem.label in OPEN or CATALOG[name].label not in OPEN, f"{theorem.id} rests on {name}, which is open"


@pytest.mark.parametrize(
    ("weaken", "said"),
    [
        (lambda proof: proof.conclude("0 <= x^2"), ""),
        (lambda proof: proof.show("x^2 + 1 ~ x^2") and proof.conclude("0 <= x^2"), "step .1. .* sampled"),
        (
            lambda proof: proof.models("in games", lambda: simulated([], "<=", "acc")) and proof.conclude("0 <= x^2"),
            "simul",
        ),
        (lambda proof: proof.conclude("0 <= x^2", cite="tsybakov2009"), ""),
        (lambda proof: proof.conclude("0 <= x^2", use="nothing"), "undecided"),
        (lambda proof: proof.show("0 <= x^2"), "the conclusion of its derivation is undecided"),
        (lambda proof: proof.conclude("0 <= y^2"), "undecided"),
    ],
)
def test_a_label_that_is_too_strong_is_found_without_checking_a_step(weaken, said):
    theorem, proof = CATALOG["disc-ck"], Derivation("disc-ck")
    proof.given("x real")
    weaken(proof)
    assert re.search(said or "^$", exceeded(theorem, {"disc-ck": proof}))


def test_citations_are_in_the_bibliography():
    keys = set(re.findall(r"@\w+\{([^,]+),", (files("boundcalc") / "theorems" / "references.bib").read_text()))
    missing = {step.cite for proof in LIBRARY.derivations.values() for step in proof.steps if step.cite} - keys
    assert not missing, f"add {', '.join(sorted(missing))} to boundcalc/theorems/references.bib"


@pytest.mark.parametrize("theorem", [t for t in CATALOG.values() if t.label in OPEN], ids=lambda t: t.id)
def test_a_limit_or_heuristic_is_supported_by_numbers(theorem):
    assert theorem.id in LIBRARY, (
        f"{theorem.id} is a {theorem.label}: add what supports it, derivations/.../{theorem.id}.py"
    )


@pytest.mark.slow
@pytest.mark.parametrize("id", LIBRARY.derivations)
def test_every_step_is_strong_enough_for_the_label(id):
    # What supports a limit or a heuristic may be sampled; a proof may not.
    open_end = id in CATALOG and CATALOG[id].label in OPEN
    need = "sampled" if open_end else "cited"
    outcome = LIBRARY.outcome(id)
    assert outcome.verdict.reaches(need)
    assert all(result.verdict.reaches(need) for result in outcome.steps)


@pytest.mark.slow
@pytest.mark.parametrize("id", LIBRARY.derivations)
def test_false_mutants_are_refuted(id):
    assert mutate(LIBRARY[id]).killed >= 0.95


@pytest.mark.parametrize("id", LIBRARY.derivations)
def test_a_derivation_prints_as_a_proof(id):
    text = LIBRARY[id].latex()
    assert text.startswith(r"\begin{theorem}")
    assert text.endswith(r"\end{proof}")
    assert text.count("{") == text.count("}")
