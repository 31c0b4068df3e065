"""Everything that is generated compiles by a real TeX, in several classes, with the author's own macros."""

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from tools import compile_tex, need, overfull, pdf_text

import boundcalc as bc
from boundcalc.tex import check, skeleton, write
from boundcalc.tex.escape import text
from boundcalc.tex.paper import CLASSES

EXAMPLE = Path(__file__).parents[2] / "examples" / "paper"
FILES = {
    "article": ["article.cls"],
    "IEEEtran": ["IEEEtran.cls"],
    "jmlr": ["jmlr.cls", "placeins.sty"],
    "acmart": ["acmart.cls"],
}
HOSTILE = r"a_b%$#{}\&~^<x>"


def document(folder, body, before="", after="", document_class="article"):
    """Write and compile a small document."""
    folder.mkdir(exist_ok=True)
    write(["style"], folder / "boundcalc.sty")
    head, _, _ = CLASSES[document_class]
    (folder / "paper.tex").write_text(
        f"{head}\n\\usepackage[T1]{{fontenc}}\n{before}\n\\usepackage{{boundcalc}}\n{after}\n"
        f"\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )
    return compile_tex(folder)


@pytest.mark.slow
@pytest.mark.parametrize("document_class", FILES)
def test_the_skeleton_compiles_in_every_class(tmp_path, document_class):
    need(*FILES[document_class], "siunitx.sty")
    skeleton(tmp_path, document_class)
    assert not overfull(compile_tex(tmp_path))


@pytest.mark.parametrize(
    "document_class", ["article", *(pytest.param(c, marks=pytest.mark.slow) for c in ("IEEEtran", "jmlr"))]
)
def test_the_whole_catalog_compiles_in_every_class(tmp_path, document_class):
    need(*FILES[document_class], "siunitx.sty")
    head, author, style = CLASSES[document_class]
    write(["style"], tmp_path / "boundcalc.sty")
    write(["theorem", "all"], tmp_path / "theorems.tex")
    write(["derivation", "all"], tmp_path / "proofs.tex")
    write(["derivation", "disc-ck", "--verdicts", "table"], tmp_path / "table.tex")
    write(["derivation", "disc-ck", "--verdicts", "margin"], tmp_path / "margin.tex")
    (tmp_path / "paper.tex").write_text(
        f"{head}\n\\usepackage[T1]{{fontenc}}\n\\usepackage{{boundcalc}}\n\\title{{Catalog}}\\author{{{author}}}\n"
        f"\\begin{{document}}\\maketitle\n\\input{{theorems}}\n\\input{{proofs}}\n"
        f"\\input{{table}}\n\\input{{margin}}\n{style}\n\\bibliography{{references}}\n\\end{{document}}\n"
    )
    write(["bib", "."], tmp_path / "references.bib")
    assert not overfull(compile_tex(tmp_path))


@pytest.mark.slow
def test_the_example_paper_is_fresh_and_compiles(tmp_path):
    need("siunitx.sty", "pgf.sty")
    # Its SPEC reads a table of counts from the package, by a relative path.
    root = Path(__file__).parents[2]
    for folder in ("examples/paper", "boundcalc/data"):
        shutil.copytree(root / folder, tmp_path / folder)
    paper = tmp_path / "examples" / "paper"
    assert check(paper) == []
    assert not overfull(compile_tex(paper))
    assert "MISSING" not in pdf_text(paper)


def test_values_work_in_captions_and_a_missing_one_is_loud(tmp_path):
    need("siunitx.sty", "hyperref.sty")
    body = (
        r"\bcset{k}{\leq}{\bcnum{1.5e-9}}\bcset{q}{=}{\bcqty{21.9}{\percent}}"
        r"\tableofcontents\section{About \bcvalue{k} and \bcis{q}}\listoffigures"
        r"\begin{figure}\caption{Value \bcvalue{q}, $x\bcis{k}$, lost: \bcvalue{a_b%}}\end{figure}".replace("%", "")
        + r" Formula early: $\bcformula{f}$. \bcsetformula{f}{\bcCK + 1}"
    )
    log = document(tmp_path, body, before=r"\usepackage{hyperref}")
    assert "value `a_b' is missing" in log
    shown = pdf_text(tmp_path)
    assert "MISSING a_b" in shown
    assert "21.9" in shown
    assert "MISSING f" not in shown


def test_the_authors_own_macros_and_environments_win(tmp_path):
    need("siunitx.sty")
    write(["theorem", "disc-ck"], tmp_path / "t.tex")
    before = (
        r"\newcommand{\bcCK}{\mathrm{OURDIVERSITY}}\usepackage{amsthm}\newtheorem{theorem}{Satz}"
        r"\newcommand{\TV}{\mathrm{mine}}"
    )
    after = r"\renewcommand{\bcDelta}{\mathrm{LEAK}}"
    document(
        tmp_path,
        r"\input{t}$\bcTV$\begin{thebibliography}{9}\bibitem{aubinais2025}A\end{thebibliography}",
        before,
        after,
    )
    shown = pdf_text(tmp_path)
    assert "OURDIVERSITY" in shown
    assert "LEAK" in shown
    assert "Satz 1" in shown


def test_base_tex_is_enough(tmp_path):
    need()
    (tmp_path / "s.toml").write_text(
        "[table.t]\nlaw = 'Geometric(1/3)'\nvary = 'n'\nover = [10, 1000000000000000000]\n"
        "columns = [{quantity = 'delta'}]\n"
    )
    write(["table", "s.toml"], tmp_path / "t.tex")
    body = r"\bcset{k}{\leq}{\bcnum{1.5e-9}}\bcset{q}{=}{\bcqty{21.9}{\percent}}\input{t} $x\bcis{k}$ \bcvalue{q}"
    document(tmp_path, body, before=r"\PassOptionsToPackage{plain}{boundcalc}")
    assert "21.9" in pdf_text(tmp_path)
    assert "siunitx" not in (tmp_path / "paper.log").read_text(encoding="latin-1")


def test_hostile_labels_are_printed_letter_by_letter(tmp_path):
    need("siunitx.sty", "booktabs.sty")
    quoted = f"'{HOSTILE}'"
    (tmp_path / "s.toml").write_text(
        "[table.t]\nlaw = 'Geometric(1/3)'\nn = 5\n"
        f"rows = [{{label = {quoted}}}, {{label = '[1] * x'}}]\ncolumns = [{{quantity = 'delta', label = {quoted}}}]\n"
    )
    write(["table", "s.toml"], tmp_path / "t.tex")
    document(tmp_path, rf"\input{{t}} \section{{{text(HOSTILE)}}}")
    assert pdf_text(tmp_path).replace("˜", "~").count(HOSTILE) == 3


def test_cleveref_names_every_kind_of_statement(tmp_path):
    need("cleveref.sty", "siunitx.sty", "hyperref.sty")
    write(["theorem", "disc-ck", "disc-ck-limit"], tmp_path / "t.tex")
    bib = r"\begin{thebibliography}{9}\bibitem{aubinais2025}A\end{thebibliography}"
    before = r"\usepackage{amsmath,amsthm}\usepackage{hyperref}\usepackage{cleveref}\newtheorem{theorem}{Theorem}"
    document(tmp_path, rf"\input{{t}} See \Cref{{bc:disc-ck}} and \cref{{bc:disc-ck-limit}}. {bib}", before)
    assert "See Theorem 1 and limit 2." in " ".join(pdf_text(tmp_path).split())


def test_a_curve_between_bounds_is_drawn_at_its_upper_end_and_called_a_bound(tmp_path):
    from boundcalc.tex.figure import figure
    from boundcalc.tex.quantity import compute
    from boundcalc.tex.spec import read_spec

    spec_file = tmp_path / "s.toml"
    spec_file.write_text(
        "[figure.f]\nlearner = 'BitBudget(8192)'\nn = 1000000\nvary = 'fpr'\nfrom = 0.001\nto = 0.1\npoints = 3\n"
        "scale = 'log'\nlines = [{quantity = 'tpr'}]\n[value.v]\nlearner = 'BitBudget(8192)'\nn = 1000000\n"
        "quantity = 'tpr'\nfpr = '1/1000'\n[value.w]\nlearner = 'BitBudget(8192)'\nn = 1000000\nquantity = 'fpr'\n"
        "tpr = '1/2'\n"
    )
    spec = read_spec(spec_file)
    curve = bc.Game(None, bc.BitBudget(8192), n=10**6).tradeoff()
    (line,) = figure(spec, "f").lines
    for rate, shown in line.points:
        assert 0 <= Fraction(shown) - curve.tpr(rate).upper < Fraction(1, 10**6)
    for name, relation in (("v", r"\leq"), ("w", r"\geq")):
        cell = compute(spec, spec.merged(spec.entries("value", name)[name]))
        assert cell.relation == relation
    assert Fraction(cell.number) <= curve.fpr("1/2").lower


def test_figures_are_drawn_twice_from_the_same_numbers(tmp_path):
    pytest.importorskip("matplotlib")
    need("pgf.sty", "siunitx.sty")
    (tmp_path / "s.toml").write_text(
        "[figure.f]\nlaw = 'DiscreteUniform(1, 10)'\nvary = 'n'\nfrom = 1\nto = 1000\npoints = 5\nscale = 'log'\n"
        "lines = [{quantity = 'delta'}, {quantity = 'bound', theorem = 'disc-ck'}, {quantity = 'delta', law = "
        f"'Geometric(1/3)', label = '{HOSTILE}'}}]\n"
    )
    first = [path.read_bytes() for path in write(["figure", "s.toml", "f"], tmp_path / "f")]
    assert first == [path.read_bytes() for path in write(["figure", "s.toml", "f"], tmp_path / "f")]
    assert str(tmp_path) not in first[0].decode()
    document(tmp_path, r"\input{f.pgf}\par\includegraphics{f.pdf}", before=r"\usepackage{pgf,graphicx}")
    assert [f for f in check(tmp_path) if f.fails] == []
    assert (
        subprocess.run(["pdfinfo", "f.pdf"], cwd=tmp_path, capture_output=True, text=True).stdout.count("sha256:") == 1
    )
