"""docs/attacks.md says what comes out."""

import doctest
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from boundcalc.attacks import Table

ROOT = Path(__file__).parents[2]
DOCS, EXAMPLE = ROOT / "docs" / "attacks.md", ROOT / "examples" / "tables.py"


def test_every_example_of_the_page_on_attacks_runs():
    assert doctest.testfile(str(DOCS), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_the_table_of_the_page_is_the_one_that_its_script_makes():
    pytest.importorskip("palmerpenguins")
    spec = spec_from_file_location("tables", EXAMPLE)
    tables = module_from_spec(spec)
    spec.loader.exec_module(tables)
    rows = [line.split("|")[1:-1] for line in DOCS.read_text().splitlines() if line.startswith("|")]
    assert [name.strip() for name in rows[0][1:-1]] == list(tables.MODELS)
    assert [row[0].strip() for row in rows[2:]] == list(tables.TABLES)
    for name, *cells, limit in ([cell.strip() for cell in row] for row in rows[2:]):
        X, y = tables.TABLES[name]()
        split = Table(X, y).split(len(y) // 2)
        at_most = float(limit.removeprefix("<= "))
        assert at_most - 0.001 <= float(split.delta().number()) <= at_most
        assert all(0 <= float(cell.split()[0]) < at_most for cell in cells)
        tables.learner(name, "nearest").fit(X[::2], y[::2]).predict(X[1::2])
    assert float(rows[2][1].split()[0]) > 0.9  # a nearest neighbour of diabetes
