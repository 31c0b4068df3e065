"""The catalog and the derivations belong together."""

import pytest

from boundcalc.proof.files import library
from boundcalc.proof.mutate import mutate
from boundcalc.theorems import CATALOG

LIBRARY = library()


@pytest.mark.parametrize("theorem", [t for t in CATALOG.values() if t.label == "proved"], ids=lambda t: t.id)
def test_a_theorem_labelled_proved_has_a_derivation(theorem):
    assert theorem.id in LIBRARY
    assert LIBRARY[theorem.id].conclusion is not None


@pytest.mark.parametrize(
    "theorem", [t for t in CATALOG.values() if t.label in ("limit", "heuristic")], ids=lambda t: t.id
)
def test_a_limit_or_heuristic_is_supported_by_numbers(theorem):
    assert theorem.id in LIBRARY


@pytest.mark.slow
@pytest.mark.parametrize("id", LIBRARY.derivations)
def test_every_step_is_strong_enough_for_the_label(id):
    # What supports a limit or a heuristic may be sampled; a proof may not.
    open_end = id in CATALOG and CATALOG[id].label in ("limit", "heuristic")
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
