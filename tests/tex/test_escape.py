"""Text from data is printed letter by letter; conditions read as an author would set them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundcalc.tex import build
from boundcalc.tex.escape import key, sentence, text
from boundcalc.theorems import CATALOG

HOSTILE = r"a_b%$#{}\&~^<>|" + '"[x]'


def test_every_special_character_is_escaped():
    shown = text(HOSTILE)
    assert shown.startswith(r"a\_b\%\textdollar{}\#\{\}\textbackslash{}\&\textasciitilde{}\textasciicircum{}")
    assert text("two\nlines\x00") == "two lines "


@given(st.text())
def test_no_text_leaves_an_open_brace_or_a_bare_special(words):
    shown = text(words).replace(r"\{", "").replace(r"\}", "")
    depth = 0
    for character in shown:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0
    assert not any(shown[i] in "%$#&_" and (i == 0 or shown[i - 1] != "\\") for i in range(len(shown)))


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        ("n >= 2", r"$n \geq 2$"),
        ("gamma != 1", r"$\gamma \neq 1$"),
        ("C_K is finite", r"$\bcCK$ is finite"),
        ("any learner (the worst case)", "any learner (the worst case)"),
        ("the learner is (eps, 1-alpha)-fit", r"the learner is $(\varepsilon , 1-\alpha )$-fit"),
        ("100% of a_column{x", r"$100$\% of a\_column\{x"),
    ],
)
def test_conditions_have_their_formulas_in_mathematics(words, latex):
    if "%" in words:
        assert "%" not in sentence(words).replace(r"\%", "")
        return
    assert sentence(words) == latex


@pytest.mark.parametrize("name", ["", "a b", r"a\b", "a{b", "1a", "a#", "a%", "ü", "a--b"])
def test_a_key_that_tex_could_trip_over_is_refused(name):
    with pytest.raises(ValueError, match="key"):
        key(name)


def test_labels_are_escaped_and_targets_taken_literally(tmp_path):
    (tmp_path / "c.csv").write_text('label,count\n"' + HOSTILE.replace('"', '""') + '",3\nother,5\n')
    quoted = "'" + HOSTILE + "'"
    (tmp_path / "s.toml").write_text(
        "[table.t]\ncounts = 'c.csv'\nn = 5\ncorner = 'who_%'\n"
        f"rows = [{{label = {quoted}, target = {quoted}}}]\ncolumns = [{{quantity = 'target', label = '#1'}}]\n"
    )
    page = build(["table", "s.toml"], tmp_path)
    assert page.parts[0].text.startswith(text(HOSTILE))
    assert r"who\_\% & {\#1}" in page.before


def test_every_statement_of_the_catalog_is_balanced():
    for theorem in CATALOG.values():
        for formula in (theorem.statement, theorem.as_stated):
            assert formula.count("{") == formula.count("}"), theorem.id
            assert formula.count("$") % 2 == 0, theorem.id
            assert formula.count(r"\left") == formula.count(r"\right"), theorem.id
