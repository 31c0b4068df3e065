"""Pictures follow matplotlib's conventions, and what they draw are the ends that the results hold."""

import dataclasses
from fractions import Fraction

import pytest
import sympy as sp

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


def test_a_curve_that_is_not_guaranteed_is_not_called_exact(ax):
    exact = GAME.tradeoff()
    curve = dataclasses.replace(exact, points=None, guaranteed=False)
    curve.plot(ax, points=4)
    assert labels(ax)[0] == "best attack, not guaranteed (disc-exact)"
    assert "not guaranteed" in str(curve.at("1/10"))
    assert curve._repr_html_().count("not guaranteed") == 3


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
    assert labels(ax) == ["simulated band, 99% at once", "blind attack"]


def test_of_two_curves_the_longest_is_seen_whole(ax):
    GAME.tradeoff().plot(ax, smallest="1/1000", points=3)
    BITS.tradeoff().plot(ax, smallest="1/100", points=3)
    assert ax.get_xlim() == pytest.approx((1e-3, 1))
    (blind,) = [line for line in ax.lines if line.get_label() == "blind attack"]
    assert min(blind.get_xdata()) == pytest.approx(1e-3)


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


@pytest.mark.parametrize("name", ["curve.xyz", "curve"])
def test_a_picture_of_an_unknown_kind_is_refused_before_the_work(name, tmp_path, capsys):
    from boundcalc.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["tradeoff", "--law", "Zeta(11/10)", "--n", "10", "--plot", str(tmp_path / name)])
    assert stop.value.code == 2
    assert "--plot must end in .png, .pdf, .svg" in capsys.readouterr().err


def test_numbers_that_json_has_not_are_text(capsys):
    import json

    from boundcalc.cli.options import print_json

    print_json({"a": [float("inf"), {"b": (float("nan"), 0.5)}]})
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail) == {"a": ["inf", {"b": ["nan", 0.5]}]}


@pytest.mark.slow
def test_infer_calls_no_quadrature_a_guarantee(capsys):
    """The law of least squares estimates is integrated without an error bound."""
    from boundcalc.cli import main

    game = ["--learner", "LeastSquares()", "--law", "GaussianRegression(2)", "--n", "10"]
    with pytest.raises(SystemExit):
        main(["infer", *game, "--baseline", "1/10"])
    assert "ols-exact, not guaranteed" in " ".join(capsys.readouterr().out.split())


def test_infer_names_coordinates(capsys):
    import json

    from boundcalc.cli import main

    law = "Product(age=DiscreteUniform(1, 3), sex=Bernoulli(1/2))"
    with pytest.raises(SystemExit):
        main(["infer", "--law", law, "--n", "4", "--secret", "sex", "--knows", "age", "--json"])
    (found,) = json.loads(capsys.readouterr().out)["inference"]
    assert found["success"]["exact"] == "355/432"


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


PEOPLE = bc.Categorical(["1/2", "1/4", "1/4"], values=[("a", 0), ("a", 1), ("b", 0)])
TABLE = {"a": [i % 7 for i in range(300)], "b": [i % 31 for i in range(300)]}
PICTURES = {
    "inference": (
        lambda: bc.Game(PEOPLE, n=3).attribute(1, 0),
        {"without the release": 3 / 4, "best attack, exact": float(bc.Game(PEOPLE, n=3).attribute(1, 0).success)},
    ),
    "inference by a bound": (
        lambda: BITS.inference("1/10"),
        {"any attack, upper bound": float(BITS.inference("1/10").success.upper)},
    ),
    "leakage": (lambda: GAME.leakage(), {"exact": None}),
    "estimate": (lambda: GAME.simulate(2000, seed=1), {"estimate, no guarantee": GAME.simulate(2000, seed=1).estimate}),
    "crosscheck": (lambda: GAME.crosscheck(2000), {"exact": float(GAME.delta())}),
    "split": (lambda: bc.audit(TABLE, split=100), {"best attack, exact (finite)": None}),
    "known columns": (lambda: bc.audit(TABLE, knows=1), {"upper bound, confidence 95% for all": None}),
    "calibration": (
        lambda: bc.plan.calibrate(bc.Game(None, bc.GaussianDP(1), n=9), "mu", advantage="1/10"),
        {"mu = 63/200": None, "target 0.1": None},
    ),
    "calibration by a limit": (
        lambda: bc.plan.calibrate(
            bc.Game(bc.GaussianRegression(1), bc.LeastSquares(), n=100), "p", security="9/10", by="ols-limit"
        ),
        {"Delta (limit)": None},
    ),
    "leverage": (lambda: bc.leverage([[1, i] for i in range(9)]), {"ols-leverage (exact)": None}),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_every_picture_says_what_its_marks_are_and_draws_them_where_the_numbers_are(kind, ax):
    make, marks = PICTURES[kind]
    assert make().plot(ax) is ax
    for label, value in marks.items():
        drawn = [line for line in ax.lines if line.get_label() == label]
        assert len(drawn) == 1
        if value is not None:
            assert list(drawn[0].get_xdata())[-1] == pytest.approx(value)
    assert ax.get_xlabel()
    assert len(labels(ax)) == len(set(labels(ax)))


def test_pictures_of_nothing_are_empty_axes(ax, recwarn):
    bc.Game(None, n=10).bounds().plot(ax)
    assert not ax.lines
    assert not list(recwarn)


def test_a_limit_beyond_the_range_is_drawn_where_it_is(ax):
    bounds = bc.Game(bc.DiscreteUniform(1, 50), n=2).bounds()
    bounds.plot(ax)
    place = [b.id for b in bounds].index("disc-ck-limit")
    assert list(ax.lines[place].get_xdata()) == pytest.approx([float(bounds["disc-ck-limit"])] * 2)
    assert float(bounds["disc-ck-limit"]) > 1


def test_symbols_are_not_drawn_and_it_is_said(ax):
    q = sp.Symbol("q", positive=True)
    bc.Game(bc.Geometric(q), n=5).bounds().plot(ax)
    assert [text.get_text() for text in ax.texts] == ["no number to show"]


def test_an_audit_is_drawn_beside_what_the_attacker_knows(ax):
    bc.audit(TABLE, knows=["a"]).plot(ax)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["who knows\na"]


def test_what_are_no_axes_is_named():
    with pytest.raises(TypeError, match=r"ax must be matplotlib axes.*got 3"):
        GAME.bounds().plot(3)


def test_settings_of_matplotlib_are_respected():
    from matplotlib import pyplot, rc_context

    with rc_context({"axes.prop_cycle": matplotlib.cycler(color=["crimson"]), "lines.linewidth": 4}):
        figure, axes = pyplot.subplots()
        line = GAME.tradeoff().plot(axes, points=4).lines[0]
        assert (line.get_color(), line.get_linewidth()) == ("crimson", 4)
        pyplot.close(figure)


@pytest.mark.parametrize(
    "command",
    [
        ["infer", "--law", "Categorical(1/2, 1/2)", "--n", "3", "--reconstruct"],
        ["calibrate", "--learner", "GaussianDP(1)", "--n", "9", "--vary", "mu", "--advantage", "1/10"],
        ["simulate", "--law", "Bernoulli(1/3)", "--n", "5", "--samples", "1000", "--seed", "1"],
        ["audit", "TABLE", "--no-costs"],
        ["audit", "TABLE", "--split", "100"],
        ["audit", "TABLE", "--knows-any", "1"],
        pytest.param(["discretise", "TABLE", "--target-security", "0.5"], marks=pytest.mark.slow),
        pytest.param(["crosscheck", "--samples", "1000", "--games", "1"], marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_commands_with_an_answer_to_look_at_draw_it(command, tmp_path, capsys):
    from boundcalc.cli import main

    table, path = tmp_path / "table.csv", tmp_path / "picture.svg"
    table.write_text("a,b\n" + "".join(f"{i % 7},{i % 31}\n" for i in range(300)), encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main([str(table) if x == "TABLE" else x for x in command] + ["--plot", str(path)])
    assert stop.value.code in (0, None)
    assert "<svg" in path.read_text(encoding="utf-8")
    with pytest.raises(SystemExit) as stop:  # before the work
        main([str(table) if x == "TABLE" else x for x in command] + ["--plot", str(tmp_path / "none" / "x.png")])
    assert stop.value.code == 2
    assert "No such file" in capsys.readouterr().err
