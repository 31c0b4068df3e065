"""The check names exactly what is no longer true."""

import json
import os
import subprocess
import sys

import pytest

from boundcalc.cli import main
from boundcalc.tex import build, check, skeleton, write


@pytest.fixture
def paper(tmp_path):
    folder = tmp_path / "paper"
    skeleton(folder)
    return folder


def words(findings):
    return [(f.word, f.file, f.name) for f in findings]


def replace(path, old, new):
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new, 1))


def test_a_new_paper_is_fresh(paper):
    assert check(paper) == []


def test_changing_one_parameter_names_exactly_what_depends_on_it(paper):
    replace(paper / "paper.toml", 'quantity = "delta"\ndigits = 4', 'quantity = "delta"\ndigits = 6')
    found = check(paper)
    assert words(found) == [("stale", "values.tex", "delta")]
    assert found[0].detail == "0.05401 -> 0.0540149" or found[0].detail.startswith("0.05401 -> 0.0540")
    assert check(paper, fix=True) == []


def test_a_changed_row_of_a_table_is_named(paper):
    replace(paper / "paper.toml", "1000, 10000]", "1000, 20000]")
    assert words(check(paper)) == [
        ("missing", "growth.tex", "row 20000"),
        ("stale", "growth.tex", "row 10000"),
    ]
    assert check(paper, fix=True) == []


def test_a_changed_game_makes_everything_from_it_stale(paper):
    replace(paper / "paper.toml", "n = 100\n", "n = 200\n")
    names = {f.name for f in check(paper)}
    assert names == {"n", "delta", "accuracy", "diversity-bound"}


def test_edits_by_hand_are_found(paper):
    replace(paper / "values.tex", r"\bcnum{0.05401}", r"\bcnum{0.04401}")
    replace(paper / "theorems.tex", "for every learner", "for some learner")
    assert words(check(paper)) == [("stale", "theorems.tex", "disc-ck"), ("stale", "values.tex", "delta")]
    assert check(paper, fix=True) == []


def test_an_earlier_version_that_said_the_same_is_fresh(paper):
    content = (paper / "values.tex").read_text()
    version = content.splitlines()[1]
    (paper / "values.tex").write_text(content.replace(version, "% boundcalc version: 0.0.1"))
    assert check(paper) == []
    check(paper, fix=True)
    assert (paper / "values.tex").read_text() == content


def test_missing_and_unused_names_are_reported(paper):
    replace(
        paper / "paper.tex",
        r"\section{Setting}",
        "\\section{Setting}\n\\bcvalue{nope} \\bcformula{mono} \\cref{bc:dpi} \\citep[p.~2]{nobody,berend2013}\n"
        "% \\bcvalue{commented-out}\n",
    )
    replace(paper / "paper.toml", "[table.growth]", '[value.idle]\ngame = "main"\nquantity = "delta"\n[table.growth]')
    check(paper, fix=True)
    found = words(check(paper))
    assert found == [
        ("missing", "paper.tex", "value nope"),
        ("missing", "paper.tex", "formula mono"),
        ("missing", "paper.tex", "theorem dpi"),
        ("missing", "paper.tex", "citation nobody"),
        ("unused", "values.tex", "value idle"),
    ]
    assert "berend2013" in (paper / "references.bib").read_text()


def test_a_generated_file_that_is_not_read_in_is_unused(paper):
    write(["theorem", "mono"], paper / "extra.tex")
    assert words(check(paper)) == [("unused", "extra.tex", "file")]


def test_a_spec_that_no_longer_reads_is_broken_not_a_traceback(paper):
    replace(paper / "paper.toml", 'theorem = "disc-ck"\ndigits', 'theorem = "disc-kc"\ndigits')
    found = check(paper, fix=True)
    assert ("broken", "values.tex", "values paper.toml") in words(found)
    assert any("did you mean disc-ck" in f.detail for f in found)


def test_a_stale_figure_is_named_by_its_line(paper):
    pytest.importorskip("matplotlib")
    spec = paper / "paper.toml"
    spec.write_text(
        spec.read_text() + '[figure.f]\ngame = "main"\nvary = "n"\nover = [1, 2]\nlines = [{quantity = "delta"}]\n'
    )
    page = build(["figure", "paper.toml", "f"], paper)
    (paper / "f.pgf").write_text(page.render())
    assert words(check(paper))[0] == ("missing", "f.pdf", "picture")
    replace(spec, "over = [1, 2]", "over = [1, 3]")
    assert ("stale", "f.pgf", r"line 1 $\bcDelta$") in words(check(paper))


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["latex", *arguments])
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_exit_status_and_json_for_ci(paper, capsys):
    assert run(capsys, "check", str(paper))[0] == 0
    replace(paper / "paper.toml", "n = 100\n", "n = 200\n")
    code, out, _ = run(capsys, "check", str(paper), "--json")
    data = json.loads(out)
    assert code == 1
    assert data["fresh"] is False
    assert {f["name"] for f in data["findings"]} == {"n", "delta", "accuracy", "diversity-bound"}
    assert run(capsys, "check", str(paper), "--fix")[0] == 0


def test_paths_in_the_command_start_from_the_file(paper, capsys, monkeypatch, tmp_path):
    (paper / "gen").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "values", "paper/paper.toml", "-o", "paper/gen/v.tex")
    assert (code, out) == (0, "paper/gen/v.tex\n")
    assert "% command: boundcalc latex values ../paper.toml\n" in (paper / "gen" / "v.tex").read_text()
    assert words(check(paper)) == [("unused", "gen/v.tex", "file")]


BAD = [
    ("x = 1", "sections are game, value, table, figure"),
    ("[value]\na = 1", "write [value.NAME]"),
    ("[value.a]\nquantity = 'dleta'", "did you mean delta"),
    ("[value.a]\nquantity = 'delta'\nn = 3", "exactly one of law and counts"),
    ("[value.a]\nquantity = 'delta'\nlaw = 'Geometric(1/2)'", "n is missing"),
    ("[value.a]\nquantity = 'delta'\nlaw = 'Geometric(1/2)'\nn = 0", "n must be an integer of at least 1"),
    ("[value.a]\nquantity = 'delta'\nlaw = '__import__(1)'\nn = 2", "unknown law"),
    ("[value.a]\nquantity = 'delta'\nlaw = 'Geometric(1/2)'\nn = 2\nwrong = 1", "delta does not take wrong"),
    ("[value.a]\nquantity = 'bound'\nlaw = 'Geometric(1/2)'\nn = 2", "bound needs theorem"),
    ("[value.a]\nquantity = 'bound'\ntheorem = 'disc-uniform'\nlaw = 'Geometric(1/2)'\nn = 2", "does not apply"),
    (
        "[value.a]\nquantity = 'bound'\ntheorem = 'disc-ck'\nlaw = 'Geometric(1/2)'\nn = 2\nrounding = 'down'",
        "never down",
    ),
    ("[value.a]\ngame = 'b'\nquantity = 'delta'", "has no [game.NAME]"),
    ("[value.'a}b']\nlaw = 'Geometric(1/2)'\nn = 2\nquantity = 'delta'", "a key must be"),
    ("[value.a]\nquantity = 'delta'\nlaw = 'Geometric(1/2)'\nn = 2\ndigits = 0", "digits must be an integer"),
    ("[table.a]\ncolumns = 3", "columns must be a list"),
    ("x =", "Invalid value"),
]


@pytest.mark.parametrize(("spec", "message"), BAD, ids=[m for _, m in BAD])
def test_bad_specs_are_one_line_and_exit_status_2(tmp_path, capsys, spec, message):
    path = tmp_path / "s.toml"
    path.write_text(spec)
    kind = "table" if "table" in spec else "values"
    code, out, err = run(capsys, kind, str(path))
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_bytes_do_not_depend_on_the_process(tmp_path):
    skeleton(tmp_path / "a")
    code = "import sys; from pathlib import Path; from boundcalc.tex import skeleton; skeleton(Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "b")], check=True, env=environment)
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_an_authors_file_is_never_overwritten(tmp_path):
    (tmp_path / "paper.tex").write_text("mine")
    with pytest.raises(ValueError, match="not overwritten"):
        skeleton(tmp_path)
    assert (tmp_path / "paper.tex").read_text() == "mine"
