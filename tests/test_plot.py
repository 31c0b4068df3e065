"""Pictures follow matplotlib's conventions, and what they draw are the ends that the results hold."""

from fractions import Fraction

import pytest

import boundcalc as bc

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

GAME = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=6)
BITS = bc.Game(None, bc.BitBudget(64), n=2000)


@pytest.fixture
def ax():
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    yield axes
    pyplot.close(figure)


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_a_curve_is_drawn_where_it_is(ax):
    assert GAME.tradeoff().plot(ax, points=5) is ax
    x, y = ax.lines[0].get_data()
    for a, b in zip(x[1:-1], y[1:-1], strict=True):
        assert float(GAME.tradeoff().tpr(Fraction(a))) == pytest.approx(b, rel=1e-9)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert labels(ax) == ["best attack, exact (disc-exact)", "blind attack"]
    assert ax.lines[0].get_linestyle() == "-"


def test_a_bound_is_drawn_dashed_and_called_a_bound(ax):
    BITS.tradeoff().plot(ax, smallest="1/1000", points=4)
    assert labels(ax)[0] == "upper bound (region-bits)"
    assert ax.lines[0].get_linestyle() == "--"
    assert ax.get_xlim()[0] == pytest.approx(1e-3)


def test_bounds_and_their_sweep_are_drawn(ax):
    bounds = GAME.bounds()
    bounds.plot(ax)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [b.path for b in bounds]
    assert set(labels(ax)) == {"lower bound", "exact", "limit", "upper bound"}
    sweep = GAME.sweep(n=[6, 12])
    other = sweep.plot(ax.figure.add_subplot(), theorems=["disc-exact", "disc-ck"])
    assert labels(other) == ["disc-exact (exact)", "disc-ck (upper bound)"]
    assert list(other.lines[0].get_xdata()) == [6.0, 12.0]
    assert len(sweep.to_frame()) == sum(map(len, sweep))
    assert sweep._repr_html_().startswith("<table>")


@pytest.mark.slow
def test_a_simulated_band_is_drawn(ax):
    band = GAME.simulate_tradeoff(2000, seed=1)
    band.plot(ax)
    assert labels(ax) == ["simulated band, 99% at once"]


def test_without_axes_the_current_ones_are_used():
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    assert GAME.bounds().plot() is axes
    pyplot.close(figure)


def test_the_command_line_writes_a_picture(tmp_path):
    from boundcalc.cli import main

    path = tmp_path / "curve.png"
    with pytest.raises(SystemExit) as stop:
        main(["tradeoff", "--law", "Categorical(1/2, 1/2)", "--n", "5", "--plot", str(path)])
    assert stop.value.code == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_infer_says_what_guessing_gains(capsys):
    import json

    from boundcalc.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["infer", "--learner", "BitBudget(8192)", "--n", "1000000", "--baseline", "1/100", "--json"])
    assert stop.value.code == 0
    found = json.loads(capsys.readouterr().out)["inference"][0]
    assert found["kind"] == "upper"
    assert found["success"]["upper"].startswith("0.0223")
    with pytest.raises(SystemExit) as stop:
        main(["infer", "--law", "Bernoulli(1/3)", "--n", "3"])
    assert stop.value.code == 2
    assert "say what is guessed" in capsys.readouterr().err


def test_an_audit_is_drawn_and_bounds_guesses(ax):
    audit = bc.audit({"a": [i % 7 for i in range(500)]}, columns=["a"])
    audit.plot(ax)
    assert "estimate, no guarantee" in labels(ax)
    assert list(ax.lines[0].get_xdata()) == pytest.approx([float(audit.delta.lower), float(audit.delta.upper)])
    assert audit.inference("1/10") == Fraction(1, 10) + Fraction(audit.delta.upper)
    with pytest.raises(ValueError, match="baseline must be in"):
        audit.inference(2)


def test_an_audit_of_what_an_attacker_knows_bounds_no_guess():
    """Success is told by the whole record, and the audit speaks of tests of a part: 100 people of a town, one disease.

    The town alone says nothing of who is a member; the released table says who is ill.
    """
    table = {"town": [0] * 100, "person": list(range(100))}
    assert bc.audit(table, columns=["town", "person"]).inference("1/100") == 1
    with pytest.raises(ValueError, match="without knows"):
        bc.audit(table, columns=["town", "person"], knows=["town"]).inference("1/100")
