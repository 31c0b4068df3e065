"""Every example of the gallery is one claim: what it computes is what theory says."""

from pathlib import Path

import pytest

from boundcalc import Enclosure

EXAMPLES = sorted((Path(__file__).parents[2] / "docs/gallery/examples").glob("plot_*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem.removeprefix("plot_"))
def test_what_is_computed_is_what_theory_says(path):
    names = {}
    exec(compile(path.read_text().partition("# %%")[0], path.name, "exec"), names)  # without the picture
    computed, theory = names["claim"]()
    tolerance = names.get("TOLERANCE", 1e-10)
    if isinstance(computed, Enclosure) and not isinstance(theory, Enclosure):
        assert float(computed.lower) - tolerance <= theory <= float(computed.upper) + tolerance
    else:
        assert computed == theory or abs(float(computed) - float(theory)) <= tolerance


def test_there_are_twenty():
    assert len(EXAMPLES) >= 20
