"""The notebook of the examples runs from top to bottom, and what it shows are tables, texts and pictures."""

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[1] / "examples" / "curves.ipynb"


@pytest.mark.slow
def test_the_notebook_runs_and_shows_results_as_tables_and_pictures():
    import nbconvert
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbconvert.preprocessors.ExecutePreprocessor(timeout=300).preprocess(notebook)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = [set(output.get("data", {})) for output in outputs]
    assert all(output.output_type in ("execute_result", "display_data") for output in outputs)
    assert sum("image/png" in kind for kind in kinds) == 5
    assert sum("text/html" in kind for kind in kinds) >= 9
    assert not any(" at 0x" in str(output.data.get("text/html", "")) for output in outputs)
    page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    assert page.count("<img") == 5
    assert "region-bits" in page
