"""docs/dossier.md says what comes out."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "dossier.md"


@pytest.mark.slow
def test_every_example_of_the_page_on_dossiers_runs():
    assert doctest.testfile(str(DOCS), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
