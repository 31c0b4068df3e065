"""The worked example runs as printed."""

import doctest
from pathlib import Path


def test_worked_example_runs_as_printed():
    page = Path(__file__).parents[2] / "docs" / "audit.md"
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 10
    assert result.failed == 0
